//! Veiled ids: the key is made once, and a gateway without it does not start.

use std::path::Path;

use crate::program::{Sandbox, run, run_in, sandbox_directory};

fn settings(directory: &Path, ids: &str) {
    let path = directory.join("fgapi.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.split("\n[ids]").next().unwrap();
    std::fs::write(path, format!("{text}\n[ids]\n{ids}")).unwrap();
}

#[test]
fn a_new_key_is_private_and_never_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ids.key");
    let words = ["ids", "new-key", "--out", file.to_str().unwrap()];
    let said = run(&words).good();
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(!said.contains(kept.split_whitespace().nth(1).unwrap()), "the key itself is on the screen");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions()) & 0o777, 0o600);
    run(&words).failed(1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), kept);
}

/// Makes the keys `NAME.key`, and answers their ids.
fn keys<const N: usize>(here: &Path, names: [&str; N]) -> [String; N] {
    names.map(|name| {
        let file = here.join(name).with_extension("key");
        run(&["ids", "new-key", "--out", file.to_str().unwrap()]).good();
        std::fs::read_to_string(file).unwrap().split_whitespace().next().unwrap().to_owned()
    })
}

#[test]
fn a_gateway_without_a_key_that_made_ids_does_not_start() {
    let directory = sandbox_directory();
    let here = directory.path();
    let [a, b] = keys(here, ["a", "b"]);
    settings(here, &format!("form = \"veiled\"\nkey_files = [\"a.key\"]\nfirst_key = \"{a}\"\n"));
    let sandbox = Sandbox::on(here);
    let id = sandbox.text("/users/0/accounts/0").to_owned();
    assert!(!id.contains("0000001"), "{id}");
    assert!(sandbox.running.end().success());
    assert!(run_in(here, "ids show", &[&id]).good().contains("0000001"));

    for without in [&*format!("form = \"veiled\"\nkey_files = [\"b.key\"]\nfirst_key = \"{b}\"\n"), "form = \"composed\"\n"] {
        settings(here, without);
        let told = run_in(here, "serve", &[]).failed(2);
        assert!(told.contains("missing"), "{told}");
    }
}

#[test]
fn ids_change_only_when_the_new_first_key_is_named() {
    let directory = sandbox_directory();
    let here = directory.path();
    let [a, b] = keys(here, ["a", "b"]);
    let refused = |ids: &str, expected: &str| {
        settings(here, ids);
        let told = run_in(here, "serve", &[]).failed(2);
        assert!(told.contains(expected), "{told}");
    };
    // The sandbox was made with composed ids.
    refused("form = \"veiled\"\nkey_files = [\"a.key\"]\n", &format!("set ids.first_key = \"{a}\""));
    settings(here, "form = \"composed\"\n");
    assert!(Sandbox::on(here).running.end().success(), "what was refused is not remembered");
    settings(here, &format!("form = \"veiled\"\nkey_files = [\"a.key\"]\nfirst_key = \"{a}\"\n"));
    let sandbox = Sandbox::on(here);
    let id = sandbox.text("/users/0/accounts/0").to_owned();
    assert!(sandbox.running.end().success());

    let both = "form = \"veiled\"\nkey_files = [\"b.key\", \"a.key\"]\n";
    refused(both, &format!("set ids.first_key = \"{b}\""));
    refused(&format!("{both}first_key = \"{a}\"\n"), "put the file of the key that ids.first_key names first");
    settings(here, &format!("{both}first_key = \"{b}\"\n"));
    let sandbox = Sandbox::on(here);
    assert_ne!(sandbox.text("/users/0/accounts/0"), id);
    assert!(run_in(here, "ids show", &[&id]).good().contains("0000001"), "the old id opens");
    assert!(sandbox.running.end().success());
    refused("form = \"veiled\"\nkey_files = [\"a.key\", \"b.key\"]\n", "every id");
}

#[test]
fn what_is_no_key_is_refused_by_its_file() {
    let directory = sandbox_directory();
    std::fs::write(directory.path().join("a.key"), "hush").unwrap();
    settings(directory.path(), "form = \"veiled\"\nkey_files = [\"a.key\"]\n");
    let told = run_in(directory.path(), "serve", &[]).failed(2);
    assert!(told.contains("a.key") && !told.contains("hush"), "{told}");
}

#[test]
fn the_gateways_key_is_made_when_the_first_pin_is_filed_and_never_again() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(directory.path().join(name), text).unwrap();
        directory.path().join(name).to_str().unwrap().to_owned()
    };
    let config = file("fgapi.toml", "[store]\nurl = \"bank.db\"\n\n[bank]\ncode = \"9999\"\n");
    let fgapi = |words: &[&str]| run(&[words, &["--config", &config]].concat());
    fgapi(&["migrate"]).good();
    let branches = "bank_code,bank_name,branch_code,branch_name,branch_name_kana\n9999,見本銀行,001,本店,ﾎﾝﾃﾝ\n";
    fgapi(&["import", "branches", &file("branches.csv", branches)]).good();
    let names = "bank_code,branch_code,kind,number,owner_type";
    fgapi(&["import", "accounts", &file("plain.csv", &format!("{names}\n9999,001,1,0000001,p\n"))]).good();
    let key = directory.path().join("login.key");
    assert!(!key.exists(), "nothing needs the key yet");
    let pins = file("pins.csv", &format!("{names},inquiry_pin\n9999,001,1,0000001,p,1234\n"));
    fgapi(&["import", "accounts", &pins]).good();
    let made = std::fs::read_to_string(&key).unwrap();
    fgapi(&["import", "accounts", &pins]).good();
    assert_eq!(std::fs::read_to_string(&key).unwrap(), made);
    std::fs::remove_file(&key).unwrap();
    let told = fgapi(&["import", "accounts", &pins]).failed(2);
    assert!(told.contains("login.key_file") && !key.exists(), "{told}");
}
