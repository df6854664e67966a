//! Where workers wait: one of them looks at the store now and then, the others until somebody rings.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Why a wait is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// There may be work.
    ToWork,
    /// There is none any more.
    ToEnd,
}

#[derive(Default)]
struct State {
    ended: bool,
    /// Somebody rang, and nobody has come yet.
    rung: bool,
    /// Somebody waits who looks by themselves when their time has come.
    watched: bool,
}

/// A bell. To be rung costs a worker one look; to be rung twice before somebody comes is to be rung once.
#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    waiting: Condvar,
}

impl Bell {
    /// Wakes one who waits; when nobody does, the next does not.
    pub(crate) fn ring(&self) {
        self.state().rung = true;
        self.waiting.notify_one();
    }

    /// Wakes all of them to end.
    pub(crate) fn end(&self) {
        self.state().ended = true;
        self.waiting.notify_all();
    }

    /// Whether there is no work any more.
    pub(crate) fn is_over(&self) -> bool {
        self.state().ended
    }

    /// Waits to be rung for. Who comes first waits no longer than `look`, and the others as long as somebody does that for them.
    pub(crate) fn wait(&self, look: Duration) -> Woken {
        let mut state = self.state();
        let mut watch: Option<Instant> = None;
        let woken = loop {
            if state.ended {
                break Woken::ToEnd;
            }
            if std::mem::take(&mut state.rung) {
                break Woken::ToWork;
            }
            if watch.is_none() && !state.watched {
                state.watched = true;
                watch = Some(Instant::now());
            }
            state = match watch.map(|since| look.saturating_sub(since.elapsed())) {
                Some(Duration::ZERO) => break Woken::ToWork,
                Some(left) => self.waiting.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
                None => self.waiting.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        };
        if watch.is_some() {
            state.watched = false;
        }
        woken
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn a_ring_before_the_wait_is_not_lost_and_two_are_one() {
        let bell = Bell::default();
        bell.ring();
        bell.ring();
        assert_eq!(bell.wait(LONG), Woken::ToWork);
        assert_eq!(bell.wait(Duration::ZERO), Woken::ToWork, "its own time has come");
        bell.end();
        assert_eq!((bell.wait(LONG), bell.is_over()), (Woken::ToEnd, true));
    }

    #[test]
    fn a_ring_wakes_one_and_an_end_wakes_all() {
        let bell = Bell::default();
        let (tell, told) = channel();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let (bell, tell) = (&bell, tell.clone());
                scope.spawn(move || {
                    loop {
                        let woken = bell.wait(LONG);
                        tell.send(woken).unwrap();
                        if woken == Woken::ToEnd {
                            return;
                        }
                    }
                });
            }
            for _ in 0..5 {
                bell.ring();
                assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(Woken::ToWork));
            }
            bell.end();
            for _ in 0..3 {
                assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(Woken::ToEnd));
            }
        });
        assert!(told.try_recv().is_err(), "nobody came unasked");
    }

    #[test]
    fn when_the_watch_goes_to_work_the_next_who_waits_has_it() {
        let bell = Bell::default();
        for _ in 0..3 {
            assert_eq!(bell.wait(Duration::from_millis(1)), Woken::ToWork);
        }
        assert!(!bell.state().watched);
    }
}
