//! A client with more to say than where the bank is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fgapi_domain::{Clock, Entropy};
use zeroize::Zeroizing;

use crate::tls::Trust;
use crate::transport::{Manner, Transport};
use crate::{Fgapi, Reach, Retry, SetUpError, Wait};

/// What a client is made of; [`build`](Self::build) makes it.
///
/// ```
/// use fgapi_client::{Fgapi, Reach, SetUpError};
///
/// let of = |base_url| Fgapi::builder(base_url, "fgk_…", "fgp_…").reach(Reach::Public).longest_answer(1 << 20).build();
/// assert!(of("https://bank.example/api/v1").is_ok());
/// assert!(matches!(of("https://192.168.0.1"), Err(SetUpError::NotPublic)));
/// ```
#[must_use]
pub struct Builder<'a> {
    base_url: &'a str,
    api_key: String,
    password: Zeroizing<String>,
    manner: Manner<'a>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(base_url: &'a str, api_key: String, password: Zeroizing<String>) -> Self {
        Self { base_url, api_key, password, manner: Manner::default() }
    }

    /// The bank's certificate is believed only when one of `authorities` (in PEM) has issued it.
    pub const fn trusting(mut self, authorities: &'a [u8]) -> Self {
        self.manner.trust = Trust::Only(authorities);
        self
    }

    /// The bank's certificate is also believed when one of `authorities` (in PEM) has issued it.
    pub const fn trusting_too(mut self, authorities: &'a [u8]) -> Self {
        self.manner.trust = Trust::Besides(authorities);
        self
    }

    /// Which addresses may be reached.
    pub const fn reach(mut self, reach: Reach) -> Self {
        self.manner.reach = reach;
        self
    }

    /// Proxies that the environment names are not used.
    pub const fn direct(mut self) -> Self {
        self.manner.direct = true;
        self
    }

    /// The longest answer that is read, in bytes; at most, and otherwise, 8 MiB.
    pub const fn longest_answer(mut self, bytes: usize) -> Self {
        self.manner.longest_answer = bytes;
        self
    }

    /// How long a connection may take to come about; at most, and otherwise, 5 seconds.
    pub const fn connect_within(mut self, time: Duration) -> Self {
        self.manner.connect = time;
        self
    }

    /// How long one try of a call may take, answer included; at most, and otherwise, 30 seconds.
    pub const fn call_within(mut self, time: Duration) -> Self {
        self.manner.whole_call = time;
        self
    }

    /// How often a call is made again where that is safe.
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.manner.retry = retry;
        self
    }

    /// Where the time comes from, by which tokens are traded before they expire.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.manner.surroundings.clock = Arc::new(clock);
        self
    }

    /// Where chance comes from, by which waits differ from one program to the next.
    pub fn entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.manner.surroundings.entropy = Arc::new(entropy);
        self
    }

    /// How time passes before a call is made again.
    pub fn wait(mut self, wait: impl Wait + 'static) -> Self {
        self.manner.surroundings.wait = Arc::new(wait);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// As [`Fgapi::new`] and [`Fgapi::trusting`]; [`SetUpError::NotPublic`].
    pub fn build(self) -> Result<Fgapi, SetUpError> {
        Ok(Fgapi::of(Transport::new(self.base_url, self.manner)?, self.api_key, self.password))
    }
}

/// Silent about the password.
impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("base_url", &self.base_url).field("api_key", &self.api_key).finish_non_exhaustive()
    }
}
