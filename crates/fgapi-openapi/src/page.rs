//! The page on which the APIs can be tried: the vendored Swagger UI, a frame of ours in two languages, and the documents.
//!
//! Nothing of it comes from another host, and its policy lets the browser load nothing from one.

use std::borrow::Cow;
use std::sync::Arc;

use fgapi_caller::Language;
use utoipa_swagger_ui::Config;

use crate::document::Document;
use crate::schema::said;
use crate::{Undescribed, json};

const SCRIPT: &str = include_str!("../assets/page.js");
const STYLE: &str = include_str!("../assets/page.css");

/// What of the vendored files is handed out.
const VENDORED: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/// What the browser may do on the page: load from here and from nowhere else. The pictures within the vendored style are `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Steps towards credentials, in Japanese and English, each with an address to open or none.
#[derive(Clone, Debug, Default)]
pub struct Hint(pub Vec<([String; 2], Option<String>)>);

/// Something that a browser asks for.
#[derive(Clone, Debug)]
pub struct File {
    /// Its type.
    pub content_type: &'static str,
    /// Its bytes.
    pub body: Cow<'static, [u8]>,
    /// `Content-Security-Policy`, for all of them.
    pub policy: &'static str,
    /// Whether it is the same as long as the program is.
    pub lasts: bool,
}

/// The page, with all that belongs to it. Clones share it.
#[derive(Clone, Debug)]
pub struct Page(Arc<Vec<(String, File)>>);

impl Page {
    /// The page about these APIs, for a gateway whose calls have this common prefix. Calls go to where the page came from.
    ///
    /// # Errors
    /// [`Undescribed`], when an API cannot be described.
    pub fn new(prefix: &str, documents: &[Document], hint: &Hint) -> Result<Self, Undescribed> {
        let server = if prefix.is_empty() { "/" } else { prefix };
        let mut files = vec![
            ("page.js".to_owned(), file("text/javascript; charset=utf-8", SCRIPT.as_bytes(), false)),
            ("page.css".to_owned(), file("text/css; charset=utf-8", STYLE.as_bytes(), false)),
        ];
        files.extend(VENDORED.into_iter().filter_map(vendored));
        for language in Language::ALL {
            for document in documents {
                let body = json(*document, language, server)?.into_bytes();
                files.push((json_name(*document, language), file("application/json", body, false)));
                let body = html(*document, language, documents, hint).into_bytes();
                files.push((html_name(*document, language), file("text/html; charset=utf-8", body, false)));
            }
        }
        Ok(Self(Arc::new(files)))
    }

    /// What stands at a place below the page's address; at the address itself the first document in this language.
    pub fn file(&self, place: &str, language: Language) -> Option<&File> {
        let first = || self.0.iter().find(|(name, _)| name.ends_with(&format!(".{language}.html")));
        let found = if place.is_empty() { first() } else { self.0.iter().find(|(name, _)| name == place) };
        found.map(|(_, file)| file)
    }
}

fn file(content_type: &'static str, body: impl Into<Cow<'static, [u8]>>, lasts: bool) -> File {
    File { content_type, body: body.into(), policy: POLICY, lasts }
}

fn vendored(name: &str) -> Option<(String, File)> {
    let found = utoipa_swagger_ui::serve(name, Arc::new(Config::default())).ok().flatten()?;
    let content_type = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "image/png",
    };
    Some((name.to_owned(), file(content_type, found.bytes.into_owned(), true)))
}

fn json_name(document: Document, language: Language) -> String {
    format!("{}.{language}.json", document.name())
}

fn html_name(document: Document, language: Language) -> String {
    format!("{}.{language}.html", document.name())
}

fn html(shown: Document, language: Language, documents: &[Document], hint: &Hint) -> String {
    let title = shown.title(language);
    let links = documents.iter().map(|document| {
        let current = if *document == shown { " aria-current=\"page\"" } else { "" };
        format!("<a href=\"{}\"{current}>{}</a>", html_name(*document, language), document.title(language))
    });
    let links: String = links.collect();
    let other = said([Language::English, Language::Japanese], language);
    let its_name = said(["English", "日本語"], language);
    let json = json_name(shown, language);
    let no_script =
        said(["この画面には JavaScript が必要です。文書は次のとおりです:", "This page needs JavaScript. The document itself:"], language);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – OpenAPI</title>\n\
         <link rel=\"icon\" type=\"image/png\" href=\"favicon-32x32.png\">\n\
         <link rel=\"stylesheet\" href=\"swagger-ui.css\">\n<link rel=\"stylesheet\" href=\"page.css\">\n</head>\n<body>\n\
         <header class=\"page-head\"><strong>OpenAPI</strong><nav>{links}</nav><a href=\"{json}\">JSON</a>\
         <a class=\"page-language\" lang=\"{other}\" hreflang=\"{other}\" href=\"{}\">{its_name}</a></header>\n{}\
         <noscript><p class=\"page-hint\">{no_script} <a href=\"{json}\">{json}</a></p></noscript>\n\
         <main id=\"swagger-ui\" data-document=\"{json}\"></main>\n\
         <script src=\"swagger-ui-bundle.js\"></script>\n<script src=\"page.js\"></script>\n</body>\n</html>\n",
        html_name(shown, other),
        hinted(hint, language),
    )
}

fn hinted(hint: &Hint, language: Language) -> String {
    if hint.0.is_empty() {
        return String::new();
    }
    let title = said(["試すには", "To try it"], language);
    let steps = hint.0.iter().map(|(words, link)| {
        let words = escaped(said(words.each_ref().map(String::as_str), language));
        match link {
            Some(link) => format!("<li><a href=\"{}\">{words}</a></li>", escaped(link)),
            None => format!("<li>{words}</li>"),
        }
    });
    format!("<section class=\"page-hint\"><h2>{title}</h2><ol>{}</ol></section>\n", steps.collect::<String>())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(hint: &Hint) -> Page {
        Page::new("/bank", &Document::ALL, hint).unwrap()
    }

    fn text(page: &Page, place: &str, language: Language) -> String {
        String::from_utf8(page.file(place, language).unwrap().body.to_vec()).unwrap()
    }

    #[test]
    fn the_address_itself_shows_the_first_document_in_the_caller_s_language() {
        let page = page(&Hint::default());
        for language in Language::ALL {
            let shown = text(&page, "", language);
            assert!(shown.contains(&format!("data-document=\"fgapi.{language}.json\"")), "{shown}");
            assert!(text(&page, &format!("fgapi.{language}.json"), language).contains("\"url\": \"/bank\""));
        }
        assert!(page.file("../Cargo.toml", Language::English).is_none());
        assert!(page.file("swagger-initializer.js", Language::English).is_none());
    }

    #[test]
    fn nothing_that_the_page_names_is_missing_or_from_elsewhere_or_inline() {
        let page = page(&Hint::default());
        for (name, file) in page.0.iter().filter(|(name, _)| name.ends_with(".html")) {
            let html = std::str::from_utf8(&file.body).unwrap();
            for named in html.split("href=\"").chain(html.split("src=\"")).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(named.starts_with("<!") || page.file(named, Language::English).is_some(), "{name} names {named}");
            }
            assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains("://"), "{name}");
        }
        assert!(!POLICY.contains("unsafe") && !POLICY.contains("http"));
    }

    #[test]
    fn a_hint_is_told_as_text() {
        let steps = vec![(["<b>".to_owned(), "a & b".to_owned()], None), (["x".into(), "y".into()], Some("/app\"".to_owned()))];
        let page = page(&Hint(steps));
        assert!(text(&page, "", Language::Japanese).contains("<li>&lt;b&gt;</li>"));
        assert!(text(&page, "", Language::English).contains("<li>a &amp; b</li><li><a href=\"/app&quot;\">y</a></li>"));
    }
}
