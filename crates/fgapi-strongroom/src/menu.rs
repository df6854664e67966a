//! The lines of the menu.

use fgapi_admin::Operation;
use fgapi_lobby::{Heading, Item};

use crate::say::Say;

/// What these screens bring to the menu.
pub(crate) const MENU: &[Item<Say>] = &[
    Item::new(Heading::System, Operation::SeeCredentials, Say::MenuCredentials, "/credentials"),
    Item::new(Heading::System, Operation::SeeVault, Say::MenuVault, "/vault"),
    Item::new(Heading::Connections, Operation::SeeServices, Say::MenuServices, "/services"),
];
