//! `fgapi doctor`: looks at an installation and at what is stored in it, and says what is wrong and what to do.

use fgapi_house::failure::store_failure;
use fgapi_house::{
    self as house, CustomerCertificates, Failure, ForRooms as _, LoginKey, Place, VaultKeys, WorkBar, branded, linked_authorities, mailer,
    pem, say, say_json,
};
use fgapi_settings::Settings;
use fgapi_store::{LedgerBreak, LedgerCheck, Store, StoreAddress};
use serde_json::{Value, json};

/// 設定、データベース、鍵、残高の連続性を点検する / Check an installation: settings, database, keys, clock, and that every balance continues
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi doctor --config fgapi.toml\n  fgapi doctor --data fgapi-sandbox --json\n\n\
                  Nothing is changed, and a gateway may go on serving meanwhile. Every account's rows are read: positions, running sums,\n\
                  the sums of days, months and years, the opening balance, and how far all is known. 0: all is well; 1: something is\n\
                  wrong, and each finding says what to do next.")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Leave the balances of accounts out / 残高の点検を省く
    #[arg(long)]
    quick: bool,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// Breaks that are told one by one; the others are counted.
const TOLD: usize = 1_000;

/// What to do about a balance that does not continue.
const AFTER_A_BREAK: &str = "keep a copy of the database, find out who writes to it beside the gateway, and import these accounts' statements anew into a database \
     without them (`fgapi export transactions` gives back what is listed)";

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    /// What is there; or what is wrong, and what to do.
    outcome: Result<String, Failure>,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn note<T>(&mut self, what: &'static str, outcome: Result<T, Failure>, good: impl FnOnce(&T) -> String) -> Option<T> {
        let (outcome, kept) = match outcome {
            Ok(kept) => (Ok(good(&kept)), Some(kept)),
            Err(failure) => (Err(failure), None),
        };
        self.0.push(Finding { what, outcome });
        kept
    }
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        let (mut findings, mut breaks) = (Findings::default(), Vec::new());
        let settings = findings.note("settings", self.place.settings(), |settings| format!("good, for bank {}", settings.bank.code));
        if let Some(settings) = settings {
            look_at_files(&settings, &mut findings);
            if let Some(store) = look_at_store(&settings, &mut findings) {
                findings.note("clock", house::clock_to_serve(&store), |_| "agrees with the store".to_owned());
                findings.note("login key", LoginKey::look(&settings, &store), |key| {
                    key.as_ref().map_or("none is made yet".to_owned(), |key| format!("{key}, as the store knows it"))
                });
                if !self.quick {
                    let balances = balances(&store, &mut breaks);
                    findings.note("balances", balances, |check| format!("{} rows of {} accounts continue", check.rows, check.accounts));
                }
            }
        }
        let wrong = findings.0.iter().filter(|finding| finding.outcome.is_err()).count();
        if self.json {
            say_json(&as_json(&findings, &breaks))?
        } else {
            say_all(&findings, &breaks)?
        }
        if wrong == 0 {
            return Ok(());
        }
        Err(Failure::broken(
            format!("{wrong} of {} checks found something wrong / {wrong} 件の点検で問題が見つかりました", findings.0.len()),
            "do what is said behind each, then run `fgapi doctor` again",
        ))
    }
}

/// Certificates, brand, mail and keys that the settings name.
fn look_at_files(settings: &Settings, findings: &mut Findings) {
    let readable = |_: &()| "readable, or not asked for".to_owned();
    findings.note("tls certificate", pem::tls(settings).map(drop), readable);
    findings.note("customers' certificates", CustomerCertificates::read(settings).map(drop), readable);
    findings.note("brand", branded(settings, "").map(drop), |()| "good".to_owned());
    findings.note("mail", mailer(settings).map(drop), |()| "good, or not asked for".to_owned());
    findings.note("linked accounts' authorities", linked_authorities(settings).map(drop), readable);
    findings.note("vault keys", VaultKeys::of(settings).refuse_unusable(), |()| "usable, or none".to_owned());
    findings.note("id keys", house::ids(settings).map(drop), |()| "readable, or none needed".to_owned());
}

/// The store, when it can be used.
fn look_at_store(settings: &Settings, findings: &mut Findings) -> Option<Store> {
    let address = &settings.store.url;
    let there = match address {
        StoreAddress::Sqlite(path) if !path.exists() => {
            Err(Failure::broken(format!("{} is not there", path.display()), "make it with `fgapi migrate`, or set store.url right"))
        }
        _ => Store::connect(address, settings.store_for_command()).map_err(store_failure),
    };
    let pending = there.and_then(|store| Ok((store.pending_migrations().map_err(store_failure)?, store)));
    let (pending, store) = findings.note("database", pending, |_| format!("reached: {address}"))?;
    let migrated = match pending.first() {
        None => Ok(()),
        Some(first) => Err(Failure::broken(
            format!("{} migrations are to be run, the first is {first}", pending.len()),
            "run `fgapi migrate` with the same --config or --data",
        )),
    };
    findings.note("tables", migrated, |()| "up to date".to_owned())?;
    findings.note("writing", store.check_writable().map_err(store_failure), |()| "possible".to_owned());
    Some(store)
}

/// Every account's balances.
fn balances(store: &Store, breaks: &mut Vec<LedgerBreak>) -> Result<LedgerCheck, Failure> {
    let mut bar = WorkBar::quiet();
    let outcome = store.check_ledger(
        &mut |one| {
            if breaks.len() < TOLD {
                breaks.push(one);
            }
        },
        &mut |done, total| bar.show("balances", done, total),
    );
    bar.clear();
    match outcome.map_err(store_failure)? {
        whole if whole.breaks == 0 => Ok(whole),
        LedgerCheck { accounts, rows, breaks } => {
            Err(Failure::broken(format!("{breaks} breaks in {rows} rows of {accounts} accounts"), AFTER_A_BREAK))
        }
    }
}

fn say_all(findings: &Findings, breaks: &[LedgerBreak]) -> Result<(), Failure> {
    for one in breaks {
        let account = one.account.as_ref().map_or("no account".to_owned(), ToString::to_string);
        let day = one.day.map_or(String::new(), |day| format!(", {day}"));
        let position = one.position.map_or(String::new(), |position| format!(", position {position}"));
        say(&format!("break: {account}{day}{position}: {}: {} expected, {} found", one.what, one.expected, one.found))?;
    }
    findings.0.iter().try_for_each(|Finding { what, outcome }| match outcome {
        Ok(told) => say(&format!("ok     {what}: {told}")),
        Err(failure) => say(&format!("wrong  {what}: {}\n       next: {}", failure.problem(), failure.next())),
    })
}

fn as_json(findings: &Findings, breaks: &[LedgerBreak]) -> Value {
    let finding = |Finding { what, outcome }: &Finding| match outcome {
        Ok(told) => json!({ "check": what, "ok": true, "told": told }),
        Err(failure) => json!({ "check": what, "ok": false, "problem": failure.problem(), "next": failure.next() }),
    };
    let one = |one: &LedgerBreak| {
        json!({
            "account_id": one.account.as_ref().map(ToString::to_string),
            "day": one.day.map(|day| day.to_string()),
            "position": one.position,
            "what": one.what,
            "expected": one.expected,
            "found": one.found,
        })
    };
    json!({
        "ok": findings.0.iter().all(|finding| finding.outcome.is_ok()),
        "checks": findings.0.iter().map(finding).collect::<Vec<_>>(),
        "breaks": breaks.iter().map(one).collect::<Vec<_>>(),
    })
}
