//! The use cases, one subject a file.

mod api_token;
mod audit;
mod clients;
mod dashboard;
mod handovers;
mod import;
mod init;
mod links;
mod mailing;
mod mails;
mod passwords;
mod records;
mod second_factor;
mod sign_in;
mod users;

pub use api_token::{ApiTokenBearer, ApiTokenRefused};
pub use clients::{ClientEdit, ClientRefused, Registered};
pub use dashboard::{ClientShare, Dashboard, HourCount};
pub use handovers::{IssuePreview, IssueRefused, Issued, LeftOut, PickUpRefused, PickedUp};
pub use import::{ImportFlaw, ImportProblem, ImportRefused};
pub use init::{InitRefused, NewAdministrator};
pub use links::LinkPreview;
pub use mailing::{MailTrouble, Mailer, OutgoingMail, Sent};
pub use passwords::PasswordRefused;
pub use records::RecordRefused;
pub use second_factor::{Enrolment, FactorRefused};
pub use sign_in::{Began, Open, SignInRefused, SignedIn};
pub use users::{NewPortalUser, UserError};
