//! A customer's way through the bank's screens, walked by HTTP as a browser would walk it: pages are read, forms are filled in and
//! sent with their hidden fields, cookies are kept, redirects are followed, until the app has its customer back.
//!
//! For `fgapi try` and for tests. Fintech apps send a person's browser there and never do this themselves: no app may know a
//! customer's password.
//!
//! This room never runs a script, presents no certificate, and follows nobody away from the bank.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use fgapi_walk::{Answers, Walk};
//!
//! let login = "http://127.0.0.1:8080/auth/login?api_key=fgk_…&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fcb";
//! let answers = Answers { login_id: "hanako".into(), password: "…".into(), answer: Some("ポチ".into()), pins: Vec::new() };
//! let mut walk = Walk::new(login, "http://localhost:8080/cb", answers, None)?;
//! let home = loop {
//!     if let Some(home) = walk.home() {
//!         break home.to_owned();
//!     }
//!     let step = walk.step().await?;
//!     println!("{} {} {} {}", step.method, step.path, step.status, step.screen.unwrap_or_default());
//! };
//! println!("the app has its customer back: {home}");
//! # Ok(())
//! # }
//! ```

mod browser;
mod fault;
mod page;
mod walk;

pub use fault::WalkFault;
pub use page::{Button, Field, FieldKind, Form, Page};
pub use walk::{Answers, Step, Walk};
