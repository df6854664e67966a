//! What clients did, counted by the hour, for the dashboard.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use fgapi_token::ApiKey;

/// Hours since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(pub i64);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// A call that was answered with 200.
    Answered,
    /// A call that was refused (4xx).
    Refused,
    /// A call that failed (5xx).
    Failed,
    /// A token (or pair) that was issued.
    TokenIssued,
    /// A call for a token that was refused.
    TokenRefused,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Answered, Self::Refused, Self::Failed, Self::TokenIssued, Self::TokenRefused];

    /// The value in stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::TokenIssued => "token_issued",
            Self::TokenRefused => "token_refused",
        }
    }

    /// Takes back what a store kept.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counted| counted.as_str() == text)
    }
}

/// A count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// In which hour.
    pub hour: Hour,
    /// Whose calls; `None`: nobody's who is known.
    pub client: Option<ApiKey>,
    /// What.
    pub what: Counted,
    /// How often.
    pub count: u64,
}

/// What was counted and not written yet. Grows with clients and hours, not with calls.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<HashMap<Key, u64>>);

type Key = (Hour, Option<ApiKey>, Counted);

impl Counts {
    pub(crate) fn add(&self, hour: Hour, client: Option<&ApiKey>, what: Counted) {
        // Adding cannot break off half-way, so a poisoned lock guards nothing that is wrong.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *all.entry((hour, client.cloned(), what)).or_default() += 1;
    }

    pub(crate) fn take(&self) -> Vec<Activity> {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        all.into_iter().map(|((hour, client, what), count)| Activity { hour, client, what, count }).collect()
    }

    pub(crate) fn put_back(&self, counted: Vec<Activity>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for Activity { hour, client, what, count } in counted {
            *all.entry((hour, client, what)).or_default() += count;
        }
    }
}
