//! Settings as the rooms below take them.

use std::time::Duration;

use fgapi_http::{HttpSettings, NumberMask, Quota, RequestIds, ThrottleSettings};
use fgapi_settings::{MaskForm, RequestIdForm, Settings, ThrottleStatus, Whole};
use fgapi_store::StoreSettings;
use fgapi_token::TokenPolicy;

const DAY: i64 = 86_400;
/// How long browsers and clients remember that the gateway speaks TLS, in seconds.
const YEAR: u32 = 31_536_000;
/// Digits of an account number that `last-4` shows.
const SHOWN_DIGITS: usize = 4;

/// Settings, as each room takes them.
pub trait ForRooms {
    /// How the store is opened by a command, which does one thing after another.
    fn store_for_command(&self) -> StoreSettings;

    /// How the store is opened by a gateway: a connection for each thread that reads, writes, checks passwords or fetches linked
    /// accounts, one for the housekeeping, and one for whoever asks whether the gateway is ready.
    fn store_for_gateway(&self) -> StoreSettings;

    /// How long tokens live.
    fn policy(&self) -> TokenPolicy;

    /// How the door stands.
    fn http(&self) -> HttpSettings;
}

impl ForRooms for Settings {
    fn store_for_command(&self) -> StoreSettings {
        StoreSettings { connections: 1, ..self.store_for_gateway() }
    }

    fn store_for_gateway(&self) -> StoreSettings {
        // One for each of the office's threads.
        let office = if crate::office::is_open(self) { 2 } else { 0 };
        StoreSettings {
            connections: 3 * self.store.connections.get() + self.login.threads.get() + self.linked.workers.get() + 2 + office,
            connection_wait: millis(self.store.connection_wait_ms),
            lock_wait: millis(self.store.lock_wait_ms),
            write_queue: self.store.write_queue.size(),
            login_limit: self.login.attempts.get(),
            login_lock_seconds: self.login.lock_seconds.signed(),
            answer_limit: self.consent.question_tries.get(),
            pin_limit: self.consent.pin_tries.get(),
        }
    }

    fn policy(&self) -> TokenPolicy {
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

    fn http(&self) -> HttpSettings {
        HttpSettings {
            prefix: self.server.prefix.as_str().to_owned(),
            origin: self.server.public_url.as_ref().map(ToString::to_string),
            ascii_escape: self.response.ascii_escape,
            page_cache_bytes: self.response.page_cache_mib.size() << 20,
            period_days_max: self.limits.period_days.signed(),
            login_post: self.login.post,
            number_mask: match self.ids.mask {
                MaskForm::None => NumberMask::None,
                MaskForm::LastFour => NumberMask::LastVisible(SHOWN_DIGITS),
                MaskForm::All => NumberMask::All,
            },
            trusted_proxies: self.server.trusted_proxies.clone(),
            request_ids: match self.server.request_ids {
                RequestIdForm::Own => RequestIds::Own,
                RequestIdForm::Proxies => RequestIds::FromProxies,
                RequestIdForm::Everybody => RequestIds::FromEverybody,
            },
            throttle: throttle(self),
            maintenance: self.consent.maintenance.clone(),
            deadline: seconds(self.server.deadline_seconds),
            body_bytes_max: self.limits.body_bytes.size(),
            fields_max: self.limits.fields.size(),
            target_bytes_max: self.limits.target_bytes.size(),
            head_bytes_max: self.limits.head_bytes.size(),
            connections_max: self.server.max_connections.size(),
            keep_alive: seconds(self.server.keep_alive_seconds),
            drain: seconds(self.server.drain_seconds),
            hsts_seconds: hsts_seconds(self),
        }
    }
}

fn hsts_seconds(settings: &Settings) -> Option<u64> {
    let automatic = if settings.tls.certificate.is_some() { YEAR } else { 0 };
    let seconds = settings.server.hsts_seconds.map_or(automatic, Whole::get);
    (seconds > 0).then_some(seconds.into())
}

fn throttle(settings: &Settings) -> ThrottleSettings {
    let limits = &settings.limits;
    ThrottleSettings {
        calls: Quota { per_second: limits.calls_per_second.get(), burst: limits.calls_burst.get() },
        system_token: Quota { per_second: limits.system_token_per_second.get(), burst: limits.system_token_burst.get() },
        login: Quota { per_second: limits.login_per_second.get(), burst: limits.login_burst.get() },
        status: match settings.response.throttle_status {
            ThrottleStatus::Unavailable => fgapi_http::ThrottleStatus::Unavailable,
            ThrottleStatus::TooMany => fgapi_http::ThrottleStatus::TooManyRequests,
        },
    }
}

fn seconds<const MIN: u32, const MAX: u32>(number: Whole<MIN, MAX>) -> Duration {
    Duration::from_secs(number.get().into())
}

fn millis<const MIN: u32, const MAX: u32>(number: Whole<MIN, MAX>) -> Duration {
    Duration::from_millis(number.get().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_transport_security_follows_tls_unless_it_is_said() {
        let hsts = |lines: &str| {
            let directory = tempfile::tempdir().unwrap();
            let file = directory.path().join("fgapi.toml");
            std::fs::write(&file, format!("[bank]\ncode = \"9999\"\n{lines}")).unwrap();
            Settings::load(Some(&file)).unwrap().http().hsts_seconds
        };
        let tls = "[tls]\ncertificate = \"a.pem\"\nkey = \"a.key\"\n";
        assert_eq!((hsts(""), hsts(tls)), (None, Some(31_536_000)));
        let said = |seconds: u32| format!("{tls}[server]\nhsts_seconds = {seconds}\n");
        assert_eq!((hsts(&said(0)), hsts(&said(60))), (None, Some(60)));
        assert_eq!(hsts("[server]\nhsts_seconds = 60\n"), Some(60));
    }
}
