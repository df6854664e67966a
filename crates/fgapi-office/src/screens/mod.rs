//! The screens, one subject a file: its routes, what they run, and what their templates show.

pub(crate) mod act_words;
pub(crate) mod audit;
pub(crate) mod client_form;
pub(crate) mod clients;
pub(crate) mod dashboard;
pub(crate) mod handovers;
pub(crate) mod home;
pub(crate) mod links;
pub(crate) mod mails;
pub(crate) mod own_factor;
pub(crate) mod own_handovers;
pub(crate) mod own_settings;
pub(crate) mod parameters;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
pub(crate) mod templates;
pub(crate) mod tenants;
pub(crate) mod user;
pub(crate) mod users;
pub(crate) mod users_bulk;
pub(crate) mod users_files;
pub(crate) mod welcome;
