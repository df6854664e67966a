//! Services, linked accounts, and what belongs to them.

use fgapi_domain::{CustomerId, UnixSeconds, Yen};
use fgapi_linked::{
    AccountId, AdditionalRequest, AggregationError, HarvestedAccount, HarvestedTransaction, KeptService, Lease, LinkedAccount, RequestId,
    ServiceId, SubAccount,
};

use super::{bytes, narrow};
use crate::HoldingsFault;

/// A service.
#[derive(diesel::Queryable, diesel::Selectable, PartialEq, Eq)]
#[diesel(table_name = crate::schema::linked_services)]
pub(crate) struct ServiceRecord {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) automatic: bool,
    pub(crate) concurrency: i64,
    pub(crate) timeout_seconds: i64,
}

impl From<&KeptService> for ServiceRecord {
    fn from(service: &KeptService) -> Self {
        let KeptService { id, ref text, automatic, concurrency, timeout_seconds } = *service;
        let (concurrency, timeout_seconds) = (concurrency.into(), timeout_seconds.into());
        Self { id: id.0.into(), text: text.clone(), automatic, concurrency, timeout_seconds }
    }
}

impl TryFrom<ServiceRecord> for KeptService {
    type Error = HoldingsFault;
    fn try_from(record: ServiceRecord) -> Result<Self, HoldingsFault> {
        let ServiceRecord { id, text, automatic, concurrency, timeout_seconds } = record;
        Ok(Self {
            id: service_id(id)?,
            text,
            automatic,
            concurrency: narrow(concurrency, "a concurrency")?,
            timeout_seconds: narrow(timeout_seconds, "a time-out")?,
        })
    }
}

/// A service's id.
pub(crate) fn service_id(number: i64) -> Result<ServiceId, HoldingsFault> {
    narrow(number, "a service").map(ServiceId)
}

/// An account's id.
pub(crate) fn account_id(stored: &[u8]) -> Result<AccountId, HoldingsFault> {
    bytes(stored, "an account's id").map(AccountId)
}

/// A request's id.
pub(crate) fn request_id(stored: &[u8]) -> Result<RequestId, HoldingsFault> {
    bytes(stored, "a request's id").map(RequestId)
}

/// An account without what belongs to it.
#[derive(diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::linked_accounts)]
pub(crate) struct AccountRecord {
    pub(crate) id: Vec<u8>,
    customer: String,
    service: i64,
    uid_hidden: String,
    disp_name: Option<String>,
    memo: Option<String>,
    message: Option<String>,
    msg_flag: bool,
    msg_time: Option<i64>,
    created_at: i64,
    suspended: bool,
    automatic: bool,
    error: Option<i64>,
    last_aggregated_at: Option<i64>,
    last_succeeded_at: Option<i64>,
    next_aggregate_at: Option<i64>,
    asset_sum: i64,
    failures: i64,
    fence: i64,
    lease_until: Option<i64>,
    consent_until: Option<i64>,
}

impl AccountRecord {
    /// The account, with what belongs to it.
    pub(crate) fn whole(self, sub_accounts: Vec<SubAccount>, requests: Vec<AdditionalRequest>) -> Result<LinkedAccount, HoldingsFault> {
        let error = |number| Ok::<_, HoldingsFault>(AggregationError::from_id(narrow(number, "an error")?)?);
        Ok(LinkedAccount {
            id: account_id(&self.id)?,
            customer: self.customer.parse::<CustomerId>()?,
            service: service_id(self.service)?,
            uid_hidden: self.uid_hidden,
            disp_name: self.disp_name.map(|text| text.parse()).transpose()?,
            memo: self.memo.map(|text| text.parse()).transpose()?,
            message: self.message.map(|text| text.parse()).transpose()?,
            msg_flag: self.msg_flag,
            msg_time: self.msg_time.map(UnixSeconds),
            created_at: UnixSeconds(self.created_at),
            suspended: self.suspended,
            automatic: self.automatic,
            error: self.error.map(error).transpose()?,
            last_aggregated_at: self.last_aggregated_at.map(UnixSeconds),
            last_succeeded_at: self.last_succeeded_at.map(UnixSeconds),
            next_aggregate_at: self.next_aggregate_at.map(UnixSeconds),
            asset_sum: Yen(self.asset_sum),
            failures: narrow(self.failures, "a count of failures")?,
            lease: self.lease_until.map(|until| Lease { fence: self.fence, until: UnixSeconds(until) }),
            consent_until: self.consent_until.map(UnixSeconds),
            sub_accounts,
            requests,
        })
    }
}

/// An account at an institution, as it is read.
#[derive(diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::linked_sub_accounts)]
pub(crate) struct StoredSub {
    pub(crate) account: Vec<u8>,
    far_id: String,
    branch_name: Option<String>,
    number: Option<String>,
    kind: String,
    balance: i64,
}

impl TryFrom<StoredSub> for SubAccount {
    type Error = HoldingsFault;
    fn try_from(stored: StoredSub) -> Result<Self, HoldingsFault> {
        Ok(Self {
            far_id: stored.far_id,
            branch_name: stored.branch_name.map(|text| text.parse()).transpose()?,
            number: stored.number.map(|text| text.parse()).transpose()?,
            kind: stored.kind.parse()?,
            balance: Yen(stored.balance),
        })
    }
}

/// An account at an institution, as it is written.
#[derive(diesel::Insertable)]
#[diesel(table_name = crate::schema::linked_sub_accounts, treat_none_as_default_value = false)]
pub(crate) struct SubRecord<'r> {
    account: &'r [u8],
    ordinal: i64,
    far_id: &'r str,
    branch_name: Option<&'r str>,
    number: Option<&'r str>,
    kind: &'r str,
    balance: i64,
}

impl<'r> SubRecord<'r> {
    /// The one that stands there in the institution's order.
    pub(crate) fn new(account: &'r AccountId, ordinal: i64, harvested: &'r HarvestedAccount) -> Self {
        let HarvestedAccount { far_id, branch_name, number, kind, balance, .. } = harvested;
        let (branch_name, number) = (branch_name.as_ref().map(|name| name.as_str()), number.as_ref().map(|number| number.as_str()));
        Self { account: &account.0, ordinal, far_id, branch_name, number, kind: kind.as_str(), balance: balance.0 }
    }
}

/// A booking at an institution, as it is written.
#[derive(Clone, Copy)]
pub(crate) struct TransactionRecord<'r> {
    pub(crate) sub: &'r str,
    pub(crate) far_id: &'r str,
    pub(crate) booked_at: i64,
    pub(crate) amount: i64,
    pub(crate) balance: i64,
    pub(crate) description: &'r str,
}

impl<'r> TransactionRecord<'r> {
    /// A booking of that account there.
    pub(crate) fn new(sub: &'r str, harvested: &'r HarvestedTransaction) -> Self {
        let HarvestedTransaction { far_id, booked_at, amount, balance, description } = harvested;
        let (amount, balance, description) = (amount.0, balance.0, description.as_str());
        Self { sub, far_id, booked_at: booked_at.0, amount, balance, description }
    }
}

/// The account there, id, time, amount, balance and description of a booking, as they are read.
pub(crate) type TransactionRow = (String, String, i64, i64, i64, String);

/// A booking, with the institution's id of its account.
pub(crate) fn transaction(row: TransactionRow) -> Result<(String, HarvestedTransaction), HoldingsFault> {
    let (sub, far_id, booked_at, amount, balance, description) = row;
    let (booked_at, amount, balance) = (UnixSeconds(booked_at), Yen(amount), Yen(balance));
    Ok((sub, HarvestedTransaction { far_id, booked_at, amount, balance, description: description.parse()? }))
}

/// The account, id, message and question of a request, and until when its answer is kept.
pub(crate) type RequestRow = (Vec<u8>, Vec<u8>, String, String, Option<i64>);

/// A request.
pub(crate) fn request((_, id, message, question, answered_until): RequestRow) -> Result<AdditionalRequest, HoldingsFault> {
    Ok(AdditionalRequest {
        id: request_id(&id)?,
        message: message.parse()?,
        question: question.parse()?,
        answered_until: answered_until.map(UnixSeconds),
    })
}
