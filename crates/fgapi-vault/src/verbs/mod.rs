//! What the staff do with a vault.

mod init;
mod rotate;
mod shut;
mod status;
mod verify;

pub use rotate::{Progress, Rotated};
pub use status::{Standing, Status};
pub use verify::Verified;
