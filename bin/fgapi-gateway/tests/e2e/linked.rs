//! Linked accounts between two gateways: one bank's customer links an account at another bank, and the status is what really happens
//! there. On both databases.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, Caller, Fintech, Pair};
use crate::process::Serving;
use crate::site::{Database, PASSWORD, Site, USER};
use crate::visitor::Visitor;

const BACK: &str = "https://near.example.com/links/linked";
const SERVICE: &str = "20";
const BOTH: [Database; 2] = [Database::Sqlite, Database::Postgres];
/// The service's time-out and the margin of a lease, with room for a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(60);

/// The other bank. Its address stays the same when it starts anew.
struct Far {
    site: Site,
    bind: String,
    serving: Option<Serving>,
}

impl Far {
    fn new(database: Database) -> Self {
        let site = Site::with_data(database);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut far = Self { site, bind: format!("127.0.0.1:{port}"), serving: None };
        far.start(&[]);
        far
    }

    fn start(&mut self, more: &[(&str, &str)]) {
        let bind = self.bind.clone();
        let surroundings = [&[("FGAPI__SERVER__BIND", &*bind)], more].concat();
        self.serving = Some(self.site.serve_with(&surroundings));
    }

    fn serving(&self) -> &Serving {
        self.serving.as_ref().unwrap()
    }

    fn stop(&mut self) {
        self.serving.take().unwrap().kill();
    }

    /// The gateway of the other bank as a client of this one.
    fn client(&self) -> (String, String) {
        let told = self.site.run(&[
            "client",
            "add",
            "--name",
            "手元銀行",
            "--company",
            "手元銀行",
            "--redirect-uri",
            BACK,
            "--redirect-domain",
            "near.example.com",
            "--grants",
            "accounts,transactions,balances",
            "--json",
        ]);
        let told: Value = serde_json::from_str(&told).unwrap();
        (told["api_key"].as_str().unwrap().to_owned(), told["password"].as_str().unwrap().to_owned())
    }
}

/// The bank whose customer links an account elsewhere.
struct Near {
    site: Site,
}

impl Near {
    fn new(database: Database, far: &Far) -> Self {
        let settings = format!("[linked]\npoll_seconds = 1\nacquire_gap_seconds = 0\nredirect_uri = \"{BACK}\"\n");
        let site = Site::empty(database, &settings);
        site.fill();
        site.run(&["vault", "init"]);
        let (api_key, password) = far.client();
        let catalogue = format!(
            "[[service]]\nid = {SERVICE}\nname = \"隣の銀行\"\nyomigana = \"トナリノギンコウ\"\ntype = \"B_TONARI\"\ncode = \"9999\"\n\
             category = {{ id = 2, name = \"銀行\", type = \"BANK\" }}\n\
             pace = {{ interval_seconds = 3600, concurrency = 2, timeout_seconds = 2 }}\n\n\
             [service.fgapi]\nbase_url = \"{}\"\napi_key = \"{api_key}\"\nprivate_network = true\ndays = 366\n",
            far.serving().base_url
        );
        site.run(&["service", "import", &site.file("services.toml", catalogue)]);
        site.run_with(&["service", "password", SERVICE], &format!("{password}\n"));
        Self { site }
    }

    /// An app of this bank, with tokens of the customer.
    fn app(&self, serving: &Serving) -> App {
        let fintech = self.site.client(serving, "read");
        let pair = fintech.link(&fintech.system_token(), USER, PASSWORD, "default");
        App { fintech, pair }
    }
}

/// An app that looks at the customer's linked accounts.
struct App {
    fintech: Fintech,
    pair: Pair,
}

impl App {
    fn at(&self, serving: &Serving) -> Self {
        Self { fintech: Fintech { caller: Caller::new(&serving.base_url), ..self.fintech.clone() }, pair: self.pair.clone() }
    }

    fn get(&self, path: &str) -> Answer {
        self.fintech.caller.call("GET", path, Some(&self.pair.access), &[])
    }

    fn ids(&self) -> Vec<String> {
        let index = self.get("/api/v1/accounts").expect(200).json();
        assert_eq!(index["total_count"].as_u64(), index["accounts"].as_array().map(|all| all.len() as u64));
        let all = index["accounts"].as_array().unwrap();
        all.iter().map(|one| one["account"]["hashed_id"].as_str().unwrap().to_owned()).collect()
    }

    fn show(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/accounts/{id}")).expect(200).json()["account"].clone()
    }

    fn acquire(&self, id: &str) {
        self.fintech.caller.call("POST", &format!("/api/v1/accounts/{id}/acquire"), Some(&self.pair.access), &[]).expect(200);
    }

    /// Waits until the account stands so.
    #[track_caller]
    fn until(&self, id: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let account = self.show(id);
            if holds(&account) {
                return account;
            }
            assert!(Instant::now() < end, "never {what}: {account}");
            std::thread::yield_now();
        }
    }

    /// Asks to fetch now, and waits for an attempt that ended after that with this status and error.
    #[track_caller]
    fn fetched_again(&self, id: &str, status: u64, error: u64) -> Value {
        let before = self.show(id)["last_aggregated_at"].clone();
        // Times are of seconds: the next attempt has to end in another one.
        let end = Instant::now() + PATIENCE;
        loop {
            self.acquire(id);
            let account = self.until(id, "at an end", |account| account["status"] != 1);
            if account["last_aggregated_at"] != before {
                assert_eq!(
                    (account["status"].as_u64(), account["aggregation_error_id"].as_u64()),
                    (Some(status), Some(error)),
                    "{account}"
                );
                return account;
            }
            assert!(Instant::now() < end, "never fetched again: {account}");
        }
    }
}

/// The customer goes to the other bank's screens and comes back; `from` is the address of the form that sends them there.
fn consents(near: &Serving, far: &Serving, from: impl Fn(&str) -> String) -> Visitor {
    let mut visitor = Visitor::at(&near.base_url);
    let own = visitor.get("/links").leads();
    let page = visitor.walk_to(&own, USER, PASSWORD, "連携中のアプリ");
    let away = visitor.post(&from(&own), &[("csrf", &page.csrf())]).leads();
    assert!(away.starts_with(&far.base_url), "{away}");
    let mut there = Visitor::at(&far.base_url);
    let journey = there.get(&away).leads();
    let consent = there.walk_to(&journey, USER, PASSWORD, "情報アクセス許可");
    let home = there.post(&format!("{journey}/consent"), &[("csrf", &consent.csrf()), ("agree", "yes")]).leads();
    let (path, query) = home.split_once('?').unwrap();
    assert_eq!(path, BACK);
    let to = visitor.get(&format!("/links/linked?{query}")).leads();
    assert!(visitor.get(&to).text.contains("隣の銀行"));
    // What came back is good once.
    let again = visitor.get(&format!("/links/linked?{query}"));
    assert!(again.status != 303 || !again.leads().contains("auth_token"));
    visitor
}

fn linked(near: &Serving, far: &Serving) {
    consents(near, far, |own| format!("{own}/accounts/new/{SERVICE}"));
}

#[test]
fn each_thing_that_happens_at_the_other_bank_has_its_status() {
    for database in BOTH {
        let mut far = Far::new(database);
        let near = Near::new(database, &far);
        let serving = near.site.serve();
        let app = near.app(&serving);
        assert!(app.ids().is_empty());
        linked(&serving, far.serving());
        let [id] = app.ids().try_into().unwrap();

        // It works.
        let account = app.until(&id, "fetched", |account| account["status"] == 0 && account["last_succeeded_at"] != "");
        assert_eq!(account["aggregation_error"], Value::Null);
        assert_eq!(account["sub_accounts"].as_array().map(Vec::len), Some(3), "{account}");
        assert_eq!(account["sub_accounts"][0]["sub_name"], "本店営業部");
        assert_eq!(account["account_uid_hidden"], "000****");
        // 1000 + 500 - 120 - 120 - 1 + 9007199254740993 - 50, beyond what a double can say.
        assert_eq!(account["asset_sum"].as_i64(), Some(9_007_199_254_742_202), "{account}");
        for same in [id.replace('=', "%3D"), id.replace("==", "%3d%3d")] {
            assert_eq!(app.show(&same)["hashed_id"], *id);
        }

        // It is slow: being fetched while it lasts, then a time-out.
        far.serving().pause();
        app.acquire(&id);
        app.until(&id, "being fetched", |account| account["status"] == 1);
        let late = app.until(&id, "at an end", |account| account["status"] != 1);
        assert_eq!((late["status"].as_u64(), late["aggregation_error"]["error_msg"].as_str()), (Some(2), Some("TimeoutException")));
        far.serving().go_on();
        app.fetched_again(&id, 0, 0);

        // It is down.
        far.stop();
        let down = app.fetched_again(&id, 2, 3);
        assert_ne!(down["last_succeeded_at"], "", "what was fetched stays: {down}");
        assert_eq!(down["asset_sum"].as_i64(), Some(9_007_199_254_742_202));

        // It is in maintenance.
        far.start(&[("FGAPI__CONSENT__MAINTENANCE", "00:00-12:00, 12:00-00:00")]);
        let pause = app.fetched_again(&id, 2, 2);
        assert_eq!(pause["aggregation_error"]["msg_title"], "メンテナンス中");
        far.stop();
        far.start(&[]);
        app.fetched_again(&id, 0, 0);

        // The customer takes the consent back there, and consents again.
        far.site.run(&["revoke", "--customer", "C1"]);
        let over = app.fetched_again(&id, 2, 5);
        assert_eq!(over["aggregation_error"]["error_msg"], "LoginErrorException");
        let mut visitor = consents(&serving, far.serving(), |own| format!("{own}/accounts/{id}/link"));
        app.until(&id, "fetched", |account| account["status"] == 0);
        assert_eq!(app.ids(), [&*id], "linked anew is not linked twice");

        // The customer stops it, and lets it go on.
        let own = visitor.get("/links").leads();
        let page = visitor.get(&format!("{own}/accounts/{id}"));
        visitor.post(&format!("{own}/accounts/{id}/suspend"), &[("csrf", &page.csrf())]).leads();
        assert_eq!((app.show(&id)["status"].as_u64(), &app.show(&id)["next_aggregate_at"]), (Some(3), &Value::Null));
        app.fintech.caller.call("POST", &format!("/api/v1/accounts/{id}/acquire"), Some(&app.pair.access), &[]).expect(400);
        visitor.post(&format!("{own}/accounts/{id}/resume"), &[("csrf", &page.csrf())]).leads();
        app.until(&id, "fetched", |account| account["status"] == 0);

        let log = serving.kill();
        assert!(!log.contains("auth_token=") && !log.contains("fgr_") && !log.contains("fgc_"), "{log}");
    }
}

#[test]
fn a_gateway_that_is_killed_in_the_middle_leaves_nothing_behind() {
    for database in BOTH {
        let far = Far::new(database);
        let near = Near::new(database, &far);
        let (one, two) =
            (near.site.serve_with(&[("FGAPI__LINKED__WORKERS", "1")]), near.site.serve_with(&[("FGAPI__LINKED__WORKERS", "0")]));
        let app = near.app(&one);
        linked(&one, far.serving());
        let [id] = app.ids().try_into().unwrap();
        app.until(&id, "fetched", |account| account["status"] == 0 && account["last_succeeded_at"] != "");
        far.serving().pause();
        app.acquire(&id);
        app.until(&id, "being fetched", |account| account["status"] == 1);
        one.kill();
        // The other gateway fetches nothing, so nobody cleans up: the status ends by itself.
        let app = app.at(&two);
        let left = app.until(&id, "at an end", |account| account["status"] != 1);
        assert_eq!((left["status"].as_u64(), left["aggregation_error_id"].as_u64()), (Some(2), Some(3)), "{database:?}: {left}");
        far.serving().go_on();
        // A third one takes over.
        let three = near.site.serve();
        app.until(&id, "fetched", |account| account["status"] == 0);
        drop(three);
    }
}

#[test]
fn the_documents_example_comes_back_field_by_field() {
    for database in BOTH {
        let site = Site::with_data(database);
        site.run(&["vault", "init"]);
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/services.toml");
        site.run(&["service", "import", root]);
        let link = site.run_with(
            &["linked", "link", "--customer", "C1", "--service", "7", "--json"],
            &json!({ "13": "13412345", "14": "himitsu-no-password" }).to_string(),
        );
        let id = serde_json::from_str::<Value>(&link).unwrap()["id"].as_str().unwrap().to_owned();
        let taken: Value = serde_json::from_str(&site.run(&["linked", "take", &id, "--json"])).unwrap();
        assert_eq!(taken["answers"]["form:14"], "himitsu-no-password");
        let report = json!({
            "error": "SecretQuestionException", "msg_flag": true, "next": "2030-06-01T20:25:11+09:00",
            "harvest": { "accounts": [
                { "far_id": "a", "kind": "普通", "balance": 0 },
                { "far_id": "b", "kind": "普通", "balance": 4_839_122, "branch_name": "本店", "number": "0999999" },
            ] },
            "questions": [{ "message": "合言葉/秘密の質問 への記入が必要です。", "question": "子供の頃の一番の親友の名前は何ですか" }],
        });
        let fence = taken["fence"].to_string();
        site.run_with(&["linked", "report", &id, "--fence", &fence], &report.to_string());
        let again: Value = serde_json::from_str(&site.run(&["linked", "take", &id, "--json"])).unwrap();
        assert_eq!(again["answers"], json!({}), "answers are given once");
        assert_eq!(
            site.attempt_with(&["linked", "report", &id, "--fence", &fence], "{}").status.code(),
            Some(1),
            "a late report changes nothing"
        );
        site.run_with(&["linked", "report", &id, "--fence", &again["fence"].to_string()], &report.to_string());

        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        let pair = fintech.link(&fintech.system_token(), USER, PASSWORD, "default");
        let bearer = format!("\"Bearer {}\"", pair.access);
        let path = format!("/api/v1/accounts/{id}");
        let answer = fintech.caller.call_with("GET", &path, &[("X-MFOAuthToken", &bearer)], &[]).expect(200);
        let account = answer.json()["account"].clone();
        let time = |field: &str| account[field].as_str().unwrap_or_else(|| panic!("no time {field}: {account}")).to_owned();
        let expected = json!({
            "account_uid_hidden": "134*****",
            "asset_sum": 4_839_122,
            "created_at": time("created_at"),
            "disp_name": null,
            "aggregation_error_id": 7,
            "last_aggregated_at": time("last_aggregated_at"),
            "last_succeeded_at": "",
            "memo": null,
            "message": null,
            "msg_flag": 1,
            "msg_time": null,
            "next_aggregate_at": "2030-06-01T20:25:11+09:00",
            "service_category_id": 2,
            "service_id": 7,
            "status": 2,
            "hashed_id": id,
            "sub_accounts": [{ "sub_name": null, "sub_number": null }, { "sub_name": "本店", "sub_number": "0999999" }],
            "service": {
                "category_name": "銀行", "category_type": "BANK", "code": "0001", "description": account["service"]["description"],
                "id": 7, "login_url": "http://www.mizuhobank.co.jp/direct/start.html", "service_category_id": 2,
                "service_name": "みずほ銀行", "service_type": "B_MIZUHO", "yomigana": "ミズホギンコウ",
            },
            "aggregation_error": { "error_msg": "SecretQuestionException", "error_type": "FATAL", "id": 7, "msg_title": "要合言葉" },
            "exclusive_service_forms": [
                { "disp_order": 1, "encrypt_flag": 1, "format": "", "id": 13, "input_type": "alphameric", "name": "お客様番号", "note": "",
                  "service_form_type": "ID1", "service_id": 7, "unique_flag": 1 },
                { "disp_order": 2, "encrypt_flag": 1, "format": "", "id": 14, "input_type": "password", "name": "ログインパスワード", "note": "",
                  "service_form_type": "PW1", "service_id": 7, "unique_flag": 0 },
            ],
            "additional_requests": [{
                "hashed_id": account["additional_requests"][0]["hashed_id"],
                "message": "合言葉/秘密の質問 への記入が必要です。",
                "request_data": "子供の頃の一番の親友の名前は何ですか",
            }],
        });
        assert_eq!(account, expected, "{database:?}");
        assert!(account["service"]["description"].as_str().is_some_and(|text| text.starts_with("<li>")));

        // Both headers: equal is one, different is none.
        let plain = format!("Bearer {}", pair.access);
        fintech.caller.call_with("GET", &path, &[("X-MFOAuthToken", &bearer), ("Authorization", &plain)], &[]).expect(200);
        let two =
            fintech.caller.call_with("GET", &path, &[("X-MFOAuthToken", "Bearer fga_other"), ("Authorization", &plain)], &[]).expect(401);
        assert_eq!(two.json()["error_code"], 40_101);
        // Ids of other lengths, and somebody else's account, are one and the same.
        let nobody =
            fintech.caller.call_with("GET", "/api/v1/accounts/AAAAAAAAAAAAAAAAAAAAAA==", &[("Authorization", &plain)], &[]).expect(404);
        for other in ["AAAA", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA==AAAA", "%00", "AAAAAAAAAAAAAAAAAAAAA+=="] {
            let answer =
                fintech.caller.call_with("GET", &format!("/api/v1/accounts/{other}"), &[("Authorization", &plain)], &[]).expect(404);
            assert_eq!(answer.text, nobody.text, "{other}");
        }
        // An answer is taken, sealed, used once.
        let request = account["additional_requests"][0]["hashed_id"].as_str().unwrap();
        let answer = json!({ "additional_request": { "response_data": "himitsu-no-kotae" } });
        fintech.caller.call_json("PUT", &format!("/api/v1/additional_requests/{request}"), Some(&pair.access), &answer).expect(200);
        let taken: Value = serde_json::from_str(&site.run(&["linked", "take", &id, "--json"])).unwrap();
        assert_eq!(taken["answers"][format!("request:{request}")], "himitsu-no-kotae");
        let log = serving.kill();
        for secret in ["himitsu-no-kotae", "himitsu-no-password"] {
            assert!(!log.contains(secret));
            for (name, bytes) in crate::secrets::files_of(site.path()) {
                assert!(!crate::secrets::contains(&bytes, secret), "a secret is in {name}");
            }
        }
    }
}
