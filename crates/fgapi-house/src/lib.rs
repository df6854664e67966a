//! The house put together: every room, made out of what an operator set. The commands and the server share it.
//!
//! * where the settings are ([`Place`]), and what of them each room is given ([`ForRooms`])
//! * the store opened ([`open`]), the time that all gateways on it go by ([`clock_to_serve`]), the form of ids ([`ids`])
//! * the keys and certificates that the settings name, read from their files ([`LoginKey`], [`CustomerCertificates`], [`pem`])
//! * what serves: [`gateway`], its [`Screens`], and what it does beside the calls ([`housekeeping`], [`office_work`], [`collector()`])
//! * who watches it ([`Watch`]), and whether it is ready ([`look`])
//! * what others entrust to it ([`Entrusted`]), and where the keys for that stand ([`VaultKeys`])
//! * what a command needs: a desk ([`desk`], [`office`]), a name ([`by_command`]), words ([`say`]), and how it fails ([`Failure`])
//!
//! This room never opens a socket and never serves a call, knows no command line beyond the place of the settings, and decides
//! nothing that a room below decides.
//!
//! ```
//! use fgapi_house::{ForRooms as _, open};
//! use fgapi_settings::Settings;
//! # let directory = tempfile::tempdir()?;
//! # let file = directory.path().join("fgapi.toml");
//! std::fs::write(&file, "[bank]\ncode = \"9999\"\n[tokens]\nrefresh_days = 30\n")?;
//! let settings = Settings::load(Some(&file))?;
//! assert_eq!(settings.policy().refresh_seconds, 30 * 86_400);
//!
//! // A command never makes a database: that is what `fgapi migrate` is for.
//! let failure = open(&settings).err().map(|failure| failure.to_string()).unwrap_or_default();
//! assert!(failure.contains("`fgapi migrate`"), "{failure}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod chores;
mod customer_certificates;
mod demo_bank;
mod entrusted;
pub mod failure;
mod gateway;
mod ids;
pub mod key_file;
pub mod logging;
mod login_key;
mod mailer;
pub mod office;
mod opening;
mod operator;
pub mod pem;
mod place;
mod private;
mod progress_bar;
mod rooms;
mod screens;
pub mod standard_input;
mod tenants;
mod terminal;
mod timekeeping;
mod vault_keys;
mod watching;

pub use chores::{housekeeping, office_work};
pub use customer_certificates::CustomerCertificates;
pub use demo_bank::{entrust_demo, greet};
pub use entrusted::{Entrusted, collector, linked_authorities};
pub use failure::Failure;
pub use gateway::{gateway, gateway_watched};
pub use ids::{ids, refuse_other_keys};
pub use login_key::LoginKey;
pub use mailer::mailer;
pub use opening::{open, open_to_file_pins, open_to_serve};
pub use operator::{by_command, desk};
pub use place::{Place, settings_of_sandbox};
pub use private::private_file;
pub use progress_bar::{Bar, WorkBar};
pub use rooms::ForRooms;
pub use screens::{Origins, Screens, branded};
pub use tenants::Tenants;
pub use terminal::{say, say_json};
pub use timekeeping::{clock_of_command, clock_to_serve};
pub use vault_keys::{KEYS_VARIABLE, KeyPlace, VaultKeys};
pub use watching::{NotReady, Watch, look};
