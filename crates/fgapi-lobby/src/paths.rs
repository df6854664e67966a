//! Addresses: where the office lies, how a query is written, and which address somebody may be led back to.

/// The office's place behind the common prefix.
pub(crate) const OFFICE: &str = "/office";

/// An address behind the office, with a query.
pub fn with_query(path: &str, fields: &[(&str, &str)]) -> String {
    let given: Vec<_> = fields.iter().filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(&given) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// Whether a browser may be led there after signing in: an address of this office and nothing else. Neither another host (`//host`,
/// `/\host`) nor what turns into one when a browser tidies it up.
pub(crate) fn is_own(home: &str, path: &str) -> bool {
    let Some(rest) = path.strip_prefix(home) else { return false };
    let plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && path.len() <= 1_024 && (rest.is_empty() || rest.starts_with(['/', '?'])) && !path.contains("//") && !path.contains("/.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for good in ["/v1/office", "/v1/office/users?q=%E5%B1%B1&page=2", "/v1/office?lang=en"] {
            assert!(is_own("/v1/office", good), "{good}");
        }
        for bad in [
            "",
            "/",
            "//evil.example",
            "/v1/officer",
            "/v1/office//evil.example",
            "/v1/office/../../x",
            "/v1/office\\evil",
            "https://evil.example/v1/office",
            "/v1/office/\r\nX: y",
            "/office",
        ] {
            assert!(!is_own("/v1/office", bad), "{bad}");
        }
    }

    #[test]
    fn a_query_names_what_is_given() {
        assert_eq!(with_query("/a", &[("q", ""), ("p", "2")]), "/a?p=2");
        assert_eq!(with_query("/a", &[("q", "山 &")]), "/a?q=%E5%B1%B1+%26");
        assert_eq!(with_query("/a", &[]), "/a");
    }
}
