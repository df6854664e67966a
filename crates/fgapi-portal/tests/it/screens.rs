//! Every screen in both languages, as a snapshot, and what is true of all of them.

use fgapi_portal::views::{EndedView, OwnPageEnd, RefusedView, Trouble};
use fgapi_portal::{Assets, Frame, Language, Renderer, Screen};

use crate::samples::{Sample, brand, samples};

fn pages() -> Vec<(String, String)> {
    let renderer = Renderer::new().unwrap();
    let page = |language: Language, sample: &Sample| {
        let html = renderer.render(language, &sample.frame, &sample.screen).unwrap_or_else(|e| panic!("{}: {e}", sample.name));
        (format!("{}.{}", sample.name, language.as_str()), html)
    };
    Language::ALL
        .into_iter()
        .flat_map(|language| samples(language, str::to_owned).into_iter().map(move |sample| page(language, &sample)))
        .collect()
}

/// A page without the versions in addresses, which change with every stroke in the style sheet.
fn steady(html: &str) -> String {
    let mut parts = html.split("?v=");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + "?v=(version)" + part.get(16..).unwrap_or_default())
}

#[test]
fn screens_are_as_they_were() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, html) in pages() {
            insta::assert_snapshot!(name, steady(&html));
        }
    });
}

#[test]
fn the_brands_style_is_as_it_was() {
    let assets = Assets::new(&brand());
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("brand.css", String::from_utf8_lossy(&assets.get("brand.css").unwrap().bytes));
    });
}

#[test]
fn a_page_holds_nothing_that_the_content_security_policy_forbids() {
    for (name, html) in pages() {
        for forbidden in ["style=", "<style", "javascript:", "data:", " onclick", " onload", " onsubmit", "@import"] {
            assert!(!html.contains(forbidden), "{name} has {forbidden}");
        }
        for script in html.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{name} has a script of its own");
        }
    }
}

#[test]
fn a_page_says_its_language_and_has_one_heading_and_one_main() {
    for (name, html) in pages() {
        let (_, language) = name.rsplit_once('.').unwrap();
        assert!(html.starts_with(&format!("<!doctype html>\n<html lang=\"{language}\">")), "{name}");
        for once in ["<h1>", "<main ", "<title>", "<header ", "<footer ", "class=\"skip\""] {
            assert_eq!(html.matches(once).count(), 1, "{name}: {once}");
        }
    }
}

#[test]
fn every_id_is_one_and_everything_that_points_to_one_finds_it() {
    for (name, html) in pages() {
        let values = |attribute: &str| -> Vec<String> {
            let opening = format!(" {attribute}=\"");
            let found = html.split(&opening).skip(1).filter_map(|rest| rest.split_once('"'));
            found.flat_map(|(value, _)| value.split_whitespace().map(str::to_owned)).collect()
        };
        let mut ids = values("id");
        for pointer in ["for", "aria-describedby", "aria-labelledby"] {
            for id in values(pointer) {
                assert!(ids.contains(&id), "{name}: {pointer} names {id}");
            }
        }
        for anchor in values("href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.iter().any(|id| id == anchor), "{name}: a link to #{anchor}");
        }
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name} has an id twice");
    }
}

#[test]
fn every_form_that_posts_has_the_token() {
    for (name, html) in pages() {
        for form in html.split("<form").skip(1) {
            let form = form.split_once("</form>").unwrap().0;
            assert!(form.contains("method=\"post\"") && form.contains("name=\"csrf\" value=\"c5rf"), "{name}: {form}");
        }
    }
}

#[test]
fn every_trouble_and_every_end_has_its_screen() {
    let renderer = Renderer::new().unwrap();
    let assets = Assets::new(&brand());
    for language in Language::ALL {
        let frame = Frame::bare(brand().view(language, &assets, ""), assets.links(""));
        let refused =
            Trouble::ALL.map(|trouble| Screen::Refused(RefusedView { status: 400, trouble, code: None, request_id: None, retry: None }));
        let ended = OwnPageEnd::ALL.map(|end| Screen::Ended(EndedView { end, begin: None }));
        for screen in refused.iter().chain(&ended) {
            renderer.render(language, &frame, screen).unwrap();
        }
    }
}

#[test]
fn the_result_of_pins_keeps_the_documents_columns() {
    let (_, html) = pages().into_iter().find(|(name, _)| name == "pin_result.ja").unwrap();
    let heads: Vec<_> =
        html.split("role=\"columnheader\">").skip(1).filter_map(|rest| rest.split_once('<')).map(|(head, _)| head).collect();
    assert_eq!(heads, ["登録状況", "照会用口座", "口座メモ", "照会用暗証番号（現在）"]);
    assert_eq!(html.matches("<span class=\"stars\">****</span>").count(), 1);
    assert_eq!(html.matches("<tr role=\"row\">").count(), 5);
}
