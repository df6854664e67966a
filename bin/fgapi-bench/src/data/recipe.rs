//! How much there is of everything.

/// How much there is of everything. Whoever changes what is made, raises [`VERSION`]: kept data is then made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Part of the name of what is kept.
    pub name: &'static str,
    /// Rows in accounts of interleaved booking order, altogether.
    pub interleaved_rows: u32,
    /// Among how many accounts they are dealt out.
    pub interleaved_accounts: u32,
    /// Rows of the one long account.
    pub long_rows: u32,
    /// Branches.
    pub branches: u32,
    /// Links with a living pair of tokens.
    pub links: u32,
    /// The last whole page of an interleaved account.
    pub middle_page: u32,
    /// The last whole page of the long account.
    pub deep_page: u32,
}

/// Raised with every change of what is made.
pub(super) const VERSION: u32 = 1;
/// First and last day of all rows.
pub const PERIOD: (&str, &str) = ("2016-01-01", "2025-12-31");

impl Recipe {
    /// What the targets speak of.
    pub const FULL: Self = Self {
        name: "full",
        interleaved_rows: 1_000_000,
        interleaved_accounts: 100,
        long_rows: 1_000_000,
        branches: 700,
        links: 100_000,
        middle_page: 50,
        deep_page: 5_000,
    };

    /// Enough to see whether the bench works, and which way a change points.
    pub const QUICK: Self = Self {
        name: "quick",
        interleaved_rows: 20_000,
        interleaved_accounts: 2,
        long_rows: 20_000,
        branches: 450,
        links: 2_000,
        middle_page: 50,
        deep_page: 100,
    };

    /// Ten times as much in each.
    pub const GROWTH: [Self; 4] =
        [Self::grown("1e3", 1_000), Self::grown("1e4", 10_000), Self::grown("1e5", 100_000), Self::grown("1e6", 1_000_000)];

    const fn grown(name: &'static str, number: u32) -> Self {
        Self {
            name,
            interleaved_rows: 2_000,
            interleaved_accounts: 1,
            long_rows: number,
            branches: 300,
            links: number,
            middle_page: 10,
            deep_page: number / 200,
        }
    }

    /// The name under which the data is kept.
    pub(super) fn key(&self) -> String {
        format!("{}_v{VERSION}", self.name)
    }
}
