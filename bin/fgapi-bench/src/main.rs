//! What a gateway costs: loads it, reads what the operating system accounts to it, and compares that with bare yardsticks.

use {actix_web as _, clap as _, diesel as _, hdrhistogram as _, httparse as _, plotters as _, serde as _, serde_json as _, tokio as _};

fn main() {}
