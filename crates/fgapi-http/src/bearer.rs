//! The access token of a call, as its Authorization header presents it (security A9).

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use fgapi_domain::Secret;

use crate::catalogue::ErrorCode;

/// The token of the one Authorization header. Whether it is alive is not looked at.
pub(crate) fn presented(headers: &HeaderMap) -> Result<Secret, ErrorCode> {
    line(headers, &AUTHORIZATION)?.ok_or(ErrorCode::BearerMissing).and_then(token)
}

/// The text of a header that may stand once at most.
pub(crate) fn line<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ErrorCode> {
    let mut lines = headers.get_all(name);
    let line = lines.next();
    if lines.next().is_some() {
        return Err(ErrorCode::BearerMalformed);
    }
    line.map(|line| line.to_str().map_err(|_| ErrorCode::BearerMalformed)).transpose()
}

/// The token of a header's text, which is `Bearer` in any case, one or more spaces, and one token.
pub(crate) fn token(text: &str) -> Result<Secret, ErrorCode> {
    let (scheme, token) = text.split_once(' ').ok_or(ErrorCode::BearerMalformed)?;
    let token = token.trim_matches(' ');
    // RFC 6750: b64token; anything else could be two credentials.
    let is_token = !token.is_empty() && token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b));
    if scheme.eq_ignore_ascii_case("bearer") && is_token { Ok(Secret::new(token)) } else { Err(ErrorCode::BearerMalformed) }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn of(lines: &[&[u8]]) -> Result<String, ErrorCode> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(line).unwrap());
        }
        presented(&headers).map(|token| token.reveal().to_owned())
    }

    #[test]
    fn exactly_one_bearer_is_taken() {
        for good in ["Bearer abc", "bearer abc", "BEARER   abc "] {
            assert_eq!(of(&[good.as_bytes()]), Ok("abc".to_owned()), "{good}");
        }
        assert_eq!(of(&[]), Err(ErrorCode::BearerMissing));
        assert_eq!(of(&[b"Bearer a", b"Bearer a"]), Err(ErrorCode::BearerMalformed));
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "abc",
            "Basic abc",
            "Bearer a b",
            "Bearer a, Bearer b",
            "Bearer\tabc",
            "Bearer \"abc\"",
            "Bearer a\u{e9}",
        ] {
            assert_eq!(of(&[bad.as_bytes()]), Err(ErrorCode::BearerMalformed), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_taken_or_refused(line in proptest::collection::vec(any::<u8>(), 0..60)) {
            if HeaderValue::from_bytes(&line).is_ok() && let Ok(token) = of(&[&line]) {
                prop_assert!(!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
