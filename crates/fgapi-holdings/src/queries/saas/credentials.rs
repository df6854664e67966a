//! Tenants' credentials: what is not secret, and with it the values that lie sealed beside.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use fgapi_database::statement;
use fgapi_domain::{ShortText, TenantId};
use fgapi_saas::{CredentialChange, FieldFacts, KeptCredentials, PlainChange, Product, ReadOut, Stored};
use fgapi_vault::{Owner, Place, Put, SealedValue};

use super::Conn;
use super::vault::{keys, values};
use crate::HoldingsFault;
use crate::records::saas::{self, CredentialRow, CredentialSql, credential_columns};
use crate::records::vault::{ValueRow, ValueSql, value, value_columns};

statement! {
    /// A tenant's credentials of a product or of all, with their values; and whether the vault is shut, of the same instant.
    struct Read<'q> { tenant: i64, product: Option<&'q str> }
    binds: tenant as BigInt, product as Nullable<Text>, product as Nullable<Text>;
    rows: (Bool, Nullable<CredentialSql>, Nullable<ValueSql>);
    sql: concat!(
        "SELECT s.sealed_at IS NOT NULL, ", credential_columns!(), ", ", value_columns!("v."), " FROM vault_state s \
         LEFT JOIN saas_credentials c ON c.tenant = ? AND (? IS NULL OR c.product = ?) \
         LEFT JOIN vault_values v ON v.owner = c.tenant AND v.service = c.product \
         WHERE s.id = 1 ORDER BY c.product, v.field"
    )
}

statement! {
    /// Changes what is not secret; what is not given stays, or begins as the default.
    struct Change<'q> {
        tenant: i64, product: &'q str, enabled: Option<bool>, department: Option<&'q str>, item: Option<&'q str>, now: i64, by: &'q str,
    }
    binds: tenant as BigInt, product as Text, enabled as Nullable<Bool>, department as Nullable<Text>, item as Nullable<Text>,
        now as BigInt, by as Text, enabled as Nullable<Bool>, department as Nullable<Text>, item as Nullable<Text>;
    rows: ();
    sql: "INSERT INTO saas_credentials AS c \
          (tenant, product, enabled, receiving_department, deposit_account_item_code, changed_at, changed_by) \
          VALUES (?, ?, COALESCE(?, TRUE), COALESCE(?, ''), COALESCE(?, ''), ?, ?) ON CONFLICT (tenant, product) DO UPDATE SET \
          enabled = COALESCE(?, c.enabled), receiving_department = COALESCE(?, c.receiving_department), \
          deposit_account_item_code = COALESCE(?, c.deposit_account_item_code), \
          changed_at = excluded.changed_at, changed_by = excluded.changed_by"
}

type ReadRow = (bool, Option<CredentialRow>, Option<ValueRow>);
type Found = Vec<(KeptCredentials, Vec<SealedValue>)>;

/// A tenant's credentials without values.
pub(super) fn kept(conn: &mut Conn, tenant: TenantId) -> Result<Vec<KeptCredentials>, HoldingsFault> {
    let rows: Vec<ReadRow> = Read { tenant: tenant.get(), product: None }.load(conn)?;
    Ok(found(rows)?.into_iter().map(|(kept, _)| kept).collect())
}

/// A tenant's credentials with their values, unless the vault is shut.
pub(super) fn read(conn: &mut Conn, tenant: TenantId, product: Option<Product>) -> Result<ReadOut, HoldingsFault> {
    let rows: Vec<ReadRow> = Read { tenant: tenant.get(), product: product.map(Product::code) }.load(conn)?;
    if rows.iter().any(|(shut, ..)| *shut) { Ok(ReadOut::Shut) } else { Ok(ReadOut::Found(found(rows)?)) }
}

/// One entry a product. Rows of a product stand together.
fn found(rows: Vec<ReadRow>) -> Result<Found, HoldingsFault> {
    let mut found: Found = Vec::new();
    for (_, credentials, sealed) in rows {
        let Some(kept) = credentials.map(saas::credentials).transpose()? else { continue };
        if found.last().is_none_or(|(last, _)| last.product != kept.product) {
            found.push((kept, Vec::new()));
        }
        if let (Some((kept, values)), Some(row)) = (found.last_mut(), sealed) {
            let value = value(row)?;
            let field = value.place.field.as_str().parse()?;
            kept.fields.push(FieldFacts { field, hint: value.hint.clone(), set_at: value.set_at });
            values.push(value);
        }
    }
    Ok(found)
}

/// Changes a product's credentials; nothing is changed unless it is done.
pub(super) fn change(conn: &mut Conn, change: &CredentialChange) -> Result<Stored, HoldingsFault> {
    let CredentialChange { tenant, product, plain, values, cleared, now, by } = change;
    if !keys::hold_tenant(conn, *tenant)? {
        return Ok(Stored::NoTenant);
    }
    match values::put(conn, values)? {
        Put::Done => {}
        Put::StaleKey => return Ok(Stored::StaleKey),
        Put::Exhausted => return Ok(Stored::Exhausted),
    }
    let mut cleared = cleared.clone();
    cleared.sort_unstable();
    for field in cleared {
        values::remove(conn, &Place::new(Owner::Tenant(*tenant), product.code().parse()?, field.as_str().parse()?))?;
    }
    let PlainChange { enabled, receiving_department, deposit_account_item_code } = plain;
    let (department, item) = (receiving_department.as_ref(), deposit_account_item_code.as_ref());
    Change {
        tenant: tenant.get(),
        product: product.code(),
        enabled: *enabled,
        department: department.map(ShortText::as_str),
        item: item.map(ShortText::as_str),
        now: now.0,
        by,
    }
    .execute(conn)?;
    Ok(Stored::Done)
}
