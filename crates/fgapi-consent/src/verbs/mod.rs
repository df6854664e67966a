//! The use cases, one a file. Each loads the journey, does one thing when it is that thing's turn, and says what comes next.

mod answer;
mod begin;
mod consent;
mod log_in;
mod look;
mod own;
mod pins;
mod resume;
mod scopes;

pub use begin::{Begun, EntryRefused, NotBegun, Parameter, Parameters};
pub use consent::Decision;
pub use log_in::LogInForm;
pub use own::OwnTurn;

use fgapi_domain::Secret;
use fgapi_token::{LinkId, PlainToken};

use crate::journey::JourneyId;
use crate::screen::{Shown, Told};

/// What comes of a use case.
#[derive(Debug)]
pub enum Outcome {
    /// Show this screen.
    Show(Box<Shown>),
    /// Go on to the journey's own address, where its present step is shown.
    Next {
        /// The journey.
        journey: JourneyId,
        /// The browser's secret from now on, when it changed.
        browser: Option<PlainToken>,
        /// The value of the device's cookie, when it is to be set.
        device: Option<Secret>,
    },
    /// The journey is over: send the browser to this URI of the client's.
    Home {
        /// Where to.
        uri: String,
        /// The journey whose cookie is done with.
        journey: JourneyId,
    },
    /// Something was done to a link of the customer's own page: go on to the page, and say so there.
    Told {
        /// The journey.
        journey: JourneyId,
        /// The link.
        link: LinkId,
        /// What became of it.
        told: Told,
    },
    /// There is no such journey, or it was the customer's own page and is over: begin anew.
    Over,
    /// The customer's own page is over: too many wrong answers, and nobody to go home to.
    Locked,
    /// The journey belongs to another browser. Nothing is shown of it.
    Stranger,
    /// The bank's hours of maintenance, with nobody to go home to.
    Maintenance,
    /// The bank does not answer now, with nobody to go home to.
    BankUnavailable,
}

impl Outcome {
    /// The journey goes on where it stands now.
    const fn next(journey: JourneyId) -> Self {
        Self::Next { journey, browser: None, device: None }
    }
}
