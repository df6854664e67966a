//! The screens, one subject a file: its routes, what they run, and what their templates show.

pub(crate) mod confirm;
pub(crate) mod handovers;
pub(crate) mod home;
pub(crate) mod own_factor;
pub(crate) mod own_handovers;
pub(crate) mod own_settings;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
pub(crate) mod user;
pub(crate) mod users;
pub(crate) mod users_bulk;
pub(crate) mod users_files;
pub(crate) mod welcome;
