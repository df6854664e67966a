//! What the gateway's APIs are, as OpenAPI 3.1 in Japanese and English, and the page on which they can be tried.
//!
//! Everything comes from what answers calls: the routes that the door mounts, the types that travel (serde itself is asked for their
//! fields), the catalogues of refusals, the tables of the references. Words in two languages are what stands here.
//!
//! This room never answers a call of an API, and opens no socket: whoever serves mounts the [`Page`].
//!
//! ```
//! use fgapi_caller::Language;
//! use fgapi_openapi::{Document, json};
//!
//! let text = json(Document::Fgapi, Language::English, "https://bank.example")?;
//! assert!(text.contains(r#""openapi": "3.1.0""#) && text.contains("/auth/system_token"));
//! # Ok::<(), fgapi_openapi::Undescribed>(())
//! ```

mod credentials;
mod document;
mod examples;
mod fgapi;
mod linked;
mod node;
mod operation;
mod page;
mod parameter;
#[cfg(test)]
mod proof;
mod refusal;
mod schema;
mod shape;
mod words;

use fgapi_caller::Language;

pub use document::Document;
pub use page::{File, Hint, Page};

/// Something of the APIs has no description: the tables of this room have to be completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undescribed(String);

impl std::fmt::Display for Undescribed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the APIs cannot be described: {}; complete the tables of fgapi-openapi", self.0)
    }
}

impl std::error::Error for Undescribed {}

/// A document as JSON, for a gateway whose base URL is `server`.
///
/// # Errors
/// [`Undescribed`], when a type of the API has a field of a kind that no schema is known for.
pub fn json(document: Document, language: Language, server: &str) -> Result<String, Undescribed> {
    let node = document.node(language, server).map_err(|faults| Undescribed(faults.join("; ")))?;
    serde_json::to_string_pretty(&node).map(|text| text + "\n").map_err(|fault| Undescribed(fault.to_string()))
}
