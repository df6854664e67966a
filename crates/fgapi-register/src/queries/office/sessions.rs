//! Signing in: attempts, sessions, second factors.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_admin::{Attempted, LockRule, OpenSession, Session, SessionStore, Stage, StoredFactor, UserId, Which};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{LoginId, UnixSeconds};
use fgapi_token::{StoreFault, TokenDigest};

use super::people::{self, UserRow, UserSql, user_columns};
use super::tokens::rows::{digest, uuid};
use super::{Conn, SqlOffice, audit};
use crate::RegisterFault;
use crate::schema::recovery_codes;

/// For how long a wrong attempt counts; one after it begins anew.
const COUNT_SECONDS: i64 = 86_400;

type SessionSql = (Binary, Binary, Text, BigInt, BigInt, BigInt, Text);
type SessionRow = (Vec<u8>, Vec<u8>, String, i64, i64, i64, String);

macro_rules! session_columns {
    () => {
        "s.digest, s.user_id, s.stage, s.began_at, s.seen_at, s.until, s.came_from"
    };
}

statement! {
    /// Counts an attempt in one statement, so that of many at once none slips past the limit. No row: it is locked.
    struct Count<'q> {
        digest: &'q [u8], first_lock: Option<i64>, first_end: i64, now: i64, most: i64, lock: i64, kept: i64,
    }
    binds: digest as Binary, first_lock as Nullable<BigInt>, first_end as BigInt, now as BigInt,
        now as BigInt, most as BigInt, lock as BigInt, now as BigInt, most as BigInt, lock as BigInt, kept as BigInt, now as BigInt;
    rows: BigInt;
    sql: "INSERT INTO portal_attempts (digest, failures, locked_until, forgotten_at) VALUES (?, 1, ?, ?) \
          ON CONFLICT (digest) DO UPDATE SET \
          failures = CASE WHEN portal_attempts.forgotten_at <= ? THEN 1 ELSE portal_attempts.failures + 1 END, \
          locked_until = CASE WHEN portal_attempts.forgotten_at <= ? THEN excluded.locked_until \
            WHEN portal_attempts.failures + 1 >= ? THEN ? ELSE NULL END, \
          forgotten_at = CASE WHEN portal_attempts.forgotten_at <= ? THEN excluded.forgotten_at \
            WHEN portal_attempts.failures + 1 >= ? THEN ? ELSE ? END \
          WHERE portal_attempts.locked_until IS NULL OR portal_attempts.locked_until <= ? RETURNING failures"
}

statement! {
    /// Until when attempts are locked.
    struct LockedUntil<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: Nullable<BigInt>;
    sql: "SELECT locked_until FROM portal_attempts WHERE digest = ?"
}

statement! {
    /// Keeps a session of somebody who is there and may sign in.
    struct Begin<'q> {
        digest: &'q [u8], stage: &'q str, began_at: i64, seen_at: i64, until: i64, from: &'q str, user: &'q [u8],
    }
    binds: digest as Binary, stage as Text, began_at as BigInt, seen_at as BigInt, until as BigInt, from as Text, user as Binary;
    rows: ();
    sql: "INSERT INTO portal_sessions (digest, user_id, stage, began_at, seen_at, until, came_from) \
          SELECT ?, u.id, ?, ?, ?, ?, ? FROM portal_users u WHERE u.id = ? AND NOT u.suspended"
}

statement! {
    /// Notes when a user signed in.
    struct SignedIn<'q> { user: &'q [u8], at: i64 }
    binds: at as BigInt, user as Binary;
    rows: ();
    sql: "UPDATE portal_users SET signed_in_at = ? WHERE id = ?"
}

statement! {
    /// A session and whose it is.
    struct Open<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (SessionSql, UserSql);
    sql: concat!(
        "SELECT ", session_columns!(), ", ", user_columns!(),
        " FROM portal_sessions s JOIN portal_users ON portal_users.id = s.user_id WHERE s.digest = ?"
    )
}

statement! {
    /// Notes that a session was used. No clock puts it back.
    struct Touch<'q> { digest: &'q [u8], now: i64 }
    binds: now as BigInt, digest as Binary, now as BigInt;
    rows: ();
    sql: "UPDATE portal_sessions SET seen_at = ? WHERE digest = ? AND seen_at < ?"
}

statement! {
    /// A user's sessions, newest first.
    struct Of<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: SessionSql;
    sql: concat!("SELECT ", session_columns!(), " FROM portal_sessions s WHERE s.user_id = ? ORDER BY s.began_at DESC, s.digest")
}

statement! {
    /// Ends all sessions of a user.
    struct EndAll<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: ();
    sql: "DELETE FROM portal_sessions WHERE user_id = ?"
}

statement! {
    /// Ends all but one.
    struct EndOthers<'q> { user: &'q [u8], digest: &'q [u8] }
    binds: user as Binary, digest as Binary;
    rows: ();
    sql: "DELETE FROM portal_sessions WHERE user_id = ? AND digest <> ?"
}

statement! {
    /// Ends one.
    struct EndOne<'q> { user: &'q [u8], digest: &'q [u8] }
    binds: user as Binary, digest as Binary;
    rows: ();
    sql: "DELETE FROM portal_sessions WHERE user_id = ? AND digest = ?"
}

statement! {
    /// A second factor.
    struct Factor<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: (Binary, BigInt, BigInt);
    sql: "SELECT f.sealed, f.last_step, (SELECT COUNT(*) FROM recovery_codes c WHERE c.user_id = f.user_id) \
          FROM portal_factors f WHERE f.user_id = ?"
}

statement! {
    /// Enrols a second factor in the place of any before.
    struct Enrol<'q> { user: &'q [u8], sealed: &'q [u8], step: i64 }
    binds: user as Binary, sealed as Binary, step as BigInt;
    rows: ();
    sql: "INSERT INTO portal_factors (user_id, sealed, last_step) VALUES (?, ?, ?) \
          ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step"
}

statement! {
    /// Uses a time step: of any number of calls at once with the same code exactly one does.
    struct UseStep<'q> { user: &'q [u8], step: i64 }
    binds: step as BigInt, user as Binary, step as BigInt;
    rows: ();
    sql: "UPDATE portal_factors SET last_step = ? WHERE user_id = ? AND last_step < ?"
}

statement! {
    /// Uses a recovery code up.
    struct UseCode<'q> { user: &'q [u8], digest: &'q [u8] }
    binds: user as Binary, digest as Binary;
    rows: ();
    sql: "DELETE FROM recovery_codes WHERE user_id = ? AND digest = ?"
}

statement! {
    /// Takes all recovery codes away.
    struct ForgetCodes<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: ();
    sql: "DELETE FROM recovery_codes WHERE user_id = ?"
}

statement! {
    /// Takes a second factor away.
    struct ForgetFactor<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: ();
    sql: "DELETE FROM portal_factors WHERE user_id = ?"
}

impl SessionStore for SqlOffice {
    fn attempt(&self, login: &LoginId, rule: LockRule) -> Result<Attempted, StoreFault> {
        let login = login.clone();
        Ok(self.db.write(move |conn| attempt(conn, &login, rule))?)
    }

    fn begin_session(&self, session: &Session, forgive: Option<&LoginId>, note: &Entry) -> Result<(), StoreFault> {
        let (session, forgive, note) = (session.clone(), forgive.cloned(), note.clone());
        Ok(self.db.write(move |conn| {
            if !begin(conn, &session)? {
                return Ok(());
            }
            if let Some(login) = &forgive {
                people::forgive_login(conn, login)?;
            }
            audit::append(conn, &note)
        })?)
    }

    fn session(&self, digest: &TokenDigest) -> Result<Option<OpenSession>, StoreFault> {
        let open = |conn: &mut Conn| Ok(Open { digest: digest.as_bytes() }.get_result(conn).optional()?);
        let row: Option<(SessionRow, UserRow)> = self.db.read(open)?;
        let both = row.map(|(session, user)| Ok::<_, RegisterFault>(OpenSession { session: kept(session)?, user: people::user(user)? }));
        Ok(both.transpose()?)
    }

    fn touch_session(&self, digest: &TokenDigest, now: UnixSeconds) -> Result<(), StoreFault> {
        let digest = *digest;
        Ok(self.db.write_idempotent(move |conn| {
            Touch { digest: digest.as_bytes(), now: now.0 }.execute(conn)?;
            Ok(())
        })?)
    }

    fn renew_session(&self, old: &TokenDigest, next: &Session, signed_in: bool, note: &Entry) -> Result<bool, StoreFault> {
        let (old, next, note) = (*old, next.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let user = next.user.0.as_bytes();
            let gone = EndOne { user, digest: old.as_bytes() }.execute(conn)? == 0;
            if gone || !begin(conn, &next)? {
                return Ok(false);
            }
            if signed_in {
                people::forgive(conn, user)?;
            }
            audit::append(conn, &note)?;
            Ok(true)
        })?)
    }

    fn sessions(&self, user: UserId) -> Result<Vec<Session>, StoreFault> {
        let rows: Vec<SessionRow> = self.db.read(|conn| Ok(Of { user: user.0.as_bytes() }.load(conn)?))?;
        Ok(rows.into_iter().map(kept).collect::<Result<_, _>>()?)
    }

    fn end_sessions(&self, user: UserId, which: Which<'_>, note: &Entry) -> Result<u64, StoreFault> {
        let (but, only) = match which {
            Which::All => (None, None),
            Which::But(digest) => (Some(*digest), None),
            Which::Only(digest) => (None, Some(*digest)),
        };
        let note = note.clone();
        Ok(self.db.write(move |conn| {
            let user = user.0.as_bytes();
            let ended = match (but, only) {
                (Some(but), _) => end_others(conn, user, &but)?,
                (_, Some(only)) => EndOne { user, digest: only.as_bytes() }.execute(conn)?,
                _ => end_all(conn, user)?,
            };
            if ended > 0 {
                audit::append(conn, &note)?;
            }
            Ok(ended as u64)
        })?)
    }

    fn factor(&self, user: UserId) -> Result<Option<StoredFactor>, StoreFault> {
        let factor = |conn: &mut Conn| Ok(Factor { user: user.0.as_bytes() }.get_result(conn).optional()?);
        let row: Option<(Vec<u8>, i64, i64)> = self.db.read(factor)?;
        Ok(row.map(|(sealed, last_step, codes)| StoredFactor {
            sealed,
            last_step,
            recovery_codes: u32::try_from(codes).unwrap_or(u32::MAX),
        }))
    }

    fn enrol(&self, user: UserId, sealed: &[u8], used_step: i64, recovery: &[TokenDigest], note: &Entry) -> Result<(), StoreFault> {
        let (sealed, recovery, note) = (sealed.to_vec(), recovery.to_vec(), note.clone());
        Ok(self.db.write(move |conn| {
            let user = user.0.as_bytes().as_slice();
            Enrol { user, sealed: &sealed, step: used_step }.execute(conn)?;
            ForgetCodes { user }.execute(conn)?;
            let codes =
                recovery.iter().map(|code| (recovery_codes::user_id.eq(user), recovery_codes::digest.eq(code.as_bytes().as_slice())));
            diesel::insert_into(recovery_codes::table).values(codes.collect::<Vec<_>>()).execute(conn)?;
            audit::append(conn, &note)
        })?)
    }

    fn use_step(&self, user: UserId, step: i64) -> Result<bool, StoreFault> {
        Ok(self.db.write_alone(move |conn| Ok(UseStep { user: user.0.as_bytes(), step }.execute(conn)? == 1))?)
    }

    fn use_recovery_code(&self, user: UserId, digest: &TokenDigest, note: &Entry) -> Result<bool, StoreFault> {
        let (digest, note) = (*digest, note.clone());
        Ok(self.db.write(move |conn| {
            let used = UseCode { user: user.0.as_bytes(), digest: digest.as_bytes() }.execute(conn)? == 1;
            if used {
                audit::append(conn, &note)?;
            }
            Ok(used)
        })?)
    }

    fn reset_factor(&self, user: UserId, note: &Entry) -> Result<(), StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| {
            let user = user.0.as_bytes();
            let gone = ForgetFactor { user }.execute(conn)? + end_all(conn, user)?;
            ForgetCodes { user }.execute(conn)?;
            if gone > 0 { audit::append(conn, &note) } else { Ok(()) }
        })?)
    }
}

fn attempt(conn: &mut Conn, login: &LoginId, rule: LockRule) -> Result<Attempted, RegisterFault> {
    let key = people::login_digest(login);
    let digest = key.as_bytes().as_slice();
    let (most, lock, kept) = (i64::from(rule.most.max(1)), rule.locked_until.0, rule.now.plus(COUNT_SECONDS).0);
    let first_lock = (most == 1).then_some(lock);
    let count = Count { digest, first_lock, first_end: first_lock.unwrap_or(kept), now: rule.now.0, most, lock, kept };
    // Looked for in any case, so that it takes the same time whoever has the login id.
    let counted: Option<i64> = count.get_result(conn).optional()?;
    let known = people::by_login(conn, login)?;
    if counted.is_some() {
        return Ok(Attempted::Counted { known });
    }
    let until: Option<Option<i64>> = LockedUntil { digest }.get_result(conn).optional()?;
    Ok(Attempted::Locked { until: until.flatten().map_or(rule.locked_until, UnixSeconds) })
}

/// Keeps a session; `false` when its user is gone or suspended. One that is signed in says when they did.
fn begin(conn: &mut Conn, session: &Session) -> Result<bool, RegisterFault> {
    let Session { digest, user, stage, began_at, seen_at, until, from } = session;
    let user = user.0.as_bytes();
    let (began_at, seen_at, until) = (began_at.0, seen_at.0, until.0);
    let begun = Begin { digest: digest.as_bytes(), stage: stage.as_str(), began_at, seen_at, until, from, user }.execute(conn)? == 1;
    if begun && *stage == Stage::SignedIn {
        SignedIn { user, at: began_at }.execute(conn)?;
    }
    Ok(begun)
}

/// Ends all sessions of a user; how many.
pub(super) fn end_all(conn: &mut Conn, user: &[u8]) -> Result<usize, RegisterFault> {
    Ok(EndAll { user }.execute(conn)?)
}

/// Ends all sessions of a user but one; how many.
pub(super) fn end_others(conn: &mut Conn, user: &[u8], but: &TokenDigest) -> Result<usize, RegisterFault> {
    Ok(EndOthers { user, digest: but.as_bytes() }.execute(conn)?)
}

fn kept((secret, user, stage, began_at, seen_at, until, from): SessionRow) -> Result<Session, RegisterFault> {
    Ok(Session {
        digest: digest(&secret)?,
        user: UserId(uuid(&user)?),
        stage: Stage::read(&stage).ok_or_else(|| RegisterFault::corrupt("a stage of signing in that this version does not know"))?,
        began_at: UnixSeconds(began_at),
        seen_at: UnixSeconds(seen_at),
        until: UnixSeconds(until),
        from,
    })
}
