//! Tenants from the command line.

use crate::installation::Installation;

#[test]
fn a_deleted_tenant_takes_credentials_clients_and_key_along() {
    let bank = Installation::with_vault();
    let (gone, stays) = (bank.tenant("株式会社見本"), bank.tenant("他社"));
    for tenant in [&gone, &stays] {
        bank.run_with("vault set", &["--tenant", tenant, "--service", "0", "--field", "authenticationInfo1"], "a-client-id").good();
        bank.run("vault client add", &["--tenant", tenant, "--name", "経費"]).good();
    }
    let rows = |table: &str| bank.number(&format!("SELECT count(*) AS number FROM {table}"));
    let all = || ["vault_keys", "vault_values", "saas_credentials", "tenant_clients"].map(rows);
    assert_eq!(all(), [2; 4]);
    bank.run("tenant delete", &[&gone]).good();
    assert_eq!(all(), [1; 4]);
    assert!(bank.run("tenant delete", &[&gone]).failed(2).contains("fgapi tenant list"));
    assert!(bank.run("vault verify", &[]).good().contains("all 1 values"));
    assert!(bank.run("audit export", &["--act", "tenant.delete"]).good().contains(&gone));
    // Whoever signs in belongs to it.
    bank.run("admin init", &["--login", "hanako", "--name", "見本 花子", "--mail", "hanako@bank.example"]).good();
    assert!(bank.run("tenant delete", &[&stays]).failed(2).contains("portal users"));
    assert_eq!(all(), [1; 4]);
}

#[test]
fn tenants_come_and_change_their_name() {
    let bank = Installation::with("");
    assert!(bank.run("tenant list", &[]).good().contains("no tenants"));
    let first = bank.tenant("株式会社見本");
    let second = bank.run("tenant add", &["--name", "他社", "--json"]).json()["tenant"].as_str().unwrap().to_owned();
    assert_eq!((first.len(), second.len()), (19, 19));
    assert!(bank.run("tenant add", &["--name", "他社"]).failed(2).contains("another tenant has this name"));
    assert!(bank.run("tenant rename", &[&first, "--name", "他社"]).failed(2).contains("another tenant has this name"));
    bank.run("tenant rename", &[&first, "--name", "見本商事"]).good();
    let listed = bank.run("tenant list", &["--json"]).json();
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|tenant| tenant["name"].as_str().unwrap()).collect();
    assert_eq!((names.len(), names.contains(&"見本商事")), (2, true));
    assert!(bank.run("tenant rename", &["1214732595705114600", "--name", "a"]).failed(2).contains("fgapi tenant list"));
    bank.run("tenant add", &["--name", ""]).told_of_bad_usage();
    bank.run("tenant rename", &["1", "--name", "a"]).told_of_bad_usage();
    let log = bank.run("audit export", &[]).good();
    for act in ["tenant.create", "tenant.change"] {
        assert!(log.lines().any(|line| line.contains(act) && line.contains(&first) && line.contains("command:")), "{log}");
    }
}
