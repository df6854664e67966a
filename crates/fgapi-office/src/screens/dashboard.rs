//! 概要 › ダッシュボード: what is alive, what waits, and what clients did in the last day.

use fgapi_admin::{ClientShare, Dashboard, HourCount, Operation};
use fgapi_domain::JstDateTime;
use fgapi_lobby::{Answer, Fault, Page, Route, Visit, iso, view, with_query};
use fgapi_look::Message;
use fgapi_look::views::{Bar, Bars, ChipKind, Point, Series, Stacks, Tile};
use fgapi_token::{ApiKey, Client};

use crate::say::Say;

pub(crate) const ROUTES: &[Route] = &[Route::get("/dashboard", Operation::SeeDashboard, show)];

/// The busiest clients that are shown.
const CLIENTS_MOST: usize = 15;
/// From how many seconds on a waiting mail waits too long.
const LATE_SECONDS: i64 = 900;

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let desk = &visit.office.desk;
    let board = desk.dashboard(&visit.who)?;
    let clients = desk.clients(&visit.who)?;
    let view = view! {
        at: iso(desk.now()),
        tiles: tiles(visit, &board),
        issued: issued(&board.hours),
        requests: requests(visit, &board.clients, &clients),
        is_new: clients.is_empty(),
        may_register: visit.may(Operation::ManageClients),
    };
    Ok(Page::new("dashboard.html", &view).into())
}

/// Worth a look as soon as there is one.
fn when(count: u64, kind: ChipKind) -> Option<ChipKind> {
    (count > 0).then_some(kind)
}

fn tiles(visit: &Visit, board: &Dashboard) -> Vec<Tile> {
    let to = |path: &str, fields: &[(&str, &str)]| Some(with_query(&visit.office.at(path), fields));
    let mails = &board.mails;
    let is_late = mails.oldest_waiting.is_some_and(|since| since.plus(LATE_SECONDS) < visit.office.desk.now());
    vec![
        Tile {
            note: Some(Message::new(Say::TileSoon).with_number("count", board.links_ending_soon)),
            kind: when(board.links_ending_soon, ChipKind::Soon),
            href: to("/links", &[]),
            ..Tile::new(Say::TileLinks, board.links_alive)
        },
        Tile { href: to("/handovers", &[("standing", "waiting")]), ..Tile::new(Say::TileHandovers, board.handovers_waiting) },
        Tile {
            note: mails.oldest_waiting.map(|since| Message::new(Say::TileWaitingNote).with_moment("since", iso(since))),
            kind: is_late.then_some(ChipKind::Soon),
            href: to("/mails", &[("state", "waiting")]),
            ..Tile::new(Say::TileWaiting, mails.waiting)
        },
        Tile {
            note: (mails.failed > 0).then(|| Say::TileFailedNote.into()),
            kind: when(mails.failed, ChipKind::Bad),
            href: to("/mails", &[("state", "failed")]),
            ..Tile::new(Say::TileFailed, mails.failed)
        },
    ]
}

fn issued(hours: &[HourCount]) -> Stacks {
    let sum = |count: fn(&HourCount) -> u64| hours.iter().map(count).sum::<u64>();
    let summary = Message::new(Say::IssuedSummary).with_number("issued", sum(|hour| hour.issued));
    let summary = summary.with_number("refused", sum(|hour| hour.refused));
    let series = vec![Series::new(Say::SeriesIssued), Series::new(Say::SeriesRefused)];
    let point = |hour: &HourCount| {
        let minute = JstDateTime::of(hour.at).minute_of_day();
        Point { at: format!("{:02}:{:02}", minute / 60, minute % 60), values: vec![hour.issued, hour.refused] }
    };
    Stacks::new("issued", Say::IssuedTitle, summary, Say::ColumnHour, series, hours.iter().map(point).collect())
}

fn requests(visit: &Visit, shares: &[ClientShare], clients: &[Client]) -> Bars {
    let bar = |share: &ClientShare| {
        let part = share.refused + share.failed;
        let href = share.client.as_ref().map(|key| visit.office.at(&format!("/clients/{key}")));
        Bar { name: name(visit, share.client.as_ref(), clients), href, all: share.answered + part, part }
    };
    let called = shares.iter().filter(|share| share.answered + share.refused + share.failed > 0);
    let series = [Series::new(Say::SeriesCalls), Series::new(Say::SeriesErrors)];
    Bars::new("requests", Say::RequestsTitle, Say::ColumnClient, series, Say::NoCalls, called.take(CLIENTS_MOST).map(bar).collect())
}

/// A client's name beside its key.
fn name(visit: &Visit, key: Option<&ApiKey>, clients: &[Client]) -> String {
    let Some(key) = key else {
        return visit.office.renderer().say(visit.language, &Say::NobodyKnown.into()).unwrap_or_default();
    };
    match clients.iter().find(|client| client.known.api_key == *key) {
        Some(client) => format!("{} {key}", client.name),
        None => key.to_string(),
    }
}
