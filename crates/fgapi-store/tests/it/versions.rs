//! What changes a page without a booking changes its version too.

use fgapi_banking::{BalanceFill, Held, Since, Statement, Version};
use fgapi_domain::{AccountKey, CustomerId, Period, Secret, Transaction, UnixSeconds, Yen};
use fgapi_page::PageNumber;
use fgapi_testkit::SeededEntropy;
use fgapi_testkit::bank::BankFixture as _;

use crate::fixture::{StoreFixture, file};
use crate::support::{Fresh, memory, postgres, sqlite};

/// A customer with one account.
pub(crate) struct Account {
    pub(crate) fixture: StoreFixture,
    pub(crate) customer: CustomerId,
    pub(crate) key: AccountKey,
}

impl Account {
    pub(crate) fn of(fresh: Fresh) -> Self {
        let fixture = StoreFixture::new(fresh);
        let (customer, key): (CustomerId, AccountKey) = ("c-1".parse().unwrap(), "9999-101-1-0000001".parse().unwrap());
        fixture.open_account(&key, Yen(100));
        fixture.add_customer(&customer, &"hanako".parse().unwrap(), &Secret::new("さくら123"), std::slice::from_ref(&key));
        Self { fixture, customer, key }
    }

    fn since(&self, known: Option<Version>) -> Since<Transaction> {
        let ever = Period::new("2000-01-01".parse().unwrap(), "2099-12-31".parse().unwrap()).unwrap();
        match self.fixture.bank().transactions_since(&self.customer, &self.key, ever, PageNumber::FIRST, known).unwrap() {
            Held::Yes(since) => since,
            Held::No => panic!("the account is held"),
        }
    }

    fn page(&self, known: Option<Version>) -> (Statement<Transaction>, Version) {
        match self.since(known) {
            Since::Page(statement, Some(version)) => (statement, version),
            other => panic!("no page with a version: {other:?}"),
        }
    }

    pub(crate) fn set_opening(&self, opening: i64) {
        let text = format!("bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,0000001,p,{opening}\n");
        self.fixture.fresh.store.import_accounts(file(&text).path(), &SeededEntropy::new(7), &mut |_| ()).unwrap();
    }

    fn import(&self, amount: i64, at: UnixSeconds) {
        let text = format!("account_id,booked_at,amount,description\n{},2026-01-05,{amount},a\n", self.key);
        let report = self.fixture.fresh.store.import_transactions_csv(file(&text).path(), at, &mut |_| ()).unwrap();
        assert_eq!(report.added, 1);
    }
}

#[test]
fn an_opening_balance_that_is_set_again_changes_the_version() {
    for fresh in [sqlite(), postgres()] {
        let account = Account::of(fresh);
        let (empty, first) = account.page(None);
        assert_eq!(account.since(Some(first)), Since::Unchanged);
        account.set_opening(250);
        let (_, second) = account.page(Some(first));
        assert_ne!(first, second);
        assert_eq!(empty.page.rows(), []);
        // The balances are the same as at the beginning, and so may the version be.
        account.set_opening(100);
        assert_eq!(account.page(Some(second)).1, first);
    }
}

/// The same number of changes, other rows: only the instants tell the two apart.
#[test]
fn a_database_that_is_put_back_and_goes_on_otherwise_has_other_versions() {
    for fresh in [sqlite as fn() -> Fresh, postgres] {
        let [(rows, version), (other_rows, other_version)] = [(5, 1_770_000_000), (7, 1_770_000_060)].map(|(amount, at)| {
            let account = Account::of(fresh());
            account.import(amount, UnixSeconds(at));
            account.page(None)
        });
        assert_ne!(rows.page.rows(), other_rows.page.rows());
        assert_ne!(version, other_version);
    }
}

/// Many ask at once: each is told of their own account, as of the version that they know.
#[test]
fn who_asks_at_once_is_told_of_their_own_account() {
    for fresh in [sqlite(), postgres()] {
        let fixture = StoreFixture::new(fresh);
        let people: Vec<(CustomerId, AccountKey)> = (0..24)
            .map(|number| {
                let (customer, key): (CustomerId, AccountKey) =
                    (format!("c-{number}").parse().unwrap(), format!("9999-101-1-00000{number:02}").parse().unwrap());
                fixture.open_account(&key, Yen(number));
                let login = format!("login{number}").parse().unwrap();
                fixture.add_customer(&customer, &login, &Secret::new("さくら123"), std::slice::from_ref(&key));
                (customer, key)
            })
            .collect();
        let bank = fixture.bank();
        let ever = Period::new("2000-01-01".parse().unwrap(), "2099-12-31".parse().unwrap()).unwrap();
        let ask = |customer: &CustomerId, key: &AccountKey, known| {
            bank.transactions_since(customer, key, ever, PageNumber::FIRST, known).unwrap()
        };
        let version = |number: usize| match ask(&people[number].0, &people[number].1, None) {
            Held::Yes(Since::Page(_, Some(version))) => version,
            other => panic!("no page with a version: {other:?}"),
        };
        let versions: Vec<Version> = (0..people.len()).map(version).collect();
        std::thread::scope(|scope| {
            for (number, (customer, key)) in people.iter().enumerate() {
                let (ask, versions, people) = (&ask, &versions, &people);
                scope.spawn(move || {
                    let next = (number + 1) % people.len();
                    for _ in 0..20 {
                        assert_eq!(ask(customer, key, Some(versions[number])), Held::Yes(Since::Unchanged));
                        assert_eq!(ask(customer, &people[next].1, Some(versions[next])), Held::No, "somebody else's");
                        assert!(matches!(ask(customer, key, Some(versions[next])), Held::Yes(Since::Page(..))), "another version");
                    }
                });
            }
        });
    }
}

/// One database may keep several banks, and a customer accounts in two of them. Who asks one bank is told of no account of the other.
#[test]
fn a_bank_tells_of_no_account_of_another_bank() {
    for fresh in [sqlite(), postgres(), memory()] {
        let fixture = StoreFixture::new(fresh);
        let (customer, here, there): (CustomerId, AccountKey, AccountKey) =
            ("c-1".parse().unwrap(), "9999-101-1-0000001".parse().unwrap(), "8888-101-1-0000001".parse().unwrap());
        fixture.open_account(&here, Yen(1));
        fixture.open_account(&there, Yen(2));
        fixture.add_customer(&customer, &"hanako".parse().unwrap(), &Secret::new("さくら123"), &[here.clone(), there.clone()]);
        let ever = Period::new("2000-01-01".parse().unwrap(), "2099-12-31".parse().unwrap()).unwrap();
        for (own, other) in [(&here, &there), (&there, &here)] {
            let bank = fixture.fresh.store.bank(own.bank);
            let Held::Yes(of_own) = bank.transactions_since(&customer, own, ever, PageNumber::FIRST, None).unwrap() else {
                panic!("the customer holds {own}")
            };
            let version = match of_own {
                Since::Page(_, version) => version,
                Since::Unchanged => panic!("no version was known"),
            };
            for known in [None, version] {
                assert_eq!(bank.transactions_since(&customer, other, ever, PageNumber::FIRST, known).unwrap(), Held::No);
                assert_eq!(
                    bank.balances_since(&customer, other, ever, BalanceFill::BookedDays, PageNumber::FIRST, known).unwrap(),
                    Held::No
                );
            }
            assert_eq!(bank.transactions(&customer, other, ever, PageNumber::FIRST).unwrap(), Held::No);
            assert_eq!(bank.balances(&customer, other, ever, BalanceFill::BookedDays, PageNumber::FIRST).unwrap(), Held::No);
            let held = bank.accounts(&customer, PageNumber::FIRST).unwrap();
            assert_eq!(held.rows().iter().map(|account| &account.key).collect::<Vec<_>>(), [own]);
        }
    }
}
