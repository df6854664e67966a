//! The sandbox: two starts, the lines to paste, and what it refuses.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use fgapi_client::{Fgapi, LogIn, Redeem, StatementQuery};

use crate::program::{Running, Sandbox, fgapi, finish, run_in, sandbox_directory};

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn client_of(sandbox: &Sandbox) -> Fgapi {
    Fgapi::new(&sandbox.url(), sandbox.text("/clients/0/api_key"), sandbox.text("/clients/0/password")).unwrap()
}

#[test]
fn the_first_line_tells_everything_and_the_next_start_keeps_it() {
    let directory = sandbox_directory();
    let first = Sandbox::on(directory.path());
    assert!(first.told["clients"].as_array().unwrap().len() >= 2);
    assert_eq!(first.told["clients"][0]["grants"], serde_json::json!(["branches", "accounts", "transactions", "balances"]));
    assert!(first.told["users"].as_array().unwrap().len() >= 2);
    let pair = wait(async {
        let bank = client_of(&first);
        let system = bank.system_token(None).await.unwrap();
        let login = LogIn { id: first.text("/users/1/id"), password: first.text("/users/1/password"), ..LogIn::default() };
        let auth = bank.log_in(&login).await.unwrap();
        bank.redeem(&system.access_token, &Redeem::of(&auth.auth_token)).await.unwrap()
    });
    let (clients, users) = (first.told["clients"].clone(), first.told["users"].clone());
    assert!(first.running.end().success(), "SIGTERM ends with 0");

    let second = Sandbox::on(directory.path());
    assert_eq!((&second.told["clients"], &second.told["users"]), (&clients, &users));
    wait(async {
        let bank = client_of(&second);
        let mut ids: Vec<String> = Vec::new();
        let mut page = 1;
        while page != 0 {
            let answer = bank.accounts(&pair.access_token, page).await.unwrap();
            ids.extend(answer.accounts.iter().map(|account| account.id.to_string()));
            page = answer.next_page;
        }
        let promised: Vec<&str> = users[1]["accounts"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(ids, promised);
    });
}

#[test]
fn the_demo_bank_has_the_rows_that_tests_ask_for() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    wait(async {
        let bank = client_of(&sandbox);
        let system = bank.system_token(None).await.unwrap().access_token;
        let branches = bank.branches(&system, 1).await.unwrap();
        assert_eq!(branches.branches.len(), 3);
        assert!(branches.branches.iter().all(|branch| branch.address_code.len() == 6 && !branch.tel.is_empty()));
        let rows = |user: usize, account: String| {
            let (bank, sandbox, system) = (&bank, &sandbox, &system);
            async move {
                let [id, password] = ["id", "password"].map(|field| sandbox.text(&format!("/users/{user}/{field}")));
                let auth = bank.log_in(&LogIn { id, password, ..LogIn::default() }).await.unwrap();
                let pair = bank.redeem(system, &Redeem::of(&auth.auth_token)).await.unwrap();
                let query = StatementQuery { account_id: &account, start_date: "2000-01-01", end_date: "2099-12-31", page: 1 };
                bank.transactions(&pair.access_token, &query).await.unwrap().transactions
            }
        };
        let long = rows(0, "9999-001-1-0000001".into()).await;
        assert_eq!(long.len(), 200);
        assert!(rows(0, "9999-001-1-0000002".into()).await.is_empty());
        let timed = rows(0, "9999-001-1-0000003".into()).await;
        let clocks: Vec<&str> = timed.iter().map(|row| &row.date[11..]).collect();
        assert!(clocks.contains(&"23:59:59+09:00") && clocks.contains(&"00:00:00+09:00"), "{clocks:?}");
        assert!(timed.iter().all(|row| row.amount.abs() != 777), "a cancelled row is listed");
        let odd = rows(2, "9999-003-1-0000301".into()).await;
        let twins: Vec<_> = odd.iter().filter(|row| row.amount == -1_500).collect();
        assert_eq!((odd.len(), twins.len()), (4, 2));
        assert_ne!(twins[0].id, twins[1].id);
        let huge = rows(1, "9999-002-2-2000001".into()).await;
        assert_eq!(huge.last().map(|row| row.balance), Some(18_014_398_509_481_987));
        assert!(rows(0, "9999-001-8-4000000000000005".into()).await.len() > 2);
    });
}

#[test]
fn the_lines_to_paste_work_as_they_are() {
    let directory = sandbox_directory();
    let mut command = fgapi();
    command.args(["sandbox", "--port", "0", "--data"]).arg(directory.path());
    let mut running = Running::start(command);
    let mut lines: Vec<String> = Vec::new();
    while lines.len() < 3 {
        let line = running.line();
        assert!(!line.is_empty(), "three curl lines are promised");
        if line.starts_with("curl ") {
            lines.push(line.trim_end().to_owned());
        }
    }
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    for (line, expected) in lines.iter().zip(["\"access_token\":\"fgs_", "\"refresh_token\":\"fgr_", "\"transactions\":[{\"id\":\""]) {
        for shell in ["bash", "sh"] {
            let ran = Command::new(shell).args(["-c", line]).output().unwrap();
            let answer = String::from_utf8_lossy(&ran.stdout).into_owned();
            assert!(ran.status.success() && answer.contains(expected), "{shell}: {line}\n{answer}");
        }
    }
}

/// The first customer's linked accounts.
fn linked(directory: &Path) -> serde_json::Value {
    run_in(directory, "linked list", &["--customer", "P-0001", "--json"]).json()
}

/// Lets the account be due, and waits until it was fetched.
fn fetched_anew(directory: &Path) {
    let mut database = SqliteConnection::establish(directory.join("fgapi.db").to_str().unwrap()).unwrap();
    diesel::sql_query("PRAGMA busy_timeout = 10000").execute(&mut database).unwrap();
    let due = "UPDATE linked_accounts SET last_succeeded_at = 1, next_aggregate_at = 1";
    assert_eq!(diesel::sql_query(due).execute(&mut database).unwrap(), 1);
    let begun = Instant::now();
    let fetched = |own: &serde_json::Value| own["status"] == 0 && !own["last_succeeded_at"].as_str().unwrap().starts_with("1970");
    while !fetched(&linked(directory)[0]) {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", linked(directory));
    }
}

#[test]
fn the_first_customer_is_linked_to_the_sandbox_bank_itself_once() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::on(directory.path());
    let own = linked(directory.path());
    assert_eq!((&own[0]["service"], &own[0]["status"], &own[0]["sub_accounts"]), (&9_999.into(), &0.into(), &5.into()));
    assert!(own[0]["asset_sum"].as_i64().unwrap() > 0 && own[0]["last_succeeded_at"].is_string(), "{own}");
    let services = run_in(directory.path(), "service list", &["--json"]).json();
    let named: Vec<&str> = services.as_array().unwrap().iter().map(|service| service["name"].as_str().unwrap()).collect();
    assert_eq!(named, ["みずほ銀行", "サンドボックス銀行"]);
    assert!(sandbox.running.end().success());

    // At another port it is fetched all the same.
    let sandbox = Sandbox::on(directory.path());
    let services = run_in(directory.path(), "service list", &["--json"]).json();
    assert_eq!((&services[1]["base_url"], linked(directory.path()).as_array().unwrap().len()), (&sandbox.url().into(), 1));
    fetched_anew(directory.path());
}

#[test]
fn the_sandboxs_vault_holds_a_tenants_credentials_of_every_service() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let listed = run_in(directory.path(), "vault list", &["--tenant", sandbox.text("/tenant/tenant"), "--json"]).json();
    let codes: Vec<&str> = listed.as_array().unwrap().iter().map(|one| one["service"].as_str().unwrap()).collect();
    assert_eq!(codes, ["0", "1", "2", "3", "4"]);
    assert!(listed.as_array().unwrap().iter().all(|one| one["enabled"] == true && !one["fields"].as_array().unwrap().is_empty()));
    let clients = run_in(directory.path(), "vault client list", &["--json"]).json();
    assert_eq!(clients[0]["client_id"], sandbox.told["tenant"]["client_id"]);
    assert!(run_in(directory.path(), "vault verify", &[]).good().contains("values open"));
}

#[test]
fn a_sandbox_may_have_no_vault() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = fgapi();
    command.args(["sandbox", "--json", "--port", "0", "--data"]).arg(directory.path()).env("FGAPI__VAULT__KEYS_FILE", "");
    let told: serde_json::Value = serde_json::from_str(&Running::start(command).line()).unwrap();
    assert!(told["base_url"].is_string() && told["tenant"].is_null() && !directory.path().join("vault.keys").exists());
}

#[test]
fn only_this_machine_is_served() {
    let directory = sandbox_directory();
    for bind in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0"] {
        let mut command = fgapi();
        command.args(["sandbox", "--data"]).arg(directory.path()).env("FGAPI__SERVER__BIND", bind);
        let told = finish(command).failed(2);
        assert!(told.contains("this machine only"), "{told}");
    }
}

#[test]
fn another_database_is_not_the_sandboxs() {
    let directory = sandbox_directory();
    let mut command = fgapi();
    command.args(["sandbox", "--data"]).arg(directory.path()).env("FGAPI__STORE__URL", "postgres://u@127.0.0.1/real");
    assert!(finish(command).failed(2).contains("store.url"));
}

#[test]
fn a_database_that_is_gone_is_not_replaced_by_an_empty_one() {
    let directory = sandbox_directory();
    std::fs::remove_file(directory.path().join("fgapi.db")).unwrap();
    assert!(run_in(directory.path(), "sandbox", &["--port", "0"]).failed(1).contains("fgapi.db"));
    std::fs::remove_file(directory.path().join("sandbox.json")).unwrap();
    assert!(Sandbox::on(directory.path()).running.end().success(), "it begins anew");
}

#[test]
fn one_directory_has_one_sandbox() {
    let directory = sandbox_directory();
    let first = Sandbox::on(directory.path());
    let told = run_in(directory.path(), "sandbox --port 0", &[]).failed(1);
    assert!(told.contains("another sandbox serves"), "{told}");
    assert!(first.running.end().success());
    drop(Sandbox::on(directory.path()));
}

#[test]
fn a_taken_port_is_told_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let directory = sandbox_directory();
    let told = run_in(directory.path(), "sandbox", &["--port", &port]).failed(1);
    assert!(told.contains("--port 0"), "{told}");
}

#[test]
fn what_others_have_put_into_a_directory_stays() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("thesis.txt"), "years of work").unwrap();
    let told = run_in(directory.path(), "sandbox", &[]).failed(2);
    assert!(told.contains("thesis.txt"), "{told}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_first_start_that_was_killed_is_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = fgapi();
    command.args(["sandbox", "--json", "--port", "0", "--data"]).arg(directory.path());
    let running = Running::start(command);
    // Killed as soon as it has begun to fill its database, wherever it is then.
    while !directory.path().join("fgapi.db").exists() {
        std::thread::yield_now();
    }
    running.signal("KILL");
    drop(running);
    assert!(!directory.path().join("sandbox.json").exists());
    assert!(Sandbox::on(directory.path()).running.end().success());
}

/// Every file under a sandbox's `tls`, by name.
fn certificates_in(directory: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let entries = std::fs::read_dir(directory.join("tls")).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries.map(|entry| (entry.file_name(), std::fs::read(entry.path()).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn tls_is_served_from_its_first_wish_on_with_the_same_certificates() {
    let directory = sandbox_directory();
    let first = Sandbox::with(directory.path(), &["--tls"]);
    assert!(first.url().starts_with("https://localhost:"), "{}", first.url());
    let authority = std::fs::read(first.text("/tls/ca")).unwrap();
    fetched_anew(directory.path());
    let branches = |sandbox: &Sandbox, authority: &[u8]| {
        let bank = Fgapi::trusting(&sandbox.url(), sandbox.text("/clients/0/api_key"), sandbox.text("/clients/0/password"), authority);
        let bank = bank.unwrap();
        wait(async {
            let system = bank.system_token(None).await.ok()?;
            bank.branches(&system.access_token, 1).await.ok().map(|answer| answer.branches.len())
        })
    };
    assert_eq!(branches(&first, &authority), Some(3));
    assert!(run_in(directory.path(), "try", &[]).good().contains("https://localhost:"), "a sandbox's authority is known to `try`");
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
    assert_eq!(branches(&first, other.as_bytes()), None);
    let (told, files) = (first.told["tls"].clone(), certificates_in(directory.path()));
    assert!(first.running.end().success());

    for words in [&["--tls"][..], &[]] {
        let again = Sandbox::with(directory.path(), words);
        assert_eq!(again.told["tls"], told, "{words:?}");
        assert_eq!(branches(&again, &authority), Some(3));
        assert!(again.running.end().success());
    }
    assert_eq!(certificates_in(directory.path()), files);
}

#[test]
fn the_lines_to_paste_work_over_tls() {
    let directory = sandbox_directory();
    let mut command = fgapi();
    command.args(["sandbox", "--tls", "--port", "0", "--data"]).arg(directory.path());
    let mut running = Running::start(command);
    let line = std::iter::repeat_with(|| running.line()).find(|line| line.starts_with("curl ") || line.is_empty()).unwrap();
    assert!(line.contains("--cacert '"), "{line}");
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let ran = Command::new("sh").args(["-c", &line]).output().unwrap();
    let answer = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && answer.contains("\"access_token\":\"fgs_"), "{line}\n{answer}");
}

/// A program that the test command brings.
fn brought(variable: &str) -> Command {
    Command::new(std::env::var(variable).unwrap_or_else(|_| panic!("run: cargo xtask test")))
}

#[test]
fn a_browsers_store_takes_the_customers_certificates_in() {
    let (directory, store) = (sandbox_directory(), tempfile::tempdir().unwrap());
    let sandbox = Sandbox::with(directory.path(), &["--tls"]);
    let database = format!("sql:{}", store.path().display());
    assert!(brought("FGAPI_TEST_CERTUTIL").args(["-N", "--empty-password", "-d", &database]).status().unwrap().success());
    for file in ["/tls/p12", "/tls/revoked_p12"] {
        let import = |password: &str| {
            let mut command = brought("FGAPI_TEST_PK12UTIL");
            command.args(["-i", sandbox.text(file), "-d", &database, "-W", password]).output().unwrap().status.success()
        };
        assert!(!import("not it") && import(sandbox.text("/tls/p12_password")), "{file}");
    }
    let keys = brought("FGAPI_TEST_CERTUTIL").args(["-K", "-d", &database]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&keys.stdout).matches("SAMPLE KOGYO KEIRI").count(), 2);
}

#[test]
fn a_customer_comes_with_the_certificates() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::with(directory.path(), &["--tls"]);
    let listed = run_in(directory.path(), "customer list", &["--json"]).json();
    let customer = listed.as_array().unwrap().iter().find(|one| one["id"] == sandbox.told["tls"]["id"]).unwrap();
    assert_eq!((customer["log_in"].as_str(), customer["accounts"].as_array().map(Vec::len)), (Some("certificate"), Some(3)));
    assert_eq!(customer["certificates"].as_array().map(Vec::len), Some(2), "the revoked one is kept out by its revocation only");
    assert!(listed.as_array().unwrap().iter().filter(|one| one["log_in"] == "password").count() >= 3);
}

#[test]
fn an_own_certificate_is_left_alone() {
    let directory = sandbox_directory();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(directory.path().join("own.pem"), own.cert.pem()).unwrap();
    std::fs::write(directory.path().join("own.key"), own.signing_key.serialize_pem()).unwrap();
    let file = directory.path().join("fgapi.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}[tls]\n")).unwrap();
    assert!(run_in(directory.path(), "sandbox", &["--tls"]).failed(2).contains("a section [tls] without a certificate"));
    std::fs::write(&file, format!("{text}[tls]\ncertificate = \"own.pem\"\nkey = \"own.key\"\n")).unwrap();
    let sandbox = Sandbox::with(directory.path(), &["--tls"]);
    assert!(sandbox.url().starts_with("https://127.0.0.1:") && sandbox.told["tls"].is_null());
}
