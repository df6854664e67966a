//! The time that gateways and commands on one store go by.

use std::sync::Arc;

use fgapi_domain::{Clock as _, ForwardClock, JstDateTime, SystemClock, UnixSeconds};
use fgapi_store::Store;
use fgapi_token::TokenDesk;

use crate::failure::{Failure, token_failure};

/// Seconds by which the clocks of machines that share a store may differ.
const APART: i64 = 600;

/// The clock of a command: the latest time that a gateway wrote down, or the machine's if that is later. A command never
/// writes its own time down: one host whose clock is wrong would make time stand still on all of them.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
fn clock(store: &Store) -> Result<ForwardClock<SystemClock>, Failure> {
    // No time is earlier than this one, so the mark is read and not raised.
    let latest = store.tokens().raise_clock(UnixSeconds(0)).map_err(|fault| token_failure(&fault))?;
    Ok(ForwardClock::new(SystemClock, latest))
}

/// The same, for whoever keeps it.
///
/// # Errors
/// A [`Failure`] when the store does not answer.
pub fn clock_of_command(store: &Store) -> Result<Arc<ForwardClock<SystemClock>>, Failure> {
    clock(store).map(Arc::new)
}

/// The clock by which a gateway decides everything: time that the store has seen stays seen, so a clock that was set back
/// makes nothing alive that had expired.
///
/// # Errors
/// A [`Failure`] when the store does not answer, or has seen a time that lies far ahead of the machine's clock: the gateway's
/// time would stand still until then.
pub fn clock_to_serve(store: &Store) -> Result<Arc<ForwardClock<SystemClock>>, Failure> {
    let clock = clock(store)?;
    let (machine, latest) = (SystemClock.now(), clock.now());
    if is_far_ahead(latest, machine) {
        return Err(Failure::broken(
            format!("{}, but a gateway on this store has seen {}", told("this machine's clock says", machine), told("the time", latest)),
            "set this machine's clock right; if it is right and the store's mark is wrong, end every gateway and take the mark away \
             in the database: DELETE FROM clock_mark",
        ));
    }
    Ok(Arc::new(clock))
}

/// Writes the gateway's time down, and follows the time that other gateways wrote: a slow clock revives nothing either.
///
/// # Errors
/// What is wrong, in words: the store does not answer, or another gateway's time lies too far ahead to be followed.
pub(crate) fn keep_time(desk: &TokenDesk, clock: &ForwardClock<SystemClock>) -> Result<(), String> {
    let latest = desk.raise_clock().map_err(|fault| format!("the time could not be written down: {fault}"))?;
    let machine = SystemClock.now();
    if is_far_ahead(latest, machine) {
        return Err(format!("{}, but the store has seen {}", told("this machine's clock says", machine), told("the time", latest)));
    }
    clock.raise(latest);
    Ok(())
}

const fn is_far_ahead(latest: UnixSeconds, machine: UnixSeconds) -> bool {
    latest.0 > machine.plus(APART).0
}

fn told(words: &str, time: UnixSeconds) -> String {
    format!("{words} {} ({time})", JstDateTime::of(time))
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;
    use fgapi_store::{StoreAddress, StoreSettings};
    use fgapi_token::TokenPolicy;

    use super::*;

    #[test]
    fn a_gateway_follows_the_others_unless_they_are_far_ahead() {
        let store = Store::connect(&StoreAddress::Memory, StoreSettings::default()).unwrap();
        let clock = clock_to_serve(&store).unwrap();
        let desk = TokenDesk::new(store.tokens(), clock.clone(), Arc::new(SystemEntropy::new()), TokenPolicy::default());
        let ahead = SystemClock.now().plus(APART / 2);
        store.tokens().raise_clock(ahead).unwrap();
        keep_time(&desk, &clock).unwrap();
        assert_eq!(clock.now(), ahead);

        store.tokens().raise_clock(ahead.plus(APART)).unwrap();
        assert!(keep_time(&desk, &clock).unwrap_err().contains("this machine's clock says"));
        assert_eq!(clock.now(), ahead);
        assert!(clock_to_serve(&store).is_err());
    }
}
