//! Where a client's end users may be sent back to.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::Malformed;
use url::{Host, Url};

use crate::Client;

/// A host name as browsers compare it: lower-case ASCII after IDNA (reading R6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedirectDomain(Box<str>);

impl RedirectDomain {
    /// The name in ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RedirectDomain {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("redirect domain", "a host name alone, for example fintech.example.com");
        let name = idna::domain_to_ascii_strict(text).map_err(|_| REFUSED)?;
        if name.is_empty() || name.len() > 253 || name.ends_with('.') { Err(REFUSED) } else { Ok(Self(name.into())) }
    }
}

impl fmt::Display for RedirectDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an app on the customer's own machine may be sent back to in plain HTTP and on any port. Only a sandbox wants that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loopback {
    /// No: https and its own port for everybody.
    #[default]
    Refused,
    /// `http://localhost:3000/` and the like too, where the host is registered.
    Allowed,
}

/// An absolute https URI of which nothing is in doubt: no user, no fragment, no foreign port, no spelling that one parser reads
/// otherwise than another, nothing in its query that only the bank says. A client may register such URIs; then only they are taken.
///
/// ```
/// use fgapi_token::{Loopback, RedirectUri};
/// let uri = RedirectUri::parse("https://fintech-garden.com/fgapi_cb/", Loopback::Refused)?;
/// assert_eq!(uri.with(&[("auth_token", "XYZ1234")]), "https://fintech-garden.com/fgapi_cb/?auth_token=XYZ1234");
/// assert!(RedirectUri::parse("https://fintech-garden.com@evil.example/", Loopback::Refused).is_err());
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedirectUri {
    /// As it was written: registered URIs are compared letter by letter.
    written: Box<str>,
    url: Url,
}

const REFUSED: Malformed = Malformed::new(
    "redirect_uri",
    "an absolute https URI without user, port or fragment, and without auth_token, error, error_description or iss in its query",
);

/// What only the bank says on the way home. In a URI that anybody can write into a link it would be a second answer beside the real
/// one (RFC 6749, 3.1), or another issuer's name before the real one (RFC 9207).
const BANKS_WORDS: [&str; 4] = ["auth_token", "error", "error_description", "iss"];

impl RedirectUri {
    /// The longest that is taken, in bytes.
    pub const MAX_BYTES: usize = 2_048;

    /// Reads a URI, strictly: what is written must be what every browser makes of it.
    ///
    /// # Errors
    /// [`Malformed`] for everything that is not plainly one.
    pub fn parse(text: &str, loopback: Loopback) -> Result<Self, Malformed> {
        let strange =
            |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '#' | '<' | '>' | '"' | '`' | '{' | '}' | '|' | '^');
        if text.len() > Self::MAX_BYTES || text.chars().any(strange) {
            return Err(REFUSED);
        }
        let (scheme, rest) = text.split_once("://").ok_or(REFUSED)?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.is_empty() || authority.contains(['@', '%']) || authority.ends_with([':', '.']) {
            return Err(REFUSED);
        }
        let url = Url::parse(text).map_err(|_| REFUSED)?;
        let host = url.host_str().ok_or(REFUSED)?;
        let plain = url.username().is_empty() && url.password().is_none() && !host.ends_with('.');
        let safe = match scheme.to_ascii_lowercase().as_str() {
            "https" if url.port().is_none() => true,
            "https" | "http" => loopback == Loopback::Allowed && is_loopback(&url),
            _ => false,
        };
        let uri = Self { written: text.into(), url };
        let silent = !BANKS_WORDS.iter().any(|word| uri.has(word));
        if plain && safe && silent { Ok(uri) } else { Err(REFUSED) }
    }

    /// The `redirect_uri` of a request by `client`: one of its registered URIs, letter by letter, where it has any, otherwise one
    /// on a registered domain, which is compared whole (FGAPI /auth/login@GET, reading R6).
    ///
    /// # Errors
    /// [`Malformed`] when it is none of these; nobody is to be sent there.
    pub fn of_client(text: &str, client: &Client, loopback: Loopback) -> Result<Self, Malformed> {
        let uri = Self::parse(text, loopback)?;
        let registered = if client.redirect_uris.is_empty() {
            uri.url.host_str().is_some_and(|host| client.redirect_domains.iter().any(|domain| domain.as_str() == host))
        } else {
            client.redirect_uris.iter().any(|registered| registered.written == uri.written)
        };
        if registered { Ok(uri) } else { Err(REFUSED) }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether its own query has a parameter with this name.
    pub fn has(&self, name: &str) -> bool {
        self.url.query_pairs().any(|(known, _)| known == name)
    }

    /// Scheme, host and port, for a content security policy.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The URI with these parameters behind the query that it has (reading R5).
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.url.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        url.into()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// As [`RedirectUri::parse`] reads one on this machine's loopback too: for what was judged before and stored.
impl FromStr for RedirectUri {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text, Loopback::Allowed)
    }
}

/// A page on the web that a screen links to: terms of use, a privacy policy, a company's site. https only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WebPage(Url);

impl WebPage {
    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for WebPage {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("web page", "an https address of at most 2048 bytes");
        let url = Url::parse(text).map_err(|_| REFUSED)?;
        let plain = url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none();
        if plain && text.len() <= RedirectUri::MAX_BYTES && !text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            Ok(Self(url))
        } else {
            Err(REFUSED)
        }
    }
}

impl fmt::Display for WebPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_domain_is_a_host_name_alone() {
        for (written, name) in [
            ("fintech.example.com", "fintech.example.com"),
            ("FinTech.Example.COM", "fintech.example.com"),
            ("localhost", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("日本語.example", "xn--wgv71a119e.example"),
            ("XN--WGV71A119E.example", "xn--wgv71a119e.example"),
            ("ｆintech。example．com", "fintech.example.com"),
        ] {
            let domain: RedirectDomain = written.parse().unwrap();
            assert_eq!((domain.as_str(), domain.to_string().parse()), (name, Ok(domain.clone())), "{written}");
        }
    }

    #[test]
    fn what_is_more_or_less_than_a_host_name_is_no_domain() {
        let long = format!("{}.example", "a".repeat(64));
        let longer = vec!["a".repeat(63); 4].join(".");
        for text in [
            "",
            ".",
            "..",
            "a..b",
            ".example",
            "example.com.",
            "example.com。",
            "*.example.com",
            "*",
            "example.com:443",
            "https://example.com",
            "example.com/",
            "user@example.com",
            "a b",
            "a\tb",
            "a\0b",
            "a_b.example",
            "-a.example",
            "a-.example",
            "[::1]",
            "::1",
            "a%2eb",
            "xn--a.example",
            "a?b",
            "a#b",
            "\u{200b}",
            "\u{202e}a",
            "a,b",
            &long,
            &longer,
        ] {
            assert!(text.parse::<RedirectDomain>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_origin_is_scheme_and_host_and_a_port_that_is_not_the_usual_one() {
        for (uri, origin) in [
            ("https://a.example/cb?x=y", "https://a.example"),
            ("HTTPS://A.example:443", "https://a.example"),
            ("http://localhost:3000/cb", "http://localhost:3000"),
            ("http://127.0.0.1/", "http://127.0.0.1"),
            ("http://[::1]:3000/", "http://[::1]:3000"),
        ] {
            assert_eq!(RedirectUri::parse(uri, Loopback::Allowed).unwrap().origin(), origin);
        }
    }

    #[test]
    fn this_machine_is_no_other_machine() {
        for near in ["http://localhost.example/", "http://127.0.0.1.example/", "http://128.0.0.1/", "http://0.0.0.0/", "http://[::2]/"] {
            assert!(RedirectUri::parse(near, Loopback::Allowed).is_err(), "{near}");
        }
        for odd in ["http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://LOCALHOST:1/"] {
            assert!(RedirectUri::parse(odd, Loopback::Allowed).is_ok(), "{odd} is this machine for every browser");
        }
        assert!(RedirectUri::parse("http://localhost:/", Loopback::Allowed).is_err());
        assert!(RedirectUri::parse("ftp://localhost/", Loopback::Allowed).is_err());
    }

    #[test]
    fn a_host_that_ends_with_a_dot_is_another_one() {
        for uri in
            ["https://a.example./", "https://a.example.", "https://a.example.:443/", "https://a.example。/", "https://a.example。:443/"]
        {
            assert!(RedirectUri::parse(uri, Loopback::Refused).is_err(), "{uri}");
        }
    }

    #[test]
    fn parameters_stand_behind_the_query_that_is_there() {
        for (uri, way_home) in [
            ("https://a.example", "https://a.example/?k=v+%26"),
            ("https://a.example/cb?", "https://a.example/cb?k=v+%26"),
            ("https://a.example/cb?x=%41&&y", "https://a.example/cb?x=%41&&y&k=v+%26"),
        ] {
            assert_eq!(RedirectUri::parse(uri, Loopback::Refused).unwrap().with(&[("k", "v &")]), way_home);
        }
    }

    #[test]
    fn a_web_page_is_https_and_nothing_but_an_address() {
        assert_eq!("https://a.example/terms#top".parse::<WebPage>().unwrap().as_str(), "https://a.example/terms#top");
        let long = format!("https://a.example/{}", "x".repeat(2_048));
        for text in [
            "",
            "/terms",
            "http://a.example/",
            "javascript:alert(1)",
            "data:,x",
            "https://",
            "https://u@a.example/",
            "https://:p@a.example/",
            " https://a.example/",
            "https://a.example/\n",
            "https://a.ex\tample/",
            &long,
        ] {
            assert!(text.parse::<WebPage>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_taken_leads_where_its_origin_says(
            place in r"(https|https|HTTPS|http)://(x\.|u@|。|0x|\[)?(a\.example|localhost|127\.0\.0\.1)(:443|:8443|\.|。|:|@b|\\b)?",
            rest in r"(/[a-z0-9.@:%/あ]{0,6})?(\?[a-z=&%;+あ]{0,8})?"
        ) {
            let text = format!("{place}{rest}");
            if let Ok(uri) = RedirectUri::parse(&text, Loopback::Allowed) {
                let home = Url::parse(&uri.with(&[("auth_token", "x")])).unwrap();
                prop_assert_eq!(home.origin().ascii_serialization(), uri.origin());
                prop_assert!(home.username().is_empty() && home.password().is_none() && home.fragment().is_none());
                prop_assert_eq!(home.query_pairs().filter(|(name, _)| name == "auth_token").count(), 1);
                prop_assert_eq!(uri.to_string().parse(), Ok(uri));
            }
        }

        #[test]
        fn nothing_breaks_the_reading_of_a_uri(text in "\\PC{0,40}") {
            let _ = RedirectUri::parse(&format!("https://{text}"), Loopback::Allowed);
            let _ = (text.parse::<RedirectDomain>(), text.parse::<WebPage>());
        }
    }
}
