//! What the browser keeps for the sites that it was at.

use serde::Deserialize;
use serde_json::json;

use super::Browser;

/// A cookie as the browser keeps it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) path: String,
    pub(crate) secure: bool,
    pub(crate) http_only: bool,
    /// `Strict`, `Lax` or `None`; nothing when the site did not say.
    pub(crate) same_site: Option<String>,
}

impl Browser {
    /// All of them, also those that no script sees.
    #[track_caller]
    pub(crate) fn cookies(&self) -> Vec<Cookie> {
        let kept = self.devtools("Storage.getCookies", json!({}));
        serde_json::from_value(kept["cookies"].clone()).unwrap()
    }

    /// Puts one in the place of what the browser has for the site of its present screen.
    #[track_caller]
    pub(crate) fn set_cookie(&self, cookie: &Cookie) {
        let Cookie { name, value, path, secure, http_only, same_site } = cookie;
        let put = json!({ "url": self.url(), "name": name, "value": value, "path": path, "secure": secure, "httpOnly": http_only, "sameSite": same_site });
        let done = self.devtools("Network.setCookie", put);
        assert_eq!(done["success"], json!(true), "{cookie:?}");
    }

    /// Forgets all of them, as a person can.
    #[track_caller]
    pub(crate) fn forget_cookies(&self) {
        self.devtools("Storage.clearCookies", json!({}));
    }
}
