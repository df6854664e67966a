//! What a portal user is at the bank.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::Malformed;

/// A portal user's role (権限). What each may is in [`crate::rights`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// システム管理者: everything, the parameters too.
    SystemAdministrator,
    /// ユーザ管理者: people and what is handed over to them.
    UserAdministrator,
    /// 監査者: reads everything, changes nothing.
    Auditor,
    /// 一般ユーザ: picks up what was issued to them.
    Member,
}

impl Role {
    /// All roles, the mightiest first.
    pub const ALL: [Self; 4] = [Self::SystemAdministrator, Self::UserAdministrator, Self::Auditor, Self::Member];

    /// The value in files, forms and stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SystemAdministrator => "system_administrator",
            Self::UserAdministrator => "user_administrator",
            Self::Auditor => "auditor",
            Self::Member => "member",
        }
    }

    /// Whether a second factor is asked of everybody who has it (F1).
    pub const fn needs_second_factor(self) -> bool {
        !matches!(self, Self::Member)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.into_iter().find(|role| role.as_str() == text);
        known.ok_or(Malformed::new("role", "system_administrator, user_administrator, auditor or member"))
    }
}
