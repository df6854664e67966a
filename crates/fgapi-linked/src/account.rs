//! A linked account, and how it stands.

use fgapi_domain::{CustomerId, LongText, ShortText, UnixSeconds, Yen};

use crate::{AccountId, AggregationError, RequestId, ServiceId};

/// At most this many characters of an account's id are seen.
const SEEN: usize = 3;

/// `account_uid_hidden`: the first three characters, then a `*` for each that is hidden; of a short id fewer are seen.
///
/// ```
/// use fgapi_linked::masked;
/// assert_eq!(masked("13412345"), "134*****");
/// assert_eq!(masked("1234"), "1***");
/// ```
pub fn masked(uid: &str) -> String {
    let length = uid.chars().count();
    let seen = SEEN.min(length.saturating_sub(SEEN));
    let seen = if length > 1 { seen.max(1) } else { 0 };
    uid.chars().enumerate().map(|(at, c)| if at < seen && !c.is_control() { c } else { '*' }).collect()
}

/// 取得状況.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 0 取得済み.
    Fetched,
    /// 1 取得中.
    Fetching,
    /// 2 取得エラー.
    Failed(AggregationError),
    /// 3 取得停止中.
    Suspended,
}

impl Status {
    /// `status`.
    pub const fn number(self) -> u32 {
        match self {
            Self::Fetched => 0,
            Self::Fetching => 1,
            Self::Failed(_) => 2,
            Self::Suspended => 3,
        }
    }
}

/// One account at the institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubAccount {
    /// The institution's id of it; the empty text where it tells none.
    pub far_id: String,
    /// `sub_name`: the branch's name.
    pub branch_name: Option<ShortText>,
    /// `sub_number`: the account's number, as the institution tells it.
    pub number: Option<ShortText>,
    /// Its kind, in the institution's words.
    pub kind: ShortText,
    /// The last known balance.
    pub balance: Yen,
}

/// What the institution wants to know before it answers again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdditionalRequest {
    /// `hashed_id`.
    pub id: RequestId,
    /// `message`: what is to be done, for people.
    pub message: LongText,
    /// `request_data`: the question.
    pub question: LongText,
    /// Until when an answer that was given is kept to be used; `None` when none was given.
    pub answered_until: Option<UnixSeconds>,
}

/// Somebody fetches the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The fencing number: it grows with each lease, and only the newest may write.
    pub fence: i64,
    /// Until when. A worker that was killed leaves nothing behind after it.
    pub until: UnixSeconds,
}

/// A customer's access to an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAccount {
    /// `hashed_id`.
    pub id: AccountId,
    /// Whose it is.
    pub customer: CustomerId,
    /// At which institution.
    pub service: ServiceId,
    /// `account_uid_hidden`; the whole is never kept.
    pub uid_hidden: String,
    /// `disp_name`: the customer's own name for it.
    pub disp_name: Option<ShortText>,
    /// `memo`.
    pub memo: Option<LongText>,
    /// `message`: from the institution to the customer.
    pub message: Option<LongText>,
    /// `msg_flag`: whether it is to be shown.
    pub msg_flag: bool,
    /// `msg_time`: when it came.
    pub msg_time: Option<UnixSeconds>,
    /// When it was linked.
    pub created_at: UnixSeconds,
    /// Whether the customer stopped the fetching.
    pub suspended: bool,
    /// Whether the gateway fetches it by itself.
    pub automatic: bool,
    /// Why the last attempt failed; `None` when it did not.
    pub error: Option<AggregationError>,
    /// When the last attempt ended.
    pub last_aggregated_at: Option<UnixSeconds>,
    /// When the last one that succeeded ended.
    pub last_succeeded_at: Option<UnixSeconds>,
    /// When the next is due; `None` when none is.
    pub next_aggregate_at: Option<UnixSeconds>,
    /// `asset_sum`: the sum of the balances.
    pub asset_sum: Yen,
    /// How many attempts failed in a row.
    pub failures: u32,
    /// The lease, if an attempt began and has not ended.
    pub lease: Option<Lease>,
    /// Until when the customer's consent there lasts, where it is told.
    pub consent_until: Option<UnixSeconds>,
    /// In the institution's order.
    pub sub_accounts: Vec<SubAccount>,
    /// What the institution wants to know.
    pub requests: Vec<AdditionalRequest>,
}

impl LinkedAccount {
    /// How it stands at `now`. It is worked out of what is stored, so that nothing has to be cleaned up after a worker that was killed:
    /// once its lease is over, its attempt counts as one that timed out. An account that was never fetched counts as being fetched for
    /// the first `patience` seconds.
    pub fn status(&self, now: UnixSeconds, patience: i64) -> Status {
        let never = self.automatic && self.last_aggregated_at.is_none();
        match (self.suspended, self.lease) {
            (true, _) => Status::Suspended,
            (false, Some(lease)) if now < lease.until => Status::Fetching,
            (false, Some(_)) => Status::Failed(self.error.unwrap_or(AggregationError::Timeout)),
            (false, None) if never && now < self.created_at.plus(patience) => Status::Fetching,
            (false, None) if never => Status::Failed(AggregationError::Timeout),
            (false, None) => self.error.map_or(Status::Fetched, Status::Failed),
        }
    }
}
