//! The customer's own page.

use serde::Serialize;

use super::{ClientView, FieldError};

/// All links of a customer.
#[derive(Clone, Debug, Serialize)]
pub struct LinksView {
    /// Who is signed in, as the bank addresses them; may be empty.
    pub customer: String,
    /// Those of this page. Ended ones are folded away.
    pub links: Vec<LinkView>,
    /// The pages before and after.
    pub paging: Option<Paging>,
    /// Whether there is a way to what the customer has at other institutions.
    pub tabs: bool,
}

/// The way to other pages.
#[derive(Clone, Debug, Serialize)]
pub struct Paging {
    /// This page's number.
    pub page: u32,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A link (連携): one app's access.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// What the forms name it by.
    pub id: String,
    /// Whose.
    pub client: ClientView,
    /// To what: names of grants.
    pub grants: Vec<String>,
    /// To which accounts; all of them where there is none.
    pub accounts: Option<Vec<String>>,
    /// The day of the consent.
    pub since: String,
    /// The last day of the consent.
    pub until: String,
    /// How many days are left.
    pub days_left: u32,
    /// Whether that is soon.
    pub ends_soon: bool,
    /// The last reading.
    pub last_read: Option<LastRead>,
    /// How many rows were read in all.
    pub rows_read: u64,
    /// How it stands.
    pub state: LinkState,
    /// Why it ended.
    pub ended_reason: Option<EndedReason>,
    /// The moment at which it ended.
    pub ended_at: Option<String>,
    /// The screen that asks before ending it; without it there is none.
    pub end_url: Option<String>,
    /// The screen that asks before renewing it; without it there is none.
    pub renew_url: Option<String>,
}

/// The last time an app read something.
#[derive(Clone, Debug, Serialize)]
pub struct LastRead {
    /// The moment.
    pub at: String,
    /// What: the name of a grant.
    pub what: String,
}

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// The app can read.
    Alive,
    /// The app has not come for its tokens yet.
    Pending,
    /// Somebody ended it.
    Ended,
    /// Its time ran out.
    Over,
}

/// Why a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedReason {
    /// The customer ended it.
    Customer,
    /// The app ended it.
    Client,
    /// The bank ended it.
    Bank,
    /// A spent token was shown again.
    Reuse,
    /// The customer's password was changed.
    PasswordChanged,
    /// The bank suspended the app.
    Suspended,
    /// A new consent took its place.
    Replaced,
}

/// The question before a link ends. Posts `link` to `/end`.
#[derive(Clone, Debug, Serialize)]
pub struct LinkEndView {
    /// Which.
    pub link: LinkView,
    /// The way back to all links.
    pub back: String,
}

/// The question before a link is renewed. Posts `link`, `agree=yes` to `/renew`.
#[derive(Clone, Debug, Serialize)]
pub struct LinkRenewView {
    /// Which.
    pub link: LinkView,
    /// For how many days from today.
    pub days: u32,
    /// The new last day.
    pub new_until: String,
    /// The way back to all links.
    pub back: String,
    /// Beside `agree`.
    pub errors: Vec<FieldError>,
}
