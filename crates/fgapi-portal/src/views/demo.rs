//! The sandbox's own fintech app, which shows what the other side of a journey does.

use serde::Serialize;

use super::ClientView;

/// Before the journey.
#[derive(Clone, Debug, Serialize)]
pub struct DemoStartView {
    /// The app.
    pub app: ClientView,
    /// Where the journey begins (`/auth/login?…`).
    pub begin: String,
    /// Customers of the sandbox to log in as.
    pub logins: Vec<DemoLogin>,
}

/// What to type in the sandbox.
#[derive(Clone, Debug, Serialize)]
pub struct DemoLogin {
    /// The log-in id.
    pub id: String,
    /// The password, which everybody knows.
    pub password: String,
    /// What to answer to the additional question.
    pub answer: Option<String>,
    /// Inquiry PINs: account and PIN.
    pub pins: Vec<DemoField>,
    /// Whether a certificate is needed too.
    pub certificate: bool,
}

/// After the journey.
#[derive(Clone, Debug, Serialize)]
pub struct DemoDoneView {
    /// The app.
    pub app: ClientView,
    /// What came back instead of an `auth_token`.
    pub refusal: Option<DemoRefusal>,
    /// What was said between app and gateway, in order; secrets are shortened by whoever makes the view.
    pub exchanges: Vec<DemoExchange>,
    /// The accounts that the app now sees.
    pub accounts: Vec<DemoAccount>,
    /// The first account's latest transactions.
    pub transactions: Vec<DemoTransaction>,
    /// Where the demo begins again.
    pub again: String,
    /// The customer's own page.
    pub links: Option<String>,
}

/// An end that is not a success (RFC 6749).
#[derive(Clone, Debug, Serialize)]
pub struct DemoRefusal {
    /// `error`.
    pub error: String,
    /// `error_description`; may be empty.
    pub description: String,
    /// What it means.
    pub why: DemoEnd,
}

/// What an end that is not a success means to the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoEnd {
    /// The customer did not consent, or could not be authenticated in time.
    Denied,
    /// The app's request is wrong.
    Request,
    /// It asks for what it may not have.
    Scope,
    /// The app is suspended.
    Client,
    /// The bank cannot do it now.
    Later,
    /// Something broke at the bank.
    Server,
    /// An error that the app does not know.
    Other,
    /// What came back belongs to no journey that this browser began with the app.
    Stranger,
    /// A call that the app made afterwards was refused.
    Call,
}

/// One request and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct DemoExchange {
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// What was sent.
    pub sent: Vec<DemoField>,
    /// The status that came back.
    pub status: u16,
    /// What came back.
    pub answer: Vec<DemoField>,
}

/// A name and a value.
#[derive(Clone, Debug, Serialize)]
pub struct DemoField {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// An account.
#[derive(Clone, Debug, Serialize)]
pub struct DemoAccount {
    /// Its branch.
    pub branch: String,
    /// Its kind.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// What it holds, in yen, where the app may know.
    pub balance: Option<i64>,
}

/// A transaction.
#[derive(Clone, Debug, Serialize)]
pub struct DemoTransaction {
    /// The moment or day.
    pub date: String,
    /// What it was.
    pub description: String,
    /// Yen; negative when money went out.
    pub amount: i64,
    /// What the account held then.
    pub balance: Option<i64>,
}

/// The mails of the sandbox, which go nowhere.
#[derive(Clone, Debug, Serialize)]
pub struct DemoMailsView {
    /// Whose page it is.
    pub app: ClientView,
    /// The newest first.
    pub mails: Vec<DemoMail>,
}

/// A mail in the list.
#[derive(Clone, Debug, Serialize)]
pub struct DemoMail {
    /// Its own page.
    pub at: String,
    /// To whom.
    pub to: String,
    /// One line.
    pub subject: String,
    /// When it was written.
    pub written: String,
}

/// One mail, as its addressee reads it.
#[derive(Clone, Debug, Serialize)]
pub struct DemoMailView {
    /// Whose page it is.
    pub app: ClientView,
    /// What stands above it.
    pub mail: DemoMail,
    /// Its lines, each in parts: between and in its links.
    pub lines: Vec<Vec<DemoMailPart>>,
    /// All mails.
    pub all: String,
}

/// Part of a mail's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DemoMailPart {
    /// The text.
    pub text: String,
    /// Whether it is a link to where it says.
    pub link: bool,
}
