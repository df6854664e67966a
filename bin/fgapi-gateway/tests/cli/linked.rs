//! Linked accounts from the command line: linked by answers, taken once, reported under the newest fence only.

use serde_json::{Value, json};

use crate::installation::Installation;
use crate::services::CATALOGUE;

const CUSTOMER: &str = "P-0001";
const ANSWERS: &str = r#"{"13": "1340000001", "14": "an-answer-that-is-secret"}"#;

/// A bank with the catalogue, and an account that is linked by answers.
fn linked() -> (Installation, String) {
    let bank = Installation::with_vault();
    bank.run("service import", &[&bank.file("services.toml", CATALOGUE)]).good();
    let words = ["--customer", CUSTOMER, "--service", "7", "--json"];
    let id = bank.run_with("linked link", &words, ANSWERS).json()["id"].as_str().unwrap().to_owned();
    (bank, id)
}

fn account(bank: &Installation) -> Value {
    bank.run("linked list", &["--customer", CUSTOMER, "--json"]).json()[0].clone()
}

#[test]
fn an_account_is_linked_by_the_answers_to_all_forms() {
    let (bank, id) = linked();
    let own = account(&bank);
    assert_eq!((&own["id"], &own["uid_hidden"], &own["status"], &own["service"]), (&json!(id), &json!("134*******"), &json!(0), &json!(7)));
    assert!(bank.run("linked list", &["--customer", CUSTOMER]).good().contains("みずほ銀行"));
    assert!(bank.run("linked list", &["--customer", "P-0002"]).good().contains("no linked accounts"));
    let link = |service: &str, answers: &str| bank.run_with("linked link", &["--customer", CUSTOMER, "--service", service], answers);
    for (service, answers, expected) in [
        ("7", r#"{"13": "1"}"#, "form 14 is not answered"),
        ("7", r#"{"13": "1", "14": "hush", "15": "hush"}"#, "form 15"),
        ("7", r#"{"13": "1", "14": "hush", "14": "hush"}"#, "each form once"),
        ("7", r#"{"13": 1, "14": "hush"}"#, "stdin: line 1"),
        ("7", "", "stdin: line"),
        ("12", "{}", "/links"),
        ("99", "{}", "fgapi service list"),
    ] {
        let told = link(service, answers).failed(2);
        assert!(told.contains(expected) && !told.contains("hush"), "{told}");
    }
    assert_eq!(bank.run("linked list", &["--customer", CUSTOMER, "--json"]).json().as_array().unwrap().len(), 1);
}

#[test]
fn an_account_is_taken_once_with_its_answers() {
    let (bank, id) = linked();
    let taken = bank.run("linked take", &[&id, "--json"]).json();
    assert_eq!(taken["answers"], json!({ "form:13": "1340000001", "form:14": "an-answer-that-is-secret" }));
    assert_eq!((&taken["customer"], &taken["service"], account(&bank)["status"].clone()), (&json!(CUSTOMER), &json!(7), json!(1)));
    assert!(taken["until"].as_str().unwrap().ends_with("+09:00"));
    let told = bank.run("linked take", &[&id, "--json"]).failed(1);
    assert!(told.contains("somebody has it"), "{told}");
    // An id may begin with a hyphen, also with one that looks like a flag.
    for nobodys in ["AAAAAAAAAAAAAAAAAAAAAA==", "-AAAAAAAAAAAAAAAAAAAAA==", "-hAAAAAAAAAAAAAAAAAAAA==", "--AAAAAAAAAAAAAAAAAAAA=="] {
        assert!(bank.run("linked take", &[nobodys, "--json"]).failed(1).contains("there is none"), "{nobodys}");
        assert!(
            bank.run_with("linked report", &[nobodys, "--fence", "1"], r#"{"error": "MaintenanceException"}"#)
                .failed(1)
                .contains("fgapi linked take"),
            "{nobodys}"
        );
    }
    for bad in ["84dG3OLcZt_gLm66DESKzw=", "84dG3OLcZt_gLm66DESKzw%3D%3D", "x"] {
        bank.run("linked take", &[bad]).told_of_bad_usage();
    }
    // The lease is over, and so the program's time.
    assert_eq!(bank.sql("UPDATE linked_accounts SET lease_until = 1"), 1);
    let again = bank.run("linked take", &[&id, "--json"]).json();
    assert_eq!((&again["answers"], again["fence"].as_i64()), (&json!({}), taken["fence"].as_i64().map(|fence| fence + 1)));
    let log = bank.run("audit export", &[]).good();
    assert!(log.contains("linked_account.take") && !log.contains("that-is-secret"), "{log}");
}

#[test]
fn only_the_newest_fence_writes() {
    let (bank, id) = linked();
    let fence = |told: &Value| told["fence"].to_string();
    let first = fence(&bank.run("linked take", &[&id, "--json"]).json());
    bank.sql("UPDATE linked_accounts SET lease_until = 1");
    let second = fence(&bank.run("linked take", &[&id, "--json"]).json());
    let found = |balance: i64| {
        let accounts = json!([{ "far_id": "a", "kind": "普通", "number": "0999999", "branch_name": "本店", "balance": balance,
            "transactions": [{ "far_id": "t", "booked_at": "2026-01-31", "amount": -5, "balance": balance, "description": "ATM" }] }]);
        json!({ "harvest": { "accounts": accounts }, "uid": "13499999" }).to_string()
    };
    let report = |fence: &str, text: &str| bank.run_with("linked report", &[&id, "--fence", fence], text);
    let late = report(&first, &found(1)).failed(1);
    assert!(late.contains("not the newest") && late.contains("fgapi linked take"), "{late}");
    assert_eq!(account(&bank)["asset_sum"], 0);
    report(&second, &found(700)).good();
    let own = account(&bank);
    assert_eq!((&own["asset_sum"], &own["status"], &own["uid_hidden"]), (&json!(700), &json!(0), &json!("134*****")));
    assert!(report(&second, &found(1)).failed(1).contains("not the newest"), "a lease is reported once");

    let third = fence(&bank.run("linked take", &[&id, "--json"]).json());
    let question = json!({ "error": "SecretQuestionException", "message": "合言葉", "msg_flag": true,
        "questions": [{ "message": "合言葉への記入が必要です。", "question": "子供の頃の親友は?" }] });
    report(&third, &question.to_string()).good();
    let own = account(&bank);
    assert_eq!((&own["status"], &own["error"], &own["asset_sum"]), (&json!(2), &json!("SecretQuestionException"), &json!(700)));
    assert_eq!((&own["questions"][0]["question"], &own["questions"][0]["answered"]), (&json!("子供の頃の親友は?"), &json!(false)));
    let taken = bank.run("linked take", &[&id, "--json"]).json();
    assert_eq!(taken["questions"][0]["id"], own["questions"][0]["id"]);
}

#[test]
fn a_report_that_is_wrong_is_refused_by_its_field_and_may_come_again() {
    let (bank, id) = linked();
    let fence = bank.run("linked take", &[&id, "--json"]).json()["fence"].to_string();
    let report = |text: &str| bank.run_with("linked report", &[&id, "--fence", &fence], text);
    for (text, expected) in [
        (r#"{"harvest": {"accounts": [{"far_id": "a", "kind": "普通"}]}}"#, "harvest.accounts[0].balance must be"),
        (
            r#"{"harvest": {"accounts": [{"far_id": "a", "kind": "普通", "balance": 1}, {"far_id": "a", "kind": "普通", "balance": 1}]}}"#,
            "harvest.accounts[1].far_id",
        ),
        (r#"{"error": "hush"}"#, "error must be"),
        (r#"{"status": 1}"#, "there is no field status"),
        ("[]", "not one JSON object"),
        ("", "not one JSON object"),
    ] {
        let told = report(text).failed(2);
        assert!(told.contains(expected) && !told.contains("hush"), "{told}");
    }
    report("{}").good();
    bank.run("linked report", &[&id, "--fence", "x"]).told_of_bad_usage();
    bank.run("linked report", &[&id]).told_of_bad_usage();
}
