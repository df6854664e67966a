//! Names that mean harm: whatever comes from outside is text, and turns nothing around.

use fgapi_portal::{Language, Renderer};

use crate::samples::samples;

const BIDI: [char; 8] = ['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2069}', '\u{200f}', '\u{061c}'];

fn harm(text: &str) -> String {
    // What is absent has no markup around it either.
    if text.is_empty() {
        return String::new();
    }
    let marks: String = BIDI.iter().collect();
    format!("{marks}{text}<script>alert(1)</script><img src=x onerror=\"alert(2)\">' onfocus='x' {{{{ 7 * 7 }}}} {{client}} &lt;\u{200b}\0")
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
    let renderer = Renderer::new().unwrap();
    for language in Language::ALL {
        for (good, bad) in samples(language, str::to_owned).iter().zip(samples(language, harm)) {
            let page = |sample: &crate::samples::Sample| renderer.render(language, &sample.frame, &sample.screen).unwrap();
            let (good, bad) = (page(good), page(&bad));
            assert_eq!(bones(&good), bones(&bad), "{bad}");
            assert!(bad.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
            assert!(!bad.contains("<script>") && !bad.contains("onerror=\"") && !bad.contains("&lt;;"));
        }
    }
}

#[test]
fn no_text_from_outside_turns_what_stands_around_it() {
    let renderer = Renderer::new().unwrap();
    for sample in samples(Language::Japanese, harm) {
        let page = renderer.render(Language::Japanese, &sample.frame, &sample.screen).unwrap();
        assert!(!page.contains(|c: char| BIDI.contains(&c) || c == '\u{200b}' || (c.is_control() && c != '\n')), "{}", sample.name);
    }
}

#[test]
fn no_text_from_outside_is_read_as_a_template_or_as_braces_to_fill() {
    let renderer = Renderer::new().unwrap();
    for sample in samples(Language::English, harm) {
        let page = renderer.render(Language::English, &sample.frame, &sample.screen).unwrap();
        assert!(page.contains("{{ 7 * 7 }} {client}"), "{}", sample.name);
    }
}
