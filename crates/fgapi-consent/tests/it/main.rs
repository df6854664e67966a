//! A customer links an app, without a screen: the real desk over the store in memory, a bank that does as it is told, and a browser
//! that remembers secrets and presses buttons.
#![cfg(test)]

mod bank;
mod browser;
mod house;
mod steps;
mod watch;

mod consent;
mod ends;
mod entry;
mod login;
mod order;
mod own;
mod pins;
mod question;
mod races;
mod redirect;
mod scopes;
mod walk;
