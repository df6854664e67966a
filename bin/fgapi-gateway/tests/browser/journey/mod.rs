//! The consent journey and the customer's own page, from the app's link to the way home.

mod bank;
mod by_certificate;
mod ends;
mod happy;
mod person;
mod tabs;
mod visitor;
