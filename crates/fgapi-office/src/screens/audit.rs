//! 監査 › 監査ログ: who did what, to what, when, from where, and what came of it.

use std::fmt::Write as _;

use fgapi_admin::Operation;
use fgapi_audit::{Act, ChainHead, EntryTime, Filter, Line, OutcomeKind, Sealed, Seq};
use fgapi_domain::{JstDate, UnixSeconds};
use fgapi_lobby::{Answer, Fault, File, Form, Heading, Page, Parts, Route, Visit, iso, row, table, view, with_query};
use fgapi_look::views::{Cell, ChipKind, Choice, Crumb, Fact, Row};
use fgapi_look::{FieldError, Message};
use serde::Serialize;

use super::act_words::ActWord;
use crate::say::Say;

const LIST: &str = "/audit";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::ReadAudit, list).with(&FIELDS),
    Route::post("/audit/export", Operation::ReadAudit, export),
    Route::get("/audit/{seq}", Operation::ReadAudit, show),
];

const FIELDS: [&str; 7] = ["actor", "act", "target", "from", "until", "outcome", "before"];
/// Entries on a page.
const PAGE: u32 = 50;

/// What the fields ask for, or what is wrong with them.
fn filter(form: &Form) -> Result<(Filter, Vec<FieldError>), Fault> {
    let mut errors = Vec::new();
    let given = |name: &str| Some(form.trimmed(name)).filter(|text| !text.is_empty());
    // A login id alone means somebody of the staff.
    let actor = |text: &str| if text.contains(':') || text == "gateway" { text.to_owned() } else { format!("staff:{text}") };
    let mut day = |name: &'static str| {
        let read = given(name).map(str::parse::<JstDate>)?;
        read.map_err(|_| errors.push(FieldError::new(name, Say::DayMalformed))).ok()
    };
    let (from, until) = (day("from"), day("until"));
    let filter = Filter {
        actor: given("actor").map(|text| actor(text).into()),
        act: given("act").map(str::parse).transpose().map_err(|_| Fault::Malformed(Some("act")))?,
        target: given("target").map(Into::into),
        from: from.map(|day| EntryTime(day.begins_at().0)),
        until: until.map(|day| EntryTime(day.after().begins_at().0)),
        outcome: match form.text("outcome") {
            "" => None,
            "done" => Some(OutcomeKind::Done),
            "refused" => Some(OutcomeKind::Refused),
            _ => return Err(Fault::Malformed(Some("outcome"))),
        },
    };
    Ok((filter, errors))
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let form = &visit.query;
    let (filter, errors) = filter(form)?;
    let before = Some(form.text("before")).filter(|text| !text.is_empty()).map(str::parse::<Seq>);
    let before = before.transpose().map_err(|_| Fault::Malformed(Some("before")))?;
    // One more than is shown tells whether there are older ones.
    let mut found = match errors.is_empty() {
        true => visit.office.desk.audit_page(&visit.who, &filter, before, PAGE + 1)?,
        false => Vec::new(),
    };
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let home = visit.office.at(LIST);
    let at = |before: &str| {
        let fields = FIELDS.map(|name| (name, if name == "before" { before } else { form.text(name) }));
        with_query(&home, &fields)
    };
    let acts = Act::ALL.iter().map(|act| Choice::new(act.as_str(), ActWord(*act)).chosen(filter.act == Some(*act)));
    let outcome = |value: &str, label| Choice::new(value, label).chosen(form.text("outcome") == value);
    let columns = [Say::EntryAt, Say::EntryActor, Say::EntryAct, Say::EntryTarget, Say::EntryOutcome];
    let rows = found.iter().map(|sealed| entry(visit, sealed)).collect();
    let view = view! {
        filtered: FIELDS.iter().any(|name| *name != "before" && !form.text(name).is_empty()),
        actor: form.text("actor").to_owned(),
        acts: std::iter::once(Choice::new("", Say::Any).chosen(filter.act.is_none())).chain(acts).collect::<Vec<_>>(),
        target: form.text("target").to_owned(),
        from: filter.from.map_or("", |_| form.text("from")).to_owned(),
        until: filter.until.map_or("", |_| form.text("until")).to_owned(),
        outcomes: vec![outcome("", Say::Any), outcome("done", Say::EntryDone), outcome("refused", Say::EntryRefused)],
        table: table("audit", Say::MenuAudit, columns, rows, Say::NoEntries),
        newest: before.map(|_| at("")),
        older: found.last().filter(|_| more).map(|last| at(&last.seq.to_string())),
        errors,
        home: home.clone(),
    };
    Ok(Page::new("audit.html", &view).judged(&errors).under(Crumb::name(Heading::Audit)).into())
}

/// When, to the second, in Japan's time.
fn moment(at: EntryTime) -> String {
    iso(UnixSeconds(at.0)).replace('T', " ").replace("+09:00", "")
}

fn act(line: &Line) -> Cell {
    match line.act.parse::<Act>() {
        Ok(act) => Cell::lines([Cell::said(ActWord(act)), Cell::note(Message::text(&*line.act))]),
        Err(_) => Cell::code(&*line.act),
    }
}

fn outcome(line: &Line) -> Cell {
    match line.outcome.strip_prefix("refused:") {
        Some(why) => Cell::lines([Cell::chip(ChipKind::Bad, Say::EntryRefused), Cell::note(Message::text(why))]),
        None => Cell::chip(ChipKind::On, Say::EntryDone),
    }
}

fn entry(visit: &Visit, sealed: &Sealed) -> Row {
    let Sealed { seq, line, .. } = sealed;
    let number = Cell::link(Message::text(seq.to_string()), visit.office.at(&format!("{LIST}/{seq}")));
    let from = line.address.as_deref().map(|address| Cell::note(Message::text(address)));
    let actor: Vec<Cell> = std::iter::once(Cell::code(&*line.actor)).chain(from).collect();
    let cells = vec![
        Cell::lines([number, Cell::note(Message::text(moment(line.at)))]),
        Cell::lines(actor),
        act(line),
        Cell::code(&*line.target),
        outcome(line),
    ];
    row(seq.to_string(), cells)
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let seq: Seq = visit.part("seq").parse().map_err(|_| Fault::Nothing)?;
    let found = visit.office.desk.audit_page(&visit.who, &Filter::default(), Some(seq.next()), 1)?;
    let sealed = found.into_iter().find(|sealed| sealed.seq == seq).ok_or(Fault::Nothing)?;
    let line = &sealed.line;
    let code = |text: &Option<Box<str>>| Cell::maybe(text.as_deref().map(Cell::code));
    let facts = vec![
        Fact::new(Say::EntryAt, Cell::text(moment(line.at))),
        Fact::new(Say::EntryActor, Cell::code(&*line.actor)),
        Fact::new(Say::EntryAct, act(line)),
        Fact::new(Say::EntryTarget, Cell::code(&*line.target)),
        Fact::new(Say::EntryDetail, Cell::text(&*line.detail)),
        Fact::new(Say::EntryOutcome, outcome(line)),
        Fact::new(Say::EntryFrom, code(&line.address)),
        Fact::new(Say::EntryRequest, code(&line.request_id)),
        Fact::new(Say::EntryHash, Cell::code(sealed.hash.to_string())),
    ];
    let page = Page::new("audit_one.html", &view! { seq: seq.to_string(), facts, }).under(Crumb::name(Heading::Audit));
    Ok(page.under(Crumb::page(Say::MenuAudit, visit.office.at(LIST))).into())
}

/// An entry as a line of the exported file.
#[derive(Serialize)]
struct Exported<'e> {
    seq: i64,
    at: String,
    actor: &'e str,
    act: &'e str,
    target: &'e str,
    detail: &'e str,
    address: Option<&'e str>,
    request_id: Option<&'e str>,
    outcome: &'e str,
    hash: String,
}

/// Entries as JSON Lines.
fn json_lines(entries: &[Sealed]) -> Result<Vec<u8>, Fault> {
    let mut text = String::new();
    for Sealed { seq, hash, line } in entries {
        let line = Exported {
            seq: seq.0,
            at: iso(UnixSeconds(line.at.0)),
            actor: &line.actor,
            act: &line.act,
            target: &line.target,
            detail: &line.detail,
            address: line.address.as_deref(),
            request_id: line.request_id.as_deref(),
            outcome: &line.outcome,
            hash: hash.to_string(),
        };
        let line = serde_json::to_string(&line).map_err(|_| Fault::Broken)?;
        writeln!(text, "{line}").map_err(|_| Fault::Broken)?;
    }
    Ok(text.into_bytes())
}

/// The whole log, part by part: no more than a part is held at once.
fn export(visit: &Visit) -> Result<Answer, Fault> {
    let (desk, who) = (visit.office.desk.clone(), visit.who.clone());
    desk.begin_audit_export(&who)?;
    let mut after = ChainHead::START.seq;
    let next = move || {
        let entries = desk.audit_part(&who, after)?;
        let Some(last) = entries.last() else { return Ok(None) };
        after = last.seq;
        json_lines(&entries).map(Some)
    };
    Ok(File { name: "audit.jsonl", content_type: "application/x-ndjson", parts: Parts::Many(Box::new(next)) }.into())
}

#[cfg(test)]
mod tests {
    use fgapi_audit::{ChainHash, Seq};

    use super::*;

    #[test]
    fn an_entry_is_one_line_whatever_stands_in_it() {
        let line = Line {
            at: EntryTime(1_767_225_600),
            actor: "staff:a\"\n".into(),
            act: "office.sign_in".into(),
            target: "\u{2028}".into(),
            detail: "".into(),
            address: None,
            request_id: None,
            outcome: "done".into(),
        };
        let sealed = Sealed { seq: Seq(7), hash: ChainHash::NONE, line };
        let text = String::from_utf8(json_lines(&[sealed.clone(), sealed]).unwrap()).unwrap();
        assert_eq!(text.matches('\n').count(), 2);
        assert!(text.starts_with("{\"seq\":7,\"at\":\"2026-01-01T09:00:00+09:00\",\"actor\":\"staff:a\\\"\\n\","), "{text}");
    }
}
