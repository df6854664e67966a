//! Banks and branches: from a directory in the public zengin-code layout, or from one CSV file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fgapi_domain::{AddressCode, BankCode, BranchCode, ShortText, UnixSeconds};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::csv_file::{Columns, CsvFile};
use crate::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use crate::progress::{Meter, Progress};
use crate::work::amend;
use crate::{BranchRow, Ledger, LedgerKeeper};

const COLUMNS: Columns =
    Columns { required: &["bank_code", "bank_name", "branch_code", "branch_name", "branch_name_kana"], optional: &["address_code", "tel"] };

/// What to do about a directory that would make every bank or branch go.
const WHOLE_DIRECTORY: &str =
    "nothing was imported, for everything stored would be gone; give a directory with all banks in banks.json and branches/NNNN.json";

/// What an import of branches did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BranchesReport {
    /// Banks in the file or directory.
    pub banks: u64,
    /// New branches.
    pub added: u64,
    /// Branches with another name, kana, place or telephone than before.
    pub changed: u64,
    /// Branches that stood there just so.
    pub unchanged: u64,
    /// Branches that are gone from now on; they keep their ids.
    pub tombstoned: u64,
    /// Branches that had been gone and are back.
    pub revived: u64,
}

/// One bank and what it has, by branch code. `None`: the bank is not there any more.
struct Wanted {
    name: Option<String>,
    branches: BTreeMap<String, BranchRow>,
}

#[derive(Deserialize)]
struct Named {
    code: String,
    name: String,
    kana: String,
}

/// Takes over all banks and branches from a directory with `banks.json` and `branches/NNNN.json`. Banks and branches
/// that are stored but not in it are gone from now on; so a directory without any bank or branch is refused.
///
/// # Errors
/// [`ImportFault`] with the file; nothing is kept then.
pub fn import_branches_json(
    keeper: &dyn LedgerKeeper,
    directory: &Path,
    now: UnixSeconds,
    progress: &mut dyn FnMut(Progress),
) -> Result<BranchesReport, ImportFault> {
    let banks: BTreeMap<String, Named> = read_json(&directory.join("banks.json"))?;
    if banks.is_empty() {
        return Err(Refused::new("banks.json", "at least one {code, name, kana} by code expected, none found", WHOLE_DIRECTORY).into());
    }
    let mut wanted = BTreeMap::new();
    for (code, bank) in banks {
        check_code::<BankCode>("banks.json", &code, &bank.code)?;
        check_text("banks.json", &bank.name)?;
        wanted.insert(code, Wanted { name: Some(bank.name), branches: BTreeMap::new() });
    }
    let mut told = Progress::default();
    for path in branch_files(&directory.join("branches"))? {
        let file = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let place = format!("branches/{file}.json");
        check_code::<BankCode>(&place, &file, &file)?;
        let branches: BTreeMap<String, Named> = read_json(&path)?;
        let bank = wanted.entry(file).or_insert_with(|| Wanted { name: None, branches: BTreeMap::new() });
        for (code, branch) in branches {
            check_code::<BranchCode>(&place, &code, &branch.code)?;
            check_text(&place, &branch.name)?;
            check_text(&place, &branch.kana)?;
            told.records += 1;
            bank.branches.insert(code, row(branch.code, branch.name, branch.kana, None, None));
        }
        told.bytes += path.metadata().map_err(of_file(&path))?.len();
        told.total_bytes = told.bytes;
        progress(told);
    }
    if told.records == 0 {
        let problem = "at least one NNNN.json with {code, name, kana} by code expected, no branch found";
        return Err(Refused::new("branches", problem, WHOLE_DIRECTORY).into());
    }
    put_all(keeper, &wanted, true, now)
}

/// Takes over the banks that a CSV file names, with the columns `bank_code`, `bank_name`, `branch_code`, `branch_name`,
/// `branch_name_kana` and, if wanted, `address_code` (団体コード) and `tel`. Branches of these banks that are not in the
/// file are gone from now on.
///
/// # Errors
/// [`ImportFault`] with line and column; nothing of the file is kept then.
pub fn import_branches_csv(
    keeper: &dyn LedgerKeeper,
    file: &Path,
    now: UnixSeconds,
    progress: &mut dyn FnMut(Progress),
) -> Result<BranchesReport, ImportFault> {
    let mut meter = Meter::new(std::fs::metadata(file).map_err(of_file(file))?.len(), progress);
    let mut lines = CsvFile::open(file, &COLUMNS, &meter)?;
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    while let Some(line) = lines.next()? {
        meter.record();
        let (bank, branch): (BankCode, BranchCode) = (line.word(0)?, line.word(2)?);
        let name = line.word::<ShortText>(1)?.to_string();
        let bank = wanted.entry(bank.to_string()).or_insert_with(|| Wanted { name: Some(name.clone()), branches: BTreeMap::new() });
        if bank.name.as_ref() != Some(&name) {
            return Err(line.refused(1, "the bank has another name in an earlier line").into());
        }
        let (label, kana): (ShortText, ShortText) = (line.word(3)?, line.word(4)?);
        let (address, tel): (Option<AddressCode>, Option<ShortText>) = (line.optional(5)?, line.optional(6)?);
        let new = row(
            branch.to_string(),
            label.to_string(),
            kana.to_string(),
            address.map(|code| code.to_string()),
            tel.map(|text| text.to_string()),
        );
        if bank.branches.insert(branch.to_string(), new).is_some() {
            return Err(line.refused(2, "the branch stands twice in the file").into());
        }
    }
    meter.tell();
    put_all(keeper, &wanted, false, now)
}

fn put_all(
    keeper: &dyn LedgerKeeper,
    wanted: &BTreeMap<String, Wanted>,
    all_banks: bool,
    now: UnixSeconds,
) -> Result<BranchesReport, ImportFault> {
    let mut report = BranchesReport::default();
    amend(keeper, &mut |ledger| {
        let gone = Wanted { name: None, branches: BTreeMap::new() };
        let stored = if all_banks { ledger.banks()? } else { Vec::new() };
        let missing = stored.iter().filter(|code| !wanted.contains_key(*code)).map(|code| (code, &gone));
        for (code, bank) in wanted.iter().chain(missing) {
            report.banks += u64::from(bank.name.is_some());
            put_bank(ledger, code, bank, now, &mut report)?;
        }
        Ok(())
    })?;
    Ok(report)
}

/// Brings one bank to what is wanted: writes only rows that differ from what is stored.
fn put_bank(ledger: &mut dyn Ledger, code: &str, bank: &Wanted, now: UnixSeconds, report: &mut BranchesReport) -> Result<(), ImportFault> {
    if let Some(name) = &bank.name {
        ledger.put_bank(code, name)?;
    }
    let stored = ledger.branches(code)?;
    let mut merged: BTreeMap<&str, BranchRow> = stored.iter().map(|row| (row.code.as_str(), row.clone())).collect();
    for row in merged.values_mut().filter(|row| !bank.branches.contains_key(&row.code) || bank.name.is_none()) {
        row.position = None;
    }
    for (code, new) in &bank.branches {
        // A bank that is gone has branches that are gone.
        let position = bank.name.as_ref().map(|_| 0);
        merged.insert(code, BranchRow { position, ..new.clone() });
    }
    let mut position = 0;
    let before: BTreeMap<&str, &BranchRow> = stored.iter().map(|row| (row.code.as_str(), row)).collect();
    let mut changed = Vec::new();
    for (code, mut row) in merged {
        let old = before.get(code).copied();
        if row.position.is_some() {
            position += 1;
            row.position = Some(position);
        }
        row.gone_at = if row.position.is_some() { None } else { old.and_then(|old| old.gone_at).or(Some(now.0)) };
        count(report, old, &row);
        if old != Some(&row) {
            changed.push(row);
        }
    }
    Ok(ledger.put_branches(code, &changed)?)
}

fn count(report: &mut BranchesReport, old: Option<&BranchRow>, new: &BranchRow) {
    let here = new.position.is_some();
    let slot = match old {
        None if here => &mut report.added,
        None => &mut report.tombstoned,
        Some(old) if old.position.is_some() && !here => &mut report.tombstoned,
        Some(old) if old.position.is_none() && here => &mut report.revived,
        Some(old) if (&old.name, &old.kana, &old.address_code, &old.tel) == (&new.name, &new.kana, &new.address_code, &new.tel) => {
            &mut report.unchanged
        }
        Some(_) => &mut report.changed,
    };
    *slot += 1;
}

fn row(code: String, name: String, kana: String, address_code: Option<String>, tel: Option<String>) -> BranchRow {
    BranchRow { code, name, kana, address_code, tel, position: None, gone_at: None }
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, ImportFault> {
    let file = BufReader::new(File::open(path).map_err(of_file(path))?);
    serde_json::from_reader(file).map_err(|error| {
        let place = format!("{}, line {}, column {}", path.display(), error.line(), error.column());
        Refused::new(place, "an object of {code, name, kana} by code expected", CORRECT_FILE).into()
    })
}

fn branch_files(directory: &Path) -> Result<Vec<std::path::PathBuf>, ImportFault> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(of_file(directory))? {
        let path = entry.map_err(of_file(directory))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn check_code<C: core::str::FromStr<Err = fgapi_domain::Malformed>>(place: &str, key: &str, code: &str) -> Result<(), Refused> {
    if key != code {
        return Err(Refused::new(place, format!("entry {key} names another code"), CORRECT_FILE));
    }
    code.parse::<C>().map(drop).map_err(|error| Refused::new(place, error.to_string(), CORRECT_FILE))
}

fn check_text(place: &str, text: &str) -> Result<(), Refused> {
    text.parse::<ShortText>().map(drop).map_err(|error| Refused::new(place, error.to_string(), CORRECT_FILE))
}
