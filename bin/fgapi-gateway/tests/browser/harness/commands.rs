//! What ChromeDriver understands beyond WebDriver.

use fantoccini::wd::WebDriverCompatibleCommand;
use reqwest::{Method, Url};
use serde_json::{Value, json};

/// A command of ChromeDriver's own: where below the session, and with which body.
#[derive(Debug)]
pub(super) struct Own(&'static str, Value);

impl Own {
    /// A command of the browser's developer tools.
    pub(super) fn devtools(command: &str, parameters: Value) -> Self {
        Self("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// What the console has said since it was last asked.
    pub(super) fn console() -> Self {
        Self("se/log", json!({ "type": "browser" }))
    }
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}
