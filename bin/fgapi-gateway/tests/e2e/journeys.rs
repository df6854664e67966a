//! The consent journey over HTTP, on both databases and on more than one gateway: races, crashes, hostile input, and what is
//! nowhere to be found afterwards.

use std::sync::Barrier;

use crate::http::{Caller, Fintech, Pair};
use crate::process::Serving;
use crate::site::{Database, PASSWORD, Site, USER};
use crate::visitor::{Shown, Visitor};

const HOME: &str = "https://kakei.example.com/cb?keep=1";
const CONSENT: &str = "情報アクセス許可";

/// A journey that stands at its last screen: its path, and the token of its form.
fn at_consent(visitor: &mut Visitor, api_key: &str, more: &str) -> (String, String) {
    let journey = visitor.begin(api_key, HOME, more);
    let shown = visitor.walk_to(&journey, USER, PASSWORD, CONSENT);
    (journey, shown.csrf())
}

fn allow(visitor: &mut Visitor, journey: &str, csrf: &str) -> Shown {
    visitor.post(&format!("{journey}/consent"), &[("csrf", csrf), ("agree", "yes")])
}

fn linked(fintech: &Fintech, visitor: &mut Visitor) -> Pair {
    let (journey, csrf) = at_consent(visitor, &fintech.api_key, "");
    let token = allow(visitor, &journey, &csrf).told("auth_token").unwrap();
    Pair::of(&fintech.redeem(&fintech.system_token(), &token).unwrap().expect(200))
}

#[test]
fn many_consents_at_once_give_one_auth_token() {
    for database in [Database::Sqlite, Database::Postgres] {
        let site = Site::with_data(database);
        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        for _ in 0..3 {
            let mut visitor = Visitor::at(&serving.base_url);
            let (journey, csrf) = at_consent(&mut visitor, &fintech.api_key, "&state=s1");
            let together = Barrier::new(16);
            let answers: Vec<Shown> = std::thread::scope(|scope| {
                let press = || {
                    let (mut visitor, together, journey, csrf) = (visitor.clone(), &together, &journey, &csrf);
                    scope.spawn(move || {
                        together.wait();
                        let mut shown = allow(&mut visitor, journey, csrf);
                        // Who was slower is led to where the journey stands, and from there home.
                        if shown.told("auth_token").is_none() && shown.told("error").is_none() {
                            let to = shown.leads();
                            shown = visitor.get(&to);
                        }
                        shown
                    })
                };
                let pressed: Vec<_> = (0..16).map(|_| press()).collect();
                pressed.into_iter().map(|one| one.join().unwrap()).collect()
            });
            let tokens: Vec<String> = answers.iter().filter_map(|shown| shown.told("auth_token")).collect();
            assert_eq!(tokens.len(), 1, "{database:?}: one consent is one auth token");
            for shown in &answers {
                assert!(shown.leads().starts_with(HOME), "{database:?}: everybody goes home");
                let ends = (shown.told("auth_token").is_some(), shown.told("error").as_deref() == Some("access_denied"));
                assert!(ends == (true, false) || ends == (false, true), "{database:?}: {:?}", shown.location);
            }
            let system = fintech.system_token();
            fintech.redeem(&system, &tokens[0]).unwrap().expect(200);
        }
    }
}

#[test]
fn a_journey_goes_on_at_another_gateway_and_its_end_holds_everywhere() {
    let site = Site::with_data(Database::Postgres);
    let (one, two) = (site.serve(), site.serve());
    let here = site.client(&one, "read");
    let there = Fintech { caller: Caller::new(&two.base_url), ..here.clone() };
    let mut visitor = Visitor::at(&one.base_url);
    let (journey, csrf) = at_consent(&mut visitor, &here.api_key, "");
    // The load balancer sends the last form elsewhere.
    let mut elsewhere = visitor.moved_to(&two.base_url);
    let token = allow(&mut elsewhere, &journey, &csrf).told("auth_token").unwrap();
    let pair = Pair::of(&here.redeem(&here.system_token(), &token).unwrap().expect(200));
    assert!(here.opens(&pair.access) && there.opens(&pair.access));

    let own = visitor.get("/links").leads();
    let page = visitor.walk_to(&own, USER, PASSWORD, "連携中のアプリ");
    let link = regex::Regex::new("/end\\?link=([0-9a-f-]+)").unwrap().captures(&page.text).unwrap()[1].to_owned();
    let ended = visitor.post(&format!("{own}/end"), &[("csrf", &page.csrf()), ("link", &link)]).leads();
    assert!(!there.opens(&pair.access) && !here.opens(&pair.access), "it was said to be over");
    let refused = there.caller.call("GET", "/accounts", Some(&pair.access), &[]).expect(401);
    assert_eq!(refused.json()["reason"], "revoked_by_user");
    assert!(visitor.get(&ended).text.contains("連携を解除しました"));
}

#[test]
fn a_gateway_that_is_killed_after_the_way_home_has_kept_the_consent() {
    for database in [Database::Sqlite, Database::Postgres] {
        let site = Site::with_data(database);
        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        let mut visitor = Visitor::at(&serving.base_url);
        let (journey, csrf) = at_consent(&mut visitor, &fintech.api_key, "");
        let token = allow(&mut visitor, &journey, &csrf).told("auth_token").unwrap();
        serving.kill();
        let serving = site.serve();
        let fintech = Fintech { caller: Caller::new(&serving.base_url), ..fintech };
        fintech.redeem(&fintech.system_token(), &token).unwrap().expect(200);
        // And the journey is as over as it was.
        let mut again = visitor.moved_to(&serving.base_url);
        assert_eq!(allow(&mut again, &journey, &csrf).told("error").as_deref(), Some("access_denied"));
    }
}

#[test]
fn proof_of_possession_holds_over_http() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    // RFC 7636, appendix B.
    let (verifier, challenge) = ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let system = fintech.system_token();
    let auth_token = |more: &str| {
        let mut visitor = Visitor::at(&serving.base_url);
        let (journey, csrf) = at_consent(&mut visitor, &fintech.api_key, more);
        allow(&mut visitor, &journey, &csrf).told("auth_token").unwrap()
    };
    let redeem = |token: &str, proof: Option<&str>| {
        let mut fields = vec![("api_key", fintech.api_key.as_str()), ("password", &fintech.password), ("auth_token", token)];
        fields.extend(proof.map(|proof| ("code_verifier", proof)));
        fintech.caller.call("POST", "/auth/token", Some(&system), &fields)
    };
    let proven = auth_token(&format!("&code_challenge={challenge}&code_challenge_method=S256"));
    assert_eq!(redeem(&proven, None).expect(401).json()["error_code"], "FG401-006");
    redeem(&proven, Some(&verifier.replace('d', "e"))).expect(401);
    assert_eq!(redeem(&proven, Some("short")).expect(400).json()["field"], "code_verifier");
    redeem(&proven, Some(verifier)).expect(200);
    let unproven = auth_token("");
    redeem(&unproven, Some(verifier)).expect(401);
    redeem(&unproven, None).expect(200);
    let mut visitor = Visitor::at(&serving.base_url);
    for bad in ["&code_challenge=x&code_challenge_method=S256", &format!("&code_challenge={challenge}"), "&code_challenge_method=S256"] {
        let refused =
            visitor.get(&format!("/auth/login?api_key={}&redirect_uri=https%3A%2F%2Fkakei.example.com%2Fcb{bad}", fintech.api_key));
        assert_eq!(refused.told("error").as_deref(), Some("invalid_request"), "{bad}");
    }
}

/// Statuses that a screen may have. Nothing that a person or program sends is a fault of the server's.
fn assert_fine(shown: &Shown, what: &str) {
    assert!([200, 303, 400, 401, 403, 404].contains(&shown.status), "{what}: {} {}", shown.status, shown.text);
    if let Some(to) = &shown.location {
        assert!(to.starts_with('/') || to.starts_with("https://kakei.example.com/"), "{what} leads to {to}");
    }
}

#[test]
fn hostile_requests_begin_nothing_and_break_nothing() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let mut visitor = Visitor::at(&serving.base_url);
    let good = format!("api_key={}&redirect_uri=https%3A%2F%2Fkakei.example.com%2Fcb", fintech.api_key);
    let long = "a".repeat(3_000);
    let screens = [
        ("", 400),
        ("api_key=fgk_x&redirect_uri=https%3A%2F%2Fkakei.example.com%2Fcb", 401),
        (&format!("{good}&api_key={}", fintech.api_key), 400),
        (&format!("{good}&redirect_uri=https%3A%2F%2Fkakei.example.com%2Fcb"), 400),
        (&format!("api_key={}", fintech.api_key), 400),
        (&format!("api_key={}&redirect_uri=https%3A%2F%2Fkakei.example.com.evil.example%2Fcb", fintech.api_key), 401),
        (&format!("api_key={}&redirect_uri=http%3A%2F%2Fkakei.example.com%2Fcb", fintech.api_key), 401),
        (&format!("api_key={}&redirect_uri=javascript%3Aalert(1)", fintech.api_key), 401),
        (&format!("api_key={}&redirect_uri=%ff", fintech.api_key), 400),
        (&format!("api_key={}&redirect_uri=https%3A%2F%2Fkakei.example.com%2F{long}", fintech.api_key), 401),
        ("api_key=%00&redirect_uri=%0d%0aLocation%3A%20https%3A%2F%2Fevil.example", 401),
        ("api_key=%E2%80%AE&redirect_uri=%E2%80%AE", 401),
    ];
    for (query, status) in screens {
        let shown = visitor.get(&format!("/auth/login?{query}"));
        assert_eq!((shown.status, shown.location.as_deref()), (status, None), "{query}");
        assert!(shown.heading().len() > 3 && !shown.text.contains("evil.example"), "{query}: a clear screen that repeats nothing");
    }
    let ends = [
        ("state=a&state=b", "invalid_request"),
        ("state=%00", "invalid_request"),
        ("state=%E2%80%AE", "invalid_request"),
        (&format!("state={long}"), "invalid_request"),
        ("grants=everything", "invalid_scope"),
        ("grants=accounts&grants=balances", "invalid_request"),
        ("grants=%ff", "invalid_request"),
        ("link_id=a%20b", "invalid_request"),
        ("link_id=%ff", "invalid_request"),
        ("code_challenge_method=plain", "invalid_request"),
    ];
    for (more, error) in ends {
        let shown = visitor.get(&format!("/auth/login?{good}&{more}"));
        assert_eq!(shown.told("error").as_deref(), Some(error), "{more}: {:?}", shown.location);
        assert!(shown.leads().starts_with("https://kakei.example.com/cb?"), "{more}");
        assert!(shown.told("auth_token").is_none());
    }
    assert!(visitor.cookies.is_empty(), "no journey began: {:?}", visitor.cookies.keys());
    visitor.get(&format!("/auth/login?{good}&utm_source=x&utm_source=y&%ff=1")).leads();
}

#[test]
fn hostile_forms_change_nothing_and_break_nothing() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let mut visitor = Visitor::at(&serving.base_url);
    let journey = visitor.begin(&fintech.api_key, HOME, "");
    let csrf = visitor.get(&journey).csrf();
    let form = "application/x-www-form-urlencoded";
    let bodies: Vec<(String, &str, Vec<u8>)> = [
        ("no body", form, Vec::new()),
        ("json", "application/json", br#"{"csrf":"x"}"#.to_vec()),
        ("no type", "text/plain", b"csrf=x".to_vec()),
        ("broken escapes", form, b"csrf=%".to_vec()),
        ("not UTF-8", form, b"login_id=%ff&password=%fe".to_vec()),
        ("controls", form, format!("csrf={csrf}&login_id=a%00b&password=%0a").into_bytes()),
        ("repeated", form, format!("csrf={csrf}&login_id=a&login_id=b&password=c").into_bytes()),
        ("bidi", form, format!("csrf={csrf}&login_id=%E2%80%AEhanako&password=x").into_bytes()),
        ("markup", form, format!("csrf={csrf}&login_id=%3Cscript%3Ealert(1)%3C%2Fscript%3E&password=x").into_bytes()),
        ("long", form, format!("csrf={csrf}&login_id=a&password={}", "x".repeat(5_000)).into_bytes()),
        ("huge", form, vec![b'a'; 70_000]),
        ("many", form, "a=1&".repeat(5_000).into_bytes()),
        ("foreign csrf", form, b"csrf=AAAA&login_id=hanako&password=himitsu-no-kotoba".to_vec()),
    ]
    .map(|(name, kind, body)| (name.to_owned(), kind, body))
    .into();
    let steps = ["login", "certificate", "without-certificate", "question", "scopes", "pins", "pin-result", "consent", "nonsense"];
    for step in steps {
        for (name, kind, body) in &bodies {
            let shown = visitor.post_raw(&format!("{journey}/{step}"), kind, body.clone());
            assert_fine(&shown, &format!("{step}, {name}"));
            assert!(!shown.text.contains("<script>alert"), "{step}, {name}: escaped");
            assert!(shown.told("auth_token").is_none());
        }
    }
    assert_eq!(visitor.get(&journey).heading(), "ログイン", "it stands where it stood");
    for path in ["/auth/login/x", "/auth/login/00000000000000000000000000000000", "/links/x", "/links/00000000000000000000000000000000/end"]
    {
        assert_fine(&visitor.get(path), path);
        assert_fine(&visitor.post(path, &[("csrf", &csrf)]), path);
    }
    // Somebody else's browser, and one with a jar full of nonsense.
    let mut stranger = Visitor::at(&serving.base_url);
    let shown = stranger.get(&journey);
    assert_eq!((shown.status, shown.location), (403, None));
    for (name, value) in visitor.cookies.clone() {
        stranger.cookies.insert(name, format!("{}x", &value[..value.len() - 1]));
    }
    stranger.cookies.insert("fgapi-device".into(), "AAAA.BBBB".into());
    stranger.cookies.insert("fgapi-lang".into(), "xx".into());
    let shown = stranger.post(&format!("{journey}/cancel"), &[("csrf", &csrf)]);
    assert_eq!((shown.status, shown.location.as_deref()), (303, Some(journey.as_str())), "led to where it stands");
    let shown = stranger.get(&journey);
    assert_eq!((shown.status, shown.told("error").as_deref(), shown.told("state")), (303, Some("access_denied"), None));
    assert_eq!(visitor.get(&journey).status, 200, "nothing happened to it");
}

#[test]
fn wrong_passwords_at_once_count_each_and_unknown_ids_look_the_same() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let mut seen: Vec<Vec<(u16, bool)>> = Vec::new();
    for login in [USER, "nobody-at-all"] {
        let mut visitor = Visitor::at(&serving.base_url);
        let journey = visitor.begin(&fintech.api_key, HOME, "");
        let csrf = visitor.get(&journey).csrf();
        let answers: Vec<(u16, bool)> = std::thread::scope(|scope| {
            let attempt = || {
                let (mut visitor, journey, csrf) = (visitor.clone(), &journey, &csrf);
                scope.spawn(move || {
                    let fields = [("csrf", csrf.as_str()), ("login_id", login), ("password", "wrong")];
                    let shown = visitor.post(&format!("{journey}/login"), &fields);
                    (shown.status, shown.text.contains("data-countdown"))
                })
            };
            let attempts: Vec<_> = (0..20).map(|_| attempt()).collect();
            attempts.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let locked = answers.iter().filter(|(_, locked)| *locked).count();
        assert_eq!(locked, 10, "ten are looked at, the others find the lock: {answers:?}");
        let mut sorted = answers;
        sorted.sort_unstable();
        seen.push(sorted);
        let right = visitor.post(&format!("{journey}/login"), &[("csrf", &csrf), ("login_id", login), ("password", PASSWORD)]);
        assert_eq!((right.status, right.text.contains("data-countdown")), (401, true), "the right password does not help either");
    }
    assert_eq!(seen[0], seen[1], "nobody learns which ids there are");
}

#[test]
fn what_a_customer_types_is_nowhere_afterwards() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve_with(&[("FGAPI__LOG__LEVEL", "trace")]);
    let fintech = site.client(&serving, "read");
    let mut visitor = Visitor::at(&serving.base_url);
    let (journey, csrf) = at_consent(&mut visitor, &fintech.api_key, "&state=a-state-of-the-client");
    let browser = visitor.cookies.values().cloned().collect::<Vec<_>>();
    let token = allow(&mut visitor, &journey, &csrf).told("auth_token").unwrap();
    let other = visitor.begin(&fintech.api_key, HOME, "");
    let csrf = visitor.get(&other).csrf();
    visitor.post(&format!("{other}/login"), &[("csrf", &csrf), ("login_id", USER), ("password", "wrong-secret-guess")]);
    let pair = linked(&fintech, &mut visitor);
    let log = serving.kill();
    let secrets = [PASSWORD, "wrong-secret-guess", &token, &csrf, &pair.access, &pair.refresh];
    for secret in secrets.into_iter().map(str::to_owned).chain(browser) {
        assert!(!log.contains(&secret), "a secret is in the log");
        for entry in std::fs::read_dir(site.path()).unwrap().map(|entry| entry.unwrap().path()) {
            let bytes = std::fs::read(&entry).unwrap();
            let named = entry.file_name().unwrap().to_string_lossy().starts_with("bank.db");
            assert!(!named || !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "a secret is in {}", entry.display());
        }
    }
    assert!(!log.contains(USER) && !log.contains("0000001") && !log.contains("a-state-of-the-client"), "{log}");
}

#[test]
fn screens_keep_to_themselves() {
    let site = Site::with_data(Database::Sqlite);
    let serving: Serving = site.serve();
    let fintech = site.client(&serving, "read");
    let mut visitor = Visitor::at(&serving.base_url);
    let journey = visitor.begin(&fintech.api_key, HOME, "");
    let own = visitor.get("/links").leads();
    for path in [journey.as_str(), &own, "/auth/login", "/auth/login/x", &format!("{journey}?lang=en")] {
        // Looked at by a copy, so that the choice of a language stays there.
        let shown = visitor.clone().get(path);
        let header = |name: &str| shown.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(!shown.text.contains(" style=") && !shown.text.contains("<script>") && !shown.text.contains(" onclick"), "{path}");
    }
    let consent = visitor.walk_to(&journey, USER, PASSWORD, CONSENT);
    let policy = consent.headers.get("content-security-policy").unwrap().to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self' https://kakei.example.com"), "the way home is a redirect after a form: {policy}");
    let asset = regex::Regex::new("href=\"(/assets/portal[^\"]*)\"").unwrap().captures(&consent.text).unwrap()[1].to_owned();
    let css = visitor.get(&asset);
    assert_eq!((css.status, css.headers["content-type"].to_str().unwrap()), (200, "text/css; charset=utf-8"));
    assert!(css.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(visitor.get("/assets/nothing.css").status, 404);
}
