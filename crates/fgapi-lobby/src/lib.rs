//! The lobby of the operator's office (管理者画面): what every screen of the staff is made of, and no screen.
//!
//! An [`Office`] is made of [`Wing`]s: the screens of one crate each, which says by [`Screens`] what it brings — its [`Route`]s, its
//! lines of the menu, its templates and its words. The door reads what arrived, lets only those in who may ([`Access`]), runs the
//! route on a worker thread, and answers with a [`Page`], a redirect or a [`File`]. What screens have in common lies here too: lists
//! ([`List`]), tables ([`table`]), questions before something is done ([`ConfirmView`]), CSV files ([`csv_file`]).
//!
//! This room decides nothing: who may do what is decided by `fgapi-admin`. It knows no screen, and never keeps a secret.
//!
//! ```
//! use fgapi_admin::Operation;
//! use fgapi_lobby::{Answer, Fault, Heading, Item, Page, Route, Screens, Table, Visit, Wardrobe, Wing, renderer, view};
//!
//! fgapi_look::says! {
//!     /// What these screens can be told to say.
//!     pub enum Say {
//!         /// The line of the menu.
//!         MenuWeather = "menu.weather",
//!     }
//! }
//!
//! fn show(_: &Visit) -> Result<Answer, Fault> {
//!     Ok(Page::new("weather.html", &view! { degrees: 21, }).into())
//! }
//!
//! /// The screens of a crate.
//! struct Weather;
//!
//! impl Screens for Weather {
//!     type Desk = ();
//!     type Say = Say;
//!     const TABLE: Table = &[&[Route::get("/weather", Operation::SeeDashboard, show)]];
//!     const MENU: &'static [Item<Say>] = &[Item::new(Heading::Overview, Operation::SeeDashboard, Say::MenuWeather, "/weather")];
//!     const WARDROBE: Wardrobe = Wardrobe {
//!         templates: &[("weather.html", r#"{{ t(key="weather.now", degrees=screen.degrees) }}"#)],
//!         japanese: "[menu]\nweather = \"天気\"\n[weather]\nnow = \"{degrees}度\"",
//!         english: "[menu]\nweather = \"Weather\"\n[weather]\nnow = \"{degrees} degrees\"",
//!     };
//! }
//!
//! assert!(renderer(&[Wing::of::<Weather>(())]).is_ok());
//! ```

mod confirm;
mod csv_file;
mod door;
mod frame;
mod listing;
mod menu;
mod moments;
mod office;
mod paths;
mod route;
mod say;
mod search;
mod view;
mod wardrobe;
mod wing;

pub use confirm::{ConfirmView, LeftOutView, confirm};
pub use csv_file::csv_file;
pub use door::{Answer, Arrival, Fault, Fields, File, Form, NextPart, Page, Parts, Visit};
pub use fgapi_look::Wardrobe;
pub use listing::{acting, row, table};
pub use menu::{Heading, Item};
pub use moments::{iso, moment};
pub use office::{Office, OfficeParts, OfficeSettings};
pub use paths::with_query;
pub use route::{Access, Method, Route, Table, all};
pub use say::role;
pub use search::List;
pub use view::shown;
pub use wardrobe::renderer;
pub use wing::{Screens, Wing};
