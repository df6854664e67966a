//! What the consent journey needs to know of customers and accounts: certificates, questions, inquiry PINs, memos.

use std::path::PathBuf;

use fgapi_domain::CertificateFingerprint;
use fgapi_intake::{AccountsReport, CustomersReport, ImportFault, import_accounts, import_customers};

use crate::tables::{Keeper, Plain};

/// A file of its own directory.
struct Written(PathBuf, #[expect(dead_code, reason = "held for its Drop only")] tempfile::TempDir);

fn written(text: &str) -> Written {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file.csv");
    std::fs::write(&path, text).unwrap();
    Written(path, directory)
}

fn customers(keeper: &Keeper, passwords: &Plain, columns: &str, lines: &[&str]) -> Result<CustomersReport, String> {
    let file = written(&format!("customer_id,login_id,name,{columns}\n{}\n", lines.join("\n")));
    import_customers(keeper, &file.0, passwords, &mut |_| ()).map_err(|fault: ImportFault| fault.to_string())
}

fn accounts(keeper: &Keeper, passwords: &Plain, columns: &str, lines: &[&str]) -> Result<AccountsReport, String> {
    let file = written(&format!("bank_code,branch_code,kind,number,owner_type,{columns}\n{}\n", lines.join("\n")));
    import_accounts(keeper, &file.0, passwords, &mut |_| ()).map_err(|fault: ImportFault| fault.to_string())
}

fn changed(report: CustomersReport) -> (u64, u64, u64) {
    (report.added, report.changed, report.unchanged)
}

fn held(keeper: &Keeper, customer: i64) -> Vec<CertificateFingerprint> {
    keeper.0.borrow().certificates.get(&customer).cloned().unwrap_or_default()
}

/// Number, text and hash of each question.
fn asked(keeper: &Keeper, customer: i64) -> Vec<(i64, String, String)> {
    let tables = keeper.0.borrow();
    let rows = tables.questions.get(&customer).into_iter().flatten();
    rows.map(|row| (row.number, row.text.clone(), row.answer_hash.clone())).collect()
}

#[test]
fn certificates_are_these_and_no_others_until_none_are() {
    let (keeper, plain) = (Keeper::default(), Plain::default());
    let (one, two) = (CertificateFingerprint::of(b"1"), CertificateFingerprint::of(b"2"));
    let line = |certificates: &str| format!("c-1,hanako,花子,{certificates}");
    let import = |certificates: &str| changed(customers(&keeper, &plain, "certificates", &[&line(certificates)]).unwrap());
    assert_eq!(import(&format!("{one} ; {}", two.to_string().to_uppercase())), (1, 0, 0));
    assert_eq!(held(&keeper, 1).len(), 2);
    assert_eq!(import(&format!("{two};{one}")), (0, 0, 1), "their order is none");
    assert_eq!(import(""), (0, 0, 1));
    assert_eq!(import(&two.to_string()), (0, 1, 0));
    assert_eq!(held(&keeper, 1), [two]);
    assert_eq!(import("none"), (0, 1, 0));
    assert_eq!(held(&keeper, 1), []);
}

#[test]
fn a_certificate_has_one_customer() {
    let (keeper, plain) = (Keeper::default(), Plain::default());
    let one = CertificateFingerprint::of(b"1").to_string();
    let (first, second) = (format!("c-1,hanako,花子,{one}"), format!("c-2,taro,太郎,{one}"));
    let import = |lines: &[&str]| customers(&keeper, &plain, "certificates", lines);
    let refusal = import(&[&first, &second]).unwrap_err();
    assert!(refusal.starts_with("line 3, column certificates: the certificate stands twice in the file"), "{refusal}");
    import(&[&first]).unwrap();
    let refusal = import(&[&second]).unwrap_err();
    assert!(refusal.starts_with("line 2") && refusal.contains("belongs to another customer") && !refusal.contains("taro"), "{refusal}");
    assert!(keeper.0.borrow().customers.len() == 1, "nothing of the file is kept");
    let refusal = import(&["c-3,jiro,二郎,12ab"]).unwrap_err();
    assert!(refusal.starts_with("line 2, column certificates: certificate fingerprint must be") && !refusal.contains("12ab"), "{refusal}");
}

#[test]
fn answers_are_folded_and_hashed_once() {
    let (keeper, plain) = (Keeper::default(), Plain::default());
    let import = |line: &str| changed(customers(&keeper, &plain, "question_1,answer_1,question_3,answer_3", &[line]).unwrap());
    assert_eq!(import("c-1,hanako,花子,ペットの名前,　ﾎﾟﾁ  ＪＲ ,生まれた町,豊洲"), (1, 0, 0));
    let kept = [(1, "ペットの名前".into(), "$plain$ポチ jr".into()), (3, "生まれた町".into(), "$plain$豊洲".into())];
    assert_eq!(asked(&keeper, 1), kept);
    assert_eq!(import("c-1,hanako,花子,ペットの名前,ポチ JR,生まれた町,"), (0, 0, 1), "a question that stands needs no answer");
    assert_eq!(plain.hashed.get(), 2, "an answer that stands is not hashed again");
    assert_eq!(import("c-1,hanako,花子,ペットの名,ポチ jr,,"), (0, 1, 0));
    assert_eq!(asked(&keeper, 1)[0], (1, "ペットの名".into(), "$plain$ポチ jr".into()));
    assert_eq!(import("c-1,hanako,花子,none,,生まれた町,江東"), (0, 1, 0));
    assert_eq!(asked(&keeper, 1), [(3, "生まれた町".into(), "$plain$江東".into())]);
    assert_eq!(import("c-1,hanako,花子,none,,,"), (0, 0, 1));
}

#[test]
fn a_question_and_its_answer_belong_together() {
    let (keeper, plain) = (Keeper::with_customers(["c-1"]), Plain::default());
    let too_long = format!("c-1,c-1,花子,犬,{}", "あ".repeat(201));
    for (line, place) in [
        ("c-1,c-1,花子,犬,", "line 2, column customer_id: answer_1 expected"),
        ("c-1,c-1,花子,,ポチ", "line 2, column question_1: the question expected"),
        ("c-1,c-1,花子,none,ポチ", "line 2, column answer_1: no answer expected"),
        (&too_long, "line 2, column answer_1: an answer of 1 to 200 characters"),
    ] {
        let refusal = customers(&keeper, &plain, "question_1,answer_1", &[line]).unwrap_err();
        assert!(refusal.starts_with(place) && !refusal.contains("ポチ"), "{refusal}");
    }
    assert_eq!(asked(&keeper, 1), []);
}

#[test]
fn a_pin_is_filed_hashed_once_and_taken_away() {
    let (keeper, plain) = (Keeper::default(), Plain::keyed());
    let import = |pin: &str| {
        let report = accounts(&keeper, &plain, "inquiry_pin", &[&format!("9999,101,1,0000001,p,{pin}")]).unwrap();
        (report.added, report.changed, report.unchanged)
    };
    let filed = || keeper.0.borrow().pins.get(&1).cloned();
    assert_eq!((import("１２34"), filed().as_deref()), ((1, 0, 0), Some("$pin$1234")));
    assert_eq!((import("1234"), import("")), ((0, 0, 1), (0, 0, 1)));
    assert_eq!(plain.hashed.get(), 1, "a PIN that is filed is not hashed again");
    assert_eq!((import("0000"), filed().as_deref()), ((0, 1, 0), Some("$pin$0000")));
    assert_eq!((import("none"), filed()), ((0, 1, 0), None));
    assert_eq!(import("none"), (0, 0, 1));
}

#[test]
fn a_pin_may_come_hashed() {
    let (keeper, plain) = (Keeper::default(), Plain::keyed());
    let import = |line: &str| accounts(&keeper, &plain, "inquiry_pin,inquiry_pin_hash", &[line]);
    import("9999,101,1,0000001,p,,$pin$1234").unwrap();
    assert_eq!((keeper.0.borrow().pins[&1].as_str(), plain.hashed.get()), ("$pin$1234", 0));
    for (line, place) in [
        ("9999,101,1,0000001,p,,1234", "line 2, column inquiry_pin_hash: an argon2id hash"),
        ("9999,101,1,0000001,p,1234,$pin$1234", "line 2, column inquiry_pin: either"),
        ("9999,101,1,0000001,p,none,$pin$1234", "line 2, column inquiry_pin: either"),
        ("9999,101,1,0000001,p,12345x,", "line 2, column inquiry_pin: inquiry PIN must be 4 to 12 digits"),
    ] {
        let refusal = import(line).unwrap_err();
        assert!(refusal.starts_with(place) && !refusal.contains("1234"), "{refusal}");
    }
}

#[test]
fn without_a_key_no_pin_is_taken() {
    let (keeper, plain) = (Keeper::default(), Plain::default());
    let import = |line: &str| accounts(&keeper, &plain, "inquiry_pin,inquiry_pin_hash", &[line]);
    for line in ["9999,101,1,0000001,p,1234,", "9999,101,1,0000001,p,,$pin$1234"] {
        let refusal = import(line).unwrap_err();
        assert!(refusal.starts_with("line 2, column inquiry_pin: ") && refusal.contains("login.key_file"), "{refusal}");
    }
    import("9999,101,1,0000001,p,none,").unwrap();
}

#[test]
fn a_memo_is_one_holders() {
    let (keeper, plain) = (Keeper::with_customers(["c-1", "c-2"]), Plain::default());
    let import = |customer: &str, memo: &str| {
        let line = format!("9999,101,1,0000001,p,{customer},{memo}");
        accounts(&keeper, &plain, "customer_id,memo", &[&line]).map(|report| (report.added, report.changed, report.unchanged))
    };
    let memos = || keeper.0.borrow().memos.clone().into_iter().collect::<Vec<_>>();
    assert_eq!(import("c-1", "給与"), Ok((1, 0, 0)));
    assert_eq!(import("c-2", "貯金"), Ok((0, 1, 0)));
    assert_eq!((import("c-1", ""), import("c-1", "給与")), (Ok((0, 0, 1)), Ok((0, 0, 1))));
    assert_eq!(memos(), [((1, 1), "給与".to_owned()), ((2, 1), "貯金".to_owned())]);
    assert_eq!(import("c-2", "none"), Ok((0, 1, 0)));
    assert_eq!(memos(), [((1, 1), "給与".to_owned())]);
    let refusal = import("", "誰の").unwrap_err();
    assert!(refusal.starts_with("line 2, column customer_id: the customer expected whose memo it is"), "{refusal}");
}
