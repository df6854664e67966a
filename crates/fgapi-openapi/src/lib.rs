//! What the gateway's APIs are, as OpenAPI 3.1 in Japanese and English, and the page on which they can be tried.
//!
//! This room never answers a call of an API.

use fgapi_wire as _;
use serde_json as _;
use utoipa as _;
use utoipa_swagger_ui as _;
