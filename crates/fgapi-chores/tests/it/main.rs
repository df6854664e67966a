//! What runs beside the calls, over stores in memory.

#![cfg(test)]

mod purging;
