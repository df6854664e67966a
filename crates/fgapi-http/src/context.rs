//! What is known of a call before anything of it was judged.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use fgapi_domain::new_uuid;
use tokio::time::Instant;
use uuid::Uuid;

use crate::caller;
use crate::door::Door;

/// In which language a refusal is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Japanese,
    English,
}

impl Language {
    /// English when the caller likes it better than Japanese, Japanese otherwise.
    fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT_LANGUAGE).filter_map(|line| line.to_str().ok());
        let mut best = (0.0, Self::Japanese);
        for choice in lines.flat_map(|line| line.split(',')) {
            let (tag, weight) = choice.split_once(';').unwrap_or((choice, ""));
            let weight = match weight.trim().strip_prefix(['q', 'Q']).map(str::trim_start).and_then(|rest| rest.strip_prefix('=')) {
                Some(weight) => weight.trim().parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0),
                None => 1.0,
            };
            let language = match tag.trim().split('-').next().map(str::to_ascii_lowercase).as_deref() {
                Some("en") => Self::English,
                Some("ja" | "*") => Self::Japanese,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// Stands in a request's extensions from its arrival on.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// Names the call in the log and in every refusal.
    pub(crate) request_id: String,
    pub(crate) caller: IpAddr,
    pub(crate) language: Language,
    pub(crate) began: Instant,
}

impl Context {
    pub(crate) fn of(door: &Door, request: &ServiceRequest) -> Self {
        let forwarded: Vec<&str> = request.headers().get_all("x-forwarded-for").map(|line| line.to_str().unwrap_or_default()).collect();
        Self {
            // Without randomness nothing is issued anyway; the call itself can still be answered.
            request_id: new_uuid(&*door.entropy, door.clock.now()).unwrap_or(Uuid::nil()).to_string(),
            caller: caller::address(request.peer_addr().map(|peer| peer.ip()), forwarded.into_iter(), &door.settings.trusted_proxies),
            language: Language::of(request.headers()),
            began: Instant::now(),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn english_is_told_to_those_who_like_it_better() {
        let of = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(line));
            Language::of(&headers)
        };
        for english in ["en", "en-US,en;q=0.9", "fr, en;q=0.5", "ja;q=0.4, en;q=0.5", "EN"] {
            assert_eq!(of(english), Language::English, "{english}");
        }
        for japanese in ["", "ja", "*", "ja,en", "en;q=0.4,ja", "en;q=0", "en;q=x", "fr"] {
            assert_eq!(of(japanese), Language::Japanese, "{japanese}");
        }
    }
}
