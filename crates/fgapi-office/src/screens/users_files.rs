//! Portal users in files: written, and taken in whole or not at all.

use fgapi_admin::{AdminDesk, ImportFlaw, ImportProblem, ImportRefused, Operation, PortalUser};
use fgapi_lobby::{Answer, Fault, File, Page, Parts, Route, Visit, csv_file, table, view};
use fgapi_look::views::{Cell, Row};
use fgapi_look::{FieldError, Message};

use super::users::{LIST, NARROWED, crumbs, query};
use crate::say::Say;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/users/export.csv", Operation::SeeUsers, export).with(NARROWED.one).many(NARROWED.many),
    Route::get("/users/import", Operation::ManageUsers, ask),
    Route::post("/users/import", Operation::ManageUsers, import).upload(),
];

/// The most wrong rows that a screen tells.
const FLAWS_MOST: usize = 200;

fn export(visit: &Visit) -> Result<Answer, Fault> {
    let desk = &visit.office.desk;
    let query = query(&visit.query, desk.now())?;
    let users = desk.export_users(&visit.who, &query)?;
    let row = |user: &PortalUser| {
        let profile = &user.profile;
        [
            profile.login.as_str().to_owned(),
            profile.name.as_str().to_owned(),
            profile.mail.as_str().to_owned(),
            profile.role.as_str().to_owned(),
            profile.suspended.to_string(),
            profile.tenant.to_string(),
        ]
    };
    let bytes = csv_file(&AdminDesk::import_columns(), users.iter().map(row))?;
    Ok(File { name: "users.csv", content_type: "text/csv; charset=utf-8", parts: Parts::Whole(bytes) }.into())
}

fn page(visit: &Visit, flaws: &[ImportFlaw], errors: Vec<FieldError>) -> Page {
    let row = |flaw: &ImportFlaw| Row {
        id: None,
        name: flaw.line.to_string(),
        picked: false,
        cells: vec![Cell::number(flaw.line), Cell::said(problem(flaw.problem))],
    };
    let rows = flaws.iter().take(FLAWS_MOST).map(row).collect();
    let table = table("flaws", Say::ImportFlaws, [Say::ColumnLine, Say::ColumnProblem], rows, Say::NobodyFound);
    let view = view! {
        columns: AdminDesk::import_columns().to_vec(),
        more: flaws.len().saturating_sub(FLAWS_MOST) as u64,
        flaws: (!flaws.is_empty()).then_some(table),
        errors,
    };
    crumbs(visit, Page::new("users_import.html", &view).judged(&errors))
}

fn problem(problem: ImportProblem) -> Message {
    match problem {
        ImportProblem::Fields => Say::ProblemFields.into(),
        ImportProblem::Malformed(column) => Message::new(Say::ProblemMalformed).with("column", column),
        ImportProblem::Repeated { line } => Message::new(Say::ProblemRepeated).with("line", line),
        ImportProblem::Taken => Say::LoginTaken.into(),
        ImportProblem::Tenant => Say::TenantUnknown.into(),
        ImportProblem::Above => Say::Above.into(),
        ImportProblem::Formula(column) => Message::new(Say::ProblemFormula).with("column", column),
    }
}

fn ask(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, &[], Vec::new()).into())
}

fn import(visit: &Visit) -> Result<Answer, Fault> {
    let wrong = |message: Message| Ok(page(visit, &[], vec![FieldError::new("file", message)]).into());
    if visit.file.is_empty() {
        return wrong(Say::FileMissing.into());
    }
    match visit.office.desk.import_users(&visit.who, &visit.file) {
        Ok(count) => Ok(Answer::go_and_tell(visit, LIST, Say::ToldImported, Some(count as u64))),
        Err(ImportRefused::Size) => wrong(Say::FileSize.into()),
        Err(ImportRefused::Encoding) => wrong(Say::FileEncoding.into()),
        Err(ImportRefused::Columns { missing, unknown }) => {
            let columns = Message::new(Say::FileColumns);
            wrong(columns.with("missing", listed(&missing)).with("unknown", listed(&unknown)))
        }
        Err(ImportRefused::Rows(flaws)) => {
            let count = u64::try_from(flaws.len()).unwrap_or(u64::MAX);
            Ok(page(visit, &flaws, vec![FieldError::new("file", Message::new(Say::FileRows).with_number("count", count))]).into())
        }
        Err(ImportRefused::Office(fault)) => Err(fault.into()),
    }
}

fn listed<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() { "–".to_owned() } else { names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ") }
}
