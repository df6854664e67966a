//! The files that a demo bank hands in, as a bank would: branches and accounts as CSV, statements as 全銀 files, and
//! as CSV where a 全銀 file cannot say it (times of day, cards, more than twelve digits).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use fgapi_domain::{AccountKey, JstDate, Malformed, Yen};
use fgapi_zengin::{AccountStart, Category, Entry, Separator, StatementWriter, WriteFault, WriteOptions};

use crate::bank::{Account, BANK_CODE, BANK_KANA, BANK_NAME, BRANCHES, Customer, Story};
use crate::history::everyday;

/// The files, in the order in which they are imported.
#[derive(Debug)]
pub struct Files {
    /// Branches, CSV.
    pub branches: PathBuf,
    /// Customers' additional questions, CSV.
    pub questions: PathBuf,
    /// Accounts, CSV.
    pub accounts: PathBuf,
    /// Statements, 全銀 files.
    pub zengin: Vec<PathBuf>,
    /// Statements, CSV.
    pub csv: PathBuf,
}

/// A file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It could not be written as CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// It could not be written as a 全銀 file.
    #[error(transparent)]
    Zengin(#[from] WriteFault),
    /// The demo bank has a word that the domain does not take.
    #[error(transparent)]
    Word(#[from] Malformed),
}

/// Years that the long account looks back on. Era years repeat after thirty, so a file that spans less than half of that is
/// read without doubt.
const YEARS: i64 = 8;
/// Days before today on which the odd rows stand.
const RECENT: i64 = 20;

/// Writes all files into `into`; `today` is the last day that they tell of.
///
/// # Errors
/// [`FileFault`] when a file cannot be written.
pub fn write(into: &Path, customers: &[Customer], today: JstDate) -> Result<Files, FileFault> {
    let accounts: Vec<&Account> = customers.iter().flat_map(|customer| &customer.accounts).collect();
    let files = Files {
        branches: into.join("branches.csv"),
        questions: into.join("questions.csv"),
        accounts: into.join("accounts.csv"),
        zengin: vec![into.join("statement-long.txt"), into.join("statement-many.txt")],
        csv: into.join("statement-timed.csv"),
    };
    write_branches(&files.branches)?;
    write_questions(&files.questions, customers)?;
    write_accounts(&files.accounts, customers)?;
    let is_long = |account: &Account| matches!(account.story, Story::Long(_));
    let in_many = |account: &Account| matches!(account.story, Story::Short | Story::Odd | Story::Deposit);
    write_zengin(&files.zengin[0], &accounts, is_long, today, Separator::None)?;
    write_zengin(&files.zengin[1], &accounts, in_many, today, Separator::CrLf)?;
    write_timed(&files.csv, &accounts, today)?;
    Ok(files)
}

fn write_branches(path: &Path) -> Result<(), FileFault> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["bank_code", "bank_name", "branch_code", "branch_name", "branch_name_kana", "address_code", "tel"])?;
    for branch in BRANCHES {
        file.write_record([BANK_CODE, BANK_NAME, branch.code, branch.name, branch.kana, branch.address_code, branch.tel])?;
    }
    Ok(file.flush()?)
}

fn write_questions(path: &Path, customers: &[Customer]) -> Result<(), FileFault> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["customer_id", "login_id", "name", "question_1", "answer_1"])?;
    for customer in customers {
        if let Some((question, answer)) = customer.question {
            file.write_record([customer.id, customer.login, customer.name, question, answer])?;
        }
    }
    Ok(file.flush()?)
}

fn write_accounts(path: &Path, customers: &[Customer]) -> Result<(), FileFault> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record([
        "bank_code",
        "branch_code",
        "kind",
        "number",
        "owner_type",
        "opening_balance",
        "customer_id",
        "memo",
        "inquiry_pin",
    ])?;
    for customer in customers {
        for account in &customer.accounts {
            let key: AccountKey = account.id.parse()?;
            let (branch, kind, opening) = (key.branch, key.kind.to_string(), account.opening.to_string());
            let (number, pin) = (key.number.as_str(), account.pin.unwrap_or_default());
            file.write_record([BANK_CODE, branch.as_str(), &kind, number, account.owner, &opening, customer.id, account.memo, pin])?;
        }
    }
    Ok(file.flush()?)
}

fn write_zengin(
    path: &Path,
    accounts: &[&Account],
    belongs: impl Fn(&Account) -> bool,
    today: JstDate,
    separator: Separator,
) -> Result<(), FileFault> {
    let file = BufWriter::new(File::create(path)?);
    let mut writer = StatementWriter::new(file, WriteOptions { separator, created: today });
    for account in accounts.iter().filter(|account| belongs(account)) {
        let rows = story(account, today);
        let from = rows.first().map_or(today, |row| row.day);
        writer.begin_account(&start(account, from, today)?)?;
        rows.iter().try_for_each(|row| writer.row(row))?;
        writer.end_account()?;
    }
    Ok(writer.finish()?.flush()?)
}

fn start(account: &Account, from: JstDate, to: JstDate) -> Result<AccountStart, FileFault> {
    let key: AccountKey = account.id.parse()?;
    let branch = BRANCHES.iter().find(|branch| branch.code == key.branch.as_str()).map_or("", |branch| branch.half_width);
    Ok(AccountStart {
        account: key,
        from,
        to,
        bank_name: BANK_KANA.into(),
        branch_name: branch.into(),
        holder: account.holder.into(),
        passbook: None,
        opening: Some(Yen(account.opening)),
    })
}

fn story(account: &Account, today: JstDate) -> Vec<Entry> {
    let ago = |days: i64| today.plus_days(-days).unwrap_or(today);
    match account.story {
        Story::Long(rows) => everyday(rows, ago(YEARS * 365), today, Yen(account.opening)).collect(),
        Story::Short => vec![
            row(ago(RECENT + 5), 120_000, Category::Transfer, "ｻﾄｳ ｼﾖｳﾃﾝ", "ﾌﾘｺﾐ"),
            row(ago(RECENT), -45_000, Category::InternalTransfer, "", "ｶﾘｲﾚ ﾍﾝｻｲ"),
            row(ago(1), 3_300, Category::Cash, "", "ﾂﾘｾﾝ ﾆﾕｳｷﾝ"),
        ],
        Story::Odd => vec![
            // The longest name that the format takes: 48 letters.
            row(ago(RECENT + 1), 500_000, Category::Transfer, "ｶ)ﾄｳﾖｳｾｲﾖｳｻﾝﾌﾟﾙｺｳｷﾞﾖｳﾎﾝｼﾔｼﾞﾑｶﾝﾘﾎﾝﾌﾞｹｲﾘｼｷﾝﾌﾞｵﾌﾘｺﾐ", "ﾌﾘｺﾐ"),
            // Two rows that nothing tells apart are two transactions.
            row(ago(RECENT), -1_500, Category::Cash, "", "ATM"),
            row(ago(RECENT), -1_500, Category::Cash, "", "ATM"),
            // A row in error, and the correction that takes it back: neither is listed.
            row(ago(RECENT - 1), 12_345, Category::Cash, "", "ｺﾞﾆﾕｳｷﾝ"),
            row(ago(RECENT - 1), -12_345, Category::Correction, "", "ﾃｲｾｲ"),
            row(ago(2), -8_800, Category::InternalTransfer, "", "ｽｲﾄﾞｳﾀﾞｲ"),
        ],
        Story::Deposit => vec![row(ago(365), 1_000_000, Category::Cash, "", "ｵｱｽﾞｹｲﾚ"), row(ago(1), 1_600, Category::Renewal, "", "ﾘｿｸ")],
        Story::Nothing | Story::Timed | Story::Huge | Story::Card => Vec::new(),
    }
}

fn row(day: JstDate, amount: i64, category: Category, payer: &str, note: &str) -> Entry {
    Entry { reference: None, day, value_day: None, amount: Yen(amount), category, payer: payer.into(), note: note.into() }
}

/// One more than the largest integer up to which a double has every integer.
const BEYOND_DOUBLES: i64 = (1 << 53) + 1;

/// A row of the CSV file: when, how much, what, and whether it corrects another.
type Timed = (String, i64, &'static str, bool);

fn write_timed(path: &Path, accounts: &[&Account], today: JstDate) -> Result<(), FileFault> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["account_id", "booked_at", "amount", "description", "correction"])?;
    for account in accounts {
        for (booked, amount, description, corrects) in timed(account.story, today) {
            let correction = if corrects { "1" } else { "" };
            file.write_record([account.id.as_str(), &booked, &amount.to_string(), description, correction])?;
        }
    }
    Ok(file.flush()?)
}

fn timed(story: Story, today: JstDate) -> Vec<Timed> {
    let at = |ago: i64, clock: &str| format!("{}T{clock}", today.plus_days(-ago).unwrap_or(today));
    match story {
        Story::Timed => vec![
            (at(10, "00:00:00"), 10_000, "日付が変わった瞬間の入金", false),
            (at(10, "12:30:00"), -3_000, "ATM出金", false),
            (at(10, "12:30:00"), -3_000, "ATM出金", false),
            (at(10, "23:59:59"), -500, "一日の最後の出金", false),
            (at(9, "00:00:00"), 20_000, "翌日の最初の入金", false),
            (at(9, "09:15:35"), 777, "誤った入金", false),
            (at(9, "09:20:00"), -777, "誤った入金の訂正", true),
            (at(1, "18:45:10"), -1_980, "サブスクリプション利用料", false),
        ],
        Story::Huge => vec![
            (at(30, "10:00:00"), BEYOND_DOUBLES, "社債発行による払込", false),
            (at(20, "10:00:00"), BEYOND_DOUBLES + 2, "増資による払込", false),
            (at(10, "10:00:00"), -1, "振替手数料", false),
        ],
        Story::Card => vec![
            (at(40, "13:05:00"), -5_480, "書店", false),
            (at(33, "20:10:00"), -12_800, "家電量販店", false),
            (at(12, "00:00:00"), 18_280, "口座振替によるお支払い", false),
            (at(3, "11:11:11"), -980, "映画館", false),
        ],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::customers;

    #[test]
    fn every_file_can_be_written_on_any_day() {
        for today in ["2024-02-29", "2026-11-22", "2030-12-31"] {
            let root = tempfile::tempdir().unwrap();
            let files = write(root.path(), &customers(), today.parse().unwrap()).unwrap();
            assert_eq!(std::fs::metadata(&files.zengin[0]).unwrap().len(), 200 * (100_000 + 3));
        }
    }
}
