//! The kinds of value that mails are set up with: a server's name, an address.

use std::net::IpAddr;

use fgapi_admin::MailAddress;

use super::value::Value;

/// How a mail server is found: a name or an IP address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerName(String);

impl ServerName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it leads to this machine, whatever a name server says.
    pub fn is_this_machine(&self) -> bool {
        self.0 == "localhost" || self.0.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

fn is_label(label: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=63).contains(&label.len()) && label.bytes().all(fits) && !label.starts_with('-') && !label.ends_with('-')
}

/// Empty is `None`.
impl Value for Option<ServerName> {
    const KIND: &'static str = "server";

    fn form() -> String {
        "a server's name or IP address such as mail.bank.example, without a port, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(None);
        }
        let is_name = text.len() <= 253 && text.split('.').all(is_label);
        (is_name || text.parse::<IpAddr>().is_ok()).then(|| Some(ServerName(text.to_ascii_lowercase())))
    }
}

/// Empty is `None`.
impl Value for Option<MailAddress> {
    const KIND: &'static str = "mail address";

    fn form() -> String {
        "one mail address in ASCII such as no-reply@bank.example, or empty for none".into()
    }

    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_name_or_an_address() {
        let server = |text| Option::<ServerName>::parse(text);
        for (good, here) in [("mail.bank.example", false), ("localhost", true), ("127.0.0.9", true), ("::1", true), ("10.0.0.1", false)] {
            assert_eq!(server(good).flatten().map(|server| server.is_this_machine()), Some(here), "{good}");
        }
        assert_eq!(server(""), Some(None));
        for bad in ["mail.bank.example:25", "smtp://mail", "a b", "a..b", "-a", "a/b", "[::1]", "メール"] {
            assert_eq!(server(bad), None, "{bad}");
        }
    }
}
