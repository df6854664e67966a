//! `fgapi customer`: the bank's customers, their passwords and what they hold.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use fgapi_domain::{AccountKey, CustomerId, LoginId, Secret, ShortText, SystemEntropy};
use fgapi_store::{CustomersReport, NewCustomer};
use serde_json::json;

use crate::failure::{Failure, import_failure, store_failure};
use crate::house;
use crate::place::Place;
use crate::progress_bar::Bar;
use crate::sandbox::new_password;
use crate::screen::{say, say_json};

/// 顧客 (エンドユーザー) とその口座 / Customers (end users) and the accounts that they hold
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi customer add --config fgapi.toml --id 0000123 --login hanako --name '山田 花子' --account 9999-001-1-0000001\n  fgapi customer list --config fgapi.toml"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(Add),
    Import(Import),
    List(List),
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Add(add) => add.run(),
            What::Import(import) => import.run(),
            What::List(list) => list.run(),
        }
    }
}

/// 追加または変更する / Add a customer, or change one; a password is generated and shown once, unless one comes on stdin
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi customer add --data fgapi-sandbox --id P-0009 --login saburo --name '鈴木 三郎' --account 9999-003-1-0000301\n  fgapi customer add --config fgapi.toml --id P-0009 --login saburo --password-stdin < password.txt"
)]
struct Add {
    #[command(flatten)]
    place: Place,
    /// The bank's own, unchanging name for the customer / 銀行内の顧客番号
    #[arg(long)]
    id: CustomerId,
    /// What the customer types to log in; without it the id / ログイン ID
    #[arg(long)]
    login: Option<LoginId>,
    /// What people call the customer / 氏名・名称
    #[arg(long, default_value = "")]
    name: ShortText,
    /// Id of an account that the customer holds; may be given again / 保有口座の ID
    #[arg(long = "account", value_name = "ACCOUNT_ID")]
    accounts: Vec<AccountKey>,
    /// Read the password from stdin, up to the line's end / パスワードを標準入力から読む
    #[arg(long, conflicts_with = "keep_password")]
    password_stdin: bool,
    /// Leave the password as it is / パスワードを変えない
    #[arg(long)]
    keep_password: bool,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// CSV から取り込む / Add or change customers from a CSV file
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi customer import --config fgapi.toml customers.csv\n\nCSV columns: customer_id, login_id, name [, password or password_hash, accounts]."
)]
struct Import {
    #[command(flatten)]
    place: Place,
    /// The files, in this order / ファイル
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// 一覧を表示する / List all customers
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi customer list --data fgapi-sandbox")]
struct List {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

impl Add {
    fn run(self) -> Result<(), Failure> {
        let store = house::open(&self.place.settings()?)?;
        let entropy = SystemEntropy::new();
        let (password, generated) = match (self.password_stdin, self.keep_password) {
            (true, _) => (Some(read_password()?), false),
            (_, true) => (None, false),
            _ => (Some(new_password(&entropy).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?), true),
        };
        let login = match self.login {
            Some(login) => login,
            None => self
                .id
                .as_str()
                .parse()
                .map_err(|refusal: fgapi_domain::Malformed| Failure::bad_input(refusal.to_string(), "give --login"))?,
        };
        let new = NewCustomer { id: self.id, login, name: self.name, password: password.clone(), accounts: self.accounts };
        let report = store.add_customer(&new, &entropy).map_err(|fault| import_failure(Path::new("customer add"), fault))?;
        let shown = password.as_ref().filter(|_| generated).map(Secret::reveal);
        if self.json {
            return say_json(&json!({ "id": new.login.as_str(), "password": shown }));
        }
        say(&format!("{}: {}", new.login, told(report)))?;
        shown.map_or(Ok(()), |password| say(&format!("password: {password}\nIt is shown this once. / パスワードの表示は今回限りです。")))
    }
}

impl Import {
    fn run(self) -> Result<(), Failure> {
        let store = house::open(&self.place.settings()?)?;
        let entropy = SystemEntropy::new();
        self.files.iter().try_for_each(|file| {
            let bar = Bar::new(file);
            let outcome = store.import_customers(file, &entropy, &mut |at| bar.show(at));
            bar.clear();
            say(&format!("{}: {}", file.display(), told(outcome.map_err(|fault| import_failure(file, fault))?)))
        })
    }
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let settings = self.place.settings()?;
        let customers = house::open(&settings)?.list_customers(settings.bank.code).map_err(store_failure)?;
        if self.json {
            return say_json(
                &customers
                    .iter()
                    .map(|one| {
                        let accounts: Vec<String> = one.accounts.iter().map(ToString::to_string).collect();
                        json!({ "customer_id": one.id.as_str(), "id": one.login.as_str(), "name": one.name.as_str(), "accounts": accounts })
                    })
                    .collect(),
            );
        }
        if customers.is_empty() {
            return say("no customers / 顧客はいません");
        }
        customers.iter().try_for_each(|one| {
            let way = if one.has_password { "password" } else { "no password" };
            say(&format!("{}  login {}  {}  {} accounts  {way}", one.id, one.login, one.name, one.accounts.len()))
        })
    }
}

fn told(report: CustomersReport) -> String {
    let CustomersReport { added, changed, unchanged, linked } = report;
    format!("customers: {added} added, {changed} changed, {unchanged} unchanged; {linked} accounts given to them")
}

/// No password is longer.
const LONGEST: u64 = 1_024;

fn read_password() -> Result<Secret, Failure> {
    let mut text = zeroize::Zeroizing::new(String::new());
    let read = std::io::stdin().take(LONGEST + 1).read_to_string(&mut text);
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    match read {
        Ok(length) if length as u64 <= LONGEST && !line.is_empty() => Ok(Secret::new(line)),
        _ => Err(Failure::bad_input("stdin: no password stands there", format!("give one line of at most {LONGEST} bytes in UTF-8"))),
    }
}
