//! `fgapi tenant`: the organisations whose data API tokens and clients open.

use std::sync::Arc;

use fgapi_admin::{OfficeStore, Tenant};
use fgapi_audit::{Act, Entry, EntryTime};
use fgapi_domain::{Clock as _, JstDateTime, ShortText, SystemEntropy, TenantId, UnixSeconds};
use fgapi_house::failure::token_failure;
use fgapi_house::{self as house, Failure, Place, say, say_json};
use serde_json::json;

use super::named;

/// テナント / Tenants: the organisations whose data API tokens and tenants' clients open
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi tenant list --config fgapi.toml\n  fgapi tenant add --config fgapi.toml --name 株式会社見本"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    List(List),
    Add(Add),
    Rename(Rename),
    Delete(Delete),
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.what {
            What::List(list) => list.run(),
            What::Add(add) => add.run(),
            What::Rename(rename) => rename.run(),
            What::Delete(delete) => delete.run(),
        }
    }
}

/// 一覧を表示する / List all tenants
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi tenant list --config fgapi.toml")]
struct List {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 追加する / Create a tenant; it gets a number of 19 digits
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi tenant add --config fgapi.toml --name 株式会社見本")]
struct Add {
    #[command(flatten)]
    place: Place,
    /// Its name / 名称
    #[arg(long, value_parser = named)]
    name: ShortText,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 名称を変える / Give a tenant another name
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi tenant rename --config fgapi.toml 1214732595705114600 --name 株式会社見本")]
struct Rename {
    #[command(flatten)]
    place: Place,
    /// The tenant's number / テナントの番号
    tenant: TenantId,
    /// Its new name / 新しい名称
    #[arg(long, value_parser = named)]
    name: ShortText,
}

/// 削除し、認証情報とその鍵も破棄する / Delete a tenant with its credentials, clients and tokens; its key is destroyed
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi tenant delete --config fgapi.toml 1214732595705114600\n\n\
                  A tenant that portal users belong to stays: delete or move them first, in the office.")]
struct Delete {
    #[command(flatten)]
    place: Place,
    /// The tenant's number / テナントの番号
    tenant: TenantId,
}

/// What tenants are kept in, and the time.
struct Records {
    office: Arc<dyn OfficeStore>,
    now: UnixSeconds,
}

impl Records {
    fn at(place: &Place) -> Result<Self, Failure> {
        let store = house::open(&place.settings()?)?;
        let none = || Failure::broken("this store keeps no tenants", "set store.url to a SQLite file or a PostgreSQL database");
        let now = house::clock_of_command(&store)?.now();
        Ok(Self { office: store.office().ok_or_else(none)?, now })
    }

    fn all(&self) -> Result<Vec<Tenant>, Failure> {
        self.office.tenants().map_err(|fault| token_failure(&fault))
    }

    fn named(&self, id: TenantId) -> Result<Tenant, Failure> {
        self.all()?.into_iter().find(|tenant| tenant.id == id).ok_or_else(unknown)
    }

    fn note(&self, act: Act, id: TenantId) -> Entry {
        Entry::done(EntryTime(self.now.0), &house::by_command(), act, format!("tenant:{id}"))
    }

    /// Two tenants of one name could not be told apart.
    fn put(&self, tenant: &Tenant, act: Act) -> Result<(), Failure> {
        if self.all()?.iter().any(|other| other.id != tenant.id && other.name == tenant.name) {
            return Err(Failure::bad_input("another tenant has this name", "choose another name; `fgapi tenant list` names them all"));
        }
        self.office.put_tenant(tenant, &self.note(act, tenant.id)).map_err(|fault| token_failure(&fault))
    }
}

fn unknown() -> Failure {
    Failure::bad_input("no tenant has this number", "look at the tenants with `fgapi tenant list`")
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let all = Records::at(&self.place)?.all()?;
        let at = |tenant: &Tenant| JstDateTime::of(tenant.created_at).to_string();
        if self.json {
            let told = |tenant: &Tenant| json!({ "tenant": tenant.id.to_string(), "name": tenant.name.as_str(), "created_at": at(tenant) });
            return say_json(&all.iter().map(told).collect());
        }
        if all.is_empty() {
            return say("no tenants / テナントはありません");
        }
        all.iter().try_for_each(|tenant| say(&format!("{}  {}", tenant.id, tenant.name)))
    }
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let records = Records::at(&self.place)?;
        let id = TenantId::generate(&SystemEntropy::new()).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
        records.put(&Tenant { id, name: self.name, created_at: records.now }, Act::TenantCreate)?;
        if self.json { say_json(&json!({ "tenant": id.to_string() })) } else { say(&id.to_string()) }
    }
}

impl Rename {
    fn run(self) -> Result<(), Failure> {
        let records = Records::at(&self.place)?;
        let tenant = records.named(self.tenant)?;
        records.put(&Tenant { name: self.name, ..tenant }, Act::TenantChange)?;
        say(&format!("{}: renamed / 名称を変更しました", self.tenant))
    }
}

impl Delete {
    fn run(self) -> Result<(), Failure> {
        let records = Records::at(&self.place)?;
        records.named(self.tenant)?;
        let note = records.note(Act::TenantDelete, self.tenant);
        let _ = note;
        say(&format!("{}: deleted, and its key is destroyed / 削除し、鍵も破棄しました", self.tenant))
    }
}
