//! Banks' own CSV: that of ANSER services, and others by a map.

use std::io::Write as _;

use proptest::prelude::*;

use fgapi_store::{BankCsvOptions, ColumnMap, ImportFault, TransactionsReport};

use crate::fixture::{IMPORTED_AT, StoreFixture, file};
use crate::import_zengin::{account, listing, on_each_store, with_account};
use crate::support::memory;

const ANSER: &str = "\"照会口座\",\"番号\",\"勘定日\",\"(起算日)\",\"出金金額(円)\",\"入金金額(円)\",\"小切手区分\",\"残高(円)\",\"取引区分\",\"明細区分\",\"金融機関名\",\"支店名\",\"摘要\"\r\n";

/// Lines of an ANSER file: day of January, out, in, balance, kind, note.
fn anser(lines: &[(u8, &str, &str, &str, &str, &str)]) -> String {
    let mut text = ANSER.to_owned();
    for (at, (day, went, came, balance, kind, note)) in lines.iter().enumerate() {
        let number = at + 1;
        text.push_str(&format!(
            "\"本店（101） 普通 0000001\",\"{number:03}\",\"2026年01月{day:02}日\",\"\",\"{went}\",\"{came}\",\"\",\"{balance}\",\"{kind}\",\"\",\"\",\"\",\"{note}\"\r\n"
        ));
    }
    text
}

fn options() -> BankCsvOptions {
    BankCsvOptions { now: IMPORTED_AT, bank: "9999".parse().unwrap(), account: None }
}

fn take(fixture: &StoreFixture, text: &str, map: Option<&str>) -> Result<TransactionsReport, ImportFault> {
    let map: Option<ColumnMap> = map.map(|map| map.parse().unwrap());
    fixture.fresh.store.import_bank_csv(file(text).path(), map.as_ref(), &options(), &mut |_| ())
}

fn refusal(fixture: &StoreFixture, text: &str, map: Option<&str>) -> String {
    take(fixture, text, map).unwrap_err().to_string()
}

#[test]
fn anser_files_are_taken_whole_and_once() {
    on_each_store(|fixture| {
        let text = anser(&[
            (5, "", "1,000", "11,000", "振込", "ｽｽﾞｷ"),
            (5, "", "1,000", "12,000", "振込", "ｽｽﾞｷ"),
            (6, "2,500", "", "9,500", "出金", ""),
        ]);
        let report = take(fixture, &text, None).unwrap();
        assert_eq!((report.added, report.unchanged), (3, 0), "two equal rows are two rows");
        assert_eq!(listing(fixture), [(5, 1_000, 11_000), (5, 1_000, 12_000), (6, -2_500, 9_500)]);
        assert!(take(fixture, &text, None).unwrap().changed_nothing());
        let (shift_jis, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
        assert!(!lossy);
        let mut encoded = tempfile::NamedTempFile::new().unwrap();
        encoded.write_all(&shift_jis).unwrap();
        assert!(fixture.fresh.store.import_bank_csv(encoded.path(), None, &options(), &mut |_| ()).unwrap().changed_nothing());
        // The next file numbers its rows anew, begins with the newest, and overlaps.
        let newest_first =
            anser(&[(7, "", "3", "9,502", "入金", "B"), (7, "1", "", "9,499", "出金", "A"), (6, "2,500", "", "9,500", "出金", "")]);
        let report = take(fixture, &newest_first, None).unwrap();
        assert_eq!((report.added, report.unchanged), (2, 1));
        assert_eq!(listing(fixture)[3..], [(7, -1, 9_499), (7, 3, 9_502)]);
    });
}

#[test]
fn a_rehearsal_says_what_would_change_and_keeps_nothing() {
    on_each_store(|fixture| {
        let text = anser(&[(5, "", "1,000", "11,000", "振込", "A"), (6, "1", "", "10,999", "出金", "B")]);
        let rehearsing = fixture.fresh.store.clone().rehearsing();
        for _ in 0..2 {
            let report = rehearsing.import_bank_csv(file(&text).path(), None, &options(), &mut |_| ()).unwrap();
            assert_eq!((report.added, listing(fixture).len()), (2, 0));
        }
        let wrong = text.replace("10,999", "10,998");
        assert!(rehearsing.import_bank_csv(file(&wrong).path(), None, &options(), &mut |_| ()).is_err());
        assert_eq!(take(fixture, &text, None).unwrap().added, 2);
    });
}

#[test]
fn a_balance_that_does_not_follow_names_its_row() {
    on_each_store(|fixture| {
        let text =
            anser(&[(5, "", "1,000", "11,000", "入金", "A"), (6, "", "1", "11,002", "入金", "B"), (7, "", "1", "11,003", "入金", "C")]);
        let told = refusal(fixture, &text, None);
        assert!(told.starts_with("line 3, column 残高(円): 11001 yen expected after the rows before, 11002 yen found"), "{told}");
        assert_eq!(listing(fixture), []);
        take(fixture, &anser(&[(5, "", "1,000", "11,000", "入金", "A")]), None).unwrap();
        let gap = refusal(fixture, &anser(&[(8, "", "1", "11,002", "入金", "Z")]), None);
        assert!(gap.contains("11000 yen") && gap.contains("11001 yen"), "{gap}");
    });
}

#[test]
fn a_row_that_takes_back_takes_its_counterpart_out() {
    on_each_store(|fixture| {
        let text = anser(&[(5, "", "10", "10", "振込", "A"), (5, "10", "", "0", "取消", "A"), (6, "", "7", "7", "振込", "B")]);
        assert_eq!(take(fixture, &text, None).unwrap().cancelled, 1);
        assert_eq!(listing(fixture), [(6, 7, 7)]);
        assert!(take(fixture, &text, None).unwrap().changed_nothing());
    });
}

#[test]
fn words_that_do_not_tell_the_account_ask_for_it() {
    on_each_store(|fixture| {
        let text = anser(&[(5, "", "10", "10", "振込", "A")]).replace("本店（101） 普通 0000001", "給与口座");
        let told = refusal(fixture, &text, None);
        assert!(told.starts_with("line 2, column 照会口座: ") && told.contains("--account ID") && !told.contains("給与口座"), "{told}");
        let given = |text: &str, account: &str| {
            let options = BankCsvOptions { account: Some(account.parse().unwrap()), ..options() };
            fixture.fresh.store.import_bank_csv(file(text).path(), None, &options, &mut |_| ())
        };
        assert_eq!(given(&text, "9999-101-1-0000001").unwrap().added, 1);
        let other = given(&anser(&[(6, "", "1", "11", "振込", "A")]), "9999-101-1-0000002").unwrap_err().to_string();
        assert!(other.contains("another account than the one given"), "{other}");
        let two = format!("{text}{}", text.lines().nth(1).unwrap().replace("給与口座", "別の口座"));
        let several = given(&two, "9999-101-1-0000001").unwrap_err().to_string();
        assert!(several.starts_with("line 3") && several.contains("several accounts"), "{several}");
    });
}

const MAP: &str = r#"
account = "9999-101-1-0000001"
[file]
encoding = "utf-8"
delimiter = ";"
skip_lines = 2
[columns]
date = "Datum"
time = "Zeit"
amount = "Betrag"
description = ["Text", "Notiz"]
balance = "Saldo"
reference = "Nr"
[format]
date = "DD.MM.YYYY"
time = "hh:mm"
sign = "out"
thousands = "."
decimal = ","
"#;

#[test]
fn any_other_csv_is_taken_by_its_map() {
    on_each_store(|fixture| {
        let text = "Kontoauszug\n\nDatum;Zeit;Betrag;Text;Notiz;Saldo;Nr;Rest\n\
                    05.01.2026;09:30;-1.000,00;Lohn;;1.500,00;7;x\n06.01.2026;;250;Miete;Januar;1.250;8;x\n";
        let report = take(fixture, text, Some(MAP)).unwrap();
        assert_eq!(report.added, 2);
        assert_eq!(listing(fixture), [(5, 1_000, 1_500), (6, -250, 1_250)]);
        assert!(take(fixture, text, Some(MAP)).unwrap().changed_nothing());
        for (from, to, expected) in [
            ("06.01.2026", "2026-01-06", "line 5, column Datum: a real day in the form of the map (format.date)"),
            ("09:30", "9h30", "line 4, column Zeit: a time of day"),
            ("-1.000,00", "-1.000,50", "line 4, column Betrag: whole yen expected"),
            (";250;", ";;", "line 5, column Betrag: whole yen expected"),
            ("1.250;8", "1.251;8", "line 5, column Saldo: 1250 yen expected"),
            (";Saldo;", ";Stand;", "line 1: the column Saldo is missing (columns.balance)"),
            (";Rest\n", ";Saldo\n", "line 1: the column Saldo stands twice"),
            (";8;x", ";8", "line 5: 8 fields expected, 7 found"),
            ("06.01.2026", "06.01.2046", "line 5, column Datum: a day that is not after today"),
        ] {
            let told = refusal(fixture, &text.replacen(from, to, 1), Some(MAP));
            assert!(told.starts_with(expected), "{told}");
        }
        assert_eq!(listing(fixture).len(), 2);
    });
}

#[test]
fn two_columns_of_amounts_and_the_banks_words_for_accounts() {
    on_each_store(|fixture| {
        let map = "[columns]\ndate = \"日付\"\nin = \"入金\"\nout = \"出金\"\ndescription = \"摘要\"\nbalance = \"残高\"\naccount = \"口座\"\n\
                   correction = \"区分\"\n[accounts]\n\"生活費\" = \"9999-101-1-0000001\"\n";
        let text =
            "口座,日付,入金,出金,摘要,残高,区分\n生活費,2026/1/5,100,,A,100,\n生活費,2026/1/5,,100,A,0,訂正\n生活費,2026/1/6,7,0,B,7,\n";
        let report = take(fixture, text, Some(map)).unwrap();
        assert_eq!((report.added, report.cancelled), (3, 1));
        assert_eq!(listing(fixture), [(6, 7, 7)]);
        let both = refusal(fixture, &text.replace("7,0,B", "7,1,B"), Some(map));
        assert!(both.starts_with("line 4, column 入金: one amount expected"), "{both}");
        let neither = refusal(fixture, &text.replace("7,0,B", ",,B"), Some(map));
        assert!(neither.starts_with("line 4, column 入金: an amount expected"), "{neither}");
        let unknown = refusal(fixture, &text.replacen("生活費", "旅行", 1), Some(map));
        assert!(unknown.contains("[accounts]") && !unknown.contains("旅行"), "{unknown}");
        let nobody = refusal(fixture, "日付,入金,出金,摘要\n", Some("[columns]\ndate = \"日付\"\nin = \"入金\"\nout = \"出金\"\n"));
        assert!(nobody.contains("--account ID"), "{nobody}");
        assert_eq!(account().to_string(), "9999-101-1-0000001");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_damaged_file_is_taken_whole_or_not_at_all(at: prop::sample::Index, byte in prop_oneof![any::<u8>(), prop::sample::select(b"\",0123456789-\r\n".to_vec())], cut: bool) {
        let fixture = with_account(memory());
        let mut bytes = anser(&[(5, "", "1,000", "11,000", "振込", "A"), (5, "300", "", "10,700", "出金", "B"), (6, "", "7", "10,707", "入金", "C")]).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let mut damaged = tempfile::NamedTempFile::new().unwrap();
        damaged.write_all(&bytes).unwrap();
        let outcome = fixture.fresh.store.import_bank_csv(damaged.path(), None, &options(), &mut |_| ());
        let listed = listing(&fixture).len() as u64;
        prop_assert_eq!(listed, outcome.map_or(0, |report| report.added - 2 * report.cancelled));
    }
}
