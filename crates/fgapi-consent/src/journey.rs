//! A journey: one run through the screens, from the first to the way home. All that decides is kept on the server; the browser
//! holds a secret that names it, and nothing else.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{AccountChoice, CertificateFingerprint, CustomerId, GrantSet, Malformed, ShortText, UnixSeconds};
use fgapi_token::{ApiKey, CodeChallenge, LinkName, RedirectUri, TokenDigest};
use uuid::Uuid;

/// Names a journey in its address. Not a secret: the browser's own secret is asked for as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JourneyId(pub Uuid);

impl fmt::Display for JourneyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for JourneyId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("journey", "32 hexadecimal digits");
        let digits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        Uuid::try_parse(text).ok().filter(|_| digits).map(Self).ok_or(REFUSED)
    }
}

/// `state` of the request: handed back as it came (reading R25). At most 2,048 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State(Box<str>);

impl State {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for State {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() <= 2_048 && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("state", "at most 2048 printable ASCII characters"))
        }
    }
}

/// What a client asked for; judged before anything was shown, unchanged ever after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// The client.
    pub api_key: ApiKey,
    /// The way home.
    pub redirect: RedirectUri,
    /// Handed back.
    pub state: Option<State>,
    /// What has to be proven when the auth token is exchanged.
    pub challenge: Option<CodeChallenge>,
    /// Which link is made or renewed.
    pub link_name: LinkName,
    /// What was asked for and the client may have.
    pub offered: GrantSet,
    /// What was asked for and the client may not have: shown, never granted.
    pub refused: GrantSet,
}

/// What a journey is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Linking an app (/auth/login@GET).
    Link(Box<LinkRequest>),
    /// The customer's own page.
    OwnPage,
}

/// Where a journey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// 利用登録: who is it?
    LogIn,
    /// 追加認証.
    Question {
        /// Which of the customer's questions.
        number: u16,
        /// Wrong answers until now.
        wrong: u16,
    },
    /// 認可業務選択.
    Scopes,
    /// 照会用暗証番号登録.
    Pins,
    /// 照会用暗証番号登録結果.
    PinResult,
    /// 情報アクセス許可.
    Consent,
    /// The customer's own page, signed in.
    Own,
    /// Over: the way home was taken.
    Ended,
}

impl Step {
    /// The word in stores and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "login",
            Self::Question { .. } => "question",
            Self::Scopes => "scopes",
            Self::Pins => "pins",
            Self::PinResult => "pin-result",
            Self::Consent => "consent",
            Self::Own => "links",
            Self::Ended => "ended",
        }
    }

    /// Takes back what a store kept; `number` and `wrong` count for a question only.
    ///
    /// # Errors
    /// [`Malformed`] for a word that this version does not know.
    pub fn from_parts(word: &str, number: u16, wrong: u16) -> Result<Self, Malformed> {
        let all = [
            Self::LogIn,
            Self::Question { number, wrong },
            Self::Scopes,
            Self::Pins,
            Self::PinResult,
            Self::Consent,
            Self::Own,
            Self::Ended,
        ];
        all.into_iter().find(|step| step.as_str() == word).ok_or(Malformed::new("step", "one that this version knows"))
    }
}

/// A certificate that the browser presented, after it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What names it.
    pub fingerprint: CertificateFingerprint,
    /// Whose it says it is, for the screen.
    pub subject: ShortText,
    /// Who issued it, for the screen.
    pub issuer: ShortText,
    /// Until when it is valid.
    pub until: UnixSeconds,
}

/// A journey as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// What names it.
    pub id: JourneyId,
    /// The digest of its browser's secret.
    pub browser: TokenDigest,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it stands.
    pub step: Step,
    /// Who it is, from the login on.
    pub customer: Option<CustomerId>,
    /// The certificate that was presented.
    pub certificate: Option<Certificate>,
    /// What the customer chose; at first all that is offered.
    pub grants: GrantSet,
    /// Which accounts the customer chose; at first all.
    pub accounts: AccountChoice,
    /// Inquiry PINs that become real with the consent, sealed under the browser's secret.
    pub staged: Option<Vec<u8>>,
    /// When it began.
    pub created_at: UnixSeconds,
    /// When its time is over.
    pub expires_at: UnixSeconds,
    /// Grows by one with every change: of two changes at once one is made.
    pub revision: i64,
}

impl Journey {
    /// What the client asked for, when there is one.
    pub fn request(&self) -> Option<&LinkRequest> {
        match &self.purpose {
            Purpose::Link(request) => Some(request),
            Purpose::OwnPage => None,
        }
    }

    /// The journey at another step. Whatever was staged goes with its end.
    #[must_use]
    pub(crate) fn at(mut self, step: Step) -> Self {
        self.step = step;
        self.revision += 1;
        if step == Step::Ended {
            self.staged = None;
        }
        self
    }
}
