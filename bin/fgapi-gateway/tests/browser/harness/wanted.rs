//! What a person looks for on a screen, and how it is found.

/// Something that can be clicked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// By what stands on it.
    Text(&'a str),
    /// By a CSS selector, where no words stand.
    Css(&'a str),
}

/// What is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until<'a> {
    /// The screen shows this text.
    Text(&'a str),
    /// The screen has an element that this CSS selector finds.
    Css(&'a str),
    /// The address has this part.
    Url(&'a str),
}

/// By a CSS selector.
pub(crate) fn css(selector: &str) -> Wanted<'_> {
    Wanted::Css(selector)
}

/// By a part of the address.
pub(crate) fn url(part: &str) -> Until<'_> {
    Until::Url(part)
}

impl<'a> From<&'a str> for Wanted<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a str> for Until<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<Wanted<'a>> for Until<'a> {
    fn from(wanted: Wanted<'a>) -> Self {
        match wanted {
            Wanted::Text(text) => Self::Text(text),
            Wanted::Css(selector) => Self::Css(selector),
        }
    }
}

/// All that people click, as an XPath.
pub(super) const CLICKABLE: &str = "//button | //a[@href] | //summary | //label | //input[@type='submit']";

/// What can be clicked and bears exactly this text.
pub(super) fn clickable(text: &str) -> String {
    let text = quoted(text);
    let elements = ["button", "a[@href]", "summary", "label"].map(|element| format!("//{element}[normalize-space()={text}]"));
    format!("{} | //input[@type='submit' and @value={text}]", elements.join(" | "))
}

/// Fields that have this name, or whose label is this text.
pub(super) fn field(label: &str) -> String {
    field_where(label, &format!("normalize-space() = {}", quoted(label)))
}

/// The same where the label goes on, for example with a word on what must be filled in.
pub(super) fn field_beginning_with(label: &str) -> String {
    field_where(label, &format!("starts-with(normalize-space(), {})", quoted(label)))
}

fn field_where(label: &str, said: &str) -> String {
    let name = quoted(label);
    let fields = ["input", "select", "textarea"].map(|element| {
        let by = format!("@id = //label[{said}]/@for or ancestor::label[{said}] or @aria-label = {name} or @name = {name}");
        format!("//{element}[not(@type='hidden')][{by}]")
    });
    fields.join(" | ")
}

/// A text as XPath writes it, which knows no escapes.
fn quoted(text: &str) -> String {
    if text.contains('\'') {
        assert!(!text.contains('"'), "a text with both kinds of quotes: use a CSS selector");
        return format!("\"{text}\"");
    }
    format!("'{text}'")
}
