//! Maps of columns: a bad one names the key, what is known there, and the fix; and no file makes their reader panic.

use fgapi_domain::UnixSeconds;
use fgapi_intake::{BankCsvOptions, ColumnMap, import_bank_csv};
use proptest::prelude::*;

use crate::tables::Keeper;

const GOOD: &str = "account = \"9999-101-1-0000001\"\n[columns]\ndate = \"d\"\namount = \"a\"\n";

fn fault(text: &str) -> String {
    text.parse::<ColumnMap>().map(drop).unwrap_err().to_string()
}

#[test]
fn a_bad_map_names_the_key_and_the_fix() {
    assert!(GOOD.parse::<ColumnMap>().is_ok());
    let with = |line: &str| format!("{GOOD}{line}\n");
    for (text, expected) in [
        ("[columns]\namount = \"a\"\n".to_owned(), "key columns.date: missing; write date = "),
        (
            "[columns]\ndate = \"d\"\n".to_owned(),
            "key columns.amount: one way to tell amounts expected; write either amount, or both in and out",
        ),
        (with("in = \"x\""), "key columns.amount: one way"),
        (with("colour = \"x\""), "key columns.colour: unknown; the keys here are: date, time, amount"),
        (format!("colour = 1\n{GOOD}"), "key colour: unknown; the keys here are: account, columns, format, file, accounts"),
        (with("time = 3"), "key columns.time: a text expected; write time = "),
        (with("description = [1]"), "key columns.description: texts expected"),
        (with("[format]\ndate = \"YYYY/MM\""), "key format.date: a pattern with YYYY"),
        (with("[format]\ntime = \"YYYY/MM/DD\""), "key format.time: a pattern with hh and mm"),
        (with("[format]\nsign = \"plus\""), "key format.sign: unknown; write \"in\""),
        (with("[format]\nthousands = \"..\""), "key format.thousands: one sign"),
        (with("[format]\nthousands = \".\""), "key format.decimal: the same sign"),
        (with("[file]\nencoding = \"ebcdic\""), "key file.encoding: unknown; write \"auto\", \"utf-8\" or \"shift_jis\""),
        (with("[file]\ndelimiter = \"ab\""), "key file.delimiter: one sign expected"),
        (with("[file]\nskip_lines = -1"), "key file.skip_lines: a number of lines"),
        (with("[accounts]\n\"secret words\" = \"12\""), "key accounts (entry 1): an account id expected; write"),
        ("account = \"12\"\n".to_owned(), "key columns.date: missing"),
        (GOOD.replace("9999-101-1-0000001", "12"), "key account: an account id expected"),
        ("columns = 3\n".to_owned(), "key columns: a table expected; write [columns]"),
        (format!("{GOOD}date = \n"), "key on line 5: not TOML"),
    ] {
        let told = fault(&text);
        assert!(told.starts_with(expected), "{told}");
        assert!(!told.contains("secret"), "{told}");
    }
}

fn hand_in(bytes: &[u8], map: Option<&str>) -> bool {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bank.csv");
    std::fs::write(&file, bytes).unwrap();
    let map: Option<ColumnMap> = map.map(|map| map.parse().unwrap());
    let options = BankCsvOptions { now: UnixSeconds(1_790_000_000), bank: "9999".parse().unwrap(), account: None };
    import_bank_csv(&Keeper::default(), &file, map.as_ref(), &options, &mut |_| ()).is_ok()
}

proptest! {
    #[test]
    fn any_text_as_a_map_is_judged(text in "\\PC{0,80}", key in "[a-z.\\[\\]=\" ]{0,40}") {
        drop(text.parse::<ColumnMap>());
        drop(format!("{GOOD}{key}").parse::<ColumnMap>());
    }

    #[test]
    fn any_bytes_as_a_file_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), fields in "[0-9,\"年月日\\-\n]{0,200}") {
        prop_assert!(!hand_in(&bytes, None));
        prop_assert!(!hand_in(&bytes, Some(GOOD)));
        let mut behind = "照会口座,番号,勘定日,(起算日),出金金額(円),入金金額(円),小切手区分,残高(円),取引区分,明細区分,金融機関名,支店名,摘要\nx,".to_owned();
        behind.push_str(&fields);
        prop_assert!(!hand_in(behind.as_bytes(), None));
    }
}
