//! The public branch data of all Japanese banks, taken in and served.

use std::collections::BTreeSet;

use crate::sdk::wait;
use crate::site::{Database, Site};

fn data() -> String {
    std::env::var("FGAPI_TEST_ZENGIN_CODE").expect("needs the public branch data; run: cargo xtask test")
}

fn every_branch_of_the_largest_bank_is_served(database: Database) {
    let site = Site::empty(database, "");
    let told = site.run(&["import", "branches", &data()]);
    for number in ["1146 banks", "28944 added", "2285 gone"] {
        assert!(told.contains(number), "31,229 branches, 2,285 of them of banks that are no more: {told}");
    }
    let again = site.run(&["import", "branches", &data()]);
    assert!(
        again.contains(" 0 added, 0 changed, 31229 unchanged") || again.contains(" 0 added, 0 changed, 28944 unchanged"),
        "nothing changed: {again}"
    );

    let serving = site.serve_with(&[("FGAPI__BANK__CODE", "0005")]);
    let fintech = site.client(&serving, "branches");
    let (mut codes, mut pages, mut listing) = (Vec::new(), 0, fintech.bank().every_branch().pages());
    while let Some(page) = wait(listing.next()) {
        let page = page.unwrap();
        assert_eq!(page.bank_code, "0005");
        codes.extend(page.branches.into_iter().map(|branch| branch.branch_code.into_owned()));
        pages += 1;
    }
    let distinct: BTreeSet<&String> = codes.iter().collect();
    assert_eq!((codes.len(), distinct.len(), pages), (717, 717, 4));
    assert!(codes.is_sorted(), "branches come by code");
}

#[test]
fn all_branches_are_imported_and_served_on_sqlite() {
    every_branch_of_the_largest_bank_is_served(Database::Sqlite);
}

#[test]
fn all_branches_are_imported_and_served_on_postgresql() {
    every_branch_of_the_largest_bank_is_served(Database::Postgres);
}
