//! Stands in for SQLite in a build without it.

use std::path::Path;
use std::sync::Arc;

use crate::engine::Engine;
use crate::{StoreFault, StoreSettings};

/// Says which feature is missing.
pub(crate) fn connect(_: &Path, _: StoreSettings) -> Result<Arc<dyn Engine>, StoreFault> {
    Err(StoreFault::Unavailable("this build has no SQLite: build it with the feature `sqlite`".to_owned()))
}
