//! A sandbox: a demo bank in a directory of its own, with the credentials, certificates and settings that come with it, and what
//! it says when it answers.

mod certified;
mod credentials;
mod directory;
mod fault;
mod greeting;
mod private;

pub use certified::{Certified, CertifiedTold};
pub use credentials::{AnsweredQuestion, Credentials, FiledPin, SandboxClient, SandboxTenant, SandboxUser, new_password};
pub use directory::{Directory, Lock};
pub use fault::SandboxFault;
pub use greeting::{Greeting, OfficeTold, app_url};
