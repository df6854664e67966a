//! What stands around a screen: the bank, the menu, who is signed in, what was just done.

use fgapi_admin::{SignedIn, allows};
use fgapi_caller::Language;
use fgapi_look::views::{self, Crumb, MenuGroup, MenuItem, Notice, NoticeKind, OfficeFrame};
use fgapi_look::{LanguageLinks, Says as _};

use crate::door::Arrival;
use crate::menu::{Heading, Line};
use crate::route::Method;
use crate::say::role;
use crate::wing::Wing;

/// The frame of a screen. Who is not signed in has no menu.
pub(crate) fn around(arrival: &Arrival, who: Option<&SignedIn>, crumbs: Vec<Crumb>, notice: Option<Notice>, csrf: String) -> OfficeFrame {
    let office = &arrival.office;
    let prefix = &office.settings.prefix;
    let brand = office.brand.view(arrival.language, office.assets(), prefix);
    let languages = (arrival.in_language(Language::Japanese), arrival.in_language(Language::English));
    let signed_in = who.map(|who| views::SignedIn {
        name: who.user.profile.name.as_str().to_owned(),
        role: role(who.user.profile.role),
        sign_out: office.at("/sign-out"),
    });
    OfficeFrame {
        languages: languages.0.zip(languages.1).map(|(ja, en)| LanguageLinks { ja, en }),
        menu: who.map(|who| menu(arrival, who)).unwrap_or_default(),
        who: signed_in,
        crumbs,
        csrf,
        notice: notice.or_else(|| told(arrival)),
        ..OfficeFrame::bare(brand, office.assets().links(prefix), office.at(""))
    }
}

/// The menu, under the headings that all wings share. What nobody has built yet, and what a role may not do, is not shown.
fn menu(arrival: &Arrival, who: &SignedIn) -> Vec<MenuGroup> {
    let office = &arrival.office;
    let is_built = |path: &str| office.addresses().any(|route| route.method() == Method::Get && route.path() == path);
    let shown = |line: &&Line| allows(who.user.profile.role, line.operation) && is_built(line.path);
    let belongs = |path: &str| arrival.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let item = |line: &Line| MenuItem { label: line.label.clone(), current: belongs(line.path), href: office.at(line.path) };
    let group = |heading: &Heading| {
        let lines = office.wings().iter().flat_map(Wing::menu).filter(|line| line.heading == *heading);
        MenuGroup { label: (*heading).into(), items: lines.filter(shown).map(item).collect() }
    };
    Heading::ALL.iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// What the address says was done.
fn told(arrival: &Arrival) -> Option<Notice> {
    let word = arrival.query.text("told");
    let message = arrival.office.wings().iter().find_map(|wing| wing.told(word))?;
    let count: u32 = arrival.query.text("count").parse().unwrap_or(0);
    Some(Notice { kind: NoticeKind::Done, message: message.with_number("count", count) })
}
