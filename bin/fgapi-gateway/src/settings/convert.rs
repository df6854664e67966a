//! Settings as the rooms below take them.

use std::time::Duration;

use fgapi_http::{HttpSettings, NumberMask, Quota, ThrottleSettings};
use fgapi_store::StoreSettings;
use fgapi_token::TokenPolicy;

use super::Settings;
use super::value::{MaskForm, ThrottleStatus, Whole};

const DAY: i64 = 86_400;
/// How long browsers and clients remember that the gateway speaks TLS, in seconds.
const YEAR: u32 = 31_536_000;
/// Digits of an account number that `last-4` shows.
const SHOWN_DIGITS: usize = 4;

impl Settings {
    /// How the store is opened by a command, which does one thing after another.
    pub(crate) fn store_for_command(&self) -> StoreSettings {
        StoreSettings { connections: 1, ..self.store_for_gateway() }
    }

    /// How the store is opened by a gateway: a connection for each thread that reads, writes or checks
    /// passwords, and one for the housekeeping.
    pub(crate) fn store_for_gateway(&self) -> StoreSettings {
        StoreSettings {
            connections: 2 * self.store.connections.get() + self.login.threads.get() + 1,
            connection_wait: millis(self.store.connection_wait_ms),
            lock_wait: millis(self.store.lock_wait_ms),
            write_queue: self.store.write_queue.size(),
            login_limit: self.login.attempts.get(),
            answer_limit: self.consent.question_tries.get(),
            pin_limit: self.consent.pin_tries.get(),
            login_lock_seconds: self.login.lock_seconds.signed(),
        }
    }

    /// How long tokens live.
    pub(crate) fn policy(&self) -> TokenPolicy {
        let tokens = &self.tokens;
        TokenPolicy {
            system_seconds: tokens.system_seconds.signed(),
            access_seconds: tokens.access_seconds.signed(),
            auth_seconds: tokens.auth_seconds.signed(),
            refresh_seconds: tokens.refresh_days.signed() * DAY,
            consent_seconds: tokens.consent_days.signed() * DAY,
            retry_seconds: tokens.retry_seconds.signed(),
            idempotency_seconds: tokens.idempotency_seconds.signed(),
            system_tokens_per_client: tokens.system_tokens_per_client.get(),
        }
    }

    /// How the door stands.
    pub(crate) fn http(&self) -> HttpSettings {
        HttpSettings {
            prefix: self.server.prefix.as_str().to_owned(),
            ascii_escape: self.response.ascii_escape,
            period_days_max: self.limits.period_days.signed(),
            login_post: self.login.post,
            number_mask: match self.ids.mask {
                MaskForm::None => NumberMask::None,
                MaskForm::LastFour => NumberMask::LastVisible(SHOWN_DIGITS),
                MaskForm::All => NumberMask::All,
            },
            trusted_proxies: self.server.trusted_proxies.clone(),
            throttle: self.throttle(),
            deadline: seconds(self.server.deadline_seconds),
            body_bytes_max: self.limits.body_bytes.size(),
            fields_max: self.limits.fields.size(),
            target_bytes_max: self.limits.target_bytes.size(),
            head_bytes_max: self.limits.head_bytes.size(),
            connections_max: self.server.max_connections.size(),
            keep_alive: seconds(self.server.keep_alive_seconds),
            drain: seconds(self.server.drain_seconds),
            hsts_seconds: self.hsts_seconds(),
        }
    }

    fn hsts_seconds(&self) -> Option<u64> {
        let automatic = if self.tls.certificate.is_some() { YEAR } else { 0 };
        let seconds = self.server.hsts_seconds.map_or(automatic, Whole::get);
        (seconds > 0).then_some(seconds.into())
    }

    fn throttle(&self) -> ThrottleSettings {
        let limits = &self.limits;
        ThrottleSettings {
            calls: Quota { per_second: limits.calls_per_second.get(), burst: limits.calls_burst.get() },
            system_token: Quota { per_second: limits.system_token_per_second.get(), burst: limits.system_token_burst.get() },
            login: Quota { per_second: limits.login_per_second.get(), burst: limits.login_burst.get() },
            status: match self.response.throttle_status {
                ThrottleStatus::Unavailable => fgapi_http::ThrottleStatus::Unavailable,
                ThrottleStatus::TooMany => fgapi_http::ThrottleStatus::TooManyRequests,
            },
        }
    }
}

fn seconds<const MIN: u32, const MAX: u32>(number: Whole<MIN, MAX>) -> Duration {
    Duration::from_secs(number.get().into())
}

fn millis<const MIN: u32, const MAX: u32>(number: Whole<MIN, MAX>) -> Duration {
    Duration::from_millis(number.get().into())
}
