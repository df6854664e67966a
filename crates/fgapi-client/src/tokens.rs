//! What an app keeps of a customer's link.

use std::fmt;

use fgapi_domain::UnixSeconds;
use fgapi_wire::PairAnswer;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A pair of tokens as it is kept, in whatever form serde writes. `Debug` is silent about the tokens; what serde writes is not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Opens the customer's data.
    #[serde(with = "plain")]
    pub access_token: Zeroizing<String>,
    /// Gets the next pair, once.
    #[serde(with = "plain")]
    pub refresh_token: Zeroizing<String>,
    /// From when on the pair is traded for the next before it is used, in UNIX seconds of this machine's clock: a little before the
    /// access token ends, however wrong one of the two clocks is.
    pub renew_at: i64,
    /// When the refresh token's time is over, where the bank tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_expired_at: Option<i64>,
    /// When the consent's time is over, where the bank tells: from then on the customer has to link again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_expired_at: Option<i64>,
    /// What the access token may, comma-separated, where the bank tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<String>,
}

/// Seconds before its end in which an access token is not used any more; less for one that lives shortly.
const SOON: i64 = 60;

impl Tokens {
    /// A pair that came `now`.
    ///
    /// ```
    /// use fgapi_client::{PairAnswer, Tokens, UnixSeconds};
    /// let answer = r#"{"access_token":"fga_a","refresh_token":"fgr_a","created_at":1000,"expired_at":4600}"#;
    /// let pair: PairAnswer<'static> = serde_json::from_str(answer)?;
    /// assert_eq!(Tokens::of(pair, UnixSeconds(5_000)).renew_at, 5_000 + 3_600 - 60);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn of(pair: PairAnswer<'_>, now: UnixSeconds) -> Self {
        let lives = pair.expired_at.saturating_sub(pair.created_at);
        // A bank that tells no life tells by 401 when it is over.
        let renew_at = if lives > 0 { now.0.saturating_add(lives - SOON.min(lives / 10)) } else { i64::MAX };
        Self {
            access_token: Zeroizing::new(pair.access_token.into_owned()),
            refresh_token: Zeroizing::new(pair.refresh_token.into_owned()),
            renew_at,
            refresh_token_expired_at: pair.refresh_token_expired_at,
            consent_expired_at: pair.consent_expired_at,
            grants: pair.grants.map(Into::into),
        }
    }

    /// Whether it is to be traded before it is used.
    pub(crate) const fn is_over(&self, now: UnixSeconds) -> bool {
        now.0 >= self.renew_at
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("renew_at", &self.renew_at).field("grants", &self.grants).finish_non_exhaustive()
    }
}

/// A secret text as serde writes it: by purpose, because this is what is kept.
mod plain {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use zeroize::Zeroizing;

    pub(super) fn serialize<S: Serializer>(secret: &Zeroizing<String>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(secret)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Zeroizing<String>, D::Error> {
        String::deserialize(from).map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(created_at: i64, expired_at: i64) -> PairAnswer<'static> {
        PairAnswer {
            access_token: "fga_hush".into(),
            created_at,
            expired_at,
            refresh_token: "fgr_hush".into(),
            refresh_token_expired_at: None,
            consent_expired_at: Some(9),
            grants: Some("accounts".into()),
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_is_shown() {
        let tokens = Tokens::of(pair(0, 3_600), UnixSeconds(0));
        let json = serde_json::to_string(&tokens).unwrap();
        assert!(json.contains("fgr_hush"));
        assert_eq!(serde_json::from_str::<Tokens>(&json).unwrap(), tokens);
        assert!(!format!("{tokens:?}").contains("hush"));
    }

    #[test]
    fn a_pair_is_traded_before_its_end_by_whichever_clock() {
        for (created, expired, now, renew_at) in
            [(0, 3_600, 0, 3_540), (0, 3_600, 1_000_000, 1_003_540), (50, 60, 50, 59), (9, 9, 0, i64::MAX), (9, 3, 0, i64::MAX)]
        {
            let tokens = Tokens::of(pair(created, expired), UnixSeconds(now));
            assert_eq!(tokens.renew_at, renew_at);
            assert!(!tokens.is_over(UnixSeconds(now)) && tokens.is_over(UnixSeconds(renew_at)));
        }
    }
}
