//! The screens, one subject a file: its routes, what they run, and what their templates show.

/// What a template shows, by the names under which it does: a view without a type of its own. What cannot be shown is missing there,
/// which rendering tells.
macro_rules! view {
    (@ $name:ident) => { $name };
    (@ $name:ident $value:expr) => { $value };
    ($($name:ident $(: $value:expr)?,)*) => {
        std::collections::BTreeMap::from([
            $((stringify!($name), serde_json::to_value(&view!(@ $name $($value)?)).unwrap_or_default()),)*
        ])
    };
}

pub(crate) mod act_words;
pub(crate) mod audit;
pub(crate) mod client_form;
pub(crate) mod clients;
pub(crate) mod confirm;
pub(crate) mod dashboard;
pub(crate) mod handovers;
pub(crate) mod home;
pub(crate) mod links;
pub(crate) mod listing;
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
