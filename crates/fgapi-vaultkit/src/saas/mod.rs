//! The laws of [`fgapi_saas::SaasStore`].

pub mod clients;
pub mod credentials;
