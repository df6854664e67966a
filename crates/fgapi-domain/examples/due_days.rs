//! The domain crate alone: a program with rent to collect reads account ids, days and amounts as FGAPI writes them, and its tests
//! command the time. `cargo run -p fgapi-domain --example due_days`; its tests run with `cargo test -p fgapi-domain`.

use fgapi_domain::{AccountKey, Clock, IdScheme, JstDate, Malformed, Period, SystemClock, Yen};

/// A rent that is due each month.
struct Rent {
    account: AccountKey,
    amount: Yen,
    due: JstDate,
}

impl Rent {
    /// Out of the texts that an FGAPI bank answers with.
    fn read(account_id: &str, amount: &str, due: &str) -> Result<Self, Malformed> {
        Ok(Self { account: IdScheme::composed().account_key(account_id)?, amount: amount.parse()?, due: due.parse()? })
    }

    /// How many days it is late, in Japan's days, wherever this program runs.
    fn days_late(&self, clock: &dyn Clock) -> i64 {
        (JstDate::of(clock.now()).number() - self.due.number()).max(0)
    }

    /// What has to be asked of the bank to see whether it came: the week around the day, both ends included.
    fn week(&self) -> Result<Period, Malformed> {
        let day = |days| self.due.plus_days(days).unwrap_or(self.due);
        Period::new(day(-3), day(3))
    }
}

fn main() -> Result<(), Malformed> {
    let rent = Rent::read("9999-101-1-0001234", "82000", "2026-01-31")?;
    let week = rent.week()?;
    println!("{} yen into {}: look from {} to {}", rent.amount, rent.account, week.start(), week.end());
    println!("{} days late", rent.days_late(&SystemClock));
    Ok(())
}

#[cfg(test)]
mod tests {
    use fgapi_domain::UnixSeconds;
    use fgapi_testkit::ManualClock;

    use super::*;

    fn rent() -> Rent {
        Rent::read("9999-101-1-0001234", "82000", "2026-01-31").unwrap()
    }

    #[test]
    fn it_runs() {
        main().unwrap();
    }

    #[test]
    fn an_id_is_an_account() {
        let rent = rent();
        assert_eq!((rent.account.kind.label(), rent.account.to_string().as_str()), ("普通", "9999-101-1-0001234"));
        for wrong in ["9999-101-1", "９９９９-101-1-0001234"] {
            assert!(Rent::read(wrong, "82000", "2026-01-31").is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_japans() {
        let rent = rent();
        // Half a minute before midnight of the day, and half a minute after it.
        let clock = ManualClock::new(UnixSeconds(rent.due.after().begins_at().0 - 30));
        assert_eq!(rent.days_late(&clock), 0);
        clock.advance(60);
        assert_eq!(rent.days_late(&clock), 1);
    }

    #[test]
    fn a_period_has_both_its_ends_and_leap_days() {
        let week = Rent::read("9999-101-1-0001234", "1", "2028-02-29").unwrap().week().unwrap();
        assert_eq!((week.start().to_string().as_str(), week.end().to_string().as_str(), week.days()), ("2028-02-26", "2028-03-03", 7));
        assert!(Rent::read("9999-101-1-0001234", "1", "2026-02-29").is_err(), "no such day");
    }

    #[test]
    fn amounts_are_whole_yen_and_never_wrap() {
        assert_eq!(rent().amount.checked_add(Yen(1)), Some(Yen(82_001)));
        assert_eq!(Yen(i64::MAX).checked_add(Yen(1)), None);
        assert!(Rent::read("9999-101-1-0001234", "82,000.5", "2026-01-31").is_err());
    }
}
