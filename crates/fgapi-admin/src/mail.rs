//! Mails: what is said in them, and where they stand on their way.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{Malformed, UnixSeconds};
use uuid::Uuid;

use crate::{InvitationId, MailAddress};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailKind {
    /// APIトークン発行のお知らせ.
    ApiTokenIssued,
    /// An API token's time will be over.
    ApiTokenEnding,
    /// A client's api_key and password are to be picked up.
    ClientCredentialsIssued,
    /// A link by which a password is set: a new user, or one whose password is reissued.
    Invitation,
}

impl MailKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::ApiTokenIssued, Self::ApiTokenEnding, Self::ClientCredentialsIssued, Self::Invitation];

    /// The value in stores and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApiTokenIssued => "api_token_issued",
            Self::ApiTokenEnding => "api_token_ending",
            Self::ClientCredentialsIssued => "client_credentials_issued",
            Self::Invitation => "invitation",
        }
    }

    /// The variables that its template may use, beside `{office}` and `{bank}` that all have.
    pub const fn variables(self) -> &'static [&'static str] {
        match self {
            Self::ApiTokenIssued => &["name", "login", "days", "url", "until"],
            Self::ApiTokenEnding => &["name", "login", "left", "url", "until"],
            Self::ClientCredentialsIssued => &["name", "login", "client", "url", "until"],
            Self::Invitation => &["name", "login", "url", "until"],
        }
    }
}

impl fmt::Display for MailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MailKind {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(Malformed::new("kind of mail", "one that this version knows"))
    }
}

/// A mail's number; also the left side of its Message-ID, so that a mail that was sent twice is known as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailId(pub Uuid);

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for MailId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Uuid::try_parse(text).map(Self).map_err(|_| Malformed::new("mail", "32 hexadecimal digits"))
    }
}

/// A mail that is written in the same commit as what it tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Its number.
    pub id: MailId,
    /// What it is about.
    pub kind: MailKind,
    /// To whom.
    pub to: MailAddress,
    /// One line.
    pub subject: String,
    /// The text, with `\n` between lines. Where it has [`SECRET_LINK`], the link of `invitation` is put in when it is sent: what is
    /// kept here opens nothing.
    pub body: String,
    /// Whose link stands in it.
    pub invitation: Option<InvitationId>,
    /// When it was written.
    pub created_at: UnixSeconds,
}

/// Stands in a kept body for the link of its invitation.
pub const SECRET_LINK: &str = "{link}";

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// Waits to be sent, for the first time or again.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server refused it for good, or too often; it can be sent again by hand.
    Failed,
}

impl MailState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Failed];

    /// The value in stores and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for MailState {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(Malformed::new("state", "waiting, sent or failed"))
    }
}

/// A mail as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What was written.
    pub new: NewMail,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_at: UnixSeconds,
    /// What the mail server said last when it did not take it; one line.
    pub trouble: Option<String>,
    /// When the mail server took it.
    pub sent_at: Option<UnixSeconds>,
}

/// Which mails are listed, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailQuery {
    /// Part of address or subject, in any case; empty: all.
    pub text: String,
    /// Only those in this state.
    pub state: Option<MailState>,
}

/// How many mails stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// Waiting.
    pub waiting: u64,
    /// Taken by the mail server.
    pub sent: u64,
    /// Given up.
    pub failed: u64,
    /// Since when the oldest waiting one waits.
    pub oldest_waiting: Option<UnixSeconds>,
}
