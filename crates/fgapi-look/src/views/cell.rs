//! One thing that a table, a list of facts or a tile shows.

use serde::Serialize;

use crate::say::Message;

/// What stands in a cell of a table, or beside a fact's name.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cell {
    /// Nothing, shown as a dash.
    Nothing,
    /// A text from outside.
    Text {
        /// The text.
        text: String,
    },
    /// Words.
    Said {
        /// Which.
        message: Message,
    },
    /// Words in a smaller, paler hand: more about what stands above.
    Note {
        /// Which.
        message: Message,
    },
    /// An id, a fingerprint, an address: every letter counts.
    Code {
        /// The text.
        text: String,
    },
    /// A whole number.
    Number {
        /// The number.
        number: i64,
    },
    /// A day.
    Day {
        /// ISO.
        at: String,
    },
    /// A moment.
    Moment {
        /// ISO.
        at: String,
    },
    /// A way to a screen about it.
    Link {
        /// What it is called.
        text: Message,
        /// The screen.
        href: String,
    },
    /// How something stands.
    Chip {
        /// How.
        chip: Chip,
    },
    /// What can be done with it.
    Actions {
        /// All of it.
        actions: Vec<Action>,
    },
    /// Several, one below the other.
    Lines {
        /// From the top.
        cells: Vec<Cell>,
    },
}

impl Cell {
    /// A text from outside; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text { text } }
    }

    /// Words.
    pub fn said(message: impl Into<Message>) -> Self {
        Self::Said { message: message.into() }
    }

    /// More about what stands above.
    pub fn note(message: impl Into<Message>) -> Self {
        Self::Note { message: message.into() }
    }

    /// An id, a fingerprint, an address.
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code { text: text.into() }
    }

    /// A whole number.
    pub fn number(number: impl TryInto<i64>) -> Self {
        Self::Number { number: number.try_into().unwrap_or(i64::MAX) }
    }

    /// A day.
    pub fn day(at: impl Into<String>) -> Self {
        Self::Day { at: at.into() }
    }

    /// A moment.
    pub fn moment(at: impl Into<String>) -> Self {
        Self::Moment { at: at.into() }
    }

    /// What there is, or nothing.
    pub fn maybe(cell: Option<Self>) -> Self {
        cell.unwrap_or(Self::Nothing)
    }

    /// A way to a screen.
    pub fn link(text: impl Into<Message>, href: impl Into<String>) -> Self {
        Self::Link { text: text.into(), href: href.into() }
    }

    /// How something stands.
    pub fn chip(kind: ChipKind, label: impl Into<Message>) -> Self {
        Self::Chip { chip: Chip::new(kind, label) }
    }

    /// What can be done.
    pub const fn actions(actions: Vec<Action>) -> Self {
        Self::Actions { actions }
    }

    /// One below the other.
    pub fn lines(cells: impl Into<Vec<Self>>) -> Self {
        Self::Lines { cells: cells.into() }
    }
}

/// How something stands, in a word.
#[derive(Clone, Debug, Serialize)]
pub struct Chip {
    /// How good that is.
    pub kind: ChipKind,
    /// The word.
    pub label: Message,
}

impl Chip {
    /// A word for how something stands.
    pub fn new(kind: ChipKind, label: impl Into<Message>) -> Self {
        Self { kind, label: label.into() }
    }
}

/// How good it is, how something stands. Never told by colour alone: a chip has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipKind {
    /// As it should be.
    On,
    /// At rest, or over.
    Off,
    /// Soon something has to be done.
    Soon,
    /// Wrong, or shut.
    Bad,
}

/// What can be done with a row. It leads to a screen, which asks before anything is done.
#[derive(Clone, Debug, Serialize)]
pub struct Action {
    /// What.
    pub label: Message,
    /// The screen.
    pub href: String,
    /// Whether it takes something away.
    pub stop: bool,
}

impl Action {
    /// Something that can be done.
    pub fn new(label: impl Into<Message>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), stop: false }
    }

    /// Something that takes away.
    pub fn stop(label: impl Into<Message>, href: impl Into<String>) -> Self {
        Self { stop: true, ..Self::new(label, href) }
    }
}

/// A name and what it is.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// The name.
    pub label: Message,
    /// What it is.
    pub value: Cell,
}

impl Fact {
    /// A name and what it is.
    pub fn new(label: impl Into<Message>, value: Cell) -> Self {
        Self { label: label.into(), value }
    }
}

/// A number that is looked at often.
#[derive(Clone, Debug, Serialize)]
pub struct Tile {
    /// What is counted.
    pub label: Message,
    /// How many.
    pub number: i64,
    /// More about it.
    pub note: Option<Message>,
    /// How good that is; without it neither good nor bad.
    pub kind: Option<ChipKind>,
    /// The screen that lists them.
    pub href: Option<String>,
}

impl Tile {
    /// A number, neither good nor bad.
    pub fn new(label: impl Into<Message>, number: impl TryInto<i64>) -> Self {
        Self { label: label.into(), number: number.try_into().unwrap_or(i64::MAX), note: None, kind: None, href: None }
    }
}
