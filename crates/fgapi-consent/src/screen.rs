//! What a screen has to show, without saying how.

use fgapi_banking::PinAccount;
use fgapi_domain::{Account, AccountChoice, GrantSet, Secret, ShortText, UnixSeconds};
use fgapi_token::{Client, CustomerLink, RedirectUri};

use crate::journey::{Certificate, JourneyId, Step};

/// A screen, and what stands around it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The journey.
    pub journey: JourneyId,
    /// The client that asks; `None` on the customer's own page.
    pub client: Option<Client>,
    /// Where the last button leads, for the browser's policy.
    pub redirect: Option<RedirectUri>,
    /// The token that each form carries.
    pub form_token: Secret,
    /// The steps of this journey, as far as they are known.
    pub trail: Vec<Stage>,
    /// What is asked.
    pub screen: Screen,
}

/// A step in the indication of progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Which.
    pub step: Step,
    /// Where the customer is in relation to it.
    pub state: StageState,
}

/// Whether a step lies behind or ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// It is done.
    Done,
    /// The customer is here.
    Current,
    /// It is to come.
    Ahead,
}

/// What is asked, and what was wrong with the last answer.
#[derive(Clone, Debug)]
pub enum Screen {
    /// Who is it?
    LogIn {
        /// The certificate that was presented: only its password is asked for.
        certificate: Option<Certificate>,
        /// Why the last attempt did not let in.
        refused: Option<LogInRefused>,
    },
    /// An additional question.
    Question {
        /// What is asked.
        text: ShortText,
        /// Answers that may still be wrong, 1 or more.
        tries_left: u16,
        /// What was wrong with the last answer.
        error: Option<AnswerError>,
    },
    /// What the client may, and on which accounts.
    Scopes {
        /// What the customer can choose among.
        offered: GrantSet,
        /// What was asked for and cannot be had.
        refused: GrantSet,
        /// What is chosen now.
        chosen: GrantSet,
        /// The customer's accounts and whether each is chosen; `None` when they are not to be chosen.
        accounts: Option<Vec<(Account, bool)>>,
        /// What was wrong.
        error: Option<ScopesError>,
    },
    /// Inquiry PINs to be entered.
    Pins {
        /// The accounts that have one.
        rows: Vec<PinRow>,
        /// What was wrong as a whole.
        error: Option<PinsError>,
    },
    /// Inquiry PINs as they will be.
    PinResult {
        /// The accounts that have one.
        rows: Vec<PinRow>,
        /// What was wrong.
        error: Option<PinsError>,
    },
    /// The last word.
    Consent {
        /// What the client may.
        grants: GrantSet,
        /// What it asked for and does not get.
        refused: GrantSet,
        /// The accounts that it is about; `None`: all.
        accounts: Option<Vec<Account>>,
        /// For how long, in seconds.
        seconds: i64,
        /// Until when, if the customer consents now.
        until: UnixSeconds,
        /// The box was not ticked.
        not_ticked: bool,
    },
    /// The customer's own page.
    Own(OwnPage),
}

/// Why a login attempt did not let in. Nothing here tells whether a login id exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInRefused {
    /// A field is empty.
    Incomplete,
    /// It does not match.
    NoMatch,
    /// Locked for some time.
    Locked {
        /// When the next attempt will be looked at.
        until: UnixSeconds,
        /// Seconds until then.
        seconds: i64,
    },
    /// The certificate cannot be used.
    Certificate(CertificateRefused),
}

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateRefused {
    /// The browser presented none.
    None,
    /// It was not issued by the bank, or cannot be read.
    Unknown,
    /// Its time is over, or has not come.
    Expired,
    /// The bank revoked it.
    Revoked,
    /// It is not for logging in.
    NotForClients,
}

/// What was wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerError {
    /// There was none; it does not count.
    Empty,
    /// It is another one.
    Wrong,
}

/// What was wrong with a choice of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopesError {
    /// No service is chosen.
    NoGrant,
    /// No account is chosen.
    NoAccount,
}

/// An account in the screens of inquiry PINs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinRow {
    /// The account.
    pub account: PinAccount,
    /// How it stands.
    pub state: PinState,
    /// What was wrong with the PIN that was entered for it.
    pub error: Option<PinError>,
}

/// How an account's inquiry PIN stands (登録状況).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PinState {
    /// 登録済み.
    Registered,
    /// Entered in this journey: real once the customer consents (`****`).
    Staged,
    /// 未登録.
    Unregistered,
}

/// What was wrong with one PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PinError {
    /// Not 4 to 12 digits.
    Malformed,
    /// The bank has another one.
    Wrong,
    /// Too many wrong ones.
    Locked {
        /// When the next one will be looked at.
        until: UnixSeconds,
    },
}

/// What was wrong with the PINs as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PinsError {
    /// None was entered.
    NoneEntered,
    /// Without one more there is no account that the consent could be about.
    NoAccountLeft,
}

/// The customer's own page.
#[derive(Clone, Debug)]
pub struct OwnPage {
    /// What the bank calls them.
    pub name: ShortText,
    /// Their links, newest consent first.
    pub links: Vec<CustomerLink>,
    /// Their accounts, when a link is about some of them only.
    pub accounts: Vec<Account>,
    /// Now.
    pub now: UnixSeconds,
    /// For how many seconds before its end a link is shown as ending soon.
    pub soon_seconds: i64,
    /// When a consent would end that is renewed now.
    pub renewed_until: UnixSeconds,
    /// What is asked about one of them.
    pub about: Option<AboutLink>,
}

/// A question about one link.
#[derive(Clone, Debug)]
pub enum AboutLink {
    /// Is it to end?
    End(CustomerLink),
    /// Is it to be renewed?
    Renew {
        /// The link.
        link: CustomerLink,
        /// The box was not ticked.
        not_ticked: bool,
    },
}

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Told {
    /// It is over, everywhere.
    Ended,
    /// Its time began anew.
    Renewed,
    /// It was over already, or is not there.
    NotAlive,
}

/// The customer's accounts that a choice covers.
pub(crate) fn covered(accounts: &[Account], choice: &AccountChoice) -> Vec<Account> {
    accounts.iter().filter(|account| choice.covers(&account.key)).cloned().collect()
}
