//! `fgapi import`: takes over what the bank hands in as files.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use fgapi_domain::{AccountKey, Clock as _, SystemClock, SystemEntropy};
use fgapi_house::failure::{import_failure, on_file};
use fgapi_house::{self as house, Bar, Failure, LoginKey, Place, say};
use fgapi_store::{
    AccountsReport, BalancesReport, BankCsvOptions, BranchesReport, ColumnMap, ImportFault, MapFault, StatementOptions, Store,
    TransactionsReport, business_of,
};
use fgapi_zengin::{Business, Calendar};

/// 銀行のファイルを取り込む / Take over a bank's files; a file is taken whole or not at all
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi import branches --config fgapi.toml branches.csv\n  fgapi import accounts --config fgapi.toml accounts.csv\n  fgapi import transactions --config fgapi.toml statement.txt\n\n\
                  The same file twice changes nothing. A gateway may go on serving meanwhile. --dry-run keeps nothing."
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
    /// 取引明細・残高 (全銀 03・01・04、ANSER、CSV) / Transactions and balances: 全銀 files, ANSER CSV, or any CSV
    #[command(
        after_help = "Example / 例:\n  fgapi import transactions --data fgapi-sandbox statement.txt\n  fgapi import transactions --config fgapi.toml --dry-run anser.csv\n  \
                      fgapi import transactions --config fgapi.toml --map bank.toml --account 9999-101-1-0001234 bank.csv\n\n\
                      全銀: 入出金取引明細 (03), 振込入金通知 (01) and 残高通知 (04); the file says which.\n\
                      A notice (01) adds nothing to days that a statement told; of later days it is refused without --provisional.\n\
                      Balances (04) are compared with what is stored; an account that has none begins with its own.\n\
                      CSV columns: account_id, booked_at, amount, description [, reference, correction, balance]; ANSER CSV is known by its names.\n\
                      --map FILE says which column of any other CSV is what, in TOML:\n  \
                      [columns] date, amount (or in and out) [, time, description, balance, reference, account, correction]\n  \
                      [format]  date, time, sign, thousands, decimal, correction    [file] encoding, delimiter, skip_lines\n  \
                      [accounts] \"the bank's words\" = \"account id\"\n\
                      A file whose balances, counts or sums do not fit is refused whole, with its record or line."
    )]
    Transactions(Statements),
}

#[derive(Debug, clap::Args)]
struct Files {
    #[command(flatten)]
    place: Place,
    /// Do everything but keep nothing: say what would change, each file by itself / 取り込まずに結果だけを表示する
    #[arg(long)]
    dry_run: bool,
    /// The files, in this order / ファイル
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Statements {
    #[command(flatten)]
    files: Files,
    /// What the files are; without it `.csv` is CSV (or ANSER, by its names), and every other name is 全銀 / ファイルの形式
    #[arg(long)]
    format: Option<Format>,
    /// The years of a 全銀 file's dates; without it 和暦, refused where a file could be 西暦 / 日付の暦
    #[arg(long)]
    calendar: Option<Years>,
    /// Which column of the files says what, in TOML / 列の対応表
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "calendar"])]
    map: Option<PathBuf>,
    /// The account that ANSER CSV, or CSV with a map, is about / 口座
    #[arg(long, value_name = "ID")]
    account: Option<AccountKey>,
    /// List the transfers of a notice (01) until a statement takes their place / 明細が届くまで振込入金通知を仮に表示する
    #[arg(long)]
    provisional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 全銀 (03, 01, 04)
    Zengin,
    /// ANSER
    Anser,
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
            What::Branches(files) => files.each(&files.store()?, |store, file, bar| branches(store, file, bar).map(told_branches)),
            What::Accounts(files) => {
                let entropy = SystemEntropy::new();
                let store = if files.files.iter().any(|file| has_pins(file)) { files.store_for_pins()? } else { files.store()? };
                files.each(&store, |store, file, bar| {
                    store.import_accounts(file, &entropy, &mut |at| bar.show(at)).map(|report| told_accounts(&report))
                })
            }
            What::Transactions(statements) => statements.run(),
        }
    }
}

impl Files {
    fn store(&self) -> Result<Store, Failure> {
        let store = house::open(&self.place.settings()?)?;
        Ok(if self.dry_run { store.rehearsing() } else { store })
    }

    /// A rehearsal makes no key: where none is made yet, it hashes under one that is thrown away.
    fn store_for_pins(&self) -> Result<Store, Failure> {
        let settings = self.place.settings()?;
        if !self.dry_run {
            return house::open_to_file_pins(&settings);
        }
        let store = house::open(&settings)?;
        let to_be_made = settings.login.key_file.is_some() && LoginKey::look(&settings, &store)?.is_none();
        Ok(if to_be_made { store.with_pin_key(LoginKey::for_rehearsal()?) } else { store }.rehearsing())
    }

    /// Takes one file after another, and stops at the first that is refused: the ones before stay taken.
    fn each(&self, store: &Store, take: impl Fn(&Store, &Path, &Bar) -> Result<String, ImportFault>) -> Result<(), Failure> {
        let kept = if self.dry_run { "; dry run: nothing was kept / 試行のため保存していません" } else { "" };
        self.files.iter().try_for_each(|file| {
            let bar = Bar::new(file);
            let outcome = take(store, file, &bar);
            bar.clear();
            say(&format!("{}: {}{kept}", file.display(), outcome.map_err(|fault| import_failure(file, fault))?))
        })
    }
}

/// No map is longer.
const LONGEST_MAP: u64 = 1 << 20;

fn map_of(file: &Path) -> Result<ColumnMap, Failure> {
    let mut text = String::new();
    File::open(file).and_then(|opened| opened.take(LONGEST_MAP).read_to_string(&mut text)).map_err(on_file(file))?;
    text.parse()
        .map_err(|fault: MapFault| Failure::bad_input(format!("{}: key {}: {}", file.display(), fault.key, fault.problem), fault.next))
}

impl Statements {
    fn run(self) -> Result<(), Failure> {
        let map = self.map.as_deref().map(map_of).transpose()?;
        let names_its_own = |file: &&PathBuf| self.account.is_some() && map.is_none() && self.format_of(file) != Format::Anser;
        if let Some(file) = self.files.files.iter().find(names_its_own) {
            return Err(Failure::bad_input(
                format!("--account: {} names its accounts itself", file.display()),
                "leave --account out; it is for ANSER CSV, and for CSV with --map",
            ));
        }
        let settings = self.files.place.settings()?;
        let (now, store) = (SystemClock.now(), self.files.store()?);
        let bank = BankCsvOptions { now, bank: settings.bank.code, account: self.account.clone() };
        let calendar = match self.calendar {
            None => Calendar::Checked,
            Some(Years::Wareki) => Calendar::Wareki,
            Some(Years::Seireki) => Calendar::Seireki,
        };
        let options = StatementOptions { now, calendar, provisional: self.provisional };
        self.files.each(&store, |store, file, bar| {
            let mut show = |at| bar.show(at);
            let report = match (&map, self.format_of(file)) {
                (Some(map), _) => store.import_bank_csv(file, Some(map), &bank, &mut show)?,
                (None, Format::Anser) => store.import_bank_csv(file, None, &bank, &mut show)?,
                (None, Format::Csv) => store.import_transactions_csv(file, now, &mut show)?,
                (None, Format::Zengin) if is_balances(file) => {
                    return Ok(told_balances(&store.import_balances(file, options, &mut show)?));
                }
                (None, Format::Zengin) => store.import_zengin(file, options, &mut show)?,
            };
            Ok(told(&report))
        })
    }

    fn format_of(&self, file: &Path) -> Format {
        let named_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        self.format.unwrap_or(match named_csv {
            true if is_anser(file) => Format::Anser,
            true => Format::Csv,
            false => Format::Zengin,
        })
    }
}

/// Whether a 全銀 file tells balances alone. What is wrong with it is told by whoever takes it over.
fn is_balances(file: &Path) -> bool {
    matches!(business_of(file), Ok(Some(Business::BalanceNotice)))
}

/// 照会口座, as ANSER files begin, in UTF-8 and Shift_JIS.
const ANSER: [&[u8]; 2] = ["照会口座".as_bytes(), &[0x8F, 0xC6, 0x89, 0xEF, 0x8C, 0xFB, 0x8D, 0xC0]];

fn is_anser(file: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(file).and_then(|file| file.take(64).read_to_end(&mut start));
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    let start = start.strip_prefix(b"\"").unwrap_or(start);
    read.is_ok() && ANSER.iter().any(|name| start.starts_with(name))
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

fn told_branches(report: BranchesReport) -> String {
    let BranchesReport { banks, added, changed, unchanged, tombstoned, revived } = report;
    format!("{banks} banks; branches: {added} added, {changed} changed, {unchanged} unchanged, {tombstoned} gone, {revived} back")
}

fn told_accounts(report: &AccountsReport) -> String {
    let AccountsReport { added, changed, unchanged, linked } = report;
    format!("accounts: {added} added, {changed} changed, {unchanged} unchanged, {linked} given to customers")
}

fn told(report: &TransactionsReport) -> String {
    let TransactionsReport { accounts, added, unchanged, settled, cancelled, warnings } = report;
    let mut text = format!("{accounts} accounts; transactions: {added} added, {unchanged} there already, {cancelled} cancelled");
    if *settled > 0 {
        text.push_str(&format!(", {settled} told by a notice before"));
    }
    if report.changed_nothing() {
        text.push_str("; nothing new / 新しい明細はありません");
    }
    for warning in warnings {
        text.push_str(&format!("\n  look at {}: {}", warning.place, warning.text));
    }
    text
}

fn told_balances(report: &BalancesReport) -> String {
    let BalancesReport { balances, agreed, anchored, unknown } = report;
    let mut text = format!(
        "{balances} balances: {agreed} agree with what is stored, {anchored} accounts begin with theirs, {unknown} have nothing to be compared with"
    );
    if report.changed_nothing() {
        text.push_str("; nothing new / 新しい残高はありません");
    }
    text
}
