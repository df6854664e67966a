//! Connections, and the faults of the rooms that use them. One binary; PostgreSQL is tried by the rooms that have tables.

#![cfg(test)]

mod address;
mod rooms;
