//! System tokens that are issued at once, by one statement and one commit.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};
use fgapi_audit::Line;
use fgapi_database::postgres::Together;
use fgapi_database::statement;
use fgapi_token::{IssueSystem, KnownClient, told};

use super::as_read::{AsReadAll, as_read};
use super::told::Told;
use super::{Conn, Db};
use crate::RegisterFault;

/// Callers who want a system token.
pub(super) type Applicants = Together<Application, bool, RegisterFault>;

/// A place of a lane that is wanted.
pub(super) struct Application {
    command: IssueSystem,
    lane: i64,
    share: i64,
    /// How the client was read, where it is held to that.
    client: Option<KnownClient>,
}

statement! {
    /// Takes the next place of each lane that has room, and tells the audit log. What may fill a lane is looked up as a value: of
    /// NOT EXISTS a join is made, which reads the whole lane as long as PostgreSQL believes the table to be small. Of two that want one place,
    /// the second has none. All take places in the same order: two gateways that want the same ones wait for each other in one direction only.
    struct IssueAll<'q> {
        digests: Vec<&'q [u8]>, clients: Vec<&'q [u8]>, lanes: Vec<i64>, shares: Vec<i64>, grants: Vec<String>, now: Vec<i64>,
        expires_at: Vec<i64>, as_read: AsReadAll<'q>, told: Told<'q>,
    }
    binds: digests as Array<Binary>, clients as Array<Binary>, lanes as Array<BigInt>, shares as Array<BigInt>, grants as Array<Text>,
        now as Array<BigInt>, expires_at as Array<BigInt>,
        as_read.asked as Array<Bool>, as_read.grants as Array<Text>, as_read.networks as Array<Text>, as_read.retries as Array<Text>,
        as_read.passwords as Array<Binary>, as_read.previous as Array<Nullable<Binary>>,
        as_read.previous_until as Array<Nullable<BigInt>>,
        told.actors as Array<Text>, told.acts as Array<Text>, told.targets as Array<Text>, told.details as Array<Text>,
        told.addresses as Array<Nullable<Text>>, told.request_ids as Array<Nullable<Text>>, told.outcomes as Array<Text>;
    rows: BigInt;
    sql: concat!("WITH asked AS MATERIALIZED (\
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY AS a \
            (digest, client, lane, share, grants, now, expires_at, held_to, may, networks, retry, password, previous, previous_until, \
            actor, act, target, detail, address, request_id, outcome, number) ORDER BY client, lane), \
          given AS (\
            INSERT INTO system_tokens (digest, client, lane, ordinal, grants, created_at, expires_at) \
            SELECT asked.digest, asked.client, asked.lane, place.next, asked.grants, asked.now, asked.expires_at \
            FROM asked CROSS JOIN LATERAL (\
                SELECT COALESCE(MAX(ordinal), 0) + 1 AS next FROM system_tokens WHERE client = asked.client AND lane = asked.lane) AS place \
            WHERE COALESCE((SELECT expires_at FROM system_tokens \
                WHERE client = asked.client AND lane = asked.lane AND ordinal = place.next - asked.share), 0) <= asked.now \
            AND ", as_read!(), " ON CONFLICT (client, lane, ordinal) DO NOTHING RETURNING digest), \
          told AS (\
            INSERT INTO audit_told (at, actor, act, target, detail, address, request_id, outcome) \
            SELECT asked.now, actor, act, target, detail, address, request_id, outcome FROM asked JOIN given ON given.digest = asked.digest) \
          SELECT number FROM asked JOIN given ON given.digest = asked.digest")
}

/// Takes the next place of a lane, if it has room for one of its share and the client, where one is given, is still as it was read,
/// and tells the audit log.
pub(in super::super) fn take_place(
    db: &Db,
    applicants: &Applicants,
    command: &IssueSystem,
    (lane, share): (i64, i64),
    client: Option<&KnownClient>,
) -> Result<bool, RegisterFault> {
    let application = Application { command: command.clone(), lane, share, client: client.cloned() };
    applicants.ask(application, |all| db.write_alone(|conn| together(conn, all)))
}

fn together(conn: &mut Conn, all: &[Application]) -> Result<Vec<bool>, RegisterFault> {
    let lines: Vec<Line> = all.iter().map(|one| Line::from(&told::issued_system(&one.command))).collect();
    let issue = IssueAll {
        digests: all.iter().map(|one| one.command.token.as_bytes().as_slice()).collect(),
        clients: all.iter().map(|one| one.command.client.0.as_bytes().as_slice()).collect(),
        lanes: all.iter().map(|one| one.lane).collect(),
        shares: all.iter().map(|one| one.share).collect(),
        grants: all.iter().map(|one| one.command.grants.to_string()).collect(),
        now: all.iter().map(|one| one.command.now.0).collect(),
        expires_at: all.iter().map(|one| one.command.expires_at.0).collect(),
        as_read: all.iter().map(|one| one.client.as_ref()).collect(),
        told: lines.iter().collect(),
    };
    let mut given = vec![false; all.len()];
    for number in issue.load::<i64>(conn)? {
        *super::nth(&mut given, number)? = true;
    }
    Ok(given)
}
