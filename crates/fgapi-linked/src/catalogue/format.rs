//! What a form's text may be.

use regex::{Regex, RegexBuilder};

/// No pattern is longer.
const LONGEST_PATTERN: usize = 1_000;
/// What a compiled pattern may take. The engine's time is linear in the text, so these bounds are all that is needed.
const COMPILED: usize = 64 * 1_024;
/// No answer is longer.
pub(crate) const LONGEST_ANSWER: usize = 1_024;

/// `format`: a regular expression that the whole text has to match; empty: any text. A radio's lists its options, parted by `|`.
#[derive(Clone, Debug)]
pub struct Format {
    text: String,
    pattern: Option<Regex>,
}

impl Format {
    /// A format of this text; `None` when it is no regular expression of the linear-time kind, or too large a one.
    pub fn new(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self { text: String::new(), pattern: None });
        }
        if text.len() > LONGEST_PATTERN {
            return None;
        }
        // By itself first: `a)|(b` is no pattern, and would be one between the anchors.
        compiled(text)?;
        let pattern = compiled(&format!(r"\A(?:{text})\z"))?;
        Some(Self { text: text.to_owned(), pattern: Some(pattern) })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The options of a radio.
    pub fn options(&self) -> impl Iterator<Item = &str> {
        self.text.split('|').filter(|option| !option.is_empty())
    }

    /// Whether an answer may be this text.
    pub fn admits(&self, answer: &str) -> bool {
        answer.len() <= LONGEST_ANSWER && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(answer))
    }
}

fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(COMPILED).dfa_size_limit(COMPILED).nest_limit(50).build().ok()
}
