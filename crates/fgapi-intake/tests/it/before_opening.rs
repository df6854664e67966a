//! A file that is wrong in itself is refused while the tables are still closed.

use std::path::PathBuf;

use fgapi_domain::UnixSeconds;
use fgapi_intake::{
    ChangeWork, ImportFault, LedgerFault, LedgerKeeper, ReadWork, import_accounts, import_branches_csv, import_branches_json,
    import_customers,
};

use crate::tables::Plain;

/// Tables that nobody opens.
struct Closed;

impl LedgerKeeper for Closed {
    fn inspect(&self, _: ReadWork<'_>) -> Result<(), LedgerFault> {
        Err(LedgerFault::Busy)
    }

    fn amend(&self, _: ChangeWork<'_>) -> Result<(), LedgerFault> {
        Err(LedgerFault::Busy)
    }
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn refused<T>(outcome: Result<T, ImportFault>) -> String {
    match outcome.map(|_| ()).unwrap_err() {
        ImportFault::Refused(refused) => refused.to_string(),
        other => format!("not refused: {other}"),
    }
}

#[test]
fn accounts() {
    let files = Files::new();
    let header = "bank_code,branch_code,kind,number,owner_type";
    for (text, start) in [
        (format!("{header}\n9999,101,1,0000001,p\n9999,101,1,0000001,c\n"), "line 3, column number: the account stands twice"),
        (format!("{header}\n99,101,1,0000001,p\n"), "line 2, column bank_code"),
        (format!("{header}\n9999,101,1,0000001\n"), "line 2: 5 fields expected, 4 found"),
        (format!("{header},customer_id,holder\n9999,101,1,0000001,p,c-1,gone\n"), "line 2, column holder: add (or nothing) or remove"),
        (format!("{header},holder\n9999,101,1,0000001,p,remove\n"), "line 2, column customer_id: the customer expected from whom"),
        (format!("{header},colour\n"), "line 1: a column is unknown or stands twice; the columns are: bank_code,"),
    ] {
        let refusal = refused(import_accounts(&Closed, &files.write("accounts.csv", &text), &Plain::default(), &mut |_| ()));
        assert!(refusal.starts_with(start), "{refusal}");
    }
}

#[test]
fn branches() {
    let files = Files::new();
    let text = "bank_code,bank_name,branch_code,branch_name,branch_name_kana\n9999,試験,10,本店,ホンテン\n";
    let refusal = refused(import_branches_csv(&Closed, &files.write("branches.csv", text), UnixSeconds(0), &mut |_| ()));
    assert!(refusal.starts_with("line 2, column branch_code"), "{refusal}");

    files.write("banks.json", r#"{"9999": {"code": "9999", "name": "試験", "kana": "シケン"}}"#);
    files.write("branches/9999.json", r#"{"101": {"code": "102", "name": "本店", "kana": "ホンテン"}}"#);
    let refusal = refused(import_branches_json(&Closed, files.0.path(), UnixSeconds(0), &mut |_| ()));
    assert!(refusal.starts_with("branches/9999.json: entry 101 names another code"), "{refusal}");
}

#[test]
fn a_directory_that_would_make_everything_go() {
    for (banks, branch, start) in [
        ("{}", Some(r#"{"101": {"code": "101", "name": "本店", "kana": "ホンテン"}}"#), "banks.json: at least one {code, name, kana}"),
        (r#"{"9999": {"code": "9999", "name": "試験", "kana": "シケン"}}"#, None, "branches: at least one NNNN.json"),
        (r#"{"9999": {"code": "9999", "name": "試験", "kana": "シケン"}}"#, Some("{}"), "branches: at least one NNNN.json"),
    ] {
        let files = Files::new();
        files.write("banks.json", banks);
        files.write("branches/readme.txt", "");
        if let Some(branch) = branch {
            files.write("branches/9999.json", branch);
        }
        let refusal = refused(import_branches_json(&Closed, files.0.path(), UnixSeconds(0), &mut |_| ()));
        assert!(refusal.starts_with(start) && refusal.contains("; nothing was imported"), "{refusal}");
    }
}

#[test]
fn customers() {
    let files = Files::new();
    let header = "customer_id,login_id,name,password,password_hash";
    for (text, start) in [
        (format!("{header}\nc-1,hanako,花子,,\nc-1,taro,太郎,,\n"), "line 3, column customer_id: the customer stands twice"),
        (format!("{header}\nc-1,hanako,花子,,\nc-2,hanako,太郎,,\n"), "line 3, column login_id: the login id stands twice"),
        (format!("{header}\nc-1,hanako,花子,,x\n"), "line 2, column password_hash: an argon2id hash"),
        (format!("{header}\nc-1,hanako,花子,x,x\n"), "line 2, column password: either"),
    ] {
        let refusal = refused(import_customers(&Closed, &files.write("customers.csv", &text), &Plain::default(), &mut |_| ()));
        assert!(refusal.starts_with(start) && !refusal.contains("hanako"), "{refusal}");
    }
}

#[test]
fn a_file_that_is_right_then_meets_the_tables() {
    let files = Files::new();
    let file = files.write("accounts.csv", "bank_code,branch_code,kind,number,owner_type\n9999,101,1,0000001,p\n");
    let outcome = import_accounts(&Closed, &file, &Plain::default(), &mut |_| ());
    assert!(matches!(outcome, Err(ImportFault::Store(LedgerFault::Busy))), "{outcome:?}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let files = Files::new();
    let file = files.0.path().join("nothing.csv");
    let fault = import_accounts(&Closed, &file, &Plain::default(), &mut |_| ()).unwrap_err();
    assert!(matches!(fault, ImportFault::Io { .. }) && fault.to_string().contains("nothing.csv"), "{fault}");
}
