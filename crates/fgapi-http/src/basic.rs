//! A client's id and secret, as its Authorization header presents them (RFC 6749 2.3.1, RFC 7617).

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fgapi_domain::Secret;
use fgapi_wire::form_text;

/// Who a client says that it is. Whether it is so is not looked at.
#[derive(Debug)]
pub(crate) struct ClientLogin {
    /// `client_id`.
    pub(crate) id: String,
    /// `client_secret`.
    pub(crate) secret: Secret,
}

/// What the one Authorization header presents, when it is `Basic` in any case and can be read.
///
/// Id and secret are form-urlencoded before they are put together, as the RFC wants it. Many programs do not do so; ours have no
/// character that would mean something else then, so both spellings are taken.
pub(crate) fn presented(headers: &HeaderMap) -> Option<ClientLogin> {
    let mut lines = headers.get_all(AUTHORIZATION);
    let line = lines.next().filter(|_| lines.next().is_none())?;
    let (scheme, credentials) = line.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(credentials.trim_matches(' ')).ok().map(String::from_utf8)?;
    let decoded = Secret::new(decoded.ok()?);
    let (id, secret) = decoded.reveal().split_once(':')?;
    let read = |text: &str| form_text(text.as_bytes()).unwrap_or_else(|| text.to_owned());
    Some(ClientLogin { id: read(id), secret: Secret::new(read(secret)) })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn of(lines: &[String]) -> Option<(String, String)> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(AUTHORIZATION, HeaderValue::from_str(line).unwrap());
        }
        presented(&headers).map(|login| (login.id, login.secret.reveal().to_owned()))
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn an_id_and_a_secret_are_read_in_both_spellings() {
        let both = Some(("0190-ab".to_owned(), "fgp_a-b_c".to_owned()));
        for good in ["0190-ab:fgp_a-b_c", "0190%2Dab:fgp%5Fa-b%5fc", "%30190-ab:fgp_a%2db_c"] {
            assert_eq!(of(&[basic(good)]), both, "{good}");
        }
        assert_eq!(of(&[basic("0190-ab:fgp_a-b_c").replace("Basic ", "bASIC   ")]), both);
        assert_eq!(of(&[basic("a:b:c")]), Some(("a".into(), "b:c".into())));
        assert_eq!(of(&[basic("a:100%")]), Some(("a".into(), "100%".into())), "no escape, so it is meant as it stands");
        assert_eq!(of(&[basic(":")]), Some((String::new(), String::new())));
    }

    #[test]
    fn what_is_no_basic_header_presents_nobody() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[basic("a:b"), basic("a:b")]), None);
        for bad in ["", "Basic", "Basic ", "Basic !", "Bearer YTpi", "Basic YTpi YTpi", "YTpi", &basic("no colon"), "Basic /w=="] {
            assert_eq!(of(&[bad.to_owned()]), None, "{bad}");
        }
        let seen = format!("{:?}", ClientLogin { id: "a".into(), secret: Secret::new("hidden") });
        assert!(!seen.contains("hidden"), "{seen}");
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_not(text in "\\PC{0,40}") {
            let read = of(&[basic(&text)]);
            prop_assert_eq!(read.is_some(), text.contains(':'));
        }
    }
}
