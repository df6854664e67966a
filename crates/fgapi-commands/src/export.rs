//! `fgapi export`: what is stored, written as files that an import takes back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use fgapi_domain::{AccountKey, JstDate};
use fgapi_house::failure::{on_file, store_failure};
use fgapi_house::{self as house, Failure, Place, WorkBar, private_file};
use fgapi_store::{ExportFault, ExportReport, ExportScope, Store, TransactionsCsv};

/// 保存されているデータをファイルに書き出す / Write what is stored to a file
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi export transactions --config fgapi.toml --output transactions.csv")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Transactions(Transactions),
}

/// 取引明細を CSV で書き出す / Listed transactions as CSV, which `fgapi import transactions` takes back
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi export transactions --config fgapi.toml --output transactions.csv\n  \
                  fgapi export transactions --data fgapi-sandbox --account 9999-001-1-0000001 --from 2026-01-01 --to 2026-01-31\n\n\
                  Columns: account_id, booked_at, amount, description, reference, correction, balance, as an import of CSV reads them.\n\
                  Cancelled rows are left out, as in the listing. All of it is as it was at one moment, also while imports go on.\n\
                  A file comes whole or not at all, and only its owner may read it; account ids hold account numbers.")]
struct Transactions {
    #[command(flatten)]
    place: Place,
    /// Only this account / この口座だけ
    #[arg(long, value_name = "ID")]
    account: Option<AccountKey>,
    /// Only this day or later, in Japan's time / この日以降
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<JstDate>,
    /// Only this day or earlier / この日まで
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<JstDate>,
    /// The file to write, which must not be there yet; without it, or with -, stdout / 出力先
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Transactions(transactions) => transactions.run(),
        }
    }
}

impl Transactions {
    fn run(self) -> Result<(), Failure> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return Err(Failure::bad_input(format!("--from {from} is later than --to {to}"), "give the earlier day as --from"));
        }
        let scope = ExportScope { account: self.account, from: self.from, to: self.to };
        let output = self.output.filter(|output| output.as_os_str() != "-");
        // Before anything is read: a long export that ends in a refusal is none.
        if let Some(file) = output.as_ref().filter(|file| file.symlink_metadata().is_ok()) {
            return Err(Failure::bad_input(format!("--output: {} is there already", file.display()), "name a file that is not there yet"));
        }
        let store = house::open(&self.place.settings()?)?;
        let report = match &output {
            None => to_stdout(&store, &scope)?,
            Some(file) => to_file(&store, &scope, file)?,
        };
        let ExportReport { accounts, rows } = report;
        let place = output.map_or("stdout".to_owned(), |file| file.display().to_string());
        eprintln!("{place}: {rows} transactions of {accounts} accounts / {accounts} 口座、{rows} 件の明細を書き出しました");
        Ok(())
    }
}

fn to_stdout(store: &Store, scope: &ExportScope) -> Result<ExportReport, Failure> {
    let outcome = write(store, scope, BufWriter::new(io::stdout().lock()));
    match outcome {
        Ok((report, _)) => Ok(report),
        // A reader who has left is no failure.
        Err(ExportFault::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(ExportReport::default()),
        Err(ExportFault::Io(error)) => Err(Failure::broken(format!("stdout: {error}"), "check where the output goes")),
        Err(fault) => Err(failure(fault)),
    }
}

/// Writes beside the file first, so that it is there whole or not at all.
fn to_file(store: &Store, scope: &ExportScope, file: &Path) -> Result<ExportReport, Failure> {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let outcome = write_part(store, scope, &part).and_then(|report| {
        // Unlike a renaming, a link never takes another file's place.
        fs::hard_link(&part, file)
            .or_else(|_| if file.exists() { Err(ErrorKind::AlreadyExists.into()) } else { fs::rename(&part, file) })
            .map_err(on_file(file))?;
        Ok(report)
    });
    // It may have been renamed, or never made.
    drop(fs::remove_file(&part));
    outcome
}

fn write_part(store: &Store, scope: &ExportScope, part: &Path) -> Result<ExportReport, Failure> {
    let opened: File = private_file(OpenOptions::new().write(true).create(true).truncate(true)).open(part).map_err(on_file(part))?;
    match write(store, scope, BufWriter::new(opened)) {
        Ok((report, written)) => {
            written.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all()).map_err(on_file(part))?;
            Ok(report)
        }
        Err(ExportFault::Io(error)) => Err(on_file(part)(error)),
        Err(fault) => Err(failure(fault)),
    }
}

fn write<W: Write>(store: &Store, scope: &ExportScope, writer: W) -> Result<(ExportReport, W), ExportFault> {
    let mut csv = TransactionsCsv::new(writer)?;
    let mut bar = WorkBar::quiet();
    let outcome = store.export_transactions(scope, &mut |row| csv.row(row), &mut |done, total| bar.show("transactions", done, total));
    bar.clear();
    let report = outcome?;
    let mut writer = csv.finish()?;
    writer.flush()?;
    Ok((report, writer))
}

fn failure(fault: ExportFault) -> Failure {
    match fault {
        ExportFault::UnknownAccount => Failure::bad_input(
            "--account: the account is not known",
            "give an id such as BANK-BRANCH-KIND-NUMBER; `fgapi ids show ID` tells what a veiled id names",
        ),
        ExportFault::Store(fault) => store_failure(fault),
        ExportFault::Io(error) => Failure::broken(error.to_string(), "check where the output goes"),
    }
}
