//! The strongroom of the operator's office: screens about what others entrust to the gateway under seal.
//!
//! For the staff, in the same office as all other screens: tenants' credentials of outside services (外部サービス認証情報) and the clients
//! that read them, the vault (保管庫) in which they lie, and the services (連携先) at which customers link accounts. They are a
//! [`Wing`] behind the lobby, as the office's own screens are.
//!
//! This room decides nothing: who may do what is decided by `fgapi-admin`, what comes of it by `fgapi-saas`, `fgapi-vault` and
//! `fgapi-linked`. It never shows a value that was set: a secret stands in a page only where it was made for it, once.
//!
//! ```
//! use fgapi_strongroom::routes;
//! // Every address of these screens stands in one table.
//! assert!(fgapi_lobby::all(routes::TABLE).any(|route| route.path() == "/vault"));
//! ```

mod menu;
pub mod routes;
mod say;
mod screens;
mod trouble;
mod wardrobe;

use fgapi_linked::LinkedDesk;
use fgapi_lobby::{Item, Screens, Table, Wardrobe, Wing};
use fgapi_saas::SaasDesk;

/// What these screens ask. Both desks have the same vault.
#[derive(Clone, Debug)]
pub struct Strongroom {
    /// Tenants' credentials and clients.
    pub saas: SaasDesk,
    /// Services that customers link.
    pub linked: LinkedDesk,
}

/// What this crate brings to the office.
struct Sealed;

impl Screens for Sealed {
    type Desk = Strongroom;
    type Say = say::Say;
    const TABLE: Table = routes::TABLE;
    const MENU: &'static [Item<say::Say>] = menu::MENU;
    const WARDROBE: Wardrobe = wardrobe::WARDROBE;
}

/// These screens as a wing beside `fgapi_office::wing()`.
pub fn wing(desk: Strongroom) -> Wing {
    Wing::of::<Sealed>(desk)
}
