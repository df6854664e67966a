//! What people copy.

use serde_json::json;

use super::Browser;

impl Browser {
    /// Lets every page of this browser copy, as a person would say when asked, and lets this test see what was copied.
    #[track_caller]
    pub(crate) fn may_copy(&self) {
        self.devtools("Browser.grantPermissions", json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }));
        self.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    }

    /// What would be pasted now.
    #[track_caller]
    pub(crate) fn clipboard(&self) -> String {
        let read = "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done('no clipboard: ' + error))";
        self.run_to_its_end(read).as_str().unwrap_or_default().to_owned()
    }
}
