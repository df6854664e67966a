//! The catalogue from the command line: taken over whole, or refused with its service and field.

use serde_json::json;

use crate::installation::Installation;

/// The document's example first, then another bank.
pub(crate) const CATALOGUE: &str = r#"
[[service]]
id = 7
name = "みずほ銀行"
yomigana = "ミズホギンコウ"
type = "B_MIZUHO"
code = "0001"
login_url = "http://www.mizuhobank.co.jp/direct/start.html"
category = { id = 2, name = "銀行", type = "BANK" }

[[service.form]]
id = 13
name = "お客様番号"
type = "ID1"
input = "alphameric"
unique = true

[[service.form]]
id = 14
name = "ログインパスワード"
type = "PW1"
input = "password"

[[service]]
id = 12
name = "見本銀行"
type = "B_MIHON"
category = { id = 2, name = "銀行", type = "BANK" }
pace = { interval_seconds = 3600, concurrency = 2, timeout_seconds = 5 }
fgapi = { base_url = "https://bank.example/api/v1", api_key = "fgk_there" }
"#;

#[test]
fn a_catalogue_is_taken_over_and_listed() {
    let bank = Installation::with_vault();
    assert!(bank.run("service list", &[]).good().contains("fgapi service import"));
    let file = bank.file("services.toml", CATALOGUE);
    let counts = |added: u32, changed: u32, unchanged: u32, dry: bool| json!({ "dry_run": dry, "added": added, "changed": changed, "unchanged": unchanged });
    let import = |words: &[&str]| bank.run("service import", &[&[&*file, "--json"], words].concat()).json();
    assert_eq!(import(&["--dry-run"]), counts(2, 0, 0, true));
    assert_eq!(bank.run("service list", &["--json"]).json(), json!([]));
    assert_eq!(import(&[]), counts(2, 0, 0, false));
    assert_eq!(import(&[]), counts(0, 0, 2, false));
    bank.file("services.toml", &CATALOGUE.replace("3600", "7200"));
    assert_eq!(import(&["--dry-run"]), counts(0, 1, 1, true));
    assert!(bank.run("service import", &[&file]).good().contains("fgapi service password 12"));

    let listed = bank.run("service list", &["--json"]).json();
    assert_eq!((&listed[0]["id"], &listed[0]["automatic"], &listed[0]["forms"][1]["id"]), (&json!(7), &json!(false), &json!(14)));
    assert_eq!((&listed[1]["base_url"], &listed[1]["interval_seconds"]), (&json!("https://bank.example/api/v1"), &json!(7200)));
    assert_eq!((&listed[1]["has_password"], &listed[0]["has_password"]), (&json!(false), &json!(null)));
    bank.run_with("service password", &["12"], "fgp_of-the-gateway\n").good();
    assert_eq!(bank.run("service list", &["--json"]).json()[1]["has_password"], true);
    assert!(!bank.run("service import", &[&file]).good().contains("next:"));
    assert!(bank.run_with("service password", &["13"], "a").failed(2).contains("fgapi service list"));
    bank.run_with("service password", &["0"], "a").told_of_bad_usage();
    bank.run_with("service password", &["12"], "").failed(2);
    let log = bank.run("audit export", &[]).good();
    assert!(log.contains("service.import") && log.contains("service.credentials") && !log.contains("fgp_of"), "{log}");
}

#[test]
fn a_catalogue_that_is_wrong_is_refused_whole_by_service_and_field() {
    let bank = Installation::with_vault();
    for (from, to, expected) in [
        ("id = 14", "id = 13", "form id 13 comes twice"),
        ("id = 12", "id = 7", "service id 7 comes twice"),
        ("\"alphameric\"", "\"number\"", "service 7: form 13: input"),
        ("interval_seconds = 3600", "interval_seconds = 1", "service 12: pace.interval_seconds"),
        ("https://bank.example/api/v1", "ftp://bank.example", "service 12: fgapi.base_url"),
        ("name = \"見本銀行\"", "name = \"\"", "service 12: name"),
        ("unique = true", "format = \"(a\"", "service 7: form 13: format"),
        ("[[service]]\nid = 12", "[[bank]]\nid = 12", "unknown field"),
    ] {
        let text = CATALOGUE.replacen(from, to, 1);
        assert_ne!(text, CATALOGUE, "{from}");
        let file = bank.file("services.toml", &text);
        for words in [&[&*file][..], &[&*file, "--dry-run"]] {
            let told = bank.run("service import", words).failed(2);
            assert!(
                told.contains(expected) && told.contains("services.toml") && told.contains("nothing was imported"),
                "{expected}: {told}"
            );
        }
    }
    for bad in ["", "x = 1\n", "\u{0}"] {
        let file = bank.file("services.toml", bad);
        bank.run("service import", &[&file]).failed(2);
    }
    std::fs::write(bank.path("services.toml"), b"\xff").unwrap();
    assert!(bank.run("service import", &[bank.path("services.toml").to_str().unwrap()]).failed(2).contains("UTF-8"));
    bank.run("service import", &["no-such-file"]).failed(1);
    assert_eq!(bank.run("service list", &["--json"]).json(), json!([]));
}
