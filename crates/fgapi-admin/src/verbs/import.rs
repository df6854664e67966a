//! Portal users from a CSV file: every row is checked before any is taken.

use std::collections::BTreeMap;

use fgapi_audit::Act;
use fgapi_domain::LoginId;

use super::users::may_touch;
use crate::{AdminDesk, NewPortalUser, OfficeFault, Operation, SignedIn, TenantId, UserError};

/// The columns, in the order in which an export writes them. `tenant` may be left out: then it is the importing user's own.
pub(crate) const COLUMNS: [&str; 6] = ["login_id", "name", "mail", "role", "suspended", "tenant"];
/// The largest file.
const BYTES_MOST: usize = 4 << 20;
/// The most rows.
const ROWS_MOST: usize = 10_000;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    /// It has more or fewer fields than the first line.
    Fields,
    /// The column's value is malformed.
    Malformed(&'static str),
    /// An earlier line of the file has this login id.
    Repeated {
        /// Which.
        line: u64,
    },
    /// A portal user has this login id.
    Taken,
    /// There is no such tenant.
    Tenant,
    /// Only a system administrator may make system administrators.
    Above,
    /// A name that a spreadsheet would take for a formula (`= + - @`).
    Formula(&'static str),
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFlaw {
    /// On which line of the file it begins; the first line is 1.
    pub line: u64,
    /// What is wrong.
    pub problem: ImportProblem,
}

/// A file was not taken, and nobody was created.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefused {
    /// The file is empty, or larger than 4 MiB or 10,000 rows.
    #[error("the file is empty or too large")]
    Size,
    /// It is neither UTF-8 (with or without a byte order mark) nor Shift_JIS.
    #[error("the file is neither UTF-8 nor Shift_JIS")]
    Encoding,
    /// Its first line is not one of column names: these are missing, or not known.
    #[error("the first line does not name the columns")]
    Columns {
        /// Missing.
        missing: Vec<&'static str>,
        /// Not known; cut to what fits a line.
        unknown: Vec<String>,
    },
    /// Rows are wrong: all of them are told.
    #[error("some rows are wrong")]
    Rows(Vec<ImportFlaw>),
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<fgapi_token::StoreFault> for ImportRefused {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl AdminDesk {
    /// Creates all users of a CSV file, or none; how many.
    ///
    /// # Errors
    /// [`ImportRefused`], which tells every wrong row.
    pub fn import_users(&self, who: &SignedIn, file: &[u8]) -> Result<usize, ImportRefused> {
        self.allow(who, Operation::ManageUsers)?;
        let text = decoded(file)?;
        let tenants: Vec<TenantId> = self.office.tenants()?.iter().map(|tenant| tenant.id).collect();
        let rows = read(&text, who.user.profile.tenant)?;
        let (mut users, mut flaws, mut seen) = (Vec::new(), Vec::new(), BTreeMap::<LoginId, u64>::new());
        for (line, row) in rows {
            let problem = match row {
                Err(problem) => Some(problem),
                Ok(user) => {
                    let problem = if let Some(first) = seen.get(&user.login) {
                        Some(ImportProblem::Repeated { line: *first })
                    } else if !tenants.contains(&user.tenant) {
                        Some(ImportProblem::Tenant)
                    } else if !may_touch(who, user.role) {
                        Some(ImportProblem::Above)
                    } else if self.office.user_named(&user.login)?.is_some() {
                        Some(ImportProblem::Taken)
                    } else {
                        None
                    };
                    seen.entry(user.login.clone()).or_insert(line);
                    users.push(user);
                    problem
                }
            };
            flaws.extend(problem.map(|problem| ImportFlaw { line, problem }));
        }
        if !flaws.is_empty() {
            return Err(ImportRefused::Rows(flaws));
        }
        let count = users.len();
        self.create_users(who, users).map_err(|error| match error {
            // Somebody took it between the check and the commit.
            UserError::LoginTaken(login) => {
                ImportRefused::Rows(vec![ImportFlaw { line: seen.get(&login).copied().unwrap_or(0), problem: ImportProblem::Taken }])
            }
            UserError::Office(fault) => fault.into(),
            UserError::Tenant | UserError::LastAdministrator | UserError::Above | UserError::Oneself => {
                OfficeFault::Unknown("tenant").into()
            }
        })?;
        self.audit.append(&[self.note(&who.by(), Act::UserImport, "users").with(format!("rows={count}"))]).map_err(OfficeFault::from)?;
        Ok(count)
    }

    /// The columns of a file, for forms and documents.
    pub const fn import_columns() -> [&'static str; 6] {
        COLUMNS
    }
}

fn decoded(file: &[u8]) -> Result<String, ImportRefused> {
    if file.is_empty() || file.len() > BYTES_MOST {
        return Err(ImportRefused::Size);
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if let Ok(text) = std::str::from_utf8(file) {
        return Ok(text.to_owned());
    }
    let (text, wrong) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(file);
    if wrong { Err(ImportRefused::Encoding) } else { Ok(text.into_owned()) }
}

type Row = (u64, Result<NewPortalUser, ImportProblem>);

fn read(text: &str, own: TenantId) -> Result<Vec<Row>, ImportRefused> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let broken = |_| ImportRefused::Encoding;
    let head = reader.headers().map_err(broken)?.clone();
    let at = |name: &str| head.iter().position(|column| column.trim() == name);
    let missing: Vec<&'static str> = COLUMNS.into_iter().filter(|name| *name != "tenant" && at(name).is_none()).collect();
    let unknown = head.iter().map(str::trim).filter(|name| !COLUMNS.contains(name));
    let unknown: Vec<String> = unknown.take(10).map(|name| name.chars().filter(|c| !c.is_control()).take(40).collect()).collect();
    let repeated = COLUMNS.iter().any(|name| head.iter().filter(|column| column.trim() == *name).count() > 1);
    if !missing.is_empty() || !unknown.is_empty() || repeated {
        return Err(ImportRefused::Columns { missing, unknown });
    }
    let mut rows: Vec<Row> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let line = record.position().map_or(0, csv::Position::line);
        if rows.len() == ROWS_MOST {
            return Err(ImportRefused::Size);
        }
        let row = if record.len() == head.len() {
            user(|name| at(name).and_then(|at| record.get(at)).map(str::trim), own)
        } else {
            Err(ImportProblem::Fields)
        };
        rows.push((line, row));
    }
    if rows.is_empty() { Err(ImportRefused::Size) } else { Ok(rows) }
}

fn user<'r>(field: impl Fn(&str) -> Option<&'r str>, own: TenantId) -> Result<NewPortalUser, ImportProblem> {
    let text = |name: &'static str| {
        let text = field(name).filter(|text| !text.is_empty()).ok_or(ImportProblem::Malformed(name))?;
        // An export would have to defuse it; a name that begins so is a slip or an attack.
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Err(ImportProblem::Formula(name)) } else { Ok(text) }
    };
    let malformed = |name: &'static str| ImportProblem::Malformed(name);
    Ok(NewPortalUser {
        login: text("login_id")?.parse().map_err(|_| malformed("login_id"))?,
        name: text("name")?.parse().map_err(|_| malformed("name"))?,
        mail: text("mail")?.parse().map_err(|_| malformed("mail"))?,
        role: text("role")?.parse().map_err(|_| malformed("role"))?,
        suspended: match text("suspended")? {
            "true" => true,
            "false" => false,
            _ => return Err(malformed("suspended")),
        },
        tenant: match field("tenant").filter(|text| !text.is_empty()) {
            Some(text) => text.parse().map_err(|_| malformed("tenant"))?,
            None => own,
        },
    })
}
