//! Tokens in clear, and their digests.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Entropy, EntropyFault, Malformed, Secret};
use ring::digest;

/// What a token is for. The kind stands in front of its text, so that one kind is never taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// システム認証 access token.
    System,
    /// 認証トークン: exchanged once for a pair.
    Auth,
    /// ユーザー認証 access token.
    Access,
    /// リフレッシュトークン.
    Refresh,
    /// A client's password, which is made the same way.
    Password,
    /// APIトークン: what a portal user of the bank's partners picks up once, for the APIs of their tenant.
    Api,
    /// What a tenant's client gets for its id and secret, for the OpenAPI of its tenant.
    Tenant,
    /// The secret by which a browser is known while somebody goes through screens in it.
    Browser,
}

impl TokenKind {
    /// The text in front of every token of this kind.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::System => "fgs_",
            Self::Auth => "fgc_",
            Self::Access => "fga_",
            Self::Refresh => "fgr_",
            Self::Password => "fgp_",
            Self::Api => "fgt_",
            Self::Tenant => "fgo_",
            Self::Browser => "fgb_",
        }
    }
}

const RANDOM_BYTES: usize = 32;
const RANDOM_CHARS: usize = 43;

/// A token in clear: 256 random bits behind the prefix of its kind. It exists between its making and the answer
/// that shows it, and between a request's arrival and its digest.
#[derive(Clone, Debug)]
pub struct PlainToken(Secret);

impl PlainToken {
    /// A new token.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub fn generate(kind: TokenKind, entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut random = [0; RANDOM_BYTES];
        entropy.fill(&mut random)?;
        Ok(Self(Secret::new(format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(random)))))
    }

    /// Takes a presented text as a token of `kind`.
    ///
    /// # Errors
    /// [`Malformed`] when no token of this kind has such a text.
    pub fn parse(kind: TokenKind, text: &str) -> Result<Self, Malformed> {
        let random = text.strip_prefix(kind.prefix()).filter(|rest| rest.len() == RANDOM_CHARS);
        match random {
            Some(rest) if rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') => Ok(Self(Secret::new(text))),
            _ => Err(Malformed::new("token", "one of the kind that this place takes")),
        }
    }

    /// What a store keeps of it.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(self.0.reveal())
    }

    /// The text, for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// SHA-256 of a token's text. A fast digest suffices, because the token has 256 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest of a text.
    pub fn of(text: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
        Self(bytes)
    }

    /// Takes back what a store kept.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its first 16 hexadecimal digits: enough to tell tokens apart, too little to find one by.
    pub fn fingerprint(&self) -> String {
        self.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The bytes that a store keeps.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenDigest({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}
