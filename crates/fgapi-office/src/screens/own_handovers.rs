//! 設定 › APIトークン: what was issued to oneself, picked up once.

use fgapi_admin::{Handover, HandoverId, HandoverKind, HandoverStanding, Operation, PickUpRefused, PickedUp};
use fgapi_lobby::{Answer, Fault, Heading, List, Page, Route, Visit, iso, moment, view};
use fgapi_look::views::{Action, Cell, Column, Crumb, Fact, Row, Table};
use serde::Serialize;

use crate::say::{self, Say};

const LIST: &str = "/settings/handovers";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::OwnHandovers, list).with(&["size", "page"]),
    Route::get("/settings/handovers/{id}", Operation::OwnHandovers, confirm),
    Route::post("/settings/handovers/{id}/pick-up", Operation::OwnHandovers, pick_up),
];

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let desk = &visit.office.desk;
    let list = List::read(visit, LIST, &visit.query, &[])?;
    let listed = list.ask(|slice| desk.own_handovers(&visit.who, slice))?;
    let table = Table {
        id: "handovers",
        caption: Say::MenuOwnHandovers.into(),
        columns: vec![
            Column::name(Say::ColumnWhat),
            Column::text(Say::ColumnStanding),
            Column::text(Say::ColumnIssued),
            Column::text(Say::ColumnUntil),
            Column::actions(Say::ColumnActions),
        ],
        rows: listed.rows.iter().map(|handover| row(visit, handover)).collect(),
        pick: None,
        whole: None,
        empty: Say::NothingIssued.into(),
    };
    let view = view! { table, pager: list.pager(listed.total), };
    Ok(Page::new("own_handovers.html", &view).under(Crumb::name(Heading::Settings)).into())
}

fn row(visit: &Visit, handover: &Handover) -> Row {
    let standing = handover.standing(visit.office.desk.now());
    let until = match standing {
        HandoverStanding::Waiting => Cell::lines([Cell::note(Say::PickUpUntil), Cell::moment(iso(handover.pickup_until))]),
        _ => Cell::lines([Cell::note(explained(standing)), moment(ended(handover, standing))]),
    };
    let actions = match standing {
        HandoverStanding::Waiting => {
            Cell::actions(vec![Action::new(pick_up_label(handover), visit.office.at(&format!("{LIST}/{}", handover.id)))])
        }
        _ => Cell::Nothing,
    };
    let cells = vec![what(handover), say::standing(standing), Cell::moment(iso(handover.issued_at)), until, actions];
    Row { id: None, name: handover.id.to_string(), picked: false, cells }
}

/// What a handover is.
pub(crate) fn what(handover: &Handover) -> Cell {
    match &handover.kind {
        HandoverKind::ApiToken { level, .. } => Cell::lines([Cell::said(Say::KindApiToken), Cell::note(say::level(*level))]),
        HandoverKind::ClientCredentials { client, .. } => Cell::lines([Cell::said(Say::KindCredentials), Cell::code(client.as_str())]),
    }
}

/// When it came to be as it stands.
pub(crate) fn ended(handover: &Handover, standing: HandoverStanding) -> Option<fgapi_domain::UnixSeconds> {
    match standing {
        HandoverStanding::Waiting | HandoverStanding::Missed => Some(handover.pickup_until),
        HandoverStanding::Good | HandoverStanding::Expired => handover.expires_at,
        HandoverStanding::Revoked | HandoverStanding::Voided => handover.ended_at,
    }
}

/// What that moment is.
pub(crate) const fn explained(standing: HandoverStanding) -> Say {
    match standing {
        HandoverStanding::Waiting => Say::PickUpUntil,
        HandoverStanding::Missed => Say::MissedAt,
        HandoverStanding::Good => Say::GoodUntil,
        HandoverStanding::Expired => Say::ExpiredAt,
        HandoverStanding::Revoked => Say::RevokedAt,
        HandoverStanding::Voided => Say::VoidedAt,
    }
}

const fn pick_up_label(handover: &Handover) -> Say {
    match handover.kind {
        HandoverKind::ApiToken { .. } => Say::PickUpToken,
        HandoverKind::ClientCredentials { .. } => Say::PickUpCredentials,
    }
}

/// Asks before it is picked up; of what cannot be picked up it says why. Looking uses nothing up.
fn look(visit: &Visit) -> Result<(Handover, Page), Fault> {
    let id: HandoverId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    let handover = visit.office.desk.own_handover(&visit.who, id)?;
    let standing = handover.standing(visit.office.desk.now());
    let facts = vec![
        Fact::new(Say::ColumnWhat, what(&handover)),
        Fact::new(Say::ColumnStanding, say::standing(standing)),
        Fact::new(Say::ColumnIssued, Cell::moment(iso(handover.issued_at))),
        Fact::new(explained(standing), moment(ended(&handover, standing))),
    ];
    let view = view! { kind: kind(&handover), waiting: standing == HandoverStanding::Waiting, facts, id: id.to_string(), };
    Ok((handover, crumbs(visit, Page::new("own_handover.html", &view))))
}

fn crumbs(visit: &Visit, page: Page) -> Page {
    page.under(Crumb::name(Heading::Settings)).under(Crumb::page(Say::MenuOwnHandovers, visit.office.at(LIST)))
}

const fn kind(handover: &Handover) -> &'static str {
    match handover.kind {
        HandoverKind::ApiToken { .. } => "api_token",
        HandoverKind::ClientCredentials { .. } => "credentials",
    }
}

fn confirm(visit: &Visit) -> Result<Answer, Fault> {
    let (_, page) = look(visit)?;
    Ok(page.into())
}

#[derive(Debug, Serialize)]
struct SecretView {
    kind: &'static str,
    token: String,
    api_key: String,
    password: String,
    until: String,
}

/// 「はい」. The secret stands in this one answer, which nothing keeps; sent again, the form tells that it was picked up.
fn pick_up(visit: &Visit) -> Result<Answer, Fault> {
    let id: HandoverId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    let view = match visit.office.desk.pick_up(&visit.who, id) {
        Ok(PickedUp::ApiToken { token, expires_at }) => SecretView {
            kind: "api_token",
            token: token.reveal().to_owned(),
            api_key: String::new(),
            password: String::new(),
            until: iso(expires_at),
        },
        Ok(PickedUp::ClientCredentials { api_key, password, overlap_until }) => SecretView {
            kind: "credentials",
            token: String::new(),
            api_key: api_key.as_str().to_owned(),
            password: password.reveal().to_owned(),
            until: overlap_until.map(iso).unwrap_or_default(),
        },
        Err(PickUpRefused::Over) => return Ok(look(visit)?.1.trouble(410, Say::ShownOnce).into()),
        Err(PickUpRefused::Office(fault)) => return Err(fault.into()),
    };
    Ok(crumbs(visit, Page::new("own_handover_secret.html", &view)).into())
}
