//! What PostgreSQL does its own way with the office's records.

/// Begins a search for a text within another.
pub(super) const FINDS: &str = "strpos(";
