//! Laws of /transactions.

use std::collections::HashSet;

use fgapi_banking::Held;
use fgapi_domain::{LongText, Transaction, Yen};

use super::stage::{EDGES, Stage, answered, ever, nth_day, page, period, row, row_on, word};
use super::{BankFixture, BookedRow};

fn amounts(rows: &[Transaction]) -> Vec<i64> {
    rows.iter().map(|row| row.amount.0).collect()
}

fn assert_continues(opening: i64, rows: &[Transaction]) {
    let mut balance = opening;
    for row in rows {
        balance += row.amount.0;
        assert_eq!(
            row.balance,
            Yen(balance),
            "a row's balance is the one before plus its amount ({}, ordinal {})",
            row.booked,
            row.ordinal.get()
        );
    }
}

/// By booked instant, then in the core's own sequence.
pub fn transactions_come_in_order(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    stage.book(&[
        row("2026-01-10T09:00:00", 1, "a"),
        row("2026-01-10T15:30:00", 3, "c"),
        row("2026-01-11", 5, "e"),
        row("2026-01-11", 6, "f"),
    ]);
    stage.book(&[row("2026-01-10T12:00:00", 2, "b"), row("2026-01-10T23:59:59", 4, "d"), row("2026-01-09", 0, "z")]);
    assert_eq!(
        amounts(&stage.all(ever())),
        [0, 1, 2, 3, 4, 5, 6],
        "rows come by booked instant, then in the core's sequence (reading R12)"
    );
}

/// Its own text for each row, whole and unchanged, however long it is and whatever is written in it.
pub fn each_row_has_its_own_description(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let lengths = [1, 2, 31, 32, 33, 42, 43, 127, 128, 129, LongText::MAX_CHARS];
    let texts: Vec<String> = lengths
        .iter()
        .flat_map(|length| ["a", "ｶ", "𠮷"].map(|char| char.repeat(*length)))
        .chain(["フリコミ　\"株\" \\ é".to_owned()])
        .collect();
    // Two to a day, so that they are of several days and share some.
    let booked: Vec<BookedRow> =
        (0_i64..).zip(&texts).map(|(at, text)| BookedRow { description: word(text), ..row_on(nth_day(at / 2), at + 1) }).collect();
    stage.book(&booked);
    let read = stage.all(ever());
    assert_eq!(
        read.iter().map(|row| row.description.as_str()).collect::<Vec<_>>(),
        texts,
        "description is the row's own (取引内容), whole and unchanged"
    );
}

/// `start_date` and `end_date` are both in the period.
pub fn both_ends_of_a_period_count(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 100);
    stage.book(&[row("2026-01-30", 1, "a"), row("2026-01-31T23:59:59", 2, "b"), row("2026-02-01", 3, "c"), row("2026-02-02", 4, "d")]);
    let read = stage.all(period("2026-01-31", "2026-02-01"));
    assert_eq!(amounts(&read), [2, 3], "a period holds its first and its last day (reading R13), in Japan's time");
    assert_eq!(read[0].balance, Yen(103), "rows before the period count in the balances within it");
    assert_eq!(amounts(&stage.all(period("2026-01-01", "2026-01-29"))), [0_i64; 0], "before the first row there is nothing");
    assert_eq!(amounts(&stage.all(period("2026-02-02", "2026-02-02"))), [4], "one day is a period");
}

/// 200 a page, over days and months, from any start.
pub fn pages_of_transactions(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 1_000);
    let mut booked: Vec<BookedRow> = Vec::new();
    for count in EDGES {
        // Three rows a day, so that pages begin in the middle of a day.
        let more: Vec<BookedRow> = (booked.len()..count).map(|at| row_on(nth_day(at as i64 / 3), at as i64 + 1)).collect();
        booked.extend(more.iter().cloned());
        stage.book(&more);
        let read = stage.all(ever());
        let expected: Vec<i64> = booked.iter().map(|row| row.amount.0).collect();
        assert_eq!(amounts(&read), expected, "200 rows a page, none twice and none left out, of {count}");
        assert_continues(1_000, &read);
    }
    for start in [1, 30, 31, 45] {
        let within = answered(fgapi_domain::Period::new(nth_day(start), nth_day(120)));
        let expected: Vec<&BookedRow> = booked.iter().filter(|row| within.contains(row.booked.day())).collect();
        let read = stage.all(within);
        assert_eq!(
            amounts(&read),
            expected.iter().map(|row| row.amount.0).collect::<Vec<_>>(),
            "pages of a period that starts in mid-month"
        );
        let before: i64 = booked.iter().filter(|row| row.booked.day() < within.start()).map(|row| row.amount.0).sum();
        assert_continues(1_000 + before, &read);
    }
}

/// Every balance follows from the one before.
pub fn balances_continue(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, -500);
    stage.book(&[
        row("2025-12-31", 700, "給与"),
        row("2025-12-31", -300, "家賃"),
        row("2026-01-05", -1, "手数料"),
        row("2026-03-01", 1, "利息"),
    ]);
    let read = stage.all(ever());
    assert_eq!(read.len(), 4);
    assert_continues(-500, &read);
}

/// What the core cancelled is not shown, and no balance knows of it.
pub fn a_cancelled_row_does_not_exist(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let rows: Vec<BookedRow> = (0..250).map(|at| row_on(nth_day(at / 10), at + 1)).collect();
    stage.book(&rows);
    let gone: HashSet<usize> = [0, 5, 100, 199, 200, 249].into();
    for at in &gone {
        fixture.cancel(&stage.account, &rows[*at]);
    }
    let kept: Vec<i64> = (0..250).filter(|at| !gone.contains(at)).map(|at| at as i64 + 1).collect();
    let read = stage.all(ever());
    assert_eq!(amounts(&read), kept, "cancelled transactions are left out of /transactions (取消された取引は含まない; reading R15)");
    assert_continues(0, &read);
}

/// A row that arrives late stands at its instant, and later balances know of it.
pub fn a_back_dated_row_moves_later_balances(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 10);
    stage.book(&[row("2026-01-10", 1, "a"), row("2026-02-10", 2, "b"), row("2026-02-20", 4, "c")]);
    stage.book(&[row("2026-02-05", 100, "late"), row("2026-01-10T00:00:00", 1_000, "later still")]);
    let read = stage.all(ever());
    assert_eq!(
        amounts(&read),
        [1, 1_000, 100, 2, 4],
        "a late row stands at its booked instant, after those known before of the same instant"
    );
    assert_continues(10, &read);
}

/// Ids never change: not by late rows, not by cancellations.
pub fn ids_are_stable(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let key = |row: &Transaction| (row.booked.day(), row.ordinal, row.amount.0);
    let rows = [
        row("2026-01-10T10:00:00", 1, "a"),
        row("2026-01-10T11:00:00", 2, "b"),
        row("2026-01-10T11:00:00", 3, "c"),
        row("2026-01-11", 4, "d"),
    ];
    stage.book(&rows);
    let first: Vec<_> = stage.all(ever()).iter().map(key).collect();
    stage.book(&[row("2026-01-10T09:00:00", 5, "late"), row("2026-01-10T11:00:00", 6, "late too")]);
    fixture.cancel(&stage.account, &rows[1]);
    stage.book(&[row("2026-01-10T08:00:00", 7, "later still")]);
    let then: Vec<_> = stage.all(ever()).iter().map(key).collect();
    for id in first.iter().filter(|(_, _, amount)| *amount != 2) {
        assert!(then.contains(id), "the id of a transaction never changes (データの ID は不変; reading R16): {} yen", id.2);
    }
    let unique: HashSet<_> = then.iter().chain(&first).map(|(day, ordinal, amount)| ((*day, *ordinal), *amount)).collect();
    let ids: HashSet<_> = unique.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), unique.len(), "no two transactions ever have the same id, also after one was cancelled");
}

/// Two equal rows on one day stay two, with ids of their own.
pub fn equal_rows_are_two_rows(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let fare = row("2026-01-10T08:00:00", -210, "地下鉄");
    stage.book(&[fare.clone(), fare.clone()]);
    let read = stage.all(ever());
    assert_eq!(amounts(&read), [-210, -210], "two equal transactions are two transactions");
    assert_ne!(read[0].ordinal, read[1].ordinal, "they have different ids (reading R16)");
    fixture.cancel(&stage.account, &fare);
    assert_eq!(amounts(&stage.all(ever())), [-210], "cancelling one leaves the other");
}

/// Amounts beyond what a floating-point number holds stay exact.
pub fn large_amounts_are_exact(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 9_007_199_254_740_993);
    stage.book(&[row("2026-01-10", 9_007_199_254_740_993, "大口"), row("2026-01-10", -1, "手数料")]);
    let read = stage.all(ever());
    assert_eq!((read[0].amount, read[0].balance), (Yen(9_007_199_254_740_993), Yen(18_014_398_509_481_986)));
    assert_eq!(read[1].balance, Yen(18_014_398_509_481_985), "money is exact to the yen, beyond 2^53 too");
}

/// An account of somebody else answers exactly as one that does not exist.
pub fn nobody_sees_foreign_transactions(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    stage.book(&[row("2026-01-10", 1, "a")]);
    fixture.add_customer(&word("c-2"), &word("taro"), &fgapi_domain::Secret::new("うめ456"), &[]);
    let bank = fixture.bank();
    for number in [1, 2] {
        for (customer, account) in [
            ("c-2", stage.account.to_string()),
            ("nobody", stage.account.to_string()),
            ("c-1", "9999-101-1-7777777".into()),
            ("c-1", "9998-101-1-0000001".into()),
        ] {
            let answer = answered(bank.transactions(&word(customer), &word(&account), ever(), page(number)));
            assert_eq!(answer, Held::No, "what a customer does not hold answers like what does not exist (reading R7)");
        }
    }
}
