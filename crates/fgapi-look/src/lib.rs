//! How every screen of the house looks: plain data in, HTML out.
//!
//! What all doors with screens share: the bank's [`Brand`], what pages load ([`Assets`]), the words that all screens share, the base
//! template and the parts that screens are made of, and the [`Renderer`] that joins them with a door's own [`Wardrobe`] of templates and
//! words. Whatever comes from outside is escaped, and cannot turn the direction of the text around it ([`plain()`]). The pages need no
//! script and load nothing from elsewhere ([`guards`]).
//!
//! This room never sees a request, knows no door's screens, and decides nothing.
//!
//! ```
//! use fgapi_look::{Assets, Brand, Language, Renderer, Wardrobe};
//!
//! const DOOR: Wardrobe = Wardrobe {
//!     templates: &[("hello.html", r#"{{ t(key="hello.lead", name=screen) }}"#)],
//!     japanese: "[hello]\nlead = \"こんにちは、{name}さん\"",
//!     english: "[hello]\nlead = \"Hello {name}\"",
//! };
//!
//! let brand = Brand::new("青葉信用組合", Some("Aoba Credit Union"), "#0b5cab", None)?;
//! assert!(Assets::new(&brand).get("portal.css").is_some());
//! let page = Renderer::new(&DOOR)?.render(Language::English, "hello.html", &"no frame", &"<Taro>")?;
//! assert_eq!(page, "Hello &lt;Taro&gt;");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assets;
mod brand;
mod chart;
mod colour;
mod guards;
mod plain;
mod render;
mod say;
mod shown;
pub mod views;
mod words;

pub use assets::{Asset, AssetAnswer, Assets, FORGET};
pub use brand::{Brand, BrandFault, LogoKind};
pub use colour::{Colour, NotAColour};
pub use fgapi_caller::Language;
pub use guards::guards;
pub use plain::plain;
pub use render::{RenderFault, Renderer, Wardrobe};
pub use say::{Message, Says};
pub use views::{AssetLinks, BrandView, FieldError, LanguageLinks, Notice, NoticeKind};
