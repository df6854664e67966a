//! A clock that never goes back.

use std::sync::atomic::{AtomicI64, Ordering};

use fgapi_domain::{Clock, ForwardClock, UnixSeconds};

struct Set(AtomicI64);

impl Clock for &Set {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::Relaxed))
    }
}

#[test]
fn a_clock_set_back_an_hour_stands_still() {
    let machine = Set(AtomicI64::new(10_000));
    let clock = ForwardClock::new(&machine, UnixSeconds(9_000));
    assert_eq!(clock.now(), UnixSeconds(10_000));
    machine.0.store(6_400, Ordering::Relaxed);
    assert_eq!(clock.now(), UnixSeconds(10_000));
    machine.0.store(10_001, Ordering::Relaxed);
    assert_eq!(clock.now(), UnixSeconds(10_001));
}

#[test]
fn a_slow_clock_follows_the_mark_of_the_others() {
    let machine = Set(AtomicI64::new(10_000));
    let clock = ForwardClock::new(&machine, UnixSeconds(0));
    clock.raise(UnixSeconds(10_060));
    assert_eq!(clock.now(), UnixSeconds(10_060));
    clock.raise(UnixSeconds(10_030));
    assert_eq!(clock.now(), UnixSeconds(10_060), "a lower mark changes nothing");
}
