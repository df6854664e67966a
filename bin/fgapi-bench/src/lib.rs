//! What a gateway costs: loads it, reads what the operating system accounts to it, and compares that with bare yardsticks.
//!
//! Servers under load are on loopback addresses only. This room never decides what is fast enough: it prints figures, and
//! whether they meet the targets that are written down in `docs/performance.md`.
//!
//! ```
//! use fgapi_bench::BaseUrl;
//! assert!("http://127.0.0.1:8080".parse::<BaseUrl>().is_ok());
//! assert!("http://192.0.2.1:8080".parse::<BaseUrl>().is_err());
//! ```

mod accounting;
mod address;
pub mod chart;
pub mod data;
pub mod docs;
mod fault;
pub mod floor;
pub mod load;
pub mod measure;
pub mod peer;
mod process;
pub mod table;
pub mod targets;

pub use accounting::Counted;
pub use address::BaseUrl;
pub use fault::{BenchFault, Outcome};
