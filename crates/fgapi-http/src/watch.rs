//! The port to whoever watches what the door answers.

use std::time::Duration;

/// A call that was answered, in words of which there is a fixed number: nothing of it was chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered<'a> {
    /// The pattern of the route that it met, never its path; `None`: it met none.
    pub route: Option<&'a str>,
    /// Its method, or `OTHER`.
    pub method: &'static str,
    /// The answer's status.
    pub status: u16,
    /// The error code of a refusal, where the call was one of an API.
    pub code: Option<&'a str>,
    /// How long it took from its arrival to its answer.
    pub took: Duration,
}

/// Is told of every answer of a served door, also of those that other rooms' routes give and of what never became a request. It is
/// asked on the thread that answers: it must not wait.
pub trait Watcher: Send + Sync {
    /// A call was answered.
    fn answered(&self, answered: &Answered<'_>);
}
