//! Whose browser it is: its language, its screen, its scripts, its certificates.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::provided;

/// How long a page may take to load and a script to end, in milliseconds.
const LIMIT: u32 = 60_000;

/// How long a condition may take to come true, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the browser must not do in a test: ask for a window, talk to its maker, greet its user.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-crash-reporter",
    "--disable-extensions",
];

/// By default a Japanese customer at a desk, in daylight, with scripts.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    languages: &'static str,
    pub(super) screen: Screen,
    scripts: bool,
    pub(super) dark: bool,
    pub(super) roots: Vec<String>,
    pub(super) identities: Vec<(Vec<u8>, String)>,
    pub(super) patience: Duration,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) phone: bool,
}

impl Screen {
    const DESK: Self = Self { width: 1200, height: 900, phone: false };
    pub(super) const PHONE: Self = Self { width: 360, height: 740, phone: true };
}

impl Default for Options {
    fn default() -> Self {
        Self {
            languages: "ja",
            screen: Screen::DESK,
            scripts: true,
            dark: false,
            roots: Vec::new(),
            identities: Vec::new(),
            patience: PATIENCE,
        }
    }
}

impl Options {
    /// Asks for English.
    pub(crate) fn english(mut self) -> Self {
        self.languages = "en-US,en";
        self
    }

    /// A narrow screen that is touched, 360 by 740.
    pub(crate) fn phone(mut self) -> Self {
        self.screen = Screen::PHONE;
        self
    }

    /// Runs no script of any page.
    pub(crate) fn without_javascript(mut self) -> Self {
        self.scripts = false;
        self
    }

    /// Prefers dark colours.
    pub(crate) fn dark(mut self) -> Self {
        self.dark = true;
        self
    }

    /// Trusts the servers of this authority too, given in PEM.
    pub(crate) fn trusting(mut self, root: &str) -> Self {
        self.roots.push(root.to_owned());
        self
    }

    /// Has a certificate with its key, as a PKCS#12 file, and shows it without asking.
    pub(crate) fn certificate(mut self, pkcs12: &[u8], password: &str) -> Self {
        self.identities.push((pkcs12.to_owned(), password.to_owned()));
        self
    }

    /// Gives up at once, where a test wants to see that something is not there.
    pub(crate) fn impatient(mut self) -> Self {
        self.patience = Duration::ZERO;
        self
    }

    /// What ChromeDriver is asked for; `home` takes the profile.
    pub(super) fn capabilities(&self, home: &Path) -> Map<String, Value> {
        let mut preferences = json!({ "intl.accept_languages": self.languages });
        if !self.scripts {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        if !self.identities.is_empty() {
            let any = json!({ "last_modified": "13300000000000000", "setting": { "filters": [{}] } });
            preferences["profile.content_settings.exceptions.auto_select_certificate"] = json!({ "*": any });
        }
        let profile = format!("--user-data-dir={}", home.join("profile").display());
        let arguments: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let chromium = provided("FGAPI_TEST_CHROMIUM");
        let asked = json!({
            "browserName": "chrome",
            "acceptInsecureCerts": false,
            "pageLoadStrategy": "normal",
            "timeouts": { "pageLoad": LIMIT, "script": LIMIT },
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "binary": chromium, "args": arguments, "prefs": preferences },
        });
        asked.as_object().unwrap().clone()
    }
}
