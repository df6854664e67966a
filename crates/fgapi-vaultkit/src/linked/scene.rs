//! Services, and accounts at them.

use fgapi_audit::Act;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_linked::{
    AccountId, Harvest, Imported, Kept, KeptService, Lease, LeaseAsk, LinkedAccount, NewAccount, NewRequest, Recorded, RequestId, ServiceId,
};
use fgapi_vault::{Place, SealedValue};

use crate::Stage;
use crate::stage::{START, customer};

/// Seconds beyond a service's time-out.
pub(super) const MARGIN: u32 = 10;
/// Seconds of a service's time-out.
pub(super) const TIMEOUT: u32 = 50;

/// A service. The store does not read its text.
pub(super) fn service(id: u32, concurrency: u32) -> KeptService {
    KeptService { id: ServiceId(id), text: format!("service {id}"), automatic: true, concurrency, timeout_seconds: TIMEOUT }
}

impl Stage {
    /// Takes services over.
    pub(super) fn import(&self, services: &[KeptService]) -> Imported {
        self.linked().import_services(services, &self.note(Act::ServiceImport)).expect("the store answers")
    }

    /// An account that nobody has.
    pub(super) fn new_account(&self, whose: &str, service: u32) -> NewAccount {
        let id = AccountId(self.bytes());
        NewAccount {
            id,
            customer: customer(whose),
            service: ServiceId(service),
            uid_hidden: "123***".to_owned(),
            automatic: true,
            now: START,
            consent_until: None,
            values: vec![self.sealed(&tokens(id), "tokens")],
            answers_until: None,
        }
    }

    /// An account that a program of the bank's fetches, whose forms are answered.
    pub(super) fn manual_account(&self, whose: &str, service: u32, until: UnixSeconds) -> NewAccount {
        let new = self.new_account(whose, service);
        let values = ["form:1", "form:2"].map(|field| self.sealed(&field_of(new.id, field), field));
        NewAccount { automatic: false, values: values.to_vec(), answers_until: Some(until), ..new }
    }

    /// Links an account.
    pub(super) fn put_account(&self, account: &NewAccount) -> Kept {
        self.linked().put_account(account, &self.note(Act::LinkedAccountAdd)).expect("the store answers")
    }

    /// An account that is linked.
    pub(super) fn linked_account(&self, whose: &str, service: u32) -> AccountId {
        let new = self.new_account(whose, service);
        assert_eq!(self.put_account(&new), Kept::Done, "an account is linked");
        new.id
    }

    /// A program's account that is linked, with answers for a minute.
    pub(super) fn programs_account(&self, whose: &str, service: u32) -> AccountId {
        let new = self.manual_account(whose, service, START.plus(60));
        assert_eq!(self.put_account(&new), Kept::Done, "an account is linked");
        new.id
    }

    /// An account as it is.
    pub(super) fn account(&self, id: AccountId) -> Option<LinkedAccount> {
        self.linked().account(id).expect("the store answers")
    }

    /// An account that is there.
    pub(super) fn known(&self, id: AccountId) -> LinkedAccount {
        self.account(id).expect("the account is there")
    }

    /// Leases whatever has been due longest at a time, or this account.
    pub(super) fn lease_at(&self, now: UnixSeconds, account: Option<AccountId>) -> Option<(LinkedAccount, Lease)> {
        self.linked().lease(&LeaseAsk { now, margin_seconds: MARGIN, account }).expect("the store answers")
    }

    /// Leases an account, which is to be had.
    pub(super) fn leased(&self, now: UnixSeconds, account: Option<AccountId>) -> (AccountId, i64) {
        let (account, lease) = self.lease_at(now, account).expect("an account is leased");
        (account.id, lease.fence)
    }

    /// Writes how an attempt ended.
    pub(super) fn record(&self, id: AccountId, fence: i64, recorded: &Recorded) -> bool {
        self.linked().record(id, fence, recorded).expect("the store answers")
    }

    /// A program's account with a question; the request and the account.
    pub(super) fn asked(&self, whose: &str, service: u32) -> (AccountId, RequestId) {
        let account = self.programs_account(whose, service);
        let (_, fence) = self.leased(START, Some(account));
        let request = RequestId(self.bytes());
        assert!(self.record(account, fence, &Recorded { requests: vec![question(request)], ..ended(START) }));
        (account, request)
    }

    /// What lies at a place, sealed.
    pub(super) fn at(&self, place: &Place) -> Option<SealedValue> {
        self.linked().values_at(std::slice::from_ref(place)).expect("the store answers").pop()
    }
}

/// Where an account's tokens lie.
pub(super) fn tokens(id: AccountId) -> Place {
    field_of(id, AccountId::TOKENS)
}

/// Where a field of an account lies.
pub(super) fn field_of(id: AccountId, field: &str) -> Place {
    id.place(field).expect("a place")
}

/// A question.
pub(super) fn question(id: RequestId) -> NewRequest {
    NewRequest { id, message: "合言葉".parse().expect("a text"), question: "母の旧姓は？".parse().expect("a text") }
}

/// An attempt that ended well and found nothing.
pub(super) fn ended(now: UnixSeconds) -> Recorded {
    Recorded { now, next: None, harvest: Some(Harvest::default()), uid_hidden: None, error: None, message: None, requests: Vec::new() }
}

/// The customer whose accounts these mostly are.
pub(super) fn hana() -> CustomerId {
    customer("hana")
}

/// Another one.
pub(super) fn taro() -> CustomerId {
    customer("taro")
}
