//! The files that the bank hands in. No randomness: a recipe gives the same bytes on every machine.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use time::macros::date;
use time::{Date, Duration};

use super::Recipe;
use super::bank::{BANK, LOGIN, PASSWORD};
use crate::Outcome;
use crate::fault::Told as _;

/// The first day and the number of days; [`PERIOD`](super::PERIOD) says the same.
const FIRST: Date = date!(2016 - 01 - 01);
const DAYS: u32 = 3_653;
/// What happens in everyday life, as it is written on statements.
const DESCRIPTIONS: [&str; 8] = [
    "コンビニエンスストア",
    "ｽｰﾊﾟｰﾏｰｹｯﾄ",
    "ﾃﾞﾝｷﾀﾞｲ",
    "給与 ｶ)ｻﾝﾌﾟﾙｺｳｷﾞﾖｳ",
    "ATM 出金",
    "ｹｲﾀｲﾃﾞﾝﾜ ﾘﾖｳﾘﾖｳ",
    "振込 ﾀﾅｶ ﾖｳｺ",
    "カード利用分 お引落し",
];
const NEXT: &str = "free some space below the target directory, then run again";

/// The files, in the order in which they are imported.
pub(super) struct Files {
    pub(super) branches: PathBuf,
    pub(super) customers: PathBuf,
    pub(super) accounts: PathBuf,
    pub(super) statements: [PathBuf; 2],
}

/// Writes all files into `dir`.
pub(super) fn write(dir: &Path, recipe: &Recipe) -> Outcome<Files> {
    let files = Files {
        branches: dir.join("branches.csv"),
        customers: dir.join("customers.csv"),
        accounts: dir.join("accounts.csv"),
        statements: [dir.join("interleaved.csv"), dir.join("long.csv")],
    };
    let customers =
        format!("customer_id,login_id,password,name\n{LOGIN},{LOGIN},{PASSWORD},見本 花子\nothers,others,{PASSWORD},見本 太郎\n");
    std::fs::write(&files.customers, customers).told(files.customers.display(), NEXT)?;
    std::fs::write(&files.branches, branches(recipe)).told(files.branches.display(), NEXT)?;
    std::fs::write(&files.accounts, accounts(recipe)).told(files.accounts.display(), NEXT)?;
    let numbers: Vec<u32> = (1..=recipe.interleaved_accounts).collect();
    statement(&files.statements[0], &numbers, recipe.interleaved_rows).told(files.statements[0].display(), NEXT)?;
    statement(&files.statements[1], &[LONG], recipe.long_rows).told(files.statements[1].display(), NEXT)?;
    Ok(files)
}

/// Number of the long account.
pub(super) const LONG: u32 = 9_000_001;
/// As many of the interleaved accounts belong to the customer who is asked about; the long one comes to them.
const HELD: u32 = 4;

/// The id of an account.
pub(super) fn account_id(number: u32) -> String {
    format!("{BANK}-001-1-{number:07}")
}

fn branches(recipe: &Recipe) -> String {
    let mut text = "bank_code,bank_name,branch_code,branch_name,branch_name_kana,address_code,tel\n".to_owned();
    for code in 1..=recipe.branches {
        // Writing into a String never fails.
        let _ = writeln!(text, "{BANK},見本銀行,{code:03},第{code}支店,ﾀﾞｲ{code}ｼﾃﾝ,131016,03-0000-{code:04}");
    }
    text
}

fn accounts(recipe: &Recipe) -> String {
    let mut text = "bank_code,branch_code,kind,number,owner_type,opening_balance,customer_id\n".to_owned();
    for number in (1..=recipe.interleaved_accounts).chain([LONG]) {
        let holder = if number <= HELD || number == LONG { LOGIN } else { "others" };
        // Writing into a String never fails.
        let _ = writeln!(text, "{BANK},001,1,{number:07},p,1000000000,{holder}");
    }
    text
}

/// Rows in order of time, dealt out among accounts: the order in which a bank books them.
fn statement(path: &Path, numbers: &[u32], rows: u32) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "account_id,booked_at,amount,description")?;
    let each = rows / u32::try_from(numbers.len()).unwrap_or(1).max(1);
    let ids: Vec<String> = numbers.iter().map(|number| account_id(*number)).collect();
    for at in 0..each {
        let spread = u64::from(at) * u64::from(DAYS) * 86_400 / u64::from(each);
        let (day, second) = (i64::try_from(spread / 86_400).unwrap_or(0), spread % 86_400);
        let day = FIRST + Duration::days(day);
        for (place, id) in ids.iter().enumerate() {
            let dice = at.wrapping_mul(2_654_435_761).wrapping_add(u32::try_from(place).unwrap_or(0).wrapping_mul(40_503)) >> 8;
            let description = DESCRIPTIONS[dice as usize % DESCRIPTIONS.len()];
            let amount = if dice % 8 == 3 { i64::from(dice % 400_000) + 1 } else { -i64::from(dice % 30_000) - 1 };
            let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
            writeln!(file, "{id},{day}T{hour:02}:{minute:02}:{second:02},{amount},{description}")?;
        }
    }
    file.flush()
}
