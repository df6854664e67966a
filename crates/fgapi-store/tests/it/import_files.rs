//! Taking over branches, accounts, customers and CSV transactions.

use std::path::Path;

use fgapi_banking::{LogInOutcome, RefusedLogIn};
use fgapi_domain::{Period, Secret};
use fgapi_page::PageNumber;
use fgapi_store::{BranchesReport, Store};
use fgapi_testkit::SeededEntropy;

use crate::fixture::{IMPORTED_AT, file};
use crate::support::{memory, postgres, sqlite};

fn on_each_store(test: impl Fn(&Store)) {
    for fresh in [memory(), sqlite(), postgres()] {
        test(&fresh.store);
    }
}

fn branches(store: &Store, text: &str) -> BranchesReport {
    store.import_branches_csv(file(text).path(), IMPORTED_AT, &mut |_| ()).unwrap()
}

fn shown(store: &Store) -> Vec<(String, String)> {
    let page = store.bank("9999".parse().unwrap()).branches(PageNumber::FIRST).unwrap();
    page.rows().iter().map(|branch| (branch.key.branch.to_string(), branch.name.to_string())).collect()
}

const HEADER: &str = "bank_code,bank_name,branch_code,branch_name,branch_name_kana,address_code,tel\n";

#[test]
fn branches_go_and_come_back() {
    on_each_store(|store| {
        let all = format!("{HEADER}9999,試験,101,本店,ホンテン,131016,03-1\n9999,試験,102,渋谷,シブヤ,,\n9998,別,101,本店,ホンテン,,\n");
        let report = branches(store, &all);
        assert_eq!((report.banks, report.added), (2, 3));
        assert_eq!(branches(store, &all), BranchesReport { banks: 2, unchanged: 3, ..BranchesReport::default() });
        let fewer = branches(store, &format!("{HEADER}9999,試験,102,新渋谷,シンシブヤ,,\n"));
        assert_eq!((fewer.tombstoned, fewer.changed), (1, 1), "the other bank is not named, so not touched");
        assert_eq!(shown(store), [("102".into(), "新渋谷".into())]);
        assert_eq!(branches(store, &all).revived, 1);
        assert_eq!(shown(store).len(), 2);
    });
}

#[test]
fn a_wrong_branch_is_refused_with_its_line_and_column() {
    on_each_store(|store| {
        for (line, place) in [
            ("9999,試験,102,渋谷,シブヤ,131017,", "line 3, column address_code"),
            ("9999,試験,10,渋谷,シブヤ,,", "line 3, column branch_code"),
            ("9999,別名,102,渋谷,シブヤ,,", "line 3, column bank_name"),
            ("9999,試験,101,渋谷,シブヤ,,", "line 3, column branch_code"),
            ("9999,試験", "line 3"),
        ] {
            let text = format!("{HEADER}9999,試験,101,本店,ホンテン,131016,\n{line}\n");
            let refusal = store.import_branches_csv(file(&text).path(), IMPORTED_AT, &mut |_| ()).unwrap_err().to_string();
            assert!(refusal.starts_with(place), "{refusal}");
        }
        assert!(store.bank("9999".parse().unwrap()).bank().is_err(), "nothing was kept");
    });
}

#[test]
fn shift_jis_and_byte_order_marks_are_read() {
    on_each_store(|store| {
        let text = format!("{HEADER}9999,試験,101,髙輪,ﾀｶﾅﾜ,,\n");
        let directory = tempfile::tempdir().unwrap();
        let (plain, marked) = (directory.path().join("sjis.csv"), directory.path().join("bom.csv"));
        std::fs::write(&plain, encoding_rs::SHIFT_JIS.encode(&text).0).unwrap();
        std::fs::write(&marked, format!("\u{feff}{text}")).unwrap();
        assert_eq!(store.import_branches_csv(&plain, IMPORTED_AT, &mut |_| ()).unwrap().added, 1);
        assert_eq!(shown(store), [("101".into(), "髙輪".into())]);
        assert_eq!(store.import_branches_csv(&marked, IMPORTED_AT, &mut |_| ()).unwrap().unchanged, 1);
    });
}

#[test]
fn the_public_bank_codes_are_taken_over() {
    let directory = std::env::var("FGAPI_TEST_ZENGIN_CODE").unwrap_or_else(|_| panic!("run: cargo xtask test"));
    on_each_store(|store| {
        let report = store.import_branches_json(Path::new(&directory), IMPORTED_AT, &mut |_| ()).unwrap();
        assert!(report.banks > 1_000 && report.added > 25_000, "{report:?}");
        assert!(report.tombstoned > 1_000, "branches of banks that are gone are tombstones at once: {report:?}");
        let again = store.import_branches_json(Path::new(&directory), IMPORTED_AT, &mut |_| ()).unwrap();
        assert_eq!((again.added, again.changed, again.tombstoned, again.revived), (0, 0, 0, 0));
        let bank = store.bank("0005".parse().unwrap());
        assert_eq!(bank.bank().unwrap().name.as_str(), "三菱ＵＦＪ");
        let last = bank.branches(PageNumber::new(4).unwrap()).unwrap();
        assert!(!last.rows().is_empty() && last.next_page() == 0, "0005 has four pages");
    });
}

#[test]
fn customers_are_taken_over_and_can_log_in() {
    on_each_store(|store| {
        let entropy = SeededEntropy::new(3);
        let accounts = "bank_code,branch_code,kind,number,owner_type,type2\n9999,101,1,0000002,p,\n9999,101,1,0000001,c,総合\n";
        assert_eq!(store.import_accounts(file(accounts).path(), &mut |_| ()).unwrap().added, 2);
        assert_eq!(store.import_accounts(file(accounts).path(), &mut |_| ()).unwrap().unchanged, 2);
        let text =
            "customer_id,login_id,name,password,accounts\nc-1,hanako,花子,さくら,9999-101-1-0000002;9999-101-1-0000001\nc-2,taro,太郎,,\n";
        let report = store.import_customers(file(text).path(), &entropy, &mut |_| ()).unwrap();
        assert_eq!((report.added, report.linked), (2, 2));
        let again = store.import_customers(file(text).path(), &entropy, &mut |_| ()).unwrap();
        assert_eq!((again.unchanged, again.linked), (2, 0), "the same file again changes nothing");
        let bank = store.bank("9999".parse().unwrap());
        let log_in = |login: &str, password: &str| bank.log_in(&login.parse().unwrap(), &Secret::new(password), IMPORTED_AT).unwrap();
        assert_eq!(log_in("hanako", "さくら"), LogInOutcome::Known("c-1".parse().unwrap()));
        assert_eq!(log_in("taro", ""), LogInOutcome::Refused(RefusedLogIn::NotThisWay), "without a password there is no way in with one");
        let listed = store.list_customers("9999".parse().unwrap()).unwrap();
        assert_eq!(
            listed.iter().map(|entry| (entry.id.as_str(), entry.has_password, entry.accounts.len())).collect::<Vec<_>>(),
            [("c-1", true, 2), ("c-2", false, 0)]
        );
        let taken = "customer_id,login_id,name\nc-3,hanako,次郎\n";
        let refusal = store.import_customers(file(taken).path(), &entropy, &mut |_| ()).unwrap_err().to_string();
        assert!(refusal.contains("line 2") && !refusal.contains("hanako"), "{refusal}");
    });
}

#[test]
fn csv_transactions_in_any_order() {
    on_each_store(|store| {
        let accounts = "bank_code,branch_code,kind,number,owner_type\n9999,101,1,1,p\n9999,101,1,2,p\n";
        store.import_accounts(file(accounts).path(), &mut |_| ()).unwrap();
        let header = "account_id,booked_at,amount,description,balance\n";
        let rows = [
            "9999-101-1-1,2026-01-06T09:00:00+09:00,5,b,15",
            "9999-101-1-2,2026-01-05,9007199254740993,x,9007199254740993",
            "9999-101-1-1,2026-01-05,10,a,10",
        ];
        let mixed = format!("{header}{}\n", rows.join("\n"));
        let sorted = format!("{header}{}\n{}\n{}\n", rows[2], rows[0], rows[1]);
        let import = |text: &str| store.import_transactions_csv(file(text).path(), IMPORTED_AT, &mut |_| ());
        assert_eq!(import(&mixed).unwrap().added, 3);
        assert!(import(&sorted).unwrap().changed_nothing(), "the order of the lines does not matter");
        for (text, place) in [
            (
                format!("{header}9999-101-1-1,2026-01-07,1,c,17\n9999-101-1-1,2026-01-08,1,d,99\n"),
                "line 3, column balance: 18 yen expected",
            ),
            (format!("{header}9999-101-1-1,2026-01-07,1.5,c,\n"), "line 2, column amount"),
            (format!("{header}9999-101-1-1,2026-1-7,1,c,\n"), "line 2, column booked_at"),
            (format!("{header}9999-101-1-3,2026-01-07,1,c,1\n"), "line 2: the account is not known"),
            (format!("{header}9999-101-1-1,2026-01-07,1,c,99\n"), "line 2: the balance before the first row should be 15 yen"),
            ("account_id,booked_at,amount\n".to_owned(), "line 1: column description is missing"),
        ] {
            let refusal = import(&text).unwrap_err().to_string();
            assert!(refusal.starts_with(place), "{refusal}");
        }
        let period = Period::new("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap()).unwrap();
        let customer = "customer_id,login_id,name,accounts\nc,c,c,9999-101-1-1\n";
        store.import_customers(file(customer).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
        let bank = store.bank("9999".parse().unwrap());
        let fgapi_banking::Held::Yes(statement) =
            bank.transactions(&"c".parse().unwrap(), &"9999-101-1-1".parse().unwrap(), period, PageNumber::FIRST).unwrap()
        else {
            panic!("held")
        };
        assert_eq!(statement.page.rows()[1].booked.to_string(), "2026-01-06T09:00:00+09:00");
        assert_eq!(statement.as_of.map(|as_of| as_of.date.to_string()), Some("2026-01-06".to_owned()));
    });
}
