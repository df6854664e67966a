//! The screens (画面) of the consent journey and of the customer's own page: plain data in, HTML out.
//!
//! A [`Screen`] and the [`Frame`] around it are plain structs; [`Renderer`] turns them into a whole page in one of two languages. All
//! words lie in `locales/`, all markup in `templates/`; what other doors share of them, and all looks, in `fgapi-look`. Whatever comes from outside is escaped, and
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

mod door;
mod render;
mod say;
pub mod views;

pub use door::{CertificateDoor, Portal, PortalParts, PortalSettings};
pub use fgapi_look::{Asset, Assets, Brand, BrandFault, Colour, Language, LogoKind, Message, NotAColour, RenderFault, plain};
pub use render::Renderer;
pub use say::Say;
pub use views::{Frame, Screen};
