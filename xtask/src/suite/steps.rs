//! The steps of the suite: announced, timed, and summed up at the end.

use std::time::{Duration, Instant};

use super::tests_run::Counts;
use crate::shell::Outcome;

/// What was done so far, and how it went.
pub(super) struct Steps {
    begun: Instant,
    done: Vec<Step>,
    counts: Counts,
}

struct Step {
    name: &'static str,
    trouble: Option<String>,
    took: Duration,
}

impl Steps {
    /// Nothing done yet; the clock of the total starts.
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), done: Vec::new(), counts: Counts::default() }
    }

    /// Announces and does one step. A failure is printed at once, kept, and answered as `None`.
    pub(super) fn take<T>(&mut self, name: &'static str, work: impl FnOnce() -> Outcome<T>) -> Option<T> {
        println!("\n==> {name}");
        let begun = Instant::now();
        let outcome = work();
        let took = begun.elapsed();
        let (answer, trouble) = match outcome {
            Ok(answer) => (Some(answer), None),
            Err(message) => (None, Some(message)),
        };
        match &trouble {
            None => println!("==> {name}: ok in {}", seconds(took)),
            Some(message) => println!("==> {name}: FAILED in {}\n{message}", seconds(took)),
        }
        self.done.push(Step { name, trouble, took });
        answer
    }

    /// A step that could not be tried counts as failed.
    pub(super) fn skip(&mut self, name: &'static str, why: &str) {
        println!("\n==> {name}: not run, {why}");
        self.done.push(Step { name, trouble: Some(format!("not run, {why}")), took: Duration::ZERO });
    }

    /// Takes the numbers of the tests for the summary.
    pub(super) fn count(&mut self, counts: Counts) {
        self.counts = counts;
    }

    /// Prints the summary and answers whether all went well.
    pub(super) fn finish(self) -> Outcome {
        println!("\n==> summary");
        for Step { name, trouble, took } in &self.done {
            let first = trouble.as_deref().map(|t| t.lines().next().unwrap_or_default());
            println!("{name:<16} {:>9}  {}", seconds(*took), first.map_or("ok".to_owned(), |t| format!("FAILED: {t}")));
        }
        println!("{:<16} {:>9}", "total", seconds(self.begun.elapsed()));
        println!("{} passed, {} failed", self.counts.passed, self.counts.failed);
        let failed: Vec<_> = self.done.iter().filter(|s| s.trouble.is_some()).map(|s| s.name).collect();
        if failed.is_empty() { Ok(()) } else { Err(format!("not everything holds: {}", failed.join(", "))) }
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole_and_is_named() {
        let mut steps = Steps::new();
        assert_eq!(steps.take("first", || Ok(1)), Some(1));
        assert_eq!(steps.take::<()>("second", || Err("no".to_owned())), None);
        assert_eq!(steps.finish().unwrap_err(), "not everything holds: second");
    }

    #[test]
    fn a_skipped_step_is_a_failed_one() {
        let mut steps = Steps::new();
        steps.skip("tests", "no database");
        assert!(steps.finish().is_err());
    }
}
