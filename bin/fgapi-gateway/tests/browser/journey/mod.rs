//! The consent journey and the customer's own page, from the app's link to the way home.

mod bank;
mod by_certificate;
mod choices;
mod ends;
mod everybody;
mod happy;
mod linked;
mod own_page;
mod person;
mod question;
mod rules;
mod screens;
mod tabs;
mod visitor;
