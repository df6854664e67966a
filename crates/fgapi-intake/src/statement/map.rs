//! Which column of a bank's CSV says what: the map that an operator writes, in TOML.

use std::collections::BTreeMap;
use std::str::FromStr;

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use fgapi_domain::AccountKey;
use toml::{Table, Value};

use super::pattern::{Digits, Pattern};
use crate::table_file::{TableForm, folded};

/// A map that cannot be used: which of its keys is at fault, and what to write there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("key {key}: {problem}; {next}")]
pub struct MapFault {
    /// The key, such as `columns.date`.
    pub key: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to write instead.
    pub next: String,
}

impl MapFault {
    fn new(key: &str, problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self { key: key.to_owned(), problem: problem.into(), next: next.into() }
    }
}

/// Which column of a CSV file says what.
///
/// ```
/// let map: fgapi_intake::ColumnMap = r#"
///     account = "9999-101-1-0001234"
///     [columns]
///     date = "日付"
///     out = "お引出金額"
///     in = "お預入金額"
///     description = ["摘要", "メモ"]
///     balance = "残高"
/// "#.parse()?;
/// let fault = "[columns]\ndate = 1".parse::<fgapi_intake::ColumnMap>().map(drop).map_err(|fault| fault.to_string());
/// assert!(fault.is_err_and(|fault| fault.starts_with("key columns.date: a text expected")));
/// # Ok::<(), fgapi_intake::MapFault>(())
/// ```
#[derive(Clone, Debug)]
pub struct ColumnMap {
    pub(super) date: String,
    pub(super) time: Option<String>,
    pub(super) money: Money,
    pub(super) description: Vec<String>,
    /// Describes a row that has no description.
    pub(super) otherwise: Option<String>,
    pub(super) balance: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) account: Option<String>,
    pub(super) correction: Option<String>,
    /// What stands in `correction` where a row takes an earlier one back.
    pub(super) correction_words: Vec<String>,
    pub(super) date_form: Option<Pattern>,
    pub(super) time_form: Option<Pattern>,
    pub(super) digits: Digits,
    pub(super) form: TableForm,
    /// The account of every row.
    pub(super) only: Option<AccountKey>,
    /// The bank's words for accounts.
    pub(super) accounts: BTreeMap<String, AccountKey>,
}

/// Where amounts stand.
#[derive(Clone, Debug)]
pub(super) enum Money {
    /// In one column; what came in is positive, or negative.
    Signed { column: String, came_in: i64 },
    /// In a column for what came in and another for what went out.
    Apart { came: String, went: String },
}

const TABLES: [(&str, &[&str]); 4] = [
    ("", &["account", "columns", "format", "file", "accounts"]),
    ("columns", &["date", "time", "amount", "in", "out", "description", "balance", "reference", "account", "correction"]),
    ("format", &["date", "time", "sign", "thousands", "decimal", "correction"]),
    ("file", &["encoding", "delimiter", "skip_lines"]),
];

impl FromStr for ColumnMap {
    type Err = MapFault;

    fn from_str(text: &str) -> Result<Self, MapFault> {
        let root: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            MapFault::new(&format!("on line {line}"), format!("not TOML ({})", error.message()), "write key = \"text\", a line each")
        })?;
        let map = Keys::all(&root)?;
        let columns = map.under("columns")?;
        let format = map.under("format")?;
        let date_form = format.pattern("date", Pattern::has_day, "a pattern with YYYY, MM (or M) and DD (or D), such as YYYY/MM/DD")?;
        let time_form = format.pattern("time", Pattern::has_time, "a pattern with hh and mm, such as hh:mm:ss")?;
        Ok(Self {
            date: columns.required("date")?,
            time: columns.text("time")?,
            money: money(&columns, &format)?,
            description: columns.texts("description")?,
            otherwise: None,
            balance: columns.text("balance")?,
            reference: columns.text("reference")?,
            account: columns.text("account")?,
            correction: columns.text("correction")?,
            correction_words: match format.texts("correction")? {
                words if words.is_empty() => ["1", "訂正", "取消"].map(str::to_owned).to_vec(),
                words => words,
            },
            date_form,
            time_form,
            digits: digits(&format)?,
            form: table_form(&map.under("file")?)?,
            only: map.account("account")?,
            accounts: accounts(&map.under("accounts")?)?,
        })
    }
}

fn money(columns: &Keys<'_>, format: &Keys<'_>) -> Result<Money, MapFault> {
    let sign = match format.text("sign")?.as_deref() {
        None | Some("in") => 1,
        Some("out") => -1,
        Some(_) => return Err(format.fault("sign", "unknown", "write \"in\" when amounts that came in are positive, else \"out\"")),
    };
    match (columns.text("amount")?, columns.text("in")?, columns.text("out")?) {
        (Some(column), None, None) => Ok(Money::Signed { column, came_in: sign }),
        (None, Some(came), Some(went)) => Ok(Money::Apart { came, went }),
        _ => Err(columns.fault("amount", "one way to tell amounts expected", "write either amount, or both in and out")),
    }
}

fn digits(format: &Keys<'_>) -> Result<Digits, MapFault> {
    let letter = |key: &str, usual: Option<char>| match format.text(key)? {
        None => Ok(usual),
        Some(text) => {
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (letter, None) if letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-') => Ok(letter),
                _ => Err(format.fault(key, "one sign that is no digit, or nothing, expected", "write \",\", \".\" or \"\"")),
            }
        }
    };
    let digits = Digits { thousands: letter("thousands", Digits::USUAL.thousands)?, decimal: letter("decimal", Digits::USUAL.decimal)? };
    if digits.thousands.is_some() && digits.thousands == digits.decimal {
        return Err(format.fault("decimal", "the same sign as format.thousands", "write another one, or \"\" for none"));
    }
    Ok(digits)
}

fn table_form(file: &Keys<'_>) -> Result<TableForm, MapFault> {
    let encoding: Option<&'static Encoding> = match file.text("encoding")?.as_deref() {
        None | Some("auto") => None,
        Some("utf-8") => Some(UTF_8),
        Some("shift_jis") => Some(SHIFT_JIS),
        Some(_) => return Err(file.fault("encoding", "unknown", "write \"auto\", \"utf-8\" or \"shift_jis\"")),
    };
    let delimiter = match file.text("delimiter")?.as_deref().map(str::as_bytes) {
        None => b',',
        Some([one]) if one.is_ascii_punctuation() || *one == b'\t' => *one,
        Some(_) => return Err(file.fault("delimiter", "one sign expected", "write \",\", \";\" or \"\\t\"")),
    };
    let skip_lines = match file.0.get("skip_lines") {
        None => 0,
        Some(Value::Integer(lines)) if (0..=1_000).contains(lines) => lines.unsigned_abs(),
        Some(_) => return Err(file.fault("skip_lines", "a number of lines from 0 to 1000 expected", "count the lines before the names")),
    };
    Ok(TableForm { encoding, delimiter, skip_lines })
}

fn accounts(table: &Keys<'_>) -> Result<BTreeMap<String, AccountKey>, MapFault> {
    let of = |(number, words): (usize, &String)| match table.account(words) {
        Ok(Some(account)) => Ok((folded(words), account)),
        // The bank's words hold the number of an account.
        Ok(None) | Err(_) => Err(MapFault::new(
            &format!("accounts (entry {})", number + 1),
            "an account id expected",
            "write \"the bank's words\" = \"BANK-BRANCH-KIND-NUMBER\"",
        )),
    };
    table.0.keys().enumerate().map(of).collect()
}

/// The keys of one table, and its name.
struct Keys<'t>(&'t Table, &'static str);

static NOTHING: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);

impl<'t> Keys<'t> {
    fn all(root: &'t Table) -> Result<Self, MapFault> {
        Self(root, "").known()
    }

    /// A table within this one; an absent one is empty.
    fn under(&self, name: &'static str) -> Result<Self, MapFault> {
        match self.0.get(name) {
            None => Ok(Self(&NOTHING, name)),
            Some(Value::Table(table)) => Self(table, name).known(),
            Some(_) => Err(self.fault(name, "a table expected", format!("write [{name}] on a line, and its keys below"))),
        }
    }

    /// Makes sure that every key is known.
    fn known(self) -> Result<Self, MapFault> {
        let Some((_, known)) = TABLES.iter().find(|(name, _)| *name == self.1) else { return Ok(self) };
        match self.0.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(self.fault(key, "unknown", format!("the keys here are: {}", known.join(", ")))),
            None => Ok(self),
        }
    }

    fn fault(&self, key: &str, problem: impl Into<String>, next: impl Into<String>) -> MapFault {
        let key = if self.1.is_empty() { key.to_owned() } else { format!("{}.{key}", self.1) };
        MapFault::new(&key, problem, next)
    }

    fn text(&self, key: &str) -> Result<Option<String>, MapFault> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.fault(key, "a text expected", format!("write {key} = \"…\""))),
        }
    }

    fn required(&self, key: &str) -> Result<String, MapFault> {
        self.text(key)?.ok_or_else(|| self.fault(key, "missing", format!("write {key} = \"the name of the column\" below [{}]", self.1)))
    }

    /// One text or several.
    fn texts(&self, key: &str) -> Result<Vec<String>, MapFault> {
        let Some(Value::Array(several)) = self.0.get(key) else { return Ok(self.text(key)?.into_iter().collect()) };
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let texts: Option<Vec<_>> = several.iter().map(text).collect();
        texts.ok_or_else(|| self.fault(key, "texts expected", format!("write {key} = [\"…\", \"…\"]")))
    }

    fn account(&self, key: &str) -> Result<Option<AccountKey>, MapFault> {
        let parsed = |text: String| text.parse().map_err(|_| self.fault(key, "an account id expected", "write BANK-BRANCH-KIND-NUMBER"));
        self.text(key)?.map(parsed).transpose()
    }

    fn pattern(&self, key: &str, right: fn(&Pattern) -> bool, expected: &str) -> Result<Option<Pattern>, MapFault> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let pattern = Pattern::new(&text).filter(right);
        pattern.map(Some).ok_or_else(|| self.fault(key, format!("{expected} expected"), "write the letters as they are told here"))
    }
}

impl ColumnMap {
    /// The CSV of ANSER services: all values quoted, thirteen columns by name, a balance behind each row.
    pub(super) fn anser() -> Self {
        let text = str::to_owned;
        Self {
            date: text("勘定日"),
            time: None,
            money: Money::Apart { came: text("入金金額(円)"), went: text("出金金額(円)") },
            description: vec![text("摘要")],
            otherwise: Some(text("取引区分")),
            balance: Some(text("残高(円)")),
            // 番号 counts the rows of one file: the next file may give a row another one.
            reference: None,
            account: Some(text("照会口座")),
            correction: Some(text("取引区分")),
            correction_words: vec![text("訂正"), text("取消")],
            date_form: None,
            time_form: None,
            digits: Digits::USUAL,
            form: TableForm { encoding: None, delimiter: b',', skip_lines: 0 },
            only: None,
            accounts: BTreeMap::new(),
        }
    }
}
