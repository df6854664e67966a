//! A table whose pages are made on the server.

use serde::Serialize;

use super::Cell;
use crate::say::Message;

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What the ids on its page begin with.
    pub id: &'static str,
    /// What it lists; read aloud, not shown.
    pub caption: Message,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The rows of this page, with a cell for every column.
    pub rows: Vec<Row>,
    /// The form field of the boxes before the rows; without it there are none.
    pub pick: Option<&'static str>,
    /// A box for all that were found, also on other pages.
    pub whole: Option<Whole>,
    /// What is shown instead of no rows.
    pub empty: Message,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its head.
    pub label: Message,
    /// How it is shown.
    pub kind: ColumnKind,
    /// How rows are sorted by it; without it they cannot be.
    pub sort: Option<Sort>,
}

/// How a column is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// What a row is called by.
    Name,
    /// As text.
    Text,
    /// As numbers, which end below each other.
    Number,
    /// As what can be done.
    Actions,
}

/// How rows are sorted by a column.
#[derive(Clone, Debug, Serialize)]
pub struct Sort {
    /// The same page sorted by it, or the other way round.
    pub href: String,
    /// How they are sorted by it now.
    pub order: Option<Order>,
}

/// Which way rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

impl Column {
    fn new(kind: ColumnKind, label: impl Into<Message>) -> Self {
        Self { label: label.into(), kind, sort: None }
    }

    /// What rows are called by: the first column of most tables.
    pub fn name(label: impl Into<Message>) -> Self {
        Self::new(ColumnKind::Name, label)
    }

    /// Texts, days, chips.
    pub fn text(label: impl Into<Message>) -> Self {
        Self::new(ColumnKind::Text, label)
    }

    /// Numbers.
    pub fn number(label: impl Into<Message>) -> Self {
        Self::new(ColumnKind::Number, label)
    }

    /// What can be done.
    pub fn actions(label: impl Into<Message>) -> Self {
        Self::new(ColumnKind::Actions, label)
    }

    /// Sorted by it at `href`, and now in `order` or by another column.
    #[must_use]
    pub fn sorted(self, href: impl Into<String>, order: Option<Order>) -> Self {
        Self { sort: Some(Sort { href: href.into(), order }), ..self }
    }
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The value that its box sends; without it the row has no box.
    pub id: Option<String>,
    /// What it is called, for whoever hears its box and its links without seeing the row.
    pub name: String,
    /// Whether its box is ticked.
    pub picked: bool,
    /// What stands in it, in the order of the columns.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row that is not ticked.
    pub fn new(id: impl Into<String>, name: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self { id: Some(id.into()), name: name.into(), picked: false, cells }
    }
}

/// A box that stands for everything that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Whole {
    /// The form field; it sends `yes`.
    pub name: &'static str,
    /// How many that are.
    pub total: u64,
    /// Whether it is ticked.
    pub picked: bool,
}
