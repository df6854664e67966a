//! Random histories, with rows that arrive late and rows that are cancelled: the databases answer as the model in memory does.

use fgapi_banking::BalanceFill;
use fgapi_domain::{AccountKey, Booked, CustomerId, JstDate, Period, Secret, Yen};
use fgapi_page::PageNumber;
use fgapi_testkit::bank::{BankFixture, BookedRow};
use proptest::prelude::*;

use crate::fixture::StoreFixture;
use crate::support::{Fresh, memory, postgres, sqlite};

#[derive(Clone, Debug)]
enum Step {
    Book(Vec<BookedRow>),
    /// Cancels the row with this number among those that live.
    Cancel(usize),
}

fn first_day() -> JstDate {
    "2025-11-20".parse().unwrap()
}

/// Few days, few instants, few amounts: rows meet. Some lie years apart.
fn row() -> impl Strategy<Value = BookedRow> {
    (prop_oneof![0..100_i64, 0..1_500_i64], prop_oneof![Just(0_u32), 0..3_u32, Just(86_399)], -3..4_i64).prop_map(
        |(day, second, amount)| BookedRow {
            booked: Booked::at(first_day().plus_days(day).unwrap(), second).unwrap(),
            amount: Yen(amount),
            description: "振込".parse().unwrap(),
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let book = prop_oneof![3 => prop::collection::vec(row(), 1..20), 1 => prop::collection::vec(row(), 200..350)].prop_map(Step::Book);
    prop::collection::vec(prop_oneof![book, any::<usize>().prop_map(Step::Cancel)], 1..7)
}

/// First days, after that of the history, and lengths in days.
fn periods() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((prop_oneof![-40..110_i64, -400..1_500_i64], 0..2_000_i64), 1..6)
}

/// One account whose opening balance is given, one whose balance comes to nothing.
fn prepare(fixture: &StoreFixture) -> (CustomerId, AccountKey) {
    let (customer, account): (CustomerId, AccountKey) = ("c-1".parse().unwrap(), "9999-101-1-0000001".parse().unwrap());
    fixture.open_account(&account, Yen(10));
    fixture.add_customer(&customer, &"hanako".parse().unwrap(), &Secret::new("さくら123"), std::slice::from_ref(&account));
    (customer, account)
}

fn agrees(tested: Fresh, steps: &[Step], periods: &[(i64, i64)]) -> Result<(), TestCaseError> {
    let (model, tested) = (StoreFixture::new(memory()), StoreFixture::new(tested));
    let (customer, account) = prepare(&model);
    prepare(&tested);
    let mut live: Vec<BookedRow> = Vec::new();
    for step in steps {
        match step {
            Step::Book(rows) => {
                live.extend(rows.iter().cloned());
                model.book(&account, rows);
                tested.book(&account, rows);
            }
            Step::Cancel(_) if live.is_empty() => {}
            Step::Cancel(which) => {
                let row = live.swap_remove(which % live.len());
                model.cancel(&account, &row);
                tested.cancel(&account, &row);
            }
        }
        for (start, days) in periods {
            let start = first_day().plus_days(*start).unwrap();
            let period = Period::new(start, start.plus_days(*days).unwrap()).unwrap();
            for page in 1..=(live.len() as u32 / 200 + 2) {
                let page = PageNumber::new(page).unwrap();
                let ask = |fixture: &StoreFixture| fixture.bank().transactions(&customer, &account, period, page).unwrap();
                prop_assert_eq!(ask(&tested), ask(&model));
                for fill in [BalanceFill::BookedDays, BalanceFill::Carry] {
                    let ask = |fixture: &StoreFixture| fixture.bank().balances(&customer, &account, period, fill, page).unwrap();
                    prop_assert_eq!(ask(&tested), ask(&model));
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_histories_on_sqlite(steps in steps(), periods in periods()) {
        agrees(sqlite(), &steps, &periods)?;
    }

    #[test]
    fn random_histories_on_postgres(steps in steps(), periods in periods()) {
        agrees(postgres(), &steps, &periods)?;
    }
}
