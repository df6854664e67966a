//! Credentials of outside SaaS products (外部SaaS製品の認証情報), kept for tenants and read by their programs.
//!
//! * nouns: a [`Product`] has [`Field`]s with labels of their own; [`KeptCredentials`] is what people may see of a tenant's, [`Credentials`]
//!   what its programs read
//! * [`SaasDesk`] sets, lists and reads credentials, registers tenants' clients, gives them access tokens and checks those
//! * port: [`SaasStore`], of which [`MemorySaas`] is the plainest; values themselves lie sealed in `fgapi-vault`
//!
//! No secret leaves before the log has durably taken who reads it; when it cannot, nothing is read.
//!
//! This room never speaks HTTP, and never shows a value to people again.
//!
//! ```
//! use fgapi_saas::{Field, Product};
//! assert_eq!(Product::Rakuraku.name(), "楽楽精算");
//! assert_eq!(Product::Rakuraku.label(Field::Info3), Some("APIトークン"));
//! assert!(Product::Bakuraku.label(Field::Info3).is_none());
//! ```

mod client;
mod credentials;
mod desk;
mod memory;
mod port;
mod product;
mod verbs;

pub use client::{ClientChange, IssuedTenantClient, TenantClient, TenantClientId, TenantTokenFacts};
pub use credentials::{Change, Credentials, FieldFacts, KeptCredentials, LONGEST_VALUE, PlainChange, Reader};
pub use desk::{SaasDesk, SaasParts};
pub use memory::MemorySaas;
pub use port::{Added, CredentialChange, NewToken, ReadOut, SaasStore, Stored};
pub use product::{Field, Product};
pub use verbs::{ChangeError, ClientError, IssueTokenError, IssuedToken, ReadError, TenantBearer, TokenRefused};
