//! Laws of versions, for banks that have any: a page that was kept is as true as one that is read. A bank without versions keeps
//! them too.

use fgapi_banking::{BalanceFill, Held, Since, Statement, Version};
use fgapi_domain::{DailyBalance, Transaction};

use super::BankFixture;
use super::stage::{Stage, answered, ever, held, nth_day, page, row, row_on, word};

/// Pages that a law asks for: full ones, the last one, and one past the end.
const PAGES: [u32; 4] = [1, 2, 3, 9];

/// What a bank says of one page of transactions, and of one of balances, to who knows a version.
struct Asked {
    transactions: Since<Transaction>,
    balances: Since<DailyBalance>,
}

fn ask(stage: &Stage<'_>, number: u32, fill: BalanceFill, known: Option<Version>) -> Asked {
    let bank = stage.fixture.bank();
    let (customer, account) = (&stage.customer, &stage.account);
    Asked {
        transactions: held(answered(bank.transactions_since(customer, account, ever(), page(number), known))),
        balances: held(answered(bank.balances_since(customer, account, ever(), fill, page(number), known))),
    }
}

/// The page and its version. Unchanged is wrong here.
#[expect(clippy::panic, reason = "the laws run in tests only")]
fn anew<T>(since: Since<T>, known: Option<Version>) -> (Statement<T>, Option<Version>) {
    match since {
        Since::Page(statement, version) => (statement, version),
        Since::Unchanged => panic!("the account has changed, or nothing was known ({known:?}): a page that was kept would be stale"),
    }
}

/// Checks each page against what the bank says without versions; the version that all of them are of.
fn version_of_pages(stage: &Stage<'_>, known: Option<Version>) -> Option<Version> {
    let mut versions = Vec::new();
    for number in PAGES {
        for fill in [BalanceFill::BookedDays, BalanceFill::Carry] {
            let asked = ask(stage, number, fill, known);
            let (transactions, first) = anew(asked.transactions, known);
            let (balances, second) = anew(asked.balances, known);
            assert_eq!(transactions, stage.transactions(ever(), number), "with a version comes the page as it is now");
            assert_eq!(balances, stage.balances(ever(), fill, number), "with a version comes the page as it is now");
            versions.extend([first, second]);
        }
    }
    assert!(versions.windows(2).all(|pair| pair[0] == pair[1]), "an account that does not change has one version: {versions:?}");
    versions.first().copied().flatten()
}

/// A page comes with the version that it is of, and who knows that version is told that nothing has changed.
pub fn a_known_page_is_unchanged(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 1_000);
    stage.book(&(0..450).map(|at| row_on(nth_day(at / 2), at + 1)).collect::<Vec<_>>());
    let Some(version) = version_of_pages(&stage, None) else { return };
    for number in PAGES {
        for fill in [BalanceFill::BookedDays, BalanceFill::Carry] {
            let asked = ask(&stage, number, fill, Some(version));
            assert_eq!((asked.transactions, asked.balances), (Since::Unchanged, Since::Unchanged), "nothing was booked since");
        }
    }
}

/// Whatever is booked or cancelled makes a version that there never was.
pub fn every_change_makes_a_new_version(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 1_000);
    let (early, late) = (row("2026-01-10", 5, "a"), row("2026-03-10", 7, "b"));
    let mut seen = vec![version_of_pages(&stage, None)];
    let changes: [&dyn Fn(); 5] = [
        &|| stage.book(std::slice::from_ref(&early)),
        &|| stage.book(std::slice::from_ref(&late)),
        &|| stage.book(&[row("2026-02-10", -3, "late")]),
        &|| stage.fixture.cancel(&stage.account, &late),
        &|| stage.book(&[row("2026-03-11", 0, "nothing")]),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        change();
        let mut now = None;
        for known in seen.clone() {
            now = version_of_pages(&stage, known);
        }
        if now.is_none() {
            return;
        }
        assert!(!seen.contains(&now), "change {at} left the account at a version that it had before: {now:?}");
        seen.push(now);
    }
}

/// Who knows a version of somebody else's account learns nothing by it.
pub fn a_version_opens_no_foreign_account(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    stage.book(&[row("2026-01-10", 1, "a")]);
    fixture.add_customer(&word("c-2"), &word("taro"), &fgapi_domain::Secret::new("うめ456"), &[]);
    let (bank, known) = (fixture.bank(), version_of_pages(&stage, None));
    for (customer, account) in [
        ("c-2", stage.account.to_string()),
        ("nobody", stage.account.to_string()),
        ("c-1", "9999-101-1-7777777".into()),
        ("c-1", "9998-101-1-0000001".into()),
    ] {
        let (customer, account) = (word(customer), word(&account));
        let transactions = answered(bank.transactions_since(&customer, &account, ever(), page(1), known));
        let balances = answered(bank.balances_since(&customer, &account, ever(), BalanceFill::BookedDays, page(1), known));
        assert_eq!(
            (transactions, balances),
            (Held::No, Held::No),
            "what a customer does not hold answers like what does not exist (reading R7), also to who knows its version"
        );
    }
}
