//! The use cases, one a file, each with the errors that it can give.

mod check;
mod end;
mod housekeeping;
mod issue_system;
mod levers;
mod links;
mod open;
mod redeem;
mod register;
mod rotate;

pub use check::{CheckError, SystemBearer, UserBearer};
pub use issue_system::{IssueSystemError, SystemToken};
pub use open::{AuthToken, Authorization, OpenError};
pub use redeem::{ExchangeError, Pair, PresentedClient};
pub use register::{ClientError, NewClient};
