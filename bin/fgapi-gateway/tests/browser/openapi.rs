//! The page on which the APIs can be tried: opened, given a token, and used, without a word to anybody else.

use crate::harness::{Browser, Options, css};
use crate::support::site::{Database, Site};

const BRANCHES: &str = "#operations-data-listBranches";

#[test]
fn a_call_is_made_from_the_page_and_nothing_comes_from_elsewhere() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve_with(&[("FGAPI__OPENAPI__PAGE", "true")]);
    let token = site.client(&serving, "read").system_token();
    let browser = Browser::open(Options::default().english());
    browser.goto(&format!("{}/openapi", serving.base_url));
    browser.wait_for("The bank's branches");
    browser.click(css(".scheme-container .btn.authorize"));
    browser.wait_for("An access token of POST /auth/system_token.");
    browser.click(css(".modal-ux .auth-container:nth-of-type(1) input"));
    browser.press(&token);
    browser.click(css(".modal-ux .auth-container:nth-of-type(1) button.authorize"));
    browser.wait_for("Authorized");
    browser.click(css(".modal-ux .close-modal"));
    browser.click(css(&format!("{BRANCHES} .opblock-summary-control")));
    browser.click(css(&format!("{BRANCHES} .btn.execute")));
    browser.wait_for(css(&format!("{BRANCHES} .live-responses-table .response")));
    // Not in the example.
    browser.wait_for("髙島");
    let status = format!("{BRANCHES} .live-responses-table .response .response-col_status");
    let status = browser.run(&format!("return document.querySelector('{status}').innerText"));
    assert_eq!(status.as_str().unwrap().trim().lines().next(), Some("200"));
    browser.console_is_clean();
    only_from(&browser, &serving.base_url);

    browser.click("日本語");
    browser.wait_for("支店の一覧を返す");
    assert_eq!(browser.run("return document.documentElement.lang"), "ja");
    browser.click("外部サービス認証情報 API");
    browser.wait_for("テナントの認証情報を返す");
    browser.console_is_clean();
    only_from(&browser, &serving.base_url);
}

/// Everything that the page loaded and called came from here.
#[track_caller]
fn only_from(browser: &Browser, base_url: &str) {
    let loaded = browser.run("return performance.getEntriesByType('resource').map(entry => entry.name)");
    let loaded: Vec<&str> = loaded.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(loaded.len() >= 4, "{loaded:?}");
    // Pictures that stand in the style itself come from nowhere.
    let foreign: Vec<_> = loaded.iter().filter(|name| !name.starts_with(base_url) && !name.starts_with("data:")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}
