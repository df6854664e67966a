//! Credentials of outside services, from the operator's commands to a tenant's program, on both databases.

use serde_json::{Value, json};

use crate::http::Caller;
use crate::process::Serving;
use crate::secrets::{contains, files_of};
use crate::site::{Database, Site};

const PATH: &str = "/api/openapi/externalService/authenticationInfo";
const BOTH: [Database; 2] = [Database::Sqlite, Database::Postgres];

/// What the document's example has: product, field, value.
const VALUES: [(&str, &str, &str); 14] = [
    ("0", "authenticationInfo1", "24a67f14-8uy9-4143-b69b-316607b86ip9"),
    ("0", "authenticationInfo2", "OUYE4YzM1MDctOTE2NC00MDc5YUIzN2UtMTlmNzA1YzE4YjNB2"),
    ("0", "authenticationInfo3", "f609ee9c-88f0-4d88-9210-a5da0a3cd41d"),
    ("1", "authenticationInfo1", "24a67f14-8uy9-2342-b69b-3889607b86opi"),
    ("1", "authenticationInfo2", "WERE4YzM1MDctOTE2NC00MDc5YUIzN2UtMTlmNzA1YzE4YjNB45"),
    ("1", "authenticationInfo3", "wqrqwe9c-88f0-4d88-9210-a5da0a3c42ef"),
    ("2", "authenticationInfo1", "raku-domain-of-sample"),
    ("2", "authenticationInfo2", "raku-account-of-sample"),
    ("2", "authenticationInfo3", "raku-token-of-the-sample"),
    ("2", "authenticationInfo4", "2"),
    ("3", "authenticationInfo1", "bakuraku-key-of-sample"),
    ("3", "authenticationInfo2", "bakuraku-export-of-sample"),
    ("4", "authenticationInfo1", "bugyo-token-of-the-sample"),
    ("4", "authenticationInfo2", "bugyo-connection-of-sample"),
];

/// A tenant with a client of its own.
struct Tenant {
    id: String,
    client_id: String,
    client_secret: String,
    company: String,
}

impl Tenant {
    fn new(site: &Site, name: &str) -> Self {
        let told = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
        let id = told(&site.run(&["tenant", "add", "--name", name, "--json"]))["tenant"].as_str().unwrap().to_owned();
        let client = told(&site.run(&["vault", "client", "add", "--tenant", &id, "--name", "連携", "--json"]));
        let text = |field: &str| client[field].as_str().unwrap().to_owned();
        Self { id, client_id: text("client_id"), client_secret: text("client_secret"), company: text("company") }
    }

    fn set(&self, site: &Site, service: &str, field: &str, value: &str) {
        site.run_with(&["vault", "set", "--tenant", &self.id, "--service", service, "--field", field], &format!("{value}\n"));
    }

    fn token(&self, serving: &Serving) -> String {
        let answer = Caller::new(&serving.base_url).call_basic(
            "/oauth/token",
            &self.client_id,
            &self.client_secret,
            &[("grant_type", "client_credentials")],
        );
        let answer = answer.expect(200);
        let told = answer.json();
        assert_eq!((told["token_type"].as_str(), told["expires_in"].as_i64()), (Some("bearer"), Some(7_200)));
        assert_eq!((told["tenantId"].as_str(), told["companyOID"].as_str()), (Some(&*self.id), Some(&*self.company)));
        answer.text_of("access_token")
    }
}

fn with_vault(database: Database) -> Site {
    let site = Site::empty(database, "");
    site.run(&["vault", "init"]);
    site
}

fn read(serving: &Serving, token: &str, query: &[(&str, &str)]) -> crate::http::Answer {
    Caller::new(&serving.base_url).call("GET", PATH, Some(token), query)
}

#[test]
fn the_documents_example_comes_back_field_by_field() {
    for database in BOTH {
        let site = with_vault(database);
        let tenant = Tenant::new(&site, "見本商事");
        for (service, field, value) in VALUES {
            tenant.set(&site, service, field, value);
        }
        let set = ["vault", "set", "--tenant", &tenant.id];
        site.run(&[&set, ["--service", "0", "--receiving-department", "DxCG連携用受領部門"].as_slice()].concat());
        site.run(&[&set, ["--service", "2", "--deposit-account-item-code", "123"].as_slice()].concat());
        let serving = site.serve();
        let answer = read(&serving, &tenant.token(&serving), &[]).expect(200);
        assert_eq!(answer.headers["cache-control"], "no-store");
        let long = |code: &str, name: &str, department: &str, item: &str| {
            let mut all = json!({
                "serviceCode": code, "serviceName": name, "authenticationInfo1": "", "authenticationInfo2": "", "authenticationInfo3": "",
                "authenticationInfo4": "", "receivingDepartment": department, "depositAccountItemCode": item, "status": true,
            });
            for (_, field, value) in VALUES.iter().filter(|(service, ..)| *service == code) {
                all[*field] = (*value).into();
            }
            all
        };
        let short = |code: &str, name: &str| {
            let value = |field: &str| VALUES.iter().find(|(service, known, _)| *service == code && *known == field).unwrap().2;
            json!({
                "serviceCode": code, "serviceName": name, "authenticationInfo1": value("authenticationInfo1"),
                "authenticationInfo2": value("authenticationInfo2"), "status": true,
            })
        };
        let expected = json!({
            "tenantId": tenant.id,
            "authenticationInfos": [
                long("0", "BillOne", "DxCG連携用受領部門", ""),
                long("1", "日本ICS請求書管理オプション", "", ""),
                long("2", "楽楽精算", "", "123"),
                short("3", "Bakuraku"),
                short("4", "奉行Edge受領請求書DXクラウド"),
            ],
        });
        assert_eq!(answer.json(), expected, "{database:?}");
        assert!(
            answer
                .text
                .starts_with(&format!("{{\"tenantId\":\"{}\",\"authenticationInfos\":[{{\"serviceCode\":\"0\",\"serviceName\"", tenant.id))
        );

        let one = read(&serving, &tenant.token(&serving), &[("serviceCode", "3")]).expect(200);
        assert_eq!(one.json()["authenticationInfos"], json!([short("3", "Bakuraku")]));
        for bad in [[("serviceCode", "9")].as_slice(), &[("serviceCode", "000")], &[("serviceCode", "0"), ("serviceCode", "1")]] {
            let refused = read(&serving, &tenant.token(&serving), bad).expect(400).json();
            assert_eq!(
                (refused["errorCode"].as_str(), refused["message"].as_str()),
                (Some("spd.32741.012"), Some("対応外の請求書受領サービスです"))
            );
        }
        site.run(&[&set, ["--service", "3", "--disable"].as_slice()].concat());
        let off = read(&serving, &tenant.token(&serving), &[("serviceCode", "3")]).expect(200);
        assert_eq!(off.json()["authenticationInfos"][0]["status"], false);
    }
}

#[test]
fn a_token_of_a_company_opens_no_tenants_data() {
    let site = with_vault(Database::Sqlite);
    let tenant = Tenant::new(&site, "見本商事");
    tenant.set(&site, "0", "authenticationInfo1", "a-secret-of-the-tenant");
    let told = site.run(&["vault", "client", "add", "--tenant", &tenant.id, "--name", "企業", "--level", "company", "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let company = Tenant {
        client_id: told["client_id"].as_str().unwrap().to_owned(),
        client_secret: told["client_secret"].as_str().unwrap().to_owned(),
        ..tenant
    };
    let serving = site.serve();
    let refused = read(&serving, &company.token(&serving), &[("serviceCode", "999")]).expect(403);
    assert_eq!(refused.json()["errorCode"], "120001");
    assert_eq!(refused.json()["message"], "テナントの権限がありません");
    let dead = read(&serving, "fgo_nobody", &[]).expect(401).json();
    assert_eq!((dead["status"].as_i64(), dead["error"].as_str()), (Some(401), Some("Unauthorized")));
    assert!(dead["timestamp"].is_string() && dead["message"].is_string());
}

#[test]
fn a_row_that_was_swapped_in_the_database_is_an_error_and_never_data() {
    for database in BOTH {
        let site = with_vault(database);
        let (mine, theirs) = (Tenant::new(&site, "甲社"), Tenant::new(&site, "乙社"));
        mine.set(&site, "0", "authenticationInfo1", "the-secret-of-the-first");
        theirs.set(&site, "0", "authenticationInfo1", "the-secret-of-the-second");
        theirs.set(&site, "1", "authenticationInfo1", "another-of-the-second");
        let serving = site.serve();
        read(&serving, &mine.token(&serving), &[]).expect(200);
        // Somebody who writes to the database gives the first tenant the second's row, key and all.
        let theirs_of = |column: &str| {
            format!(
                "(SELECT v.{column} FROM vault_values v WHERE v.owner = {} AND v.service = '0' AND v.field = 'authenticationInfo1')",
                theirs.id
            )
        };
        site.repair(&format!(
            "UPDATE vault_values SET sealed = {}, key_number = {} WHERE owner = {}",
            theirs_of("sealed"),
            theirs_of("key_number"),
            mine.id
        ));
        let answer = read(&serving, &mine.token(&serving), &[]).expect(500);
        assert!(!answer.text.contains("the-secret-of") && answer.json()["authenticationInfos"].is_null(), "{database:?}: {answer:?}");
        read(&serving, &theirs.token(&serving), &[]).expect(200);
        let verified = site.attempt(&["vault", "verify"]);
        assert_eq!(verified.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&verified.stderr).contains(&format!("{}|0|authenticationInfo1", mine.id)));
        let audit = site.run(&["audit", "export"]);
        assert!(audit.contains("vault.altered"), "{database:?}: {audit}");
        let log = serving.kill();
        assert!(log.contains("vault_altered") && !log.contains("the-secret-of"), "{log}");
    }
}

#[test]
fn keys_change_while_two_gateways_serve() {
    for database in BOTH {
        let site = with_vault(database);
        let tenants: Vec<Tenant> = (0..3).map(|number| Tenant::new(&site, &format!("会社{number}"))).collect();
        for tenant in &tenants {
            tenant.set(&site, "0", "authenticationInfo1", &format!("a-secret-of-{}", tenant.id));
        }
        let (one, two) = (site.serve(), site.serve());
        let tokens: Vec<String> = tenants.iter().map(|tenant| tenant.token(&one)).collect();
        let gateways = [&one, &two].map(|serving| Caller::new(&serving.base_url));
        let all_read = || {
            for (tenant, token) in tenants.iter().zip(&tokens) {
                for gateway in &gateways {
                    let answer = gateway.call("GET", PATH, Some(token), &[]).expect(200);
                    assert_eq!(answer.json()["authenticationInfos"][0]["authenticationInfo1"], format!("a-secret-of-{}", tenant.id));
                }
            }
        };
        all_read();
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    all_read();
                }
            });
            let proofs: Vec<Value> = (0..3).map(|_| serde_json::from_str(&site.run(&["vault", "rotate", "--json"])).unwrap()).collect();
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            for proof in proofs {
                assert_eq!(
                    (proof["proved"].as_bool(), proof["left"]["values"].as_i64(), proof["left"]["keys"].as_i64()),
                    (Some(true), Some(0), Some(0))
                );
                assert_eq!(proof["sound"], 3);
            }
        });
        all_read();
        let status: Value = serde_json::from_str(&site.run(&["vault", "status", "--json"])).unwrap();
        assert_eq!((status["newest"].as_i64(), status["under"].as_array().map(Vec::len)), (Some(4), Some(1)), "{database:?}: {status}");
    }
}

#[test]
fn what_is_shut_disabled_or_deleted_is_so_on_every_gateway_at_once() {
    for database in BOTH {
        let site = with_vault(database);
        let (tenant, other) = (Tenant::new(&site, "甲社"), Tenant::new(&site, "乙社"));
        tenant.set(&site, "2", "authenticationInfo3", "the-token-of-the-first");
        other.set(&site, "2", "authenticationInfo3", "the-token-of-the-other");
        let (one, two) = (site.serve(), site.serve());
        let (token, others) = (tenant.token(&one), other.token(&two));
        let both = |token: &str, status: u16| [&one, &two].map(|serving| read(serving, token, &[]).expect(status));
        both(&token, 200);
        site.run(&["vault", "seal"]);
        for answer in both(&token, 503) {
            assert!(answer.headers.contains_key("retry-after"));
        }
        let client = site.client(&one, "read");
        client.system_token();
        assert_eq!(
            site.attempt_with(&["vault", "set", "--tenant", &tenant.id, "--service", "0", "--field", "authenticationInfo1"], "x-secret\n")
                .status
                .code(),
            Some(1)
        );
        site.run(&["vault", "unseal"]);
        both(&token, 200);
        site.run(&["vault", "client", "disable", &tenant.client_id]);
        both(&token, 401);
        site.run(&["vault", "client", "enable", &tenant.client_id]);
        both(&token, 200);
        site.run(&["tenant", "delete", &tenant.id]);
        both(&token, 401);
        both(&others, 200);
        assert_eq!(site.sql(&format!("UPDATE vault_keys SET seals = seals WHERE owner = {}", tenant.id)).unwrap(), 0);
        assert_eq!(site.sql(&format!("UPDATE vault_values SET hint = hint WHERE owner = {}", tenant.id)).unwrap(), 0);
    }
}

#[test]
fn nothing_is_read_that_the_log_cannot_take() {
    for database in BOTH {
        let site = with_vault(database);
        let tenant = Tenant::new(&site, "甲社");
        tenant.set(&site, "0", "authenticationInfo1", "a-secret-not-to-be-read");
        let serving = site.serve();
        let token = tenant.token(&serving);
        read(&serving, &token, &[]).expect(200);
        let (refuse, allow): (&[&str], &[&str]) = match database {
            Database::Sqlite => (
                &["CREATE TRIGGER full_disk BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"],
                &["DROP TRIGGER full_disk"],
            ),
            Database::Postgres => (
                &[
                    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END'",
                    "CREATE TRIGGER full_disk BEFORE INSERT ON audit_told FOR EACH ROW EXECUTE FUNCTION full_disk()",
                ],
                &["DROP TRIGGER full_disk ON audit_told", "DROP FUNCTION full_disk"],
            ),
        };
        for sql in refuse {
            site.sql(sql).unwrap();
        }
        let answer = read(&serving, &token, &[]);
        assert!(answer.status >= 500 && !answer.text.contains("a-secret-not"), "{database:?}: {answer:?}");
        for sql in allow {
            site.sql(sql).unwrap();
        }
        read(&serving, &token, &[]).expect(200);
    }
}

#[test]
fn without_its_key_a_gateway_serves_all_but_the_vault_and_makes_no_other() {
    let site = with_vault(Database::Sqlite);
    let tenant = Tenant::new(&site, "甲社");
    tenant.set(&site, "0", "authenticationInfo1", "a-secret-under-the-lost-key");
    let key = site.path().join("vault.keys");
    let kept = std::fs::read_to_string(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let serving = site.serve();
    read(&serving, &tenant.token(&serving), &[]).expect(503);
    site.client(&serving, "read").system_token();
    let again = site.attempt(&["vault", "init"]);
    assert_eq!(again.status.code(), Some(1), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(!key.exists());
    // Back in its place it is known without a restart.
    site.file("vault.keys", &kept);
    make_private(&key);
    read(&serving, &tenant.token(&serving), &[]).expect(200);
}

#[cfg(unix)]
fn make_private(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn no_secret_of_the_vault_is_stored_or_logged_in_clear() {
    let site = with_vault(Database::Sqlite);
    let tenant = Tenant::new(&site, "見本商事");
    for (service, field, value) in VALUES {
        tenant.set(&site, service, field, value);
    }
    let serving = site.serve_with(&[("FGAPI__LOG__LEVEL", "trace")]);
    let token = tenant.token(&serving);
    read(&serving, &token, &[]).expect(200);
    site.run(&["vault", "rotate"]);
    read(&serving, &token, &[]).expect(200);
    Caller::new(&serving.base_url)
        .call_basic("/oauth/token", &tenant.client_id, "a-wrong-client-secret", &[("grant_type", "client_credentials")])
        .expect(401);
    let keys = std::fs::read_to_string(site.path().join("vault.keys")).unwrap();
    let keys = keys.lines().filter_map(|line| line.split_once(':')).map(|(_, key)| key);
    let log = serving.kill();
    let values = VALUES.iter().map(|(.., value)| *value).filter(|value| value.len() > 4);
    for secret in values.chain([&*token, &*tenant.client_secret, "a-wrong-client-secret"]).chain(keys) {
        assert!(!log.contains(secret), "a secret is in the log");
        for (name, bytes) in files_of(site.path()) {
            assert!(!contains(&bytes, secret), "a secret is in {name}");
        }
    }
}
