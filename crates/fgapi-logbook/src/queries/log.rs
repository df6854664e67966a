//! The audit log over the tables: entries are added without a lock, sealed under the head's.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_audit::{AuditFault, AuditStore, ChainHash, ChainHead, Entry, EntryTime, Filter, Line, Outcome, OutcomeKind, Sealed, Seq};
use fgapi_database::{Fault, statement};

use super::super::own as here;
use super::super::own::{row_lock, told, told_table, unsealed};
use super::super::{Conn, Db, OtherDb};
use crate::LogbookFault;
use crate::schema::audit;

statement! {
    /// Tells the log of an act.
    struct Add<'q> {
        at: i64, actor: &'q str, act: &'q str, target: &'q str, detail: &'q str, address: Option<&'q str>,
        request_id: Option<&'q str>, outcome: &'q str,
    }
    binds: at as BigInt, actor as Text, act as Text, target as Text, detail as Text, address as Nullable<Text>,
        request_id as Nullable<Text>, outcome as Text;
    rows: ();
    sql: concat!(
        "INSERT INTO ", told_table!(), " (at, actor, act, target, detail, address, request_id, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
}

statement! {
    /// The chain's last line and the last that was removed, held.
    struct Held {}
    binds: ;
    rows: (BigInt, Binary, BigInt, Binary);
    sql: concat!("SELECT l.seq, l.hash, l.pruned_seq, l.pruned_hash FROM audit_head l WHERE l.id = 1", row_lock!())
}

statement! {
    /// Both, as they are.
    struct Ends {}
    binds: ;
    rows: (BigInt, Binary, BigInt, Binary);
    sql: "SELECT seq, hash, pruned_seq, pruned_hash FROM audit_head WHERE id = 1"
}

statement! {
    /// Whether anything is to be sealed.
    struct Waiting {}
    binds: ;
    rows: Bool;
    sql: concat!("SELECT EXISTS (SELECT 1 FROM ", told_table!(), " WHERE ", unsealed!(), ")")
}

statement! {
    /// The oldest entries that are to be sealed.
    struct Unsealed { limit: i64 }
    binds: limit as BigInt;
    rows: (BigInt, LineSql);
    sql: concat!(
        "SELECT id, at, actor, act, target, detail, address, request_id, outcome FROM ", told_table!(),
        " WHERE ", unsealed!(), " ORDER BY id LIMIT ?"
    )
}

statement! {
    /// Moves the chain's end.
    struct PutHead<'q> { seq: i64, hash: &'q [u8] }
    binds: seq as BigInt, hash as Binary;
    rows: ();
    sql: "UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1"
}

statement! {
    /// The oldest lines' times.
    struct Oldest { pruned: i64, limit: i64 }
    binds: pruned as BigInt, limit as BigInt;
    rows: (BigInt, Binary, BigInt);
    sql: "SELECT seq, hash, at FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
}

statement! {
    /// Moves the chain's beginning.
    struct PutBase<'q> { seq: i64, hash: &'q [u8] }
    binds: seq as BigInt, hash as Binary;
    rows: ();
    sql: "UPDATE audit_head SET pruned_seq = ?, pruned_hash = ? WHERE id = 1"
}

statement! {
    /// Removes what lies before the beginning.
    struct RemovePruned { pruned: i64 }
    binds: pruned as BigInt;
    rows: ();
    sql: "DELETE FROM audit WHERE seq <= ?"
}

type LineSql = (BigInt, Text, Text, Text, Text, Nullable<Text>, Nullable<Text>, Text);
type LineRow = (i64, String, String, String, String, Option<String>, Option<String>, String);
type EndsRow = (i64, Vec<u8>, i64, Vec<u8>);

/// How many entries one transaction seals where all have to be.
const STEP: u32 = 500;

/// Tells the log of an act, within the transaction of the act itself, which is open on the connection.
///
/// # Errors
/// The database's; the transaction is to be undone.
pub fn append(conn: &mut Conn, entry: &Entry) -> QueryResult<()> {
    let line = Line::from(entry);
    Add {
        at: line.at.0,
        actor: &line.actor,
        act: &line.act,
        target: &line.target,
        detail: &line.detail,
        address: line.address.as_deref(),
        request_id: line.request_id.as_deref(),
        outcome: &line.outcome,
    }
    .execute(conn)?;
    Ok(())
}

/// How many rows one statement adds.
const ROWS: usize = 1_000;

/// Tells the log of several acts in as few round trips as can be, within the transaction that is open on the connection.
///
/// # Errors
/// The database's; the transaction is to be undone.
pub fn append_all(conn: &mut Conn, entries: &[Entry]) -> QueryResult<()> {
    for some in entries.chunks(ROWS) {
        let lines: Vec<Line> = some.iter().map(Line::from).collect();
        let rows: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    (told::at.eq(line.at.0), told::actor.eq(&*line.actor), told::act.eq(&*line.act)),
                    (told::target.eq(&*line.target), told::detail.eq(&*line.detail), told::outcome.eq(&*line.outcome)),
                    (told::address.eq(line.address.as_deref()), told::request_id.eq(line.request_id.as_deref())),
                )
            })
            .collect();
        diesel::insert_into(told::table).values(&rows).execute(conn)?;
    }
    Ok(())
}

/// The audit log of one database.
pub struct SqlAudit {
    db: Db,
}

impl SqlAudit {
    /// That of this database.
    pub fn new<F: Fault>(db: &OtherDb<F>) -> Self {
        Self { db: db.told_as() }
    }

    fn seal_some(&self, limit: u32) -> Result<u32, LogbookFault> {
        // Mostly there is nothing to do, and to see that nobody has to wait.
        let waiting: bool = self.db.read(|conn| Ok(Waiting {}.get_result(conn)?))?;
        if waiting { self.db.write_idempotent(move |conn| seal(conn, limit)) } else { Ok(0) }
    }

    fn seal_all(&self) -> Result<(), LogbookFault> {
        while self.seal_some(STEP)? == STEP {}
        Ok(())
    }

    fn ends(&self) -> Result<(ChainHead, ChainHead), LogbookFault> {
        let row: EndsRow = self.db.read(|conn| Ok(Ends {}.get_result(conn)?))?;
        Ok(ends(&row))
    }
}

impl AuditStore for SqlAudit {
    fn append(&self, entries: &[Entry]) -> Result<(), AuditFault> {
        let entries = entries.to_vec();
        Ok(self.db.write(move |conn| Ok(append_all(conn, &entries)?))?)
    }

    fn seal(&self, limit: u32) -> Result<u32, AuditFault> {
        Ok(self.seal_some(limit)?)
    }

    fn page(&self, filter: &Filter, before: Option<Seq>, limit: u32) -> Result<Vec<Sealed>, AuditFault> {
        self.seal_all()?;
        Ok(self.db.read(|conn| page(conn, filter, before, limit))?)
    }

    fn after(&self, seq: Seq, limit: u32) -> Result<Vec<Sealed>, AuditFault> {
        self.seal_all()?;
        Ok(self.db.read(|conn| after(conn, seq, limit))?)
    }

    fn head(&self) -> Result<ChainHead, AuditFault> {
        self.seal_all()?;
        Ok(self.ends()?.0)
    }

    fn base(&self) -> Result<ChainHead, AuditFault> {
        Ok(self.ends()?.1)
    }

    fn prune(&self, before: EntryTime, limit: u32) -> Result<u32, AuditFault> {
        self.seal_all()?;
        Ok(self.db.write(move |conn| prune(conn, before, limit))?)
    }
}

/// The chain's end and beginning.
fn ends((seq, hash, pruned_seq, pruned_hash): &EndsRow) -> (ChainHead, ChainHead) {
    let head = |seq: i64, hash: &[u8]| ChainHead { seq: Seq(seq), hash: ChainHash::of_stored(hash) };
    (head(*seq, hash), head(*pruned_seq, pruned_hash))
}

/// Numbers and chains entries that are not sealed yet.
fn seal(conn: &mut Conn, limit: u32) -> Result<u32, LogbookFault> {
    // Who waited here sees all that the other sealed.
    let (mut head, _) = ends(&Held {}.get_result(conn)?);
    let unsealed: Vec<(i64, LineRow)> = Unsealed { limit: limit.into() }.load(conn)?;
    let mut seals = Vec::with_capacity(unsealed.len());
    for (id, row) in unsealed {
        head = head.then(&line(row));
        seals.push((id, head));
    }
    if !seals.is_empty() {
        // The head first: an entry beyond it is no entry.
        PutHead { seq: head.seq.0, hash: &head.hash.0 }.execute(conn)?;
        here::put_seals(conn, &seals)?;
    }
    Ok(u32::try_from(seals.len()).unwrap_or(limit))
}

type Row = (Option<i64>, Option<Vec<u8>>, LineRow);

macro_rules! lines {
    () => {
        audit::table.filter(audit::seq.is_not_null()).select((
            audit::seq,
            audit::hash,
            (audit::at, audit::actor, audit::act, audit::target, audit::detail, audit::address, audit::request_id, audit::outcome),
        ))
    };
}

fn page(conn: &mut Conn, filter: &Filter, before: Option<Seq>, limit: u32) -> Result<Vec<Sealed>, LogbookFault> {
    let mut query = lines!().order(audit::seq.desc()).limit(limit.into()).into_boxed::<<Conn as Connection>::Backend>();
    if let Some(before) = before {
        query = query.filter(audit::seq.lt(before.0));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit::actor.eq(actor.as_str()));
    }
    if let Some(act) = filter.act {
        query = query.filter(audit::act.eq(act.as_str()));
    }
    if let Some(target) = &filter.target {
        query = query.filter(sql::<Bool>(here::CONTAINS).bind::<Text, _>(target.as_str()).sql(") > 0"));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit::at.ge(from.0));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit::at.lt(until.0));
    }
    let done = Outcome::Done.to_string();
    query = match filter.outcome {
        Some(OutcomeKind::Done) => query.filter(audit::outcome.eq(done)),
        Some(OutcomeKind::Refused) => query.filter(audit::outcome.ne(done)),
        None => query,
    };
    Ok(query.load::<Row>(conn)?.into_iter().filter_map(sealed).collect())
}

fn after(conn: &mut Conn, seq: Seq, limit: u32) -> Result<Vec<Sealed>, LogbookFault> {
    let lines = lines!().filter(audit::seq.gt(seq.0)).order(audit::seq).limit(limit.into());
    Ok(lines.load::<Row>(conn)?.into_iter().filter_map(sealed).collect())
}

/// Removes lines from the oldest on, as long as they are older than `before`.
fn prune(conn: &mut Conn, before: EntryTime, limit: u32) -> Result<u32, LogbookFault> {
    let (_, base) = ends(&Held {}.get_result(conn)?);
    let oldest: Vec<(i64, Vec<u8>, i64)> = Oldest { pruned: base.seq.0, limit: limit.into() }.load(conn)?;
    let over: Vec<_> = oldest.into_iter().take_while(|(.., at)| *at < before.0).collect();
    if let Some((seq, hash, _)) = over.last() {
        PutBase { seq: *seq, hash }.execute(conn)?;
        RemovePruned { pruned: *seq }.execute(conn)?;
    }
    Ok(u32::try_from(over.len()).unwrap_or(limit))
}

fn line((at, actor, act, target, detail, address, request_id, outcome): LineRow) -> Line {
    Line {
        at: EntryTime(at),
        actor: actor.into(),
        act: act.into(),
        target: target.into(),
        detail: detail.into(),
        address: address.map(Into::into),
        request_id: request_id.map(Into::into),
        outcome: outcome.into(),
    }
}

fn sealed((seq, hash, row): Row) -> Option<Sealed> {
    let hash = ChainHash::of_stored(&hash.unwrap_or_default());
    seq.map(|seq| Sealed { seq: Seq(seq), hash, line: line(row) })
}
