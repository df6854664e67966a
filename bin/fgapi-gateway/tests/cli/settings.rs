//! Settings: what is refused, and how it is told.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::program::{Ended, fgapi, finish, run};

const BANK: &str = "[bank]\ncode = \"9999\"\n";

fn file(text: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("fgapi.toml");
    std::fs::write(&path, text).unwrap();
    (directory, path)
}

fn run_with(words: &[&str], text: &str) -> Ended {
    let (_directory, path) = file(text);
    let mut all: Vec<&str> = words.to_vec();
    all.extend(["--config", path.to_str().unwrap()]);
    run(&all)
}

#[test]
fn good_settings_are_called_good() {
    assert!(run_with(&["config", "check"], BANK).good().contains("bank 9999 on 127.0.0.1:8080"));
    let mut command = fgapi();
    let directory = tempfile::tempdir().unwrap();
    command.args(["config", "check"]).env("FGAPI__BANK__CODE", "0005").current_dir(directory.path());
    assert!(finish(command).good().contains("bank 0005"));
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_one() {
    let told = run_with(&["config", "check"], &format!("{BANK}[server]\nbnd = \"127.0.0.1:1\"\n")).failed(2);
    assert!(told.contains("fgapi.toml: there is no setting `server.bnd`; did you mean `server.bind`?"), "{told}");
    let mut command = fgapi();
    let (_directory, path) = file(BANK);
    command.args(["config", "check", "--config"]).arg(path).env("FGAPI__LOGIN__PSOT", "true");
    let told = finish(command).failed(2);
    assert!(told.contains("the environment: there is no setting `login.psot`; did you mean `login.post`?"), "{told}");
}

#[test]
fn bad_values_are_refused_together_and_never_repeated() {
    let text = "[bank]\ncode = 9\n[store]\nurl = \"mysql://u:hush@h/d\"\n[tokens]\naccess_seconds = \"soon\"\n";
    let told = run_with(&["config", "check"], text).failed(2);
    for expected in ["bank.code must be", "store.url must be", "tokens.access_seconds must be"] {
        assert!(told.contains(expected), "{told}");
    }
    assert!(!told.contains("hush"), "{told}");
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_told_by_its_name() {
    assert!(run(&["config", "check", "--config", "no/such.toml"]).failed(2).contains("no/such.toml"));
    assert!(run_with(&["config", "check"], "[bank\n").failed(2).contains("line 1"));
    assert!(run_with(&["config", "check"], "").failed(2).contains("bank.code must be given"));
}

#[test]
fn a_gateway_does_not_serve_plain_http_to_other_machines() {
    let told = run_with(&["serve"], &format!("{BANK}[server]\nbind = \"0.0.0.0:0\"\n")).failed(2);
    assert!(told.contains("behind_proxy") && told.contains("tls.certificate"), "{told}");
}

#[test]
fn half_of_tls_is_refused_with_the_other_half() {
    for command in [&["config", "check"][..], &["serve"]] {
        let told = run_with(command, &format!("{BANK}[tls]\ncertificate = \"gateway.pem\"\n")).failed(2);
        assert!(told.contains("tls.key must name"), "{told}");
        let told = run_with(command, &format!("{BANK}[tls]\nkey = \"gateway.key\"\n")).failed(2);
        assert!(told.contains("tls.certificate must name"), "{told}");
    }
}

#[test]
fn a_gateway_does_not_serve_tables_that_are_not_there() {
    let told = run_with(&["serve"], BANK).failed(1);
    assert!(told.contains("fgapi migrate"), "{told}");
}

#[test]
fn a_database_that_does_not_answer_is_told_without_its_password() {
    let told = run_with(&["client", "list"], &format!("{BANK}[store]\nurl = \"postgres://u:hush@127.0.0.1:1/d\"\n")).failed(1);
    assert!(!told.contains("hush"), "{told}");
}
