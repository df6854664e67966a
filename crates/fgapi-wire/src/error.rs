//! What a refused call answers (reading R8).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The body of every answer but 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorAnswer<'a> {
    /// The error in the words of RFC 6749 and 6750, for example `invalid_request`.
    pub error: Cow<'a, str>,
    /// A sentence for people, with the next step.
    #[serde(default)]
    pub error_description: Cow<'a, str>,
    /// The stable code of the error catalogue, for example `FG400-013`.
    #[serde(default)]
    pub error_code: Cow<'a, str>,
    /// Names this call in the bank's log.
    #[serde(default)]
    pub request_id: Cow<'a, str>,
    /// Why a credential is dead, where it is known and may be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
    /// Which request field is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'a, str>>,
}
