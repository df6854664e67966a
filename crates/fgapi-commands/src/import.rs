//! `fgapi import`: takes over what the bank hands in as files.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use fgapi_domain::{Clock as _, SystemClock, SystemEntropy};
use fgapi_house::failure::import_failure;
use fgapi_house::{self as house, Bar, Failure, Place, say};
use fgapi_settings::Settings;
use fgapi_store::{AccountsReport, BranchesReport, ImportFault, StatementOptions, Store, TransactionsReport};
use fgapi_zengin::Calendar;

/// 銀行のファイルを取り込む / Take over a bank's files; a file is taken whole or not at all
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi import branches --config fgapi.toml branches.csv\n  fgapi import accounts --config fgapi.toml accounts.csv\n  fgapi import transactions --config fgapi.toml statement.txt\n\n\
                  The same file twice changes nothing. A gateway may go on serving meanwhile."
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// 支店 (CSV、または zengin-code のディレクトリ) / Branches: CSV, or a directory in the layout of zengin-code
    #[command(
        after_help = "Example / 例:\n  fgapi import branches --data fgapi-sandbox branches.csv\n  fgapi import branches --config fgapi.toml zengin-code/source-data/data\n\n\
                      CSV columns: bank_code, bank_name, branch_code, branch_name, branch_name_kana [, address_code, tel].\n\
                      A directory holds banks.json and branches/NNNN.json.\n\
                      A branch that is not in the file any more is gone, and keeps its id."
    )]
    Branches(Files),
    /// 口座 (CSV) / Accounts: CSV
    #[command(after_help = "Example / 例:\n  fgapi import accounts --data fgapi-sandbox accounts.csv\n\n\
                      CSV columns: bank_code, branch_code, kind, number, owner_type [, type2, opening_balance, customer_id, holder,\n\
                      memo, inquiry_pin or inquiry_pin_hash].\n\
                      A customer_id adds a holder: that customer holds the account beside those who hold it already.\n\
                      It is taken from that customer only where holder is remove.\n\
                      memo is that customer's own (口座メモ). An inquiry_pin (照会用暗証番号, 4 to 12 digits) needs login.key_file.\n\
                      Where memo or inquiry_pin is empty it stays, where it is none it is taken away.")]
    Accounts(Files),
    /// 取引明細 (全銀 入出金取引明細、または CSV) / Transactions: 全銀 files of 入出金取引明細, or CSV
    #[command(
        after_help = "Example / 例:\n  fgapi import transactions --data fgapi-sandbox statement.txt\n  fgapi import transactions --config fgapi.toml --format csv statement.csv\n\n\
                      CSV columns: account_id, booked_at, amount, description [, reference, correction, balance].\n\
                      A file whose balances, counts or sums do not fit is refused whole, with its record."
    )]
    Transactions(Statements),
}

#[derive(Debug, clap::Args)]
struct Files {
    #[command(flatten)]
    place: Place,
    /// The files, in this order / ファイル
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Statements {
    #[command(flatten)]
    files: Files,
    /// What the files are; without it `.csv` is CSV and every other name is 全銀 / ファイルの形式
    #[arg(long)]
    format: Option<Format>,
    /// The years of a 全銀 file's dates; without it 和暦, refused where a file could be 西暦 / 日付の暦
    #[arg(long)]
    calendar: Option<Years>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 全銀 入出金取引明細
    Zengin,
    /// CSV
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Years {
    /// 和暦
    Wareki,
    /// 西暦
    Seireki,
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Branches(files) => files.each(house::open, |store, file, bar| branches(store, file, bar).map(told_branches)),
            What::Accounts(files) => {
                let entropy = SystemEntropy::new();
                let open = if files.files.iter().any(|file| has_pins(file)) { house::open_to_file_pins } else { house::open };
                files.each(open, |store, file, bar| {
                    store.import_accounts(file, &entropy, &mut |at| bar.show(at)).map(|report| told_accounts(&report))
                })
            }
            What::Transactions(statements) => {
                let (format, calendar) = (statements.format, statements.calendar);
                statements
                    .files
                    .each(house::open, |store, file, bar| transactions(store, file, format, calendar, bar).map(|report| told(&report)))
            }
        }
    }
}

impl Files {
    /// Takes one file after another, and stops at the first that is refused: the ones before stay taken.
    fn each(
        &self,
        open: fn(&Settings) -> Result<Store, Failure>,
        take: impl Fn(&Store, &Path, &Bar) -> Result<String, ImportFault>,
    ) -> Result<(), Failure> {
        let store = open(&self.place.settings()?)?;
        self.files.iter().try_for_each(|file| {
            let bar = Bar::new(file);
            let outcome = take(&store, file, &bar);
            bar.clear();
            say(&format!("{}: {}", file.display(), outcome.map_err(|fault| import_failure(file, fault))?))
        })
    }
}

/// No line of names is longer.
const LONGEST_NAMES: u64 = 4_096;

/// Whether a file has a column of inquiry PINs. What is wrong with it is told by whoever takes it over.
fn has_pins(file: &Path) -> bool {
    let mut names = Vec::new();
    let read = File::open(file).and_then(|file| BufReader::new(file.take(LONGEST_NAMES)).read_until(b'\n', &mut names));
    let names = String::from_utf8_lossy(&names);
    read.is_ok() && names.split(',').any(|name| name.trim().trim_matches('"') == "inquiry_pin")
}

fn branches(store: &Store, file: &Path, bar: &Bar) -> Result<BranchesReport, ImportFault> {
    let now = SystemClock.now();
    if file.is_dir() {
        store.import_branches_json(file, now, &mut |at| bar.show(at))
    } else {
        store.import_branches_csv(file, now, &mut |at| bar.show(at))
    }
}

fn transactions(
    store: &Store,
    file: &Path,
    format: Option<Format>,
    calendar: Option<Years>,
    bar: &Bar,
) -> Result<TransactionsReport, ImportFault> {
    let named_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let format = format.unwrap_or(if named_csv { Format::Csv } else { Format::Zengin });
    let now = SystemClock.now();
    let calendar = match calendar {
        None => Calendar::Checked,
        Some(Years::Wareki) => Calendar::Wareki,
        Some(Years::Seireki) => Calendar::Seireki,
    };
    match format {
        Format::Csv => store.import_transactions_csv(file, now, &mut |at| bar.show(at)),
        Format::Zengin => store.import_zengin(file, StatementOptions { now, calendar, provisional: false }, &mut |at| bar.show(at)),
    }
}

fn told_branches(report: BranchesReport) -> String {
    let BranchesReport { banks, added, changed, unchanged, tombstoned, revived } = report;
    format!("{banks} banks; branches: {added} added, {changed} changed, {unchanged} unchanged, {tombstoned} gone, {revived} back")
}

fn told_accounts(report: &AccountsReport) -> String {
    let AccountsReport { added, changed, unchanged, linked } = report;
    format!("accounts: {added} added, {changed} changed, {unchanged} unchanged, {linked} given to customers")
}

fn told(report: &TransactionsReport) -> String {
    let TransactionsReport { accounts, added, unchanged, settled: _, cancelled, warnings } = report;
    let mut text = format!("{accounts} accounts; transactions: {added} added, {unchanged} there already, {cancelled} cancelled");
    if report.changed_nothing() {
        text.push_str("; nothing new / 新しい明細はありません");
    }
    for warning in warnings {
        text.push_str(&format!("\n  look at {}: {}", warning.place, warning.text));
    }
    text
}
