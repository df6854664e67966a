//! What holds for every answer of the screens: headers, cookies, and nothing of the customer's in an address.

use reqwest::header::{HeaderMap, SET_COOKIE};

use super::bank::{ANSWER, Bank, PASSWORD, Setup, Tls};
use super::visitor::{Visitor, csrf, place};
use crate::support::http::Answer;

const FIRST: &str = "9999-103-1-1000002";

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// An answer of the screens, as every one has to be.
#[track_caller]
fn is_guarded(answer: &Answer) {
    let get = |name| header(&answer.headers, name);
    for (name, expected) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(get(name), expected, "{name}: {answer:?}");
    }
    assert!(get("permissions-policy").contains("camera=()"), "{answer:?}");
    let policy = get("content-security-policy");
    for part in
        ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
    {
        assert!(policy.split("; ").any(|one| one == part || one.starts_with(&format!("{part} "))), "{part}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
}

/// A cookie, as every one has to be.
#[track_caller]
fn is_kept_close(answer: &Answer, https: bool) {
    for line in answer.headers.get_all(SET_COOKIE) {
        let line = line.to_str().unwrap();
        let parts: Vec<&str> = line.split("; ").collect();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(parts.contains(&part), "{part}: {line}");
        }
        assert_eq!((parts.contains(&"Secure"), line.starts_with("__Host-fgapi-")), (https, https), "{line}");
        assert!(!line.contains("Domain") && (https || line.starts_with("fgapi-")), "{line}");
    }
}

/// A person's way through the screens, without a browser.
struct Walk<'w> {
    bank: &'w Bank,
    visitor: Visitor,
    https: bool,
    /// Where the journey is.
    here: String,
    met: Vec<u16>,
}

impl Walk<'_> {
    #[track_caller]
    fn judge(&mut self, answer: Answer) -> Answer {
        is_guarded(&answer);
        is_kept_close(&answer, self.https);
        self.met.push(answer.status);
        answer
    }

    #[track_caller]
    fn get(&mut self, address: &str) -> Answer {
        let answer = self.visitor.get(address);
        self.judge(answer)
    }

    /// Sends the present screen's form.
    #[track_caller]
    fn post(&mut self, form: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(&self.here.clone()).expect(200);
        let token = csrf(&shown.text);
        let answer = self.visitor.post(&format!("{}/{form}", self.here), &[&[("csrf", token.as_str())], fields].concat());
        self.judge(answer)
    }

    #[track_caller]
    fn begin(&mut self, entrance: &str) {
        let begun = self.get(entrance);
        self.here = self.bank.at(&place(&begun), &[]);
    }
}

fn every_answer_is_guarded(bank: &Bank, visitor: Visitor, https: bool) {
    let mut walk = Walk { bank, visitor, https, here: String::new(), met: Vec::new() };
    walk.begin(&bank.entrance(&[("state", "x"), ("lang", "en")]));
    walk.post("login", &[("login_id", ""), ("password", "")]).expect(200);
    walk.post("login", &[("login_id", "momo"), ("password", "wrong")]).expect(401);
    let before = walk.visitor.cookies.clone();
    walk.post("login", &[("login_id", "momo"), ("password", PASSWORD)]).expect(303);
    let changed = before.iter().filter(|(name, value)| walk.visitor.cookies.get(*name) != Some(value)).count();
    assert_eq!(changed, 1, "whoever knew the journey's secret before the login does not know it now");
    walk.post("question", &[("answer", "鈴木")]).expect(400);
    walk.post("question", &[("answer", ANSWER)]).expect(303);
    walk.post("scopes", &[]).expect(400);
    walk.post("scopes", &[("grants", "accounts"), ("accounts", FIRST)]).expect(303);
    walk.post("pins", &[]).expect(400);
    walk.post("pins", &[(&format!("pin-{FIRST}"), "1234")]).expect(303);
    walk.post("pin-result", &[("next", "confirm")]).expect(303);
    walk.post("consent", &[]).expect(400);
    let home = walk.post("consent", &[("agree", "yes")]);
    assert!(place(&home).starts_with(&bank.app.callback()));
    walk.get(&walk.here.clone()).expect(303);

    walk.begin(&bank.at("/links", &[]));
    walk.post("login", &[("login_id", "momo"), ("password", PASSWORD)]).expect(303);
    walk.post("sign-out", &[]).expect(200);
    walk.get(&walk.here.clone()).expect(401);
    for (path, query, status) in [
        ("/auth/login", &[][..], 400),
        ("/auth/login", &[("api_key", "fgk_0123456789abcdefghijkl"), ("redirect_uri", "https://evil.example/")][..], 401),
        ("/auth/login/0193f0a1b2c34d5e8f00112233445566", &[][..], 404),
        ("/assets/nothing.css", &[][..], 404),
    ] {
        walk.get(&bank.at(path, query)).expect(status);
    }
    for secret in ["momo", PASSWORD, "1234", FIRST] {
        assert!(!walk.here.contains(secret));
    }
    for status in [200, 303, 400, 401, 404] {
        assert!(walk.met.contains(&status), "{status}");
    }
}

const CAREFUL: Setup<'_> = Setup { careful: &["momo"], client: &["--account-choice"], ..Setup::PLAIN };

#[test]
fn every_answer_is_guarded_and_its_cookies_are_kept_close() {
    every_answer_is_guarded(&Bank::open(CAREFUL), Visitor::new(), false);
    let tls = Tls::new();
    let bank = Bank::open(Setup { tls: Some(&tls), ..CAREFUL });
    every_answer_is_guarded(&bank, Visitor::with(tls.client()), true);
}

#[test]
fn what_a_page_loads_may_be_kept_and_is_of_its_kind() {
    let bank = Bank::open(Setup::default());
    let mut visitor = Visitor::new();
    let screen = place(&visitor.get(&bank.entrance(&[])));
    let html = visitor.get(&bank.at(&screen, &[])).text;
    let loaded: Vec<&str> = html.split(['"', '\'']).filter(|text| text.starts_with("/assets/")).collect();
    assert_eq!(loaded.len(), 4, "{loaded:?}");
    for address in loaded {
        let asset = visitor.get(&bank.at(address, &[])).expect(200);
        assert_eq!(header(&asset.headers, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&asset.headers, "x-content-type-options"), "nosniff", "{address}");
        let kind = header(&asset.headers, "content-type");
        let expected = if address.contains(".css") {
            "text/css"
        } else if address.contains(".js") {
            "text/javascript"
        } else {
            "image/svg+xml"
        };
        assert!(kind.starts_with(expected), "{address} is {kind}");
        assert!(asset.headers.get(SET_COOKIE).is_none());
    }
    let forgetting = visitor.get(&bank.at("/assets/forget.svg", &[])).expect(200);
    is_guarded(&forgetting);
    assert_eq!(header(&forgetting.headers, "clear-site-data"), "\"cache\"");
}

#[test]
fn forms_that_no_screen_sends_change_nothing() {
    let bank = Bank::open(Setup::default());
    let mut visitor = Visitor::new();
    let here = bank.at(&place(&visitor.get(&bank.entrance(&[]))), &[]);
    let token = csrf(&visitor.get(&here).text);
    let own = format!("csrf={token}&login_id=hanako&password=");
    let (long, many) = ("x".repeat(2_000), "&a=1".repeat(3_000));
    let form = "application/x-www-form-urlencoded";
    let bodies: [(&str, Vec<u8>); 9] = [
        (form, format!("{own}a%00b").into()),
        (form, format!("{own}a%0ab").into()),
        (form, format!("{own}{long}").into()),
        (form, format!("{own}a&password=b").into()),
        (form, format!("{own}a{many}").into()),
        (form, format!("{own}%ff%fe").into()),
        (form, vec![b'x'; 200_000]),
        ("application/json", br#"{"login_id":"hanako"}"#.to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--".to_vec()),
    ];
    for (kind, body) in bodies {
        let told = String::from_utf8_lossy(&body).chars().take(80).collect::<String>();
        let answer = visitor.post_raw(&format!("{here}/login"), kind, body);
        assert!(matches!(answer.status, 400 | 413), "{told}: {answer:?}");
        assert!(!answer.text.contains("hanako"), "nothing that was sent is shown: {answer:?}");
    }
    for typed in ["\u{202e}oknanah", "ＨＡＮＡＫＯ", "hanako\u{200b}", "'; DROP TABLE customers --", "<script>alert(1)</script>"] {
        let fields = [("csrf", token.as_str()), ("login_id", typed), ("password", PASSWORD)];
        let answer = visitor.post(&format!("{here}/login"), &fields).expect(401);
        assert!(!answer.text.contains("<script>alert") && !answer.text.contains('\u{202e}'), "{answer:?}");
    }
    visitor.cookies.insert("fgapi-device".to_owned(), "AAAA.BBBB".to_owned());
    visitor.cookies.insert("fgapi-lang".to_owned(), "xx".to_owned());
    visitor.cookies.insert("other".to_owned(), "\"quoted, odd\"".to_owned());
    visitor.get(&here).expect(200);
    visitor.post(&format!("{here}/login"), &[("csrf", &token), ("login_id", "hanako"), ("password", PASSWORD)]).expect(303);
}

#[test]
fn whoever_begins_too_often_is_asked_to_wait() {
    let often = [("FGAPI__LIMITS__LOGIN_PER_SECOND", "1"), ("FGAPI__LIMITS__LOGIN_BURST", "1")];
    let bank = Bank::open(Setup { surroundings: &often, ..Setup::default() });
    let mut visitor = Visitor::new();
    visitor.get(&bank.entrance(&[])).expect(303);
    let answer = (0..20).map(|_| visitor.get(&bank.entrance(&[]))).find(|answer| answer.status != 303).unwrap();
    is_guarded(&answer);
    assert_eq!(answer.status, 503);
    assert!(header(&answer.headers, "retry-after").parse::<u64>().unwrap() >= 1, "{answer:?}");
    assert!(answer.text.contains("ただいま混み合っています"));
}
