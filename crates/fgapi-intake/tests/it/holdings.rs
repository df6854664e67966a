//! What a customer holds is read once and written once, however many lines of a file name them.

use std::fmt::Write as _;

use fgapi_intake::import_accounts;

use crate::tables::{Keeper, Plain};

#[test]
fn are_read_once_and_written_once() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts.csv");
    let mut text = "bank_code,branch_code,kind,number,owner_type,customer_id\n".to_owned();
    // The numbers fall from line to line, and the customers take turns.
    for number in (1..=200).rev() {
        writeln!(text, "9999,101,1,{number:07},p,{}", 1 + number % 2).unwrap();
    }
    std::fs::write(&file, text).unwrap();
    let keeper = Keeper::with_customers(["1", "2"]);
    assert_eq!(import_accounts(&keeper, &file, &Plain::default(), &mut |_| ()).unwrap().linked, 200);
    let tables = keeper.0.into_inner();
    assert_eq!(tables.holdings_read, 2);
    let by_number = |first: i64| (1..=200).rev().skip_while(move |seq| *seq > first).step_by(2).collect::<Vec<_>>();
    assert_eq!(tables.holdings_written, [(1, by_number(199)), (2, by_number(200))], "each customer's accounts by their numbers");
}
