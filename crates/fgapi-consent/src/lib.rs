//! Linking an app, as a person goes through it: log in → additional question → choice of services → inquiry PINs → consent →
//! back to the app; and the customer's own page, where links are seen, renewed and ended.
//!
//! * [`ConsentDesk`] has every use case; each takes the journey's name and who sits before the screen ([`Visitor`]), and answers an
//!   [`Outcome`]: a screen to show, the next step, or the way home
//! * [`Screen`] says what is to be shown, and nothing about how: `fgapi-portal` draws it, or screens of your own do
//! * ports: [`JourneyStore`] keeps journeys, [`RiskRule`] decides when a question is asked; the bank's part is in `fgapi-banking`
//!
//! Every journey that a client began has a way home: whatever happens, the outcome is a screen with a next step or the client's
//! own URI with `auth_token` or `error=` (reading R25). A step that does not apply leaves no trace.
//!
//! This room never speaks HTTP or HTML, and stores no PIN: staged ones are sealed under a secret that only the browser has.
//!
//! ```
//! use fgapi_consent::{Ending, JourneyId};
//! let id: JourneyId = "0193f0a1b2c34d5e8f00112233445566".parse()?;
//! assert_eq!(id.to_string(), "0193f0a1b2c34d5e8f00112233445566");
//! assert_eq!(Ending::Maintenance.error(), "temporarily_unavailable");
//! # Ok::<(), fgapi_domain::Malformed>(())
//! ```

mod desk;
mod device;
mod home;
mod journey;
mod key;
mod port;
mod risk;
mod screen;
mod verbs;

pub use desk::{ConsentDesk, ConsentParts, ConsentPolicy, Visitor};
pub use device::{DeviceId, Network};
pub use fgapi_domain::MaintenanceHours;
pub use home::Ending;
pub use journey::{Certificate, Journey, JourneyId, LinkRequest, Purpose, State, Step};
pub use key::ConsentKey;
pub use port::{Familiarity, Finish, JourneyStore, KEPT_SECONDS, VISIT_SECONDS, Visit};
pub use risk::{AlwaysAsk, NeverAsk, RiskRule, Signals, StandardRisk};
pub use screen::{
    AboutLink, AnswerError, CertificateRefused, LogInRefused, OwnPage, PinError, PinRow, PinState, PinsError, ScopesError, Screen, Shown,
    Stage, StageState, Told,
};
pub use verbs::{Begun, Decision, EntryRefused, LogInForm, NotBegun, Outcome, OwnTurn, Parameter, Parameters};
