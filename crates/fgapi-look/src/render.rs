//! From a view to a page.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

use crate::plain::plain;
use crate::say::Message;
use crate::shown;
use crate::words::{Words, fill};
use fgapi_caller::Language;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// What every door's templates are made of.
const SHARED: [(&str, &str); 6] = templates!["base.html", "parts.html", "office_base.html", "forms.html", "tables.html", "charts.html"];

/// What a door brings: its own templates, which may use the shared ones, and its own words, in tables (`[table]`, `key = "text"`).
#[derive(Clone, Copy, Debug)]
pub struct Wardrobe {
    /// Templates by name; every name ends in `.html`.
    pub templates: &'static [(&'static str, &'static str)],
    /// Its words in Japanese.
    pub japanese: &'static str,
    /// The same words in English.
    pub english: &'static str,
}

/// Makes the pages of one door. Made once, at start; then shared. A language's templates are read when its first page is asked for:
/// they take more memory and time than everything else that a gateway begins with, and many gateways show no screen.
#[derive(Debug)]
pub struct Renderer {
    japanese: Speaker,
    english: Speaker,
}

/// One language.
#[derive(Debug)]
struct Speaker {
    language: Language,
    words: Arc<Words>,
    rooms: Box<[Wardrobe]>,
    tera: OnceLock<Result<Tera, RenderFault>>,
}

/// A page could not be made: templates or words of this build are at fault, never what a customer sent.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the screen cannot be drawn: {0}")]
pub struct RenderFault(String);

impl Renderer {
    /// The shared templates and words, and a door's.
    ///
    /// # Errors
    /// As [`Renderer::of`].
    pub fn new(door: &Wardrobe) -> Result<Self, RenderFault> {
        Self::of(&[*door])
    }

    /// The shared templates and words, and those of a door that is made of several rooms: each may use what the others bring.
    ///
    /// # Errors
    /// [`RenderFault`] when words cannot be read, two templates have one name, or the languages do not have the same words; a test of
    /// the door excludes that.
    pub fn of(rooms: &[Wardrobe]) -> Result<Self, RenderFault> {
        let mut names = BTreeSet::new();
        for (name, _) in templates(rooms) {
            if !names.insert(name) {
                return Err(RenderFault(format!("two templates are called {name}")));
            }
        }
        let (japanese, english) = (speaker(Language::Japanese, rooms)?, speaker(Language::English, rooms)?);
        match japanese.words.difference(&english.words) {
            Some(key) => Err(RenderFault(format!("one language lacks {key}, or has other braces in it"))),
            None => Ok(Self { japanese, english }),
        }
    }

    /// Reads the templates of both languages now: for the test of a door.
    ///
    /// # Errors
    /// [`RenderFault`] when one of them cannot be read.
    pub fn read(&self) -> Result<(), RenderFault> {
        self.japanese.tera()?;
        self.english.tera().map(drop)
    }

    /// A message as plain text, for whatever is no page: nothing of it is escaped.
    ///
    /// # Errors
    /// [`RenderFault`] when it has no words.
    pub fn say(&self, language: Language, message: &Message) -> Result<String, RenderFault> {
        let words = &self.speaker(language).words;
        message.said(words, language).ok_or_else(|| RenderFault(format!("no words for {}", message.key())))
    }

    const fn speaker(&self, language: Language) -> &Speaker {
        match language {
            Language::Japanese => &self.japanese,
            Language::English => &self.english,
        }
    }

    /// The whole page of a template, in which `frame` and `screen` are what is given here.
    ///
    /// # Errors
    /// [`RenderFault`] when the templates cannot be read, or this one asks for what its view does not have.
    pub fn render(
        &self,
        language: Language,
        template: &str,
        frame: &impl Serialize,
        screen: &impl Serialize,
    ) -> Result<String, RenderFault> {
        let mut context = Context::new();
        context.insert("lang", language.as_str());
        context.insert("frame", frame);
        context.insert("screen", screen);
        self.speaker(language).tera()?.render(template, &context).map_err(|e| fault(&e))
    }
}

/// All templates, by name.
fn templates(rooms: &[Wardrobe]) -> impl Iterator<Item = (&'static str, &'static str)> {
    SHARED.iter().copied().chain(rooms.iter().flat_map(|room| room.templates).copied())
}

fn speaker(language: Language, rooms: &[Wardrobe]) -> Result<Speaker, RenderFault> {
    let own = rooms.iter().map(|room| match language {
        Language::Japanese => room.japanese,
        Language::English => room.english,
    });
    let words = Arc::new(Words::of(language, own).map_err(|e| RenderFault(e.to_string()))?);
    Ok(Speaker { language, words, rooms: rooms.into(), tera: OnceLock::new() })
}

impl Speaker {
    fn tera(&self) -> Result<&Tera, RenderFault> {
        self.tera.get_or_init(|| read(self.language, &self.words, &self.rooms)).as_ref().map_err(Clone::clone)
    }
}

fn read(language: Language, words: &Arc<Words>, rooms: &[Wardrobe]) -> Result<Tera, RenderFault> {
    let mut tera = Tera::new();
    // Every template, whatever it is called.
    tera.autoescape_on([""]);
    tera.set_escape_fn(|text, out| tera::escape_html(&plain(text), out));
    tera.register_filter("day", move |text: &str, _: Kwargs, _: &State| shown::day(language, text));
    tera.register_filter("short_day", move |text: &str, _: Kwargs, _: &State| shown::short_day(language, text));
    tera.register_filter("moment", move |text: &str, _: Kwargs, _: &State| shown::moment(language, text));
    tera.register_filter("number", move |value: Value, _: Kwargs, _: &State| shown::number(&value.to_string()));
    tera.register_filter("yen", move |value: Value, _: Kwargs, _: &State| shown::yen(language, &value.to_string()));
    tera.register_filter("initial", |text: &str, _: Kwargs, _: &State| initial(text));
    tera.register_filter("lines", |text: &str, _: Kwargs, _: &State| lines(text));
    let named = Arc::clone(words);
    tera.register_filter("who", move |client: Value, _: Kwargs, _: &State| who(&named, &client));
    let spoken = Arc::clone(words);
    tera.register_function("t", move |kwargs: Kwargs, _: &State| t(&spoken, &kwargs));
    let messages = Arc::clone(words);
    tera.register_function("say", move |kwargs: Kwargs, _: &State| say(&messages, language, &kwargs));
    tera.add_raw_templates(templates(rooms)).map_err(|e| fault(&e))?;
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
        let moment = || part(&format!("moments.{name}")).map(|text| shown::moment(language, &text));
        part(&format!("args.{name}")).or_else(day).or_else(moment)
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

/// A text of several lines, which stay lines: escaped like every other.
fn lines(text: &str) -> TeraResult<Value> {
    let mut escaped = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            escaped.push(b'\n');
        }
        tera::escape_html(&plain(line.trim_end_matches('\r')), &mut escaped).map_err(|e| Error::message(e.to_string()))?;
    }
    let escaped = String::from_utf8(escaped).map_err(|e| Error::message(e.to_string()))?;
    Ok(Value::safe_string(&escaped))
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
