//! What stands around a screen: the bank, the menu, who is signed in, what was just done.

use fgapi_admin::{Operation, SignedIn, allows};
use fgapi_caller::Language;
use fgapi_look::views::{self, Crumb, MenuGroup, MenuItem, Notice, NoticeKind, OfficeFrame};
use fgapi_look::{LanguageLinks, Message, Says as _};

use crate::door::Arrival;
use crate::routes::{self, Method};
use crate::say::{Say, role};

/// A line of the menu: what may be done there, what it is called, where it lies.
type Item = (Operation, Say, &'static str);

/// The menu, as the bank's staff know it. What nobody has built yet, and what a role may not do, is not shown.
const MENU: &[(Say, &[Item])] = &[
    (Say::MenuOverview, &[(Operation::SeeDashboard, Say::MenuDashboard, "/dashboard")]),
    (
        Say::MenuSettings,
        &[
            (Operation::OwnHandovers, Say::MenuOwnHandovers, "/settings/handovers"),
            (Operation::OwnSettings, Say::MenuPassword, "/settings/password"),
            (Operation::OwnSettings, Say::MenuFactor, "/settings/factor"),
            (Operation::OwnSettings, Say::MenuSessions, "/settings/sessions"),
        ],
    ),
    (Say::MenuUsersGroup, &[(Operation::SeeUsers, Say::MenuUsers, "/users"), (Operation::SeeParameters, Say::MenuTenants, "/tenants")]),
    (
        Say::MenuSystem,
        &[
            (Operation::SeeParameters, Say::MenuParameters, "/parameters"),
            (Operation::SeeParameters, Say::MenuTemplates, "/templates"),
            (Operation::SeeHandovers, Say::MenuHandovers, "/handovers"),
            (Operation::SeeMails, Say::MenuMails, "/mails"),
        ],
    ),
    (Say::MenuConnections, &[(Operation::SeeClients, Say::MenuClients, "/clients"), (Operation::SeeLinks, Say::MenuLinks, "/links")]),
    (Say::MenuAuditGroup, &[(Operation::ReadAudit, Say::MenuAudit, "/audit")]),
];

/// The frame of a screen. Who is not signed in has no menu.
pub(crate) fn around(arrival: &Arrival, who: Option<&SignedIn>, crumbs: Vec<Crumb>, notice: Option<Notice>, csrf: String) -> OfficeFrame {
    let office = &arrival.office;
    let prefix = &office.settings.prefix;
    let brand = office.brand.view(arrival.language, office.assets(), prefix);
    let languages = (arrival.in_language(Language::Japanese), arrival.in_language(Language::English));
    let signed_in = who.map(|who| views::SignedIn {
        name: who.user.profile.name.as_str().to_owned(),
        role: role(who.user.profile.role).into(),
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

fn menu(arrival: &Arrival, who: &SignedIn) -> Vec<MenuGroup> {
    let is_built = |path: &str| routes::all().any(|route| route.method() == Method::Get && route.path() == path);
    let shown = |item: &&Item| allows(who.user.profile.role, item.0) && is_built(item.2);
    let belongs = |path: &str| arrival.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let item = |(_, label, path): &Item| {
        let href = arrival.office.at(path);
        MenuItem { label: (*label).into(), current: belongs(path), href }
    };
    let group =
        |(label, items): &(Say, &[Item])| MenuGroup { label: (*label).into(), items: items.iter().filter(shown).map(item).collect() };
    MENU.iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// What the address says was done.
fn told(arrival: &Arrival) -> Option<Notice> {
    let word = arrival.query.text("told");
    let say = Say::ALL.iter().find(|say| say.key().strip_prefix("told.") == Some(word))?;
    let count: u32 = arrival.query.text("count").parse().unwrap_or(0);
    Some(Notice { kind: NoticeKind::Done, message: Message::new(*say).with_number("count", count) })
}
