//! Which fields a form or a query may have.

/// What every address may be asked with: the language, what was done before, where to go afterwards.
const ALWAYS: [&str; 5] = ["csrf", "lang", "told", "count", "next"];

/// The names that are known, by how their values are. A name that stands in two lists is as the later one says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields {
    /// One value of one line.
    pub one: &'static [&'static str],
    /// Several values.
    pub many: &'static [&'static str],
    /// One value of several lines, which may be long.
    pub long: &'static [&'static str],
}

impl Fields {
    /// No fields but those that every address may have.
    pub const NONE: Self = Self { one: &[], many: &[], long: &[] };

    /// The name, where it is one of ours.
    pub(super) fn known(self, name: &str) -> Option<&'static str> {
        [self.one, self.many, self.long].into_iter().flatten().chain(&ALWAYS).find(|known| **known == name).copied()
    }

    /// Whether there may be several of it.
    pub(super) fn is_many(self, name: &str) -> bool {
        self.many.contains(&name)
    }

    /// Whether it may have several lines.
    pub(super) fn is_long(self, name: &str) -> bool {
        self.long.contains(&name)
    }
}
