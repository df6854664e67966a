//! `hashed_id`: names of linked accounts and of additional requests.

use core::fmt;
use core::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use fgapi_domain::{Entropy, EntropyFault, Malformed};
use fgapi_vault::{Owner, Place};

const BYTES: usize = 16;
const CHARS: usize = 24;

macro_rules! hashed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; BYTES]);

        impl $name {
            /// A new one: 128 random bits.
            ///
            /// # Errors
            /// [`EntropyFault`] when there is no randomness.
            pub fn generate(entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
                let mut bytes = [0; BYTES];
                entropy.fill(&mut bytes)?;
                Ok(Self(bytes))
            }
        }

        /// 24 characters of base64url, the last two of them `==`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE.encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                const REFUSED: Malformed = Malformed::new("hashed_id", "24 characters of base64url that end with ==");
                if text.len() != CHARS {
                    return Err(REFUSED);
                }
                // The engine refuses other alphabets and second spellings of the same bits.
                let bytes = URL_SAFE.decode(text).map_err(|_| REFUSED)?;
                <[u8; BYTES]>::try_from(bytes).map(Self).map_err(|_| REFUSED)
            }
        }
    };
}

hashed_id!(
    /// A linked account's `hashed_id`.
    AccountId
);
hashed_id!(
    /// An additional request's `hashed_id`.
    RequestId
);

impl AccountId {
    /// The field in which its tokens lie. All others of its places have answers.
    pub const TOKENS: &str = "tokens";

    /// Where what is sealed for it lies.
    ///
    /// # Errors
    /// [`Malformed`] when `field` is no word of a place.
    pub fn place(self, field: &str) -> Result<Place, Malformed> {
        Ok(Place::new(Owner::House, format!("account:{self}").parse()?, field.parse()?))
    }
}

impl RequestId {
    /// The field of its account's places in which the answer lies.
    pub fn field(self) -> String {
        format!("request:{self}")
    }
}
