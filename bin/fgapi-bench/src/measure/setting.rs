//! Everything that stands ready before a case is measured: the bank, both servers, tokens, pages.

use std::{fs, io};

use diesel::sql_types::Integer;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use serde_json::Value;

use super::run::Options;
use crate::accounting;
use crate::data::{Bank, Client, DEEP, INTERLEAVED, Links, PERIOD, Pair, Recipe};
use crate::fault::Told as _;
use crate::floor::{PagePlan, Plan, Synchronous, place};
use crate::load::{Connection, request};
use crate::process::Serving;
use crate::{BaseUrl, BenchFault, Counted, Outcome};

/// Lets a gateway keep no pages.
pub(super) const NOTHING_KEPT: (&str, &str) = ("FGAPI__RESPONSE__PAGE_CACHE_MIB", "0");

/// The most connections that a published figure has.
pub(super) const MANY: usize = 256;

/// A page that is measured.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// What it is called in tables.
    pub(super) title: String,
    /// What it is called in the floor's addresses.
    pub(super) name: String,
    /// Bytes of the gateway's answer, which are the floor's too.
    pub(super) bytes: usize,
    /// Where the floor's begins.
    pub(super) plan: PagePlan,
    /// Method, path and bearer.
    pub(super) head: String,
    /// Account and number.
    pub(super) of: (u32, u32),
    /// Whether only the chart wants it.
    pub(super) for_chart: bool,
}

/// Everything that stands ready.
pub(super) struct Setting {
    pub(super) bank: Bank,
    pub(super) client: Client,
    pub(super) links: Links,
    /// Keeps this run's links apart from those of others.
    pub(super) run: String,
    pub(super) gateway: Serving,
    pub(super) floor: Floor,
    /// The floor again, whose commits wait for the disk as the gateway's do; on PostgreSQL the first one's do already.
    pub(super) durable_floor: Option<Floor>,
    pub(super) database: Option<Counted>,
    pub(super) pages: Vec<Page>,
    /// Chains of the gateway, one a connection.
    pub(super) pairs: Vec<Pair>,
    /// Opens the data of the customer who is asked about.
    pub(super) access: String,
}

/// A floor that serves.
pub(super) struct Floor {
    pub(super) serving: Serving,
    /// Its auth tokens that are not spent yet.
    pub(super) auth: Vec<String>,
}

impl Floor {
    /// Over `bank`; its own files are called by `name`.
    fn over(bank: &Bank, name: &str, synchronous: Synchronous, pages: &[Page], chains: usize) -> Outcome<Self> {
        let plan = Plan {
            store: bank.store.clone(),
            tokens: bank.dir.join(format!("{name}.db")).display().to_string(),
            synchronous,
            pages: pages.iter().map(|page| page.plan.clone()).collect(),
            chains,
        };
        let file = bank.dir.join(format!("{name}.json"));
        let text = serde_json::to_string(&plan).told("the floor's plan", "report this")?;
        fs::write(&file, text).told(file.display(), "free some space")?;
        let serving = Serving::floor(&file)?;
        let auth = texts(&serving.told["auth_tokens"]);
        Ok(Self { serving, auth })
    }
}

impl Setting {
    /// Everything for `recipe`. `floor_auth` is how many auth tokens the floor makes: for its chains, and for what is redeemed and ended.
    pub(super) fn ready(options: &Options, recipe: &Recipe, floor_auth: usize) -> Outcome<Self> {
        let bank = Bank::provide(&options.gateway, &options.dir, options.postgres.as_deref(), recipe, options.fresh)?;
        let client = bank.client()?;
        let links = bank.links(&client)?;
        let run = format!("r{}", std::process::id());
        let many = u32::try_from(MANY).unwrap_or(u32::MAX);
        let mut pairs = links.pairs(&run, many + 1)?;
        // Refreshed by nobody, so it stays alive.
        let access = pairs.pop().told("no pair", "report this")?.access;
        let gateway = Serving::gateway(&bank, options.server_log.as_deref())?;
        let pages = pages(&bank, gateway.address, &access, recipe)?;
        let floor = Floor::over(&bank, "floor", Synchronous::Normal, &pages, floor_auth)?;
        let durable = || Floor::over(&bank, "floor_full", Synchronous::Full, &[], MANY);
        let durable_floor = options.postgres.is_none().then(durable).transpose()?;
        let database = options.postgres.is_some().then(|| postmaster(&bank.store)).transpose()?;
        let setting = Self { bank, client, links, run, gateway, floor, durable_floor, database, pages, pairs, access };
        setting.pages.iter().try_for_each(|page| setting.same_bytes(page))?;
        Ok(setting)
    }

    /// A page of the long account.
    pub(super) fn deep(&self, number: u32) -> Outcome<&Page> {
        self.pages.iter().find(|page| page.of == (DEEP, number)).told("no such page", "report this")
    }

    /// Lets PostgreSQL write down what earlier cases left to be written, so that nobody else pays for it. Reads SQLite's file once, so that it is in the
    /// system's memory as it is when a gateway has served for some hours.
    pub(super) fn settle(&self) -> Outcome {
        if self.database.is_none() {
            let file = fs::File::open(&self.bank.store);
            return file.and_then(|mut file| io::copy(&mut file, &mut io::sink())).map(drop).told(&self.bank.store, "use --fresh");
        }
        let mut conn = PgConnection::establish(&self.bank.store).told("PostgreSQL", "start the server")?;
        diesel::sql_query("CHECKPOINT").execute(&mut conn).map(drop).told("CHECKPOINT", "give a user who may do it (pg_checkpoint)")
    }

    /// A ratio between different answers would be worth nothing.
    fn same_bytes(&self, page: &Page) -> Outcome {
        let gateways = body(self.gateway.address, &request(self.gateway.address, &page.head, None))?;
        let floor = self.floor.serving.address;
        let floors = body(floor, &request(floor, &format!("GET /page/{}", page.name), None))?;
        if gateways == floors {
            return Ok(());
        }
        let at = gateways.iter().zip(&floors).take_while(|(a, b)| a == b).count();
        let shown = |bytes: &[u8]| {
            let until = bytes.len().min(at + 80);
            String::from_utf8_lossy(bytes.get(at.saturating_sub(40)..until).unwrap_or_default()).into_owned()
        };
        Err(BenchFault::new(
            format!("{}: the floor's bytes differ at {at}:\n  gateway …{}…\n  floor   …{}…", page.title, shown(&gateways), shown(&floors)),
            "change bin/fgapi-bench/src/floor/json.rs to what the gateway answers now",
        ))
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn pages(bank: &Bank, address: BaseUrl, access: &str, recipe: &Recipe) -> Outcome<Vec<Page>> {
    let between = [10, 100, 1_000].into_iter().filter(|number| *number < recipe.deep_page).map(|number| (DEEP, number));
    let wanted =
        [(INTERLEAVED, 1), (INTERLEAVED, recipe.middle_page), (DEEP, 1)].into_iter().chain(between).chain([(DEEP, recipe.deep_page)]);
    let page = |(of, number): (u32, u32)| {
        let title = format!("{}page {number}", if of == DEEP { "deep " } else { "" });
        let account_id = Bank::account(of);
        let (start, end) = PERIOD;
        let head = format!(
            "GET /transactions?account_id={account_id}&start_date={start}&end_date={end}&page={number}\nauthorization: Bearer {access}"
        );
        let answer = body(address, &request(address, &head, None))?;
        let text = String::from_utf8_lossy(&answer);
        let tail = text.rsplit_once("}],").map(|(_, tail)| format!(",{tail}")).told(format!("{title} has no rows"), "use --fresh")?;
        let (account, day, position, before) = place(&bank.store, &account_id, number.into())?;
        let name = format!("{account}-{number}");
        // The floor reads to the end of the period, as the gateway does.
        let plan = PagePlan { name: name.clone(), account_id, account, day, position, before, end: END, tail };
        let for_chart = of == DEEP && number != 1 && number != recipe.deep_page;
        Ok(Page { title, name, bytes: answer.len(), plan, head, of: (of, number), for_chart })
    };
    wanted.map(page).collect()
}

/// 2025-12-31 as a Julian day.
const END: i64 = 2_461_041;

/// The body of one answer that has to be 200.
pub(super) fn body(address: BaseUrl, bytes: &[u8]) -> Outcome<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().told("no thread", "end other programs")?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let answer = connection.call(bytes).await?;
        if answer.status != 200 {
            let shown = String::from_utf8_lossy(connection.body()).into_owned();
            return Err(BenchFault::new(format!("{address} answered {}: {shown}", answer.status), "look at the server's log"));
        }
        Ok(connection.body().to_vec())
    })
}

#[derive(QueryableByName)]
struct Pid {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// The process above all of PostgreSQL's, which has to run on this machine.
fn postmaster(store: &str) -> Outcome<Counted> {
    let next = "measure a PostgreSQL on this machine: its processes are looked at";
    let mut conn = PgConnection::establish(store).told("PostgreSQL", "start the server")?;
    let Pid { pid } = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(&mut conn).told("PostgreSQL", next)?;
    let backend = u32::try_from(pid).told("PostgreSQL", next)?;
    accounting::parent(backend).map(Counted::Family)
}
