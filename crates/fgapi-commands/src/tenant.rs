//! `fgapi tenant`: the organisations whose data API tokens and clients open.

use fgapi_admin::Tenant;
use fgapi_domain::{JstDateTime, ShortText, TenantId};
use fgapi_house::{Failure, Place, Tenants, say, say_json};
use serde_json::json;

use crate::named;

/// テナント / Tenants: the organisations whose data API tokens and tenants' clients open
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi tenant list --config fgapi.toml\n  fgapi tenant add --config fgapi.toml --name 株式会社見本"
)]
pub struct Args {
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
    pub fn run(self) -> Result<(), Failure> {
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
                  A tenant that portal users belong to stays: give them another tenant in the office first.")]
struct Delete {
    #[command(flatten)]
    place: Place,
    /// The tenant's number / テナントの番号
    tenant: TenantId,
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let all = Tenants::at(&self.place)?.all()?;
        if self.json {
            let at = |tenant: &Tenant| JstDateTime::of(tenant.created_at).to_string();
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
        let id = Tenants::at(&self.place)?.add(self.name)?;
        if self.json { say_json(&json!({ "tenant": id.to_string() })) } else { say(&id.to_string()) }
    }
}

impl Rename {
    fn run(self) -> Result<(), Failure> {
        Tenants::at(&self.place)?.rename(self.tenant, self.name)?;
        say(&format!("{}: renamed / 名称を変更しました", self.tenant))
    }
}

impl Delete {
    fn run(self) -> Result<(), Failure> {
        Tenants::at(&self.place)?.delete(self.tenant)?;
        say(&format!("{}: deleted, and its key is destroyed / 削除し、鍵も破棄しました", self.tenant))
    }
}
