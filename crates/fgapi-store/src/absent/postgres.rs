//! Stands in for PostgreSQL in a build without it.

use std::sync::Arc;

use crate::engine::Engine;
use crate::{StoreFault, StoreSettings};

/// Says which feature is missing.
pub(crate) fn connect(_: &str, _: StoreSettings) -> Result<Arc<dyn Engine>, StoreFault> {
    Err(StoreFault::Unavailable("this build has no PostgreSQL: build it with the feature `postgres`".to_owned()))
}
