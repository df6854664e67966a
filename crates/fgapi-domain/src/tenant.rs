//! Tenants: the organisations whose data a portal user's token opens, and how far it opens them.

use core::fmt;
use core::str::FromStr;

use crate::{Entropy, EntropyFault, Malformed};

const DIGITS: u32 = 19;

/// `tenantId`: a number of 19 digits, written as a text because it is beyond 2^53.
///
/// ```
/// use fgapi_domain::TenantId;
/// let id: TenantId = "1214732595705114600".parse()?;
/// assert_eq!(id.to_string(), "1214732595705114600");
/// assert!("0214732595705114600".parse::<TenantId>().is_err());
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(i64);

impl TenantId {
    const FIRST: i64 = 10_i64.pow(DIGITS - 1);

    /// A new one.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub fn generate(entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut random = [0; 8];
        entropy.fill(&mut random)?;
        let span = (i64::MAX - Self::FIRST).unsigned_abs();
        Ok(Self(Self::FIRST.saturating_add_unsigned(u64::from_le_bytes(random) % span)))
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The tenant with this number.
    ///
    /// # Errors
    /// [`Malformed`] when it has not 19 digits.
    pub const fn from_number(number: i64) -> Result<Self, Malformed> {
        if number >= Self::FIRST { Ok(Self(number)) } else { Err(Malformed::new("tenant id", "19 digits, the first not 0")) }
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TenantId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("tenant id", "19 digits, the first not 0");
        if text.len() != DIGITS as usize || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(REFUSED);
        }
        text.parse().map_err(|_| REFUSED).and_then(Self::from_number)
    }
}

/// How far an API token reaches (section 4 of the readings): a company-level token has no right to a tenant's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// テナント権限: the tenant's data.
    Tenant,
    /// 企業権限: the company's own data only.
    Company,
}

impl Level {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tenant, Self::Company];

    /// The value in forms, answers and stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Company => "company",
        }
    }
}

impl FromStr for Level {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|level| level.as_str() == text).ok_or(Malformed::new("level", "tenant or company"))
    }
}
