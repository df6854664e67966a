//! `fgapi client`: registers fintech apps and manages their credentials (API 使用の準備).

use fgapi_domain::{GrantSet, ShortText};
use fgapi_house::failure::client_failure;
use fgapi_house::{self as house, Failure, Place, say, say_json};
use fgapi_settings::network;
use fgapi_token::{
    ApiKey, Client, ClientScreens, ClientStanding, NewClient, RedirectDomain, RedirectUri, RefreshRetry, TokenDesk, WebPage,
};
use ipnet::IpNet;
use serde_json::json;

use crate::named;

/// クライアント (Fintech アプリ) の登録と管理 / Register clients (fintech apps) and manage them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi client add --config fgapi.toml --name 家計簿 --company 株式会社フィンテック --redirect-domain app.fintech.example\n  fgapi client list --config fgapi.toml"
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(Box<Add>),
    List(List),
    Disable(Disable),
    Enable(Enable),
    RotatePassword(RotatePassword),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(add) => add.run(),
            What::List(list) => list.run(),
            What::Disable(args) => set_standing(&args.place, &args.api_key, ClientStanding::Disabled),
            What::Enable(args) => set_standing(&args.place, &args.api_key, ClientStanding::Enabled),
            What::RotatePassword(args) => args.run(),
        }
    }
}

/// 登録し、API キーとパスワードを一度だけ表示する / Register a client; its api_key and password are shown once
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi client add --data fgapi-sandbox --name 家計簿 --company 株式会社フィンテック --grants accounts,transactions --redirect-domain app.fintech.example --cidr 203.0.113.0/24"
)]
struct Add {
    #[command(flatten)]
    place: Place,
    /// The app's name / アプリの名称
    #[arg(long, value_parser = named)]
    name: ShortText,
    /// The company's name / 会社の名称
    #[arg(long, value_parser = named)]
    company: ShortText,
    /// What it may ask for at most: branches, accounts, transactions, balances; read = all / 許す権限
    #[arg(long, default_value = "read", value_parser = grants)]
    grants: GrantSet,
    /// Host that redirect_uri may point to; may be given again / リダイレクト先のドメイン名
    #[arg(long = "redirect-domain", value_name = "HOST")]
    redirect_domains: Vec<RedirectDomain>,
    /// Exact redirect_uri; may be given again; with any, nothing else is taken / 完全一致で許すリダイレクト先 URI
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<RedirectUri>,
    /// Do not let the customer choose services: it is all that is asked for / 認可業務選択の画面を出さない
    #[arg(long)]
    no_scope_choice: bool,
    /// Let the customer choose accounts / 対象口座を選ばせる
    #[arg(long)]
    account_choice: bool,
    /// Do not ask for inquiry PINs / 照会用暗証番号を求めない
    #[arg(long)]
    no_inquiry_pins: bool,
    /// The app's site, https / アプリの Web サイト
    #[arg(long, value_name = "URL")]
    site: Option<WebPage>,
    /// Its terms of use, https / 利用規約
    #[arg(long, value_name = "URL")]
    terms: Option<WebPage>,
    /// Its privacy policy, https / プライバシーポリシー
    #[arg(long, value_name = "URL")]
    privacy: Option<WebPage>,
    /// Network that it may call from; may be given again; none = anywhere / 呼び出し元のネットワーク
    #[arg(long = "cidr", value_name = "CIDR", value_parser = cidr)]
    networks: Vec<IpNet>,
    /// What a lost answer to a refresh means: never or until_successor_used / 応答を失った再発行の扱い
    #[arg(long, default_value = "never")]
    refresh_retry: RefreshRetry,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 一覧を表示する / List all clients
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi client list --data fgapi-sandbox")]
struct List {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 停止する。すべてのトークンが直ちに拒否される / Disable a client; all its tokens are refused at once
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi client disable --data fgapi-sandbox fgk_0123456789abcdefghijkl")]
struct Disable {
    #[command(flatten)]
    place: Place,
    /// The client's api_key / API キー
    api_key: ApiKey,
}

/// 停止を解除する / Enable a client that was disabled
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi client enable --data fgapi-sandbox fgk_0123456789abcdefghijkl")]
struct Enable {
    #[command(flatten)]
    place: Place,
    /// The client's api_key / API キー
    api_key: ApiKey,
}

/// 新しいパスワードを作り、一度だけ表示する / Make a new password and show it once; the old one goes on for a while
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi client rotate-password --data fgapi-sandbox --overlap-hours 24 fgk_0123456789abcdefghijkl")]
struct RotatePassword {
    #[command(flatten)]
    place: Place,
    /// The client's api_key / API キー
    api_key: ApiKey,
    /// How long the old password is still taken / 古いパスワードも使える時間
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u16).range(0..=720))]
    overlap_hours: u16,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let issued = desk(&self.place)?
            .register(
                NewClient {
                    name: self.name,
                    company: self.company,
                    grants: self.grants,
                    redirect_domains: self.redirect_domains,
                    redirect_uris: self.redirect_uris,
                    screens: ClientScreens {
                        scope_choice: !self.no_scope_choice,
                        account_choice: self.account_choice,
                        inquiry_pins: !self.no_inquiry_pins,
                        site: self.site,
                        terms: self.terms,
                        privacy: self.privacy,
                    },
                    networks: self.networks,
                    refresh_retry: self.refresh_retry,
                },
                &house::by_command(),
            )
            .map_err(client_failure)?;
        let (api_key, password) = (issued.api_key.as_str(), issued.password.reveal());
        if self.json {
            return say_json(&json!({ "api_key": api_key, "password": password, "grants": grant_names(self.grants) }));
        }
        say(&format!(
            "api_key:  {api_key}\npassword: {password}\ngrants:   {}\n\
             The password is shown this once; give both to the client.\nパスワードの表示は今回限りです。両方をクライアントに通知してください。",
            self.grants
        ))
    }
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let clients = desk(&self.place)?.clients().map_err(client_failure)?;
        if self.json {
            return say_json(&clients.iter().map(as_json).collect());
        }
        if clients.is_empty() {
            return say("no clients / クライアントはありません");
        }
        clients.iter().try_for_each(|client| {
            let known = &client.known;
            say(&format!("{}  {}  {} ({})  {}", known.api_key, standing(known.standing), client.name, client.company, known.grants))
        })
    }
}

impl RotatePassword {
    fn run(self) -> Result<(), Failure> {
        let overlap = i64::from(self.overlap_hours) * 3_600;
        let password = desk(&self.place)?.rotate_password(&self.api_key, overlap, &house::by_command()).map_err(client_failure)?;
        if self.json {
            return say_json(&json!({ "api_key": self.api_key.as_str(), "password": password.reveal() }));
        }
        say(&format!(
            "password: {}\nThe old one is taken for {} more hours. / 古いパスワードは {} 時間使えます。",
            password.reveal(),
            self.overlap_hours,
            self.overlap_hours
        ))
    }
}

fn set_standing(place: &Place, api_key: &ApiKey, to: ClientStanding) -> Result<(), Failure> {
    desk(place)?.set_standing(api_key, to, &house::by_command()).map_err(client_failure)?;
    say(&format!("{api_key} is {}", standing(to)))
}

fn desk(place: &Place) -> Result<TokenDesk, Failure> {
    let settings = place.settings()?;
    house::desk(&house::open(&settings)?, &settings)
}

/// The names of a set's grants.
pub fn grant_names(grants: GrantSet) -> Vec<&'static str> {
    grants.iter().map(fgapi_domain::Grant::as_str).collect()
}

fn as_json(client: &Client) -> serde_json::Value {
    let known = &client.known;
    json!({
        "api_key": known.api_key.as_str(),
        "name": client.name.as_str(),
        "company": client.company.as_str(),
        "standing": standing(known.standing),
        "grants": grant_names(known.grants),
        "redirect_domains": client.redirect_domains.iter().map(RedirectDomain::as_str).collect::<Vec<_>>(),
        "redirect_uris": client.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(),
        "scope_choice": client.screens.scope_choice,
        "account_choice": client.screens.account_choice,
        "inquiry_pins": client.screens.inquiry_pins,
        "site": client.screens.site.as_ref().map(WebPage::as_str),
        "terms": client.screens.terms.as_ref().map(WebPage::as_str),
        "privacy": client.screens.privacy.as_ref().map(WebPage::as_str),
        "networks": known.networks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "refresh_retry": known.refresh_retry.as_str(),
        "created_at": client.created_at.0,
    })
}

const fn standing(standing: ClientStanding) -> &'static str {
    match standing {
        ClientStanding::Enabled => "enabled",
        ClientStanding::Disabled => "disabled",
    }
}

fn grants(text: &str) -> Result<GrantSet, String> {
    match text.parse::<GrantSet>() {
        _ if text == "*" => Ok(GrantSet::all()),
        Ok(set) if !set.is_empty() => Ok(set),
        Ok(_) => Err("name at least one grant".into()),
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn cidr(text: &str) -> Result<IpNet, String> {
    network(text).ok_or_else(|| "it must be an IP address or a network, for example 203.0.113.0/24".into())
}
