//! Handovers as they are read: lists, checks of a bearer, reminders that are due.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_admin::{
    ApiTokenFacts, Handover, HandoverId, HandoverKind, HandoverQuery, HandoverState, HandoverStore, Listed, NewMail, PickUp, ReminderDue,
    Slice, TenantId, UserId,
};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{LoginId, UnixSeconds};
use fgapi_token::{Client, StoreFault, TokenDigest};

use super::tokens::clients;
use super::tokens::rows::uuid;
use super::{Conn, SqlOffice, audit, finds, issuing, mails, number};
use crate::RegisterFault;
use crate::schema::handovers;

const DAY: i64 = 86_400;

type Backend = <Conn as Connection>::Backend;
type HandoverSql = (
    (Binary, Binary, Text, Text, BigInt),
    (Nullable<Text>, Nullable<BigInt>, Nullable<Text>, Nullable<Text>, Nullable<BigInt>),
    (Text, BigInt, Text, BigInt),
    (Nullable<BigInt>, Nullable<Text>, Nullable<BigInt>, Nullable<Text>),
    (Nullable<BigInt>, Nullable<Text>),
);
type HandoverRow = (
    (Vec<u8>, Vec<u8>, String, String, i64),
    (Option<String>, Option<i64>, Option<String>, Option<String>, Option<i64>),
    (String, i64, String, i64),
    (Option<i64>, Option<String>, Option<i64>, Option<String>),
    (Option<i64>, Option<String>),
);

macro_rules! handover_columns {
    () => {
        "handovers.id, handovers.user_id, handovers.login, handovers.name, handovers.tenant, \
         handovers.client, handovers.overlap_seconds, handovers.level, handovers.grants, handovers.days, \
         handovers.state, handovers.issued_at, handovers.issued_by, handovers.pickup_until, \
         handovers.picked_up_at, handovers.picked_up_from, handovers.expires_at, handovers.fingerprint, \
         handovers.ended_at, handovers.ended_by"
    };
}

statement! {
    /// A handover by its number.
    struct ById<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: HandoverSql;
    sql: concat!("SELECT ", handover_columns!(), " FROM handovers WHERE handovers.id = ?")
}

statement! {
    /// An API token by its digest, and whether its user is suspended.
    struct ApiToken<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (HandoverSql, Bool);
    sql: concat!(
        "SELECT ", handover_columns!(), ", COALESCE(u.suspended, TRUE) FROM handovers \
         LEFT JOIN portal_users u ON u.id = handovers.user_id WHERE handovers.digest = ?"
    )
}

statement! {
    /// Picked-up API tokens that end between two times and were not reminded of as late, with their users' addresses now.
    struct Ending { after: i64, until: i64, days: i64, limit: i64 }
    binds: after as BigInt, until as BigInt, days as BigInt, limit as BigInt;
    rows: (HandoverSql, Text);
    sql: concat!(
        "SELECT ", handover_columns!(), ", u.mail FROM handovers JOIN portal_users u ON u.id = handovers.user_id \
         WHERE NOT u.suspended AND handovers.state = 'picked_up' AND handovers.over_at > ? AND handovers.over_at <= ? AND handovers.client IS NULL \
         AND (handovers.reminded IS NULL OR handovers.reminded > ?) ORDER BY handovers.over_at, handovers.id LIMIT ?"
    )
}

statement! {
    /// Notes a reminder: of any number of gateways exactly one writes it.
    struct Remind<'q> { id: &'q [u8], days: i64 }
    binds: days as BigInt, id as Binary, days as BigInt;
    rows: ();
    sql: "UPDATE handovers SET reminded = ? WHERE id = ? AND state = 'picked_up' AND (reminded IS NULL OR reminded > ?)"
}

impl HandoverStore for SqlOffice {
    fn issue(&self, handovers: &[Handover], mails: &[NewMail], notes: &[Entry]) -> Result<Result<(), UserId>, StoreFault> {
        let (handovers, mails, notes) = (handovers.to_vec(), mails.to_vec(), notes.to_vec());
        Ok(self.db.write(move |conn| issuing::issue(conn, &handovers, &mails, &notes))?)
    }

    fn register_client(
        &self,
        client: &Client,
        handover: &Handover,
        mail: &NewMail,
        notes: &[Entry],
    ) -> Result<Result<bool, UserId>, StoreFault> {
        let (client, handover, mail, notes) = (client.clone(), handover.clone(), mail.clone(), notes.to_vec());
        Ok(self.db.write(move |conn| issuing::register(conn, &client, &handover, &mail, &notes))?)
    }

    fn change_client(&self, client: &Client, note: &Entry) -> Result<bool, StoreFault> {
        let (client, note) = (client.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let changed = clients::change(conn, &client)?;
            if changed {
                audit::append(conn, &note)?;
            }
            Ok(changed)
        })?)
    }

    fn pick_up(&self, pick_up: &PickUp, note: &Entry) -> Result<bool, StoreFault> {
        let (pick_up, note) = (pick_up.clone(), note.clone());
        Ok(self.db.write(move |conn| issuing::pick_up(conn, &pick_up, &note))?)
    }

    fn handover(&self, id: HandoverId) -> Result<Option<Handover>, StoreFault> {
        let row: Option<HandoverRow> = self.db.read(|conn| Ok(ById { id: id.0.as_bytes() }.get_result(conn).optional()?))?;
        Ok(row.map(handover).transpose()?)
    }

    fn handovers(&self, query: &HandoverQuery, slice: Slice) -> Result<Listed<Handover>, StoreFault> {
        Ok(self.db.read(|conn| conn.transaction(|conn| page(conn, query, slice)))?)
    }

    fn revoke(&self, ids: &[HandoverId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Result<u64, StoreFault> {
        let (ids, by, notes) = (ids.to_vec(), by.clone(), notes.to_vec());
        Ok(self.db.write(move |conn| issuing::revoke(conn, &ids, now, &by, &notes))?)
    }

    fn api_token(&self, digest: &TokenDigest) -> Result<Option<ApiTokenFacts>, StoreFault> {
        let find = |conn: &mut Conn| Ok(ApiToken { digest: digest.as_bytes() }.get_result(conn).optional()?);
        let row: Option<(HandoverRow, bool)> = self.db.read(find)?;
        let facts = |(row, suspended)| Ok::<_, RegisterFault>(ApiTokenFacts { handover: handover(row)?, suspended });
        Ok(row.map(facts).transpose()?)
    }

    fn reminders_due(&self, now: UnixSeconds, days_before: &[u32], limit: u32) -> Result<Vec<ReminderDue>, StoreFault> {
        Ok(self.db.read(|conn| due(conn, now, days_before, limit))?)
    }

    fn remind(&self, handover: HandoverId, days_before: u32, mail: &NewMail) -> Result<bool, StoreFault> {
        let mail = mail.clone();
        Ok(self.db.write(move |conn| {
            let noted = Remind { id: handover.0.as_bytes(), days: days_before.into() }.execute(conn)? == 1;
            if noted {
                mails::write(conn, std::iter::once(&mail))?;
            }
            Ok(noted)
        })?)
    }
}

macro_rules! found {
    ($query:expr, $columns:expr) => {{
        let wanted: &HandoverQuery = $query;
        let mut query = handovers::table.select($columns).into_boxed::<Backend>();
        if !wanted.text.is_empty() {
            query = query.filter(finds!("handovers.folded", &wanted.text));
        }
        if let Some(user) = wanted.user {
            query = query.filter(handovers::user_id.eq(user.0.as_bytes().to_vec()));
        }
        if let Some(state) = wanted.state {
            query = query.filter(handovers::state.eq(state.as_str()));
        }
        query = match wanted.over {
            Some((true, at)) if has_time(wanted.state) => query.filter(handovers::over_at.le(at.0)),
            Some((false, at)) if has_time(wanted.state) => query.filter(handovers::over_at.is_null().or(handovers::over_at.gt(at.0))),
            _ => query,
        };
        match wanted.api_tokens {
            Some(true) => query.filter(handovers::client.is_null()),
            Some(false) => query.filter(handovers::client.is_not_null()),
            None => query,
        }
    }};
}

/// Whether what stands so can be over in time.
const fn has_time(state: Option<HandoverState>) -> bool {
    matches!(state, Some(HandoverState::Issued | HandoverState::PickedUp))
}

fn page(conn: &mut Conn, query: &HandoverQuery, slice: Slice) -> Result<Listed<Handover>, RegisterFault> {
    let total: i64 = found!(query, count_star()).get_result(conn)?;
    let rows = found!(query, sql::<HandoverSql>(handover_columns!())).order_by((handovers::issued_at.desc(), handovers::id.desc()));
    let rows: Vec<HandoverRow> = rows.offset(slice.skip.into()).limit(slice.take.into()).load(conn)?;
    Ok(Listed { rows: rows.into_iter().map(handover).collect::<Result<_, _>>()?, total: number(total) })
}

/// For each number of days those that end within them, but not within the number before: so each is due for the fewest days.
fn due(conn: &mut Conn, now: UnixSeconds, days_before: &[u32], limit: u32) -> Result<Vec<ReminderDue>, RegisterFault> {
    let mut days = days_before.to_vec();
    days.sort_unstable();
    let mut all: Vec<ReminderDue> = Vec::new();
    let mut after = now;
    for days_before in days {
        let until = now.plus(i64::from(days_before) * DAY);
        let limit = i64::from(limit) - i64::try_from(all.len()).unwrap_or(i64::MAX);
        let rows: Vec<(HandoverRow, String)> = Ending { after: after.0, until: until.0, days: days_before.into(), limit }.load(conn)?;
        for (row, mail) in rows {
            all.push(ReminderDue { handover: handover(row)?, mail: mail.parse()?, days_before });
        }
        after = until;
    }
    Ok(all)
}

fn handover(row: HandoverRow) -> Result<Handover, RegisterFault> {
    let ((id, user, login, name, tenant), kind, issued, picked_up, (ended_at, ended_by)) = row;
    let (client, overlap_seconds, level, grants, days) = kind;
    let (state, issued_at, issued_by, pickup_until) = issued;
    let (picked_up_at, picked_up_from, expires_at, fingerprint) = picked_up;
    let wrong = || RegisterFault::corrupt("a handover of no kind");
    let kind = match (client, overlap_seconds, level, grants, days) {
        (Some(client), Some(overlap), ..) => {
            HandoverKind::ClientCredentials { client: client.parse()?, overlap_seconds: u32::try_from(overlap).map_err(|_| wrong())? }
        }
        (None, _, Some(level), Some(grants), Some(days)) => {
            HandoverKind::ApiToken { level: level.parse()?, grants: grants.parse()?, days: u32::try_from(days).map_err(|_| wrong())? }
        }
        _ => return Err(wrong()),
    };
    Ok(Handover {
        id: HandoverId(uuid(&id)?),
        user: UserId(uuid(&user)?),
        login: login.parse()?,
        name: name.parse()?,
        tenant: TenantId::from_number(tenant)?,
        kind,
        state: state.parse()?,
        issued_at: UnixSeconds(issued_at),
        issued_by: issued_by.parse()?,
        pickup_until: UnixSeconds(pickup_until),
        picked_up_at: picked_up_at.map(UnixSeconds),
        picked_up_from,
        expires_at: expires_at.map(UnixSeconds),
        fingerprint,
        ended_at: ended_at.map(UnixSeconds),
        ended_by: ended_by.map(|by| by.parse()).transpose()?,
    })
}
