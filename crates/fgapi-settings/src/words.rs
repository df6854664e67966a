//! The kinds of value that the screens are set up with: names, addresses of pages, hours, a colour.

use fgapi_consent::MaintenanceHours;
use fgapi_domain::ShortText;
use fgapi_token::{Loopback, RedirectUri, WebPage};

use super::value::{Value, list};

/// A name or a line of text; empty for none.
impl Value for ShortText {
    const KIND: &'static str = "text";

    fn form() -> String {
        "at most 100 characters without control characters".into()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Empty is `None`.
impl Value for Option<WebPage> {
    const KIND: &'static str = "web page";

    fn form() -> String {
        "an https address, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    }
}

/// Empty is `None`.
impl Value for Option<RedirectUri> {
    const KIND: &'static str = "web page";

    fn form() -> String {
        "an https address without user, port or fragment (http and a port for this machine only), or empty".into()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { RedirectUri::parse(text, Loopback::Allowed).ok().map(Some) }
    }
}

impl Value for Vec<MaintenanceHours> {
    const KIND: &'static str = "list of hours";

    fn form() -> String {
        "a list of hours in Japanese time such as 02:00-03:30 (every day) or \"Sun 21:00-Mon 06:00\"".into()
    }

    fn parse(text: &str) -> Option<Self> {
        list(text).map(|hours| hours.parse().ok()).collect()
    }
}

/// A colour as the web writes it: `#` and six hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexColour(String);

impl HexColour {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for HexColour {
    const KIND: &'static str = "colour";

    fn form() -> String {
        "a colour such as #0b5cab".into()
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_forms_are_refused() {
        assert_eq!(<Vec<MaintenanceHours>>::parse("02:00-03:00, Sun 21:00-Mon 06:00").map(|all| all.len()), Some(2));
        assert!(<Vec<MaintenanceHours>>::parse("02:00").is_none());
        assert!(<Option<WebPage>>::parse("http://bank.example/").is_none());
        assert_eq!(<Option<WebPage>>::parse(""), Some(None));
        let home = |text| <Option<RedirectUri>>::parse(text).map(|uri| uri.map(|uri| uri.as_str().to_owned()));
        assert_eq!([home(""), home("http://bank.example/links/linked"), home("https://bank.example/#a")], [Some(None), None, None]);
        let good = ["https://bank.example/links/linked", "http://localhost:8080/links/linked"];
        assert_eq!(good.map(home), good.map(|uri| Some(Some(uri.to_owned()))));
        assert!(HexColour::parse("blue").is_none() && HexColour::parse("#0b5cab").is_some());
    }
}
