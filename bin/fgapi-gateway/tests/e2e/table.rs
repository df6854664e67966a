//! `docs/spec/fgapi.toml`, the document's table, as the tests read it.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    pub(crate) revision: String,
    pub(crate) page_size: usize,
    pub(crate) api: Vec<Api>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Api {
    #[serde(rename = "category")]
    _category: String,
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) auth: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    pub(crate) statuses: Vec<u16>,
    pub(crate) aliases: Vec<String>,
    pub(crate) request: Vec<RequestField>,
    pub(crate) response: Vec<ResponseField>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestField {
    pub(crate) name: String,
    pub(crate) required: bool,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) default: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseField {
    pub(crate) name: String,
    pub(crate) required: bool,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

pub(crate) fn document() -> Document {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/fgapi.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
