//! What a customer has at other institutions: the calls of 連携口座, at banks that link accounts (an extension).

use fgapi_wire::{AdditionalRequestAnswer, AggregationErrorAnswer, LinkedAnswer, LinkedIndexAnswer};
use reqwest::Method;
use serde::Serialize;
use serde_json::json;

use crate::fgapi::Answer;
use crate::{CallError, Fgapi};

const ACCOUNTS: &str = "/api/v1/accounts";
const REQUESTS: &str = "/api/v1/additional_requests";

/// An answer to one of `exclusive_service_forms`. It has no `Debug`, because its value may be a password.
#[derive(Clone, Copy, Serialize)]
pub struct FormAnswer<'a> {
    /// The form's `id`.
    pub id: u32,
    /// What the customer types there.
    pub value: &'a str,
}

/// What of a linked account is changed; what is `None` stays.
#[derive(Clone, Copy, Default)]
pub struct LinkedChange<'a> {
    /// The customer's own name for it; empty to clear it.
    pub disp_name: Option<&'a str>,
    /// The customer's memo; empty to clear it.
    pub memo: Option<&'a str>,
    /// New answers to its forms.
    pub answers: &'a [FormAnswer<'a>],
}

impl Fgapi {
    /// /api/v1/accounts@GET: a page of the linked accounts.
    ///
    /// # Errors
    /// [`CallError`]; status 404 where the bank links none, here and in all that follow.
    pub async fn linked_accounts(&self, access_token: &str, page: u32) -> Answer<LinkedIndexAnswer<'static>> {
        self.transport.answer(self.transport.call(Method::GET, ACCOUNTS).bearer_auth(access_token).query(&[("page", page)])).await
    }

    /// /api/v1/accounts/{id}@GET: one of them, by its `hashed_id`, with its forms and open questions.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn linked_account(&self, access_token: &str, hashed_id: &str) -> Answer<LinkedAnswer<'static>> {
        self.transport.answer(self.transport.call(Method::GET, &under(ACCOUNTS, hashed_id)).bearer_auth(access_token)).await
    }

    /// /api/v1/accounts@POST: links an account at the institution with this id, which asks for `answers`.
    ///
    /// # Errors
    /// [`CallError`]; status 400 names the form that is wrong.
    pub async fn link_account(&self, access_token: &str, service_id: u32, answers: &[FormAnswer<'_>]) -> Answer<LinkedAnswer<'static>> {
        let body = json!({ "account": { "service_id": service_id, "service_form_answers": answers } });
        self.transport.answer(self.transport.call(Method::POST, ACCOUNTS).bearer_auth(access_token).json(&body)).await
    }

    /// /api/v1/accounts/{id}@PUT: changes one of them.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn change_linked_account(
        &self,
        access_token: &str,
        hashed_id: &str,
        change: &LinkedChange<'_>,
    ) -> Answer<LinkedAnswer<'static>> {
        let mut account = serde_json::Map::new();
        for (name, value) in [("disp_name", change.disp_name), ("memo", change.memo)] {
            account.extend(value.map(|value| (name.to_owned(), value.into())));
        }
        if !change.answers.is_empty() {
            account.insert("service_form_answers".to_owned(), json!(change.answers));
        }
        let call = self.transport.call(Method::PUT, &under(ACCOUNTS, hashed_id)).bearer_auth(access_token);
        self.transport.answer(call.json(&json!({ "account": account }))).await
    }

    /// /api/v1/accounts/{id}/acquire@POST: the account is fetched as soon as may be. [`linked_account`](Self::linked_account) tells what
    /// became of it.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn acquire(&self, access_token: &str, hashed_id: &str) -> Result<(), CallError> {
        let path = format!("{}/acquire", under(ACCOUNTS, hashed_id));
        self.transport.acknowledged(self.transport.call(Method::POST, &path).bearer_auth(access_token)).await
    }

    /// /api/v1/aggregation_errors@GET: why fetching can fail, in general.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn aggregation_errors(&self, access_token: &str) -> Answer<Vec<AggregationErrorAnswer<'static>>> {
        self.transport.answer(self.transport.call(Method::GET, "/api/v1/aggregation_errors").bearer_auth(access_token)).await
    }

    /// /api/v1/additional_requests@POST: the open questions of an account.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn additional_requests(&self, access_token: &str, hashed_id: &str) -> Answer<Vec<AdditionalRequestAnswer<'static>>> {
        let body = json!({ "additional_request": { "account_id": hashed_id } });
        // It is a POST that only reads.
        self.transport.answer(self.transport.call(Method::POST, REQUESTS).bearer_auth(access_token).json(&body).harmless()).await
    }

    /// /api/v1/additional_requests/{id}@PUT: answers a question, by its own `hashed_id`.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn answer_request(&self, access_token: &str, hashed_id: &str, response: &str) -> Result<(), CallError> {
        let body = json!({ "additional_request": { "response_data": response } });
        self.transport
            .acknowledged(self.transport.call(Method::PUT, &under(REQUESTS, hashed_id)).bearer_auth(access_token).json(&body))
            .await
    }
}

/// A path whose last part is somebody's id, whatever letters it has.
fn under(path: &str, id: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let written = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("{path}/{}", id.bytes().map(written).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_part_of_the_path() {
        assert_eq!(under("/a", "84dG3OLcZt_gLm66DESKzw=="), "/a/84dG3OLcZt_gLm66DESKzw%3D%3D");
        assert_eq!(under("/a", "../x?y#z"), "/a/%2E%2E%2Fx%3Fy%23z");
    }
}
