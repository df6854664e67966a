//! What is true of every page of the office.

use fgapi_look::{Language, Renderer};

use crate::pages::{DOOR, all};

fn pages() -> Vec<(String, String)> {
    let renderer = Renderer::new(&DOOR).unwrap();
    let mut pages = Vec::new();
    for language in Language::ALL {
        for page in all(language, str::to_owned).unwrap() {
            let html = renderer.render(language, page.template, &page.frame, &page.screen).unwrap_or_else(|e| panic!("{}: {e}", page.name));
            pages.push((format!("{}.{}", page.name, language.as_str()), html));
        }
    }
    pages
}

fn page(name: &str) -> String {
    pages().into_iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn a_page_holds_nothing_that_the_content_security_policy_forbids() {
    for (name, html) in pages() {
        for forbidden in ["style=", "<style", "javascript:", "data:", " onclick", " onload", " onsubmit", "@import", "url("] {
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
        for once in ["<h1>", "<main ", "<header ", "<footer ", "class=\"skip\"", "office.css?v=", "office.js?v="] {
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
        for pointer in ["for", "aria-describedby", "aria-labelledby", "data-copy"] {
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
            let token = form.contains("name=\"csrf\" value=\"c5rf");
            assert!(form.contains("method=\"post\"") == token && (token || form.contains("method=\"get\"")), "{name}: {form}");
        }
    }
}

#[test]
fn the_list_speaks_as_the_document_does() {
    let html = page("accounts.ja");
    assert!(html.contains("3件中1から3まで表示") && html.contains("aria-sort=\"ascending\"") && html.contains("aria-sort=\"none\""));
    assert!(html.contains("user1を選択") && html.contains("value=\"user1\" checked") && html.contains("該当するアカウントはありません。"));
    assert!(html.contains("1,250件のAPIトークンを発行しました。"));
    let many = page("accounts_open.en");
    assert!(many.contains("Showing 51 to 60 of 1,250") && many.contains("Apply to all 1,250, also on other pages"));
}

#[test]
fn lines_of_a_text_stay_lines() {
    let html = page("form.ja");
    assert!(html.contains(">\n{name} さま\n\nトークンが発行されました。</textarea>"), "{html}");
}

#[test]
fn a_picture_has_its_numbers_as_a_table() {
    let html = page("dashboard.en");
    let picture = html.split("<svg class=\"picture\"").nth(1).unwrap().split_once("</svg>").unwrap().0;
    assert_eq!(picture.matches("<g>").count(), 30);
    assert!(picture.contains("<title>5 September 2026, Issued 40, Refused 5</title>"), "{picture}");
    let table = html.split("<table class=\"figures\">").nth(1).unwrap().split_once("</table>").unwrap().0;
    assert_eq!(table.matches("<tr>").count(), 31);
    assert!(html.contains("There were no requests in this period."));
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_in_the_summary() {
    let html = page("form.en");
    for field in ["login_id", "mail", "password", "level", "until", "role", "state", "body", "csv"] {
        for part in [format!("href=\"#f-{field}\""), format!("id=\"f-{field}\""), format!("id=\"f-{field}-error\"")] {
            assert_eq!(html.matches(&part).count(), 1, "{part}");
        }
    }
}
