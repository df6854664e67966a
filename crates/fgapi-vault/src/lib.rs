//! A vault: texts that others entrust to the gateway, sealed at rest so that whoever reads or rewrites the database learns and gains
//! nothing.
//!
//! * nouns: a [`Place`] (owner, service, field) holds a [`SealedValue`]; a [`KeptKey`] is an owner's data key, wrapped under a numbered
//!   master key of the [`KeyRing`]
//! * [`Vault`] seals and opens, changes keys while others go on, proves that every value opens, and is shut by the staff
//! * ports: [`VaultStore`] keeps values and wrapped keys, [`KeySource`] reads master keys, which no database ever has
//!
//! Every value is bound to its place and to the number of its key: one that was put elsewhere, or altered by a single bit, does not open.
//!
//! This room never keeps a value in clear, never says one in an error, and never makes a key while something sealed cannot be opened.
//!
//! ```
//! use fgapi_vault::{MasterKey, KeyRing, Place, Owner};
//! use fgapi_domain::SystemEntropy;
//! let first = MasterKey::generate(1, &SystemEntropy::new())?;
//! let ring = KeyRing::new([first])?;
//! assert_eq!(KeyRing::parse(ring.to_text().reveal())?.newest().number().get(), 1);
//! let place = Place::new(Owner::Tenant("1214732595705114600".parse()?), "0".parse()?, "authenticationInfo1".parse()?);
//! assert_eq!(place.to_string(), "1214732595705114600|0|authenticationInfo1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod envelope;
mod fault;
mod hint;
mod key;
mod master;
mod memory;
mod place;
mod port;
mod value;
mod vault;
mod verbs;

pub use fault::VaultFault;
pub use hint::Hint;
pub use key::{KeptKey, KeyNumber, SEALS_MAX};
pub use master::{KeyFault, KeyRing, KeySource, MasterKey, MasterNumber};
pub use memory::MemoryVault;
pub use place::{Owner, Place, PlaceWord};
pub use port::{KeyAdded, MasterCensus, Put, Reseal, VaultState, VaultStore};
pub use value::SealedValue;
pub use vault::{Vault, VaultParts};
pub use verbs::{Progress, Rotated, Standing, Status, Verified};
