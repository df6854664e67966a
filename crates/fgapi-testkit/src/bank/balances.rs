//! Laws of /balances.

use fgapi_banking::{BalanceFill, Held};
use fgapi_domain::{DailyBalance, Period};

use super::stage::{EDGES, Stage, answered, ever, nth_day, page, period, row, row_on, word};
use super::{BankFixture, BookedRow};

fn shown(rows: &[DailyBalance]) -> Vec<(String, i64)> {
    rows.iter().map(|row| (row.day.to_string(), row.balance.0)).collect()
}

fn expected(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(day, balance)| ((*day).to_owned(), *balance)).collect()
}

/// One balance a day: the one after the day's last transaction.
pub fn a_balance_is_that_of_the_last_transaction(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 100);
    stage.book(&[row("2026-01-30T09:00:00", 1, "a"), row("2026-01-30T17:00:00", 2, "b"), row("2026-02-01", -3, "c")]);
    stage.book(&[row("2026-01-30T12:00:00", 10, "late")]);
    let read = stage.all_balances(ever(), BalanceFill::BookedDays);
    assert_eq!(
        shown(&read),
        expected(&[("2026-01-30", 113), ("2026-02-01", 110)]),
        "/balances shows the balance after a day's last transaction, and no day without one (reading R14)"
    );
    assert_eq!(shown(&stage.all_balances(period("2026-01-31", "2026-02-01"), BalanceFill::BookedDays)), expected(&[("2026-02-01", 110)]));
}

/// A day on which everything was cancelled has no balance.
pub fn a_cancelled_day_has_no_balance(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let gone = row("2026-01-11", 5, "b");
    stage.book(&[row("2026-01-10", 1, "a"), gone.clone(), row("2026-01-12", 2, "c")]);
    fixture.cancel(&stage.account, &gone);
    assert_eq!(
        shown(&stage.all_balances(ever(), BalanceFill::BookedDays)),
        expected(&[("2026-01-10", 1), ("2026-01-12", 3)]),
        "cancelled transactions count in no balance (reading R15)"
    );
}

/// 200 a page, also with months in between.
pub fn pages_of_balances(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 7);
    let mut booked: Vec<BookedRow> = Vec::new();
    for count in EDGES {
        // Two days of three, from the middle of a month on.
        let more: Vec<BookedRow> = (booked.len()..count).map(|at| row_on(nth_day(at as i64 * 3 / 2 + 16), at as i64)).collect();
        booked.extend(more.iter().cloned());
        stage.book(&more);
        let mut balance = 7;
        let expected: Vec<i64> = booked.iter().map(|row| (balance += row.amount.0, balance).1).collect();
        let read = stage.all_balances(ever(), BalanceFill::BookedDays);
        assert_eq!(read.iter().map(|row| row.balance.0).collect::<Vec<_>>(), expected, "200 days a page, of {count}");
        let within = answered(Period::new(nth_day(40), nth_day(2_000)));
        let skipped = booked.iter().filter(|row| row.booked.day() < within.start()).count();
        let read = stage.all_balances(within, BalanceFill::BookedDays);
        assert_eq!(
            read.iter().map(|row| row.balance.0).collect::<Vec<_>>(),
            expected[skipped..],
            "pages of a period that starts in mid-month"
        );
    }
}

/// With `fill=carry` each day has a balance, from the first booked day to the reference date.
pub fn carry_fills_every_day(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 100);
    assert!(stage.all_balances(ever(), BalanceFill::Carry).is_empty(), "without a booked day no balance is known");
    let gone = row_on(nth_day(400), 50);
    stage.book(&[row_on(nth_day(0), 1), row_on(nth_day(3), 2), gone.clone(), row_on(nth_day(450), 4)]);
    fixture.cancel(&stage.account, &gone);
    let read = stage.all_balances(ever(), BalanceFill::Carry);
    let as_of = stage.balances(ever(), BalanceFill::Carry, 1).as_of;
    let last = as_of.map_or(ever().end(), |as_of| as_of.date);
    for (at, row) in read.iter().enumerate() {
        let at = at as i64;
        let balance = if at < 3 {
            101
        } else if at < 450 {
            103
        } else {
            107
        };
        assert_eq!((row.day, row.balance.0), (nth_day(at), balance), "a day without a transaction carries the balance of the day before");
    }
    assert_eq!(read.last().map(|row| row.day), Some(last), "up to the reference date where the bank tells one, else to the period's end");
    let within = answered(Period::new(nth_day(2), nth_day(4)));
    assert_eq!(stage.all_balances(within, BalanceFill::Carry).iter().map(|row| row.balance.0).collect::<Vec<_>>(), [101, 103, 103]);
}

/// An account of somebody else answers exactly as one that does not exist.
pub fn nobody_sees_foreign_balances(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    stage.book(&[row("2026-01-10", 1, "a")]);
    for fill in [BalanceFill::BookedDays, BalanceFill::Carry] {
        let foreign = answered(fixture.bank().balances(&word("nobody"), &stage.account, ever(), fill, page(1)));
        assert_eq!(foreign, Held::No, "what a customer does not hold answers like what does not exist (reading R7)");
    }
}
