//! The screens (画面) of the operator's office at `/office`: signing in, what is handed over once, portal users, what was issued.
//!
//! A route names what is needed for it ([`routes::Access`]) and one function. The door reads what arrived, lets only those in who may,
//! runs the function on a worker thread, and answers with a page, a redirect or a file. Screens lie in `screens/`, one subject a file;
//! each says its own [`routes::Route`]s. All words lie in `locales/`, all markup in `templates/`; how it looks is `fgapi-look`'s business.
//!
//! This room decides nothing: who may do what, and what comes of it, is decided by `fgapi-admin`. It never keeps a secret: tokens and
//! codes go from the use case into the one page that shows them.
//!
//! ```
//! use fgapi_office::routes;
//! // Every address of the office stands in one table.
//! assert!(routes::all().any(|route| route.path() == "/users"));
//! ```

mod csv_file;
mod door;
mod frame;
mod paths;
pub mod routes;
mod say;
mod screens;
mod search;
mod wardrobe;

pub use door::{Office, OfficeParts, OfficeSettings};
