//! Balances of days out of transactions, for cores that have an account's rows at hand and no table of days.

use fgapi_domain::{DailyBalance, JstDate, Period, Transaction};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use crate::BalanceFill;

/// One page of daily balances as [`Balances`](crate::Balances) asks for them, out of all rows of an account in their order.
/// `known_until` is the bank's reference date, where it has one. It walks every row, so it is for accounts that are small.
///
/// ```
/// use fgapi_banking::{BalanceFill, daily_balances};
/// use fgapi_domain::{LongText, Ordinal, Period, Transaction, Yen};
/// use fgapi_page::PageNumber;
/// let rows = [("2026-01-05", 700), ("2026-01-07", 500)].map(|(day, balance)| Transaction {
///     booked: day.parse().unwrap(),
///     ordinal: Ordinal::new(1).unwrap(),
///     amount: Yen(0),
///     description: LongText::default(),
///     balance: Yen(balance),
/// });
/// let january = Period::new("2026-01-01".parse()?, "2026-01-31".parse()?)?;
/// let carried = daily_balances(&rows, january, BalanceFill::Carry, "2026-01-08".parse().ok(), PageNumber::FIRST);
/// assert_eq!(carried.into_rows().iter().map(|row| row.balance.0).collect::<Vec<_>>(), [700, 700, 500, 500]);
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
pub fn daily_balances<'r>(
    rows: impl IntoIterator<Item = &'r Transaction>,
    period: Period,
    fill: BalanceFill,
    known_until: Option<JstDate>,
    page: PageNumber,
) -> Page<DailyBalance> {
    let mut days: Vec<DailyBalance> = Vec::new();
    for transaction in rows {
        let (day, balance) = (transaction.booked.day(), transaction.balance);
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.balance = balance,
            None => days.push(DailyBalance { day, balance }),
        }
    }
    if let (BalanceFill::Carry, Some(first)) = (fill, days.first().map(|row| row.day)) {
        let last = known_until.map_or(period.end(), |day| day.min(period.end()));
        // More than the pages up to this one is not needed.
        let most = usize::try_from(page.skipped_rows()).unwrap_or(usize::MAX).saturating_add(READ_SIZE);
        let each = first.max(period.start()).number()..=last.number();
        let carried = |day: JstDate| {
            let before = days.partition_point(|row| row.day <= day).checked_sub(1)?;
            days.get(before).map(|row| DailyBalance { day, balance: row.balance })
        };
        days = each.take(most).filter_map(|number| JstDate::from_number(number).ok().and_then(carried)).collect();
    }
    Page::of(page, days.into_iter().filter(|row| period.contains(row.day)))
}
