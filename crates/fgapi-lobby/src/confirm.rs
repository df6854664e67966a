//! The question before something is done, for any subject.

use fgapi_look::Message;
use fgapi_look::views::Kept;
use serde::Serialize;

use crate::door::{Arrival, Page};
use crate::say::Say;

/// A question: what follows from it, and yes or no.
#[derive(Debug, Serialize)]
pub struct ConfirmView {
    /// What is asked.
    pub title: Message,
    /// What follows.
    pub consequences: Vec<Message>,
    /// Whom or what it is about.
    pub names: Vec<String>,
    /// How many more there are.
    pub more: u64,
    /// Who or what is left out, and why.
    pub left_out: Vec<LeftOutView>,
    /// What the form carries.
    pub fields: Vec<Kept>,
    /// Where the form goes.
    pub action: String,
    /// Where no leads.
    pub back: String,
    /// What yes is called.
    pub submit: Message,
    /// Whether it takes something away.
    pub danger: bool,
}

/// Somebody who is left out.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOutView {
    /// Who.
    pub name: String,
    /// Why.
    pub why: Message,
}

impl Default for ConfirmView {
    fn default() -> Self {
        Self {
            title: Say::Yes.into(),
            consequences: Vec::new(),
            names: Vec::new(),
            more: 0,
            left_out: Vec::new(),
            fields: Vec::new(),
            action: String::new(),
            back: String::new(),
            submit: Say::Yes.into(),
            danger: true,
        }
    }
}

impl ConfirmView {
    /// A question whose yes goes to `path` behind the office, and whose no leads to `back`.
    pub fn ask(arrival: &Arrival, [title, submit]: [Message; 2], consequences: Vec<Message>, path: &str, back: &str) -> Self {
        let (action, back) = (arrival.office.at(path), arrival.office.at(back));
        Self { title, submit, consequences, action, back, ..Self::default() }
    }
}

/// Its page.
pub fn confirm(view: &ConfirmView) -> Page {
    Page::new("confirm.html", view)
}
