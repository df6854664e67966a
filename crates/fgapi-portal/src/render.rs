//! From a view to a page.

use std::sync::Arc;

use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

use crate::plain::plain;
use crate::shown;
use crate::views::{Frame, Screen};
use crate::words::{Words, fill};
use fgapi_caller::Language;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

const TEMPLATES: [(&str, &str); 17] = templates![
    "base.html",
    "parts.html",
    "login.html",
    "question.html",
    "scopes.html",
    "pins.html",
    "pin_result.html",
    "consent.html",
    "links.html",
    "link_end.html",
    "link_renew.html",
    "refused.html",
    "ended.html",
    "demo_base.html",
    "demo_parts.html",
    "demo_start.html",
    "demo_done.html",
];

/// Makes pages. Made once, at start; then shared.
#[derive(Debug)]
pub struct Renderer {
    japanese: Tera,
    english: Tera,
}

/// A page could not be made: templates or words of this build are at fault, never what a customer sent.
#[derive(Debug, thiserror::Error)]
#[error("the screen cannot be drawn: {0}")]
pub struct RenderFault(String);

impl Renderer {
    /// Reads all templates and words, which are compiled in.
    ///
    /// # Errors
    /// [`RenderFault`] when one of them cannot be read, which a test of this crate excludes.
    pub fn new() -> Result<Self, RenderFault> {
        Ok(Self { japanese: speaking(Language::Japanese)?, english: speaking(Language::English)? })
    }

    /// The whole page of a screen.
    ///
    /// # Errors
    /// [`RenderFault`] when a template asks for what its view does not have.
    pub fn render(&self, language: Language, frame: &Frame, screen: &Screen) -> Result<String, RenderFault> {
        let mut context = Context::new();
        context.insert("lang", language.as_str());
        context.insert("frame", frame);
        context.insert("screen", screen);
        let tera = match language {
            Language::Japanese => &self.japanese,
            Language::English => &self.english,
        };
        tera.render(screen.template(), &context).map_err(|e| fault(&e))
    }
}

fn speaking(language: Language) -> Result<Tera, RenderFault> {
    let words = Arc::new(Words::of(language).map_err(|e| RenderFault(e.to_string()))?);
    let mut tera = Tera::new();
    // Every template, whatever it is called.
    tera.autoescape_on([""]);
    tera.set_escape_fn(|text, out| tera::escape_html(&plain(text), out));
    tera.register_filter("day", move |text: &str, _: Kwargs, _: &State| shown::day(language, text));
    tera.register_filter("moment", move |text: &str, _: Kwargs, _: &State| shown::moment(language, text));
    tera.register_filter("number", move |value: Value, _: Kwargs, _: &State| shown::number(&value.to_string()));
    tera.register_filter("yen", move |value: Value, _: Kwargs, _: &State| shown::yen(language, &value.to_string()));
    tera.register_filter("initial", |text: &str, _: Kwargs, _: &State| initial(text));
    let named = Arc::clone(&words);
    tera.register_filter("who", move |client: Value, _: Kwargs, _: &State| who(&named, &client));
    let spoken = Arc::clone(&words);
    tera.register_function("t", move |kwargs: Kwargs, _: &State| t(&spoken, &kwargs));
    tera.register_function("say", move |kwargs: Kwargs, _: &State| say(&words, language, &kwargs));
    tera.add_raw_templates(TEMPLATES).map_err(|e| fault(&e))?;
    Ok(tera)
}

/// `t(key="consent.lead", client=name)`: the words of a key, with the other arguments in their braces.
fn t(words: &Words, kwargs: &Kwargs) -> TeraResult<String> {
    let key: &str = kwargs.must_get("key")?;
    let text = words.get(key).ok_or_else(|| Error::message(format!("no words for {key}")))?;
    Ok(fill(text, |name| kwargs.iter().find(|(given, _)| given.as_str() == Some(name)).map(|(_, value)| value.to_string())))
}

/// `say(message=error)`: the words of a [`crate::Message`].
fn say(words: &Words, language: Language, kwargs: &Kwargs) -> TeraResult<String> {
    let message: Value = kwargs.must_get("message")?;
    let part = |path: &str| message.get_from_path(path).and_then(Value::as_str).map(str::to_owned);
    let key = part("key").ok_or_else(|| Error::message("a message has a key"))?;
    let text = words.get(&key).ok_or_else(|| Error::message(format!("no words for {key}")))?;
    Ok(fill(text, |name| {
        let day = || part(&format!("days.{name}")).map(|text| shown::day(language, &text));
        part(&format!("args.{name}")).or_else(day)
    }))
}

/// An app and its company, as one name: `家計ノート（株式会社家計）`.
fn who(words: &Words, client: &Value) -> TeraResult<String> {
    let part = |name| client.get_from_path(name).and_then(Value::as_str).unwrap_or_default();
    let (name, company) = (part("name"), part("company"));
    if company.is_empty() {
        return Ok(name.to_owned());
    }
    let words = words.get("common.who").ok_or_else(|| Error::message("no words for common.who"))?;
    Ok(fill(words, |brace| Some(if brace == "name" { name } else { company }.to_owned())))
}

/// The first letter of a name, for its badge.
fn initial(text: &str) -> String {
    plain(text).chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

fn fault(error: &Error) -> RenderFault {
    use std::error::Error as _;
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        said.push_str(": ");
        said.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    RenderFault(said)
}
