//! A tenant's credentials of one product: as people see them, as its programs read them, and how they change.

use fgapi_audit::By;
use fgapi_domain::{Level, Secret, ShortText, TenantId, UnixSeconds};
use fgapi_vault::Hint;

use crate::{Field, Product};

/// No value has more bytes.
pub const LONGEST_VALUE: usize = 4_096;

/// What people may see of a value that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFacts {
    /// Which.
    pub field: Field,
    /// Its last four characters, where they do not give it away.
    pub hint: Hint,
    /// When it was set.
    pub set_at: UnixSeconds,
}

/// A tenant's credentials of one product, as people see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCredentials {
    /// The product.
    pub product: Product,
    /// `status`: 有効 or 無効.
    pub enabled: bool,
    /// `receivingDepartment`, ［受領部門］取得元項目名; may be empty.
    pub receiving_department: ShortText,
    /// `depositAccountItemCode`, 預り金勘定科目コード; may be empty.
    pub deposit_account_item_code: ShortText,
    /// The values that are set.
    pub fields: Vec<FieldFacts>,
    /// When anything of it changed last.
    pub changed_at: UnixSeconds,
    /// Who did it.
    pub changed_by: String,
}

/// The same as a tenant's program reads it.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The product.
    pub product: Product,
    /// Whether it is enabled.
    pub enabled: bool,
    /// May be empty.
    pub receiving_department: ShortText,
    /// May be empty.
    pub deposit_account_item_code: ShortText,
    /// The values that are set.
    pub values: Vec<(Field, Secret)>,
}

impl Credentials {
    /// A value; empty when it is not set.
    pub fn value(&self, field: Field) -> &str {
        self.values.iter().find(|(known, _)| *known == field).map_or("", |(_, value)| value.reveal())
    }
}

/// What of a product's credentials is not secret, and changes; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainChange {
    /// 有効 or 無効. Credentials that are set for the first time are enabled unless this says otherwise.
    pub enabled: Option<bool>,
    /// For long products only.
    pub receiving_department: Option<ShortText>,
    /// For long products only.
    pub deposit_account_item_code: Option<ShortText>,
}

/// A change of a product's credentials.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What is not secret.
    pub plain: PlainChange,
    /// Values that are set or replaced; `None` takes one away.
    pub values: Vec<(Field, Option<Secret>)>,
}

/// Who reads a tenant's credentials: the bearer of a token, which decides the tenant.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Whose credentials.
    pub tenant: TenantId,
    /// How far the token reaches.
    pub level: Level,
    /// For the audit log.
    pub by: By,
}
