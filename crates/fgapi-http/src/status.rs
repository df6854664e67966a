//! The one place that turns refusals and faults into what a caller sees.

use std::time::Duration;

use fgapi_admin::ApiTokenRefused;
use fgapi_banking::{BankFault, RefusedLogIn};
use fgapi_domain::{EntropyFault, Grant};
use fgapi_saas::{IssueTokenError, ReadError, TokenRefused};
use fgapi_token::{CheckError, Credential, Dead, EndReason, ExchangeError, IssueSystemError, OpenError, Refusal, StoreFault};
use fgapi_vault::{Place, VaultFault};
use fgapi_work::Unworked;

use crate::catalogue::ErrorCode;

/// Something for the operator's eyes: a warning in the log of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    AddressNotAdmitted,
    ForeignToken,
    LinkEndedByReuse,
    /// Somebody writes to the database beside the gateway.
    VaultAltered(Box<Place>),
}

impl Event {
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::AddressNotAdmitted => "address_not_admitted",
            Self::ForeignToken => "foreign_token",
            Self::LinkEndedByReuse => "link_ended_by_reuse",
            Self::VaultAltered(_) => "vault_altered",
        }
    }

    /// Where in the vault, when it is about that.
    pub(crate) fn place(&self) -> Option<String> {
        match self {
            Self::VaultAltered(place) => Some(place.to_string()),
            Self::AddressNotAdmitted | Self::ForeignToken | Self::LinkEndedByReuse => None,
        }
    }
}

/// A call that is not answered with 200.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) code: ErrorCode,
    pub(crate) field: Option<&'static str>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) retry_after: Option<u64>,
    /// The limit that the description names.
    pub(crate) limit: Option<i64>,
    pub(crate) event: Option<Event>,
    /// What went wrong inside, for the log only.
    pub(crate) cause: Option<String>,
}

impl Refused {
    pub(crate) const fn new(code: ErrorCode) -> Self {
        Self { code, field: None, reason: None, retry_after: None, limit: None, event: None, cause: None }
    }

    pub(crate) fn field(code: ErrorCode, field: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(code) }
    }

    pub(crate) fn later(code: ErrorCode, wait: Duration) -> Self {
        Self { retry_after: Some(wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)), ..Self::new(code) }
    }

    /// A call in the hours of maintenance, which are over in so many seconds.
    pub(crate) fn maintenance(seconds: i64) -> Self {
        let retry_after = Some(u64::try_from(seconds).unwrap_or(1).max(1));
        Self { reason: Some("maintenance"), retry_after, ..Self::new(ErrorCode::Maintenance) }
    }

    /// What is wrong with a serviceCode that cannot be read, in the document's words: there is no such product.
    pub(crate) fn of_service_code(self) -> Self {
        match self.field {
            Some("serviceCode") => Self { code: ErrorCode::ServiceCode, ..self },
            _ => self,
        }
    }

    fn fault(code: ErrorCode, cause: &impl ToString) -> Self {
        let retry_after = matches!(code.entry().status, 503).then_some(1);
        Self { cause: Some(cause.to_string()), retry_after, ..Self::new(code) }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal.credential {
            Credential::ClientLogin => ErrorCode::ClientLogin,
            Credential::SystemToken | Credential::AccessToken => ErrorCode::BearerDead,
            Credential::AuthToken => ErrorCode::AuthToken,
            Credential::RefreshToken => ErrorCode::RefreshToken,
            Credential::ApiKey => ErrorCode::ApiKey,
            Credential::CallerAddress => ErrorCode::Address,
        };
        let event = match refusal.why {
            _ if refusal.ended_link => Some(Event::LinkEndedByReuse),
            Dead::NotAdmitted => Some(Event::AddressNotAdmitted),
            Dead::OtherClient => Some(Event::ForeignToken),
            _ => None,
        };
        Self { reason: reason(refusal.why), event, ..Self::new(code) }
    }
}

/// What of a credential's end may be told (reading R8).
const fn reason(why: Dead) -> Option<&'static str> {
    match why {
        Dead::Unknown | Dead::OtherClient | Dead::NotAdmitted | Dead::Unproven => None,
        Dead::Expired => Some("expired"),
        Dead::Rotated => Some("rotated"),
        Dead::Superseded => Some("superseded"),
        Dead::Spent => Some("spent"),
        Dead::ClientSuspended => Some("client_suspended"),
        Dead::Ended(EndReason::RevokedByUser) => Some("revoked_by_user"),
        Dead::Ended(EndReason::RevokedByClient) => Some("revoked_by_client"),
        Dead::Ended(EndReason::RevokedByBank) => Some("revoked_by_bank"),
        Dead::Ended(EndReason::Reused) => Some("reused"),
        Dead::Ended(EndReason::PasswordChanged) => Some("password_changed"),
        Dead::Ended(EndReason::ConsentEnded) => Some("consent_ended"),
    }
}

/// An API token is told of its end as other tokens are.
impl From<ApiTokenRefused> for Refused {
    fn from(refused: ApiTokenRefused) -> Self {
        let reason = match refused {
            ApiTokenRefused::Unknown => None,
            ApiTokenRefused::Expired => Some("expired"),
            ApiTokenRefused::Revoked => Some("revoked_by_bank"),
            ApiTokenRefused::Suspended => Some("user_suspended"),
            ApiTokenRefused::Store(fault) => return fault.into(),
        };
        Self { reason, ..Self::new(ErrorCode::BearerDead) }
    }
}

/// So is a token of a tenant's client.
impl From<TokenRefused> for Refused {
    fn from(refused: TokenRefused) -> Self {
        let reason = match refused {
            TokenRefused::Unknown => None,
            TokenRefused::Expired => Some("expired"),
            TokenRefused::Disabled => Some("client_suspended"),
            TokenRefused::Store(fault) => return fault.into(),
        };
        Self { reason, ..Self::new(ErrorCode::BearerDead) }
    }
}

impl From<IssueTokenError> for Refused {
    fn from(error: IssueTokenError) -> Self {
        match error {
            IssueTokenError::BadCredentials => Self::new(ErrorCode::TenantClient),
            IssueTokenError::Entropy(fault) => fault.into(),
            IssueTokenError::Store(fault) => fault.into(),
        }
    }
}

impl From<ReadError> for Refused {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NoTenantRight => Self::new(ErrorCode::TenantRight),
            ReadError::UnknownProduct => Self::field(ErrorCode::ServiceCode, "serviceCode"),
            ReadError::Vault(fault) => fault.into(),
            ReadError::Store(fault) => fault.into(),
        }
    }
}

/// Whoever waits for people of the bank may wait longer than for a lock.
const UNTIL_SOMEBODY_LOOKS: Duration = Duration::from_secs(60);

impl From<VaultFault> for Refused {
    fn from(fault: VaultFault) -> Self {
        let cause = fault.to_string();
        let of = |code| Self { cause: Some(cause.clone()), ..Self::new(code) };
        let later = |code| Self { cause: Some(cause.clone()), ..Self::later(code, UNTIL_SOMEBODY_LOOKS) };
        match fault {
            VaultFault::Sealed => Self::later(ErrorCode::VaultShut, UNTIL_SOMEBODY_LOOKS),
            VaultFault::Key(_) | VaultFault::WrongKey(_) | VaultFault::MissingKey(_) => later(ErrorCode::VaultKeyless),
            VaultFault::Altered(place) => Self { event: Some(Event::VaultAltered(place.into())), ..of(ErrorCode::ValueAltered) },
            VaultFault::NoOwner | VaultFault::Exhausted | VaultFault::NotEmpty => of(ErrorCode::Internal),
            VaultFault::Contended => Self::fault(ErrorCode::Busy, &cause),
            VaultFault::Entropy(fault) => fault.into(),
            VaultFault::Store(fault) => fault.into(),
            VaultFault::Audit(fault) => Self::fault(ErrorCode::StoreUnavailable, &fault),
        }
    }
}

impl From<StoreFault> for Refused {
    fn from(fault: StoreFault) -> Self {
        let code = match fault {
            StoreFault::Busy => ErrorCode::Busy,
            StoreFault::Unavailable(_) => ErrorCode::StoreUnavailable,
            StoreFault::Corrupt(_) => ErrorCode::Internal,
        };
        Self::fault(code, &fault)
    }
}

impl From<EntropyFault> for Refused {
    fn from(fault: EntropyFault) -> Self {
        Self::fault(ErrorCode::Internal, &fault)
    }
}

impl From<BankFault> for Refused {
    fn from(fault: BankFault) -> Self {
        let code = match fault {
            BankFault::Wrong(_) => ErrorCode::BankWrong,
            BankFault::Unavailable(_) => ErrorCode::BankUnavailable,
            BankFault::TimedOut => ErrorCode::BankTimedOut,
        };
        Self::fault(code, &fault)
    }
}

impl From<Unworked> for Refused {
    fn from(fault: Unworked) -> Self {
        let code = match fault {
            Unworked::Busy => ErrorCode::Busy,
            Unworked::Panicked => ErrorCode::Internal,
        };
        Self::fault(code, &fault)
    }
}

impl From<serde_json::Error> for Refused {
    fn from(fault: serde_json::Error) -> Self {
        Self::fault(ErrorCode::Internal, &fault)
    }
}

impl From<CheckError> for Refused {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Refused(refusal) => refusal.into(),
            CheckError::MissingGrant(Grant::Branches | Grant::Accounts | Grant::Transactions | Grant::Balances) => {
                Self::new(ErrorCode::Grant)
            }
            CheckError::Store(fault) => fault.into(),
        }
    }
}

impl From<IssueSystemError> for Refused {
    fn from(error: IssueSystemError) -> Self {
        match error {
            IssueSystemError::Refused(refusal) => refusal.into(),
            IssueSystemError::NotAllowed => Self::field(ErrorCode::GrantsNotAllowed, "grants"),
            IssueSystemError::AtLimit { retry_after } => {
                Self::later(ErrorCode::SystemTokens, Duration::from_secs(u64::try_from(retry_after).unwrap_or(1)))
            }
            IssueSystemError::Store(fault) => fault.into(),
            IssueSystemError::Entropy(fault) => fault.into(),
        }
    }
}

impl From<OpenError> for Refused {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Refused(refusal) => refusal.into(),
            OpenError::NotAllowed => Self::field(ErrorCode::GrantsNotAllowed, "grants"),
            OpenError::Store(fault) => fault.into(),
            OpenError::Entropy(fault) => fault.into(),
        }
    }
}

impl From<ExchangeError> for Refused {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Refused(refusal) => refusal.into(),
            ExchangeError::OtherBody => Self::field(ErrorCode::OtherBody, "idempotency_key"),
            ExchangeError::Store(fault) => fault.into(),
            ExchangeError::Entropy(fault) => fault.into(),
        }
    }
}

/// Every refused login looks alike, so that nobody learns which login ids exist, are locked, or log in another way.
impl From<RefusedLogIn> for Refused {
    fn from(refused: RefusedLogIn) -> Self {
        match refused {
            RefusedLogIn::NoMatch | RefusedLogIn::Locked { .. } | RefusedLogIn::NotThisWay => Self::new(ErrorCode::LogIn),
        }
    }
}
