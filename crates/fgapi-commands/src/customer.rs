//! `fgapi customer`: the bank's customers, their passwords and what they hold.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use fgapi_demo::sandbox::new_password;
use fgapi_domain::{AccountKey, CertificateFingerprint, CustomerId, LoginId, Secret, ShortText, SystemEntropy};
use fgapi_house::failure::{import_failure, on_file, store_failure};
use fgapi_house::{self as house, Bar, Failure, Place, say, say_json};
use fgapi_store::{CustomerEntry, CustomersReport, NewCustomer};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::json;

/// 顧客 (エンドユーザー) とその口座 / Customers (end users) and the accounts that they hold
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi customer add --config fgapi.toml --id 0000123 --login hanako --name '山田 花子' --account 9999-001-1-0000001\n  fgapi customer list --config fgapi.toml"
)]
pub struct Args {
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
    pub fn run(self) -> Result<(), Failure> {
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
    after_help = "Example / 例:\n  fgapi customer add --data fgapi-sandbox --id P-0009 --login saburo --name '鈴木 三郎' --account 9999-003-1-0000301\n  fgapi customer add --config fgapi.toml --id P-0009 --login saburo --password-stdin < password.txt\n  \
                  fgapi customer add --config fgapi.toml --id P-0009 --login saburo --keep-password --certificate saburo.pem"
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
    /// A certificate by which the customer logs in, from now on with one and the password only: its SHA-256, or its PEM file;
    /// may be given again; those that are not given are taken away, `none` takes all / 電子証明書
    #[arg(long = "certificate", value_name = "SHA256|FILE|none")]
    certificates: Vec<String>,
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
    after_help = "Example / 例:\n  fgapi customer import --config fgapi.toml customers.csv\n\nCSV columns: customer_id, login_id, name [, password or password_hash, accounts, certificates,\n\
                  question_1, answer_1, question_2, answer_2, question_3, answer_3].\n\
                  certificates are SHA-256 fingerprints; a customer with one logs in with it and the password only.\n\
                  What is empty stays; none in certificates or a question takes it away."
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
        let (password, accounts, certificates) = (password, self.accounts, certificates(&self.certificates)?);
        let new = NewCustomer { id: self.id, login, name: self.name, password: password.clone(), accounts, certificates };
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
                        let certificates: Vec<String> = one.certificates.iter().map(ToString::to_string).collect();
                        json!({
                            "customer_id": one.id.as_str(), "id": one.login.as_str(), "name": one.name.as_str(), "accounts": accounts,
                            "log_in": way(one), "certificates": certificates,
                        })
                    })
                    .collect(),
            );
        }
        if customers.is_empty() {
            return say("no customers / 顧客はいません");
        }
        customers.iter().try_for_each(|one| {
            say(&format!("{}  login {}  {}  {} accounts  {}", one.id, one.login, one.name, one.accounts.len(), way(one)))
        })
    }
}

/// How a customer logs in. A certificate alone lets nobody in.
const fn way(one: &CustomerEntry) -> &'static str {
    match (one.has_password, one.certificates.is_empty()) {
        (true, true) => "password",
        (true, false) => "certificate",
        (false, _) => "no password",
    }
}

/// What `--certificate` says; `None` when it is not given.
fn certificates(given: &[String]) -> Result<Option<Vec<CertificateFingerprint>>, Failure> {
    match given {
        [] => Ok(None),
        [none] if none == "none" => Ok(Some(Vec::new())),
        _ => given.iter().map(|one| one.parse().or_else(|_| of_file(Path::new(one)))).collect::<Result<_, _>>().map(Some),
    }
}

/// No file of one certificate is longer.
const LONGEST_CERTIFICATE: u64 = 1 << 16;

fn of_file(path: &Path) -> Result<CertificateFingerprint, Failure> {
    let mut text = Vec::new();
    let refused = |problem: &str| {
        Failure::bad_input(
            format!("--certificate {}: {problem}", path.display()),
            "give the path of the customer's certificate (-----BEGIN CERTIFICATE-----), or its SHA-256 as 64 hexadecimal digits",
        )
    };
    let file = std::fs::File::open(path).map_err(|error| refused(&error.to_string()))?;
    file.take(LONGEST_CERTIFICATE).read_to_end(&mut text).map_err(on_file(path))?;
    let certificate = CertificateDer::from_pem_slice(&text).map_err(|_| refused("this is no certificate in PEM"))?;
    Ok(CertificateFingerprint::of(&certificate))
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
