//! Handovers: issued, picked up once, revoked.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_admin::{Handover, HandoverId, HandoverKind, HandoverState, NewMail, PickUp, PickedSecret, UserId};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{LoginId, UnixSeconds};
use fgapi_token::{ApiKey, Client};

use super::tokens::clients;
use super::{Conn, REGISTRATION, ROWS, audit, fold, folded, hold, mails};
use crate::RegisterFault;
use crate::schema::{handovers, portal_users};

statement! {
    /// Voids what a user has not picked up for a client.
    struct Void<'q> { at: i64, user: &'q [u8], client: &'q str }
    binds: at as BigInt, at as BigInt, user as Binary, client as Text;
    rows: ();
    sql: "UPDATE handovers SET state = 'voided', ended_at = ?, over_at = ? WHERE user_id = ? AND client = ? AND state = 'issued'"
}

statement! {
    /// Picks up. Whoever waited for the row sees that it is not there to be picked up any more.
    struct PickUpRow<'q> {
        id: &'q [u8], user: &'q [u8], now: i64, from: &'q str, fingerprint: &'q str, digest: Option<&'q [u8]>, expires_at: Option<i64>,
        found_by: String, client: &'q str,
    }
    binds: now as BigInt, from as Text, fingerprint as Text, digest as Nullable<Binary>, expires_at as Nullable<BigInt>,
        expires_at as Nullable<BigInt>, found_by as Text, id as Binary, user as Binary, now as BigInt, client as Text;
    rows: ();
    sql: "UPDATE handovers SET state = 'picked_up', picked_up_at = ?, picked_up_from = ?, fingerprint = ?, digest = ?, expires_at = ?, \
          over_at = ?, folded = folded || ? \
          WHERE id = ? AND user_id = ? AND state = 'issued' AND pickup_until > ? AND COALESCE(client, '') = ? \
          AND EXISTS (SELECT 1 FROM portal_users u WHERE u.id = handovers.user_id AND NOT u.suspended)"
}

/// The first user of `handovers` who is not there, or suspended.
fn cannot(conn: &mut Conn, handovers: &[Handover]) -> Result<Option<UserId>, RegisterFault> {
    let mut can: HashSet<Vec<u8>> = HashSet::new();
    for some in handovers.chunks(ROWS) {
        let ids: Vec<&[u8]> = some.iter().map(|handover| handover.user.0.as_bytes().as_slice()).collect();
        let users = portal_users::table.filter(portal_users::id.eq_any(ids)).filter(portal_users::suspended.eq(false));
        can.extend(users.select(portal_users::id).load::<Vec<u8>>(conn)?);
    }
    Ok(handovers.iter().map(|handover| handover.user).find(|user| !can.contains(user.0.as_bytes().as_slice())))
}

/// Issues all, or none.
pub(super) fn issue(conn: &mut Conn, all: &[Handover], mails: &[NewMail], notes: &[Entry]) -> Result<Result<(), UserId>, RegisterFault> {
    hold(conn, REGISTRATION)?;
    if let Some(user) = cannot(conn, all)? {
        return Ok(Err(user));
    }
    void(conn, all)?;
    add(conn, all)?;
    mails::write(conn, mails.iter())?;
    audit::append_all(conn, notes)?;
    Ok(Ok(()))
}

/// Registers a client and issues its credentials.
pub(super) fn register(
    conn: &mut Conn,
    client: &Client,
    handover: &Handover,
    mail: &NewMail,
    notes: &[Entry],
) -> Result<Result<bool, UserId>, RegisterFault> {
    hold(conn, REGISTRATION)?;
    let all = std::slice::from_ref(handover);
    if let Some(user) = cannot(conn, all)? {
        return Ok(Err(user));
    }
    if !clients::add(conn, client)? {
        return Ok(Ok(false));
    }
    add(conn, all)?;
    mails::write(conn, std::iter::once(mail))?;
    audit::append_all(conn, notes)?;
    Ok(Ok(true))
}

/// Voids what the same users have not picked up of the same kind, each by the time of the one that replaces it.
fn void(conn: &mut Conn, all: &[Handover]) -> Result<(), RegisterFault> {
    for handover in all {
        if let HandoverKind::ClientCredentials { client, .. } = &handover.kind {
            Void { at: handover.issued_at.0, user: handover.user.0.as_bytes(), client: client.as_str() }.execute(conn)?;
        }
    }
    // Tokens are issued to many at once, and at one time.
    let tokens: Vec<&Handover> = all.iter().filter(|handover| matches!(handover.kind, HandoverKind::ApiToken { .. })).collect();
    for some in tokens.chunk_by(|a, b| a.issued_at == b.issued_at).flat_map(|some| some.chunks(ROWS)) {
        let at = some.first().map(|handover| handover.issued_at.0);
        let users: Vec<&[u8]> = some.iter().map(|handover| handover.user.0.as_bytes().as_slice()).collect();
        let waiting = handovers::user_id.eq_any(users).and(handovers::client.is_null());
        let waiting = waiting.and(handovers::state.eq(HandoverState::Issued.as_str()));
        let voided = (handovers::state.eq(HandoverState::Voided.as_str()), handovers::ended_at.eq(at), handovers::over_at.eq(at));
        diesel::update(handovers::table.filter(waiting)).set(voided).execute(conn)?;
    }
    Ok(())
}

/// A handover's own part of its kind: client and overlap, or level, grants and days.
type Kind<'h> = (Option<&'h ApiKey>, Option<i64>, Option<&'static str>, Option<String>, Option<i64>);

fn kind(handover: &Handover) -> Kind<'_> {
    match &handover.kind {
        HandoverKind::ApiToken { level, grants, days } => {
            (None, None, Some(level.as_str()), Some(grants.to_string()), Some((*days).into()))
        }
        HandoverKind::ClientCredentials { client, overlap_seconds } => (Some(client), Some((*overlap_seconds).into()), None, None, None),
    }
}

fn add(conn: &mut Conn, all: &[Handover]) -> Result<(), RegisterFault> {
    for some in all.chunks(ROWS) {
        let row = |handover: &Handover| {
            let Handover { id, user, login, name, tenant, issued_at, issued_by, pickup_until, .. } = handover;
            let (client, overlap, level, grants, days) = kind(handover);
            let client = client.map(|client| client.as_str().to_owned());
            let found_by = folded(&[login.as_str(), name.as_str(), client.as_deref().unwrap_or_default()]);
            (
                (handovers::id.eq(id.0.as_bytes().to_vec()), handovers::user_id.eq(user.0.as_bytes().to_vec())),
                (handovers::login.eq(login.as_str().to_owned()), handovers::name.eq(name.as_str().to_owned())),
                (handovers::tenant.eq(tenant.get()), handovers::client.eq(client), handovers::overlap_seconds.eq(overlap)),
                (handovers::level.eq(level), handovers::grants.eq(grants), handovers::days.eq(days)),
                (handovers::state.eq(HandoverState::Issued.as_str()), handovers::issued_at.eq(issued_at.0)),
                (handovers::issued_by.eq(issued_by.as_str().to_owned()), handovers::pickup_until.eq(pickup_until.0)),
                (handovers::over_at.eq(pickup_until.0), handovers::folded.eq(found_by)),
            )
        };
        diesel::insert_into(handovers::table).values(some.iter().map(row).collect::<Vec<_>>()).execute(conn)?;
    }
    Ok(())
}

/// Picks up; `false` when somebody was faster, or it cannot be.
pub(super) fn pick_up(conn: &mut Conn, pick_up: &PickUp, note: &Entry) -> Result<bool, RegisterFault> {
    let PickUp { id, user, now, from, fingerprint, secret } = pick_up;
    let (digest, expires_at, client) = match secret {
        PickedSecret::ApiToken { digest, expires_at } => (Some(digest.as_bytes().as_slice()), Some(expires_at.0), ""),
        PickedSecret::Password { client, .. } => (None, None, client.as_str()),
    };
    let (id, user, found_by) = (id.0.as_bytes(), user.0.as_bytes(), format!("\n{}", fold(fingerprint)));
    let row = PickUpRow { id, user, now: now.0, from, fingerprint, digest, expires_at, found_by, client };
    if row.execute(conn)? == 0 {
        return Ok(false);
    }
    if let PickedSecret::Password { client, digest, overlap_until } = secret
        && !clients::rotate_password(conn, client, digest, *overlap_until)?
    {
        return Err(RegisterFault::corrupt("credentials were issued for a client that is not there"));
    }
    audit::append(conn, note)?;
    Ok(true)
}

/// What of `wanted` is issued or picked up, as of then revoked; their numbers.
macro_rules! revoke_where {
    ($conn:expr, $wanted:expr, $now:expr, $by:expr) => {{
        let open = [HandoverState::Issued.as_str(), HandoverState::PickedUp.as_str()];
        let revoked = (
            (handovers::state.eq(HandoverState::Revoked.as_str()), handovers::ended_at.eq($now.0)),
            (handovers::ended_by.eq($by.as_str()), handovers::over_at.eq($now.0)),
        );
        let rows = handovers::table.filter($wanted).filter(handovers::state.eq_any(open));
        diesel::update(rows).set(revoked).returning(handovers::id).get_results::<Vec<u8>>($conn)?
    }};
}

/// Revokes those of `ids` that are issued or picked up, with the note of each; how many.
pub(super) fn revoke(conn: &mut Conn, ids: &[HandoverId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Result<u64, RegisterFault> {
    hold(conn, REGISTRATION)?;
    let mut revoked: HashSet<Vec<u8>> = HashSet::new();
    for some in ids.chunks(ROWS) {
        let some: Vec<&[u8]> = some.iter().map(|id| id.0.as_bytes().as_slice()).collect();
        revoked.extend(revoke_where!(conn, handovers::id.eq_any(some), now, by));
    }
    let count = revoked.len() as u64;
    let told: Vec<Entry> =
        ids.iter().zip(notes).filter(|(id, _)| revoked.remove(id.0.as_bytes().as_slice())).map(|(_, note)| note.clone()).collect();
    audit::append_all(conn, &told)?;
    Ok(count)
}

/// Revokes whatever users have that is issued or picked up.
pub(super) fn revoke_of(conn: &mut Conn, users: &[&[u8]], now: UnixSeconds, by: &LoginId) -> Result<(), RegisterFault> {
    revoke_where!(conn, handovers::user_id.eq_any(users), now, by);
    Ok(())
}
