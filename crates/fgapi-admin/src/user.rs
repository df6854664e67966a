//! Portal users: the people of the bank and of its partners who sign in to the office.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{LoginId, Malformed, ShortText, UnixSeconds};
use uuid::Uuid;

use crate::{MailAddress, Role, TenantId};

/// A portal user's unchanging number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub Uuid);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for UserId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Uuid::try_parse(text).map(Self).map_err(|_| Malformed::new("portal user", "32 hexadecimal digits"))
    }
}

/// What is registered of a portal user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// ログインID.
    pub login: LoginId,
    /// 氏名.
    pub name: ShortText,
    /// メールアドレス.
    pub mail: MailAddress,
    /// Whose data they work with.
    pub tenant: TenantId,
    /// 権限.
    pub role: Role,
    /// 一時利用禁止: they cannot sign in, and their tokens are dead while this stands.
    pub suspended: bool,
}

/// A portal user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalUser {
    /// Their number.
    pub id: UserId,
    /// What is registered of them.
    pub profile: Profile,
    /// Whether a password was ever set.
    pub has_password: bool,
    /// Whether a second factor is enrolled.
    pub has_second_factor: bool,
    /// Until when signing in is locked after too many wrong passwords; `None`: it is not.
    pub locked_until: Option<UnixSeconds>,
    /// When they were created.
    pub created_at: UnixSeconds,
    /// When they last signed in.
    pub signed_in_at: Option<UnixSeconds>,
}

/// By which column users are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    /// ログインID.
    #[default]
    Login,
    /// 氏名.
    Name,
    /// メールアドレス.
    Mail,
    /// 権限.
    Role,
}

/// A search of portal users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Part of login id, name or mail, in any case; empty: all.
    pub text: String,
    /// Only those with one of these roles; empty: all.
    pub roles: Vec<Role>,
    /// Only those who are suspended, or who are not.
    pub suspended: Option<bool>,
    /// Only those who are locked at this time, or who are not.
    pub locked: Option<(bool, UnixSeconds)>,
    /// Only those of this tenant.
    pub tenant: Option<TenantId>,
    /// In which order.
    pub sort: UserSort,
    /// The other way round.
    pub descending: bool,
}

/// One screen of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// How many come before it.
    pub skip: u32,
    /// The most that it has.
    pub take: u32,
}

/// Part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed<T> {
    /// The part.
    pub rows: Vec<T>,
    /// How many the whole list has.
    pub total: u64,
}
