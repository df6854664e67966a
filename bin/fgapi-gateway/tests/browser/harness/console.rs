//! What the browser complains of: errors of scripts, breaches of the content security policy, files that do not come.

use serde_json::Value;

use super::Browser;

impl Browser {
    /// Fails the test if the console has an error or a warning. A screen that itself was refused (4xx) is what its test
    /// asks about; a file of a screen that was refused is an error.
    #[track_caller]
    pub(crate) fn console_is_clean(&self) {
        self.url();
        let said = self.console();
        let complaints: Vec<String> = said.as_array().unwrap().iter().filter(|entry| self.counts(entry)).map(shown).collect();
        assert!(complaints.is_empty(), "the console complains:\n{}", complaints.join("\n"));
    }

    fn counts(&self, entry: &Value) -> bool {
        let text = |field: &str| entry[field].as_str().unwrap_or_default();
        let refused = || {
            let (address, what) = text("message").split_once(" - Failed to load resource: ")?;
            (what.contains("status of 4") && self.met.borrow().contains(address)).then_some(())
        };
        matches!(text("level"), "SEVERE" | "WARNING") && !(text("source") == "network" && refused().is_some())
    }
}

fn shown(entry: &Value) -> String {
    format!("{} ({}): {}", entry["level"], entry["source"], entry["message"])
}
