//! The bank's directory: settings, database, and a note of what was made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use serde::Deserialize;

use super::files::{self, LONG, account_id};
use super::links::Links;
use super::recipe::Recipe;
use crate::fault::Told as _;
use crate::{BenchFault, Outcome};

/// The bank's code.
pub(super) const BANK: &str = "9999";
/// The customer who is asked about, by id and by what is typed to log in.
pub(super) const LOGIN: &str = "hanako";
/// The password of all customers.
pub(super) const PASSWORD: &str = "himitsu-no-kotoba";
/// An account of interleaved booking order, held by the customer who is asked about.
pub const INTERLEAVED: u32 = 1;
/// The long account.
pub const DEEP: u32 = LONG;

const FRESH: &str = "make the data anew with --fresh; the lines above say what was refused";

/// A bank that has been made.
#[derive(Clone, Debug)]
pub struct Bank {
    /// Its directory.
    pub dir: PathBuf,
    /// Where its database is, as settings say it.
    pub store: String,
    gateway: PathBuf,
}

/// Credentials of a client.
#[derive(Clone, Debug, Deserialize)]
pub struct Client {
    /// Its `api_key`.
    pub api_key: String,
    /// Its password.
    pub password: String,
}

impl Bank {
    /// The bank below `below` as `recipe` has it: the one that was made before, or a new one. `postgres` is the URL of a server's
    /// maintenance database; without it the bank lies in a SQLite file.
    ///
    /// # Errors
    /// When the gateway's commands refuse, or the disk or the database does.
    pub fn provide(gateway: &Path, below: &Path, postgres: Option<&str>, recipe: &Recipe, fresh: bool) -> Outcome<Self> {
        let kind = if postgres.is_some() { "postgres" } else { "sqlite" };
        let dir = below.join(format!("{kind}_{}", recipe.key()));
        let store = match postgres {
            None => dir.join("bank.db").display().to_string(),
            Some(url) => beside(url, &format!("fgapi_bench_{}", recipe.key()))?,
        };
        let bank = Self { dir, store, gateway: gateway.to_owned() };
        let note = bank.dir.join("made");
        if !fresh && note.exists() && bank.answers() {
            bank.settings()?;
            // It may have been made by an earlier release.
            bank.run(&["migrate"], &[])?;
            println!("data: {} (kept from an earlier run)", bank.dir.display());
            return Ok(bank);
        }
        let begun = Instant::now();
        println!("data: making {}", bank.dir.display());
        bank.make(postgres, recipe)?;
        fs::write(&note, "whole\n").told(note.display(), FRESH)?;
        println!("data: made in {:.0} s", begun.elapsed().as_secs_f64());
        Ok(bank)
    }

    /// The settings file.
    pub fn config(&self) -> PathBuf {
        self.dir.join("fgapi.toml")
    }

    /// The program that serves it.
    pub fn gateway(&self) -> &Path {
        &self.gateway
    }

    /// The id of one of its accounts.
    pub fn account(number: u32) -> String {
        account_id(number)
    }

    /// The body by which the customer who is asked about logs in.
    pub fn log_in(client: &Client) -> String {
        format!("api_key={}&id={LOGIN}&password={PASSWORD}", client.api_key)
    }

    /// Registers a client.
    ///
    /// # Errors
    /// When the command refuses.
    pub fn client(&self) -> Outcome<Client> {
        let added = ["client", "add", "--json", "--name", "bench", "--company", "bench", "--redirect-domain", "app.example"];
        let told = self.run(&added, &[])?;
        serde_json::from_str(&told).told("fgapi client add --json", FRESH)
    }

    /// Links of the customer who is asked about, for `client`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn links(&self, client: &Client) -> Outcome<Links> {
        Links::open(&self.store, client)
    }

    /// The customer who is asked about.
    pub const fn customer() -> &'static str {
        LOGIN
    }

    fn answers(&self) -> bool {
        if self.store.starts_with("postgres") { PgConnection::establish(&self.store).is_ok() } else { Path::new(&self.store).exists() }
    }

    fn make(&self, postgres: Option<&str>, recipe: &Recipe) -> Outcome {
        if self.dir.exists() {
            fs::remove_dir_all(&self.dir).told(self.dir.display(), "remove it by hand")?;
        }
        fs::create_dir_all(&self.dir).told(self.dir.display(), "free some space")?;
        if let Some(url) = postgres {
            new_database(url, &self.store)?;
        }
        self.settings()?;
        self.run(&["migrate"], &[])?;
        let files = files::write(&self.dir, recipe)?;
        self.run(&["import", "branches"], &[&files.branches])?;
        self.run(&["customer", "import"], &[&files.customers])?;
        self.run(&["import", "accounts"], &[&files.accounts])?;
        for statement in &files.statements {
            let begun = Instant::now();
            let told = self.run(&["import", "transactions", "--format", "csv"], &[statement])?;
            println!("  {} ({:.0} s)", told.trim(), begun.elapsed().as_secs_f64());
            fs::remove_file(statement).told(statement.display(), "remove it by hand")?;
        }
        let client = self.client()?;
        self.links(&client)?.make_many(recipe.links)?;
        // Every link told the audit log of itself: a gateway would seal these entries while it is measured.
        self.run(&["audit", "verify"], &[])?;
        if postgres.is_some() {
            analysed(&self.store)?;
        }
        Ok(())
    }

    /// Written at every run, so that it never differs from what this program says. Limits of callers are off, because one caller is
    /// all that there is; everything else is as it comes.
    fn settings(&self) -> Outcome {
        let text = format!(
            "[server]\nbind = \"127.0.0.1:0\"\n\n[store]\nurl = \"{}\"\n\n[bank]\ncode = \"{BANK}\"\n\n[login]\npost = true\n\n\
             [tokens]\nsystem_tokens_per_client = 1000000\nsystem_seconds = 86400\n\n\
             [limits]\ncalls_per_second = 0\nsystem_token_per_second = 0\nlogin_per_second = 0\n",
            self.store
        );
        fs::write(self.config(), text).told(self.config().display(), "free some space")
    }

    fn run(&self, words: &[&str], files: &[&Path]) -> Outcome<String> {
        let mut command = Command::new(&self.gateway);
        command.args(words).arg("--config").arg(self.config()).args(files);
        without_settings(&mut command);
        let output = command.stdin(Stdio::null()).output().told(self.gateway.display(), "build it: cargo xtask bench does")?;
        if !output.status.success() {
            return Err(BenchFault::new(format!("fgapi {}:\n{}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim()), FRESH));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Takes away what the surroundings would set.
pub(crate) fn without_settings(command: &mut Command) {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FGAPI__") || name == "FGAPI_VAULT_KEYS") {
        command.env_remove(name);
    }
}

/// The URL of another database of the same server.
fn beside(url: &str, database: &str) -> Outcome<String> {
    let (server, _) = url
        .rsplit_once('/')
        .filter(|(server, _)| server.contains("://"))
        .told("the PostgreSQL URL has no database", "give postgres://USER@127.0.0.1:PORT/postgres, for a user who may create databases")?;
    Ok(format!("{server}/{database}"))
}

fn new_database(url: &str, store: &str) -> Outcome {
    let name = store.rsplit('/').next().unwrap_or_default();
    let mut conn = PgConnection::establish(url).told("PostgreSQL", "start the server, or let cargo xtask bench do it")?;
    for sql in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
        diesel::sql_query(sql).execute(&mut conn).told(name, "give a user who may create databases")?;
    }
    Ok(())
}

/// What autovacuum would do by and by is done now, so that it falls into no measurement.
fn analysed(store: &str) -> Outcome {
    let mut conn = PgConnection::establish(store).told("PostgreSQL", "start the server")?;
    for sql in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
        diesel::sql_query(sql).execute(&mut conn).told(sql, "give the database's owner")?;
    }
    Ok(())
}
