//! Wings: the screens that one crate brings to the office.

use std::any::Any;
use std::sync::Arc;

use fgapi_look::{Message, Says, Wardrobe};

use crate::menu::{Item, Line};
use crate::route::Table;

/// What a crate with screens says of them.
pub trait Screens {
    /// What they ask beside the office's own desk, by [`Office::beside`](crate::Office::beside); `()` where that is nothing.
    type Desk: Send + Sync + 'static;
    /// What they can be told to say. Keys that begin with `told.` say, on the next screen, what was done.
    type Say: Says + Copy;
    /// Their addresses.
    const TABLE: Table;
    /// Their lines of the menu.
    const MENU: &'static [Item<Self::Say>];
    /// Their templates and words. They may use those of the lobby, and have no others of the same name.
    const WARDROBE: Wardrobe;
}

/// The screens of one crate, ready to be part of an office.
#[derive(Clone)]
pub struct Wing {
    table: Table,
    menu: Vec<Line>,
    wardrobe: Wardrobe,
    told: fn(&str) -> Option<Message>,
    desk: Arc<dyn Any + Send + Sync>,
}

impl Wing {
    /// The screens of a crate, with the desk that they ask.
    pub fn of<S: Screens>(desk: S::Desk) -> Self {
        Self {
            table: S::TABLE,
            menu: S::MENU.iter().map(Item::line).collect(),
            wardrobe: S::WARDROBE,
            told: told::<S::Say>,
            desk: Arc::new(desk),
        }
    }

    /// Its addresses.
    pub const fn table(&self) -> Table {
        self.table
    }

    pub(crate) fn menu(&self) -> &[Line] {
        &self.menu
    }

    pub(crate) const fn wardrobe(&self) -> Wardrobe {
        self.wardrobe
    }

    /// What the word behind `told=` in an address says was done.
    pub(crate) fn told(&self, word: &str) -> Option<Message> {
        (self.told)(word)
    }

    /// Its desk, if it is one of these.
    pub(crate) fn desk<D: 'static>(&self) -> Option<&D> {
        self.desk.downcast_ref()
    }
}

fn told<S: Says + Copy>(word: &str) -> Option<Message> {
    S::ALL.iter().find(|say| say.key().strip_prefix("told.") == Some(word)).map(|say| Message::new(*say))
}

impl std::fmt::Debug for Wing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wing").field("table", &self.table).finish_non_exhaustive()
    }
}
