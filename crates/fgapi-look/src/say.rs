//! What a screen may be told to say: a door's errors, notices and labels, by name.

use std::collections::BTreeMap;

use fgapi_caller::Language;
use serde::Serialize;

use crate::shown;
use crate::words::{Words, fill};

/// Names words: a door has an enum of all that its screens can be told to say, most easily made by [`says!`](crate::says).
pub trait Says {
    /// The key of the words.
    fn key(self) -> &'static str;
}

/// Makes a door's own enum of what can be said, `Says` with it:
///
/// ```
/// fgapi_look::says! {
///     /// What this door says.
///     pub enum Say {
///         /// The name is missing.
///         NameMissing = "error.name_missing",
///     }
/// }
///
/// let message = fgapi_look::Message::new(Say::NameMissing);
/// assert_eq!(Say::ALL, [Say::NameMissing]);
/// ```
#[macro_export]
macro_rules! says {
    ($(#[$about:meta])* $visible:vis enum $Say:ident { $($(#[$doc:meta])* $name:ident = $key:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visible enum $Say {
            $($(#[$doc])* $name,)*
        }

        impl $Say {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The key of its words.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }

        impl $crate::Says for $Say {
            fn key(self) -> &'static str {
                Self::key(self)
            }
        }
    };
}

/// Something to say, with what goes into its braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    key: &'static str,
    args: BTreeMap<&'static str, String>,
    days: BTreeMap<&'static str, String>,
}

impl Message {
    /// The words of `say`.
    pub fn new(say: impl Says) -> Self {
        Self { key: say.key(), args: BTreeMap::new(), days: BTreeMap::new() }
    }

    /// Puts a number or a text (also from outside: it is escaped) into the braces `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Puts a day (`2026-01-31`) into the braces `{name}`, as the reader's language writes it.
    #[must_use]
    pub fn with_day(mut self, name: &'static str, day: impl ToString) -> Self {
        self.days.insert(name, day.to_string());
        self
    }

    pub(crate) const fn key(&self) -> &'static str {
        self.key
    }

    /// What it says, where it has words.
    pub(crate) fn said(&self, words: &Words, language: Language) -> Option<String> {
        let day = |name: &str| self.days.get(name).map(|day| shown::day(language, day));
        Some(fill(words.get(self.key)?, |name| self.args.get(name).cloned().or_else(|| day(name))))
    }
}

impl<S: Says> From<S> for Message {
    fn from(say: S) -> Self {
        Self::new(say)
    }
}
