//! The door: what arrives is read and judged, whoever is behind it is known, a route runs, and an answer leaves.

mod answer;
mod arrival;
mod cookies;
mod fault;
mod fields;
mod form;
mod serve;
mod upload;

pub use answer::{Answer, File, NextPart, Page, Parts};
pub use arrival::{Arrival, Visit};
pub use fault::Fault;
pub use fields::Fields;
pub use form::Form;
pub(crate) use serve::mount;
