//! `fgapi admin`: the office's first administrator, and the way back for one who lost password and second factor.

use fgapi_admin::{InitRefused, MailAddress, NewAdministrator, OfficeFault, Role, Slice, UserQuery};
use fgapi_domain::{JstDateTime, LoginId, Secret, ShortText, UnixSeconds};
use fgapi_house::failure::{office_failure, token_failure};
use fgapi_house::{self as house, Failure, Place, office, say, say_json};
use serde_json::json;

use crate::named;

/// 管理画面 (/office) の管理者 / The administrators of the office (/office)
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi admin init --config fgapi.toml --login hanako --name '見本 花子' --mail hanako@bank.example\n  fgapi admin recover --config fgapi.toml hanako"
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Init(Init),
    Recover(Recover),
    List(List),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Init(init) => init.run(),
            What::Recover(recover) => recover.run(),
            What::List(list) => list.run(),
        }
    }
}

/// 最初のシステム管理者を作り、パスワード設定用リンクを一度だけ表示する / Make the first system administrator; the link to set a password is shown once
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi admin init --config fgapi.toml --login hanako --name '見本 花子' --mail hanako@bank.example --tenant 見本銀行\n\n\
                  Nobody has a password at first: whoever opens the link sets one, then enrols a second factor."
)]
struct Init {
    #[command(flatten)]
    place: Place,
    /// What the administrator types to sign in / ログイン ID
    #[arg(long)]
    login: LoginId,
    /// What people call the administrator / 氏名
    #[arg(long, value_parser = named)]
    name: ShortText,
    /// Where mails to the administrator go / メールアドレス
    #[arg(long, value_name = "ADDRESS")]
    mail: MailAddress,
    /// The first tenant's name, where there is none yet; without it the bank's / 最初のテナントの名称
    #[arg(long, value_parser = named)]
    tenant: Option<ShortText>,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 新しいパスワード設定用リンクを作り、二要素認証を解除する / Give a user a new link to set a password, and take their second factor away
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi admin recover --config fgapi.toml hanako\n\n\
                  The password and the sessions before are over at once.")]
struct Recover {
    #[command(flatten)]
    place: Place,
    /// The user's login id / ログイン ID
    login: LoginId,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// システム管理者の一覧を表示する / List the system administrators
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi admin list --data fgapi-sandbox")]
struct List {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

impl Init {
    fn run(self) -> Result<(), Failure> {
        let desk = office::for_command(&self.place)?.desk;
        let tenant = match self.tenant {
            Some(tenant) => tenant,
            None => {
                named(&desk.policy().bank).map_err(|problem| Failure::bad_input(format!("the bank's name: {problem}"), "give --tenant"))?
            }
        };
        let new = NewAdministrator { login: self.login.clone(), name: self.name, mail: self.mail, tenant };
        let (link, until) = desk.first_administrator(new, &house::by_command()).map_err(refused)?;
        told(&self.login, &link, until, self.json)
    }
}

fn refused(refused: InitRefused) -> Failure {
    match refused {
        InitRefused::Already => Failure::bad_input(
            "there is a system administrator already: others are made by one, in the office",
            "sign in, or give an administrator who cannot a new link with `fgapi admin recover LOGIN`; `fgapi admin list` names them",
        ),
        InitRefused::Office(fault) => office_failure(fault),
    }
}

impl Recover {
    fn run(self) -> Result<(), Failure> {
        let desk = office::for_command(&self.place)?.desk;
        let (link, until) = desk.recover(&self.login, &house::by_command()).map_err(|fault| match fault {
            OfficeFault::Unknown(_) => Failure::bad_input(
                format!("nobody has the login id {}", self.login),
                "`fgapi admin list` names the system administrators; `fgapi admin init` makes the first",
            ),
            fault => office_failure(fault),
        })?;
        told(&self.login, &link, until, self.json)
    }
}

fn told(login: &LoginId, link: &Secret, until: UnixSeconds, json: bool) -> Result<(), Failure> {
    let until = JstDateTime::of(until);
    if json {
        return say_json(&json!({ "login": login.as_str(), "link": link.reveal(), "until": until.to_string() }));
    }
    say(&format!(
        "login: {login}\nlink:  {}\nuntil: {until}\n\
         The link sets a password once, and is shown this once: give it to nobody else.\n\
         リンクでパスワードを一度だけ設定できます。表示は今回限りです。本人以外に渡さないでください。",
        link.reveal()
    ))
}

/// The most that are listed.
const MOST: u32 = 1_000;

impl List {
    fn run(self) -> Result<(), Failure> {
        let records = office::for_command(&self.place)?.records;
        let query = UserQuery { roles: vec![Role::SystemAdministrator], ..UserQuery::default() };
        let all = records.users(&query, Slice { skip: 0, take: MOST }).map_err(|fault| token_failure(&fault))?.rows;
        let at = |at: Option<UnixSeconds>| at.map(|at| JstDateTime::of(at).to_string());
        if self.json {
            let told = all.iter().map(|user| {
                json!({
                    "login": user.profile.login.as_str(),
                    "name": user.profile.name.as_str(),
                    "mail": user.profile.mail.as_str(),
                    "suspended": user.profile.suspended,
                    "has_password": user.has_password,
                    "has_second_factor": user.has_second_factor,
                    "signed_in_at": at(user.signed_in_at),
                })
            });
            return say_json(&told.collect());
        }
        if all.is_empty() {
            return say("no administrators: `fgapi admin init` makes the first / 管理者はいません");
        }
        all.iter().try_for_each(|user| {
            let standing = match (user.profile.suspended, user.has_password, user.has_second_factor) {
                (true, ..) => "suspended",
                (_, false, _) => "has no password yet",
                (_, _, false) => "has no second factor yet",
                _ => "can sign in",
            };
            let signed_in = at(user.signed_in_at).map_or_else(|| "never signed in".to_owned(), |at| format!("signed in {at}"));
            say(&format!("{}  {}  {}  {standing}  {signed_in}", user.profile.login, user.profile.name, user.profile.mail))
        })
    }
}
