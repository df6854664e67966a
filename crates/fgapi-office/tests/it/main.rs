//! The office over HTTP: everything that a browser asks for, answered by a desk over SQLite.
#![cfg(test)]

mod browser;
mod hostile;
mod house;
mod own;
mod pages;
mod sign_in;
mod system;
mod system_pages;
mod table;
mod users;
mod wings;
