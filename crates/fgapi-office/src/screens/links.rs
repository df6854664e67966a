//! 接続 › 連携: the bank's levers, and what became of a token.

use fgapi_admin::{ApiTokenFacts, HandoverKind, LinkPreview, Operation};
use fgapi_domain::{JstDate, Secret, UnixSeconds};
use fgapi_lobby::{Answer, Fault, Form, Heading, Page, Route, Visit, iso, row, table, view};
use fgapi_look::views::{Cell, ChipKind, Choice, Crumb, Fact, Kept};
use fgapi_look::{FieldError, Message};
use fgapi_token::{Client, Dead, EndReason, Explained, LinkSelection, LinkStanding, TokenKind};
use serde::Serialize;

use super::clients::{self, grants};
use crate::say::{self, Say};

const LIST: &str = "/links";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeLinks, show),
    Route::post("/links/preview", Operation::SeeLinks, preview).with(&["client", "customer", "before"]),
    Route::post("/links/revoke", Operation::RevokeLinks, revoke).with(&["client", "customer", "before", "seen"]),
    Route::post("/links/token", Operation::SeeLinks, explain).with(&["token"]),
];

/// What is typed, or what is wrong with it.
fn selection(form: &Form) -> (LinkSelection, Vec<FieldError>) {
    let mut errors = Vec::new();
    fn field<T: std::str::FromStr>(form: &Form, name: &'static str, wrong: Say, errors: &mut Vec<FieldError>) -> Option<T> {
        let text = Some(form.trimmed(name)).filter(|text| !text.is_empty())?;
        text.parse().map_err(|_| errors.push(FieldError::new(name, wrong))).ok()
    }
    let selection = LinkSelection {
        client: field(form, "client", Say::Missing, &mut errors),
        customer: field(form, "customer", Say::CustomerMalformed, &mut errors),
        consented_before: field::<JstDate>(form, "before", Say::DayMalformed, &mut errors).map(JstDate::begins_at),
    };
    (selection, errors)
}

fn page(visit: &Visit, form: &Form, selection: &LinkSelection, errors: Vec<FieldError>) -> Result<Page, Fault> {
    let desk = &visit.office.desk;
    let registered = desk.clients(&visit.who)?;
    let LinkPreview { alive, by_client } = desk.preview_links(&visit.who, selection)?;
    let named = |client: &Client| {
        Choice::new(client.known.api_key.as_str(), Message::text(format!("{} {}", client.name, client.known.api_key)))
            .chosen(form.text("client") == client.known.api_key.as_str())
    };
    let any = Choice::new("", Say::Any).chosen(form.text("client").is_empty());
    let rows = by_client.iter().filter(|count| count.alive > 0).map(|count| {
        let name = registered.iter().find(|client| client.known.api_key == count.client).map_or("", |client| client.name.as_str());
        let key = Cell::link(Message::text(count.client.as_str()), visit.office.at(&format!("{}/{}", clients::LIST, count.client)));
        row(count.client.as_str(), vec![Cell::text(name), key, Cell::number(count.alive)])
    });
    let columns = [Say::ColumnClient, Say::ApiKey, Say::TileLinks];
    let kept = |name: &str| Kept { name: name.to_owned(), value: form.trimmed(name).to_owned() };
    let mut fields: Vec<Kept> = ["client", "customer", "before"].map(kept).into();
    fields.push(Kept { name: "seen".to_owned(), value: alive.to_string() });
    let view = view! {
        clients: std::iter::once(any).chain(registered.iter().map(named)).collect::<Vec<_>>(),
        customer: form.text("customer").to_owned(),
        before: form.text("before").to_owned(),
        counts: table("counts", Say::CountsTitle, columns, rows.collect(), Say::NoLinks),
        alive,
        selected: errors.is_empty() && !selection.is_everything(),
        may_revoke: visit.may(Operation::RevokeLinks),
        title: Message::new(Say::RevokeLinksTitle).with_number("count", alive),
        consequences: [Say::RevokeLinksDead, Say::RevokeLinksAnew, Say::RevokeLinksOver].map(Message::new),
        fields,
        errors,
    };
    Ok(Page::new("links.html", &view).judged(&errors).under(Crumb::name(Heading::Connections)))
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, &Form::default(), &LinkSelection::default(), Vec::new())?.into())
}

/// The selection of the form; an empty one selects nothing.
fn selected(visit: &Visit) -> Result<LinkSelection, Vec<FieldError>> {
    let (selection, mut errors) = selection(&visit.form);
    if errors.is_empty() && selection.is_everything() {
        errors.push(FieldError::new("client", Say::SelectionEmpty));
    }
    if errors.is_empty() { Ok(selection) } else { Err(errors) }
}

fn preview(visit: &Visit) -> Result<Answer, Fault> {
    match selected(visit) {
        Ok(selection) => Ok(page(visit, &visit.form, &selection, Vec::new())?.into()),
        Err(errors) => Ok(page(visit, &visit.form, &LinkSelection::default(), errors)?.into()),
    }
}

fn revoke(visit: &Visit) -> Result<Answer, Fault> {
    let selection = match selected(visit) {
        Ok(selection) => selection,
        Err(errors) => return Ok(page(visit, &visit.form, &LinkSelection::default(), errors)?.into()),
    };
    let desk = &visit.office.desk;
    // More than was shown is asked again.
    let seen: u64 = visit.form.text("seen").parse().map_err(|_| Fault::Malformed(Some("seen")))?;
    if desk.preview_links(&visit.who, &selection)?.alive > seen {
        return Ok(page(visit, &visit.form, &selection, Vec::new())?.trouble(409, Say::SelectionChanged).into());
    }
    let ended = desk.revoke_links(&visit.who, &selection)?;
    Ok(Answer::go_and_tell(visit, LIST, Say::ToldLinksRevoked, Some(ended)))
}

#[derive(Debug, Serialize)]
struct TokenView {
    facts: Vec<Fact>,
    alive: bool,
    why: Option<Message>,
    known: bool,
    errors: Vec<FieldError>,
}

fn explain(visit: &Visit) -> Result<Answer, Fault> {
    let desk = &visit.office.desk;
    let token = Secret::new(visit.form.trimmed("token"));
    let mut view = TokenView { facts: Vec::new(), alive: false, why: None, known: false, errors: Vec::new() };
    if token.reveal().is_empty() {
        view.errors.push(FieldError::new("token", Say::Missing));
    } else if let Some(explained) = desk.explain(&visit.who, &token)? {
        view.why = explained.dead.map(|dead| dead_of(dead).into());
        view.facts = facts(visit, &explained)?;
        view.known = true;
    } else if let Some(token) = desk.explain_api_token(&visit.who, &token)? {
        view.why = why_not(visit, &token);
        view.facts = api_token(visit, &token);
        view.known = true;
    }
    view.alive = view.known && view.why.is_none();
    let page = Page::new("links_token.html", &view).judged(&view.errors).under(Crumb::name(Heading::Connections));
    Ok(page.under(Crumb::page(Say::MenuLinks, visit.office.at(LIST))).into())
}

fn facts(visit: &Visit, explained: &Explained) -> Result<Vec<Fact>, Fault> {
    let trace = &explained.trace;
    let kind = match trace.kind {
        TokenKind::System => Say::KindSystem,
        TokenKind::Auth => Say::KindAuth,
        TokenKind::Access => Say::KindAccess,
        TokenKind::Refresh => Say::KindRefresh,
        TokenKind::Password | TokenKind::Api | TokenKind::Tenant | TokenKind::Browser => Say::KindApiToken,
    };
    let client = visit.office.desk.client(&visit.who, &trace.client.api_key)?;
    let whose = Cell::link(Message::text(client.name.as_str()), visit.office.at(&clients::of(&client)));
    let link = trace.link.as_ref();
    let mut facts = vec![
        Fact::new(Say::ColumnWhat, Cell::said(kind)),
        Fact::new(Say::ColumnClient, Cell::lines([whose, Cell::code(trace.client.api_key.as_str())])),
        Fact::new(Say::Grants, grants(link.map_or(trace.grants, |link| link.grants))),
        Fact::new(Say::ColumnIssued, Cell::maybe(trace.created_at.map(|at| Cell::moment(iso(at))))),
        Fact::new(Say::Expires, Cell::moment(iso(trace.expires_at))),
    ];
    if let Some(link) = link {
        let linked = match link.standing {
            LinkStanding::Active => Cell::chip(ChipKind::On, Say::LinkAlive),
            LinkStanding::Ended(reason) => Cell::lines([Cell::chip(ChipKind::Off, Say::LinkOver), Cell::said(ended(reason))]),
        };
        facts.extend([
            Fact::new(Say::Customer, Cell::code(link.customer.as_str())),
            Fact::new(Say::LinkName, Cell::code(link.name.as_str())),
            Fact::new(Say::LinkStanding, linked),
            Fact::new(Say::ConsentedAt, Cell::moment(iso(link.consented_at))),
            Fact::new(Say::ConsentUntil, Cell::moment(iso(link.consent_until))),
            Fact::new(Say::EndedAt, Cell::maybe(link.ended_at.map(|at| Cell::moment(iso(at))))),
        ]);
    }
    Ok(facts)
}

/// Why a token is dead.
const fn dead_of(dead: Dead) -> Say {
    match dead {
        Dead::Expired => Say::DeadExpired,
        Dead::Rotated => Say::DeadRotated,
        Dead::Superseded => Say::DeadSuperseded,
        Dead::Spent => Say::DeadSpent,
        Dead::ClientSuspended => Say::DeadClient,
        Dead::Ended(reason) => ended(reason),
        Dead::Unknown | Dead::OtherClient | Dead::Unproven | Dead::NotAdmitted => Say::DeadUnknown,
    }
}

const fn ended(reason: EndReason) -> Say {
    match reason {
        EndReason::RevokedByUser => Say::EndedByUser,
        EndReason::RevokedByClient => Say::EndedByClient,
        EndReason::RevokedByBank => Say::EndedByBank,
        EndReason::Reused => Say::EndedReused,
        EndReason::PasswordChanged => Say::EndedPassword,
        EndReason::ConsentEnded => Say::EndedConsent,
    }
}

fn why_not(visit: &Visit, token: &ApiTokenFacts) -> Option<Message> {
    use fgapi_admin::HandoverStanding::{Expired, Good, Missed, Revoked, Voided, Waiting};
    match token.handover.standing(visit.office.desk.now()) {
        Good if token.suspended => Some(Say::DeadUser.into()),
        Good => None,
        Expired => Some(Say::DeadExpired.into()),
        Revoked => Some(Say::RevokedAt.into()),
        Waiting | Missed | Voided => Some(Say::DeadUnknown.into()),
    }
}

fn api_token(visit: &Visit, token: &ApiTokenFacts) -> Vec<Fact> {
    let handover = &token.handover;
    let moment = |at: Option<UnixSeconds>| Cell::maybe(at.map(|at| Cell::moment(iso(at))));
    let mut facts = vec![
        Fact::new(Say::ColumnWhat, Cell::said(Say::KindApiToken)),
        Fact::new(Say::ColumnWhom, Cell::lines([Cell::code(handover.login.as_str()), Cell::text(handover.name.as_str())])),
        Fact::new(Say::ColumnStanding, say::standing(handover.standing(visit.office.desk.now()))),
        Fact::new(Say::ColumnIssued, moment(Some(handover.issued_at))),
        Fact::new(Say::ColumnPickedUp, moment(handover.picked_up_at)),
        Fact::new(Say::Expires, moment(handover.expires_at)),
        Fact::new(Say::EndedAt, moment(handover.ended_at)),
    ];
    if let HandoverKind::ApiToken { level, grants: granted, .. } = &handover.kind {
        facts.push(Fact::new(Say::Grants, Cell::lines([Cell::said(say::level(*level)), grants(*granted)])));
    }
    facts
}
