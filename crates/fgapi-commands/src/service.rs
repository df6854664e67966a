//! `fgapi service`: the catalogue of institutions at which customers can link accounts.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use fgapi_house::failure::{linked_failure, on_file, token_failure};
use fgapi_house::standard_input::secret_line;
use fgapi_house::{self as house, Entrusted, Failure, Place, say, say_json};
use fgapi_linked::{Catalogue, CatalogueFault, Connection, Imported, KeptService, Service, ServiceId};
use serde_json::json;

/// 連携先の金融機関 (カタログ) / The catalogue: institutions at which customers can link accounts
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi service import --config fgapi.toml services.toml\n  fgapi service password --config fgapi.toml 12 < password.txt\n  fgapi service list --config fgapi.toml"
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Import(Import),
    List(List),
    Password(Password),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Import(import) => import.run(),
            What::List(list) => list.run(),
            What::Password(password) => password.run(),
        }
    }
}

/// カタログ (TOML) を取り込む / Take a catalogue over: add its services and replace those that are there; others stay
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi service import --config fgapi.toml --dry-run services.toml\n  fgapi service import --config fgapi.toml services.toml\n\n\
                  The file is taken whole or not at all; what is wrong is told with its service and field. A service of another bank:\n\n\
                  [[service]]\n  id = 12\n  name = \"見本銀行\"\n  type = \"B_MIHON\"\n  code = \"9999\"\n  category = { id = 1, name = \"銀行\", type = \"BANK\" }\n  \
                  pace = { interval_seconds = 21600, concurrency = 4, timeout_seconds = 60 }\n  \
                  fgapi = { base_url = \"https://bank.example/api/v1\", api_key = \"fgk_…\", days = 90 }\n\n\
                  Without fgapi it is a manual one: [[service.form]] says what it asks, and `fgapi linked take` and `report` serve it."
)]
struct Import {
    #[command(flatten)]
    place: Place,
    /// Only check the file, and say what would be done / ファイルの確認だけを行う
    #[arg(long)]
    dry_run: bool,
    /// The catalogue / カタログのファイル
    file: PathBuf,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 一覧を表示する / List all services, with how many accounts each has and how many failed last
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi service list --config fgapi.toml")]
struct List {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 連携先でのゲートウェイ自身のパスワードを設定する (標準入力から) / Seal the gateway's own password at a service; it comes on stdin
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi service password --config fgapi.toml 12 < password.txt\n\n\
                  The other bank tells it with the api_key that stands in the catalogue.")]
struct Password {
    #[command(flatten)]
    place: Place,
    /// The service's id / サービスの ID
    id: ServiceId,
}

/// No catalogue is longer.
const LONGEST: u64 = 4 << 20;
/// No password is longer.
const LONGEST_PASSWORD: usize = 1_024;

impl Import {
    fn run(self) -> Result<(), Failure> {
        let catalogue = read(&self.file)?;
        let all = Entrusted::for_command(&self.place)?;
        let imported = if self.dry_run {
            planned(&all.holdings.linked.services().map_err(|fault| token_failure(&fault))?, catalogue.kept())
        } else {
            all.linked.import(&catalogue, &house::by_command()).map_err(linked_failure)?
        };
        let Imported { added, changed, unchanged } = imported;
        if self.json {
            return say_json(&json!({ "dry_run": self.dry_run, "added": added, "changed": changed, "unchanged": unchanged }));
        }
        let nothing = if self.dry_run { "; nothing was changed (--dry-run)" } else { "" };
        say(&format!("{}: services: {added} added, {changed} changed, {unchanged} unchanged{nothing}", self.file.display()))?;
        let silent = catalogue.services().iter().filter(|service| !self.dry_run && lacks_password(&all, service));
        silent.into_iter().try_for_each(|service| {
            say(&format!("next: fgapi service password {} (the gateway's own at {}) / パスワードが未設定です", service.id, service.name))
        })
    }
}

/// What an import would do.
fn planned(known: &[KeptService], new: &[KeptService]) -> Imported {
    let mut planned = Imported::default();
    for service in new {
        match known.iter().find(|one| one.id == service.id) {
            None => planned.added += 1,
            Some(one) if one == service => planned.unchanged += 1,
            Some(_) => planned.changed += 1,
        }
    }
    planned
}

fn read(file: &Path) -> Result<Catalogue, Failure> {
    let refused = |problem: String| {
        Failure::bad_input(format!("{}: {problem}", file.display()), "nothing was imported; correct it, then run the same command again")
    };
    let (opened, mut bytes) = (std::fs::File::open(file).map_err(on_file(file))?, Vec::new());
    opened.take(LONGEST + 1).read_to_end(&mut bytes).map_err(on_file(file))?;
    if bytes.len() as u64 > LONGEST {
        return Err(refused("the file is longer than 4 MiB".into()));
    }
    let text = String::from_utf8(bytes).map_err(|_| refused("this is no UTF-8".into()))?;
    Catalogue::parse(&text).map_err(|fault: CatalogueFault| refused(fault.to_string()))
}

/// Whether the gateway reaches the service by itself, and has no password there. A store that does not answer says so elsewhere.
fn lacks_password(all: &Entrusted, service: &Service) -> bool {
    let place = Service::password_place(service.id);
    let known = place.is_ok_and(|place| all.holdings.vault.values_at(&[place]).is_ok_and(|values| values.is_empty()));
    known && matches!(service.connection, Connection::Fgapi(_))
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let all = Entrusted::for_command(&self.place)?;
        let services = all.linked.services().map_err(linked_failure)?;
        let counts = all.linked.counts().map_err(linked_failure)?;
        let counted = |id| counts.iter().find(|(known, ..)| *known == id).map_or((0, 0), |(_, accounts, failed)| (*accounts, *failed));
        if self.json {
            return say_json(&services.iter().map(|service| as_json(&all, service, counted(service.id))).collect());
        }
        if services.is_empty() {
            return say("no services: `fgapi service import` takes a catalogue over / 連携先はありません");
        }
        services.iter().try_for_each(|service| {
            let (accounts, failed) = counted(service.id);
            let how = match &service.connection {
                Connection::Manual => "manual".to_owned(),
                Connection::Fgapi(there) if lacks_password(&all, service) => format!("{}  no password yet", there.base_url),
                Connection::Fgapi(there) => there.base_url.clone(),
            };
            say(&format!("{}  {}  {}  {how}  {accounts} accounts, {failed} failed", service.id, service.name, service.service_type))
        })
    }
}

fn as_json(all: &Entrusted, service: &Service, (accounts, failed): (u32, u32)) -> serde_json::Value {
    let (there, pace) = match &service.connection {
        Connection::Manual => (None, service.pace),
        Connection::Fgapi(there) => (Some(there), service.pace),
    };
    json!({
        "id": service.id.0,
        "name": service.name.as_str(),
        "type": service.service_type.as_str(),
        "code": service.code.as_str(),
        "category_id": service.category.id,
        "automatic": there.is_some(),
        "base_url": there.map(|there| there.base_url.as_str()),
        "api_key": there.map(|there| there.api_key.as_str()),
        "has_password": there.map(|_| !lacks_password(all, service)),
        "interval_seconds": pace.interval_seconds,
        "concurrency": pace.concurrency,
        "timeout_seconds": pace.timeout_seconds,
        "forms": service.forms.iter().map(|form| json!({ "id": form.id, "name": form.name.as_str() })).collect::<Vec<_>>(),
        "accounts": accounts,
        "failed": failed,
    })
}

impl Password {
    fn run(self) -> Result<(), Failure> {
        let desk = Entrusted::for_command(&self.place)?.linked;
        let password = secret_line("the password", LONGEST_PASSWORD)?;
        if desk.set_password(self.id, &password, &house::by_command()).map_err(linked_failure)? {
            return say(&format!("service {}: the password is sealed / パスワードを設定しました", self.id));
        }
        Err(Failure::bad_input(format!("there is no service {}", self.id), "look at them with `fgapi service list`"))
    }
}
