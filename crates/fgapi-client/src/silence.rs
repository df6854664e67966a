//! Why no answer came, read out of the errors of those who were to bring it.

use std::error::Error;
use std::io;

use crate::reach::NotPublic;
use crate::{CallError, Silence};

/// The error of a call that was not answered. A URL holds account ids, which do not belong into anybody's log.
pub(crate) fn unanswered(error: reqwest::Error) -> CallError {
    let error = error.without_url();
    CallError::Unanswered { silence: silence(&error), story: whole_story(&error) }
}

fn silence(error: &reqwest::Error) -> Silence {
    // What is told deeper down is closer to the cause.
    let mut told = None;
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        told = of_cause(error).or(told);
        cause = error.source();
    }
    match told {
        Some(silence) => silence,
        None if error.is_timeout() => Silence::Late,
        None if error.is_connect() => Silence::NotReached,
        None => Silence::Cut,
    }
}

fn of_cause(error: &(dyn Error + 'static)) -> Option<Silence> {
    if error.is::<NotPublic>() {
        return Some(Silence::NotPublic);
    }
    if error.is::<rustls::Error>() {
        return Some(Silence::Untrusted);
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return error.is_parse().then_some(Silence::Garbled);
    }
    let error = error.downcast_ref::<io::Error>()?;
    // An error that an I/O error carries is not among its sources.
    match error.get_ref().and_then(|inner| of_cause(inner)) {
        Some(silence) => Some(silence),
        None if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => Some(Silence::Garbled),
        None => None,
    }
}

/// An error with its causes: "connection refused" stands at the end of the chain.
fn whole_story(error: &dyn Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        story = format!("{story}: {error}");
        cause = error.source();
    }
    story
}
