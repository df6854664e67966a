//! Tenants from the command line.

use crate::installation::Installation;

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
