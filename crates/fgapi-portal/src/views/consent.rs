//! Allowing access (情報アクセス許可).

use serde::Serialize;

use super::{ClientView, FieldError};

/// The question of the whole journey. Posts `agree=yes` to `/consent`; 「許可しない」 posts to [`super::Frame::cancel`].
#[derive(Clone, Debug, Serialize)]
pub struct ConsentView {
    /// Who asks.
    pub client: ClientView,
    /// What for: names of grants.
    pub grants: Vec<String>,
    /// What the client asked and will not have: names of grants.
    pub refused: Vec<String>,
    /// Which accounts; all of them where there is none.
    pub accounts: Option<Vec<String>>,
    /// For how many days.
    pub days: u32,
    /// The last day.
    pub until: String,
    /// The bank's terms of use.
    pub terms: Option<String>,
    /// The bank's privacy policy.
    pub privacy: Option<String>,
    /// The client's terms of use.
    pub client_terms: Option<String>,
    /// The client's privacy policy.
    pub client_privacy: Option<String>,
    /// The client's site.
    pub client_site: Option<String>,
    /// Whether the box is ticked already.
    pub agreed: bool,
    /// Beside `agree`.
    pub errors: Vec<FieldError>,
}
