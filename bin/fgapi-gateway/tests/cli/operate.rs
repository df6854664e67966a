//! What an operator does while the gateway serves.

use std::process::Command;

use fgapi_client::{Fgapi, LogIn, Redeem, StatementQuery};

use crate::program::{Sandbox, run_in, run_in_with, sandbox_directory};

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn status_of_system_token(url: &str, api_key: &str, password: &str) -> u16 {
    let bank = Fgapi::new(url, api_key, password).unwrap();
    wait(bank.system_token(None)).map_or_else(|error| error.refused().unwrap().status, |_| 200)
}

#[test]
fn clients_come_change_and_go_while_the_gateway_serves() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let (url, here) = (sandbox.url(), directory.path());
    let words = ["--name", "家計簿", "--company", "株式会社サンプル", "--grants", "accounts,branches", "--redirect-domain", "app.example"];
    let added = run_in(here, "client add", &[&words[..], &["--cidr", "127.0.0.0/8", "--json"]].concat()).json();
    let (key, password) = (added["api_key"].as_str().unwrap(), added["password"].as_str().unwrap());
    assert_eq!(added["grants"], serde_json::json!(["branches", "accounts"]));
    assert_eq!(status_of_system_token(&url, key, password), 200);

    run_in(here, "client disable", &[key]).good();
    assert_eq!(status_of_system_token(&url, key, password), 401);
    run_in(here, "client enable", &[key]).good();
    assert_eq!(status_of_system_token(&url, key, password), 200);

    let rotated = run_in(here, "client rotate-password", &["--overlap-hours", "0", "--json", key]).json();
    assert_eq!(status_of_system_token(&url, key, password), 401);
    assert_eq!(status_of_system_token(&url, key, rotated["password"].as_str().unwrap()), 200);

    let listed = run_in(here, "client list", &["--json"]).json();
    let own = listed.as_array().unwrap().iter().find(|one| one["api_key"] == key).unwrap();
    assert_eq!((&own["standing"], &own["networks"]), (&"enabled".into(), &serde_json::json!(["127.0.0.0/8"])));
    assert!(!listed.to_string().contains("fgp_"));
    assert!(run_in(here, "client disable", &["fgk_nobody"]).failed(2).contains("no client has this api_key"));
}

#[test]
fn a_client_from_elsewhere_is_refused() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let words = ["--name", "a", "--company", "b", "--cidr", "203.0.113.0/24", "--json"];
    let added = run_in(directory.path(), "client add", &words).json();
    let (key, password) = (added["api_key"].as_str().unwrap(), added["password"].as_str().unwrap());
    assert_eq!(status_of_system_token(&sandbox.url(), key, password), 401);
}

#[test]
fn customers_are_added_with_a_password_of_their_own_or_a_generated_one() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let here = directory.path();
    let words = ["--id", "P-0009", "--login", "saburo", "--name", "鈴木 三郎", "--account", "9999-003-1-0000301"];
    let said = run_in_with(here, "customer add", &[&words[..], &["--password-stdin"]].concat(), "ひみつ 1\n").good();
    assert!(!said.contains("ひみつ"), "{said}");
    let generated = run_in(here, "customer add", &["--id", "P-0010", "--json"]).json();
    let bank = Fgapi::new(&sandbox.url(), sandbox.text("/clients/0/api_key"), sandbox.text("/clients/0/password")).unwrap();
    for (id, password) in [("saburo", "ひみつ 1"), ("P-0010", generated["password"].as_str().unwrap())] {
        wait(bank.log_in(&LogIn { id, password, ..LogIn::default() })).unwrap();
    }
    let listed = run_in(here, "customer list", &["--json"]).json();
    let own = listed.as_array().unwrap().iter().find(|one| one["id"] == "saburo").unwrap();
    assert_eq!(own["accounts"], serde_json::json!(["9999-003-1-0000301"]));
    assert!(run_in(here, "customer add", &["--id", "P-0011", "--login", "saburo"]).failed(2).contains("another customer"));
    assert!(run_in(here, "customer add", &["--id", "P-0012", "--account", "9999-999-1-0000001"]).failed(2).contains("account"));
    assert!(run_in_with(here, "customer add", &["--id", "P-0013", "--password-stdin"], "").failed(2).contains("stdin"));
}

#[test]
fn files_are_taken_whole_or_not_at_all_while_the_gateway_serves() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let here = directory.path();
    let file = |name: &str, text: &str| {
        std::fs::write(here.join(name), text).unwrap();
        here.join(name).to_str().unwrap().to_owned()
    };
    let good = file("new.csv", "account_id,booked_at,amount,description\n9999-001-1-0000002,2026-01-05T10:00:00,1000,入金\n");
    let said = run_in(here, "import transactions", &[&good]).good();
    assert!(said.contains("1 added"), "{said}");
    let said = run_in(here, "import transactions", &[&good]).good();
    assert!(said.contains("0 added, 1 there already") && said.contains("nothing new"), "{said}");

    let bad =
        file("bad.csv", "account_id,booked_at,amount,description\n9999-001-1-0000002,2026-01-06,7,a\n9999-001-1-0000002,2026-02-30,1,b\n");
    let told = run_in(here, "import transactions", &[&bad]).failed(2);
    assert!(told.contains("bad.csv") && told.contains("line 3") && told.contains("booked_at"), "{told}");
    let told = run_in(here, "import transactions", &["--format", "zengin", &good]).failed(2);
    assert!(told.contains("new.csv"), "{told}");
    assert!(run_in(here, "import transactions", &["no/such.csv"]).failed(2).contains("no/such.csv"));

    let branches =
        file("branches.csv", "bank_code,bank_name,branch_code,branch_name,branch_name_kana\n9999,サンドボックス銀行,001,本店,ホンテン\n");
    assert!(run_in(here, "import branches", &[&branches]).good().contains("1 changed, 0 unchanged, 2 gone"));
    let accounts = file("accounts.csv", "bank_code,branch_code,kind,number,owner_type\n9999,001,1,0000099,x\n");
    assert!(run_in(here, "import accounts", &[&accounts]).failed(2).contains("owner_type"));

    wait(async {
        let bank = Fgapi::new(&sandbox.url(), sandbox.text("/clients/0/api_key"), sandbox.text("/clients/0/password")).unwrap();
        let system = bank.system_token(None).await.unwrap().access_token;
        assert_eq!(bank.branches(&system, 1).await.unwrap().branches.len(), 1);
        let login = LogIn { id: sandbox.text("/users/0/id"), password: sandbox.text("/users/0/password"), ..LogIn::default() };
        let auth = bank.log_in(&login).await.unwrap();
        let pair = bank.redeem(&system, &Redeem::of(&auth.auth_token)).await.unwrap();
        let query = StatementQuery { account_id: "9999-001-1-0000002", start_date: "2026-01-01", end_date: "2026-12-31", page: 1 };
        let rows = bank.transactions(&pair.access_token, &query).await.unwrap().transactions;
        assert_eq!(rows.iter().map(|row| row.amount).collect::<Vec<_>>(), [1_000]);
    });
}

#[test]
fn the_flows_of_the_document_run_from_the_command_line() {
    let directory = sandbox_directory();
    assert!(run_in(directory.path(), "try", &[]).failed(1).contains("fgapi sandbox"));
    let sandbox = Sandbox::on(directory.path());
    let said = run_in(directory.path(), "try", &[]).good();
    for step in ["A1 GET /auth/login", "POST /auth/token", "B1 PUT /auth/token", "B2 GET /accounts", "B3 GET /transactions", "C1 DELETE"] {
        assert!(said.contains(step), "{said}");
    }
    let url = sandbox.url();
    let words = [
        "try",
        "--url",
        &url,
        "--api-key",
        sandbox.text("/clients/1/api_key"),
        "--password",
        "wrong",
        "--user",
        "u",
        "--user-password",
        "p",
        "--post",
    ];
    let told = crate::program::run(&words).failed(1);
    assert!(told.contains("401"), "{told}");
}

#[test]
fn a_customer_with_a_certificate_logs_in_with_it() {
    let directory = sandbox_directory();
    let here = directory.path();
    let pem = here.join("keiri.pem");
    std::fs::write(&pem, rcgen::generate_simple_self_signed(["keiri".to_owned()]).unwrap().cert.pem()).unwrap();
    let other = "AB:".repeat(31) + "AB";
    let add = |words: &[&str]| run_in(here, "customer add --id P-0020 --keep-password", words);
    run_in(here, "customer add", &["--id", "P-0020", "--certificate", pem.to_str().unwrap(), "--certificate", &other]).good();
    let listed = || -> (String, usize) {
        let all = run_in(here, "customer list", &["--json"]).json();
        let one = all.as_array().unwrap().iter().find(|one| one["customer_id"] == "P-0020").unwrap().clone();
        (one["log_in"].as_str().unwrap().to_owned(), one["certificates"].as_array().unwrap().len())
    };
    assert_eq!(listed(), ("certificate".to_owned(), 2));
    add(&[]).good();
    assert_eq!(listed(), ("certificate".to_owned(), 2));
    add(&["--certificate", &other]).good();
    assert_eq!(listed(), ("certificate".to_owned(), 1));
    add(&["--certificate", "none"]).good();
    assert_eq!(listed(), ("password".to_owned(), 0));
    for (given, expected) in [("abcd", "abcd"), (here.join("fgapi.toml").to_str().unwrap(), "no certificate in PEM")] {
        let told = add(&["--certificate", given]).failed(2);
        assert!(told.contains("--certificate") && told.contains(expected), "{told}");
    }
}

#[test]
fn an_inquiry_pin_needs_the_gateways_key() {
    let directory = sandbox_directory();
    let here = directory.path();
    let accounts = here.join("accounts.csv");
    std::fs::write(&accounts, "bank_code,branch_code,kind,number,owner_type,inquiry_pin\n9999,001,1,0000002,p,1234\n").unwrap();
    let import = || run_in(here, "import accounts", &[accounts.to_str().unwrap()]);
    let settings = std::fs::read_to_string(here.join("fgapi.toml")).unwrap();
    std::fs::write(here.join("fgapi.toml"), settings.replace("[login]\n", "[login]\nkey_file = \"\"\n")).unwrap();
    assert!(import().failed(2).contains("login.key_file"));
    std::fs::write(here.join("fgapi.toml"), settings).unwrap();
    assert!(import().good().contains("1 changed"));
    assert!(import().good().contains("1 unchanged"));
}

#[test]
fn tables_are_planned_before_they_are_changed() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("fgapi.toml");
    std::fs::write(&config, "[bank]\ncode = \"9999\"\n").unwrap();
    let run = |words: &[&str]| {
        let mut all = words.to_vec();
        all.extend(["--config", config.to_str().unwrap()]);
        crate::program::run(&all)
    };
    assert!(run(&["migrate", "--plan"]).good().contains("fgapi.db is not there"));
    assert!(!directory.path().join("fgapi.db").exists());
    assert!(run(&["migrate"]).good().contains("done"));
    assert!(run(&["migrate", "--plan"]).good().contains("nothing to run"));
    assert!(run(&["client", "list"]).good().contains("no clients"));
}

#[test]
fn an_id_tells_what_it_names() {
    let directory = sandbox_directory();
    let shown = run_in(directory.path(), "ids show", &["9999-001-1-0000001-20260131-7"]).good();
    assert!(shown.contains("2026-01-31") && shown.contains("0000001"), "{shown}");
    assert!(run_in(directory.path(), "ids show", &["9999-001"]).good().contains("branch"));
    run_in(directory.path(), "ids show", &["nonsense"]).failed(2);
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let program = env!("CARGO_BIN_EXE_fgapi");
    let ran = Command::new("sh").args(["-c", &format!("'{program}' config reference | head -1")]).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
}
