//! Parameters, templates, tenants, counts; removing what is over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use fgapi_admin::{Activity, Counted, Hour, MailKind, OfficeRecords, Parameters, Template, Tenant, TenantDeleted, TenantId};
use fgapi_audit::Entry;
use fgapi_database::{purge, purge_each, statement};
use fgapi_domain::UnixSeconds;
use fgapi_token::{Purged, StoreFault};

use super::super::super::tokens::skip_locked;
use super::{Conn, REGISTRATION, SqlOffice, audit, hold, number};
use crate::RegisterFault;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

statement! {
    /// The parameters.
    struct Read {}
    binds: ;
    rows: (BigInt, BigInt, BigInt);
    sql: "SELECT api_token_days, pickup_days, overlap_hours FROM parameters WHERE id = 1"
}

statement! {
    /// Changes the parameters when they are as before; the first change is one of the default ones.
    struct Change { days: i64, pickup: i64, overlap: i64, old_days: i64, old_pickup: i64, old_overlap: i64 }
    binds: days as BigInt, pickup as BigInt, overlap as BigInt, old_days as BigInt, old_pickup as BigInt, old_overlap as BigInt;
    rows: ();
    sql: "UPDATE parameters SET api_token_days = ?, pickup_days = ?, overlap_hours = ? \
          WHERE id = 1 AND api_token_days = ? AND pickup_days = ? AND overlap_hours = ?"
}

statement! {
    /// The default parameters, unless there are any.
    struct Begin { days: i64, pickup: i64, overlap: i64 }
    binds: days as BigInt, pickup as BigInt, overlap as BigInt;
    rows: ();
    sql: "INSERT INTO parameters (id, api_token_days, pickup_days, overlap_hours) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
}

statement! {
    /// A template.
    struct ReadTemplate<'q> { kind: &'q str }
    binds: kind as Text;
    rows: (Text, Text);
    sql: "SELECT subject, body FROM mail_templates WHERE kind = ?"
}

statement! {
    /// Takes a template.
    struct PutTemplate<'q> { kind: &'q str, subject: &'q str, body: &'q str }
    binds: kind as Text, subject as Text, body as Text;
    rows: ();
    sql: "INSERT INTO mail_templates (kind, subject, body) VALUES (?, ?, ?) \
          ON CONFLICT (kind) DO UPDATE SET subject = excluded.subject, body = excluded.body"
}

statement! {
    /// Gives a template up.
    struct DropTemplate<'q> { kind: &'q str }
    binds: kind as Text;
    rows: ();
    sql: "DELETE FROM mail_templates WHERE kind = ?"
}

statement! {
    /// All tenants by name.
    struct Tenants {}
    binds: ;
    rows: (BigInt, Text, BigInt);
    sql: "SELECT id, name, created_at FROM tenants ORDER BY name, id"
}

statement! {
    /// Creates a tenant, or gives it another name.
    struct PutTenant<'q> { id: i64, name: &'q str, created_at: i64 }
    binds: id as BigInt, name as Text, created_at as BigInt;
    rows: ();
    sql: "INSERT INTO tenants (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
}

statement! {
    /// Creates a tenant, unless it is there.
    struct KeepTenant<'q> { id: i64, name: &'q str, created_at: i64 }
    binds: id as BigInt, name as Text, created_at as BigInt;
    rows: ();
    sql: "INSERT INTO tenants (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING"
}

statement! {
    /// Whether portal users or handovers of a tenant are there.
    struct HasUsers { id: i64 }
    binds: id as BigInt;
    rows: Bool;
    sql: "SELECT EXISTS (SELECT 1 FROM portal_users u WHERE u.tenant = t.id) OR EXISTS (SELECT 1 FROM handovers h WHERE h.tenant = t.id) \
          FROM tenants t WHERE t.id = ?"
}

statement! {
    /// Deletes a tenant. Foreign keys take what is its own along.
    struct DeleteTenant { id: i64 }
    binds: id as BigInt;
    rows: ();
    sql: "DELETE FROM tenants WHERE id = ?"
}

statement! {
    /// Adds a count to that before.
    struct AddTimes<'q> { hour: i64, client: &'q str, what: &'q str, times: i64 }
    binds: hour as BigInt, client as Text, what as Text, times as BigInt;
    rows: ();
    sql: "INSERT INTO activity (hour, client, what, times) VALUES (?, ?, ?, ?) \
          ON CONFLICT (hour, client, what) DO UPDATE SET times = activity.times + excluded.times"
}

statement! {
    /// Counts from an hour on.
    struct TimesFrom { from: i64 }
    binds: from as BigInt;
    rows: (BigInt, Text, Text, BigInt);
    sql: "SELECT hour, client, what, times FROM activity WHERE hour >= ? ORDER BY hour, client, what"
}

purge!(
    /// Removes sessions.
    PurgeSessions: "portal_sessions" by "digest", "until"
);
purge!(
    /// Forgets wrong passwords and locks.
    PurgeAttempts: "portal_attempts" by "digest", "forgotten_at"
);
purge!(
    /// Removes invitations.
    PurgeInvitations: "invitations" by "id", "until"
);
purge!(@
    /// Removes mails that were sent.
    PurgeSent: "DELETE FROM mails", "mails", "id", "state = 'sent' AND next_at <= ?", "next_at"
);
purge!(@
    /// Removes mails that were given up.
    PurgeFailed: "DELETE FROM mails", "mails", "id", "state = 'failed' AND next_at <= ?", "next_at"
);
purge!(
    /// Removes handovers.
    PurgeHandovers: "handovers" by "id", "over_at"
);
purge!(
    /// Removes counts.
    PurgeActivity: "activity" by "hour, client, what", "hour"
);

impl OfficeRecords for SqlOffice {
    fn parameters(&self) -> Result<Parameters, StoreFault> {
        let row: Option<(i64, i64, i64)> = self.db.read(|conn| Ok(Read {}.get_result(conn).optional()?))?;
        let Some((days, pickup, overlap)) = row else { return Ok(Parameters::default()) };
        let value = |number: i64| u32::try_from(number).map_err(|_| RegisterFault::corrupt("a parameter that is no number of its kind"));
        Ok(Parameters { api_token_days: value(days)?, pickup_days: value(pickup)?, overlap_hours: value(overlap)? })
    }

    fn set_parameters(&self, before: &Parameters, after: &Parameters, note: &Entry) -> Result<bool, StoreFault> {
        let (before, after, note) = (*before, *after, note.clone());
        Ok(self.db.write(move |conn| set_parameters(conn, before, after, &note))?)
    }

    fn template(&self, kind: MailKind) -> Result<Option<Template>, StoreFault> {
        let read = |conn: &mut Conn| Ok(ReadTemplate { kind: kind.as_str() }.get_result(conn).optional()?);
        let row: Option<(String, String)> = self.db.read(read)?;
        Ok(row.map(|(subject, body)| Template { kind, subject, body }))
    }

    fn set_template(&self, kind: MailKind, template: Option<&Template>, note: &Entry) -> Result<(), StoreFault> {
        let (template, note) = (template.cloned(), note.clone());
        Ok(self.db.write(move |conn| {
            let kind = kind.as_str();
            let changed = match &template {
                Some(Template { subject, body, .. }) => PutTemplate { kind, subject, body }.execute(conn)?,
                None => DropTemplate { kind }.execute(conn)?,
            };
            if changed == 1 { audit::append(conn, &note) } else { Ok(()) }
        })?)
    }

    fn tenants(&self) -> Result<Vec<Tenant>, StoreFault> {
        let rows: Vec<(i64, String, i64)> = self.db.read(|conn| Ok(Tenants {}.load(conn)?))?;
        let tenant = |(id, name, created_at): (i64, String, i64)| {
            Ok(Tenant { id: TenantId::from_number(id)?, name: name.parse()?, created_at: UnixSeconds(created_at) })
        };
        Ok(rows.into_iter().map(tenant).collect::<Result<_, RegisterFault>>()?)
    }

    fn put_tenant(&self, tenant: &Tenant, note: &Entry) -> Result<(), StoreFault> {
        let (tenant, note) = (tenant.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            PutTenant { id: tenant.id.get(), name: tenant.name.as_str(), created_at: tenant.created_at.0 }.execute(conn)?;
            audit::append(conn, &note)
        })?)
    }

    fn delete_tenant(&self, id: TenantId, note: &Entry) -> Result<TenantDeleted, StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| delete_tenant(conn, id, &note))?)
    }

    fn add_activity(&self, counts: &[Activity]) -> Result<(), StoreFault> {
        let mut counts = counts.to_vec();
        // In one order on every node, so that no two of them wait for each other.
        counts.sort_unstable_by(|a, b| (a.hour, &a.client, a.what).cmp(&(b.hour, &b.client, b.what)));
        Ok(self.db.write(move |conn| {
            for Activity { hour, client, what, count } in &counts {
                let (client, times) = (client.as_ref().map_or("", |client| client.as_str()), i64::try_from(*count).unwrap_or(i64::MAX));
                AddTimes { hour: hour.0, client, what: what.as_str(), times }.execute(conn)?;
            }
            Ok(())
        })?)
    }

    fn activity(&self, from: Hour) -> Result<Vec<Activity>, StoreFault> {
        let rows: Vec<(i64, String, String, i64)> = self.db.read(|conn| Ok(TimesFrom { from: from.0 }.load(conn)?))?;
        let activity = |(hour, client, what, times): (i64, String, String, i64)| {
            let client = Some(client).filter(|client| !client.is_empty()).map(|client| client.parse()).transpose()?;
            let what = Counted::read(&what).ok_or_else(|| RegisterFault::corrupt("a count of what this version does not know"))?;
            Ok(Activity { hour: Hour(hour), client, what, count: number(times) })
        };
        Ok(rows.into_iter().map(activity).collect::<Result<_, RegisterFault>>()?)
    }

    fn purge_office(&self, now: UnixSeconds, kept_from: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        let (now, kept) = (now.0, kept_from.0.saturating_sub(1));
        let (invited, hour) = (now.saturating_sub(DAY), kept_from.0.div_euclid(HOUR) - 1);
        Ok(self.db.write_idempotent(move |conn| {
            let rows = purge_each!(conn, limit; PurgeSessions: now, PurgeAttempts: now, PurgeInvitations: invited, PurgeSent: kept,
                PurgeFailed: kept, PurgeHandovers: kept, PurgeActivity: hour);
            Ok(Purged { rows })
        })?)
    }
}

fn set_parameters(conn: &mut Conn, before: Parameters, after: Parameters, note: &Entry) -> Result<bool, RegisterFault> {
    let numbers = |all: Parameters| (i64::from(all.api_token_days), i64::from(all.pickup_days), i64::from(all.overlap_hours));
    let (days, pickup, overlap) = numbers(Parameters::default());
    Begin { days, pickup, overlap }.execute(conn)?;
    let ((days, pickup, overlap), (old_days, old_pickup, old_overlap)) = (numbers(after), numbers(before));
    let changed = Change { days, pickup, overlap, old_days, old_pickup, old_overlap }.execute(conn)? == 1;
    if changed {
        audit::append(conn, note)?;
    }
    Ok(changed)
}

fn delete_tenant(conn: &mut Conn, id: TenantId, note: &Entry) -> Result<TenantDeleted, RegisterFault> {
    // Nobody is registered or issued anything meanwhile.
    hold(conn, REGISTRATION)?;
    let has_users: Option<bool> = HasUsers { id: id.get() }.get_result(conn).optional()?;
    match has_users {
        None => return Ok(TenantDeleted::Unknown),
        Some(true) => return Ok(TenantDeleted::HasUsers),
        Some(false) => {}
    }
    DeleteTenant { id: id.get() }.execute(conn)?;
    audit::append(conn, note)?;
    Ok(TenantDeleted::Done)
}

/// Creates a tenant, unless it is there.
pub(super) fn keep_tenant(conn: &mut Conn, tenant: &Tenant) -> Result<(), RegisterFault> {
    KeepTenant { id: tenant.id.get(), name: tenant.name.as_str(), created_at: tenant.created_at.0 }.execute(conn)?;
    Ok(())
}
