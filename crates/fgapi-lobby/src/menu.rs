//! The menu: its headings, which all wings share, and the lines under them, which each wing brings.

use fgapi_admin::Operation;
use fgapi_look::{Message, Says, says};

says! {
    /// The parts of the menu, in order, as the bank's staff know them.
    pub enum Heading {
        /// 概要.
        Overview = "menu.overview",
        /// 設定: one's own things.
        Settings = "menu.settings",
        /// アカウント設定: people, and what they belong to.
        Users = "menu.users_group",
        /// システム設定.
        System = "menu.system",
        /// 接続: apps and links.
        Connections = "menu.connections",
        /// 監査.
        Audit = "menu.audit_group",
    }
}

/// A line of the menu of a wing, called by the wing's own words.
#[derive(Clone, Copy, Debug)]
pub struct Item<S> {
    heading: Heading,
    operation: Operation,
    label: S,
    path: &'static str,
}

impl<S: Says + Copy> Item<S> {
    /// Under this heading, for whoever may do `operation`: what it is called, and where it lies behind the office.
    pub const fn new(heading: Heading, operation: Operation, label: S, path: &'static str) -> Self {
        Self { heading, operation, label, path }
    }

    pub(crate) fn line(&self) -> Line {
        Line { heading: self.heading, operation: self.operation, label: self.label.into(), path: self.path }
    }
}

/// A line of the menu of any wing.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) heading: Heading,
    pub(crate) operation: Operation,
    pub(crate) label: Message,
    pub(crate) path: &'static str,
}
