//! The office from the command line: its first administrator, its mails.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fgapi_postbox::{Postbox, Rules, Speech};

use crate::program::{Ended, Running, Sandbox, fgapi, run, run_in, sandbox_directory};

/// A store with its tables, and the settings for it, with these lines behind the bank's.
fn migrated(here: &Path, lines: &str) -> PathBuf {
    let config = here.join("fgapi.toml");
    std::fs::write(&config, format!("[bank]\ncode = \"9999\"\n[server]\nbind = \"127.0.0.1:0\"\n{lines}")).unwrap();
    run(&["migrate", "--config", config.to_str().unwrap()]).good();
    config
}

fn run_with(config: &Path, words: &str, rest: &[&str]) -> Ended {
    let mut all: Vec<&str> = words.split(' ').collect();
    all.extend(["--config", config.to_str().unwrap()]);
    all.extend(rest);
    run(&all)
}

const HANAKO: [&str; 6] = ["--login", "hanako", "--name", "見本 花子", "--mail", "hanako@bank.example"];

#[test]
fn the_first_administrator_is_made_once() {
    let directory = tempfile::tempdir().unwrap();
    let config = migrated(directory.path(), "public_url = \"https://bank.example\"\nprefix = \"/api\"\n");
    assert!(run_with(&config, "admin list", &[]).good().contains("fgapi admin init"));
    let told = run_with(&config, "admin init", &[&HANAKO[..], &["--json"]].concat()).json();
    let link = told["link"].as_str().unwrap();
    assert!(link.starts_with("https://bank.example/api/office/welcome/"), "{link}");
    assert!(told["until"].as_str().unwrap().ends_with("+09:00"));
    let refused = run_with(&config, "admin init", &["--login", "taro", "--name", "太郎", "--mail", "taro@bank.example"]).failed(2);
    assert!(refused.contains("already") && refused.contains("fgapi admin recover"), "{refused}");

    let again = run_with(&config, "admin recover", &["hanako", "--json"]).json();
    assert_ne!(again["link"], told["link"]);
    assert!(run_with(&config, "admin recover", &["nobody"]).failed(2).contains("nobody has the login id nobody"));
    let listed = run_with(&config, "admin list", &["--json"]).json();
    assert_eq!((&listed[0]["login"], &listed[0]["has_password"], listed.as_array().unwrap().len()), (&"hanako".into(), &false.into(), 1));
    let log = run_with(&config, "audit export", &[]).good();
    assert!(log.contains("office.admin_init") && log.contains("command:"), "{log}");
    let secret = link.rsplit('/').next().unwrap();
    assert!(!log.contains(secret) && !run_with(&config, "mail status", &["--json"]).good().contains(secret));
}

#[test]
fn a_closed_office_has_no_administrator() {
    let directory = tempfile::tempdir().unwrap();
    for lines in ["[office]\nenabled = false\n", "[login]\nkey_file = \"\"\n"] {
        let config = migrated(directory.path(), lines);
        assert!(run_with(&config, "admin init", &HANAKO).failed(2).contains("office.enabled"));
    }
}

#[test]
fn the_sandbox_tells_the_link_to_its_office_until_somebody_used_it() {
    let directory = sandbox_directory();
    let first = {
        let sandbox = Sandbox::on(directory.path());
        assert_eq!(sandbox.text("/office/login"), "admin");
        assert_eq!(sandbox.text("/office/url"), format!("{}/office", sandbox.url()));
        sandbox.text("/office/link").to_owned()
    };
    let sandbox = Sandbox::on(directory.path());
    let link = sandbox.text("/office/link");
    assert!(link.starts_with(&format!("{}/office/welcome/", sandbox.url())));
    assert_ne!(link.rsplit('/').next(), first.rsplit('/').next(), "the link of another terminal is void");

    let told = run_in(directory.path(), "admin recover", &["admin", "--json"]).json();
    // Only the first caller's is taken; all are the same.
    rustls::crypto::ring::default_provider().install_default().ok();
    let page = |url: &str| reqwest::blocking::get(url).unwrap().text().unwrap();
    let list = page(sandbox.text("/office/mails"));
    let own = list.split("href=\"").filter_map(|part| part.split('"').next()).filter(|at| at.starts_with("/sandbox/mail/"));
    // The start above wrote one too, perhaps in the same second.
    let mails: Vec<String> = own.map(|own| page(&format!("{}{own}", sandbox.url()))).collect();
    let link = told["link"].as_str().unwrap();
    let shown = format!("<a href=\"{link}\">{link}</a>");
    assert!(mails.iter().any(|mail| mail.contains(&shown)), "{mails:?}");
    assert_eq!(reqwest::blocking::get(format!("{}/sandbox/mail/0", sandbox.url())).unwrap().status(), 404);
}

/// `[mail]` for a server on this machine.
fn mail_lines(postbox: &Postbox, here: &Path) -> String {
    std::fs::write(here.join("mail.ca"), postbox.authority()).unwrap();
    std::fs::write(here.join("mail.password"), "hush hush\n").unwrap();
    format!(
        "[mail]\nserver = \"localhost\"\nport = {}\nfrom = \"no-reply@bank.example\"\nfrom_name = \"見本銀行\"\nusername = \"fgapi\"\n\
         password_file = \"mail.password\"\nca_file = \"mail.ca\"\n",
        postbox.port()
    )
}

fn guarded() -> Rules {
    Rules { speech: Speech::StartTls, login: Some(("fgapi".into(), "hush hush".into())), ..Rules::default() }
}

#[test]
fn mails_reach_the_mail_server_also_when_it_was_down() {
    let directory = tempfile::tempdir().unwrap();
    let mut postbox = Postbox::open(guarded()).unwrap();
    let config = migrated(directory.path(), &mail_lines(&postbox, directory.path()));
    run_with(&config, "config check", &[]).good();
    run_with(&config, "admin init", &HANAKO).good();
    let mut command = fgapi();
    command.args(["serve", "--json", "--config"]).arg(&config);
    let mut running = Running::start(command);
    assert!(running.line().contains("base_url"));

    let recover = || run_with(&config, "admin recover", &["hanako", "--json"]).json()["link"].as_str().unwrap().to_owned();
    let link = recover();
    let mail = &postbox.wait_for(1)[0];
    assert_eq!((mail.to.as_slice(), mail.tls, mail.login.as_deref()), (&["hanako@bank.example".to_owned()][..], true, Some("fgapi")));
    // A command does not know which port the gateway was given.
    let secret = |link: &str| link.rsplit('/').next().map(str::to_owned);
    assert_eq!(mail.link("http").as_deref().and_then(secret), secret(&link));

    postbox.go_down();
    recover();
    let begun = Instant::now();
    let troubled = loop {
        let told = run_with(&config, "mail status", &["--json"]).json();
        if told["troubles"][0]["trouble"].is_string() {
            break told;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{told}");
    };
    assert_eq!((&troubled["waiting"], &troubled["sent"]), (&1.into(), &1.into()));
    assert!(troubled["troubles"][0]["trouble"].as_str().unwrap().starts_with("the mail server does not answer"));
    postbox.come_up();
    assert_eq!(postbox.wait_for(2).len(), 2);
    let begun = Instant::now();
    assert!(running.end().success());
    assert!(begun.elapsed() < Duration::from_secs(10), "the end does not wait for mails");
}

#[test]
fn a_test_mail_says_what_the_server_said() {
    let directory = tempfile::tempdir().unwrap();
    let postbox = Postbox::open(guarded()).unwrap();
    let config = migrated(directory.path(), &mail_lines(&postbox, directory.path()));
    assert!(run_with(&config, "mail test", &["hanako@kakei.example"]).good().contains("took the mail"));
    assert!(postbox.wait_for(1)[0].subject().contains("試験メール"));
    postbox.set_rules(Rules { refuse: [("hanako@kakei.example".to_owned(), 550)].into(), ..guarded() });
    let told = run_with(&config, "mail test", &["hanako@kakei.example"]).failed(1);
    assert!(told.contains("refuses the recipient: 550") && told.contains("check the address"), "{told}");
    std::fs::write(directory.path().join("mail.password"), "wrong").unwrap();
    let told = run_with(&config, "mail test", &["hanako@kakei.example"]).failed(1);
    assert!(told.contains("535") && !told.contains("wrong"), "{told}");
    run_with(&config, "mail test", &["a\r\nBcc: b@x.example"]).told_of_bad_usage();
}

#[test]
fn mail_settings_are_refused_with_their_reason() {
    let directory = tempfile::tempdir().unwrap();
    let told = |lines: &str| {
        let config = directory.path().join("fgapi.toml");
        std::fs::write(&config, format!("[bank]\ncode = \"9999\"\n[mail]\n{lines}")).unwrap();
        run_with(&config, "config check", &[]).failed(2)
    };
    const GOOD: &str = "server = \"mail.bank.example\"\nfrom = \"a@bank.example\"\n";
    assert!(told("server = \"mail.bank.example\"\n").contains("mail.from must"));
    assert!(told(&format!("{GOOD}tls = \"none\"\n")).contains("plain text"));
    std::fs::write(directory.path().join("empty"), "\n").unwrap();
    assert!(told(&format!("{GOOD}username = \"a\"\npassword_file = \"empty\"\n")).contains("mail.password_file"));
    assert!(told(&format!("{GOOD}ca_file = \"empty\"\n")).contains("mail.ca_file"));
    assert!(told(&format!("{GOOD}port = 0\n")).contains("mail.port must be"));
}
