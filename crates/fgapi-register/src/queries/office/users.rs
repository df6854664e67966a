//! Portal users: searched, added, changed, deleted, invited; their passwords.

use std::collections::{HashMap, HashSet};

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool};
use fgapi_admin::{
    Invitation, InvitationId, Listed, NewMail, NewUser, PortalUser, Profile, Role, Slice, Tenant, UserId, UserQuery, UserRefused, UserSort,
    UserStore,
};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{LoginId, UnixSeconds};
use fgapi_token::{StoreFault, TokenDigest};

use super::people::{self, UserRow, UserSql, user_columns};
use super::tokens::rows::uuid;
use super::{Conn, REGISTRATION, ROWS, SqlOffice, audit, finds, hold, issuing, mails, number, records, sessions};
use crate::RegisterFault;
use crate::schema::{invitations, portal_attempts, portal_factors, portal_sessions, portal_users, recovery_codes};

type Outcome = Result<Result<(), UserRefused>, RegisterFault>;
type Backend = <Conn as Connection>::Backend;

statement! {
    /// Whom an invitation invites.
    struct Invited<'q> { id: &'q [u8], now: i64 }
    binds: id as Binary, now as BigInt;
    rows: UserSql;
    sql: concat!(
        "SELECT ", user_columns!(), " FROM portal_users JOIN invitations i ON i.user_id = portal_users.id WHERE i.id = ? AND i.until > ?"
    )
}

statement! {
    /// Uses an invitation up: exactly one of any number of calls at once gets its user.
    struct UseInvitation<'q> { id: &'q [u8], now: i64 }
    binds: id as Binary, now as BigInt;
    rows: Binary;
    sql: "DELETE FROM invitations WHERE id = ? AND until > ? RETURNING user_id"
}

impl UserStore for SqlOffice {
    fn user(&self, id: UserId) -> Result<Option<PortalUser>, StoreFault> {
        Ok(self.db.read(|conn| people::by_id(conn, id))?)
    }

    fn user_named(&self, login: &LoginId) -> Result<Option<PortalUser>, StoreFault> {
        Ok(self.db.read(|conn| people::by_login(conn, login))?.map(|(user, _)| user))
    }

    fn users(&self, query: &UserQuery, slice: Slice) -> Result<Listed<PortalUser>, StoreFault> {
        Ok(self.db.read(|conn| conn.transaction(|conn| page(conn, query, slice)))?)
    }

    fn user_ids(&self, query: &UserQuery, limit: u32) -> Result<Vec<UserId>, StoreFault> {
        Ok(self.db.read(|conn| ids(conn, query, limit))?)
    }

    fn add_users(&self, users: &[NewUser], notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault> {
        let (users, notes) = (users.to_vec(), notes.to_vec());
        Ok(self.db.write(move |conn| add(conn, &users, &notes))?)
    }

    fn add_first(&self, tenant: &Tenant, user: &NewUser, note: &Entry) -> Result<bool, StoreFault> {
        let (tenant, user, note) = (tenant.clone(), user.clone(), note.clone());
        Ok(self.db.write(move |conn| add_first(conn, &tenant, user, &note))?)
    }

    fn change_users(&self, changes: &[(UserId, Profile)], notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault> {
        let (changes, notes) = (changes.to_vec(), notes.to_vec());
        Ok(self.db.write(move |conn| change(conn, &changes, &notes))?)
    }

    fn delete_users(&self, ids: &[UserId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault> {
        let (ids, by, notes) = (ids.to_vec(), by.clone(), notes.to_vec());
        Ok(self.db.write(move |conn| delete(conn, &ids, now, &by, &notes))?)
    }

    fn invite(&self, invitations: &[(Invitation, NewMail)], notes: &[Entry]) -> Result<Result<(), UserRefused>, StoreFault> {
        let (invitations, notes) = (invitations.to_vec(), notes.to_vec());
        Ok(self.db.write(move |conn| invite(conn, &invitations, &notes))?)
    }

    fn invitation(&self, id: InvitationId, now: UnixSeconds) -> Result<Option<PortalUser>, StoreFault> {
        let invited = |conn: &mut Conn| Ok(Invited { id: id.0.as_bytes(), now: now.0 }.get_result::<UserRow>(conn).optional()?);
        let row: Option<UserRow> = self.db.read(invited)?;
        Ok(row.map(people::user).transpose()?)
    }

    fn set_password_by(&self, id: InvitationId, hash: &str, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault> {
        let (hash, note) = (hash.to_owned(), note.clone());
        Ok(self.db.write(move |conn| {
            let user: Option<Vec<u8>> = UseInvitation { id: id.0.as_bytes(), now: now.0 }.get_result(conn).optional()?;
            let Some(user) = user else { return Ok(false) };
            sessions::end_all(conn, &user)?;
            set_password(conn, &user, &hash, &note)
        })?)
    }

    fn set_password(&self, user: UserId, hash: &str, but: &TokenDigest, note: &Entry) -> Result<bool, StoreFault> {
        let (hash, but, note) = (hash.to_owned(), *but, note.clone());
        Ok(self.db.write(move |conn| {
            sessions::end_others(conn, user.0.as_bytes(), &but)?;
            set_password(conn, user.0.as_bytes(), &hash, &note)
        })?)
    }

    fn unlock(&self, login: &LoginId, note: &Entry) -> Result<(), StoreFault> {
        let (login, note) = (login.clone(), note.clone());
        Ok(self.db.write(move |conn| if people::forgive_login(conn, &login)? { audit::append(conn, &note) } else { Ok(()) })?)
    }
}

fn set_password(conn: &mut Conn, user: &[u8], hash: &str, note: &Entry) -> Result<bool, RegisterFault> {
    let set = people::set_password(conn, user, hash)?;
    if set {
        audit::append(conn, note)?;
    }
    Ok(set)
}

/// What a query finds, with these columns.
macro_rules! found {
    ($query:expr, $columns:expr) => {{
        let wanted: &UserQuery = $query;
        let mut query = portal_users::table.select($columns).into_boxed::<Backend>();
        if !wanted.text.is_empty() {
            query = query.filter(finds!("portal_users.folded", &wanted.text));
        }
        if !wanted.roles.is_empty() {
            query = query.filter(portal_users::role.eq_any(wanted.roles.iter().map(|role| role.as_str())));
        }
        if let Some(suspended) = wanted.suspended {
            query = query.filter(portal_users::suspended.eq(suspended));
        }
        if let Some(tenant) = wanted.tenant {
            query = query.filter(portal_users::tenant.eq(tenant.get()));
        }
        if let Some((locked, at)) = wanted.locked {
            let begins = if locked { LOCKED } else { UNLOCKED };
            query = query.filter(sql::<Bool>(begins).bind::<BigInt, _>(at.0).sql(")"));
        }
        query
    }};
}

const LOCKED: &str = "portal_users.login_digest IN (SELECT a.digest FROM portal_attempts a WHERE a.locked_until > ";
const UNLOCKED: &str = "portal_users.login_digest NOT IN (SELECT a.digest FROM portal_attempts a WHERE a.locked_until > ";

/// The same in the order that is asked for.
macro_rules! sorted {
    ($query:expr, $found:expr) => {{
        let found = $found;
        let found = match ($query.sort, $query.descending) {
            (UserSort::Login, false) => found.order_by(portal_users::login.asc()),
            (UserSort::Login, true) => found.order_by(portal_users::login.desc()),
            (UserSort::Name, false) => found.order_by(portal_users::name.asc()),
            (UserSort::Name, true) => found.order_by(portal_users::name.desc()),
            (UserSort::Mail, false) => found.order_by(portal_users::mail.asc()),
            (UserSort::Mail, true) => found.order_by(portal_users::mail.desc()),
            (UserSort::Role, false) => found.order_by(portal_users::role.asc()),
            (UserSort::Role, true) => found.order_by(portal_users::role.desc()),
        };
        if $query.descending { found.then_order_by(portal_users::id.desc()) } else { found.then_order_by(portal_users::id.asc()) }
    }};
}

fn page(conn: &mut Conn, query: &UserQuery, slice: Slice) -> Result<Listed<PortalUser>, RegisterFault> {
    let total: i64 = found!(query, count_star()).get_result(conn)?;
    let rows = sorted!(query, found!(query, sql::<UserSql>(user_columns!()))).offset(slice.skip.into()).limit(slice.take.into());
    let rows: Vec<UserRow> = rows.load(conn)?;
    Ok(Listed { rows: rows.into_iter().map(people::user).collect::<Result<_, _>>()?, total: number(total) })
}

fn ids(conn: &mut Conn, query: &UserQuery, limit: u32) -> Result<Vec<UserId>, RegisterFault> {
    let ids: Vec<Vec<u8>> = sorted!(query, found!(query, portal_users::id)).limit(limit.into()).load(conn)?;
    ids.iter().map(|id| Ok(UserId(uuid(id)?))).collect()
}

/// The first of `logins` that somebody has, or that stands among them twice.
fn taken<'l>(conn: &mut Conn, logins: impl Iterator<Item = &'l LoginId>) -> Result<Option<LoginId>, RegisterFault> {
    let (mut seen, mut all) = (HashSet::new(), Vec::new());
    for login in logins {
        if !seen.insert(login.as_str()) {
            return Ok(Some(login.clone()));
        }
        all.push(login.as_str());
    }
    for some in all.chunks(ROWS) {
        let had = portal_users::table.filter(portal_users::login.eq_any(some)).select(portal_users::login);
        if let Some(login) = had.order_by(portal_users::login).first::<String>(conn).optional()? {
            return Ok(Some(login.parse()?));
        }
    }
    Ok(None)
}

/// Numbers of system administrators who are not suspended.
fn administrators(conn: &mut Conn) -> Result<HashSet<Vec<u8>>, RegisterFault> {
    let role = portal_users::role.eq(Role::SystemAdministrator.as_str());
    let active = portal_users::table.filter(role).filter(portal_users::suspended.eq(false)).select(portal_users::id);
    Ok(active.load::<Vec<u8>>(conn)?.into_iter().collect())
}

fn add(conn: &mut Conn, users: &[NewUser], notes: &[Entry]) -> Outcome {
    hold(conn, REGISTRATION)?;
    if let Some(login) = taken(conn, users.iter().map(|user| &user.profile.login))? {
        return Ok(Err(UserRefused::LoginTaken(login)));
    }
    people::add(conn, users)?;
    audit::append_all(conn, notes)?;
    Ok(Ok(()))
}

fn add_first(conn: &mut Conn, tenant: &Tenant, user: NewUser, note: &Entry) -> Result<bool, RegisterFault> {
    hold(conn, REGISTRATION)?;
    if !administrators(conn)?.is_empty() {
        return Ok(false);
    }
    records::keep_tenant(conn, tenant)?;
    people::add(conn, &[user])?;
    audit::append(conn, note)?;
    Ok(true)
}

/// What a change has to be compared with, by number: login id, role, whether they are suspended.
type Before = HashMap<Vec<u8>, (String, String, bool)>;

fn before(conn: &mut Conn, ids: &[UserId]) -> Result<Before, RegisterFault> {
    let mut all = Before::new();
    for some in ids.chunks(ROWS) {
        let some: Vec<&[u8]> = some.iter().map(|id| id.0.as_bytes().as_slice()).collect();
        let columns = (portal_users::id, (portal_users::login, portal_users::role, portal_users::suspended));
        all.extend(portal_users::table.filter(portal_users::id.eq_any(some)).select(columns).load::<(Vec<u8>, _)>(conn)?);
    }
    Ok(all)
}

/// The first of `ids` who is not there.
fn missing(before: &Before, ids: &[UserId]) -> Option<UserId> {
    ids.iter().find(|id| !before.contains_key(id.0.as_bytes().as_slice())).copied()
}

fn change(conn: &mut Conn, changes: &[(UserId, Profile)], notes: &[Entry]) -> Outcome {
    hold(conn, REGISTRATION)?;
    let ids: Vec<UserId> = changes.iter().map(|(id, _)| *id).collect();
    let before = before(conn, &ids)?;
    if let Some(id) = missing(&before, &ids) {
        return Ok(Err(UserRefused::Unknown(id)));
    }
    let had = |id: &UserId| before.get(id.0.as_bytes().as_slice());
    let renamed = changes.iter().filter(|(id, next)| had(id).is_some_and(|(login, ..)| *login != next.login.as_str()));
    if let Some(login) = taken(conn, renamed.map(|(_, next)| &next.login))? {
        return Ok(Err(UserRefused::LoginTaken(login)));
    }
    let mut left = administrators(conn)?;
    let any = !left.is_empty();
    for (id, next) in changes {
        let id = id.0.as_bytes().to_vec();
        if next.role == Role::SystemAdministrator && !next.suspended {
            left.insert(id)
        } else {
            left.remove(&id)
        };
    }
    if any && left.is_empty() {
        return Ok(Err(UserRefused::LastAdministrator));
    }
    for (id, next) in changes {
        people::put(conn, *id, next)?;
        if next.suspended || had(id).is_some_and(|(_, role, _)| role != next.role.as_str()) {
            sessions::end_all(conn, id.0.as_bytes())?;
        }
    }
    audit::append_all(conn, notes)?;
    Ok(Ok(()))
}

fn delete(conn: &mut Conn, ids: &[UserId], now: UnixSeconds, by: &LoginId, notes: &[Entry]) -> Outcome {
    hold(conn, REGISTRATION)?;
    let before = before(conn, ids)?;
    if let Some(id) = missing(&before, ids) {
        return Ok(Err(UserRefused::Unknown(id)));
    }
    let administrators = administrators(conn)?;
    if !administrators.is_empty() && administrators.iter().all(|id| before.contains_key(id)) {
        return Ok(Err(UserRefused::LastAdministrator));
    }
    for some in ids.chunks(ROWS) {
        let some: Vec<&[u8]> = some.iter().map(|id| id.0.as_bytes().as_slice()).collect();
        issuing::revoke_of(conn, &some, now, by)?;
        diesel::delete(portal_sessions::table.filter(portal_sessions::user_id.eq_any(&some))).execute(conn)?;
        diesel::delete(portal_factors::table.filter(portal_factors::user_id.eq_any(&some))).execute(conn)?;
        diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq_any(&some))).execute(conn)?;
        diesel::delete(invitations::table.filter(invitations::user_id.eq_any(&some))).execute(conn)?;
        let digests = portal_users::table.filter(portal_users::id.eq_any(&some)).select(portal_users::login_digest);
        let digests: Vec<Vec<u8>> = digests.load(conn)?;
        diesel::delete(portal_attempts::table.filter(portal_attempts::digest.eq_any(digests))).execute(conn)?;
        diesel::delete(portal_users::table.filter(portal_users::id.eq_any(&some))).execute(conn)?;
    }
    audit::append_all(conn, notes)?;
    Ok(Ok(()))
}

fn invite(conn: &mut Conn, all: &[(Invitation, NewMail)], notes: &[Entry]) -> Outcome {
    hold(conn, REGISTRATION)?;
    let ids: Vec<UserId> = all.iter().map(|(invitation, _)| invitation.user).collect();
    if let Some(id) = missing(&before(conn, &ids)?, &ids) {
        return Ok(Err(UserRefused::Unknown(id)));
    }
    for some in ids.chunks(ROWS) {
        let some: Vec<&[u8]> = some.iter().map(|id| id.0.as_bytes().as_slice()).collect();
        diesel::update(portal_users::table.filter(portal_users::id.eq_any(&some)))
            .set(portal_users::password.eq(None::<String>))
            .execute(conn)?;
        diesel::delete(portal_sessions::table.filter(portal_sessions::user_id.eq_any(&some))).execute(conn)?;
        diesel::delete(invitations::table.filter(invitations::user_id.eq_any(&some))).execute(conn)?;
    }
    people::invite(conn, all.iter().map(|(invitation, _)| invitation))?;
    mails::write(conn, all.iter().map(|(_, mail)| mail))?;
    audit::append_all(conn, notes)?;
    Ok(Ok(()))
}
