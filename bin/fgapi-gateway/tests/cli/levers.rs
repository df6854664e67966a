//! The bank's levers: links revoked, tokens explained, the audit log verified and written out.

use std::path::Path;

use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use fgapi_client::{Fgapi, LogIn, Redeem};
use serde_json::Value;

use crate::program::{Sandbox, run_in, run_in_with, sandbox_directory};

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A customer's access token and refresh token.
async fn pair(bank: &Fgapi, sandbox: &Sandbox) -> (String, String) {
    let system = bank.system_token(None).await.unwrap().access_token;
    let login = LogIn { id: sandbox.text("/users/1/id"), password: sandbox.text("/users/1/password"), ..LogIn::default() };
    let auth = bank.log_in(&login).await.unwrap();
    let pair = bank.redeem(&system, &Redeem::of(&auth.auth_token)).await.unwrap();
    (pair.access_token.into_owned(), pair.refresh_token.into_owned())
}

fn status(bank: &Fgapi, access: &str) -> u16 {
    wait(bank.accounts(access, 1)).map_or_else(|error| error.refused().unwrap().status, |_| 200)
}

#[test]
fn links_are_counted_before_they_end_and_their_tokens_tell_why() {
    let directory = sandbox_directory();
    let (sandbox, here) = (Sandbox::on(directory.path()), directory.path());
    let key = sandbox.text("/clients/0/api_key");
    let bank = Fgapi::new(&sandbox.url(), key, sandbox.text("/clients/0/password")).unwrap();
    let (access, refresh) = wait(pair(&bank, &sandbox));

    assert!(run_in(here, "revoke", &[]).failed(2).contains("nothing says which links"));
    assert!(run_in(here, "revoke", &["--client", "fgk_nobody"]).failed(2).contains("no client has this api_key"));
    let told = run_in(here, "revoke", &["--client", key, "--dry-run", "--json"]).json();
    assert_eq!((&told["alive"], &told["by_client"][0]["client"], &told["ended"]), (&1.into(), &key.into(), &0.into()));
    assert_eq!(run_in(here, "revoke", &["--client", key, "--issued-before", "2020-01-01", "--json"]).json()["ended"], 0);
    assert_eq!(status(&bank, &access), 200, "a preview ends nothing");
    let alive = run_in_with(here, "explain", &["--json"], &format!("{access}\n")).json();
    assert_eq!((&alive["kind"], &alive["alive"], &alive["client"]), (&"user access token".into(), &true.into(), &key.into()));
    let customer = alive["customer"].as_str().unwrap().to_owned();

    assert!(run_in(here, "revoke", &["--customer", &customer]).good().contains("1 links have ended"));
    assert_eq!(status(&bank, &access), 401);
    for token in [&access, &refresh] {
        let told = run_in_with(here, "explain", &["--json"], token).json();
        assert_eq!((&told["alive"], &told["why"]), (&false.into(), &"its link has ended: revoked_by_bank".into()), "{told}");
        assert!(told["since"].as_str().unwrap().ends_with("+09:00"));
    }
    assert!(run_in(here, "explain", &[&access]).good().contains("revoked_by_bank"));
    assert_eq!(run_in_with(here, "explain", &["--json"], "fga_never").json()["known"], false);
    assert_eq!(run_in_with(here, "explain", &["--json"], "fgt_never").json()["known"], false);
    assert!(run_in_with(here, "explain", &[], "\n").failed(2).contains("stdin"));
    let log = run_in(here, "audit export", &["--act", "link.revoke"]).good();
    assert!(log.lines().count() == 1 && !log.contains(access.as_str()), "{log}");
}

fn amend(here: &Path, sql: &str) {
    let mut database = SqliteConnection::establish(here.join("fgapi.db").to_str().unwrap()).unwrap();
    diesel::sql_query(sql).execute(&mut database).unwrap();
}

#[test]
fn one_changed_byte_of_the_audit_log_is_found() {
    let directory = sandbox_directory();
    let here = directory.path();
    let key = run_in(here, "client list", &["--json"]).json()[0]["api_key"].as_str().unwrap().to_owned();
    run_in(here, "client disable", &[&key]).good();
    run_in(here, "client enable", &[&key]).good();
    let head = run_in(here, "audit verify", &["--json"]).json()["head"].as_str().unwrap().to_owned();
    run_in(here, "audit verify", &["--head", &head]).good();

    let log = run_in(here, "audit export", &[]).good();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().zip(1..).all(|(line, seq)| line["seq"] == seq && line["at"].as_str().unwrap().ends_with("+09:00")));
    assert_eq!(lines.last().unwrap()["act"], "audit.export", "that it was read stands in it");
    let disabled = lines.iter().find(|line| line["act"] == "client.disable").unwrap();
    assert!(disabled["actor"].as_str().unwrap().starts_with("command:") && disabled["target"].as_str().unwrap().contains(&key));
    let actor = disabled["actor"].as_str().unwrap();
    assert_eq!(run_in(here, "audit export", &["--actor", actor, "--act", "client.disable"]).good().lines().count(), 1);
    assert_eq!(run_in(here, "audit export", &["--until", "2020-01-01"]).good(), "");
    assert!(run_in(here, "audit prune", &[]).failed(2).contains("audit.keep_days is 0"));

    let seq = disabled["seq"].as_i64().unwrap();
    amend(here, "DROP TRIGGER audit_told_once");
    amend(here, &format!("UPDATE audit SET target = target || ' ' WHERE seq = {seq}"));
    let told = run_in(here, "audit verify", &[]).failed(1);
    assert!(told.contains(&format!("entry {seq} was changed")), "{told}");
    amend(here, &format!("UPDATE audit SET target = rtrim(target) WHERE seq = {seq}"));
    run_in(here, "audit verify", &["--head", &head]).good();
    let other = format!("{}{}", &head[..head.len() - 1], if head.ends_with('0') { '1' } else { '0' });
    assert!(run_in(here, "audit verify", &["--head", &other]).failed(1).contains("another hash than was noted"));
}
