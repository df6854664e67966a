//! The office, over a real store.
