//! Linked accounts at the door: over a desk with the store in memory, whose data come of the desk's own use cases.

mod bearer;
mod change;
mod fuzz;
mod list;
mod room;
mod show;
