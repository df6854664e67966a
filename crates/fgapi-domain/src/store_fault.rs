//! How every port to a store fails.

/// The store could not do it; whether it was done may be unknown to the caller, who may ask again.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Too much is waiting, or a lock was not to be had in time. Ask again.
    #[error("the store is busy")]
    Busy,
    /// It cannot be reached, or cannot write.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// What it holds cannot be right.
    #[error("the store holds something wrong: {0}")]
    Corrupt(String),
}
