//! On what a run was made: the machine, versions, durability.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection};

use super::run::Options;
use crate::Outcome;
use crate::data::Bank;
use crate::fault::Told as _;

#[derive(QueryableByName)]
struct Told1 {
    #[diesel(sql_type = Text)]
    told: String,
}

const NEXT: &str = "start the server";

/// Machine, versions and durability, by name.
///
/// # Errors
/// When the database does not answer.
pub(super) fn about(options: &Options, bank: &Bank) -> Outcome<BTreeMap<String, String>> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let line = |file: &str, start: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines().find_map(|line| line.strip_prefix(start)).map(|line| line.trim_start_matches([' ', '\t', ':']).trim().to_owned())
    };
    let model = line("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = line("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let version = Command::new(bank.gateway()).arg("--version").output().told("fgapi --version", "build it")?;
    let mut about = BTreeMap::from([
        ("machine".to_owned(), format!("{model}, {cores} cores, {memory}; load, server and database share them")),
        ("kernel".to_owned(), format!("Linux {}", kernel.trim())),
        ("gateway".to_owned(), String::from_utf8_lossy(&version.stdout).trim().to_owned()),
        ("data".to_owned(), if options.quick { "--quick: little data, short phases".to_owned() } else { "full".to_owned() }),
    ]);
    if options.postgres.is_some() {
        let mut conn = PgConnection::establish(&bank.store).told("PostgreSQL", NEXT)?;
        let mut show = |setting: &str| {
            let row = diesel::sql_query(format!("SELECT current_setting('{setting}') AS told")).get_result::<Told1>(&mut conn);
            row.map(|row| row.told).told(setting, NEXT)
        };
        about.insert("database".to_owned(), format!("PostgreSQL {}", show("server_version")?));
        let settings = ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers"];
        let durable = settings.iter().map(|name| Ok(format!("{name} {}", show(name)?))).collect::<Outcome<Vec<_>>>()?;
        about.insert("durability".to_owned(), format!("{}; the floor's tables in the same server", durable.join(", ")));
    } else {
        let mut conn = SqliteConnection::establish(":memory:").told("SQLite", NEXT)?;
        let row = diesel::sql_query("SELECT sqlite_version() AS told").get_result::<Told1>(&mut conn).told("SQLite", NEXT)?;
        about.insert("database".to_owned(), format!("SQLite {}", row.told));
        let durable = "WAL; the gateway commits with synchronous FULL, the floor with NORMAL, each token by itself";
        about.insert("durability".to_owned(), durable.to_owned());
    }
    Ok(about)
}
