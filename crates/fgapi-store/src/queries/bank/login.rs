//! Whether a customer is who they say.

use diesel::dsl::case_when;
use diesel::prelude::*;
use fgapi_banking::{BankFault, Customers, InquiryPins, LogIn, LogInOutcome, Questions, RefusedLogIn};
use fgapi_domain::{LoginId, Secret, UnixSeconds};

use super::{Conn, SqlBank};
use crate::StoreFault;
use crate::password::{check_password, dummy_hash};
use crate::schema::customers;

/// An attempt that was counted, or why it was not.
enum Attempt {
    Counted { seq: i64, id: String, hash: Option<String>, failures: i64 },
    Locked(i64),
    Unknown,
}

impl LogIn for SqlBank {
    fn log_in(&self, login: &LoginId, password: &Secret, now: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        let (limit, lock) = (i64::from(self.settings.login_limit.max(1)), now.plus(self.settings.login_lock_seconds).0);
        let text = login.as_str().to_owned();
        let refused = |why| Ok(LogInOutcome::Refused(why));
        match self.db.write(move |conn| count(conn, &text, limit, lock, now.0))? {
            // As long as any other answer takes: the time tells nobody which login ids there are.
            Attempt::Locked(until) => {
                check_password(dummy_hash(), password);
                refused(RefusedLogIn::Locked { until: UnixSeconds(until) })
            }
            Attempt::Unknown => {
                check_password(dummy_hash(), password);
                refused(RefusedLogIn::NoMatch)
            }
            Attempt::Counted { hash: None, .. } => {
                check_password(dummy_hash(), password);
                refused(RefusedLogIn::NotThisWay)
            }
            Attempt::Counted { seq, id, hash: Some(hash), failures } if check_password(&hash, password) => {
                self.db.write_idempotent(move |conn| forgive(conn, seq))?;
                let customer = id.parse().map_err(StoreFault::from)?;
                Ok(LogInOutcome::Known { customer, failures: u32::try_from(failures - 1).unwrap_or(0) })
            }
            Attempt::Counted { .. } => refused(RefusedLogIn::NoMatch),
        }
    }
}

/// Counts the attempt before the password is looked at, in one statement: however many come at once, none slips past the
/// limit. The attempt that reaches it locks; a right password unlocks again. After a lock the count begins anew.
fn count(conn: &mut Conn, login: &str, limit: i64, lock: i64, now: i64) -> Result<Attempt, StoreFault> {
    let begins_anew = customers::failures.ge(limit);
    // The failures before this one with which it is the last allowed. With a limit of one every failure is.
    let reaches_it = customers::failures.between(limit - 1, if limit == 1 { i64::MAX } else { limit - 1 });
    let counted: Option<(i64, String, Option<String>, i64)> =
        diesel::update(customers::table.filter(customers::login_id.eq(login)).filter(customers::locked_until.le(now)))
            .set((
                customers::failures
                    .eq(case_when(begins_anew, 1_i64.into_sql::<diesel::sql_types::BigInt>()).otherwise(customers::failures + 1)),
                customers::locked_until.eq(case_when(reaches_it, lock.into_sql::<diesel::sql_types::BigInt>()).otherwise(0_i64)),
            ))
            .returning((customers::seq, customers::id, customers::password_hash, customers::failures))
            .get_result(conn)
            .optional()?;
    if let Some((seq, id, hash, failures)) = counted {
        return Ok(Attempt::Counted { seq, id, hash, failures });
    }
    let until: Option<i64> =
        customers::table.filter(customers::login_id.eq(login)).select(customers::locked_until).first(conn).optional()?;
    Ok(until.map_or(Attempt::Unknown, Attempt::Locked))
}

fn forgive(conn: &mut Conn, seq: i64) -> Result<(), StoreFault> {
    let none = (customers::failures.eq(0), customers::locked_until.eq(0));
    diesel::update(customers::table.find(seq)).set(none).execute(conn)?;
    Ok(())
}

impl Questions for SqlBank {}
impl InquiryPins for SqlBank {}
impl Customers for SqlBank {}
