//! What surrounds a screen at every door: whose page it is, what it loads, what it has to say.

use serde::Serialize;

use crate::say::Message;

/// Whose page it is; [`crate::Brand::view`] makes one.
#[derive(Clone, Debug, Serialize)]
pub struct BrandView {
    /// The name in the page's language.
    pub name: String,
    /// The address of the logo.
    pub logo: Option<String>,
    /// The address of the public site.
    pub site: Option<String>,
}

/// Addresses of what a page loads; [`crate::Assets::links`] makes them.
#[derive(Clone, Debug, Serialize)]
pub struct AssetLinks {
    /// `portal.css`.
    pub css: String,
    /// `brand.css`.
    pub brand: String,
    /// `portal.js`.
    pub js: String,
    /// `favicon.svg`.
    pub icon: String,
    /// `office.css`, for pages of `office_base.html`.
    pub office_css: String,
    /// `office.js`, for the same.
    pub office_js: String,
    /// An image of nothing; with it a browser forgets the pages that it keeps for the way back.
    pub forget: String,
}

/// The same page with `?lang=`.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageLinks {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// Something to say above a screen.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    /// How grave it is.
    pub kind: NoticeKind,
    /// What.
    pub message: Message,
}

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Something went wrong.
    Error,
    /// Something is worth knowing.
    Info,
    /// Something is done.
    Done,
}

/// What is wrong with a field. A screen shows all in a summary, in this order, and each beside its field.
#[derive(Clone, Debug, Serialize)]
pub struct FieldError {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong.
    pub message: Message,
}

impl FieldError {
    /// `message` beside `field`.
    pub fn new(field: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}
