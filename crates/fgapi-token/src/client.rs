//! API clients (FGAPI's CLI): fintech apps and their servers.

use core::fmt;
use core::str::FromStr;
use std::net::IpAddr;

use fgapi_domain::{GrantSet, Malformed, Secret, ShortText, UnixSeconds};
use ipnet::IpNet;
use subtle::{Choice, ConstantTimeEq as _};
use uuid::Uuid;

use crate::{PlainToken, RedirectDomain, RedirectUri, TokenDigest, WebPage};

/// A client's unchanging number, never shown to anyone outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub Uuid);

/// API キー: names the client in every call. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiKey(Box<str>);

impl ApiKey {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApiKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("api_key", "1 to 64 letters, digits, `-` or `_`"))
        }
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-256 of a client's password, which is machine-made with 256 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordDigest(pub TokenDigest);

impl PasswordDigest {
    /// The digest of a presented password, whatever its form.
    pub fn of(password: &Secret) -> Self {
        Self(TokenDigest::of(password.reveal()))
    }
}

/// A password that a client may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredPassword {
    /// Its digest.
    pub digest: PasswordDigest,
    /// Until when it is taken; `None` for the present one.
    pub until: Option<UnixSeconds>,
}

/// Whether a client may call at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientStanding {
    /// It may.
    Enabled,
    /// All its tokens are dead while this stands.
    Disabled,
}

/// What a lost answer to a refresh means for this client (reading R21).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefreshRetry {
    /// The letter of the document: a spent refresh token is dead.
    #[default]
    Never,
    /// A spent refresh token is honoured once more while its successors are unused and the window is open.
    UntilSuccessorUsed,
}

impl RefreshRetry {
    /// The value in settings and stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::UntilSuccessorUsed => "until_successor_used",
        }
    }
}

impl FromStr for RefreshRetry {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text {
            "never" => Ok(Self::Never),
            "until_successor_used" => Ok(Self::UntilSuccessorUsed),
            _ => Err(Malformed::new("refresh_retry", "never or until_successor_used")),
        }
    }
}

/// What every call needs to know of its client, read together with the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownClient {
    /// Its number.
    pub id: ClientId,
    /// Its API key.
    pub api_key: ApiKey,
    /// What it may ask for at most.
    pub grants: GrantSet,
    /// Where it may call from; empty = anywhere.
    pub networks: Vec<IpNet>,
    /// Enabled or disabled.
    pub standing: ClientStanding,
    /// What a lost answer to a refresh means.
    pub refresh_retry: RefreshRetry,
    /// The password, and the one before while both are taken.
    pub passwords: Vec<StoredPassword>,
}

impl KnownClient {
    /// Whether it may call from `caller`.
    pub fn admits(&self, caller: IpAddr) -> bool {
        // A v4 caller on a v6 socket is the same caller.
        let caller = caller.to_canonical();
        self.networks.is_empty() || self.networks.iter().any(|network| network.contains(&caller))
    }

    /// Whether `presented` is one of its passwords at `now`; looks at all of them, in constant time.
    pub fn knows_password(&self, presented: &PasswordDigest, now: UnixSeconds) -> bool {
        let matches = self.passwords.iter().fold(Choice::from(0), |found, stored| {
            let in_time = Choice::from(u8::from(stored.until.is_none_or(|until| now < until)));
            found | (stored.digest.0.as_bytes().ct_eq(presented.0.as_bytes()) & in_time)
        });
        matches.into()
    }
}

/// What the screens show and ask when this client links a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientScreens {
    /// Whether the customer chooses what the client may (認可業務選択); default true. Otherwise it is all that was asked for.
    pub scope_choice: bool,
    /// Whether the customer chooses which accounts it is about; default false: all that they hold.
    pub account_choice: bool,
    /// Whether accounts with a 照会用暗証番号 must have it registered first; default true.
    pub inquiry_pins: bool,
    /// The client's own site.
    pub site: Option<WebPage>,
    /// Its terms of use.
    pub terms: Option<WebPage>,
    /// Its privacy policy.
    pub privacy: Option<WebPage>,
}

impl Default for ClientScreens {
    fn default() -> Self {
        Self { scope_choice: true, account_choice: false, inquiry_pins: true, site: None, terms: None, privacy: None }
    }
}

/// All that is registered of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// What every call needs.
    pub known: KnownClient,
    /// The app's name, shown to the end user.
    pub name: ShortText,
    /// The company's name, shown to the end user.
    pub company: ShortText,
    /// 認証サーバのドメイン名: where `redirect_uri` may point.
    pub redirect_domains: Vec<RedirectDomain>,
    /// Exact URIs for `redirect_uri`; when there are any, nothing else is taken.
    pub redirect_uris: Vec<RedirectUri>,
    /// What its customers see.
    pub screens: ClientScreens,
    /// When it was registered.
    pub created_at: UnixSeconds,
}

/// API key and password, to be told to the client once (API 使用の準備①).
#[derive(Clone, Debug)]
pub struct IssuedCredentials {
    /// API キー.
    pub api_key: ApiKey,
    /// パスワード.
    pub password: PlainToken,
}
