//! The life of an account as a 全銀 file tells it: everyday rows, spread evenly over the years. No randomness: the same days
//! give the same rows.

use fgapi_domain::{JstDate, Yen};
use fgapi_zengin::{Category, Entry};

/// What happens in everyday life: 摘要, the least and the most yen.
const SPENDING: [(&str, i64, i64); 8] = [
    ("ｺﾝﾋﾞﾆ", 120, 3_000),
    ("ｽ-ﾊﾟ-", 800, 9_000),
    ("ﾄﾞﾗﾂｸﾞｽﾄｱ", 300, 6_000),
    ("ﾃﾞﾝｷﾀﾞｲ", 3_000, 18_000),
    ("ｽｲﾄﾞｳﾀﾞｲ", 2_000, 9_000),
    ("ｹｲﾀｲﾃﾞﾝﾜ", 2_500, 9_800),
    ("ｶ-ﾄﾞ", 1_000, 60_000),
    ("ｼﾝﾌﾞﾝ", 3_500, 4_900),
];
/// Who pays in, and their least and most yen.
const EARNING: [(&str, i64, i64); 3] = [("ｶ)ｻﾝﾌﾟﾙｺｳｷﾞﾖｳ", 180_000, 320_000), ("ｻﾄｳ ｼﾞﾛｳ", 1_000, 30_000), ("ﾀﾅｶ ﾖｳｺ", 500, 20_000)];
/// Below this many yen the next row is a deposit.
const LEAST_BALANCE: i64 = 100_000;

/// `rows` rows of everyday life from `from` to `to`, beginning with a balance of `opening`.
pub(crate) fn everyday(rows: u32, from: JstDate, to: JstDate, opening: Yen) -> impl Iterator<Item = Entry> {
    let days = to.number() - from.number() + 1;
    let mut balance = opening.0;
    let mut dice = Dice(0x5eed_f6a1);
    (0..rows).map(move |at| {
        let day = from.plus_days(i64::from(at) * days / i64::from(rows)).unwrap_or(to);
        let earns = balance < LEAST_BALANCE || dice.below(40) == 0;
        let entry = if earns { earning(&mut dice, at, day) } else { spending(&mut dice, at, day) };
        balance += entry.amount.0;
        entry
    })
}

fn earning(dice: &mut Dice, at: u32, day: JstDate) -> Entry {
    let (payer, least, most) = EARNING[dice.index(EARNING.len())];
    let amount = Yen(dice.between(least, most));
    Entry {
        reference: reference(at), day, value_day: None, amount, category: Category::Transfer, payer: payer.into(), note: "ﾌﾘｺﾐ".into()
    }
}

fn spending(dice: &mut Dice, at: u32, day: JstDate) -> Entry {
    let (note, least, most) = SPENDING[dice.index(SPENDING.len())];
    let amount = Yen(-dice.between(least, most));
    let category = Category::InternalTransfer;
    Entry { reference: reference(at), day, value_day: None, amount, category, payer: String::new(), note: note.into() }
}

/// 照会番号 has eight digits and begins with 1.
fn reference(at: u32) -> Option<u32> {
    Some(at % 99_999_999 + 1)
}

/// Numbers that look thrown and are always the same (a linear congruential generator): nothing here is a secret.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below((most - least + 1).unsigned_abs())).unwrap_or_default()
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_run_from_the_first_to_the_last_and_the_account_is_never_overdrawn() {
        let (from, to) = ("2019-01-01".parse().unwrap(), "2026-06-30".parse().unwrap());
        let rows: Vec<_> = everyday(5_000, from, to, Yen(500_000)).collect();
        assert_eq!(rows.len(), 5_000);
        assert_eq!(rows.first().map(|row| row.day), Some(from));
        assert_eq!(rows.last().map(|row| row.day), Some(to));
        assert!(rows.windows(2).all(|pair| pair[0].day <= pair[1].day));
        let mut balance = 500_000;
        assert!(rows.iter().all(|row| {
            balance += row.amount.0;
            balance > 0
        }));
        assert_eq!(rows, everyday(5_000, from, to, Yen(500_000)).collect::<Vec<_>>());
    }
}
