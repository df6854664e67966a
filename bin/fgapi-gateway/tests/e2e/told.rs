//! What commands and calls tell the audit log, and that the gateway seals it by itself.

use std::time::{Duration, Instant};

use diesel::sql_types::BigInt;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use fgapi_audit::{Filter, Line, verify};
use fgapi_store::{Store, StoreSettings};

use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

#[test]
fn whoever_acts_is_told_with_address_and_number_and_sealed_soon() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let fields = [("api_key", fintech.api_key.as_str()), ("password", fintech.password.as_str())];
    let issued = fintech.caller.call("POST", "/auth/system_token", None, &fields).expect(200);
    let system = issued.text_of("access_token");
    let pair = fintech.link(&system, USER, PASSWORD, "default");
    let january = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-01-31")];
    fintech.caller.call("GET", "/transactions", Some(&pair.access), &january).expect(200);
    let refresh = [("api_key", fintech.api_key.as_str()), ("refresh_token", pair.refresh.as_str())];
    let refreshed = fintech.caller.call("PUT", "/auth/token", Some(&system), &refresh).expect(200);
    site.run(&["client", "disable", &fintech.api_key]);

    let path = site.path().join("bank.db");
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let mut unsealed = || {
        let count = "SELECT COUNT(*) AS \"rows\" FROM audit WHERE seq IS NULL";
        diesel::sql_query(count).get_result::<Count>(&mut database).unwrap().rows
    };
    let began = Instant::now();
    while unsealed() > 0 {
        assert!(began.elapsed() < Duration::from_secs(60), "the gateway seals what was told");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(serving);
    let audit = Store::open(&path.to_str().unwrap().parse().unwrap(), StoreSettings::default()).unwrap().audit();
    let mut lines: Vec<Line> = audit.page(&Filter::default(), None, 100).unwrap().into_iter().map(|sealed| sealed.line).collect();
    lines.reverse();
    let acts: Vec<&str> = lines.iter().map(|line| &*line.act).filter(|act| *act != "data.read").collect();
    let due = ["client.register", "token.issue_system", "consent.give", "token.redeem", "token.rotate", "client.disable"];
    assert_eq!(acts, due);
    let line = |act: &str| lines.iter().find(|line| &*line.act == act).unwrap();
    assert!(line("client.register").actor.starts_with("command:") && line("client.disable").address.is_none());
    for (act, answer) in [("token.issue_system", &issued), ("token.rotate", &refreshed)] {
        let number = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!((line(act).address.as_deref(), line(act).request_id.as_deref()), (Some("127.0.0.1"), Some(number)), "{act}");
        assert_eq!(*line(act).actor, *format!("client:{}", fintech.api_key));
    }
    assert_eq!((&*line("consent.give").actor, line("consent.give").address.as_deref()), ("customer:C1", Some("127.0.0.1")));
    assert!(verify(&*audit, None).unwrap().is_ok());
}

#[test]
fn what_clients_read_is_told_when_the_gateway_ends() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let pair = fintech.link(&fintech.system_token(), USER, PASSWORD, "default");
    let january = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-01-31")];
    fintech.caller.call("GET", "/transactions", Some(&pair.access), &january).expect(200);
    assert_eq!(serving.terminate().0, Some(0));
    let path = site.path().join("bank.db").to_str().unwrap().parse().unwrap();
    let audit = Store::open(&path, StoreSettings::default()).unwrap().audit();
    let read = Filter { act: Some(fgapi_audit::Act::DataRead), ..Filter::default() };
    let lines = audit.page(&read, None, 10).unwrap();
    assert_eq!(lines.len(), 1, "reads are summed up");
    assert!(lines[0].line.detail.starts_with("grant=transactions rows="), "{lines:?}");
}
