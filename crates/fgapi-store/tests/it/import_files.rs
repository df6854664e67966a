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
        assert_eq!(store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap().added, 2);
        assert_eq!(store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap().unchanged, 2);
        let text =
            "customer_id,login_id,name,password,accounts\nc-1,hanako,花子,さくら,9999-101-1-0000002;9999-101-1-0000001\nc-2,taro,太郎,,\n";
        let report = store.import_customers(file(text).path(), &entropy, &mut |_| ()).unwrap();
        assert_eq!((report.added, report.linked), (2, 2));
        let again = store.import_customers(file(text).path(), &entropy, &mut |_| ()).unwrap();
        assert_eq!((again.unchanged, again.linked), (2, 0), "the same file again changes nothing");
        let bank = store.bank("9999".parse().unwrap());
        let log_in = |login: &str, password: &str| bank.log_in(&login.parse().unwrap(), &Secret::new(password), IMPORTED_AT).unwrap();
        assert_eq!(log_in("hanako", "さくら"), LogInOutcome::Known { customer: "c-1".parse().unwrap(), failures: 0 });
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
        store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
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

/// A store with an account that begins with nothing and has two rows on one day and one on the next.
fn with_two_days(store: &Store) {
    let accounts = "bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,1,p,0\n";
    store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
    let rows = "9999-101-1-1,2026-01-05,100,a,100\n9999-101-1-1,2026-01-05,10,b,110\n9999-101-1-1,2026-01-06,5,x,115\n";
    assert_eq!(transactions(store, rows).unwrap(), 3);
}

/// How many rows were new.
fn transactions(store: &Store, rows: &str) -> Result<u64, String> {
    let text = format!("account_id,booked_at,amount,description,balance\n{rows}");
    let report = store.import_transactions_csv(file(&text).path(), IMPORTED_AT, &mut |_| ());
    report.map(|report| report.added).map_err(|fault| fault.to_string())
}

#[test]
fn a_first_file_must_begin_with_the_balance_that_the_account_has() {
    on_each_store(|store| {
        let accounts = "bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,1,p,100\n";
        store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
        let refusal = transactions(store, "9999-101-1-1,2026-01-05,10,a,120\n").unwrap_err();
        assert!(refusal.starts_with("line 2: the balance before the first row should be 100 yen"), "{refusal}");
        assert_eq!(transactions(store, "9999-101-1-1,2026-01-05,10,a,110\n").unwrap(), 1, "nothing was kept of the other");
    });
}

#[test]
fn a_file_that_begins_within_a_day_must_agree_on_the_days_after() {
    on_each_store(|store| {
        with_two_days(store);
        let first = "9999-101-1-1,2026-01-05,100,a,100\n";
        let wrong = "9999-101-1-1,2026-01-05,10,b,110\n9999-101-1-1,2026-01-06,7,y,117\n9999-101-1-1,2026-01-07,1,z,118\n";
        for (text, line) in [(format!("{first}{wrong}"), 5), (wrong.to_owned(), 4)] {
            let refusal = transactions(store, &text).unwrap_err();
            let expected =
                format!("line {line}: the balance before the last day should be 122 yen after what is stored, but the file says 117");
            assert!(refusal.starts_with(&expected), "{refusal}");
        }
        let right = "9999-101-1-1,2026-01-05,10,b,110\n9999-101-1-1,2026-01-06,5,x,115\n9999-101-1-1,2026-01-07,1,z,116\n";
        assert_eq!(transactions(store, right), Ok(1), "the same with what is stored");
        assert_eq!(transactions(store, "9999-101-1-1,2026-01-07,2,c,118\n"), Ok(1), "a file of one day may begin within it");
    });
}

#[test]
fn nothing_is_booked_on_a_day_to_come() {
    on_each_store(|store| {
        with_two_days(store);
        // The import is on 2026-09-21 in Japan.
        for day in ["2026-09-22", "9026-01-04"] {
            let rows = format!("9999-101-1-1,2026-01-07,1,z,116\n9999-101-1-1,{day},1,c,117\n");
            let refusal = transactions(store, &rows).unwrap_err();
            let expected =
                format!("line 3, column booked_at: a day that is not after today in Japan (2026-09-21) expected, {day} found; nothing was");
            assert!(refusal.starts_with(&expected) && refusal.contains("check this machine's date"), "{refusal}");
        }
        assert_eq!(transactions(store, "9999-101-1-1,2026-09-21T23:59:59+09:00,1,z,116\n"), Ok(1), "today is known to its end");
    });
}

#[test]
fn holders_come_and_go() {
    on_each_store(|store| {
        let customers = "customer_id,login_id,name\na,a,a\nb,b,b\n";
        store.import_customers(file(customers).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
        let import = |lines: &str| {
            let text = format!("bank_code,branch_code,kind,number,owner_type,customer_id,holder\n{lines}");
            let report = store.import_accounts(file(&text).path(), &SeededEntropy::new(1), &mut |_| ());
            report.map(|report| (report.added, report.changed, report.unchanged, report.linked)).map_err(|fault| fault.to_string())
        };
        let held = |customer: &str| -> Vec<String> {
            let accounts = store.bank("9999".parse().unwrap()).accounts(&customer.parse().unwrap(), PageNumber::FIRST).unwrap();
            accounts.rows().iter().map(|account| account.key.to_string()).collect()
        };
        let (one, two, three) = ("9999-101-1-0000001".to_owned(), "9999-101-1-0000002".to_owned(), "9999-102-1-0000001".to_owned());
        let all = "9999,102,1,0000001,p,a,add\n9999,101,1,0000002,p,a,\n9998,101,1,0000009,p,a,\n9999,101,1,0000001,p,b,\n";
        assert_eq!(import(all), Ok((4, 0, 0, 4)));
        assert_eq!(import(all), Ok((0, 0, 4, 0)), "the same file again changes nothing");
        assert_eq!((held("a"), held("b")), (vec![two.clone(), three.clone()], vec![one.clone()]), "in the order of their keys");
        let moved = "9999,101,1,0000002,p,b,add\n9999,101,1,0000001,p,a,add\n9999,102,1,0000001,p,a,remove\n";
        assert_eq!(import(moved), Ok((0, 1, 2, 2)));
        assert_eq!(
            (held("a"), held("b")),
            (vec![one.clone(), two.clone()], vec![one.clone(), two.clone()]),
            "both hold it, nobody holds it"
        );
        assert_eq!(import(moved), Ok((0, 0, 3, 0)), "the same file again changes nothing");
        assert_eq!(import("9999,101,1,0000002,p,a,remove\n9999,101,1,0000001,p,a,remove\n"), Ok((0, 2, 0, 0)));
        assert_eq!((held("a"), held("b")), (vec![], vec![one, two]), "with the last one nothing is left, and others keep theirs");
        assert_eq!(import("9999,101,1,0000002,c,a,remove\n"), Ok((0, 0, 1, 0)), "such a line tells nothing else about the account");
        assert_eq!(store.list_customers("9998".parse().unwrap()).unwrap()[0].accounts.len(), 1, "another bank's are left alone");
        for (line, start) in [
            ("9999,101,1,0000008,p,a,remove\n", "line 2, column number: a known account expected"),
            ("9999,101,1,0000001,p,c,remove\n", "line 2, column customer_id: a known customer expected"),
        ] {
            let refusal = import(line).unwrap_err();
            assert!(refusal.starts_with(start), "{refusal}");
        }
    });
}

#[test]
fn an_older_copy_of_a_day_changes_nothing_though_a_row_came_between() {
    on_each_store(|store| {
        with_two_days(store);
        let at = |hour: u8, rest: &str| format!("9999-101-1-1,2026-01-07T{hour:02}:00:00+09:00,{rest}\n");
        let older = format!("{}{}", at(9, "10,a,125"), at(12, "20,c,145"));
        assert_eq!(transactions(store, &older), Ok(2));
        assert_eq!(transactions(store, &format!("{}{}{}", at(9, "10,a,125"), at(11, "5,b,130"), at(12, "20,c,150"))), Ok(1));
        assert_eq!(transactions(store, &older), Ok(0));
    });
}

#[test]
fn no_balance_grows_too_large_file_by_file() {
    let largest = 1_i64 << 61;
    on_each_store(|store| {
        for sign in [1, -1] {
            let account = if sign > 0 { "9999-101-1-0000001" } else { "9999-101-1-0000002" };
            let accounts = format!("bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,{},p,0\n", &account[11..]);
            store.import_accounts(file(&accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
            let row = |day: &str, amount: i64, name: &str| format!("{account},2026-01-{day},{},{name},\n", sign * amount);
            assert_eq!(transactions(store, &row("05", largest, "a")), Ok(1));
            assert_eq!(transactions(store, &row("08", -1, "b")), Ok(1));
            let refused = [
                (row("09", 2, "c"), "the next day"),
                (row("08", 2, "c"), "the same day"),
                (row("05", 1, "c"), "on a day before: too large on that day"),
                (row("07", 1, "c"), "on a day of its own before"),
                (row("05", largest, "c"), "twice the largest"),
                (format!("{}{}", row("05", largest, "c"), row("06", -largest, "d")), "taken back later"),
            ];
            for (rows, which) in refused {
                let refusal = transactions(store, &rows).unwrap_err();
                let place = "line 2: an amount or balance beyond 2,305,843,009,213,693,952 yen; nothing was imported";
                assert!(refusal.starts_with(place), "{which}: {refusal}");
            }
            assert_eq!(transactions(store, &row("09", 1, "c")), Ok(1), "just the largest");
        }
    });
}

#[test]
fn a_correction_may_have_a_reference_of_its_own() {
    on_each_store(|store| {
        with_two_days(store);
        let import = |rows: &str| {
            let text = format!("account_id,booked_at,amount,description,reference,correction\n{rows}");
            let report = store.import_transactions_csv(file(&text).path(), IMPORTED_AT, &mut |_| ()).unwrap();
            (report.added, report.cancelled, report.warnings.len())
        };
        let plain = "9999-101-1-1,2026-01-07,50,a,r1,\n9999-101-1-1,2026-01-07,50,b,r2,\n9999-101-1-1,2026-01-07,50,c,,\n";
        assert_eq!(import(plain), (3, 0, 0));
        assert_eq!(import("9999-101-1-1,2026-01-08,-50,same,r1,1\n"), (1, 1, 0));
        assert_eq!(import("9999-101-1-1,2026-01-08,-50,own,r9,1\n"), (1, 1, 0));
        assert_eq!(import("9999-101-1-1,2026-01-08,-51,nothing,r9,1\n"), (1, 0, 1));
        let customer = "customer_id,login_id,name,accounts\nc,c,c,9999-101-1-1\n";
        store.import_customers(file(customer).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
        let period = Period::new("2026-01-07".parse().unwrap(), "2026-12-31".parse().unwrap()).unwrap();
        let bank = store.bank("9999".parse().unwrap());
        let answer = bank.transactions(&"c".parse().unwrap(), &"9999-101-1-1".parse().unwrap(), period, PageNumber::FIRST).unwrap();
        let fgapi_banking::Held::Yes(statement) = answer else { panic!("held") };
        let left: Vec<&str> = statement.page.rows().iter().map(|row| row.description.as_str()).collect();
        assert_eq!(left, ["b", "nothing"], "the one with the same reference, then the newest");
    });
}

#[test]
fn accounts_told_again_keep_an_opening_balance_that_transactions_stand_on() {
    on_each_store(|store| {
        let accounts = |opening: i64, owner: char| {
            let text = format!("bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,1,{owner},{opening}\n");
            let report = store.import_accounts(file(&text).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
            (report.added, report.changed, report.unchanged)
        };
        assert_eq!((accounts(900, 'p'), accounts(1_000, 'p')), ((1, 0, 0), (0, 1, 0)), "without transactions it may move");
        assert_eq!(transactions(store, "9999-101-1-1,2026-01-05,1,b,\n"), Ok(1));
        assert_eq!(transactions(store, "9999-101-1-1,2026-01-04,400,a,1000\n"), Ok(1), "older history begins with 600");
        assert_eq!((accounts(1_000, 'p'), accounts(1_000, 'c')), ((0, 0, 1), (0, 1, 0)));
        assert_eq!(transactions(store, "9999-101-1-1,2026-01-06,1,c,1002\n"), Ok(1), "and still does");
    });
}
