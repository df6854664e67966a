//! The machine's time zone never counts: the same answers on three continents.

use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

fn same_answers_everywhere(database: Database) {
    let site = Site::with_data(database);
    let mut answers = Vec::new();
    for zone in ["Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati", "UTC"] {
        let serving = site.serve_with(&[("TZ", zone), ("PGTZ", zone)]);
        let fintech = site.client(&serving, "read");
        let access = fintech.link(&fintech.system_token(), USER, PASSWORD, "zone").access;
        let day = [("account_id", ACCOUNT), ("start_date", "2026-01-05"), ("end_date", "2026-01-06")];
        let told = ["/transactions", "/balances", "/accounts"].map(|path| {
            let fields = if path == "/accounts" { &day[..0] } else { &day[..] };
            fintech.caller.call("GET", path, Some(&access), fields).expect(200).text
        });
        assert!(told[0].contains("2026-01-05T23:59:59+09:00") && told[0].contains("2026-01-06T00:00:00+09:00"), "{told:?}");
        answers.push((zone, told));
    }
    for (zone, told) in &answers {
        assert_eq!(told, &answers[0].1, "in {zone}");
    }
}

#[test]
fn answers_do_not_depend_on_tz_on_sqlite() {
    same_answers_everywhere(Database::Sqlite);
}

#[test]
fn answers_do_not_depend_on_tz_on_postgresql() {
    same_answers_everywhere(Database::Postgres);
}
