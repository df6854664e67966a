//! The screens (画面) of the consent journey and of the customer's own page: plain data in, HTML out.
//!
//! A [`Screen`] and the [`Frame`] around it are plain structs; [`Renderer`] turns them into a whole page in one of two languages. All
//! words lie in `locales/`, all markup in `templates/`, all looks in `assets/portal.css`. Whatever comes from outside is escaped, and
//! cannot turn the direction of the text around it ([`plain()`]). The pages need no script and load nothing from elsewhere.
//!
//! This half of the room never sees a request, and decides nothing: what a screen says is what its view holds.
//!
//! ```
//! use fgapi_portal::{Assets, Brand, Frame, Language, Renderer, Screen};
//! use fgapi_portal::views::{EndedView, OwnPageEnd};
//!
//! let brand = Brand::new("青葉信用組合", Some("Aoba Credit Union"), "#0b5cab", None)?;
//! let assets = Assets::new(&brand);
//! let frame = Frame::bare(brand.view(Language::English, &assets, ""), assets.links(""));
//! let screen = Screen::Ended(EndedView { end: OwnPageEnd::SignedOut, begin: Some("/links".to_owned()) });
//! let page = Renderer::new()?.render(Language::English, &frame, &screen)?;
//! assert!(page.contains("You have signed out"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assets;
mod brand;
mod colour;
mod door;
mod plain;
mod render;
mod say;
mod shown;
pub mod views;
mod words;

pub use assets::{Asset, Assets};
pub use brand::{Brand, BrandFault, LogoKind};
pub use colour::{Colour, NotAColour};
pub use door::{CertificateDoor, Portal, PortalParts, PortalSettings};
pub use fgapi_caller::Language;
pub use plain::plain;
pub use render::{RenderFault, Renderer};
pub use say::{Message, Say};
pub use views::{Frame, Screen};
