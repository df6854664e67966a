//! Grants: never more than the client may have, never an unknown name.

use fgapi_domain::{Grant, GrantRequest, GrantSet};
use proptest::prelude::*;

fn set() -> impl Strategy<Value = GrantSet> {
    proptest::collection::vec(0..Grant::ALL.len(), 0..4).prop_map(|picks| picks.into_iter().map(|at| Grant::ALL[at]).collect())
}

proptest! {
    #[test]
    fn a_set_is_read_as_it_is_written(set in set()) {
        prop_assert_eq!(set.to_string().parse::<GrantSet>(), Ok(set));
    }

    #[test]
    fn nothing_beyond_the_allowed_is_granted(allowed in set(), asked in set()) {
        for request in [GrantRequest::Allowed, GrantRequest::Listed(asked)] {
            if let Some(granted) = request.within(allowed) {
                prop_assert!(allowed.covers(granted));
            }
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _: Result<_, _> = text.parse::<GrantRequest>();
    }
}

#[test]
fn names_are_known_or_refused() {
    let parse = |text: &str| text.parse::<GrantRequest>();
    assert_eq!(parse("*"), Ok(GrantRequest::Allowed));
    assert_eq!(parse("read"), Ok(GrantRequest::Listed(GrantSet::all())));
    assert_eq!(parse("accounts, balances"), Ok(GrantRequest::Listed([Grant::Accounts, Grant::Balances].into_iter().collect())));
    assert_eq!(parse("*,accounts"), Ok(GrantRequest::Allowed));
    for bad in ["", ",", "accounts,", "write", "*,write", "ACCOUNTS", "**"] {
        assert!(parse(bad).is_err(), "{bad:?}");
    }
}
