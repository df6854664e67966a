//! One handler an API: a checked bearer and judged parameters, one use case, a view.
//!
//! Each runs as a whole on one worker thread, so that a call waits in one queue once.

pub(crate) mod auth;
pub(crate) mod data;
pub(crate) mod linked;
pub(crate) mod oauth;
pub(crate) mod office;
pub(crate) mod openapi;
