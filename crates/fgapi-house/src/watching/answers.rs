//! What the door answers, counted.

use fgapi_http::{Answered, Watcher};
use fgapi_metrics::{Meters, Outcome, TokenKind};

/// What met no route is counted under this name.
const NO_ROUTE: &str = "other";

/// Counts answers.
pub(super) struct Counting(pub(super) Meters);

impl Watcher for Counting {
    fn answered(&self, answered: &Answered<'_>) {
        let Answered { route, method, status, code, took } = *answered;
        self.0.answered(route.unwrap_or(NO_ROUTE), method, status, took);
        if let Some(code) = code {
            self.0.refused(code);
        }
        if let Some((kind, outcome)) = route.and_then(|route| token(route, status, code)) {
            self.0.token(kind, outcome);
        }
    }
}

/// What became of a token, where only the answer tells it: the store is not asked, or not told whose password was wrong.
fn token(route: &str, status: u16, code: Option<&str>) -> Option<(TokenKind, Outcome)> {
    let kind = match route {
        _ if route.ends_with("/oauth/token") => TokenKind::Tenant,
        _ if route.ends_with("/api/v1/token") => TokenKind::Api,
        _ if route.ends_with("/auth/system_token") => TokenKind::System,
        _ => return None,
    };
    match (kind, status, code) {
        (TokenKind::Tenant, 200, _) => Some((kind, Outcome::Issued)),
        (_, 401, Some(_)) => Some((kind, Outcome::Refused("credentials"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use fgapi_metrics::About;

    use super::*;

    #[test]
    fn an_answer_is_counted_by_its_route_and_a_token_by_what_became_of_it() {
        let meters = Meters::new(About { version: "0", database: "memory" }).unwrap();
        let counting = Counting(meters.clone());
        let answered = Answered { route: None, method: "GET", status: 404, code: Some("FG404-001"), took: Duration::ZERO };
        counting.answered(&answered);
        counting.answered(&Answered { route: Some("/p/oauth/token"), method: "POST", status: 200, code: None, ..answered });
        counting.answered(&Answered { route: Some("/auth/system_token"), status: 401, ..answered });
        let text = meters.text().unwrap();
        for line in [
            r#"fgapi_http_requests_total{method="GET",route="other",status="4xx"} 1"#,
            r#"fgapi_http_refusals_total{code="FG404-001"} 2"#,
            r#"fgapi_tokens_total{kind="tenant",outcome="issued",reason=""} 1"#,
            r#"fgapi_tokens_total{kind="system",outcome="refused",reason="credentials"} 1"#,
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }
}
