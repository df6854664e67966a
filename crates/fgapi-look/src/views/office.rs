//! What surrounds a screen of `office_base.html`, and what its forms offer.

use serde::Serialize;

use super::{AssetLinks, BrandView, LanguageLinks, Notice};
use crate::say::Message;

/// Head, menu, path and notice of a screen of the staff.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeFrame {
    /// Whose office it is.
    pub brand: BrandView,
    /// The style sheets, the scripts, the icon.
    pub assets: AssetLinks,
    /// The same page in either language; without it there is no switch.
    pub languages: Option<LanguageLinks>,
    /// Where the bank's name leads.
    pub home: String,
    /// What can be chosen. Empty before signing in: then the page is one narrow card.
    pub menu: Vec<MenuGroup>,
    /// Who is signed in.
    pub who: Option<SignedIn>,
    /// The path to this page, without the page itself.
    pub crumbs: Vec<Crumb>,
    /// The hidden `csrf` of every form that posts.
    pub csrf: String,
    /// Something to say above everything else.
    pub notice: Option<Notice>,
}

impl OfficeFrame {
    /// A frame with nothing but a head.
    pub const fn bare(brand: BrandView, assets: AssetLinks, home: String) -> Self {
        Self { brand, assets, languages: None, home, menu: Vec::new(), who: None, crumbs: Vec::new(), csrf: String::new(), notice: None }
    }
}

/// A part of the menu (設定, アカウント設定, …).
#[derive(Clone, Debug, Serialize)]
pub struct MenuGroup {
    /// Its name.
    pub label: Message,
    /// What is in it.
    pub items: Vec<MenuItem>,
}

/// A way to a screen.
#[derive(Clone, Debug, Serialize)]
pub struct MenuItem {
    /// Its name.
    pub label: Message,
    /// Its address.
    pub href: String,
    /// Whether this page is it, or belongs to it.
    pub current: bool,
}

impl MenuItem {
    /// A way to `href`, which is the present one when it is `here`.
    pub fn new(label: impl Into<Message>, href: impl Into<String>, here: &str) -> Self {
        let href = href.into();
        Self { label: label.into(), current: href == here, href }
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct SignedIn {
    /// The person's name.
    pub name: String,
    /// In which role.
    pub role: Message,
    /// Where the form 「ログアウト」 goes.
    pub sign_out: String,
}

/// A page above this one.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    /// Its name.
    pub label: Message,
    /// Its address; without it only a name.
    pub href: Option<String>,
}

impl Crumb {
    /// A name alone, as that of a part of the menu.
    pub fn name(label: impl Into<Message>) -> Self {
        Self { label: label.into(), href: None }
    }

    /// A page.
    pub fn page(label: impl Into<Message>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }
}

/// One of several values that a field can have.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The value that the form sends.
    pub value: String,
    /// What a person reads.
    pub label: Message,
    /// More about it.
    pub hint: Option<Message>,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A value that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<Message>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, chosen: false }
    }

    /// More about it.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<Message>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Whether it is chosen.
    #[must_use]
    pub fn chosen(self, chosen: bool) -> Self {
        Self { chosen, ..self }
    }
}
