//! The vault from the command line: its first key, where keys stand, how it stands, and what scripts set in it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::installation::Installation;
use crate::program::{end_of, run};

#[cfg(unix)]
fn rights(file: &std::path::Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o777
}

#[cfg(unix)]
fn open_to(file: &std::path::Path, rights: u32) {
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(rights)).unwrap();
}

/// Sets a value of a tenant's.
fn set(bank: &Installation, tenant: &str, field: &str, value: &str) {
    bank.run_with("vault set", &["--tenant", tenant, "--service", "0", "--field", field], value).good();
}

#[test]
fn the_first_key_is_made_once_and_for_nobody_else() {
    let bank = Installation::with("");
    let before = bank.run("vault status", &["--json"]).json();
    assert_eq!((&before["standing"], &before["under"]), (&json!("keyless"), &json!([])));
    let told = bank.run("vault init", &["--json"]).json();
    let kept = bank.text("vault.keys");
    let key = kept.lines().find_map(|line| line.strip_prefix("1:")).unwrap();
    assert_eq!(key.len(), 43);
    #[cfg(unix)]
    assert_eq!(rights(&bank.path("vault.keys")), 0o600);
    assert!(bank.run("vault init", &[]).failed(2).contains("there already"));
    assert!(bank.run("vault init", &["--print"]).failed(2).contains("already"));
    assert_eq!(bank.text("vault.keys"), kept);

    let status = bank.run("vault status", &["--json"]).json();
    assert_eq!((&status["standing"], &status["newest"]), (&json!("open"), &json!(1)));
    assert_eq!(status["master_keys"][0]["fingerprint"], told["fingerprint"]);
    let log = bank.run("audit export", &["--act", "vault.key_make"]).good();
    assert!(log.contains(told["fingerprint"].as_str().unwrap()) && log.contains("command:"), "{log}");
    for said in [told.to_string(), status.to_string(), log, bank.run("vault status", &[]).good()] {
        assert!(!said.contains(key), "the key itself is told: {said}");
    }
}

#[test]
fn no_first_key_is_made_where_something_is_sealed() {
    let bank = Installation::with_vault();
    let tenant = bank.tenant("株式会社見本");
    set(&bank, &tenant, "authenticationInfo1", "a-client-id\n");
    std::fs::rename(bank.path("vault.keys"), bank.path("elsewhere")).unwrap();
    for words in [&[][..], &["--print"]] {
        let told = bank.run("vault init", words).failed(1);
        assert!(told.contains("sealed values or keys") && told.contains("copy"), "{told}");
    }
    assert!(!bank.path("vault.keys").exists());
    let told = bank.run_with("vault set", &["--tenant", &tenant, "--service", "0", "--field", "authenticationInfo2"], "b").failed(2);
    assert!(told.contains("there is no master key") && told.contains("fgapi vault init"), "{told}");

    // A key of another house has the right number and opens nothing.
    let other = Installation::with_vault();
    std::fs::copy(other.path("vault.keys"), bank.path("vault.keys")).unwrap();
    let told = bank.run("vault verify", &[]).failed(1);
    assert!(told.contains("master key 1 is not the one") && told.contains("vault.key_make"), "{told}");
    let stranger = bank.tenant("他社");
    bank.run_with("vault set", &["--tenant", &stranger, "--service", "0", "--field", "authenticationInfo1"], "b").failed(1);
    std::fs::rename(bank.path("elsewhere"), bank.path("vault.keys")).unwrap();
    assert!(bank.run("vault verify", &[]).good().contains("all 1 values open"));
}

#[cfg(unix)]
#[test]
fn a_file_of_keys_that_others_may_read_is_refused_with_the_fix() {
    let bank = Installation::with_vault();
    let tenant = bank.tenant("株式会社見本");
    let file = bank.path("vault.keys");
    open_to(&file, 0o644);
    let status = bank.run("vault status", &["--json"]).json();
    assert!(status["why"].as_str().unwrap().contains("chmod 600"), "{status}");
    for (words, rest) in [
        ("vault rotate", &[][..]),
        ("vault set", &["--tenant", &tenant, "--service", "0", "--field", "authenticationInfo1"]),
        ("config check", &[]),
    ] {
        let told = bank.run_with(words, rest, "hush").failed(2);
        assert!(told.contains("chmod 600") && told.contains("644"), "{words}: {told}");
    }
    open_to(&file, 0o600);
    set(&bank, &tenant, "authenticationInfo1", "hush");
    bank.run("config check", &[]).good();
    std::fs::write(&file, "1:hush\n").unwrap();
    let told = bank.run("vault verify", &[]).failed(2);
    assert!(told.contains("43 letters") && !told.contains("hush"), "{told}");
}

#[test]
fn keys_may_stand_in_the_environment_instead_but_not_in_both() {
    let mut bank = Installation::with("");
    let line = bank.run("vault init", &["--print"]).good();
    let key = line.trim().strip_prefix("FGAPI_VAULT_KEYS=").unwrap().to_owned();
    assert!(key.starts_with("1:") && !bank.path("vault.keys").exists(), "{line}");
    bank.set("FGAPI_VAULT_KEYS", &key);
    let tenant = bank.tenant("株式会社見本");
    set(&bank, &tenant, "authenticationInfo1", "hush");
    assert_eq!(bank.run("vault status", &["--json"]).json()["keys_in"], "the variable FGAPI_VAULT_KEYS");
    assert!(bank.run("vault init", &[]).failed(2).contains("FGAPI_VAULT_KEYS"));

    bank.file("vault.keys", &format!("{key}\n"));
    #[cfg(unix)]
    open_to(&bank.path("vault.keys"), 0o600);
    assert!(bank.run("vault verify", &[]).failed(2).contains("take one of them away"));
    bank.set("FGAPI_VAULT_KEYS", "");
    assert!(bank.run("vault verify", &[]).good().contains("all 1 values"));
    std::fs::remove_file(bank.path("vault.keys")).unwrap();
    bank.set("FGAPI_VAULT_KEYS", "1:hush");
    assert!(!bank.run("vault verify", &[]).failed(2).contains("hush"));
    bank.set("FGAPI_VAULT_KEYS", "");
    bank.set("FGAPI__VAULT__KEYS_FILE", "");
    assert!(bank.run("vault init", &[]).failed(2).contains("vault.keys_file"));
}

#[test]
fn a_gateway_without_keys_serves_and_a_vault_is_sealed_and_opened() {
    let bank = Installation::with("");
    // Serves until it has said that it does; its log.
    let serve = || {
        let mut command = bank.command("serve", &["--json"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("base_url"), "{line}");
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        let ended = end_of(child);
        assert_eq!(ended.code, Some(0));
        ended.err
    };
    let warned =
        |log: &str| log.lines().filter(|line| line.contains("WARN  fgapi_house::entrusted") && line.contains("answered with 503")).count();
    assert!(!serve().contains("WARN  fgapi_house::entrusted"), "nothing is there that a key would open");
    bank.run("vault init", &[]).good();
    let tenant = bank.tenant("株式会社見本");
    set(&bank, &tenant, "authenticationInfo1", "hush");
    assert_eq!(warned(&serve()), 0);
    std::fs::remove_file(bank.path("vault.keys")).unwrap();
    let log = serve();
    assert!(warned(&log) == 1 && log.contains("fgapi vault init"), "{log}");

    let bank = Installation::with_vault();
    let tenant = bank.tenant("株式会社見本");
    assert!(bank.run("vault seal", &[]).good().contains("is sealed"));
    assert!(bank.run("vault seal", &[]).good().contains("already"));
    let status = bank.run("vault status", &["--json"]).json();
    assert_eq!(status["standing"], "sealed");
    assert!(status["sealed"]["by"].as_str().unwrap().starts_with("command:"));
    let told = bank.run_with("vault set", &["--tenant", &tenant, "--service", "0", "--field", "authenticationInfo1"], "hush").failed(1);
    assert!(told.contains("fgapi vault unseal"), "{told}");
    assert!(bank.run("vault unseal", &[]).good().contains("is open"));
    set(&bank, &tenant, "authenticationInfo1", "hush");
}

#[test]
fn altered_and_moved_values_are_named_and_told_to_the_log() {
    let bank = Installation::with_vault();
    let tenant = bank.tenant("株式会社見本");
    for (field, value) in
        [("authenticationInfo1", "first-value"), ("authenticationInfo2", "second-value"), ("authenticationInfo3", "third")]
    {
        set(&bank, &tenant, field, value);
    }
    assert!(bank.run("vault verify", &[]).good().contains("all 3 values open"));
    // Two rows change places.
    bank.sql("CREATE TABLE before AS SELECT field, sealed FROM vault_values");
    for (field, other) in [("1", "2"), ("2", "1")] {
        let of = format!("SELECT sealed FROM before WHERE field = 'authenticationInfo{other}'");
        assert_eq!(bank.sql(&format!("UPDATE vault_values SET sealed = ({of}) WHERE field = 'authenticationInfo{field}'")), 1);
    }
    let told = bank.run("vault verify", &[]).failed(1);
    for field in ["authenticationInfo1", "authenticationInfo2"] {
        assert!(told.contains(&format!("{tenant}|0|{field}")), "{told}");
    }
    assert!(!told.contains("Info3") && !told.contains("value-"), "{told}");
    assert_eq!(bank.run("audit export", &["--act", "vault.altered"]).good().lines().count(), 2);
    let ended = bank.run("vault verify", &["--json"]);
    let said: Value = serde_json::from_str(ended.out.lines().next().unwrap()).unwrap();
    assert_eq!((ended.code, &said["sound"], said["altered"].as_array().unwrap().len()), (Some(1), &json!(1), 2));
}

#[test]
fn scripts_set_credentials_and_nobody_sees_them_again() {
    let bank = Installation::with_vault();
    let tenant = bank.tenant("株式会社見本");
    set(&bank, &tenant, "authenticationInfo1", "24a67f14-8uy9-4143-b69b-316607b86ip9\r\n");
    let words = |more: &[&'static str]| {
        let own = tenant.clone();
        [vec!["--tenant".to_owned(), own, "--service".to_owned(), "0".to_owned()], more.iter().map(ToString::to_string).collect()].concat()
    };
    let change = |more: &[&'static str], stdin: &str| {
        let all = words(more);
        bank.run_with("vault set", &all.iter().map(String::as_str).collect::<Vec<_>>(), stdin)
    };
    change(&["--field", "authenticationInfo2", "--receiving-department", "連携用部門", "--disable"], "short").good();
    let list = || bank.run("vault list", &["--tenant", &tenant, "--json"]).json();
    let listed = list();
    let own = &listed[0];
    assert_eq!((&own["enabled"], &own["receiving_department"], &own["name"]), (&json!(false), &json!("連携用部門"), &json!("BillOne")));
    let hints: Vec<&str> = own["fields"].as_array().unwrap().iter().map(|field| field["hint"].as_str().unwrap()).collect();
    assert_eq!(hints, ["6ip9", ""]);
    let told = bank.run("vault get-hints", &["--tenant", &tenant]).good();
    assert!(told.contains("Client ID  …6ip9") && told.contains("リフレッシュトークン  –") && !told.contains("short"), "{told}");
    change(&["--enable"], "").good();
    change(&["--field", "authenticationInfo2", "--clear"], "").good();
    assert_eq!((&list()[0]["enabled"], list()[0]["fields"].as_array().unwrap().len()), (&json!(true), 1));

    for (more, stdin, expected) in [
        (&["--field", "authenticationInfo4"][..], "a", "Client ID"),
        (&["--field", "authenticationInfo1"], "", "nothing stands there"),
        (&["--field", "authenticationInfo1"], "a\nb\n", "more than one line"),
        (&["--field", "authenticationInfo1"], "a\tb", "without control characters"),
        (&["--field", "authenticationInfo1"], &"x".repeat(4_097), "too long"),
        (&["--field", "authenticationInfo1"], &"x".repeat(9_000), "longer than 4096"),
    ] {
        let told = change(more, stdin).failed(2);
        assert!(told.contains(expected) && !told.contains("xxx"), "{told}");
    }
    for more in [&[][..], &["--enable", "--disable"], &["--clear"], &["--field", "info1"]] {
        change(more, "").told_of_bad_usage();
    }
    let bakuraku = ["--tenant", &tenant, "--service", "3", "--receiving-department", "a"];
    assert!(bank.run("vault set", &bakuraku).failed(2).contains("services 0, 1 and 2"));
    let nobody = ["--tenant", "9999999999999999999", "--service", "0", "--field", "authenticationInfo1"];
    bank.run_with("vault set", &nobody, "a").told_of_bad_usage();
    let nobody = ["--tenant", "1214732595705114600", "--service", "0", "--field", "authenticationInfo1"];
    assert!(bank.run_with("vault set", &nobody, "a").failed(2).contains("fgapi tenant list"));
    assert_eq!(run(&["vault", "set", "--service", "9"]).code, Some(2));
    let log = bank.run("audit export", &[]).good();
    assert!(log.contains("credential.change") && !log.contains("24a67f14"), "{log}");
}

#[test]
fn tenants_clients_come_change_and_go() {
    let bank = Installation::with_vault();
    let (tenant, other) = (bank.tenant("株式会社見本"), bank.tenant("他社"));
    let add = |tenant: &str, name: &str| bank.run("vault client add", &["--tenant", tenant, "--name", name, "--json"]).json();
    let (first, second) = (add(&tenant, "経費"), add(&tenant, "会計"));
    assert_eq!((&first["company"], &first["tenant"], &first["level"]), (&second["company"], &json!(tenant), &json!("tenant")));
    assert_ne!(add(&other, "経費")["company"], first["company"]);
    let id = first["client_id"].as_str().unwrap();
    bank.run("vault client disable", &[id]).good();
    let list = || bank.run("vault client list", &["--tenant", &tenant, "--json"]).json();
    let standing = |listed: &Value| listed.as_array().unwrap().iter().find(|one| one["client_id"] == id).unwrap()["standing"].clone();
    assert_eq!((standing(&list()), list().as_array().unwrap().len()), (json!("disabled"), 2));
    bank.run("vault client enable", &[id]).good();
    assert_eq!(standing(&list()), "enabled");
    let rotated = bank.run("vault client rotate", &[id, "--overlap-hours", "1", "--json"]).json();
    assert_ne!(rotated["client_secret"], first["client_secret"]);
    let everything = bank.run("vault client list", &[]).good() + &bank.run("audit export", &[]).good();
    for secret in [&first, &second, &rotated].map(|told| told["client_secret"].as_str().unwrap()) {
        assert!(!everything.contains(secret), "{everything}");
    }
    let nobody = "0193b0a5-5f3c-7c3e-9d57-5f3f2a1b0c4d";
    assert!(bank.run("vault client rotate", &[nobody]).failed(2).contains("fgapi vault client list"));
    assert!(bank.run("vault client add", &["--tenant", "1214732595705114600", "--name", "a"]).failed(2).contains("fgapi tenant list"));
    bank.run("vault client add", &["--tenant", &tenant, "--name", " "]).told_of_bad_usage();
    bank.run("vault client enable", &["no-uuid"]).told_of_bad_usage();
}
