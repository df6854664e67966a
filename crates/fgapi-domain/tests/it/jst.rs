//! Days and instants: Japan's, exactly as the document writes them.

use fgapi_domain::{Booked, BookedTexts, JstDate, JstDateTime, Period, UnixSeconds};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_day_is_read_as_it_is_written(number in 1_721_060_i64..5_373_484) {
        let day = JstDate::from_number(number).unwrap();
        prop_assert_eq!(day.to_string().parse::<JstDate>(), Ok(day));
        prop_assert_eq!(day.number(), number);
    }

    #[test]
    fn instants_one_after_another_are_instants_one_by_one(
        rows in proptest::collection::vec((prop_oneof![2_461_072_i64..2_461_075, -1_930_999_i64..5_373_484], 0_u32..86_400), 1..20),
    ) {
        let mut texts = BookedTexts::default();
        for (day, second) in rows {
            let booked = Booked::at(JstDate::from_number(day).unwrap(), second).unwrap();
            prop_assert_eq!(texts.text(booked), booked.to_string());
        }
    }

    #[test]
    fn a_booked_instant_is_read_as_it_is_written(number in 1_721_060_i64..5_373_484, second in 0_u32..86_400) {
        let booked = Booked::at(JstDate::from_number(number).unwrap(), second).unwrap();
        prop_assert_eq!(booked.to_string().parse::<Booked>(), Ok(booked));
    }

    #[test]
    fn no_text_panics_as_a_day(text in "\\PC{0,24}") {
        if let Ok(day) = text.parse::<JstDate>() {
            prop_assert_eq!(day.to_string(), text.clone());
        }
        let _: Result<_, _> = text.parse::<Booked>();
    }
}

#[test]
fn the_day_changes_at_midnight_in_japan() {
    assert_eq!(JstDate::of(UnixSeconds(1_767_193_199)).to_string(), "2025-12-31");
    assert_eq!(JstDate::of(UnixSeconds(1_767_193_200)).to_string(), "2026-01-01");
    assert_eq!(JstDateTime::of(UnixSeconds(1_767_193_200)).to_string(), "2026-01-01T00:00:00+09:00");
}

#[test]
fn only_real_days_in_the_one_form_are_days() {
    for bad in [
        "",
        "2021-02-29",
        "2020-13-01",
        "2020-00-10",
        "2020-01-32",
        "2020-1-1",
        "20200101",
        "2020/01/01",
        " 2020-01-01",
        "2020-01-01 ",
        "+020-01-01",
        "2020-01-01Z",
    ] {
        assert!(bad.parse::<JstDate>().is_err(), "{bad:?}");
    }
    for bad in ["2020-01-01T24:00:00", "2020-01-01T00:60:00", "2020-01-01T00:00:00Z", "2020-01-01T1:00:00", "2020-01-01T00:00:00+00:00"] {
        assert!(bad.parse::<Booked>().is_err(), "{bad:?}");
    }
}

#[test]
fn a_period_has_both_its_ends() {
    let day = |text: &str| text.parse::<JstDate>().unwrap();
    let period = Period::new(day("2020-01-20"), day("2020-02-19")).unwrap();
    assert_eq!(period.days(), 31);
    assert!(period.contains(day("2020-01-20")) && period.contains(day("2020-02-19")));
    assert!(!period.contains(day("2020-01-19")) && !period.contains(day("2020-02-20")));
    assert!(Period::new(day("2020-02-19"), day("2020-01-20")).is_err());
}
