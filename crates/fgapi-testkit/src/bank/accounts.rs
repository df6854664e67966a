//! Laws of /accounts.

use fgapi_domain::{AccountKey, Secret, Yen};

use super::BankFixture;
use super::stage::{BANK, answered, page, walk, word};

/// Accounts come by (branch, kind, number), whatever order they were opened in.
pub fn accounts_come_in_order(fixture: &dyn BankFixture) {
    let mut keys: Vec<AccountKey> = ["102-1-0000001", "101-4-0000001", "101-1-0000002", "101-2-0000001", "101-1-0000001"]
        .map(|tail| word(&format!("{BANK}-{tail}")))
        .into();
    for key in &keys {
        fixture.open_account(key, Yen(0));
    }
    fixture.add_customer(&word("c-1"), &word("hanako"), &Secret::new("さくら123"), &keys);
    keys.sort();
    let read: Vec<AccountKey> =
        answered(fixture.bank().accounts(&word("c-1"), page(1))).into_rows().into_iter().map(|row| row.key).collect();
    assert_eq!(read, keys, "accounts come by branch, kind and number (reading R12)");
}

/// Who is not a customer holds nothing; that is no fault.
pub fn an_unknown_customer_holds_nothing(fixture: &dyn BankFixture) {
    let page = answered(fixture.bank().accounts(&word("nobody"), page(1)));
    assert!(page.rows().is_empty() && page.next_page() == 0, "an unknown customer holds no account");
}

/// 200 a page.
pub fn pages_of_accounts(fixture: &dyn BankFixture) {
    let keys: Vec<AccountKey> = (0..401).map(|number| word(&format!("{BANK}-101-1-{number:07}"))).collect();
    for key in &keys {
        fixture.open_account(key, Yen(0));
    }
    for count in super::stage::EDGES {
        let name = format!("c-{count}");
        fixture.add_customer(&word(&name), &word(&name), &Secret::new("さくら123"), &keys[..count]);
        let read = walk(|number| answered(fixture.bank().accounts(&word(&name), page(number))));
        let read: Vec<AccountKey> = read.into_iter().map(|row| row.key).collect();
        assert_eq!(read, keys[..count], "200 accounts a page, none twice and none left out, of {count}");
    }
}
