//! Laws of /branches.

use fgapi_domain::Branch;

use super::BankFixture;
use super::stage::{BANK, EDGES, answered, page, walk, word};

fn branch(number: usize) -> Branch {
    Branch {
        key: word(&format!("{BANK}-{number:03}")),
        name: word(&format!("第{number}")),
        kana: word("ダイ"),
        address_code: number.is_multiple_of(2).then(|| word("131016")),
        tel: number.is_multiple_of(3).then(|| word("03-0000-0000")),
    }
}

/// Branches come by code, with everything that was told of them.
pub fn branches_come_in_order(fixture: &dyn BankFixture) {
    let mut branches: Vec<Branch> = [7, 300, 2, 42].map(branch).into();
    fixture.set_branches(&branches);
    branches.sort_by_key(|branch| branch.key);
    let read = answered(fixture.bank().branches(page(1))).into_rows();
    assert_eq!(read, branches, "branches come in the order of their codes (reading R12), with address_code and tel where there are any");
}

/// 200 a page, also when branches go and come back.
pub fn pages_of_branches(fixture: &dyn BankFixture) {
    for count in EDGES {
        let branches: Vec<Branch> = (0..count).map(branch).collect();
        fixture.set_branches(&branches);
        let read = walk(|number| answered(fixture.bank().branches(page(number))));
        assert_eq!(read, branches, "200 branches a page, none twice and none left out, of {count}");
    }
}
