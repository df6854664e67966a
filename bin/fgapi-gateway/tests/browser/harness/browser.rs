//! The browser itself: opened, moved about in, read, closed.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::commands::Own;
use super::driver::Driver;
use super::options::{Options, Screen};
use super::wanted::{CLICKABLE, Until, Wanted, clickable, field, field_beginning_with};
use super::{html, nss};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// How long a single command may take; beyond it the browser hangs.
const HANGS: Duration = Duration::from_secs(90);

/// A browser with a profile of its own; it is closed when this is dropped.
pub(crate) struct Browser {
    pub(super) client: Client,
    runtime: Runtime,
    pub(super) dark: bool,
    pub(super) screen: Screen,
    patience: Duration,
    /// The addresses of the screens that were met.
    pub(super) met: RefCell<BTreeSet<String>>,
    _driver: Driver,
    /// Goes last, when nobody writes to it any more.
    _home: TempDir,
}

impl Browser {
    /// Starts one.
    #[track_caller]
    pub(crate) fn open(options: Options) -> Self {
        let home = tempfile::tempdir().unwrap();
        nss::fill(home.path(), &options);
        let driver = Driver::start(home.path());
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = runtime.block_on(connect(&driver, &options, home.path()));
        let Options { dark, screen, patience, .. } = options;
        let browser = Self { client, runtime, dark, screen, patience, met: RefCell::default(), _driver: driver, _home: home };
        browser.lay_out(screen);
        browser.prefer(dark);
        browser
    }

    /// Types an address.
    #[track_caller]
    pub(crate) fn goto(&self, url: &str) {
        self.told(&format!("going to {url}"), self.client.goto(url));
        self.url();
    }

    /// Takes the way back, as the browser's button does.
    #[track_caller]
    pub(crate) fn back(&self) {
        self.told("going back", self.client.back());
        self.url();
    }

    /// Asks for the same address again.
    #[track_caller]
    pub(crate) fn reload(&self) {
        self.told("loading again", self.client.refresh());
        self.url();
    }

    /// Clicks what bears this text: a button, a link, a label; or what a selector finds.
    #[track_caller]
    pub(crate) fn click<'a>(&self, wanted: impl Into<Wanted<'a>>) {
        let wanted = wanted.into();
        let element = self.only(wanted);
        self.told(&format!("clicking {wanted:?}"), element.click());
    }

    /// Clicks, and waits until another screen has come, be it at the same address.
    #[track_caller]
    pub(crate) fn submit<'a>(&self, wanted: impl Into<Wanted<'a>>) {
        let wanted = wanted.into();
        let element = self.only(wanted);
        self.told(&format!("clicking {wanted:?}"), element.click());
        self.wait_until_gone(&element, &format!("clicking {wanted:?}"));
    }

    /// Waits until another screen than the one with this element has come.
    #[track_caller]
    pub(super) fn wait_until_gone(&self, element: &Element, what: &str) {
        let gone = || self.attempt(element.tag_name()).is_err_and(|e| e.is_stale_element_reference() || e.is_no_such_element());
        self.until(&|| format!("no other screen after {what}; perhaps a field is not valid"), || gone().then_some(()));
        self.url();
    }

    /// Replaces what stands in the field with this label or name.
    #[track_caller]
    pub(crate) fn fill(&self, label: &str, value: &str) {
        let field = self.field(label);
        self.told(&format!("emptying {label:?}"), field.clear());
        self.told(&format!("filling {label:?}"), field.send_keys(value));
    }

    /// Gives a file to the field with this label or name.
    #[track_caller]
    pub(crate) fn attach(&self, label: &str, path: &str) {
        self.told(&format!("giving {path:?} to {label:?}"), self.field(label).send_keys(path));
    }

    /// Chooses an option, by its words, in the list with this label or name.
    #[track_caller]
    pub(crate) fn choose(&self, label: &str, option: &str) {
        self.told(&format!("choosing {option:?} in {label:?}"), self.field(label).select_by_label(option));
    }

    /// Ticks the box, or takes the choice, with this label or name.
    #[track_caller]
    pub(crate) fn tick(&self, label: &str) {
        self.turn(label, true);
    }

    /// Takes the tick away from the box with this label or name.
    #[track_caller]
    pub(crate) fn untick(&self, label: &str) {
        self.turn(label, false);
    }

    #[track_caller]
    fn turn(&self, label: &str, on: bool) {
        let field = self.field(label);
        let selected = || self.told(&format!("looking at {label:?}"), field.is_selected());
        if selected() == on {
            return;
        }
        // The label is larger than the box and may lie over it, so that is what a finger meets.
        let id = self.told(&format!("looking at {label:?}"), field.attr("id"));
        let its_label = id.and_then(|id| self.attempt(self.client.find(Locator::Css(&format!("label[for='{id}']")))).ok());
        self.told(&format!("clicking {label:?}"), its_label.unwrap_or_else(|| field.clone()).click());
        assert_eq!(selected(), on, "{label:?} did not turn");
    }

    /// Presses keys where the focus is, for example `"\t"` or `"\n"`.
    #[track_caller]
    pub(crate) fn press(&self, keys: &str) {
        let focused = self.told("looking for the focus", self.client.active_element());
        self.told(&format!("pressing {keys:?}"), focused.send_keys(keys));
    }

    /// Waits until the screen shows a text, has what a selector finds, or has an address.
    #[track_caller]
    pub(crate) fn wait_for<'a>(&self, until: impl Into<Until<'a>>) {
        let until = until.into();
        let come = || match until {
            Until::Text(text) => self.attempt(self.shown()).is_ok_and(|shown| shown.contains(text)),
            Until::Css(selector) => self.attempt(self.client.find(Locator::Css(selector))).is_ok(),
            Until::Url(part) => self.url().contains(part),
        };
        self.until(&|| format!("waited for {until:?} in vain"), || come().then_some(()));
        self.url();
    }

    /// The text that can be seen.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.told("reading the screen", self.shown())
    }

    #[track_caller]
    pub(crate) fn title(&self) -> String {
        self.told("reading the title", self.client.title())
    }

    /// The address.
    #[track_caller]
    pub(crate) fn url(&self) -> String {
        let url = self.told("reading the address", self.client.current_url()).to_string();
        self.met.borrow_mut().insert(url.clone());
        url
    }

    /// The HTTP status with which the screen came.
    #[track_caller]
    pub(crate) fn status(&self) -> u64 {
        self.run("return performance.getEntriesByType('navigation')[0].responseStatus").as_u64().unwrap()
    }

    /// The screen's HTML for a snapshot: what differs from run to run is replaced by its name in brackets.
    #[track_caller]
    pub(crate) fn html(&self) -> String {
        html::normalised(&self.told("reading the HTML", self.client.source()))
    }

    /// The title and the HTML of what a selector finds, in the same way.
    #[track_caller]
    pub(crate) fn html_of(&self, selector: &str) -> String {
        let html = self.run(&format!("return document.title + '\\n' + document.querySelector({selector:?}).outerHTML"));
        html::normalised(html.as_str().unwrap())
    }

    /// Runs a script of the test's own in the page, also where pages may run none.
    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        self.told(script, self.client.execute(script, Vec::new()))
    }

    /// Runs a script that calls its argument with the answer.
    #[track_caller]
    pub(crate) fn run_to_its_end(&self, script: &str) -> Value {
        self.told(script, self.client.execute_async(script, Vec::new()))
    }

    /// A command of the browser's developer tools, for what a person cannot do.
    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.told(command, self.client.issue_cmd(Own::devtools(command, parameters)))
    }

    #[track_caller]
    pub(super) fn console(&self) -> Value {
        self.told("reading the console", self.client.issue_cmd(Own::console()))
    }

    /// Prefers dark or light colours from now on; nothing ever moves, because whoever looks must not meet the middle of a change.
    #[track_caller]
    pub(super) fn prefer(&self, dark: bool) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        let still = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [scheme, still] }));
    }

    async fn shown(&self) -> Result<String, CmdError> {
        self.client.find(Locator::Css("body")).await?.text().await
    }

    #[track_caller]
    fn only(&self, wanted: Wanted<'_>) -> Element {
        match wanted {
            Wanted::Text(text) => self.only_at(Locator::XPath(&clickable(text)), text, CLICKABLE),
            Wanted::Css(selector) => self.only_at(Locator::Css(selector), selector, CLICKABLE),
        }
    }

    #[track_caller]
    fn field(&self, label: &str) -> Element {
        if let Ok([field]) = self.attempt(self.visible(Locator::XPath(&field(label)))).as_deref() {
            return field.clone();
        }
        self.only_at(Locator::XPath(&field_beginning_with(label)), label, "//label")
    }

    /// The one visible element there; a test that could mean two things is refused with what it could have meant.
    #[track_caller]
    fn only_at(&self, place: Locator<'_>, name: &str, others: &str) -> Element {
        let count = std::cell::Cell::new(0);
        let look = || {
            let mut found = self.attempt(self.visible(place)).unwrap_or_default();
            count.set(found.len());
            if found.len() == 1 { found.pop() } else { None }
        };
        let trouble = || format!("{} elements are {name:?}; here are: {}", count.get(), self.words_at(others).join(" | "));
        self.until(&trouble, look)
    }

    async fn visible(&self, place: Locator<'_>) -> Result<Vec<Element>, CmdError> {
        let mut visible = Vec::new();
        for element in self.client.find_all(place).await? {
            if element.is_displayed().await? {
                visible.push(element);
            }
        }
        Ok(visible)
    }

    fn words_at(&self, place: &str) -> Vec<String> {
        let read = async {
            let mut words = Vec::new();
            for element in self.visible(Locator::XPath(place)).await? {
                words.push(element.text().await?);
            }
            Ok(words)
        };
        self.attempt(read).unwrap_or_default()
    }

    /// Looks until there is something to be found.
    #[track_caller]
    fn until<T>(&self, trouble: &dyn Fn() -> String, mut look: impl FnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(began.elapsed() < self.patience, "{}", trouble());
            std::thread::sleep(PAUSE);
        }
    }

    fn attempt<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> Result<T, CmdError> {
        self.runtime.block_on(async { tokio::time::timeout(HANGS, command).await.unwrap_or(Err(CmdError::WaitTimeout)) })
    }

    #[track_caller]
    pub(super) fn told<T>(&self, what: &str, command: impl Future<Output = Result<T, CmdError>>) -> T {
        self.attempt(command).unwrap_or_else(|error| panic!("{what}: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_a_picture();
        }
        // Whatever does not close is ended with its group.
        self.attempt(self.client.clone().close()).ok();
    }
}

impl Browser {
    /// What a test saw last before it failed.
    fn leave_a_picture(&self) {
        let Ok(url) = self.attempt(self.client.current_url()) else { return };
        eprintln!("the browser is at {url} and shows:\n{}", self.attempt(self.shown()).unwrap_or_default());
        let name = format!("failed-{}", std::thread::current().name().unwrap_or("test").replace("::", "-"));
        if let Ok(picture) = self.attempt(self.client.screenshot()) {
            eprintln!("its picture: {}", super::look::keep(&name, &picture).display());
        }
    }
}

async fn connect(driver: &Driver, options: &Options, home: &Path) -> Client {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(options.capabilities(home));
    builder.connect(&driver.url()).await.unwrap_or_else(|error| panic!("Chromium does not open: {error}"))
}
