//! The SDK for tests that do not wait asynchronously.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{LazyLock, Mutex};

use fgapi_client::{CallError, Fgapi, Retry};
use serde::Serialize;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use super::http::Answer;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// Whom a client is at which gateway: base URL, API key, password, and the authority (in PEM) that it believes.
pub(crate) type Whom = (String, String, String, Option<String>);

static BANKS: LazyLock<Mutex<HashMap<Whom, Fgapi>>> = LazyLock::new(Mutex::default);

/// Waits for what the SDK does.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.block_on(work)
}

/// The SDK, which makes each call once: these tests want to see each refusal.
pub(crate) fn bank(whom: Whom) -> Fgapi {
    let mut banks = BANKS.lock().unwrap();
    if let Some(bank) = banks.get(&whom) {
        return bank.clone();
    }
    let (base_url, api_key, password, authority) = &whom;
    let mut bank = Fgapi::builder(base_url, api_key.as_str(), password.as_str()).direct().retry(Retry::NEVER);
    if let Some(authority) = authority {
        bank = bank.trusting(authority.as_bytes());
    }
    let bank = bank.build().unwrap();
    banks.insert(whom, bank.clone());
    bank
}

/// What the SDK was told, as other callers see it; `None` when no answer came.
pub(crate) fn answer(outcome: Result<impl Serialize, CallError>) -> Option<Answer> {
    let (status, told) = match outcome {
        Ok(told) => (200, serde_json::to_value(told).unwrap()),
        Err(CallError::Refused(refused)) => {
            let reason = refused.reason.as_ref().map(ToString::to_string);
            (refused.status, json!({ "error": refused.error, "error_code": refused.error_code, "reason": reason }))
        }
        Err(CallError::Unanswered { .. }) => return None,
        Err(error) => panic!("{error}"),
    };
    Some(Answer { status, headers: reqwest::header::HeaderMap::new(), text: told.to_string() })
}
