//! Reads of links that were not written yet, summed up by link.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::{LinkId, LinkRead};

/// Grows with the links that were read since the last writing, not with the reads.
#[derive(Debug, Default)]
pub(crate) struct Reads(Mutex<HashMap<LinkId, LinkRead>>);

impl Reads {
    /// Adds a read.
    pub(crate) fn add(&self, link: LinkId, read: LinkRead) {
        // Adding cannot break off half-way, so a poisoned lock guards nothing that is wrong.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(link).and_modify(|known| *known = known.and(read)).or_insert(read);
    }

    /// Takes all out.
    pub(crate) fn take(&self) -> Vec<(LinkId, LinkRead)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }
}

impl LinkRead {
    /// Both reads as one: rows are summed, the later one tells when and what.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let later = if other.at >= self.at { other } else { self };
        Self { rows: self.rows.saturating_add(other.rows), ..later }
    }
}
