//! What a bank hands in and what comes out again: notices, balances, banks' own CSV, dry runs, exports, and the doctor.

use fgapi_domain::Yen;
use fgapi_zengin::{AccountStart, NotedBalance, Separator, TransferIn, TransferNoticeWriter, WriteOptions, write_balances};
use serde_json::Value;

use crate::installation::Installation;

const ACCOUNTS: &str = "bank_code,branch_code,kind,number,owner_type\n9999,101,1,0000001,p\n9999,101,1,0000002,p\n";
const ROWS: &str = "account_id,booked_at,amount,description,reference,correction,balance\n\
    9999-101-1-0000001,2026-01-05,1000,給与,,,1000\n9999-101-1-0000001,2026-01-06,-300,家賃,r-1,,700\n";

fn bank() -> Installation {
    let bank = Installation::with("");
    bank.run("import accounts", &[&bank.file("accounts.csv", ACCOUNTS)]).good();
    bank
}

fn take(bank: &Installation, words: &[&str]) -> crate::program::Ended {
    bank.run("import transactions", words)
}

fn filled() -> (Installation, String) {
    let bank = bank();
    let rows = bank.file("rows.csv", ROWS);
    assert!(take(&bank, &[&rows]).good().contains("2 added"));
    (bank, rows)
}

fn notice(bank: &Installation, days: &[(&str, i64)]) -> String {
    let mut file = Vec::new();
    let created = "2026-01-31".parse().unwrap();
    let mut writer = TransferNoticeWriter::new(&mut file, WriteOptions { separator: Separator::CrLf, created });
    let start = AccountStart {
        account: "9999-101-1-0000001".parse().unwrap(),
        from: "2026-01-01".parse().unwrap(),
        to: created,
        bank_name: String::new(),
        branch_name: String::new(),
        holder: String::new(),
        passbook: None,
        opening: None,
    };
    writer.begin_account(&start).unwrap();
    for (day, amount) in days {
        let (day, amount) = (day.parse().unwrap(), Yen(*amount));
        writer.transfer(&TransferIn { reference: None, day, amount, payer: "ｽｽﾞｷ".into(), cancelled: false, edi: String::new() }).unwrap();
    }
    writer.end_account().unwrap();
    writer.finish().unwrap();
    std::fs::write(bank.path("notice.txt"), file).unwrap();
    bank.path("notice.txt").to_str().unwrap().to_owned()
}

#[test]
fn a_notice_is_listed_only_when_it_is_asked_for() {
    let (bank, _) = filled();
    let file = notice(&bank, &[("2026-01-05", 1_000), ("2026-01-07", 50)]);
    let told = take(&bank, &[&file]).failed(2);
    assert!(told.contains("notice.txt: record 3") && told.contains("next: ") && told.contains("--provisional"), "{told}");
    let told = take(&bank, &["--provisional", &file]).good();
    assert!(told.contains("1 added, 1 there already"), "{told}");
    assert!(take(&bank, &["--provisional", &file]).good().contains("nothing new"));
    let statement = "account_id,booked_at,amount,description,balance\n9999-101-1-0000001,2026-01-07,50,ｽｽﾞｷ フリコミ,750\n";
    let told = take(&bank, &[&bank.file("later.csv", statement)]).good();
    assert!(told.contains("0 added, 1 there already") && told.contains("1 told by a notice before"), "{told}");
    assert!(bank.run("doctor", &[]).good().contains("3 rows of 2 accounts continue"));
}

#[test]
fn balances_are_compared_and_an_account_may_begin_with_one() {
    let (bank, _) = filled();
    let noted = |account: &str, before: i64| NotedBalance {
        record: 0,
        account: account.parse().unwrap(),
        created: "2026-01-31".parse().unwrap(),
        day: "2026-01-07".parse().unwrap(),
        minute: Some(900),
        balance: Yen(1),
        before: Some(Yen(before)),
        latest: None,
    };
    let file = |before: i64| {
        let (mut file, created) = (Vec::new(), "2026-01-31".parse().unwrap());
        let all = [noted("9999-101-1-0000001", before), noted("9999-101-1-0000002", 80)];
        write_balances(&mut file, WriteOptions { separator: Separator::None, created }, &all).unwrap();
        std::fs::write(bank.path("balances.txt"), file).unwrap();
        bank.path("balances.txt").to_str().unwrap().to_owned()
    };
    let told = take(&bank, &[&file(701)]).failed(2);
    assert!(told.contains("balances.txt: record 2") && told.contains("700 yen") && told.contains("701 yen"), "{told}");
    let told = take(&bank, &["--dry-run", &file(700)]).good();
    assert!(told.contains("1 agree") && told.contains("1 accounts begin") && told.contains("dry run: nothing was kept"), "{told}");
    assert!(take(&bank, &[&file(700)]).good().contains("1 accounts begin"));
    assert!(take(&bank, &[&file(700)]).good().contains("2 agree") && bank.run("doctor", &[]).code == Some(0));
}

#[test]
fn anser_csv_is_known_by_its_names_and_others_by_a_map() {
    let bank = bank();
    let names = "\"照会口座\",\"番号\",\"勘定日\",\"（起算日）\",\"出金金額（円）\",\"入金金額（円）\",\"小切手区分\",\"残高（円）\",\"取引区分\",\"明細区分\",\"金融機関名\",\"支店名\",\"摘要\"\r\n";
    let row =
        "\"本店（101） 普通 0000001\",\"001\",\"2026年01月05日\",\"\",\"\",\"1,000\",\"\",\"1,000\",\"振込\",\"\",\"\",\"\",\"ｽｽﾞｷ\"\r\n";
    let text = format!("{names}{row}");
    std::fs::write(bank.path("anser.csv"), encoding_rs::SHIFT_JIS.encode(&text).0).unwrap();
    let anser = bank.path("anser.csv").to_str().unwrap().to_owned();
    assert!(take(&bank, &[&anser]).good().contains("1 added"));
    assert!(take(&bank, &[&anser]).good().contains("nothing new"));
    let masked = bank.file("masked.csv", &text.replace("本店（101） 普通 0000001", "普通 ***0002"));
    let told = take(&bank, &[&masked]).failed(2);
    assert!(told.contains("masked.csv: line 2, column 照会口座") && told.contains("--account ID"), "{told}");
    assert!(take(&bank, &["--account", "9999-101-1-0000001", &masked]).failed(2).contains("another account"));
    assert!(take(&bank, &["--account", "9999-101-1-0000002", &masked]).good().contains("1 added"));

    let other = bank.file("other.csv", "日付,金額,内容,残高\n2026/01/06,-400,家賃,600\n");
    let map = bank.file("map.toml", "[columns]\ndate = \"日付\"\namount = \"金額\"\ndescription = \"内容\"\nbalance = \"残高\"\n");
    let told = take(&bank, &["--map", &map, &other]).failed(2);
    assert!(told.contains("which account") && told.contains("--account"), "{told}");
    assert!(take(&bank, &["--map", &map, "--account", "9999-101-1-0000001", &other]).good().contains("1 added"));
    for (line, expected) in [
        ("[columns]\ndate = \"日付\"\namount = \"額\"\n", "other.csv: line 1: the column 額 is missing (columns.amount)"),
        ("[columns]\ndatum = \"日付\"\n", "map.toml: key columns.datum: unknown"),
    ] {
        let map = bank.file("map.toml", line);
        let told = take(&bank, &["--map", &map, "--account", "9999-101-1-0000001", &other]).failed(2);
        assert!(
            told.contains(expected) && (told.contains("the file's columns are: 日付") || told.contains("the keys here are: date")),
            "{told}"
        );
    }
    let own = bank.file("own.csv", ROWS);
    assert!(take(&bank, &["--account", "9999-101-1-0000001", &own]).failed(2).contains("own.csv names its accounts itself"));
    assert!(take(&bank, &["--map", "nowhere.toml", &other]).failed(1).contains("nowhere.toml"));
    assert!(take(&bank, &["--map", &map, "--format", "csv", &other]).told_of_bad_usage().contains("--format"));
}

#[test]
fn a_dry_run_keeps_nothing_of_any_kind() {
    let bank = bank();
    let branches = bank.file("b.csv", "bank_code,bank_name,branch_code,branch_name,branch_name_kana\n9999,見本銀行,101,本店,ﾎﾝﾃﾝ\n");
    let accounts = bank.file("a.csv", &format!("{ACCOUNTS}9999,101,1,0000003,p\n"));
    let pins = bank.file("p.csv", "bank_code,branch_code,kind,number,owner_type,inquiry_pin\n9999,101,1,0000001,p,1234\n");
    let rows = bank.file("rows.csv", ROWS);
    for _ in 0..2 {
        let told = bank.run("import branches", &["--dry-run", &branches]).good();
        assert!(told.contains("1 added") && told.contains("dry run"), "{told}");
        assert!(bank.run("import accounts", &["--dry-run", &accounts]).good().contains("1 added"));
        assert!(bank.run("import accounts", &["--dry-run", &pins]).good().contains("1 changed"));
        assert!(!bank.path("login.key").exists(), "no key is made for a rehearsal");
        assert!(take(&bank, &["--dry-run", &rows]).good().contains("2 added"));
    }
    let wrong = bank.file("wrong.csv", &ROWS.replace(",700", ",701"));
    assert!(take(&bank, &["--dry-run", &wrong]).failed(2).contains("line 3, column balance"));
    assert!(bank.run("import accounts", &[&accounts]).good().contains("1 added"));
}

#[test]
fn an_export_is_taken_back() {
    let (bank, _) = filled();
    let out = bank.path("out.csv");
    let out = out.to_str().unwrap();
    let told = bank.run("export transactions", &["--output", out]);
    assert!(told.out.is_empty() && told.err.contains("2 transactions of 1 accounts"), "{}", told.err);
    told.good();
    assert!(bank.run("export transactions", &["--output", out]).failed(2).contains("there already"));
    assert!(take(&bank, &[out]).good().contains("nothing new"));
    let other = self::bank();
    assert!(take(&other, &[out]).good().contains("2 added"));
    let again = other.run("export transactions", &[]).good();
    assert_eq!(again, std::fs::read_to_string(out).unwrap());
    let part = other.run("export transactions", &["--account", "9999-101-1-0000001", "--from", "2026-01-06", "--output", "-"]).good();
    assert_eq!(part.lines().collect::<Vec<_>>()[1..], ["9999-101-1-0000001,2026-01-06T00:00:00+09:00,-300,家賃,r-1,,700"]);
    assert!(other.run("export transactions", &["--account", "9999-101-1-0000009"]).failed(2).contains("not known"));
    assert!(other.run("export transactions", &["--from", "2026-02-01", "--to", "2026-01-01"]).failed(2).contains("--from"));
    assert!(other.run("export transactions", &["--output", "/nowhere/at/all.csv"]).failed(1).contains("/nowhere/at/all.csv"));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(out).unwrap()) & 0o777, 0o600);
}

#[test]
fn the_doctor_names_what_is_wrong_and_what_to_do() {
    let (bank, _) = filled();
    let told = bank.run("doctor", &[]).good();
    for check in
        ["settings", "database", "tables", "writing", "clock", "login key", "vault keys", "balances: 2 rows of 2 accounts continue"]
    {
        assert!(told.contains(&format!("ok     {check}")), "{check}: {told}");
    }
    assert_eq!(bank.sql("UPDATE transactions SET running = 1 WHERE amount = -300"), 1);
    let ended = bank.run("doctor", &[]);
    assert!(
        ended.out.contains("break: 9999-101-1-0000001, 2026-01-06, position 1: the running sum of the day: -300 expected, 1 found"),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("wrong  balances: 1 breaks") && ended.out.contains("next: "), "{}", ended.out);
    assert!(ended.failed(1).contains("1 of "));
    let ended = bank.run("doctor", &["--json"]);
    let told: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&told["ok"], ended.code), (&Value::Bool(false), Some(1)));
    let one = &told["breaks"][0];
    assert_eq!(
        (one["account_id"].as_str(), one["day"].as_str(), one["position"].as_i64()),
        (Some("9999-101-1-0000001"), Some("2026-01-06"), Some(1))
    );
    assert_eq!((one["expected"].as_str(), one["found"].as_str()), (Some("-300"), Some("1")));
    assert!(bank.run("doctor", &["--quick"]).good().contains("ok     tables"));
}

#[test]
fn the_doctor_looks_at_what_is_not_there() {
    let bank = Installation::with("");
    std::fs::write(bank.path("fgapi.toml"), "[bank]\ncode = \"9999\"\n[store]\nurl = \"gone.db\"\n").unwrap();
    let ended = bank.run("doctor", &[]);
    assert!(ended.out.contains("wrong  database") && ended.out.contains("fgapi migrate"), "{}", ended.out);
    assert!(!bank.path("gone.db").exists(), "the doctor makes nothing");
    ended.failed(1);
    std::fs::write(bank.path("fgapi.toml"), "[bank]\ncode = \"99\"\n").unwrap();
    let ended = bank.run("doctor", &["--json"]);
    let told: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&told["checks"][0]["ok"], told["checks"].as_array().unwrap().len()), (&Value::Bool(false), 1));
    assert!(!told["checks"][0]["next"].as_str().unwrap().is_empty());
    assert_eq!(ended.code, Some(1));
}
