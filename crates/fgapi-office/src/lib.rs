//! The screens (画面) of the operator's office at `/office`: signing in, what is handed over once, portal users, what was issued.
//!
//! A route names what is needed for it ([`Access`](fgapi_lobby::Access)) and one function; the door that lets people in and answers
//! is `fgapi-lobby`. Screens lie in `screens/`, one subject a file; each says its own [`Route`](fgapi_lobby::Route)s. All words lie in
//! `locales/`, all markup in `templates/`; how it looks is `fgapi-look`'s business.
//!
//! This room decides nothing: who may do what, and what comes of it, is decided by `fgapi-admin`. It never keeps a secret: tokens and
//! codes go from the use case into the one page that shows them.
//!
//! ```
//! use fgapi_office::routes;
//! // Every address of these screens stands in one table.
//! assert!(routes::all().any(|route| route.path() == "/users"));
//! ```

mod menu;
pub mod routes;
mod say;
mod screens;
mod wardrobe;

use fgapi_lobby::{Item, Screens, Table, Wardrobe, Wing};

/// What this crate brings to the office.
struct Staff;

impl Screens for Staff {
    type Desk = ();
    type Say = say::Say;
    const TABLE: Table = routes::TABLE;
    const MENU: &'static [Item<say::Say>] = menu::MENU;
    const WARDROBE: Wardrobe = wardrobe::WARDROBE;
}

/// These screens as a wing: the first of every office, which signs people in.
pub fn wing() -> Wing {
    Wing::of::<Staff>(())
}
