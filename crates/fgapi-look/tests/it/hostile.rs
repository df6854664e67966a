//! Texts that mean harm: whatever comes from outside is text, and turns nothing around.

use fgapi_look::{Language, Renderer};

use crate::pages::{DOOR, all};

const BIDI: [char; 8] = ['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2069}', '\u{200f}', '\u{061c}'];

fn harm(text: &str) -> String {
    let marks: String = BIDI.iter().collect();
    format!(
        "{marks}{text}<script>alert(1)</script><img src=x onerror=\"alert(2)\">' onfocus='x' </textarea> {{{{ 7 * 7 }}}} {{client}}\u{200b}\0"
    )
}

/// The tags of a page with the names of their attributes, in order: everything but the texts.
fn bones(html: &str) -> Vec<String> {
    let mut bones = Vec::new();
    for tag in html.split('<').skip(1) {
        let mut quoted = false;
        let inside = tag.chars().take_while(|c| {
            quoted ^= *c == '"';
            quoted || *c != '>'
        });
        let text: String = inside.collect();
        bones.push(text.split('"').step_by(2).collect());
    }
    bones
}

#[test]
fn no_text_from_outside_becomes_markup() {
    let renderer = Renderer::new(&DOOR).unwrap();
    for language in Language::ALL {
        for (good, bad) in all(language, str::to_owned).unwrap().iter().zip(all(language, harm).unwrap()) {
            let page = |page: &crate::pages::Page| renderer.render(language, page.template, &page.frame, &page.screen).unwrap();
            let (good, bad) = (page(good), page(&bad));
            assert_eq!(bones(&good), bones(&bad), "{bad}");
            assert!(bad.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && bad.contains("{{ 7 * 7 }} {client}"));
            assert!(!bad.contains("<script>") && !bad.contains("onerror=\""));
            assert!(!bad.contains(|c: char| BIDI.contains(&c) || c == '\u{200b}' || (c.is_control() && c != '\n')));
        }
    }
}
