//! Ids, masked ids, the catalogue of errors, and how an account stands.

use std::collections::HashSet;

use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, AggregationError, Lease, LinkedAccount, RequestId, Status, masked};
use fgapi_testkit::SeededEntropy;
use proptest::prelude::*;

use crate::house::{House, alice};

proptest! {
    #[test]
    fn an_id_is_read_as_it_is_written(bytes: [u8; 16]) {
        let text = AccountId(bytes).to_string();
        prop_assert_eq!((text.len(), &text[22..]), (24, "=="));
        prop_assert!(text[..22].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        prop_assert_eq!(text.parse(), Ok(AccountId(bytes)));
        prop_assert_eq!(text.parse(), Ok(RequestId(bytes)));
    }

    #[test]
    fn no_other_text_is_an_id(text in "[A-Za-z0-9_=+/%-]{0,40}") {
        if let Ok(id) = text.parse::<AccountId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn at_most_three_characters_are_seen_and_never_all(uid in "\\PC{0,20}") {
        let hidden = masked(&uid);
        prop_assert_eq!(hidden.chars().count(), uid.chars().count());
        let seen = hidden.chars().zip(uid.chars()).filter(|(shown, real)| shown == real && *real != '*').count();
        prop_assert!(seen <= 3 && (seen == 0 || seen < uid.chars().count()));
    }
}

#[test]
fn ids_of_other_lengths_alphabets_and_spellings_are_refused() {
    let good = "84dG3OLcZt_gLm66DESKzw==";
    assert!(good.parse::<AccountId>().is_ok());
    for bad in [
        "",
        "84dG3OLcZt_gLm66DESKzw",
        "84dG3OLcZt_gLm66DESKzw=",
        "84dG3OLcZt_gLm66DESKzw===",
        "84dG3OLcZt/gLm66DESKzw==",
        "84dG3OLcZt+gLm66DESKzw==",
        // The same bits with others behind them.
        "84dG3OLcZt_gLm66DESKzx==",
        "84dG3OLcZt_gLm66DESKzwA=",
        "84dG3OLcZt_gLm66DESKzw%3D%3D",
        "84dG3OLcZt gLm66DESKzw==",
        "84dG3OLcZt_gLm66DESK普=",
    ] {
        assert!(bad.parse::<AccountId>().is_err(), "{bad}");
    }
    let entropy = SeededEntropy::new(1);
    let ids: HashSet<_> = (0..100).map(|_| AccountId::generate(&entropy).unwrap()).collect();
    assert_eq!(ids.len(), 100);
}

#[test]
fn of_a_short_id_less_is_seen() {
    let table =
        [("", ""), ("1", "*"), ("12", "1*"), ("1234", "1***"), ("12345", "12***"), ("123456", "123***"), ("普通口座番号", "普通口***")];
    for (uid, hidden) in table {
        assert_eq!(masked(uid), hidden);
    }
    assert_eq!(masked("\u{1}2345678"), "*23*****", "a control character is never seen");
}

#[test]
fn the_catalogue_of_errors_is_the_publishers() {
    let ids: Vec<u32> = AggregationError::ALL.iter().map(|error| error.id()).collect();
    assert_eq!(ids, (1..=11).collect::<Vec<_>>());
    for error in AggregationError::ALL.iter().copied() {
        assert_eq!((AggregationError::from_id(error.id()), error.error_msg().parse()), (Ok(error), Ok(error)));
        assert!(["UNKNOWN", "NORMAL", "USER", "FATAL", "GRAY"].contains(&error.error_type()));
        assert_eq!(error.waits_for_customer(), ["USER", "FATAL"].contains(&error.error_type()), "{}", error.error_msg());
    }
    assert!(AggregationError::from_id(0).is_err() && AggregationError::from_id(12).is_err());
    assert!("Nonsense".parse::<AggregationError>().is_err());
}

/// How an account stands in the second 1,000 that was linked in the second 500, with 600 seconds for the first attempt.
fn stands(change: impl FnOnce(&mut LinkedAccount)) -> (u32, Option<AggregationError>) {
    let house = House::open();
    let mut account = house.account(house.linked(&alice()));
    account.created_at = UnixSeconds(500);
    change(&mut account);
    let status = account.status(UnixSeconds(1_000), 600);
    (status.number(), if let Status::Failed(error) = status { Some(error) } else { None })
}

#[test]
fn status_is_worked_out_of_what_is_stored() {
    let lease = |until| Some(Lease { fence: 1, until: UnixSeconds(until) });
    let once = |account: &mut LinkedAccount| account.last_aggregated_at = Some(UnixSeconds(900));
    let timeout = Some(AggregationError::Timeout);
    assert_eq!(stands(|_| {}), (1, None), "it is being fetched for the first time");
    assert_eq!(stands(|account| account.created_at = UnixSeconds(400)), (2, timeout), "and that took too long");
    assert_eq!(stands(|account| account.automatic = false), (0, None), "nobody waits for a program that may come");
    assert_eq!(stands(once), (0, None));
    assert_eq!(stands(|account| account.lease = lease(1_001)), (1, None));
    assert_eq!(stands(|account| account.lease = lease(1_000)), (2, timeout), "its worker was killed");
    let killed_again = |account: &mut LinkedAccount| (account.lease, account.error) = (lease(999), Some(AggregationError::Login));
    assert_eq!(stands(killed_again), (2, Some(AggregationError::Login)));
    for error in AggregationError::ALL.iter().copied() {
        let failed = |account: &mut LinkedAccount| {
            once(account);
            account.error = Some(error);
        };
        assert_eq!(stands(failed), (2, Some(error)));
    }
    let suspended = |account: &mut LinkedAccount| {
        (account.suspended, account.lease, account.error) = (true, lease(2_000), Some(AggregationError::Login));
    };
    assert_eq!(stands(suspended), (3, None));
}
