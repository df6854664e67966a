//! The use cases, one a file.

mod change;
mod clients;
mod read;
mod tokens;

pub use change::ChangeError;
pub use clients::ClientError;
pub use read::ReadError;
pub use tokens::{IssueTokenError, IssuedToken, TenantBearer, TokenRefused};
