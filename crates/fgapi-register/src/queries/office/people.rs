//! Rows of portal users, and the few that go with each of them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_admin::{NewUser, PortalUser, Profile, TenantId, UserId};
use fgapi_database::statement;
use fgapi_domain::{LoginId, UnixSeconds};
use fgapi_token::TokenDigest;

use super::tokens::rows::uuid;
use super::{Conn, ROWS, folded, mails};
use crate::RegisterFault;
use crate::schema::{invitations, portal_users};

/// Columns of a user, in the order of `user_columns!`.
pub(super) type UserSql = ((Binary, Text, Text, Text, BigInt, Text, Bool), (Bool, Bool, Nullable<BigInt>, BigInt, Nullable<BigInt>));
/// A row of them.
pub(super) type UserRow = ((Vec<u8>, String, String, String, i64, String, bool), (bool, bool, Option<i64>, i64, Option<i64>));

macro_rules! user_columns {
    () => {
        "portal_users.id, portal_users.login, portal_users.name, portal_users.mail, portal_users.tenant, portal_users.role, \
         portal_users.suspended, portal_users.password IS NOT NULL, \
         EXISTS (SELECT 1 FROM portal_factors f WHERE f.user_id = portal_users.id), \
         (SELECT a.locked_until FROM portal_attempts a WHERE a.digest = portal_users.login_digest), \
         portal_users.created_at, portal_users.signed_in_at"
    };
}
pub(super) use user_columns;

statement! {
    /// A user by their number.
    struct ById<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: UserSql;
    sql: concat!("SELECT ", user_columns!(), " FROM portal_users WHERE portal_users.id = ?")
}

statement! {
    /// A user by their login id, with the hash of their password.
    struct ByLogin<'q> { login: &'q str }
    binds: login as Text;
    rows: (UserSql, Nullable<Text>);
    sql: concat!("SELECT ", user_columns!(), ", portal_users.password FROM portal_users WHERE portal_users.login = ?")
}

statement! {
    /// Writes what is registered of a user anew.
    struct Put<'q> {
        id: &'q [u8], login: &'q str, digest: &'q [u8], name: &'q str, mail: &'q str, tenant: i64, role: &'q str, suspended: bool,
        folded: String,
    }
    binds: login as Text, digest as Binary, name as Text, mail as Text, tenant as BigInt, role as Text, suspended as Bool,
        folded as Text, id as Binary;
    rows: ();
    sql: "UPDATE portal_users SET login = ?, login_digest = ?, name = ?, mail = ?, tenant = ?, role = ?, suspended = ?, folded = ? \
          WHERE id = ?"
}

statement! {
    /// Sets a password.
    struct SetPassword<'q> { id: &'q [u8], hash: &'q str }
    binds: hash as Text, id as Binary;
    rows: ();
    sql: "UPDATE portal_users SET password = ? WHERE id = ?"
}

statement! {
    /// Voids a user's invitation.
    struct Uninvite<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: ();
    sql: "DELETE FROM invitations WHERE user_id = ?"
}

statement! {
    /// Forgets the attempts to sign in as a user.
    struct Forgive<'q> { user: &'q [u8] }
    binds: user as Binary;
    rows: ();
    sql: "DELETE FROM portal_attempts WHERE digest = (SELECT login_digest FROM portal_users WHERE id = ?)"
}

statement! {
    /// Forgets the attempts to sign in under a login id.
    struct ForgiveLogin<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: ();
    sql: "DELETE FROM portal_attempts WHERE digest = ?"
}

/// By what attempts under a login id are found.
pub(super) fn login_digest(login: &LoginId) -> TokenDigest {
    TokenDigest::of(login.as_str())
}

/// A user.
pub(super) fn user(row: UserRow) -> Result<PortalUser, RegisterFault> {
    let ((id, login, name, mail, tenant, role, suspended), state) = row;
    let (has_password, has_second_factor, locked_until, created_at, signed_in_at) = state;
    Ok(PortalUser {
        id: UserId(uuid(&id)?),
        profile: Profile {
            login: login.parse()?,
            name: name.parse()?,
            mail: mail.parse()?,
            tenant: TenantId::from_number(tenant)?,
            role: role.parse()?,
            suspended,
        },
        has_password,
        has_second_factor,
        locked_until: locked_until.map(UnixSeconds),
        created_at: UnixSeconds(created_at),
        signed_in_at: signed_in_at.map(UnixSeconds),
    })
}

/// The user with this number.
pub(super) fn by_id(conn: &mut Conn, id: UserId) -> Result<Option<PortalUser>, RegisterFault> {
    let row: Option<UserRow> = ById { id: id.0.as_bytes() }.get_result(conn).optional()?;
    row.map(user).transpose()
}

/// The user with this login id, and the hash of their password.
pub(super) fn by_login(conn: &mut Conn, login: &LoginId) -> Result<Option<(PortalUser, Option<String>)>, RegisterFault> {
    let row: Option<(UserRow, Option<String>)> = ByLogin { login: login.as_str() }.get_result(conn).optional()?;
    row.map(|(row, hash)| Ok((user(row)?, hash))).transpose()
}

/// Adds users with their invitations and mails.
pub(super) fn add(conn: &mut Conn, users: &[NewUser]) -> Result<(), RegisterFault> {
    for some in users.chunks(ROWS) {
        let digests: Vec<TokenDigest> = some.iter().map(|user| login_digest(&user.profile.login)).collect();
        let row = |(user, digest)| {
            let (NewUser { id, profile, created_at, .. }, digest): (&NewUser, &TokenDigest) = (user, digest);
            let Profile { login, name, mail, tenant, role, suspended } = profile;
            (
                (portal_users::id.eq(id.0.as_bytes().to_vec()), portal_users::login.eq(login.as_str().to_owned())),
                (portal_users::login_digest.eq(digest.as_bytes().to_vec()), portal_users::name.eq(name.as_str().to_owned())),
                (portal_users::mail.eq(mail.as_str().to_owned()), portal_users::tenant.eq(tenant.get())),
                (portal_users::role.eq(role.as_str()), portal_users::suspended.eq(*suspended)),
                (portal_users::created_at.eq(created_at.0), portal_users::folded.eq(folded_of(profile))),
            )
        };
        let rows: Vec<_> = some.iter().zip(&digests).map(row).collect();
        diesel::insert_into(portal_users::table).values(&rows).execute(conn)?;
    }
    invite(conn, users.iter().map(|user| &user.invitation))?;
    mails::write(conn, users.iter().filter_map(|user| user.mail.as_ref()))
}

/// Adds invitations.
pub(super) fn invite<'i>(conn: &mut Conn, all: impl Iterator<Item = &'i fgapi_admin::Invitation>) -> Result<(), RegisterFault> {
    let rows: Vec<_> = all
        .map(|invitation| {
            (
                invitations::id.eq(invitation.id.0.as_bytes().as_slice()),
                invitations::user_id.eq(invitation.user.0.as_bytes().as_slice()),
                invitations::until.eq(invitation.until.0),
            )
        })
        .collect();
    for some in rows.chunks(ROWS) {
        diesel::insert_into(invitations::table).values(some).execute(conn)?;
    }
    Ok(())
}

/// Writes what is registered of a user anew.
pub(super) fn put(conn: &mut Conn, id: UserId, profile: &Profile) -> Result<(), RegisterFault> {
    let Profile { login, name, mail, tenant, role, suspended } = profile;
    let digest = login_digest(login);
    Put {
        id: id.0.as_bytes(),
        login: login.as_str(),
        digest: digest.as_bytes(),
        name: name.as_str(),
        mail: mail.as_str(),
        tenant: tenant.get(),
        role: role.as_str(),
        suspended: *suspended,
        folded: folded_of(profile),
    }
    .execute(conn)?;
    Ok(())
}

/// Sets a password: neither an invitation nor wrong attempts stay. `false`: there is no such user.
pub(super) fn set_password(conn: &mut Conn, user: &[u8], hash: &str) -> Result<bool, RegisterFault> {
    let set = SetPassword { id: user, hash }.execute(conn)? == 1;
    Uninvite { user }.execute(conn)?;
    forgive(conn, user)?;
    Ok(set)
}

/// Forgets the attempts to sign in as a user.
pub(super) fn forgive(conn: &mut Conn, user: &[u8]) -> Result<(), RegisterFault> {
    Forgive { user }.execute(conn)?;
    Ok(())
}

/// Forgets the attempts under a login id; whether there were any.
pub(super) fn forgive_login(conn: &mut Conn, login: &LoginId) -> Result<bool, RegisterFault> {
    Ok(ForgiveLogin { digest: login_digest(login).as_bytes() }.execute(conn)? == 1)
}

fn folded_of(profile: &Profile) -> String {
    folded(&[profile.login.as_str(), profile.name.as_str(), profile.mail.as_str()])
}
