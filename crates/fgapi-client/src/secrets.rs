//! Which secrets a request holds, so that no error repeats one of them.

use fgapi_wire::form_pairs;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;
use zeroize::Zeroizing;

/// Fields that everybody may see.
const PLAIN: [&str; 6] = ["api_key", "idempotency_key", "grants", "link_id", "grant_type", "scope"];
/// What is shorter stands in any text.
const SHORTEST: usize = 4;

/// All of them.
pub(crate) fn secrets_of(request: &Request) -> Vec<Zeroizing<String>> {
    let mut found = Vec::new();
    if let Some((_, credential)) = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' ')) {
        found.push(credential.to_owned());
    }
    let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
    let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if is_json {
        serde_json::from_slice(body).iter().for_each(|body| texts(body, &mut found));
    } else {
        let fields = form_pairs(body).filter(|(name, _)| name.as_deref().is_none_or(|name| !PLAIN.contains(&name)));
        found.extend(fields.filter_map(|(_, value)| value));
    }
    found.into_iter().filter(|secret| secret.len() >= SHORTEST).map(Zeroizing::new).collect()
}

fn texts(body: &Value, found: &mut Vec<String>) {
    match body {
        Value::String(text) => found.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| texts(one, found)),
        Value::Object(all) => all.values().for_each(|one| texts(one, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Client;

    use super::*;
    use crate::tls::{Trust, tls};

    fn found(make: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder) -> Vec<String> {
        let client = Client::builder().tls_backend_preconfigured(tls(Some(Trust::Machine)).unwrap()).build().unwrap();
        let request = make(client.put("http://127.0.0.1:1/auth/token")).build().unwrap();
        secrets_of(&request).iter().map(|secret| secret.to_string()).collect()
    }

    #[test]
    fn bearer_form_and_json_are_searched() {
        let form = [("api_key", "fgk_open"), ("refresh_token", "fgr+hush"), ("x", "abc")];
        assert_eq!(found(|request| request.bearer_auth("fgs_hush").form(&form)), ["fgs_hush", "fgr+hush"]);
        let json = serde_json::json!({ "account": { "service_id": 7, "service_form_answers": [{ "id": 1, "value": "hush" }] } });
        assert_eq!(found(|request| request.json(&json)), ["hush"]);
    }
}
