//! The bank's customers, FGAPI's end users (EUS).

use core::fmt;
use core::str::FromStr;

use crate::Malformed;

fn is_identifier(text: &str) -> bool {
    (1..=128).contains(&text.len()) && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                if is_identifier(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(Malformed::new($what, "1 to 128 bytes without spaces or control characters"))
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// Silent: who a customer is stays out of logs.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

identifier!(
    /// The bank's own, unchanging name for an end user. Never shown to a client.
    CustomerId, "customer id"
);
identifier!(
    /// What an end user types to log in (ログイン ID). May change; a [`CustomerId`] does not.
    LoginId, "login id"
);
