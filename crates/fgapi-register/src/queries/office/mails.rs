//! Mails: written with what they tell of, taken by one gateway at a time.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_admin::{InvitationId, Listed, Mail, MailCounts, MailId, MailQuery, MailState, MailStore, NewMail, Slice};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::StoreFault;

use super::super::super::tokens::skip_locked;
use super::tokens::rows::uuid;
use super::{Conn, ROWS, SqlOffice, audit, finds, folded, number};
use crate::RegisterFault;
use crate::schema::mails;

type Backend = <Conn as Connection>::Backend;
type MailSql = ((Binary, Text, Text, Text, Text, Nullable<Binary>, BigInt), (Text, BigInt, BigInt, Nullable<Text>, Nullable<BigInt>));
type MailRow = ((Vec<u8>, String, String, String, String, Option<Vec<u8>>, i64), (String, i64, i64, Option<String>, Option<i64>));

macro_rules! mail_columns {
    () => {
        "mails.id, mails.kind, mails.address, mails.subject, mails.body, mails.invitation, mails.created_at, \
         mails.state, mails.attempts, mails.next_at, mails.trouble, mails.sent_at"
    };
}

statement! {
    /// Waiting mails whose time has come, held; those that another gateway holds are left to it.
    struct Due { now: i64, limit: i64 }
    binds: now as BigInt, limit as BigInt;
    rows: MailSql;
    sql: concat!(
        "SELECT ", mail_columns!(), " FROM mails WHERE mails.state = 'waiting' AND mails.next_at <= ? \
         ORDER BY mails.next_at, mails.id LIMIT ?", skip_locked!()
    )
}

statement! {
    /// The mail server took it.
    struct SetSent<'q> { id: &'q [u8], now: i64 }
    binds: now as BigInt, now as BigInt, id as Binary;
    rows: ();
    sql: "UPDATE mails SET state = 'sent', sent_at = ?, next_at = ?, attempts = attempts + 1, trouble = NULL \
          WHERE id = ? AND state <> 'sent'"
}

statement! {
    /// It is tried again.
    struct SetWaiting<'q> { id: &'q [u8], trouble: &'q str, next_at: i64 }
    binds: trouble as Text, next_at as BigInt, id as Binary;
    rows: ();
    sql: "UPDATE mails SET trouble = ?, next_at = ?, attempts = attempts + 1 WHERE id = ? AND state = 'waiting'"
}

statement! {
    /// It is given up.
    struct SetFailed<'q> { id: &'q [u8], trouble: &'q str }
    binds: trouble as Text, id as Binary;
    rows: ();
    sql: "UPDATE mails SET state = 'failed', trouble = ?, attempts = attempts + 1 WHERE id = ? AND state = 'waiting'"
}

statement! {
    /// Into the queue again.
    struct Requeue<'q> { id: &'q [u8], now: i64 }
    binds: now as BigInt, now as BigInt, id as Binary;
    rows: ();
    sql: "UPDATE mails SET state = 'waiting', attempts = 0, next_at = ?, waiting_since = ?, sent_at = NULL \
          WHERE id = ? AND state <> 'waiting'"
}

statement! {
    /// A mail by its number.
    struct ById<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: MailSql;
    sql: concat!("SELECT ", mail_columns!(), " FROM mails WHERE mails.id = ?")
}

statement! {
    /// How many stand where, and since when the oldest of them waits.
    struct Counts {}
    binds: ;
    rows: (Text, BigInt, Nullable<BigInt>);
    sql: "SELECT state, COUNT(*), MIN(waiting_since) FROM mails GROUP BY state"
}

impl MailStore for SqlOffice {
    fn take_mails(&self, now: UnixSeconds, until: UnixSeconds, limit: u32) -> Result<Vec<Mail>, StoreFault> {
        Ok(self.db.write(move |conn| take(conn, now, until, limit))?)
    }

    fn mail_sent(&self, id: MailId, now: UnixSeconds) -> Result<(), StoreFault> {
        Ok(self.db.write_idempotent(move |conn| {
            SetSent { id: id.0.as_bytes(), now: now.0 }.execute(conn)?;
            Ok(())
        })?)
    }

    fn mail_failed(&self, id: MailId, trouble: &str, next_at: Option<UnixSeconds>) -> Result<(), StoreFault> {
        let trouble = trouble.to_owned();
        Ok(self.db.write(move |conn| {
            let (id, trouble) = (id.0.as_bytes().as_slice(), trouble.as_str());
            match next_at {
                Some(next_at) => SetWaiting { id, trouble, next_at: next_at.0 }.execute(conn)?,
                None => SetFailed { id, trouble }.execute(conn)?,
            };
            Ok(())
        })?)
    }

    fn mails(&self, query: &MailQuery, slice: Slice) -> Result<Listed<Mail>, StoreFault> {
        Ok(self.db.read(|conn| conn.transaction(|conn| page(conn, query, slice)))?)
    }

    fn mail(&self, id: MailId) -> Result<Option<Mail>, StoreFault> {
        let row: Option<MailRow> = self.db.read(|conn| Ok(ById { id: id.0.as_bytes() }.get_result(conn).optional()?))?;
        Ok(row.map(mail).transpose()?)
    }

    fn resend(&self, id: MailId, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| {
            let again = Requeue { id: id.0.as_bytes(), now: now.0 }.execute(conn)? == 1;
            if again {
                audit::append(conn, &note)?;
            }
            Ok(again)
        })?)
    }

    fn mail_counts(&self) -> Result<MailCounts, StoreFault> {
        let rows: Vec<(String, i64, Option<i64>)> = self.db.read(|conn| Ok(Counts {}.load(conn)?))?;
        let mut counts = MailCounts::default();
        for (state, count, since) in rows {
            match state.parse::<MailState>().map_err(RegisterFault::from)? {
                MailState::Waiting => (counts.waiting, counts.oldest_waiting) = (number(count), since.map(UnixSeconds)),
                MailState::Sent => counts.sent = number(count),
                MailState::Failed => counts.failed = number(count),
            }
        }
        Ok(counts)
    }
}

/// Writes mails, within the transaction of what they tell of.
pub(super) fn write<'m>(conn: &mut Conn, all: impl Iterator<Item = &'m NewMail>) -> Result<(), RegisterFault> {
    let all: Vec<&NewMail> = all.collect();
    for some in all.chunks(ROWS) {
        let row = |mail: &&NewMail| {
            let NewMail { id, kind, to, subject, body, invitation, created_at } = *mail;
            let at = created_at.0;
            (
                (mails::id.eq(id.0.as_bytes().to_vec()), mails::kind.eq(kind.as_str()), mails::address.eq(to.as_str().to_owned())),
                (mails::subject.eq(subject.clone()), mails::body.eq(body.clone())),
                (mails::invitation.eq(invitation.map(|id| id.0.as_bytes().to_vec())), mails::created_at.eq(at)),
                (mails::state.eq(MailState::Waiting.as_str()), mails::attempts.eq(0), mails::next_at.eq(at), mails::waiting_since.eq(at)),
                mails::folded.eq(folded(&[to.as_str(), subject])),
            )
        };
        diesel::insert_into(mails::table).values(some.iter().map(row).collect::<Vec<_>>()).execute(conn)?;
    }
    Ok(())
}

fn take(conn: &mut Conn, now: UnixSeconds, until: UnixSeconds, limit: u32) -> Result<Vec<Mail>, RegisterFault> {
    let rows: Vec<MailRow> = Due { now: now.0, limit: limit.into() }.load(conn)?;
    let ids: Vec<&[u8]> = rows.iter().map(|row| row.0.0.as_slice()).collect();
    for some in ids.chunks(ROWS) {
        diesel::update(mails::table.filter(mails::id.eq_any(some))).set(mails::next_at.eq(until.0)).execute(conn)?;
    }
    let taken = rows.into_iter().map(mail).collect::<Result<Vec<_>, _>>()?;
    Ok(taken.into_iter().map(|mail| Mail { next_at: until, ..mail }).collect())
}

macro_rules! found {
    ($query:expr, $columns:expr) => {{
        let wanted: &MailQuery = $query;
        let mut query = mails::table.select($columns).into_boxed::<Backend>();
        if !wanted.text.is_empty() {
            query = query.filter(finds!("mails.folded", &wanted.text));
        }
        if let Some(state) = wanted.state {
            query = query.filter(mails::state.eq(state.as_str()));
        }
        query
    }};
}

fn page(conn: &mut Conn, query: &MailQuery, slice: Slice) -> Result<Listed<Mail>, RegisterFault> {
    let total: i64 = found!(query, count_star()).get_result(conn)?;
    let rows = found!(query, sql::<MailSql>(mail_columns!())).order_by((mails::created_at.desc(), mails::id.desc()));
    let rows: Vec<MailRow> = rows.offset(slice.skip.into()).limit(slice.take.into()).load(conn)?;
    Ok(Listed { rows: rows.into_iter().map(mail).collect::<Result<_, _>>()?, total: number(total) })
}

fn mail(row: MailRow) -> Result<Mail, RegisterFault> {
    let ((id, kind, to, subject, body, invitation, created_at), (state, attempts, next_at, trouble, sent_at)) = row;
    let invitation = invitation.map(|id| uuid(&id)).transpose()?.map(InvitationId);
    Ok(Mail {
        new: NewMail {
            id: MailId(uuid(&id)?),
            kind: kind.parse()?,
            to: to.parse()?,
            subject,
            body,
            invitation,
            created_at: UnixSeconds(created_at),
        },
        state: state.parse()?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        next_at: UnixSeconds(next_at),
        trouble,
        sent_at: sent_at.map(UnixSeconds),
    })
}
