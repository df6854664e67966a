//! The kinds of value that a setting can have: how each is written, and what it is in the program.
//!
//! Every value is read from text, whether it came from a file or from the environment, so that both take the same forms.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use fgapi_database::StoreAddress;
use fgapi_domain::{BankCode, VeilKeyId};
use ipnet::IpNet;
use url::{Host, Url};

/// A kind of value.
pub trait Value: Sized {
    /// What it is called in the manual, for example `whole number`.
    const KIND: &'static str;

    /// The accepted form, as it is told after "must be".
    fn form() -> String;

    /// The value that `text` writes; `None` when it has another form.
    fn parse(text: &str) -> Option<Self>;

    /// The same value, seen from the directory of the file in which it stood. Only paths change.
    fn seen_from(self, _directory: &Path) -> Self {
        self
    }
}

impl Value for bool {
    const KIND: &'static str = "yes or no";

    fn form() -> String {
        "true or false".into()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Whole<MIN, MAX> {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number, for sizes.
    pub fn size(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// The number, for lengths of time that are reckoned with signs.
    pub fn signed(self) -> i64 {
        self.0.into()
    }
}

impl<const MIN: u32, const MAX: u32> Value for Whole<MIN, MAX> {
    const KIND: &'static str = "whole number";

    fn form() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse().ok()? } else { return None };
        (MIN..=MAX).contains(&number).then_some(Self(number))
    }
}

/// `auto` is `None`: the number follows from other settings.
impl<const MIN: u32, const MAX: u32> Value for Option<Whole<MIN, MAX>> {
    const KIND: &'static str = "whole number or auto";

    fn form() -> String {
        format!("auto, or {}", Whole::<MIN, MAX>::form())
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "auto" { Some(None) } else { Whole::parse(text).map(Some) }
    }
}

impl Value for SocketAddr {
    const KIND: &'static str = "address";

    fn form() -> String {
        "an IP address and a port, for example 127.0.0.1:8080 or [::1]:8080".into()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Empty is `None`.
impl Value for Option<SocketAddr> {
    const KIND: &'static str = "address";

    fn form() -> String {
        format!("{}, or empty for none", SocketAddr::form())
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { SocketAddr::parse(text).map(Some) }
    }
}

/// How browsers reach the gateway: a scheme, a host and perhaps a port, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// Whether nobody on the way can read or change what travels: TLS, or this machine only.
    pub fn is_secure(&self) -> bool {
        self.is_https() || self.is_this_machine()
    }

    /// Whether it leads to this machine.
    pub fn is_this_machine(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// The URL that a text writes; `None` for any other.
    pub fn read(text: &str) -> Option<Self> {
        <Option<Self> as Value>::parse(text).flatten()
    }

    /// The same scheme and host at another port.
    pub fn with_port(&self, port: u16) -> String {
        format!("{}://{}:{port}", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }
}

impl PublicUrl {
    /// The same host by https at another port.
    pub fn at_port(&self, port: u16) -> String {
        format!("https://{}:{port}", self.0.host_str().unwrap_or_default())
    }

    /// Whether browsers come by https.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Empty is `None`.
impl Value for Option<PublicUrl> {
    const KIND: &'static str = "URL";

    fn form() -> String {
        "a URL such as https://bank.example or https://bank.example:8443, without a path, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(None);
        }
        let url = Url::parse(text).ok()?;
        let is_origin = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        (matches!(url.scheme(), "http" | "https") && url.has_host() && is_origin && is_anonymous).then_some(Some(PublicUrl(url)))
    }
}

/// The name of a header, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderName(String);

impl HeaderName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Empty is `None`.
impl Value for Option<HeaderName> {
    const KIND: &'static str = "header";

    fn form() -> String {
        "a header's name such as X-Client-Cert: letters, digits, `-`, `_`, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        let is_name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        is_name.then(|| (!text.is_empty()).then(|| HeaderName(text.to_ascii_lowercase())))
    }
}

impl Value for Vec<IpNet> {
    const KIND: &'static str = "list of networks";

    fn form() -> String {
        "a list of IP addresses or networks, for example 10.0.0.0/8 or 192.0.2.7".into()
    }

    fn parse(text: &str) -> Option<Self> {
        list(text).map(network).collect()
    }
}

/// An IP network, or a single address as a network of its own.
pub fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse().ok().map(|address: std::net::IpAddr| IpNet::from(address)))
}

/// What stands in front of every path, without a slash at its end; empty for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

impl Prefix {
    /// The text: empty, or beginning with a slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Prefix {
    const KIND: &'static str = "path";

    fn form() -> String {
        "empty, or a path such as /api/v1: letters, digits, `-`, `_`, `.`, without a slash at its end".into()
    }

    fn parse(text: &str) -> Option<Self> {
        let is_part = |part: &str| {
            !part.is_empty() && part != "." && part != ".." && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        let fits = text.is_empty() || text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_part));
        fits.then(|| Self(text.into()))
    }
}

impl Value for StoreAddress {
    const KIND: &'static str = "store";

    fn form() -> String {
        "the path of a SQLite file, sqlite:PATH, or postgres://USER@HOST/DATABASE (special characters as %XX)".into()
    }

    fn parse(text: &str) -> Option<Self> {
        // Memory is for trying ports out in a program; a gateway that forgets everything serves nobody.
        text.parse().ok().filter(|address| *address != Self::Memory)
    }

    fn seen_from(self, directory: &Path) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(directory.join(path)),
            other => other,
        }
    }
}

/// Empty is `None`.
impl Value for Option<PathBuf> {
    const KIND: &'static str = "file";

    fn form() -> String {
        "a path, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        Some((!text.is_empty()).then(|| PathBuf::from(text)))
    }

    fn seen_from(self, directory: &Path) -> Self {
        self.map(|path| directory.join(path))
    }
}

impl Value for Vec<PathBuf> {
    const KIND: &'static str = "list of files";

    fn form() -> String {
        "a list of paths".into()
    }

    fn parse(text: &str) -> Option<Self> {
        Some(list(text).map(PathBuf::from).collect())
    }

    fn seen_from(self, directory: &Path) -> Self {
        self.into_iter().map(|path| directory.join(path)).collect()
    }
}

/// Empty is `None`.
impl Value for Option<VeilKeyId> {
    const KIND: &'static str = "key id";

    fn form() -> String {
        "1 to 8 lower-case letters or digits, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    }
}

impl Value for BankCode {
    const KIND: &'static str = "bank code";

    fn form() -> String {
        "four digits in quotes, for example \"0005\"".into()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// One word out of a few.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$word_doc])* $word,)+
        }

        impl Value for $name {
            const KIND: &'static str = "choice";

            fn form() -> String {
                [$($text),+].join(" or ")
            }

            fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$word),)+
                    _ => None,
                }
            }
        }
    };
}

choice!(
    /// How ids are made.
    IdForm {
        /// Out of readable parts.
        Composed = "composed",
        /// Sealed under a key.
        Veiled = "veiled",
    }
);
choice!(
    /// How much of an account number is shown.
    MaskForm {
        /// All of it.
        None = "none",
        /// Its last four digits.
        LastFour = "last-4",
        /// Nothing of it.
        All = "all",
    }
);
choice!(
    /// How a throttled call is answered.
    ThrottleStatus {
        /// As the document's list has it.
        Unavailable = "503",
        /// As RFC 6585 has it.
        TooMany = "429",
    }
);
choice!(
    /// When an additional question is asked.
    RiskForm {
        /// When something about a login is unusual.
        Standard = "standard",
        /// Never.
        Never = "never",
        /// Always.
        Always = "always",
    }
);
choice!(
    /// Whose request ids are taken.
    RequestIdForm {
        /// Nobody's.
        Own = "own",
        /// Those of trusted proxies.
        Proxies = "proxies",
        /// Everybody's.
        Everybody = "everybody",
    }
);
choice!(
    /// How the connection to the mail server is kept to oneself.
    MailTlsForm {
        /// TLS after a few words in plain text.
        StartTls = "starttls",
        /// TLS from the first byte.
        Tls = "tls",
        /// Plain text, on this machine.
        None = "none",
    }
);
choice!(
    /// How log lines are written.
    LogForm {
        /// For people.
        Human = "human",
        /// One JSON object a line.
        Json = "json",
    }
);

impl Value for log::LevelFilter {
    const KIND: &'static str = "choice";

    fn form() -> String {
        "off, error, warn, info, debug or trace".into()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_lowercase()))
    }
}

/// The parts of a list, which may be written with commas.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_to_their_range_and_to_digits() {
        type Number = Whole<1, 10>;
        assert_eq!(Number::parse("10").map(Number::get), Some(10));
        for bad in ["", "0", "11", "+1", "-1", " 1", "1.0", "１", "4294967296"] {
            assert_eq!(Number::parse(bad), None, "{bad:?}");
        }
        let automatic = |text| Option::<Number>::parse(text).map(|number| number.map(Number::get));
        assert_eq!([automatic("auto"), automatic("7"), automatic(""), automatic("11")], [Some(None), Some(Some(7)), None, None]);
    }

    #[test]
    fn prefixes_are_plain_paths() {
        for good in ["", "/api", "/api/v1"] {
            assert!(Prefix::parse(good).is_some(), "{good:?}");
        }
        for bad in ["/", "api", "/api/", "//api", "/a b", "/..", "/{x}", "/a?b"] {
            assert!(Prefix::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        let parsed = |text| Option::<PublicUrl>::parse(text).flatten();
        for (good, secure) in [
            ("https://Bank.example", true),
            ("https://bank.example:8443/", true),
            ("http://localhost:8080", true),
            ("http://[::1]", true),
            ("http://bank.example", false),
        ] {
            let url = parsed(good).unwrap();
            assert_eq!(url.is_secure(), secure, "{good}");
            assert_eq!(url.to_string(), good.to_lowercase().trim_end_matches('/'));
        }
        assert_eq!(Option::<PublicUrl>::parse(""), Some(None));
        for bad in ["bank.example", "ftp://a", "https://a/b", "https://a/?b", "https://a/#b", "https://u@a", "https://:p@a", "https://"] {
            assert!(Option::<PublicUrl>::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn header_names_are_words() {
        assert_eq!(Option::<HeaderName>::parse("X-Client-Cert"), Some(Some(HeaderName("x-client-cert".into()))));
        assert_eq!(Option::<HeaderName>::parse(""), Some(None));
        for bad in ["x cert", "x:cert", "証明書"] {
            assert_eq!(Option::<HeaderName>::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_single_address_is_a_network() {
        assert_eq!(network("192.0.2.7").map(|n| n.to_string()).as_deref(), Some("192.0.2.7/32"));
        assert!(network("192.0.2.0/33").is_none());
        assert_eq!(Vec::<IpNet>::parse("10.0.0.0/8, ::1").map(|list| list.len()), Some(2));
    }

    #[test]
    fn only_paths_are_seen_from_the_file() {
        let from = Path::new("etc");
        assert_eq!(StoreAddress::parse("a.db").unwrap().seen_from(from), StoreAddress::Sqlite("etc/a.db".into()));
        let far = StoreAddress::parse("postgres://u@h/d").unwrap();
        assert_eq!(far.clone().seen_from(from), far);
        let file = |text| Option::<PathBuf>::parse(text).unwrap().seen_from(from);
        assert_eq!([file(""), file("a.pem")], [None, Some("etc/a.pem".into())]);
        assert!(StoreAddress::parse("memory").is_none());
    }
}
