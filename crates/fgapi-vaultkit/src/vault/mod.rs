//! The laws of [`fgapi_vault::VaultStore`], and what [`fgapi_vault::Vault`] promises over it.

pub mod keys;
pub mod places;
pub mod rotation;
pub mod tampering;
