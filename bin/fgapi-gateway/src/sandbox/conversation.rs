//! What an app and the gateway say to each other, written down for people: every field, and of secrets only the beginning.

use fgapi_client::{AccountRow, CallError, Fgapi, PairAnswer, Redeem, StatementQuery, SystemTokenAnswer, TransactionRow};
use fgapi_domain::{Clock as _, JstDate, SystemClock};
use fgapi_portal::views::{DemoAccount, DemoEnd, DemoExchange, DemoField, DemoRefusal, DemoTransaction};
use serde::Serialize;
use serde_json::Value;

/// A conversation, and what the app learned in it.
pub(crate) struct Conversation {
    api_key: String,
    pub(crate) exchanges: Vec<DemoExchange>,
    pub(crate) accounts: Vec<DemoAccount>,
    pub(crate) transactions: Vec<DemoTransaction>,
    /// Why it broke off.
    pub(crate) refusal: Option<DemoRefusal>,
}

/// Accounts and transactions that are shown.
const SHOWN: usize = 10;
/// Days up to the last one that is known; the second when there is nothing in the first.
const DAYS: [i64; 2] = [3, 365];

impl Conversation {
    /// Nothing was said yet by the client with `api_key`.
    pub(crate) fn of(api_key: &str) -> Self {
        let api_key = api_key.to_owned();
        Self { api_key, exchanges: Vec::new(), accounts: Vec::new(), transactions: Vec::new(), refusal: None }
    }

    /// /auth/system_token@POST was called. Answers the token.
    pub(crate) fn system_token(&mut self, answer: Result<SystemTokenAnswer<'_>, CallError>) -> Option<String> {
        let sent = vec![field("api_key", &self.api_key), secret("password", "fgp_…")];
        self.needed("POST", "/auth/system_token", sent, answer).map(|answer| answer.access_token.into_owned())
    }

    /// /auth/token@POST was called. Answers the access token.
    pub(crate) fn pair(&mut self, system: &str, redeem: &Redeem<'_>, answer: Result<PairAnswer<'_>, CallError>) -> Option<String> {
        let mut sent = vec![bearer(system), field("api_key", &self.api_key), secret("password", "fgp_…")];
        sent.push(secret("auth_token", redeem.auth_token));
        sent.extend(redeem.code_verifier.map(|verifier| secret("code_verifier", verifier)));
        self.needed("POST", "/auth/token", sent, answer).map(|answer| answer.access_token.into_owned())
    }

    /// Reads the accounts and the latest transactions of the first. What the customer did not grant is refused, and shown so.
    pub(crate) async fn statement(&mut self, bank: &Fgapi, access_token: &str) {
        let answer = bank.accounts(access_token, 1).await;
        let sent = vec![bearer(access_token), field("page", "1")];
        let Some(answer) = self.note("GET", "/accounts", sent, answer).ok() else { return };
        self.accounts = answer.accounts.iter().take(SHOWN).map(account).collect();
        let Some(first) = answer.accounts.first() else { return };
        for days in DAYS {
            let (start, end) = period(first, days);
            let query = StatementQuery { account_id: &first.id, start_date: &start, end_date: &end, page: 1 };
            let answer = bank.transactions(access_token, &query).await;
            let sent = vec![
                bearer(access_token),
                field("account_id", &first.id),
                field("start_date", &start),
                field("end_date", &end),
                field("page", "1"),
            ];
            let Some(answer) = self.note("GET", "/transactions", sent, answer).ok() else { return };
            self.transactions = answer.transactions.iter().rev().take(SHOWN).map(transaction).collect();
            if let (Some(latest), Some(account)) = (self.transactions.first(), self.accounts.first_mut()) {
                account.balance = latest.balance;
                return;
            }
        }
    }

    /// Notes a call without which nothing goes on.
    fn needed<T: Serialize>(&mut self, method: &str, path: &str, sent: Vec<DemoField>, answer: Result<T, CallError>) -> Option<T> {
        let refused = |error: CallError| {
            let name = error.refused().map_or("-", |refused| &refused.error).to_owned();
            DemoRefusal { error: name, description: error.to_string(), why: DemoEnd::Call }
        };
        self.note(method, path, sent, answer).map_err(|error| self.refusal = Some(refused(error))).ok()
    }

    fn note<T: Serialize>(&mut self, method: &str, path: &str, sent: Vec<DemoField>, answer: Result<T, CallError>) -> Result<T, CallError> {
        let said = match &answer {
            Ok(answer) => Some((200, fields(answer))),
            Err(CallError::Refused(refused)) => {
                let told = [("error", &refused.error), ("error_code", &refused.error_code), ("error_description", &refused.description)];
                Some((refused.status, told.iter().map(|(name, value)| field(name, value)).collect()))
            }
            Err(_) => None,
        };
        let exchange = said.map(|(status, answer)| DemoExchange { method: method.into(), path: path.into(), sent, status, answer });
        self.exchanges.extend(exchange);
        answer
    }
}

fn field(name: &str, value: &str) -> DemoField {
    DemoField { name: name.to_owned(), value: value.to_owned() }
}

/// As much of a secret as tells it from another.
const SHOWN_OF_SECRETS: usize = 12;

fn shortened(value: &str) -> String {
    if value.chars().count() <= SHOWN_OF_SECRETS {
        return value.to_owned();
    }
    value.chars().take(SHOWN_OF_SECRETS).chain(['…']).collect()
}

fn secret(name: &str, value: &str) -> DemoField {
    field(name, &shortened(value))
}

fn bearer(token: &str) -> DemoField {
    field("Authorization", &format!("Bearer {}", shortened(token)))
}

/// The fields of an answer, as they travelled; a list only by its length.
fn fields(answer: &impl Serialize) -> Vec<DemoField> {
    let Ok(Value::Object(whole)) = serde_json::to_value(answer) else { return Vec::new() };
    let told = |(name, value): (String, Value)| match value {
        Value::Null => None,
        Value::String(text) if name.ends_with("_token") => Some(secret(&name, &text)),
        Value::String(text) => Some(field(&name, &text)),
        Value::Array(rows) => Some(field(&name, &format!("[{} …]", rows.len()))),
        other => Some(field(&name, &other.to_string())),
    };
    whole.into_iter().filter_map(told).collect()
}

fn account(row: &AccountRow<'_>) -> DemoAccount {
    DemoAccount {
        branch: row.branch_name.to_string(),
        kind: row.account_type2.to_string(),
        number: row.account_number.to_string(),
        balance: None,
    }
}

fn transaction(row: &TransactionRow<'_>) -> DemoTransaction {
    DemoTransaction { date: row.date.to_string(), description: row.description.to_string(), amount: row.amount, balance: Some(row.balance) }
}

/// The last days that the bank knows of an account.
fn period(account: &AccountRow<'_>, days: i64) -> (String, String) {
    let known = account.as_of.as_ref().and_then(|as_of| as_of.date.parse().ok());
    let end = known.unwrap_or_else(|| JstDate::of(SystemClock.now()));
    (end.plus_days(-days).unwrap_or(end).to_string(), end.to_string())
}

#[cfg(test)]
mod tests {
    use fgapi_client::Silence;

    use super::*;

    #[test]
    fn no_secret_is_written_down_whole() {
        let long = "fgr_0123456789abcdefghij";
        let mut said = Conversation::of("fgk_a");
        let answer = PairAnswer {
            access_token: long.into(),
            created_at: 1,
            expired_at: 2,
            refresh_token: long.into(),
            refresh_token_expired_at: None,
            consent_expired_at: None,
            grants: Some("accounts".into()),
        };
        let redeem = Redeem { code_verifier: Some(long), ..Redeem::of(long) };
        assert_eq!(said.pair(long, &redeem, Ok(answer)).as_deref(), Some(long));
        let shown = format!("{:?}", said.exchanges);
        assert!(shown.contains("fgr_01234567…") && !shown.contains("fgr_012345678"), "{shown}");
        assert!(shown.contains("grants") && !shown.contains("consent_expired_at"));
    }

    #[test]
    fn a_call_that_is_refused_breaks_off_and_says_why() {
        let mut said = Conversation::of("fgk_a");
        let refused = serde_json::json!({ "a": 1 });
        assert!(said.needed("GET", "/x", Vec::new(), Ok(refused)).is_some() && said.refusal.is_none());
        assert!(said.system_token(Err(CallError::Unanswered { silence: Silence::Cut, story: "gone".into() })).is_none());
        assert!(said.refusal.is_some_and(|refusal| refusal.why == DemoEnd::Call && refusal.description.contains("gone")));
        assert_eq!(said.exchanges.len(), 1);
    }
}
