//! What a browser takes out of a page: its title, what it says aloud, and its forms.

use std::collections::BTreeMap;

use html5gum::{HtmlString, StartTag, Token, Tokenizer};
use url::Url;

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its first heading.
    pub title: String,
    /// What it says to whoever cannot see it (`role="alert"`): what was wrong.
    pub alerts: Vec<String>,
    /// Its forms, in order.
    pub forms: Vec<Form>,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Where it goes.
    pub action: Url,
    /// Whether by POST.
    pub post: bool,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// What can be pressed, in order.
    pub buttons: Vec<Button>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub value: String,
    /// Who fills it in.
    pub kind: FieldKind,
}

/// Who fills a field in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Nobody: it goes along as it is.
    Hidden,
    /// Somebody types.
    Typed,
    /// Somebody ticks, or has ticked.
    Ticked(bool),
}

/// A button that sends its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    /// What goes along when it is pressed: name and value.
    pub pair: Option<(String, String)>,
    /// Whether it sends the form elsewhere than the form itself says.
    pub elsewhere: bool,
}

/// Text that is being collected, until its element ends.
struct Capture {
    tag: Vec<u8>,
    depth: usize,
    text: String,
    alert: bool,
}

impl Page {
    /// Reads `html`, which came from `at`. Whatever is wrong with it is read as browsers read it.
    pub fn read(html: &str, at: &Url) -> Self {
        let mut page = Self { title: String::new(), alerts: Vec::new(), forms: Vec::new() };
        let mut capture: Option<Capture> = None;
        let mut inside = false;
        for Ok(token) in Tokenizer::new(html) {
            match token {
                Token::StartTag(tag) => {
                    match &mut capture {
                        Some(open) => {
                            open.depth += usize::from(*open.tag == **tag.name);
                            open.text.push(' ');
                        }
                        None => capture = page.captured(&tag),
                    }
                    if **tag.name == *b"form" {
                        inside = page.form(&tag, at);
                    } else if let Some(form) = page.forms.last_mut().filter(|_| inside) {
                        form.control(&tag);
                    }
                }
                Token::EndTag(tag) => {
                    if **tag.name == *b"form" {
                        inside = false;
                    }
                    match capture.take() {
                        Some(open) if *open.tag == **tag.name && open.depth == 1 => page.said(&open),
                        Some(open) => {
                            let ends = usize::from(*open.tag == **tag.name);
                            capture = Some(Capture { depth: open.depth - ends, ..open });
                        }
                        None => {}
                    }
                }
                Token::String(text) => {
                    if let Some(open) = &mut capture {
                        open.text.push_str(&String::from_utf8_lossy(&text));
                    }
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        page
    }

    /// Titles and alerts are collected.
    fn captured(&self, tag: &StartTag<()>) -> Option<Capture> {
        let alert = attribute(&tag.attributes, "role").as_deref() == Some("alert");
        let title = self.title.is_empty() && **tag.name == *b"h1";
        (alert || title).then(|| Capture { tag: tag.name.to_vec(), depth: 1, text: String::new(), alert })
    }

    fn said(&mut self, capture: &Capture) {
        let text = capture.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if capture.alert {
            self.alerts.push(text);
        } else {
            self.title = text;
        }
    }

    /// Begins a form; one that goes to no address is passed over.
    fn form(&mut self, tag: &StartTag<()>, at: &Url) -> bool {
        let Ok(action) = at.join(&attribute(&tag.attributes, "action").unwrap_or_default()) else { return false };
        let post = attribute(&tag.attributes, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        self.forms.push(Form { action, post, fields: Vec::new(), buttons: Vec::new() });
        true
    }
}

impl Form {
    fn control(&mut self, tag: &StartTag<()>) {
        let given = |name| attribute(&tag.attributes, name);
        let kind = given("type").unwrap_or_default().to_ascii_lowercase();
        match (tag.name.as_slice(), kind.as_str()) {
            (b"button", "" | "submit") | (b"input", "submit" | "image") => {
                let pair = given("name").map(|name| (name, given("value").unwrap_or_default()));
                self.buttons.push(Button { pair, elsewhere: given("formaction").is_some() });
            }
            (b"input", "button" | "reset") => {}
            (b"input" | b"select" | b"textarea", _) => {
                let Some(name) = given("name") else { return };
                let ticked = || FieldKind::Ticked(given("checked").is_some());
                let (kind, default) = match kind.as_str() {
                    "hidden" => (FieldKind::Hidden, ""),
                    "checkbox" | "radio" => (ticked(), "on"),
                    _ => (FieldKind::Typed, ""),
                };
                self.fields.push(Field { name, value: given("value").unwrap_or_else(|| default.to_owned()), kind });
            }
            _ => {}
        }
    }
}

type Attributes = BTreeMap<HtmlString, html5gum::Spanned<HtmlString, ()>>;

fn attribute(attributes: &Attributes, name: &str) -> Option<String> {
    attributes.iter().find(|(known, _)| known.as_slice() == name.as_bytes()).map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<!doctype html><h1>利用<br>登録 &amp;\n出口</h1><!-- <form> --><input name=outside>\
        <div role='alert'><div>パスワードが</div><div>違います</div></div>\
        <form method=POST action='/a/b/login?x=1&amp;y=2'><input type=hidden name=csrf value='a&quot;b'>\
        <input name=login_id value=u><input type=checkbox name=grants value=accounts checked><input type=checkbox name=agree value=yes>\
        <button>go</button><button type=submit name=next value=skip formaction=/no>no</button><button type=button>show</button></form>\
        <form action=cancel><input name=q></form>";

    #[test]
    fn a_page_is_read_as_a_browser_reads_it() {
        let page = Page::read(HTML, &Url::parse("https://bank.example/auth/login/j").unwrap());
        assert_eq!((page.title.as_str(), page.alerts.as_slice()), ("利用 登録 & 出口", &["パスワードが 違います".to_owned()][..]));
        let [form, other] = page.forms.as_slice() else { panic!("{:?}", page.forms) };
        assert_eq!((form.action.as_str(), form.post), ("https://bank.example/a/b/login?x=1&y=2", true));
        let field = |name: &str, value: &str, kind| Field { name: name.into(), value: value.into(), kind };
        let expected = [
            field("csrf", "a\"b", FieldKind::Hidden),
            field("login_id", "u", FieldKind::Typed),
            field("grants", "accounts", FieldKind::Ticked(true)),
            field("agree", "yes", FieldKind::Ticked(false)),
        ];
        assert_eq!(form.fields, expected);
        let skip = Button { pair: Some(("next".into(), "skip".into())), elsewhere: true };
        assert_eq!(form.buttons, [Button::default(), skip]);
        assert_eq!((other.action.path(), other.post), ("/auth/login/cancel", false));
    }

    #[test]
    fn nothing_is_taken_for_a_page_that_has_nothing() {
        let at = Url::parse("https://bank.example/").unwrap();
        for html in ["", "text", "</form></h1>", "<h1>", "<form action='http://['><input name=a>", "<\u{0}<<<form"] {
            let page = Page::read(html, &at);
            assert!(page.title.is_empty() && page.forms.is_empty(), "{html}: {page:?}");
        }
    }
}
