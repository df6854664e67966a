//! システム設定 › パラメータ: what the bank's staff change while the gateway serves.

use crate::MailKind;
use fgapi_domain::Malformed;

/// The parameters. They hold for what is issued later; what was issued keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// APIトークン（一般ユーザ向け）の有効期限（日）: from being picked up on; 1 to 3,650.
    pub api_token_days: u32,
    /// For how many days what was issued waits to be picked up; 1 to 90.
    pub pickup_days: u32,
    /// For how many hours a client's password before stays good after the next one is picked up; 0 to 720.
    pub overlap_hours: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { api_token_days: 365, pickup_days: 7, overlap_hours: 24 }
    }
}

impl Parameters {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Malformed`], which names the parameter.
    pub const fn checked(self) -> Result<Self, Malformed> {
        if self.api_token_days < 1 || self.api_token_days > 3_650 {
            return Err(Malformed::new("api_token_days", "1 to 3650"));
        }
        if self.pickup_days < 1 || self.pickup_days > 90 {
            return Err(Malformed::new("pickup_days", "1 to 90"));
        }
        if self.overlap_hours > 720 {
            return Err(Malformed::new("overlap_hours", "0 to 720"));
        }
        Ok(self)
    }
}

/// The words of one kind of mail. A bank that has both languages puts one under the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Which mail.
    pub kind: MailKind,
    /// One line, at most 200 characters.
    pub subject: String,
    /// At most 10,000 characters.
    pub body: String,
}
