//! The vault's keys changed: planned, carried through, cut off half way and resumed, prepared for other gateways, proved.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::sync::Arc;

use fgapi_audit::{Act, By, Entry, EntryTime};
use fgapi_domain::{Secret, SystemClock, SystemEntropy};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_vault::{KeyRing, Owner, Place, Vault, VaultParts};
use serde_json::{Value, json};

use crate::installation::Installation;

/// Seals `count` values of the house's: `f0000`, `f0001` and so on.
fn fill(bank: &Installation, count: usize) {
    let store = Store::open(&StoreAddress::Sqlite(bank.path("fgapi.db")), StoreSettings::default()).unwrap();
    let ring = KeyRing::parse(&bank.text("vault.keys")).unwrap();
    let store = store.holdings().unwrap().vault;
    let parts = VaultParts { store, source: Arc::new(ring), clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy::new()) };
    let vault = Vault::new(parts);
    let values: Vec<(Place, Secret)> = (0..count).map(|at| (place(at), Secret::new(format!("value {at} of the house")))).collect();
    let asked: Vec<(Place, &Secret)> = values.iter().map(|(place, value)| (place.clone(), value)).collect();
    let note = Entry::done(EntryTime(0), &By::GATEWAY, Act::ServiceCredentials, "many");
    vault.keep(&asked, |sealed| vault.store().put(sealed, &note)).unwrap();
}

fn place(at: usize) -> Place {
    Place::new(Owner::House, "many".parse().unwrap(), format!("f{at:04}").parse().unwrap())
}

/// Values under each master key.
fn under(bank: &Installation) -> Vec<(u64, u64)> {
    let status = bank.run("vault status", &["--json"]).json();
    let number = |one: &Value, field: &str| one[field].as_u64().unwrap();
    status["under"].as_array().unwrap().iter().map(|one| (number(one, "number"), number(one, "values"))).collect()
}

#[test]
fn everything_comes_under_the_next_key_and_that_is_proved() {
    let bank = Installation::with_vault();
    fill(&bank, 450);
    let tenant = bank.tenant("株式会社見本");
    bank.run_with("vault set", &["--tenant", &tenant, "--service", "2", "--field", "authenticationInfo3"], "a-token-of-the-tenant").good();
    let plan = bank.run("vault rotate", &["--dry-run", "--json"]).json();
    assert_eq!(plan, json!({ "dry_run": true, "makes_key": true, "to": 2, "values": 451, "keys": 2 }));
    assert_eq!((under(&bank), bank.text("vault.keys").contains("2:")), (vec![(1, 451)], false));

    let ended = bank.run("vault rotate", &["--json"]);
    assert!(ended.err.contains("sealing 451/451") && ended.err.contains("proving 451/451"), "{}", ended.err);
    let told = ended.json();
    assert_eq!(
        (&told["proved"], &told["resealed"], &told["destroyed"], &told["sound"]),
        (&json!(true), &json!(451), &json!(2), &json!(451))
    );
    assert_eq!(told["left"], json!({ "values": 0, "keys": 0 }));
    assert_eq!(under(&bank), [(2, 451)]);
    let keys = bank.text("vault.keys");
    assert!(keys.contains("\n1:") && keys.contains("\n2:"), "old keys open old copies of the database");
    let hint = bank.run("vault list", &["--tenant", &tenant, "--json"]).json()[0]["fields"][0]["hint"].clone();
    assert_eq!(hint, "nant");

    let told = bank.run("vault rotate", &["--forget-old", "--json"]).json();
    assert_eq!((&told["forgotten"], under(&bank)), (&json!([1, 2]), vec![(3, 451)]));
    let keys = bank.text("vault.keys");
    assert!(!keys.contains("\n1:") && !keys.contains("\n2:") && keys.contains("\n3:"));
    assert!(bank.run("vault verify", &[]).good().contains("all 451 values"));
    let log = bank.run("audit export", &["--act", "vault.rotate"]).good();
    assert!(log.contains("master key 3") && log.lines().all(|line| line.contains("left=0")), "{log}");
}

/// A row at which the database never comes to an end.
const TRAP: [&str; 2] = [
    "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    "CREATE TRIGGER trap BEFORE UPDATE ON vault_values WHEN NEW.field = 'f0450' BEGIN SELECT count(*) FROM endless; END",
];

#[test]
fn a_rotation_that_was_killed_half_way_goes_on_where_it_was() {
    let bank = Installation::with_vault();
    fill(&bank, 1_000);
    for sql in TRAP {
        bank.sql(sql);
    }
    let mut child = bank.command("vault rotate", &[]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let seen: Vec<String> = lines.take_while(|line| line != "sealing 400/1000").collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(seen.contains(&"sealing 200/1000".to_owned()), "{seen:?}");
    for sql in ["DROP TRIGGER trap", "DROP VIEW endless"] {
        bank.sql(sql);
    }
    assert_eq!(under(&bank), [(1, 600), (2, 400)]);
    assert!(bank.run("vault verify", &[]).good().contains("all 1000 values"), "both keys are there");
    let status = bank.run("vault status", &[]).good();
    assert!(status.contains("`fgapi vault rotate` goes on"), "{status}");

    let plan = bank.run("vault rotate", &["--dry-run", "--json"]).json();
    assert_eq!((&plan["makes_key"], &plan["to"], &plan["values"]), (&json!(false), &json!(2), &json!(600)));
    let told = bank.run("vault rotate", &["--json"]).json();
    assert_eq!((&told["resealed"], &told["sound"], under(&bank)), (&json!(600), &json!(1_000), vec![(2, 1_000)]));
    assert!(!bank.text("vault.keys").contains("\n3:"), "no other key is made");
}

#[test]
fn a_key_is_prepared_for_the_other_gateways_first() {
    let bank = Installation::with_vault();
    fill(&bank, 3);
    assert_eq!(bank.run("vault rotate", &["--prepare", "--json"]).json(), json!({ "prepared": 2, "made": true }));
    assert_eq!(bank.run("vault rotate", &["--prepare", "--json"]).json(), json!({ "prepared": 2, "made": false }));
    assert_eq!(under(&bank), [(1, 3)]);
    assert!(bank.run("vault rotate", &["--prepare"]).good().contains("copy the file to every gateway"));
    let told = bank.run("vault rotate", &["--json"]).json();
    assert_eq!((&told["resealed"], under(&bank)), (&json!(3), vec![(2, 3)]));
    bank.run("vault rotate", &["--prepare", "--dry-run"]).told_of_bad_usage();
    // Another gateway that has not the file yet.
    let keys = bank.text("vault.keys");
    let without: String = keys.lines().filter(|line| !line.starts_with("2:")).map(|line| format!("{line}\n")).collect();
    bank.file("vault.keys", &without);
    let told = bank.run("vault verify", &[]).failed(1);
    assert!(told.contains("master key 2 is not among") && told.contains("another gateway's file"), "{told}");
    for words in [&[][..], &["--dry-run"], &["--prepare"]] {
        assert!(bank.run("vault rotate", words).failed(1).contains("master key 2"), "no key is made over one that is missing");
    }
    assert!(!bank.text("vault.keys").contains("\n2:"));
}

#[test]
fn keys_of_the_environment_are_told_and_added_by_people() {
    let mut bank = Installation::with_vault();
    fill(&bank, 3);
    let first = bank.text("vault.keys").lines().find(|line| line.starts_with("1:")).unwrap().to_owned();
    std::fs::remove_file(bank.path("vault.keys")).unwrap();
    bank.set("FGAPI_VAULT_KEYS", &first);
    let ended = bank.run("vault rotate", &[]);
    let second = ended.out.trim().strip_prefix("FGAPI_VAULT_KEYS=…;").unwrap().to_owned();
    assert!(second.starts_with("2:"), "{second}");
    let told = ended.failed(1);
    assert!(told.contains("on every gateway") && !told.contains(&second), "{told}");
    assert_eq!(under(&bank), [(1, 3)]);
    bank.set("FGAPI_VAULT_KEYS", &format!("{first};{second}"));
    let told = bank.run("vault rotate", &["--forget-old"]).failed(1);
    assert!(told.contains("take the keys 1 out of it"), "{told}");
    assert_eq!(under(&bank), [(2, 3)]);
    bank.set("FGAPI_VAULT_KEYS", &second);
    assert!(bank.run("vault verify", &[]).good().contains("all 3 values"));
}

#[test]
fn what_does_not_open_is_named_and_nothing_is_called_proved() {
    let bank = Installation::with_vault();
    fill(&bank, 5);
    assert_eq!(
        bank.sql("UPDATE vault_values SET sealed = (SELECT sealed FROM vault_values WHERE field = 'f0000') WHERE field = 'f0003'"),
        1
    );
    let ended = bank.run("vault rotate", &["--forget-old", "--json"]);
    let told: Value = serde_json::from_str(ended.out.lines().next().unwrap()).unwrap();
    assert_eq!((&told["proved"], &told["altered"], &told["sound"]), (&json!(false), &json!(["house|many|f0003"]), &json!(4)));
    assert_eq!(told["forgotten"], json!([]));
    let told = ended.failed(1);
    assert!(told.contains("house|many|f0003") && bank.text("vault.keys").contains("\n1:"), "{told}");
    assert_eq!(bank.number("SELECT count(*) AS number FROM vault_values WHERE field = 'f0003'"), 1, "it stays as it is");
}

#[test]
fn a_vault_without_keys_is_not_rotated() {
    let bank = Installation::with("");
    assert!(bank.run("vault rotate", &[]).failed(2).contains("fgapi vault init"));
    assert!(bank.run("vault rotate", &["--dry-run"]).failed(2).contains("fgapi vault init"));
}
