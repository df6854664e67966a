//! Rows as they are read and written, and the words that they become.

pub(crate) mod linked;
pub(crate) mod saas;
pub(crate) mod vault;

use uuid::Uuid;

use crate::HoldingsFault;

/// A number that is written as a wider one.
pub(crate) fn narrow<T: TryFrom<i64>>(number: i64, what: &str) -> Result<T, HoldingsFault> {
    T::try_from(number).map_err(|_| HoldingsFault::corrupt(format!("{what} that is no number of its kind")))
}

/// Bytes of a fixed length.
pub(crate) fn bytes<const LENGTH: usize>(stored: &[u8], what: &str) -> Result<[u8; LENGTH], HoldingsFault> {
    stored.try_into().map_err(|_| HoldingsFault::corrupt(format!("{what} that is not {LENGTH} bytes long")))
}

/// 16 bytes that stand in a column.
pub(crate) fn uuid(stored: &[u8]) -> Result<Uuid, HoldingsFault> {
    bytes(stored, "an id").map(Uuid::from_bytes)
}
