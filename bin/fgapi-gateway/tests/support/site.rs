//! A bank's installation: a directory with settings and files, a database of its own, and the binary's own commands to fill it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, SqliteConnection};
use serde_json::Value;
use tempfile::TempDir;

use super::http::{Caller, Fintech};
use super::process::{self, Serving};

/// The databases that everything is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

pub(crate) const USER: &str = "hanako";
pub(crate) const PASSWORD: &str = "himitsu-no-kotoba";
/// The account of the known rows.
pub(crate) const ACCOUNT: &str = "9999-101-1-0000001";
/// Has no transaction.
pub(crate) const EMPTY_ACCOUNT: &str = "9999-101-1-0000002";
/// Belongs to somebody else.
pub(crate) const FOREIGN_ACCOUNT: &str = "9999-102-1-0000009";

pub(crate) struct Site {
    directory: TempDir,
    /// Where its database is.
    store: String,
}

impl Site {
    /// An installation with its tables, branches, accounts, customers and the known rows.
    pub(crate) fn with_data(database: Database) -> Self {
        let site = Self::empty(database, "");
        site.fill();
        site
    }

    /// An installation with its tables only; `more` are further lines of settings.
    pub(crate) fn empty(database: Database, more: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = match database {
            Database::Sqlite => directory.path().join("bank.db").display().to_string(),
            Database::Postgres => new_postgres_database(),
        };
        let settings = format!(
            "[server]\nbind = \"127.0.0.1:0\"\n\n[store]\nurl = \"{url}\"\n\n[bank]\ncode = \"9999\"\n\n[login]\npost = true\n\n[response]\nascii_escape = false\n\n[limits]\nlogin_per_second = 0\n\n{more}\n"
        );
        std::fs::write(directory.path().join("fgapi.toml"), settings).unwrap();
        let site = Self { directory, store: url };
        site.run(&["migrate"]);
        site
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    fn config(&self) -> String {
        self.path().join("fgapi.toml").display().to_string()
    }

    /// Runs one of the binary's commands on this installation.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        process::run(&[arguments, &["--config", &self.config()]].concat())
    }

    /// The same, however it ends.
    pub(crate) fn attempt(&self, arguments: &[&str]) -> std::process::Output {
        process::attempt(&[arguments, &["--config", &self.config()]].concat())
    }

    /// Runs a command with this text on its standard input.
    #[track_caller]
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> String {
        let output = self.attempt_with(arguments, input);
        assert!(output.status.success(), "fgapi {arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same, however it ends.
    pub(crate) fn attempt_with(&self, arguments: &[&str], input: &str) -> std::process::Output {
        process::attempt_with(&[arguments, &["--config", &self.config()]].concat(), input)
    }

    /// Changes something in the database behind the gateway's back.
    #[track_caller]
    pub(crate) fn repair(&self, sql: &str) {
        assert_ne!(self.sql(sql).unwrap(), 0, "nothing was there to be changed: {sql}");
    }

    /// Runs a statement on the database, which may refuse it; how many rows it changed.
    pub(crate) fn sql(&self, sql: &str) -> diesel::QueryResult<usize> {
        if self.store.starts_with("postgres") {
            diesel::sql_query(sql).execute(&mut PgConnection::establish(&self.store).unwrap())
        } else {
            let mut database = SqliteConnection::establish(&self.store).unwrap();
            diesel::sql_query("PRAGMA busy_timeout = 10000").execute(&mut database).unwrap();
            diesel::sql_query(sql).execute(&mut database)
        }
    }

    /// Takes the database away from the gateway, or gives it back: a SQLite file is moved, a PostgreSQL database refuses everybody.
    pub(crate) fn take_database_away(&self, away: bool) {
        let Some((server, name)) = self.store.rsplit_once('/').filter(|_| self.store.starts_with("postgres")) else {
            let (here, there) = (PathBuf::from(&self.store), self.path().join("elsewhere.db"));
            return std::fs::rename(if away { &here } else { &there }, if away { &there } else { &here }).unwrap();
        };
        let mut postgres = PgConnection::establish(&format!("{server}/postgres")).unwrap();
        let mut run = |sql: &str| diesel::sql_query(sql).execute(&mut postgres).unwrap();
        run(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {}", !away));
        if away {
            run(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
        }
    }

    /// Puts a file into the directory and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Serves it; `surroundings` are further environment variables.
    pub(crate) fn serve_with(&self, surroundings: &[(&str, &str)]) -> Serving {
        let mut command = process::fgapi();
        command.args(["serve", "--json", "--config", &self.config()]).envs(surroundings.iter().copied());
        Serving::start(command)
    }

    pub(crate) fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// Registers a client with these grants.
    pub(crate) fn client(&self, serving: &Serving, grants: &str) -> Fintech {
        let told = self.run(&[
            "client",
            "add",
            "--name",
            "家計簿アプリ",
            "--company",
            "株式会社かけい",
            "--redirect-domain",
            "kakei.example.com",
            "--grants",
            grants,
            "--json",
        ]);
        let told: Value = serde_json::from_str(&told).unwrap();
        let text = |field: &str| told[field].as_str().unwrap().to_owned();
        Fintech { caller: Caller::new(&serving.base_url), api_key: text("api_key"), password: text("password") }
    }

    /// Puts branches, accounts, customers and the known rows in.
    pub(crate) fn fill(&self) {
        let branches = "bank_code,bank_name,branch_code,branch_name,branch_name_kana,address_code,tel\n\
            9999,見本銀行,101,本店営業部,ﾎﾝﾃﾝ,131016,03-0000-0101\n\
            9999,見本銀行,102,髙島,ﾀｶｼﾏ,,\n\
            9999,見本銀行,103,インターネット,ｲﾝﾀｰﾈｯﾄ,271004,06-0000-0103\n";
        self.run(&["import", "branches", &self.file("branches.csv", branches)]);
        let accounts = "customer_id,bank_code,branch_code,kind,number,owner_type,type2,opening_balance\n\
            C1,9999,101,1,0000001,p,,1000\n\
            C1,9999,101,1,0000002,p,,\n\
            C1,9999,101,8,0000003,p,見本カード,\n\
            C2,9999,102,1,0000009,c,,0\n";
        let customers =
            format!("customer_id,login_id,password,name,accounts\nC1,{USER},{PASSWORD},見本 花子,\nC2,taro,{PASSWORD},見本 太郎,\n");
        self.run(&["customer", "import", &self.file("customers.csv", customers)]);
        self.run(&["import", "accounts", &self.file("accounts.csv", accounts)]);
        self.run(&["import", "transactions", "--format", "csv", &self.file("known.csv", known_rows())]);
    }
}

/// Rows that the snapshots show: edges of days, identical rows, a cancelled row, an amount beyond 2^53.
pub(crate) fn known_rows() -> String {
    let mut csv = "account_id,booked_at,amount,description,reference,correction\n".to_owned();
    for row in [
        "2026-01-05T00:00:00,500,給与,,",
        "2026-01-05T12:30:00,-120,ｶ)ｺﾝﾋﾞﾆ,,",
        "2026-01-05T12:30:00,-120,ｶ)ｺﾝﾋﾞﾆ,,",
        "2026-01-05T23:59:59,-1,𠮷野家 \"並\",,",
        "2026-01-06T00:00:00,9007199254740993,土地売却,,",
        "2026-01-07,-300,取り消される,R1,",
        "2026-01-08,300,取り消し,R1,1",
        "2026-01-09,-50,手数料,,",
    ] {
        writeln!(csv, "{ACCOUNT},{row}").unwrap();
    }
    csv
}

/// An empty database on the server that the test command started.
fn new_postgres_database() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("FGAPI_TEST_POSTGRES").expect("needs a PostgreSQL server; run: cargo xtask test");
    let name = format!("e2e_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut connection =
        PgConnection::establish(&server).unwrap_or_else(|fault| panic!("{server} does not answer ({fault}); run: cargo xtask test"));
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut connection).unwrap();
    let (rest, _) = server.rsplit_once('/').unwrap();
    format!("{rest}/{name}")
}
