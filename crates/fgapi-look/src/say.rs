//! What a screen may be told to say: a door's errors, notices and labels, by name.

use std::collections::BTreeMap;

use fgapi_caller::Language;
use serde::Serialize;

use crate::shown;
use crate::words::{Words, fill};

/// Names words: a door has an enum of all that its screens can be told to say, most easily made by [`says!`](crate::says).
pub trait Says: Sized + 'static {
    /// Everything that can be said, for a test that there are words for it.
    const ALL: &'static [Self] = &[];

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
/// use fgapi_look::Says as _;
/// let message = fgapi_look::Message::new(Say::NameMissing);
/// assert_eq!((Say::ALL, Say::NameMissing.key()), (&[Say::NameMissing][..], "error.name_missing"));
/// ```
#[macro_export]
macro_rules! says {
    ($(#[$about:meta])* $visible:vis enum $Say:ident { $($(#[$doc:meta])* $name:ident = $key:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visible enum $Say {
            $($(#[$doc])* $name,)*
        }

        impl $crate::Says for $Say {
            const ALL: &'static [Self] = &[$(Self::$name),*];

            fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
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
    moments: BTreeMap<&'static str, String>,
}

impl Message {
    /// The words of `say`.
    pub fn new(say: impl Says) -> Self {
        Self::of(say.key())
    }

    /// A text as it is, where a message is wanted: a name from outside, which no language has words for.
    pub fn text(text: impl Into<String>) -> Self {
        let mut message = Self::of("common.text");
        message.args.insert("text", text.into());
        message
    }

    const fn of(key: &'static str) -> Self {
        Self { key, args: BTreeMap::new(), days: BTreeMap::new(), moments: BTreeMap::new() }
    }

    /// Puts a number or a text (also from outside: it is escaped) into the braces `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Puts a whole number into the braces `{name}`, its digits in groups of three.
    #[must_use]
    pub fn with_number(self, name: &'static str, number: impl Into<i128>) -> Self {
        self.with(name, shown::number(&number.into().to_string()))
    }

    /// Puts a moment (`2026-01-31T09:05:00+09:00`) into the braces `{name}`, as the reader's language writes it.
    #[must_use]
    pub fn with_moment(mut self, name: &'static str, moment: impl ToString) -> Self {
        self.moments.insert(name, moment.to_string());
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
        let moment = |name: &str| self.moments.get(name).map(|moment| shown::moment(language, moment));
        Some(fill(words.get(self.key)?, |name| self.args.get(name).cloned().or_else(|| day(name)).or_else(|| moment(name))))
    }
}

impl<S: Says> From<S> for Message {
    fn from(say: S) -> Self {
        Self::new(say)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::says! {
        enum Say {
            /// All kinds of braces.
            All = "say.all",
        }
    }

    #[test]
    fn braces_are_filled_as_the_reader_writes() {
        let words = |language| Words::of(language, ["[say]\nall = \"{who} {count} {day} {moment} {none}\""]).unwrap();
        let at = "2026-01-05T09:05:00+09:00";
        let message = Message::new(Say::All).with("who", "<b>").with_number("count", 12_345).with_day("day", at).with_moment("moment", at);
        let said = Language::ALL.map(|language| message.said(&words(language), language).unwrap());
        assert_eq!(said, ["<b> 12,345 2026年1月5日 2026年1月5日 09:05 {none}", "<b> 12,345 5 January 2026 5 January 2026, 09:05 {none}"]);
        assert_eq!(Message::text("{who}").said(&words(Language::English), Language::English).unwrap(), "{who}");
    }
}
