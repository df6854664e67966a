//! The operator's office over HTTP: rights at every route, the token of every form, what dies at once on every gateway, and that
//! nothing that opens anything is kept.

use fgapi_admin::{Operation, Role, allows};
use fgapi_lobby::{Access, Method, Route, Table};
use regex::Regex;

use crate::http::Caller;
use crate::process::Serving;
use crate::site::{Database, Site};
use crate::staff::{STAFF_PASSWORD, Staff};

const DATABASES: [Database; 2] = [Database::Sqlite, Database::Postgres];

/// The tables of all wings that the gateway builds its office of.
const TABLES: &[Table] = &[fgapi_office::routes::TABLE, fgapi_strongroom::routes::TABLE];

/// Every address of the office.
fn addresses() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().flat_map(|table| fgapi_lobby::all(table))
}

/// An address of a route: of things that are not there, so that nothing comes of a form that is let through.
fn address(route: &Route) -> String {
    let path = route.path().replace("{id}", &"0".repeat(32)).replace("{key}", "fgk_nobody").replace("{seq}", "1");
    let path = path.replace("{kind}", "invitation").replace("{link}", "x").replace("{product}", "0").replace("{client}", "x");
    format!("/office{path}")
}

/// Routes behind the door, but for leaving it.
fn behind_the_door() -> impl Iterator<Item = (&'static Route, Operation)> {
    addresses().filter(|route| route.path() != "/sign-out").filter_map(|route| match route.access() {
        Access::Office(operation) => Some((route, operation)),
        Access::Anybody | Access::SecondFactor | Access::Enrolling => None,
    })
}

/// Everybody, one of each role.
fn people(site: &Site, serving: &Serving) -> Vec<(Role, Staff)> {
    let mut administrator = Staff::administrator(site, serving);
    let mut all: Vec<(Role, Staff)> = [Role::UserAdministrator, Role::Auditor, Role::Member]
        .into_iter()
        .map(|role| (role, administrator.with_role(site, serving, &format!("{role}-1").replace('_', "-"), role.as_str())))
        .collect();
    assert!(all.iter().all(|(role, staff)| staff.has_app() == role.needs_second_factor()));
    all.push((Role::SystemAdministrator, administrator));
    all
}

#[test]
fn no_address_of_the_office_stands_there_twice() {
    let mut seen = std::collections::BTreeSet::new();
    for route in addresses() {
        assert!(seen.insert((route.path(), route.method() == Method::Post)), "{route:?}");
    }
}

#[test]
fn each_role_gets_what_the_table_of_rights_says_at_every_route() {
    for database in DATABASES {
        let site = Site::empty(database, "");
        let serving = site.serve();
        let mut asked = 0;
        for (role, mut staff) in people(&site, &serving) {
            let csrf = staff.visitor.get("/office/settings/password").csrf();
            for (route, operation) in behind_the_door() {
                let path = address(route);
                let shown = match route.method() {
                    Method::Get => staff.visitor.get(&path),
                    Method::Post if route.path().ends_with("/import") => continue,
                    Method::Post => staff.visitor.post(&path, &[("csrf", &csrf)]),
                };
                asked += 1;
                assert_eq!(shown.status == 403, !allows(role, operation), "{database:?} {role} {route:?}: {}", shown.status);
                assert!(shown.status < 500, "{database:?} {role} {route:?}: {}", shown.status);
            }
        }
        assert!(asked > 200, "{asked} requests");
        let told = site.run(&["audit", "export", "--act", "office.denied"]);
        assert!(told.lines().count() > 50, "each denial stands in the audit log");
        assert!(site.attempt(&["audit", "verify"]).status.success());
    }
}

#[test]
fn a_form_without_the_token_of_its_session_changes_nothing() {
    let site = Site::empty(Database::Sqlite, "");
    let serving = site.serve();
    let mut administrator = Staff::administrator(&site, &serving);
    let mut other = administrator.with_role(&site, &serving, "auditor-1", "auditor");
    let foreign = other.visitor.get("/office/settings/password").csrf();
    let before = told(&site);
    for (route, _) in behind_the_door().filter(|(route, _)| route.method() == Method::Post) {
        let path = address(route);
        let attempts: [&[(&str, &str)]; 3] = [&[], &[("csrf", "")], &[("csrf", &foreign)]];
        for fields in attempts {
            let shown = administrator.visitor.post(&path, fields);
            // A form that brings a file is another kind of body, refused as such.
            let refused = if route.path().ends_with("/import") { shown.status == 400 } else { shown.status == 403 };
            assert!(refused, "{route:?} {fields:?}: {}", shown.status);
        }
    }
    let boundary = "--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\nwrong\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; \
                    filename=\"a.csv\"\r\ncontent-type: text/csv\r\n\r\nlogin_id,name,mail,role,suspended\na,b,c@x.example,member,false\r\n--x--\r\n";
    let shown = administrator.visitor.post_raw("/office/users/import", "multipart/form-data; boundary=x", boundary);
    assert_eq!(shown.status, 403);
    assert_eq!(told(&site), before, "nothing was done");
}

/// The audit log, but for its being read.
fn told(site: &Site) -> Vec<String> {
    let exported = site.run(&["audit", "export"]);
    exported.lines().filter(|line| !line.contains("\"act\":\"audit.export\"")).map(str::to_owned).collect()
}

/// Issues an API token to a user and picks it up; the token.
fn picked_up(administrator: &mut Staff, member: &mut Staff, login: &str) -> String {
    let shown = administrator.visitor.get(&format!("/office/users?q={login}")).text;
    let id = found(&shown, "name=\"id\" value=\"([0-9a-f]{32})\"");
    let preview = administrator.sends("/office/users", "/office/users/bulk", &[("action", "issue"), ("id", &id)]);
    assert_eq!(preview.status, 200, "{preview:?}");
    let (csrf, seen) = (preview.csrf(), found(&preview.text, "name=\"seen\" value=\"([^\"]*)\""));
    let fields = [("csrf", csrf.as_str()), ("id", &id), ("seen", &seen), ("level", "tenant"), ("grants", "accounts")];
    administrator.visitor.post("/office/users/issue", &fields).leads();
    let list = member.visitor.get("/office/settings/handovers").text;
    let page = found(&list, "href=\"(/office/settings/handovers/[0-9a-f]{32})\"");
    let shown = member.sends(&page, &format!("{page}/pick-up"), &[]);
    assert_eq!(shown.status, 200);
    let token = found(&shown.text, "(fgt_[A-Za-z0-9_-]{43})");
    let again = member.sends("/office/settings/password", &format!("{page}/pick-up"), &[]);
    assert!(again.status == 410 && !again.text.contains("fgt_"), "{again:?}");
    token
}

#[track_caller]
fn found(text: &str, pattern: &str) -> String {
    let found = Regex::new(pattern).unwrap().captures(text).map(|found| found[1].to_owned());
    found.unwrap_or_else(|| panic!("no {pattern} in {text}"))
}

#[test]
fn what_the_staff_stop_on_one_gateway_is_dead_on_the_other_at_once() {
    for database in DATABASES {
        let site = Site::with_data(database);
        let (one, two) = (site.serve(), site.serve());
        let mut administrator = Staff::administrator(&site, &one);
        let mut member = administrator.with_role(&site, &one, "hanako", "member");
        let token = picked_up(&mut administrator, &mut member, "hanako");
        let there = Caller::new(&two.base_url);
        let answer = there.call("GET", "/api/v1/token", Some(&token), &[]).expect(200).json();
        assert_eq!((&answer["level"], &answer["grants"], &answer["login_id"]), (&"tenant".into(), &"accounts".into(), &"hanako".into()));
        assert_eq!(answer["tenant_id"].as_str().unwrap().len(), 19);
        let days = (answer["expired_at"].as_i64().unwrap() - answer["created_at"].as_i64().unwrap()) / 86_400;
        assert_eq!(days, 365);

        // Suspending ends the member's session on the other gateway too.
        let mut elsewhere = member.visitor.moved_to(&two.base_url);
        assert_eq!(elsewhere.get("/office/settings/handovers").status, 200);
        let users = administrator.visitor.get("/office/users?q=hanako").text;
        let page = found(&users, "href=\"(/office/users/[0-9a-f]{32})\"");
        let tenant = found(&administrator.visitor.get(&page).text, "<option value=\"([0-9]{19})\"");
        let fields =
            [("login", "hanako"), ("name", "見本 太郎"), ("mail", "hanako@kakei.example"), ("role", "member"), ("tenant", &tenant)];
        let suspended = [fields.as_slice(), &[("suspended", "yes")]].concat();
        administrator.sends(&page, &page, &suspended).leads();
        let refused = there.call("GET", "/api/v1/token", Some(&token), &[]).expect(401).json();
        assert_eq!(refused["reason"], "user_suspended", "{database:?}");
        assert_eq!(elsewhere.get("/office/settings/handovers").status, 401, "the session is over");
        administrator.sends(&page, &page, &fields).leads();
        there.call("GET", "/api/v1/token", Some(&token), &[]).expect(200);

        // A client that is disabled.
        let here = site.client(&one, "read");
        let system = here.system_token();
        let client = format!("/office/clients/{}", here.api_key);
        administrator.sends(&format!("{client}/disable"), &format!("{client}/disable"), &[]).leads();
        let refused = there.call("GET", "/branches", Some(&system), &[]).expect(401).json();
        assert_eq!(refused["reason"], "client_suspended");
        there.call("GET", "/api/v1/token", Some("fgt_AAAA"), &[]).expect(401);
        there.call("GET", "/api/v1/token", Some(&system), &[]).expect(401);
    }
}

#[test]
fn nothing_that_opens_the_office_is_kept_or_logged() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let mut administrator = Staff::administrator(&site, &serving);
    let mut member = administrator.with_role(&site, &serving, "hanako", "member");
    let token = picked_up(&mut administrator, &mut member, "hanako");
    let wrong = "a-wrong-password-0";
    let mut stranger = crate::visitor::Visitor::at(&serving.base_url);
    let csrf = stranger.get("/office/sign-in").csrf();
    stranger.post("/office/sign-in", &[("csrf", &csrf), ("login", "hanako"), ("password", wrong)]);
    let link = crate::staff::link_of(&site.run(&["admin", "recover", "hanako", "--json"]));
    let proof = link.rsplit_once('.').unwrap().1.to_owned();
    let cookies: Vec<String> = [&administrator, &member].iter().flat_map(|staff| staff.visitor.cookies.values().cloned()).collect();
    let (_, log) = serving.terminate();
    let mut kept = log.into_bytes();
    for file in std::fs::read_dir(site.path()).unwrap() {
        let path = file.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("bank.db") {
            kept.extend(std::fs::read(path).unwrap());
        }
    }
    let secrets = [token, wrong.to_owned(), STAFF_PASSWORD.to_owned(), proof];
    for secret in secrets.iter().chain(&cookies).filter(|secret| secret.len() > 8) {
        let found = kept.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found, "{}… is kept", &secret[..6]);
    }
    assert!(kept.windows(6).any(|part| part == b"hanako"), "this looks where things are kept");
}

#[test]
fn one_letter_that_was_changed_in_the_log_is_found() {
    for database in DATABASES {
        let site = Site::with_data(database);
        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        for _ in 0..3 {
            fintech.system_token();
        }
        drop(serving);
        let verify = || site.attempt(&["audit", "verify"]);
        assert!(verify().status.success(), "{database:?}");
        for change in ["UPDATE audit SET target = 'x' WHERE seq = 2", "DELETE FROM audit WHERE seq = 2", "DELETE FROM audit_head"] {
            assert!(site.sql(change).is_err(), "{database:?} lets {change}");
        }
        // Whoever owns the tables can take the triggers away.
        match database {
            Database::Sqlite => ["audit_told_once", "audit_kept"].map(|name| site.sql(&format!("DROP TRIGGER {name}")).unwrap()),
            Database::Postgres => ["audit_told_once", "audit_kept"].map(|name| site.sql(&format!("DROP TRIGGER {name} ON audit")).unwrap()),
        };
        let told = |output: std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
        site.repair("UPDATE audit SET actor = replace(actor, 'client', 'cliemt') WHERE seq = 3");
        let found = verify();
        assert!(!found.status.success() && told(found).contains('3'), "{database:?}: a letter");
        site.repair("UPDATE audit SET actor = replace(actor, 'cliemt', 'client') WHERE seq = 3");
        assert!(verify().status.success(), "{database:?}: it is as it was");
        site.repair("DELETE FROM audit WHERE seq = 2");
        let found = verify();
        assert!(!found.status.success() && told(found).contains('2'), "{database:?}: a gap");
    }
}
