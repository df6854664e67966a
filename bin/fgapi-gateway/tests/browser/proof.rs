//! The harness proves itself: what it says about a page is so, and what is wrong it finds.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::certificates::{Authority, Identity};
use crate::harness::{Browser, Options, css, url};
use crate::pages::{Asked, Pages, Reply};
use crate::site::{Database, Site};

const FORM: &str = r#"<form method="post" action="/sent">
<input type="hidden" name="csrf" value="q83vEjRWeJA">
<p><label for="id">ログイン ID（必須）</label> <input id="id" name="login_id" value="old" required></p>
<p><label>パスワード <input type="password" name="password"></label></p>
<p><label>パスワード（確認） <input type="password"></label></p>
<p><label for="kind">預金種目</label> <select id="kind" name="kind"><option value="1">普通<option value="2">当座</select></p>
<p><label><input type="checkbox" name="agree" value="1"> 同意する</label></p>
<button>次へ</button> <a href="/elsewhere">やめる</a></form>
<p id="script">スクリプトは動いていません</p>"#;

const STYLE: &str = "body { color: #111; background: #fff } @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } a { color: #9cf } }
input, button, select { min-height: 24px; min-width: 24px } .faint { color: #ccc } .wide { width: 600px }
@media (prefers-color-scheme: dark) { .lost { color: #222 } }";

const SCRIPT: &str = "const place = document.getElementById('script'); if (place) place.textContent = 'スクリプトが動きました';";

fn page(body: &str) -> Reply {
    let head = r#"<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">"#;
    Reply::page(format!(
        r#"<!doctype html><html lang="ja"><head>{head}<title>見本</title></head><body><main><h1>見本</h1>{body}</main><script src="/script.js"></script></body></html>"#
    ))
}

fn answer(asked: &Asked) -> Reply {
    match (asked.method.as_str(), asked.path.as_str()) {
        (_, "/style.css") => Reply::file("css", STYLE),
        (_, "/script.js") => Reply::file("javascript", SCRIPT),
        (_, "/form") => page(FORM),
        ("POST", "/sent") if asked.body.contains("password=wrong") => page(FORM).with_status(401),
        ("POST", "/sent") => Reply::see_other(&format!("/done?{}", asked.body)),
        (_, "/language") => page(asked.header("accept-language")),
        (_, "/faint") => page(r#"<p class="faint">薄い</p><p class="lost">暗がり</p><p><input name="nameless"></p>"#),
        (_, "/wide") => page(r#"<p class="wide">広い</p>"#),
        (_, "/forbidden") => page(r#"<p style="color: red">禁じられた飾り</p>"#),
        (_, "/broken") => page(r#"<script src="/nowhere.js"></script>"#),
        (_, "/nowhere.js") => Reply::file("plain", "").with_status(404),
        _ => page("<p>どこか</p>"),
    }
}

/// What fails, and what it says.
#[track_caller]
fn complaint(act: impl FnOnce()) -> String {
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).expect_err("this must fail");
    failed.downcast_ref::<String>().cloned().unwrap_or_else(|| (*failed.downcast_ref::<&str>().unwrap()).to_owned())
}

#[test]
fn a_form_is_filled_in_and_sent_by_what_people_read_on_it() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default()));
    browser.goto(&pages.at("/form"));
    assert_eq!((browser.title().as_str(), browser.status()), ("見本", 200));
    browser.wait_for("スクリプトが動きました");
    browser.fill("ログイン ID", "hanako");
    browser.fill("パスワード", "wrong");
    browser.submit("次へ");
    assert_eq!((browser.url(), browser.status()), (pages.at("/sent"), 401), "the same screen, at another address");
    browser.fill("login_id", "花子");
    browser.fill("パスワード", "himitsu");
    browser.choose("預金種目", "当座");
    browser.tick("同意する");
    browser.tick("同意する");
    browser.press("\t");
    browser.press("\n");
    browser.wait_for(url("/done"));
    let sent = browser.url();
    assert!(sent.ends_with("csrf=q83vEjRWeJA&login_id=%E8%8A%B1%E5%AD%90&password=himitsu&kind=2&agree=1"), "{sent}");
    browser.goto(&pages.at("/form"));
    browser.click("やめる");
    browser.wait_for(url("/elsewhere"));
    browser.wait_for(css("main > p"));
    assert!(browser.text().contains("どこか"));
    browser.back();
    browser.fill("ログイン ID", "halb");
    browser.reload();
    assert_eq!(browser.run("return document.getElementById('id').value"), "old");
    browser.console_is_clean();
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default().impatient()));
    browser.goto(&pages.at("/form"));
    browser.fill("ログイン ID", "");
    let told = complaint(|| browser.submit("次へ"));
    assert!(told.contains("perhaps a field is not valid"), "{told}");
    let told = complaint(|| browser.click("許可する"));
    assert!(told.contains("0 elements") && told.contains("次へ | やめる"), "{told}");
    let told = complaint(|| browser.fill("暗証番号", "1234"));
    assert!(told.contains("0 elements") && told.contains("預金種目"), "{told}");
    assert!(complaint(|| browser.wait_for(url("/done"))).contains("in vain"));
}

#[test]
fn a_page_without_scripts_is_used_and_judged_like_any_other() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default().without_javascript()));
    browser.goto(&pages.at("/form"));
    assert!(browser.text().contains("スクリプトは動いていません"));
    browser.axe();
    browser.goto(&pages.at("/faint"));
    let told = complaint(|| browser.axe());
    assert!(told.contains("[light] color-contrast") && told.contains("[dark] color-contrast"), "{told}");
    browser.goto(&pages.at("/form"));
    browser.fill("ログイン ID", "hanako");
    browser.submit("次へ");
    assert!(browser.url().contains("login_id=hanako"));
    browser.console_is_clean();
}

#[test]
fn axe_finds_what_is_wrong_in_light_and_in_dark_and_nothing_else() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default()));
    browser.goto(&pages.at("/form"));
    browser.axe();
    browser.goto(&pages.at("/faint"));
    let told = complaint(|| browser.axe());
    for expected in
        ["[light] color-contrast", "薄い", "[dark] color-contrast", "暗がり", "[light, dark] label", r#"<input name="nameless">"#]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    browser.console_is_clean();
}

#[test]
fn a_phone_is_narrow_and_touched_and_shows_what_sticks_out() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default().phone().english()));
    browser.goto(&pages.at("/language"));
    assert!(browser.text().contains("en-US,en;q=0.9"), "{}", browser.text());
    browser.goto(&pages.at("/form"));
    assert_eq!(browser.run("return [innerWidth, innerHeight, navigator.maxTouchPoints > 0]"), serde_json::json!([360, 740, true]));
    browser.fits_its_width();
    browser.goto(&pages.at("/wide"));
    assert!(complaint(|| browser.fits_its_width()).contains("stick out"));
    let picture = std::fs::read(browser.shot("proof-phone")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
}

#[test]
fn the_dark_stays_over_pages_and_judgements() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default().dark()));
    let dark = || browser.run("return [innerWidth, getComputedStyle(document.body).backgroundColor]");
    browser.goto(&pages.at("/form"));
    assert_eq!(dark(), serde_json::json!([1200, "rgb(17, 17, 17)"]));
    browser.axe();
    browser.goto("about:blank");
    browser.goto(&pages.at("/language"));
    assert_eq!(dark(), serde_json::json!([1200, "rgb(17, 17, 17)"]));
    assert!(browser.text().contains("ja"));
}

#[test]
fn the_console_tells_of_forbidden_styles_and_missing_files() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default()));
    for (path, expected) in [("/forbidden", "Content Security Policy"), ("/broken", "nowhere.js")] {
        browser.goto(&pages.at(path));
        let told = complaint(|| browser.console_is_clean());
        assert!(told.contains(expected), "{told}");
    }
    browser.goto(&pages.at("/form"));
    browser.console_is_clean();
}

#[test]
fn html_for_a_snapshot_has_no_secret_of_the_run() {
    let (pages, browser) = (Pages::serve(answer), Browser::open(Options::default()));
    browser.goto(&pages.at("/form"));
    let html = browser.html();
    assert!(html.contains(r#"name="csrf" value="[csrf]">"#) && html.contains("ログイン ID"), "{html}");
}

/// A server that asks for certificates of `people`, and accepts who has none.
fn asking(server: &Identity, people: &Authority) -> ServerConfig {
    rustls::crypto::ring::default_provider().install_default().ok();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(people.root_der())).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).allow_unauthenticated().build().unwrap();
    let key = PrivateKeyDer::try_from(server.key.serialize_der()).unwrap();
    let chain = CertificateDer::pem_slice_iter(server.chain.as_bytes()).collect::<Result<_, _>>().unwrap();
    ServerConfig::builder().with_client_cert_verifier(verifier).with_single_cert(chain, key).unwrap()
}

#[test]
fn a_certificate_is_shown_to_the_server_that_asks_for_it() {
    let (house, people) = (Authority::new("見本の家"), Authority::new("見本の人々"));
    let (server, hanako) = (house.server(), people.person("見本 花子"));
    let known = hanako.der.clone();
    let pages = Pages::serve_over_tls(asking(&server, &people), move |asked: &Asked| match &asked.certificate {
        Some(certificate) if *certificate == known => page("<p>花子さんです</p>"),
        Some(_) => page("<p>知らない人です</p>"),
        None => page("<p>証明書がありません</p>"),
    });
    let options = Options::default().trusting(&house.root());
    let with = Browser::open(options.clone().certificate(&hanako.pkcs12("ひみつ1"), "ひみつ1"));
    with.goto(&pages.at("/"));
    with.wait_for("花子さんです");
    drop(with);
    let without = Browser::open(options);
    without.goto(&pages.at("/"));
    without.wait_for("証明書がありません");
    drop(without);
    let distrusting = Browser::open(Options::default());
    distrusting.goto(&pages.at("/"));
    distrusting.wait_for("ERR_CERT_AUTHORITY_INVALID");
}

#[test]
fn the_gateway_itself_is_reached() {
    let site = Site::empty(Database::Sqlite, "");
    let (serving, browser) = (site.serve(), Browser::open(Options::default()));
    browser.goto(&format!("{}/nowhere", serving.base_url));
    assert_eq!(browser.status(), 404);
}
