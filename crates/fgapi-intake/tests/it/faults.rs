//! A fault keeps what it says when a store gives it its own words.

use std::io;

use fgapi_intake::{ImportFault, LedgerFault, Refused};

#[test]
fn only_the_stores_own_fault_gets_other_words() {
    let words = |_: LedgerFault| io::Error::other("the store's own words");
    let refused = Refused { place: "line 2".to_owned(), problem: "not CSV".to_owned(), next: "run again".into() };
    let file = ImportFault::Io { path: "a.csv".into(), source: io::Error::other("gone") };
    for (fault, said) in [
        (ImportFault::Refused(refused), "line 2: not CSV; run again"),
        (file, "a.csv: gone"),
        (ImportFault::from(LedgerFault::Busy), "the store's own words"),
    ] {
        assert_eq!(fault.map_store(words).to_string(), said);
    }
}
