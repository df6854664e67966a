//! `fgapi vault client`: tenants' clients, the programs that read credentials (企業ID, 企業キー).

use fgapi_domain::{JstDateTime, Level, ShortText, TenantId};
use fgapi_house::failure::token_failure;
use fgapi_house::{self as house, Entrusted, Failure, Place, say, say_json};
use fgapi_saas::{ClientError, IssuedTenantClient, SaasDesk, TenantClient, TenantClientId};
use serde_json::json;

use crate::named;

/// テナントのクライアント (認証情報を読むプログラム) / Tenants' clients: programs that get tokens at /oauth/token and read credentials
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi vault client add --config fgapi.toml --tenant 1214732595705114600 --name 経費精算連携\n  fgapi vault client list --config fgapi.toml"
)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(Add),
    List(List),
    Rotate(Rotate),
    Enable(Enable),
    Disable(Disable),
}

impl Args {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(add) => add.run(),
            What::List(list) => list.run(),
            What::Rotate(rotate) => rotate.run(),
            What::Enable(args) => enable(&args.place, args.client_id, true),
            What::Disable(args) => enable(&args.place, args.client_id, false),
        }
    }
}

/// 登録し、client_secret を一度だけ表示する / Register a client; its client_secret is shown once
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault client add --config fgapi.toml --tenant 1214732595705114600 --name 経費精算連携")]
struct Add {
    #[command(flatten)]
    place: Place,
    /// The tenant's number / テナントの番号
    #[arg(long)]
    tenant: TenantId,
    /// Its name / 名称
    #[arg(long, value_parser = named)]
    name: ShortText,
    /// How far its tokens reach: tenant, or company, which opens no tenant's data / 権限の範囲
    #[arg(long, default_value = "tenant")]
    level: Level,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 一覧を表示する / List tenants' clients
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault client list --config fgapi.toml --tenant 1214732595705114600")]
struct List {
    #[command(flatten)]
    place: Place,
    /// Only those of this tenant / このテナントだけ
    #[arg(long)]
    tenant: Option<TenantId>,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 新しい client_secret を作り、一度だけ表示する / Make a new client_secret and show it once; the old one goes on for a while
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi vault client rotate --config fgapi.toml --overlap-hours 24 0193b0a5-5f3c-7c3e-9d57-5f3f2a1b0c4d"
)]
struct Rotate {
    #[command(flatten)]
    place: Place,
    /// The client's client_id / クライアント ID
    client_id: TenantClientId,
    /// How long the old secret is still taken / 古い client_secret も使える時間
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u16).range(0..=720))]
    overlap_hours: u16,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 利用を再開する / Let a disabled client go on
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault client enable --config fgapi.toml 0193b0a5-5f3c-7c3e-9d57-5f3f2a1b0c4d")]
struct Enable {
    #[command(flatten)]
    place: Place,
    /// The client's client_id / クライアント ID
    client_id: TenantClientId,
}

/// 利用を停止する / Stop a client: its tokens are dead at once, on every gateway
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault client disable --config fgapi.toml 0193b0a5-5f3c-7c3e-9d57-5f3f2a1b0c4d")]
struct Disable {
    #[command(flatten)]
    place: Place,
    /// The client's client_id / クライアント ID
    client_id: TenantClientId,
}

fn desk(place: &Place) -> Result<SaasDesk, Failure> {
    Entrusted::for_command(place).map(|all| all.saas)
}

fn refused(error: ClientError) -> Failure {
    match error {
        ClientError::NoTenant => Failure::bad_input(error.to_string(), "look at the tenants with `fgapi tenant list`"),
        ClientError::NoClient => Failure::bad_input(error.to_string(), "run `fgapi vault client list` with the same --config or --data"),
        ClientError::Entropy(fault) => Failure::broken(fault.to_string(), "try again"),
        ClientError::Store(fault) => token_failure(&fault),
    }
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let issued = desk(&self.place)?.add_client(self.tenant, self.name, self.level, &house::by_command()).map_err(refused)?;
        told(&issued, self.json, "Both go to whoever runs the tenant's program. / 両方をテナントに通知してください。")
    }
}

impl Rotate {
    fn run(self) -> Result<(), Failure> {
        let overlap = u32::from(self.overlap_hours) * 3_600;
        let issued = desk(&self.place)?.rotate_client(self.client_id, overlap, &house::by_command()).map_err(refused)?;
        let hours = self.overlap_hours;
        told(&issued, self.json, &format!("The old one is taken for {hours} more hours. / 古いものは {hours} 時間使えます。"))
    }
}

fn told(issued: &IssuedTenantClient, json: bool, more: &str) -> Result<(), Failure> {
    let (client, secret) = (&issued.client, issued.secret.reveal());
    if json {
        return say_json(&json!({
            "client_id": client.id.to_string(), "client_secret": secret, "tenant": client.tenant.to_string(),
            "company": client.company.to_string(), "level": client.level.as_str(),
        }));
    }
    say(&format!(
        "client_id:     {}\nclient_secret: {secret}\n\
         The secret is shown this once. / client_secret の表示は今回限りです。\n{more}",
        client.id
    ))
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let clients = desk(&self.place)?.clients(self.tenant).map_err(|fault| token_failure(&fault))?;
        if self.json {
            return say_json(&clients.iter().map(as_json).collect());
        }
        if clients.is_empty() {
            return say("no clients / クライアントはありません");
        }
        clients.iter().try_for_each(|client| {
            let standing = standing(client);
            say(&format!("{}  {standing}  tenant {}  {}  {}", client.id, client.tenant, client.level.as_str(), client.name))
        })
    }
}

const fn standing(client: &TenantClient) -> &'static str {
    if client.enabled { "enabled" } else { "disabled" }
}

fn as_json(client: &TenantClient) -> serde_json::Value {
    json!({
        "client_id": client.id.to_string(),
        "tenant": client.tenant.to_string(),
        "company": client.company.to_string(),
        "name": client.name.as_str(),
        "level": client.level.as_str(),
        "standing": standing(client),
        "created_at": JstDateTime::of(client.created_at).to_string(),
    })
}

fn enable(place: &Place, id: TenantClientId, enabled: bool) -> Result<(), Failure> {
    desk(place)?.enable_client(id, enabled, &house::by_command()).map_err(refused)?;
    say(&format!("{id} is {}", if enabled { "enabled" } else { "disabled" }))
}
