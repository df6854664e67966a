//! システム設定 › メール送信状況: what waits, was sent or was given up.

use fgapi_admin::{Mail, MailId, MailKind, MailQuery, MailState, Operation};
use fgapi_lobby::{Answer, Arrival, ConfirmView, Fault, Heading, List, Page, Route, Visit, confirm, iso, row, table, view};
use fgapi_look::Message;
use fgapi_look::views::{Cell, ChipKind, Choice, Crumb, Fact, Row};

use crate::say::Say;

const LIST: &str = "/mails";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeMails, list).with(&["q", "state", "size", "page"]),
    Route::get("/mails/{id}", Operation::SeeMails, show),
    Route::get("/mails/{id}/resend", Operation::ResendMails, ask_resend),
    Route::post("/mails/{id}/resend", Operation::ResendMails, resend),
];

fn state(state: MailState) -> (ChipKind, Say) {
    match state {
        MailState::Waiting => (ChipKind::Soon, Say::MailWaiting),
        MailState::Sent => (ChipKind::On, Say::MailSent),
        MailState::Failed => (ChipKind::Bad, Say::MailFailed),
    }
}

/// What a mail is about.
pub(crate) const fn kind(kind: MailKind) -> Say {
    match kind {
        MailKind::ApiTokenIssued => Say::MailTokenIssued,
        MailKind::ApiTokenEnding => Say::MailTokenEnding,
        MailKind::ClientCredentialsIssued => Say::MailCredentials,
        MailKind::Invitation => Say::MailInvitation,
    }
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let list = List::read(visit, LIST, &visit.query, &["q", "state"])?;
    let wanted = match list.field("state") {
        "" => None,
        text => Some(text.parse::<MailState>().map_err(|_| Fault::Malformed(Some("state")))?),
    };
    let query = MailQuery { text: visit.query.trimmed("q").to_owned(), state: wanted };
    let listed = list.ask(|slice| visit.office.desk.mails(&visit.who, &query, slice))?;
    let states = MailState::ALL.map(|each| Choice::new(each.as_str(), state(each).1).chosen(wanted == Some(each)));
    let columns = [Say::ColumnSubject, Say::ColumnMailTo, Say::ColumnStanding, Say::ColumnAttempts, Say::ColumnWritten, Say::ColumnNext];
    let rows = listed.rows.iter().map(|mail| list_row(visit, mail)).collect();
    let view = view! {
        search: list.search(),
        clear: list.clear(),
        filtered: list.is_filtered(),
        states: std::iter::once(Choice::new("", Say::Any).chosen(wanted.is_none())).chain(states).collect::<Vec<_>>(),
        table: table("mails", Say::MenuMails, columns, rows, Say::NoMails),
        pager: list.pager(listed.total),
    };
    Ok(Page::new("mails.html", &view).under(Crumb::name(Heading::System)).into())
}

/// When it was sent, or is tried next.
fn next(mail: &Mail) -> Cell {
    match (mail.state, mail.sent_at) {
        (MailState::Waiting, _) => Cell::lines([Cell::note(Say::NextTry), Cell::moment(iso(mail.next_at))]),
        (MailState::Sent, Some(at)) => Cell::lines([Cell::note(Say::MailSent), Cell::moment(iso(at))]),
        (MailState::Sent, None) | (MailState::Failed, _) => Cell::Nothing,
    }
}

fn list_row(visit: &Visit, mail: &Mail) -> Row {
    let (chip, label) = state(mail.state);
    let cells = vec![
        Cell::lines([
            Cell::link(Message::text(mail.new.subject.as_str()), visit.office.at(&format!("{LIST}/{}", mail.new.id))),
            Cell::note(kind(mail.new.kind)),
        ]),
        Cell::text(mail.new.to.as_str()),
        Cell::chip(chip, label),
        Cell::number(mail.attempts),
        Cell::moment(iso(mail.new.created_at)),
        next(mail),
    ];
    row(mail.new.subject.as_str(), cells)
}

fn named(visit: &Visit) -> Result<Mail, Fault> {
    let id: MailId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    Ok(visit.office.desk.mail_of(&visit.who, id)?)
}

fn crumbs(arrival: &Arrival, page: Page) -> Page {
    page.under(Crumb::name(Heading::System)).under(Crumb::page(Say::MenuMails, arrival.office.at(LIST)))
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let mail = named(visit)?;
    let (chip, label) = state(mail.state);
    let facts = vec![
        Fact::new(Say::ColumnStanding, Cell::chip(chip, label)),
        Fact::new(Say::ColumnWhat, Cell::said(kind(mail.new.kind))),
        Fact::new(Say::ColumnMailTo, Cell::text(mail.new.to.as_str())),
        Fact::new(Say::ColumnWritten, Cell::moment(iso(mail.new.created_at))),
        Fact::new(Say::ColumnAttempts, Cell::number(mail.attempts)),
        Fact::new(Say::ColumnNext, next(&mail)),
        Fact::new(Say::Trouble, Cell::text(mail.trouble.as_deref().unwrap_or_default())),
        Fact::new(Say::MessageId, Cell::code(mail.new.id.to_string())),
    ];
    let can_resend = mail.state != MailState::Waiting && visit.may(Operation::ResendMails);
    let view = view! {
        subject: mail.new.subject.clone(),
        body: mail.new.body.clone(),
        facts,
        has_link: mail.new.invitation.is_some(),
        resend: can_resend.then(|| visit.office.at(&format!("{LIST}/{}/resend", mail.new.id))),
    };
    Ok(crumbs(visit, Page::new("mails_one.html", &view)).into())
}

fn ask_resend(visit: &Visit) -> Result<Answer, Fault> {
    let mail = named(visit)?;
    let back = format!("{LIST}/{}", mail.new.id);
    let consequences = vec![Message::new(Say::ResendText).with("to", &mail.new.to), Say::ResendTwice.into()];
    let words = [Say::ResendTitle.into(), Say::ResendSubmit.into()];
    let view = ConfirmView::ask(visit, words, consequences, &format!("{back}/resend"), &back);
    let view = ConfirmView { names: vec![mail.new.subject], danger: false, ..view };
    Ok(crumbs(visit, confirm(&view)).into())
}

fn resend(visit: &Visit) -> Result<Answer, Fault> {
    let mail = named(visit)?;
    // One that waits already will be sent: the same is said.
    visit.office.desk.resend(&visit.who, mail.new.id)?;
    Ok(Answer::go_and_tell(visit, &format!("{LIST}/{}", mail.new.id), Say::ToldMailQueued, None))
}
