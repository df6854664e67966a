//! The customer's way through the bank's screens: where it begins, and what comes back.

use std::fmt;

use fgapi_wire::form_pairs;
use url::Url;
use zeroize::Zeroizing;

/// What /auth/login@GET takes. All but the first two are extensions of this gateway's (RFC 6749 and 7636).
#[derive(Clone, Copy, Debug, Default)]
pub struct LoginRequest<'a> {
    /// Where the customer comes back to; registered with the bank.
    pub redirect_uri: &'a str,
    /// Comma-separated, or `*`; `None` for the client's registered set.
    pub grants: Option<&'a str>,
    /// Comes back as it was sent: ties what comes back to the browser that began.
    pub state: Option<&'a str>,
    /// [`Pkce::challenge`](crate::Pkce::challenge), sent with the method `S256`.
    pub code_challenge: Option<&'a str>,
    /// Which of several links of one end user is meant; `None` for the only one.
    pub link_id: Option<&'a str>,
}

impl LoginRequest<'_> {
    /// The address at the bank that `base` names, for the client with `api_key`.
    pub(crate) fn address(&self, base: &Url, api_key: &str) -> String {
        let mut url = base.clone();
        url.set_path(&format!("{}/auth/login", base.path().trim_end_matches('/')));
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("api_key", api_key).append_pair("redirect_uri", self.redirect_uri);
            let method = self.code_challenge.map(|_| "S256");
            let optional = [
                ("grants", self.grants),
                ("state", self.state),
                ("code_challenge", self.code_challenge),
                ("code_challenge_method", method),
                ("link_id", self.link_id),
            ];
            query.extend_pairs(optional.iter().filter_map(|(name, value)| value.map(|value| (name, value))));
        }
        url.into()
    }
}

/// With what a customer comes back to `redirect_uri`.
///
/// ```
/// use fgapi_client::Callback;
///
/// let came = Callback::of("https://app.example/cb?auth_token=fgc_XYZ&state=af0ifjsldkj&iss=https%3A%2F%2Fbank.example")?;
/// let Callback::Granted(granted) = came.check("af0ifjsldkj", "https://bank.example")? else { panic!("the customer said no") };
/// assert_eq!(granted.auth_token.as_str(), "fgc_XYZ");
/// # Ok::<(), fgapi_client::CallbackError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// The customer said yes.
    Granted(Granted),
    /// Anything else happened.
    Refused(Returned),
}

/// The customer said yes.
#[derive(Clone, PartialEq, Eq)]
pub struct Granted {
    /// To be exchanged once, within three minutes ([`Fgapi::redeem`](crate::Fgapi::redeem)).
    pub auth_token: Zeroizing<String>,
    /// As it was sent.
    pub state: Option<String>,
    /// Which bank it comes from (RFC 9207), where the bank tells.
    pub iss: Option<String>,
}

/// Silent about the token.
impl fmt::Debug for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Granted").field("state", &self.state).field("iss", &self.iss).finish_non_exhaustive()
    }
}

/// The customer comes back without an auth token (RFC 6749, 4.1.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// `access_denied`, `temporarily_unavailable` and so on.
    pub error: String,
    /// A sentence for developers; may be empty.
    pub description: String,
    /// As it was sent.
    pub state: Option<String>,
    /// Which bank it comes from (RFC 9207), where the bank tells.
    pub iss: Option<String>,
}

/// What came back is not to be acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// A field is there more than once.
    #[error("{0} came back more than once")]
    Repeated(&'static str),
    /// A field is no text.
    #[error("{0} came back with a broken escape, or not in UTF-8")]
    Garbled(&'static str),
    /// Neither auth token nor error.
    #[error("neither auth_token nor error came back: no bank sent the customer here")]
    Nothing,
    /// Both of them.
    #[error("auth_token and error came back together")]
    Contradiction,
    /// Somebody else's answer, or nobody's.
    #[error("state is not the one that was sent: this browser did not begin what has come back")]
    State,
    /// Another bank's answer.
    #[error("iss names another bank than the one that was asked")]
    Issuer,
}

impl Callback {
    /// Reads the address to which the customer came back, or its query alone.
    ///
    /// # Errors
    /// [`CallbackError`] when it is not what an FGAPI bank sends.
    pub fn of(address: &str) -> Result<Self, CallbackError> {
        let whole = Url::parse(address);
        let query = match &whole {
            Ok(url) => url.query().unwrap_or_default(),
            Err(_) if address.starts_with('/') => address.split_once('?').map_or("", |(_, query)| query),
            Err(_) => address.strip_prefix('?').unwrap_or(address),
        };
        let pairs: Vec<_> = form_pairs(query.as_bytes()).collect();
        let field = |name: &'static str| {
            let mut found = pairs.iter().filter(|(known, _)| known.as_deref() == Some(name)).map(|(_, value)| value);
            match (found.next(), found.next()) {
                (None, _) => Ok(None),
                (Some(_), Some(_)) => Err(CallbackError::Repeated(name)),
                (Some(value), None) => value.clone().map(Some).ok_or(CallbackError::Garbled(name)),
            }
        };
        let (state, iss) = (field("state")?, field("iss")?);
        match (field("auth_token")?, field("error")?) {
            (Some(token), None) => Ok(Self::Granted(Granted { auth_token: Zeroizing::new(token), state, iss })),
            (None, Some(error)) => {
                let description = field("error_description")?.unwrap_or_default();
                Ok(Self::Refused(Returned { error, description, state, iss }))
            }
            (None, None) => Err(CallbackError::Nothing),
            (Some(_), Some(_)) => Err(CallbackError::Contradiction),
        }
    }

    /// `state` as it came back.
    pub fn state(&self) -> Option<&str> {
        match self {
            Self::Granted(granted) => granted.state.as_deref(),
            Self::Refused(returned) => returned.state.as_deref(),
        }
    }

    /// Which bank it comes from, where the bank tells.
    pub fn iss(&self) -> Option<&str> {
        match self {
            Self::Granted(granted) => granted.iss.as_deref(),
            Self::Refused(returned) => returned.iss.as_deref(),
        }
    }

    /// Takes it only as the answer to the request with `state` at the bank with `base_url`. A bank that tells no `iss` is taken at
    /// its word.
    ///
    /// # Errors
    /// [`CallbackError::State`] and [`CallbackError::Issuer`]; nothing in it is to be believed then.
    pub fn check(self, state: &str, base_url: &str) -> Result<Self, CallbackError> {
        if self.state() != Some(state) {
            return Err(CallbackError::State);
        }
        match self.iss() {
            Some(iss) if iss.trim_end_matches('/') != base_url.trim_end_matches('/') => Err(CallbackError::Issuer),
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stands_in_the_address_behind_the_prefix() {
        let ask = |base: &str, request: LoginRequest<'_>| request.address(&Url::parse(base).unwrap(), "fgk_a");
        let bare = LoginRequest { redirect_uri: "https://app.example/cb?a=b&c", ..LoginRequest::default() };
        assert_eq!(
            ask("https://bank.example/api/v1", bare),
            "https://bank.example/api/v1/auth/login?api_key=fgk_a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fa%3Db%26c"
        );
        let whole =
            LoginRequest { grants: Some("accounts,balances"), state: Some("s +"), code_challenge: Some("c"), link_id: Some("二"), ..bare };
        let address = ask("https://bank.example/", whole);
        assert!(address.starts_with("https://bank.example/auth/login?"), "{address}");
        let told: Vec<_> = Url::parse(&address).unwrap().query_pairs().into_owned().skip(2).collect();
        let told: Vec<_> = told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = [
            ("grants", "accounts,balances"),
            ("state", "s +"),
            ("code_challenge", "c"),
            ("code_challenge_method", "S256"),
            ("link_id", "二"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn an_address_a_path_and_a_query_say_the_same() {
        let query = "auth_token=fgc_a&state=s%2B+1&iss=https%3A%2F%2Fbank.example";
        let expected = Callback::of(query).unwrap();
        assert_eq!((expected.state(), expected.iss()), (Some("s+ 1"), Some("https://bank.example")));
        for text in [format!("?{query}"), format!("/cb?{query}"), format!("https://app.example/cb?own=1&{query}#top")] {
            assert_eq!(Callback::of(&text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn every_other_end_is_told_apart() {
        let Callback::Refused(returned) = Callback::of("error=access_denied&error_description=the%20customer&state=s").unwrap() else {
            panic!("an error is no grant");
        };
        assert_eq!((returned.error.as_str(), returned.description.as_str()), ("access_denied", "the customer"));
        for (query, expected) in [
            ("", CallbackError::Nothing),
            ("https://app.example/cb", CallbackError::Nothing),
            ("auth_token=a&auth_token=b", CallbackError::Repeated("auth_token")),
            ("auth_token=a&error=b", CallbackError::Contradiction),
            ("auth_token=%ff", CallbackError::Garbled("auth_token")),
            ("auth_token=a&state=%", CallbackError::Garbled("state")),
        ] {
            assert_eq!(Callback::of(query).unwrap_err(), expected, "{query}");
        }
    }

    #[test]
    fn only_the_answer_to_ones_own_request_is_taken() {
        let check = |query: &str| Callback::of(query).unwrap().check("mine", "https://bank.example/").map(drop);
        assert_eq!(check("auth_token=a&state=mine&iss=https%3A%2F%2Fbank.example"), Ok(()));
        assert_eq!(check("error=access_denied&state=mine"), Ok(()));
        assert_eq!(check("auth_token=a&state=theirs"), Err(CallbackError::State));
        assert_eq!(check("auth_token=a"), Err(CallbackError::State));
        assert_eq!(check("auth_token=a&state=mine&iss=https%3A%2F%2Fevil.example"), Err(CallbackError::Issuer));
    }

    #[test]
    fn debug_shows_no_token() {
        assert!(!format!("{:?}", Callback::of("auth_token=hush&state=s").unwrap()).contains("hush"));
    }
}
