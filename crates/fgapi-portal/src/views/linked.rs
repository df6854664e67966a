//! What the customer has at other institutions (他行口座), on their own page.

use serde::Serialize;

use super::{FieldError, Paging};

/// All linked accounts. Posts nothing to `/accounts/{id}/acquire`.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedAccountsView {
    /// Those of this page, oldest first.
    pub accounts: Vec<LinkedAccountView>,
    /// The pages before and after.
    pub paging: Option<Paging>,
}

/// An access to an institution.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedAccountView {
    /// Its `hashed_id`, by which addresses name it.
    pub id: String,
    /// The institution.
    pub service: String,
    /// Its kind, such as 銀行.
    pub category: String,
    /// The account's id there, but for its first characters; empty until it is known.
    pub uid: String,
    /// The customer's own name for it; may be empty.
    pub disp_name: String,
    /// How it stands.
    pub status: LinkedStatus,
    /// Why the last attempt failed.
    pub failure: Option<LinkedFailure>,
    /// From the institution to the customer.
    pub message: Option<String>,
    /// The moment of the last attempt that succeeded.
    pub succeeded_at: Option<String>,
    /// The moment of the next attempt.
    pub next_at: Option<String>,
    /// Whether that moment has come.
    pub due: bool,
    /// The sum of the balances, in yen; `None` when nothing was fetched yet.
    pub asset_sum: Option<i64>,
    /// What is there.
    pub sub_accounts: Vec<SubAccountView>,
    /// How many questions wait for an answer.
    pub questions: usize,
    /// The consent there, where it is told.
    pub consent: Option<LinkedConsent>,
    /// Whether it can be fetched now.
    pub acquire: bool,
    /// Whether it has to be linked anew.
    pub relink: bool,
}

/// How long the consent at the institution lasts.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedConsent {
    /// Its last day.
    pub until: String,
    /// How many days are left.
    pub days_left: u32,
    /// Whether that is soon.
    pub ends_soon: bool,
}

/// One account at the institution.
#[derive(Clone, Debug, Serialize)]
pub struct SubAccountView {
    /// Branch, kind and number, as the institution tells them; each may be empty.
    pub branch: String,
    /// Its kind.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Its balance, in yen.
    pub balance: i64,
}

/// 取得状況.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedStatus {
    /// 取得済み.
    Fetched,
    /// 取得中.
    Fetching,
    /// 取得エラー.
    Failed,
    /// 取得停止中.
    Suspended,
}

/// Why fetching failed: each has a title and a next step in the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedFailure {
    /// What came back was not understood.
    Scraping,
    /// Maintenance there.
    Maintenance,
    /// No answer came in time.
    Timeout,
    /// Something has to be read there first.
    LoginAnnouncement,
    /// Credentials or consent are not good any more.
    Login,
    /// A PIN is needed.
    Pincode,
    /// A secret question is to be answered.
    SecretQuestion,
    /// A one-time password is needed.
    OneTimePassword,
    /// Not let in, for a reason that is not told.
    Gray,
    /// The same, on a page.
    GrayPage,
    /// A picture is to be read.
    Captcha,
}

/// One linked account, whole.
///
/// Posts to `/accounts/{id}`: `request` and the field of its answer to `/answer`, `disp_name` and `memo` to `/name`, nothing to
/// `/acquire`, `/suspend`, `/resume`.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedDetailsView {
    /// The account.
    pub account: LinkedAccountView,
    /// When it was linked.
    pub since: String,
    /// What the institution wants to know.
    pub requests: Vec<LinkedRequestView>,
    /// The latest, newest first.
    pub transactions: Vec<LinkedTransactionView>,
    /// The customer's own name for it, as it stands in the form.
    pub disp_name: String,
    /// The customer's memo, as it stands in the form.
    pub memo: String,
    /// Whether linking it anew is offered.
    pub can_relink: bool,
    /// Whether it is linked by the institution's own screens.
    pub by_screens: bool,
    /// The institution's own page for signing in.
    pub site: Option<String>,
    /// Beside `disp_name`, `memo` and the fields of answers.
    pub errors: Vec<FieldError>,
}

/// What an institution wants to know.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedRequestView {
    /// Its `hashed_id`.
    pub id: String,
    /// The field of its answer.
    pub field: String,
    /// What is to be done.
    pub message: String,
    /// The question.
    pub question: String,
    /// An answer was given: until when it waits to be used.
    pub answered_until: Option<String>,
}

/// A booking there.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedTransactionView {
    /// The moment.
    pub at: String,
    /// On which account: its kind and number; empty where there is one only.
    pub account: String,
    /// What it was.
    pub description: String,
    /// Yen; negative when money went out.
    pub amount: i64,
    /// What the account held then.
    pub balance: i64,
}

/// The question before an account is removed. Posts nothing to `/accounts/{id}/remove`.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedRemoveView {
    /// Which.
    pub account: LinkedAccountView,
    /// Whether there is a consent at the institution, which is ended too.
    pub by_screens: bool,
}

/// The institutions that can be linked.
#[derive(Clone, Debug, Serialize)]
pub struct ServicesView {
    /// By kind.
    pub categories: Vec<ServiceCategoryView>,
}

/// A kind of institution.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceCategoryView {
    /// Its name.
    pub name: String,
    /// Its institutions, by yomigana.
    pub services: Vec<ServiceItemView>,
}

/// An institution in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceItemView {
    /// Its id, by which addresses name it.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// How the name is read; may be empty.
    pub yomigana: String,
    /// Whether it is linked by its own screens.
    pub by_screens: bool,
}

/// One institution, about to be linked. Posts the fields of its forms, or nothing when it is linked by its own screens, to `action`.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceView {
    /// Its name.
    pub name: String,
    /// How the name is read; may be empty.
    pub yomigana: String,
    /// Its kind.
    pub category: String,
    /// What the bank says about it, in paragraphs.
    pub notes: Vec<String>,
    /// Its own page for signing in.
    pub site: Option<String>,
    /// What it asks; `None` when it is linked by its own screens.
    pub forms: Option<Vec<ServiceFormView>>,
    /// Where its screens are: the host that the browser will show.
    pub host: String,
    /// Whether an account is linked anew.
    pub anew: bool,
    /// Where the form goes.
    pub action: String,
    /// The way back.
    pub back: String,
    /// Beside the fields.
    pub errors: Vec<FieldError>,
}

/// A field of what an institution asks.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceFormView {
    /// The field's name in the form.
    pub field: String,
    /// What is asked.
    pub label: String,
    /// More about it; may be empty.
    pub note: String,
    /// How it is asked.
    pub kind: FieldKind,
    /// What was typed before; never a secret.
    pub value: String,
    /// What can be chosen among.
    pub options: Vec<String>,
}

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Typed.
    Text,
    /// Typed, and not shown.
    Secret,
    /// Ticked or not: `1` is ticked.
    Checkbox,
    /// One of several.
    Radio,
}
