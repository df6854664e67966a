//! What is asked while a statement is under way is asked together, by the next one.
//!
//! A statement is a round trip to another process, and a change is a commit, however much one of them asks for. Nobody waits for others
//! to come: who finds the way free asks alone, and at once. Who comes meanwhile goes with all who did. A statement begins after
//! each of its callers came, so nobody is told of an older state than a statement of their own would have seen.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use flume::{Sender, bounded};

use crate::{DatabaseFault, Fault};

/// The most that one statement asks for.
const MOST: usize = 64;

/// One question of many callers, each with something of its own to ask (`A`) and to be told (`T`).
///
/// ```
/// use fgapi_database::DatabaseFault;
/// use fgapi_database::postgres::Together;
///
/// let doubles = Together::<i64, i64, DatabaseFault>::default();
/// // Stands for a statement: one answer for each that is asked, in their order.
/// let put = |asked: &[i64]| Ok(asked.iter().map(|number| 2 * number).collect());
/// assert_eq!(doubles.ask(21, put), Ok(42));
/// ```
pub struct Together<A, T, F = DatabaseFault>(Mutex<Line<A, T, F>>);

struct Line<A, T, F> {
    under_way: bool,
    waiting: VecDeque<Waiting<A, T, F>>,
}

struct Waiting<A, T, F> {
    asked: A,
    tell: Sender<Turn<A, T, F>>,
}

/// What becomes of somebody who waits.
enum Turn<A, T, F> {
    /// Somebody else asked for them.
    Told(Result<T, F>),
    /// It is their turn to ask, for themselves and for these others.
    Ask(Vec<Waiting<A, T, F>>),
}

impl<A, T, F> Default for Together<A, T, F> {
    fn default() -> Self {
        Self(Mutex::new(Line { under_way: false, waiting: VecDeque::new() }))
    }
}

impl<A, T, F> fmt::Debug for Together<A, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Together")
    }
}

impl<A, T, F: Fault + Clone> Together<A, T, F> {
    /// Asks. `put` makes one statement of all that is asked and answers each, in their order; of those who wait for the same statement, one
    /// puts it. So it must be the same for all callers.
    ///
    /// # Errors
    /// Those of `put`, which then are everybody's for whom it was put.
    pub fn ask(&self, asked: A, put: impl Fn(&[A]) -> Result<Vec<T>, F>) -> Result<T, F> {
        let told = {
            let mut line = self.line();
            if !line.under_way {
                line.under_way = true;
                drop(line);
                return self.alone(asked, put);
            }
            let (tell, told) = bounded(1);
            line.waiting.push_back(Waiting { asked, tell });
            told
        };
        loop {
            match told.recv() {
                Ok(Turn::Told(outcome)) => return outcome,
                Ok(Turn::Ask(group)) => self.for_all(group, &put),
                Err(_) => return Err(broke_off().into()),
            }
        }
    }

    fn alone(&self, asked: A, put: impl Fn(&[A]) -> Result<Vec<T>, F>) -> Result<T, F> {
        let _way = OnTheWay(self);
        put(&[asked])?.pop().ok_or_else(|| broke_off().into())
    }

    /// Asks for a group, of which the caller is one.
    fn for_all(&self, group: Vec<Waiting<A, T, F>>, put: &impl Fn(&[A]) -> Result<Vec<T>, F>) {
        let (asked, tells): (Vec<A>, Vec<_>) = group.into_iter().map(|one| (one.asked, one.tell)).unzip();
        let outcome = {
            let _way = OnTheWay(self);
            put(&asked)
        };
        let mut answers = outcome.map(Vec::into_iter);
        for tell in tells {
            let outcome = match &mut answers {
                Ok(answers) => answers.next().ok_or_else(|| broke_off().into()),
                Err(fault) => Err(fault.clone()),
            };
            // Whoever waits is there: nobody leaves without having been told.
            drop(tell.send(Turn::Told(outcome)));
        }
    }
}

impl<A, T, F> Together<A, T, F> {
    fn line(&self) -> MutexGuard<'_, Line<A, T, F>> {
        // Nothing in between can break off and leave the line half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broke_off() -> DatabaseFault {
    DatabaseFault::Statement("the statement that asked for several broke off".to_owned())
}

/// A statement under way. When it is over, however it ended, the next in the line asks for those who came meanwhile.
struct OnTheWay<'t, A, T, F>(&'t Together<A, T, F>);

impl<A, T, F> Drop for OnTheWay<'_, A, T, F> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        while !line.waiting.is_empty() {
            let size = line.waiting.len().min(MOST);
            let group: Vec<_> = line.waiting.drain(..size).collect();
            let first = group[0].tell.clone();
            if first.send(Turn::Ask(group)).is_ok() {
                return;
            }
        }
        line.under_way = false;
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    type Numbers = Together<usize, usize>;

    type Outcomes = Vec<thread::Result<Result<usize, DatabaseFault>>>;

    /// Callers, of whom the first one holds the way until all others wait: how many each statement asked for, and what each caller was told.
    fn asked(callers: usize, put: impl Fn(&[usize]) -> Result<Vec<usize>, DatabaseFault> + Sync) -> (Vec<usize>, Outcomes) {
        let (line, sizes) = (Numbers::default(), Mutex::new(Vec::new()));
        let (release, gate) = bounded::<()>(0);
        let statement = |asked: &[usize]| {
            sizes.lock().unwrap().push(asked.len());
            if asked == [0] {
                assert!(gate.recv().is_err(), "the way is held until it is let go");
            }
            put(asked)
        };
        let outcomes = thread::scope(|scope| {
            let call = |number| {
                let (line, statement) = (&line, &statement);
                scope.spawn(move || line.ask(number, statement))
            };
            let mut calls = vec![call(0)];
            while !line.line().under_way {
                thread::yield_now();
            }
            for number in 1..callers {
                calls.push(call(number));
                while line.line().waiting.len() < number {
                    thread::yield_now();
                }
            }
            drop(release);
            calls.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        let Line { under_way, waiting } = line.0.into_inner().unwrap();
        assert!(!under_way && waiting.is_empty());
        (sizes.into_inner().unwrap(), outcomes)
    }

    fn doubled(asked: &[usize]) -> Result<Vec<usize>, DatabaseFault> {
        Ok(asked.iter().map(|number| 2 * number).collect())
    }

    fn told(outcomes: Outcomes) -> Vec<Result<usize, DatabaseFault>> {
        outcomes.into_iter().map(Result::unwrap).collect()
    }

    #[test]
    fn who_comes_meanwhile_goes_together_and_is_told_their_own() {
        let callers = 1 + 2 * MOST + 3;
        let (sizes, outcomes) = asked(callers, doubled);
        assert_eq!(sizes, [1, MOST, MOST, 3]);
        assert_eq!(told(outcomes), (0..callers).map(|number| Ok(2 * number)).collect::<Vec<_>>());
    }

    #[test]
    fn a_fault_is_everybodys_for_whom_was_asked() {
        let (_, outcomes) = asked(4, |asked| if asked.len() > 1 { Err(DatabaseFault::Busy) } else { doubled(asked) });
        assert_eq!(told(outcomes), [Ok(0), Err(DatabaseFault::Busy), Err(DatabaseFault::Busy), Err(DatabaseFault::Busy)]);
    }

    #[test]
    fn an_answer_too_few_is_nobody_elses() {
        let (_, outcomes) = asked(4, |asked| doubled(&asked[..asked.len().min(2)]));
        assert_eq!(told(outcomes), [Ok(0), Ok(2), Ok(4), Err(broke_off())]);
    }

    #[test]
    fn a_statement_that_breaks_off_holds_up_nobody() {
        let (sizes, outcomes) = asked(MOST + 3, |asked| {
            assert!(asked.len() < MOST, "this one breaks");
            doubled(asked)
        });
        assert_eq!(sizes, [1, MOST, 2]);
        let (fine, broken): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(broken.len(), 1, "the one who put it");
        let told = told(fine);
        assert_eq!(told.iter().filter(|outcome| **outcome == Err(broke_off())).count(), MOST - 1);
        assert_eq!(told.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    }
}
