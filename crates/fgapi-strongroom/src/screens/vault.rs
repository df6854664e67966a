//! システム設定 › 保管庫: how it stands, which master keys there are, and what is left of a change of keys.

use std::collections::BTreeMap;

use fgapi_admin::Operation;
use fgapi_lobby::{Answer, ConfirmView, Fault, Heading, Page, Route, Visit, confirm, iso, row, table, view};
use fgapi_look::Message;
use fgapi_look::views::{Cell, ChipKind, Crumb, Fact, Row};
use fgapi_vault::{MasterCensus, MasterNumber, SEALS_MAX, Standing, Status};

use crate::say::Say;
use crate::{Strongroom, trouble};

const PAGE: &str = "/vault";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(PAGE, Operation::SeeVault, show),
    Route::get("/vault/seal", Operation::ManageVault, ask_seal),
    Route::post("/vault/seal", Operation::ManageVault, seal),
    Route::get("/vault/unseal", Operation::ManageVault, ask_unseal),
    Route::post("/vault/unseal", Operation::ManageVault, unseal),
];

fn status(visit: &Visit) -> Result<Status, Fault> {
    let status = visit.office.beside::<Strongroom>()?.saas.vault().status();
    // A vault that cannot do anything is a standing: what fails here is the store.
    status.map_err(|fault| trouble::of_vault(fault).map_or_else(|fault| fault, |_| Fault::Broken))
}

fn standing(status: &Status) -> Cell {
    match status.standing {
        Standing::Open => Cell::chip(ChipKind::On, Say::StandingOpen),
        Standing::Shut => Cell::chip(ChipKind::Soon, Say::StandingShut),
        Standing::Keyless(_) => Cell::chip(ChipKind::Bad, Say::StandingKeyless),
    }
}

/// What is to be done, if anything is. The fault's own text may name a place on the machine, so it is for logs and commands.
fn mending(status: &Status) -> Option<Message> {
    match status.standing {
        Standing::Open => None,
        Standing::Shut => Some(Say::VaultIsShut.into()),
        Standing::Keyless(_) if status.masters.is_empty() => Some(Say::VaultKeyless.into()),
        Standing::Keyless(_) => {
            let missing = missing(status).map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
            Some(if missing.is_empty() { Say::VaultWrongKeys.into() } else { Message::new(Say::VaultMissingKey).with("number", missing) })
        }
    }
}

/// Master keys under which something lies, and which the gateway does not have.
fn missing(status: &Status) -> impl Iterator<Item = MasterNumber> {
    let has = |number: MasterNumber| status.masters.iter().any(|(known, _)| *known == number);
    status.census.iter().map(|census| census.master).filter(move |number| !has(*number))
}

fn facts(status: &Status) -> Vec<Fact> {
    let mut facts = vec![Fact::new(Say::ColumnStanding, standing(status))];
    if let Some((at, by)) = &status.state.sealed {
        facts.push(Fact::new(Say::ShutAt, Cell::moment(iso(*at))));
        facts.push(Fact::new(Say::ShutBy, Cell::code(by.to_string())));
    }
    let total: u64 = status.census.iter().map(|census| census.values).sum();
    facts.push(Fact::new(Say::ValuesInAll, Cell::number(total)));
    facts
}

/// The master keys that there are or should be, the newest first.
fn masters(status: &Status) -> Vec<Row> {
    let mut all: BTreeMap<MasterNumber, (Option<&str>, Option<&MasterCensus>)> = BTreeMap::new();
    for (number, fingerprint) in &status.masters {
        all.entry(*number).or_default().0 = Some(fingerprint);
    }
    for census in &status.census {
        all.entry(census.master).or_default().1 = Some(census);
    }
    let cells = |(number, (fingerprint, census)): (&MasterNumber, &(Option<&str>, Option<&MasterCensus>))| {
        let newest = status.newest() == Some(*number);
        let name = Message::new(if newest { Say::MasterNewest } else { Say::Master }).with("number", number);
        let counted = |count: fn(&MasterCensus) -> u64| Cell::number(census.map_or(0, count));
        let seals = census.map_or(0, |census| census.seals_most);
        let cells = vec![
            Cell::said(name),
            fingerprint.map_or_else(|| Cell::chip(ChipKind::Bad, Say::MasterMissing), Cell::code),
            counted(|census| census.keys),
            counted(|census| census.values),
            Cell::said(Message::new(Say::SealsOf).with_number("seals", seals).with_number("most", SEALS_MAX)),
        ];
        row(number.to_string(), cells)
    };
    all.iter().rev().map(cells).collect()
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let status = status(visit)?;
    let columns = [Say::ColumnMaster, Say::Fingerprint, Say::ColumnKeys, Say::ColumnSealed, Say::ColumnSeals];
    // Without master keys nothing is the newest, and so nothing is left of a change.
    let left = status.newest().map_or((0, 0), |_| (status.left(), status.keys_left()));
    let left = (left != (0, 0)).then(|| Message::new(Say::LeftOver).with_number("values", left.0).with_number("keys", left.1));
    let view = view! {
        facts: facts(&status),
        mending: mending(&status),
        masters: table("masters", Say::MastersTitle, columns, masters(&status), Say::NoMasters),
        left,
        shut: status.state.sealed.is_some(),
        may_manage: visit.may(Operation::ManageVault),
    };
    Ok(Page::new("vault.html", &view).under(Crumb::name(Heading::System)).into())
}

fn question(visit: &Visit, [title, submit]: [Say; 2], consequences: &[Say], path: &str, danger: bool) -> Answer {
    let consequences = consequences.iter().map(|say| Message::new(*say)).collect();
    let view = ConfirmView::ask(visit, [title.into(), submit.into()], consequences, path, PAGE);
    let page = confirm(&ConfirmView { danger, ..view }).under(Crumb::name(Heading::System));
    page.under(Crumb::page(Say::MenuVault, visit.office.at(PAGE))).into()
}

fn ask_seal(visit: &Visit) -> Result<Answer, Fault> {
    let consequences = [Say::SealReads, Say::SealSets, Say::SealLinked, Say::SealRest];
    Ok(question(visit, [Say::SealTitle, Say::Seal], &consequences, "/vault/seal", true))
}

fn ask_unseal(visit: &Visit) -> Result<Answer, Fault> {
    Ok(question(visit, [Say::UnsealTitle, Say::Unseal], &[Say::UnsealText], "/vault/unseal", false))
}

/// Whoever shuts what is shut finds it so, and the log is told nothing.
fn seal(visit: &Visit) -> Result<Answer, Fault> {
    let done = visit.office.beside::<Strongroom>()?.saas.vault().shut(&visit.who.by());
    done.map_err(|fault| trouble::of_vault(fault).map_or_else(|fault| fault, |_| Fault::Broken))?;
    Ok(Answer::go_and_tell(visit, PAGE, Say::ToldVaultShut, None))
}

fn unseal(visit: &Visit) -> Result<Answer, Fault> {
    let done = visit.office.beside::<Strongroom>()?.saas.vault().unshut(&visit.who.by());
    done.map_err(|fault| trouble::of_vault(fault).map_or_else(|fault| fault, |_| Fault::Broken))?;
    Ok(Answer::go_and_tell(visit, PAGE, Say::ToldVaultOpen, None))
}
