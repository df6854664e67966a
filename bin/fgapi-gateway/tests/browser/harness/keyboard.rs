//! A person who has a keyboard and nothing else.

use serde_json::Value;

use super::Browser;

/// Keys pressed before a test gives up: no screen has so many places to stop at.
const STOPS: usize = 60;

/// The names of what has the focus, and whether it shows that it has.
const FOCUS: &str = "
const at = document.activeElement;
if (!at || at === document.body) return null;
const words = element => element.textContent.trim().replace(/\\s+/g, ' ');
const names = [at.name, at.getAttribute('aria-label'), words(at), ...[...(at.labels ?? [])].map(words)].filter(Boolean);
const look = getComputedStyle(at);
const area = at.getBoundingClientRect();
const seen = area.width > 0 && area.bottom > 0 && area.top < innerHeight;
return { names, outlined: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2, seen };
";

impl Browser {
    /// Goes on with the tab key to what bears this text, label or name. Whatever it stops at on its way must show so.
    #[track_caller]
    pub(crate) fn tab_to(&self, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            self.press("\t");
            let focus = self.run(FOCUS);
            if focus.is_null() {
                continue;
            }
            assert!(focus["outlined"] == true && focus["seen"] == true, "the focus cannot be seen: {focus} at {}", self.url());
            let names: Vec<&str> = focus["names"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            if names.contains(&name) {
                return;
            }
            passed.push(names.first().copied().unwrap_or_default().to_owned());
        }
        panic!("the tab key does not lead to {name:?}, but to {}", passed.join(" | "));
    }

    /// Presses the enter key, and waits until another screen has come.
    #[track_caller]
    pub(crate) fn enter(&self) {
        let before = self.told("looking for the focus", self.client.active_element());
        self.press("\n");
        self.wait_until_gone(&before, "pressing enter");
    }
}
