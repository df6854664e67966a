//! A period of days, both ends inclusive.

use crate::{JstDate, Malformed};

/// From `start` to `end`, both days included (`start_date`, `end_date` of FGAPI).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    start: JstDate,
    end: JstDate,
}

impl Period {
    /// The period from `start` to `end`.
    ///
    /// # Errors
    /// [`Malformed`] when `start` is later than `end`.
    pub fn new(start: JstDate, end: JstDate) -> Result<Self, Malformed> {
        if start <= end { Ok(Self { start, end }) } else { Err(Malformed::new("start_date", "on or before end_date")) }
    }

    /// First day.
    pub const fn start(self) -> JstDate {
        self.start
    }

    /// Last day.
    pub const fn end(self) -> JstDate {
        self.end
    }

    /// How many days it has; at least 1.
    pub const fn days(self) -> i64 {
        self.end.number() - self.start.number() + 1
    }

    /// Whether `day` is in it.
    pub fn contains(self, day: JstDate) -> bool {
        self.start <= day && day <= self.end
    }
}
