//! The catalogue: which institutions customers can link, what each asks, and how it is reached.

mod file;
mod format;
mod service;

pub use file::{Catalogue, CatalogueFault};
pub use format::Format;
pub(crate) use service::is_answer;
pub use service::{Category, Connection, FgapiConnection, InputType, KeptService, Pace, Service, ServiceForm, ServiceId};
