//! Accessibility, judged by axe-core: WCAG 2.2 level AA and best practice, in light and in dark.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde_json::Value;

use super::{Browser, provided};

/// Runs the rules and hands back what they found, in few words.
const RUN: &str = "
const done = arguments[0];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const node = found => ({ target: found.target.join(' '), html: found.html, why: found.failureSummary });
// Where a page may run no scripts, no timer of it goes off, but promises are kept; axe-core ends with a timer of no time.
const later = window.setTimeout;
window.setTimeout = (act, wait) => wait ? later(act, wait) : Promise.resolve().then(act);
const end = told => { window.setTimeout = later; done(told); };
const rule = broken => ({ id: broken.id, impact: broken.impact, help: broken.help, url: broken.helpUrl, nodes: broken.nodes.map(node) });
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false })
    .then(found => end({ rules: found.passes.length + found.violations.length, broken: found.violations.map(rule) }))
    .catch(error => end({ error: String(error) }));
";

impl Browser {
    /// Fails the test if the screen breaks a rule, and lists where and why. Scripts of the page need not run.
    #[track_caller]
    pub(crate) fn axe(&self) {
        let mut broken: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (scheme, dark) in [("light", false), ("dark", true)] {
            self.prefer(dark);
            for text in self.broken_rules() {
                broken.entry(text).or_default().push(scheme);
            }
        }
        self.prefer(self.dark);
        let list: String = broken.iter().map(|(text, schemes)| format!("\n[{}] {text}", schemes.join(", "))).collect();
        assert!(list.is_empty(), "{} breaks rules of accessibility:{list}", self.url());
    }

    #[track_caller]
    fn broken_rules(&self) -> Vec<String> {
        if self.run("return typeof axe") == "undefined" {
            self.run(rules());
        }
        let found = self.run_to_its_end(RUN);
        assert!(found["rules"].as_u64().is_some_and(|rules| rules > 0), "axe-core did not judge: {found}");
        found["broken"].as_array().unwrap().iter().map(shown).collect()
    }
}

fn rules() -> &'static str {
    static SCRIPT: OnceLock<String> = OnceLock::new();
    SCRIPT.get_or_init(|| std::fs::read_to_string(provided("FGAPI_TEST_AXE")).unwrap())
}

fn shown(rule: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut told = format!("{} ({}): {}\n  {}\n", text(&rule["id"]), text(&rule["impact"]), text(&rule["help"]), text(&rule["url"]));
    for node in rule["nodes"].as_array().unwrap() {
        let why = text(&node["why"]).replace('\n', "\n      ");
        writeln!(told, "  at {}: {}\n      {why}", text(&node["target"]), text(&node["html"])).unwrap();
    }
    told
}
