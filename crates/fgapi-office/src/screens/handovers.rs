//! システム設定 › APIトークン管理: what was issued to whom, and taking it back.

use std::collections::BTreeSet;

use fgapi_admin::{Handover, HandoverId, HandoverKind, HandoverQuery, HandoverStanding, HandoverState, Operation};
use fgapi_domain::UnixSeconds;
use fgapi_lobby::{Answer, ConfirmView, Fault, Form, Heading, LeftOutView, List, Page, Route, Visit, confirm, iso, moment, table, view};
use fgapi_look::Message;
use fgapi_look::views::{Cell, Choice, Crumb, Kept, Row, Table};

use super::own_handovers::{ended, explained, what};
use crate::say::{self, Say};

const LIST: &str = "/handovers";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeHandovers, list).with(&["q", "standing", "kind", "size", "page"]),
    Route::post("/handovers/bulk", Operation::RevokeHandovers, ask_revoke).many(&["id"]),
    Route::post("/handovers/revoke", Operation::RevokeHandovers, revoke).many(&["id"]),
];

/// What a row says.
pub(crate) const COLUMNS: [Say; 6] =
    [Say::ColumnWhom, Say::ColumnWhat, Say::ColumnStanding, Say::ColumnIssued, Say::ColumnPickedUp, Say::ColumnUntil];

/// How handovers can stand, in addresses.
const STANDINGS: [(&str, HandoverState, Option<bool>, Say); 6] = [
    ("waiting", HandoverState::Issued, Some(false), Say::Waiting),
    ("missed", HandoverState::Issued, Some(true), Say::Missed),
    ("good", HandoverState::PickedUp, Some(false), Say::Good),
    ("expired", HandoverState::PickedUp, Some(true), Say::Expired),
    ("revoked", HandoverState::Revoked, None, Say::Revoked),
    ("voided", HandoverState::Voided, None, Say::Voided),
];

fn query(form: &Form, now: UnixSeconds) -> Result<HandoverQuery, Fault> {
    let standing = match form.text("standing") {
        "" => None,
        text => Some(STANDINGS.iter().find(|(name, ..)| *name == text).ok_or(Fault::Malformed(Some("standing")))?),
    };
    let api_tokens = match form.text("kind") {
        "" => None,
        "api_token" => Some(true),
        "credentials" => Some(false),
        _ => return Err(Fault::Malformed(Some("kind"))),
    };
    Ok(HandoverQuery {
        text: form.trimmed("q").to_owned(),
        user: None,
        state: standing.map(|(_, state, ..)| *state),
        over: standing.and_then(|(_, _, over, _)| *over).map(|over| (over, now)),
        api_tokens,
    })
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, &visit.query)?.into())
}

fn page(visit: &Visit, form: &Form) -> Result<Page, Fault> {
    let desk = &visit.office.desk;
    let now = desk.now();
    let list = List::read(visit, LIST, form, &["q", "standing", "kind"])?;
    let query = query(form, now)?;
    let listed = list.ask(|slice| desk.handovers(&visit.who, &query, slice))?;
    let may_revoke = visit.may(Operation::RevokeHandovers);
    let rows = listed.rows.iter().map(|handover| row(handover, now)).collect();
    let table = Table { pick: may_revoke.then_some("id"), ..table("handovers", Say::MenuHandovers, COLUMNS, rows, Say::NothingFound) };
    let chosen = |name: &str, value: &str| list.field(name) == value;
    let standings = STANDINGS.iter().map(|(name, _, _, label)| Choice::new(*name, *label).chosen(chosen("standing", name)));
    let kinds = [("api_token", Say::KindApiToken), ("credentials", Say::KindCredentials)];
    let any = |name| Choice::new("", Say::Any).chosen(chosen(name, ""));
    let view = view! {
        search: list.search(),
        clear: list.clear(),
        filtered: list.is_filtered(),
        standings: std::iter::once(any("standing")).chain(standings).collect::<Vec<_>>(),
        kinds: std::iter::once(any("kind"))
            .chain(kinds.map(|(name, label)| Choice::new(name, label).chosen(chosen("kind", name))))
            .collect::<Vec<_>>(),
        table,
        pager: list.pager(listed.total),
        may_revoke,
    };
    Ok(Page::new("handovers.html", &view).under(Crumb::name(Heading::System)))
}

/// What can still be taken back. A client's password that was picked up stays: the client is disabled instead.
fn is_revocable(handover: &Handover, now: UnixSeconds) -> bool {
    match (handover.standing(now), &handover.kind) {
        (HandoverStanding::Waiting, _) | (HandoverStanding::Good, HandoverKind::ApiToken { .. }) => true,
        (HandoverStanding::Good, HandoverKind::ClientCredentials { .. })
        | (HandoverStanding::Missed | HandoverStanding::Expired | HandoverStanding::Revoked | HandoverStanding::Voided, _) => false,
    }
}

pub(crate) fn row(handover: &Handover, now: UnixSeconds) -> Row {
    let standing = handover.standing(now);
    let by = |name: &str| Cell::note(Message::new(Say::By).with("name", name));
    let picked_up = match handover.picked_up_at.filter(|_| handover.fingerprint.is_some()) {
        Some(at) => Cell::lines([
            Cell::moment(iso(at)),
            Cell::code(handover.picked_up_from.as_deref().unwrap_or_default()),
            Cell::note(Message::new(Say::Fingerprint).with("fingerprint", handover.fingerprint.as_deref().unwrap_or_default())),
        ]),
        None => Cell::Nothing,
    };
    let mut until = vec![Cell::note(explained(standing)), moment(ended(handover, standing))];
    if standing == HandoverStanding::Revoked {
        until.extend(handover.ended_by.as_ref().map(|who| by(who.as_str())));
    }
    let cells = vec![
        Cell::lines([Cell::code(handover.login.as_str()), Cell::text(handover.name.as_str())]),
        what(handover),
        say::standing(standing),
        Cell::lines([Cell::moment(iso(handover.issued_at)), by(handover.issued_by.as_str())]),
        picked_up,
        Cell::lines(until),
    ];
    let id = is_revocable(handover, now).then(|| handover.id.to_string());
    Row { id, name: handover.login.as_str().to_owned(), picked: false, cells }
}

fn ticked(visit: &Visit) -> Result<Vec<HandoverId>, Fault> {
    let ids: Result<BTreeSet<HandoverId>, _> = visit.form.all("id").map(str::parse).collect();
    Ok(ids.map_err(|_| Fault::Malformed(Some("id")))?.into_iter().collect())
}

/// Those that can be taken back, and the others.
fn parted(visit: &Visit, ids: &[HandoverId]) -> Result<(Vec<Handover>, Vec<LeftOutView>), Fault> {
    let (mut revoked, mut left_out) = (Vec::new(), Vec::new());
    for id in ids {
        let handover = visit.office.desk.handover(&visit.who, *id)?;
        if is_revocable(&handover, visit.office.desk.now()) {
            revoked.push(handover);
        } else {
            left_out.push(LeftOutView { name: handover.login.as_str().to_owned(), why: Say::NotRevocable.into() });
        }
    }
    Ok((revoked, left_out))
}

fn ask_revoke(visit: &Visit) -> Result<Answer, Fault> {
    let (revoked, left_out) = parted(visit, &ticked(visit)?)?;
    if revoked.is_empty() {
        return Ok(page(visit, &Form::default())?.trouble(400, Say::NothingPicked).into());
    }
    let name = |handover: &Handover| match &handover.fingerprint {
        Some(fingerprint) => format!("{}　{}　{fingerprint}", handover.login, handover.name.as_str()),
        None => format!("{}　{}", handover.login, handover.name.as_str()),
    };
    let view = ConfirmView {
        title: Message::new(Say::RevokeTitle).with_number("count", u32::try_from(revoked.len()).unwrap_or(u32::MAX)),
        consequences: vec![Say::RevokeText.into(), Say::RevokeForGood.into()],
        names: revoked.iter().map(name).collect(),
        left_out,
        fields: revoked.iter().map(|handover| Kept { name: "id".to_owned(), value: handover.id.to_string() }).collect(),
        action: visit.office.at("/handovers/revoke"),
        back: visit.office.at(LIST),
        submit: Say::RevokeSubmit.into(),
        ..ConfirmView::default()
    };
    let page = confirm(&view).under(Crumb::name(Heading::System));
    Ok(page.under(Crumb::page(Say::MenuHandovers, visit.office.at(LIST))).into())
}

fn revoke(visit: &Visit) -> Result<Answer, Fault> {
    let (revoked, _) = parted(visit, &ticked(visit)?)?;
    let ids: Vec<HandoverId> = revoked.iter().map(|handover| handover.id).collect();
    let count = if ids.is_empty() { 0 } else { visit.office.desk.revoke_handovers(&visit.who, &ids)? };
    Ok(Answer::go_and_tell(visit, LIST, Say::ToldRevoked, Some(count)))
}
