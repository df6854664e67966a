//! The operator's office as its people meet it, with a real mail server behind it.

mod clients;
mod document;
mod everybody;
mod factor;
mod house;
mod mails;
mod screens;
mod sessions;
mod strongroom;
