//! What is secret is nowhere: not in the database, its log, or the gateway's output.

use std::path::Path;

use crate::http::Pair;
use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

pub(crate) fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

pub(crate) fn files_of(directory: &Path) -> Vec<(String, Vec<u8>)> {
    std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("bank.db")))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn no_secret_and_no_account_number_is_logged_or_stored_in_clear() {
    for format in ["human", "json"] {
        let site = Site::with_data(Database::Sqlite);
        let serving = site.serve_with(&[("FGAPI__LOG__FORMAT", format), ("FGAPI__LOG__LEVEL", "trace")]);
        let fintech = site.client(&serving, "read");
        let system = fintech.system_token();
        let auth = fintech.auth_token(USER, PASSWORD, "default");
        let pair = Pair::of(&fintech.redeem(&system, &auth).unwrap().expect(200));
        let fields =
            [("api_key", fintech.api_key.as_str()), ("refresh_token", pair.refresh.as_str()), ("idempotency_key", "a-key-nobody-knows")];
        let next = Pair::of(&fintech.caller.call("PUT", "/auth/token", Some(&system), &fields).expect(200));
        let january = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-01-31")];
        fintech.caller.call("GET", "/transactions", Some(&next.access), &january).expect(200);
        fintech.caller.call("GET", "/transactions", Some(&pair.access), &january).expect(401);
        fintech
            .caller
            .call("POST", "/auth/login", None, &[("api_key", &fintech.api_key), ("id", USER), ("password", "wrong-secret-guess")])
            .expect(401);
        fintech.end(&system, &next.refresh).unwrap().expect(200);
        let log = serving.kill();
        assert!(log.lines().count() >= 8, "a line a request: {log}");
        assert!(log.contains(&fintech.api_key) && log.contains("/transactions"), "client and route are in the line: {log}");
        if format == "json" {
            for line in log.lines() {
                serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|_| panic!("not a JSON line: {line}"));
            }
        }
        let secrets = [&system, &auth, &pair.access, &pair.refresh, &next.access, &next.refresh, &fintech.password];
        let secrets = secrets.into_iter().map(String::as_str).chain([PASSWORD, "wrong-secret-guess", "a-key-nobody-knows"]);
        for secret in secrets {
            assert!(!log.contains(secret), "a secret is in the log ({format})");
            for (name, bytes) in files_of(site.path()) {
                assert!(!contains(&bytes, secret), "a secret is in {name}");
            }
        }
        assert!(!log.contains("0000001") && !log.contains(USER), "an account number or a customer is in the log: {log}");
    }
}
