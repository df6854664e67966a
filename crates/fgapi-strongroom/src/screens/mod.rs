//! The screens, one subject a file.

pub(crate) mod client_standing;
pub(crate) mod credentials;
pub(crate) mod product;
pub(crate) mod product_standing;
pub(crate) mod service_password;
pub(crate) mod services;
pub(crate) mod tenant;
pub(crate) mod tenant_client;
pub(crate) mod vault;
