//! `fgapi linked`: customers' accounts at other institutions, listed and linked, and fetched by a program of the bank's.

mod report;

use fgapi_domain::{CustomerId, JstDateTime, UnixSeconds};
use fgapi_house::failure::linked_failure;
use fgapi_house::standard_input::whole_text;
use fgapi_house::{self as house, Entrusted, Failure, Place, say, say_json};
use fgapi_linked::{AccountId, AnswerError, JsonFault, LinkedAccount, LinkedDesk, NewAnswer, Service, ServiceId, Status};
use serde_json::json;

/// 連携口座 (他行口座) / Linked accounts: what customers have at other institutions
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi linked list --config fgapi.toml --customer 0000123\n  fgapi linked take --config fgapi.toml --json 84dG3OLcZt_gLm66DESKzw==\n\n\
                  A manual service is fetched by a program of the bank's: `take` gives it an account with the answers that wait, and a\n\
                  fencing number; `report` brings home what it found, while nobody else has taken the account since."
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    List(List),
    Link(Link),
    Take(Take),
    Report(report::Args),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::List(list) => list.run(),
            What::Link(link) => link.run(),
            What::Take(take) => take.run(),
            What::Report(report) => report.run(),
        }
    }
}

/// 顧客の連携口座の一覧を表示する / List a customer's linked accounts, and how each stands
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi linked list --config fgapi.toml --customer 0000123")]
struct List {
    #[command(flatten)]
    place: Place,
    /// The bank's own name for the customer / 銀行内の顧客番号
    #[arg(long)]
    customer: CustomerId,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 入力項目で連携する (回答は標準入力から) / Link an account at a manual service; the answers to its forms come on stdin as JSON
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  echo '{\"13\": \"1340000001\", \"14\": \"…\"}' | fgapi linked link --config fgapi.toml --customer 0000123 --service 7\n\n\
                  One object: the id of each of the service's forms, and the text. `fgapi service list --json` names the forms.\n\
                  Answers are sealed, used once, and gone after linked.answer_seconds."
)]
struct Link {
    #[command(flatten)]
    place: Place,
    /// The bank's own name for the customer / 銀行内の顧客番号
    #[arg(long)]
    customer: CustomerId,
    /// The service's id / サービスの ID
    #[arg(long, value_name = "ID")]
    service: ServiceId,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 口座を取得用に確保し、待っている回答を受け取る / Take an account of a manual service to fetch it, with the answers that wait
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi linked take --config fgapi.toml --json 84dG3OLcZt_gLm66DESKzw==\n\n\
                  The answers are secrets, stand on stdout and are not given again. The account is this program's until the time in `until`;\n\
                  report with the number in `fence`. 1: somebody has it, it is suspended, or there is none.")]
struct Take {
    #[command(flatten)]
    place: Place,
    /// The account's id (hashed_id) / 口座の ID
    // One id in 64 begins with a hyphen.
    #[arg(allow_hyphen_values = true)]
    id: AccountId,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

fn desk(place: &Place) -> Result<LinkedDesk, Failure> {
    Entrusted::for_command(place).map(|all| all.linked)
}

fn not_read(fault: JsonFault) -> Failure {
    Failure::bad_input(format!("stdin: {fault}"), "correct it, then run the same command again; nothing was written")
}

/// The most that are listed.
const MOST: u32 = 10_000;

impl List {
    fn run(self) -> Result<(), Failure> {
        let desk = desk(&self.place)?;
        let (_, accounts) = desk.list(&self.customer, None, 0, MOST).map_err(linked_failure)?;
        if self.json {
            return say_json(&accounts.iter().map(|(account, service)| as_json(account, service, desk.status(account))).collect());
        }
        if accounts.is_empty() {
            return say("no linked accounts / 連携口座はありません");
        }
        accounts.iter().try_for_each(|(account, service)| {
            let status = told(desk.status(account));
            let at = moment(account.last_succeeded_at).unwrap_or_else(|| "never".to_owned());
            say(&format!("{}  {} {}  {status}  fetched / 取得: {at}", account.id, service.id, service.name))
        })
    }
}

fn told(status: Status) -> String {
    match status {
        Status::Fetched => "0 取得済み".to_owned(),
        Status::Fetching => "1 取得中".to_owned(),
        Status::Failed(error) => format!("2 取得エラー {}", error.error_msg()),
        Status::Suspended => "3 取得停止中".to_owned(),
    }
}

fn moment(at: Option<UnixSeconds>) -> Option<String> {
    at.map(|at| JstDateTime::of(at).to_string())
}

fn as_json(account: &LinkedAccount, service: &Service, status: Status) -> serde_json::Value {
    let error = if let Status::Failed(error) = status { Some(error.error_msg()) } else { None };
    let question = |request: &fgapi_linked::AdditionalRequest| json!({ "id": request.id.to_string(), "question": request.question.as_str(), "answered": request.answered_until.is_some() });
    json!({
        "id": account.id.to_string(),
        "service": service.id.0,
        "name": service.name.as_str(),
        "automatic": account.automatic,
        "uid_hidden": account.uid_hidden,
        "status": status.number(),
        "error": error,
        "asset_sum": account.asset_sum.0,
        "sub_accounts": account.sub_accounts.len(),
        "questions": account.requests.iter().map(question).collect::<Vec<_>>(),
        "last_aggregated_at": moment(account.last_aggregated_at),
        "last_succeeded_at": moment(account.last_succeeded_at),
        "next_aggregate_at": moment(account.next_aggregate_at),
    })
}

/// No answers to forms are longer together.
const LONGEST_ANSWERS: usize = 64 << 10;

impl Link {
    fn run(self) -> Result<(), Failure> {
        let desk = desk(&self.place)?;
        let answers = NewAnswer::read_all(&whole_text("the answers", LONGEST_ANSWERS)?).map_err(not_read)?;
        let id = desk.link_by_forms(&self.customer, self.service, &answers, &house::by_command()).map_err(refused)?;
        if self.json {
            return say_json(&json!({ "id": id.to_string() }));
        }
        say(&format!("{id} is linked / 連携しました"))
    }
}

fn refused(error: AnswerError) -> Failure {
    let next = match &error {
        AnswerError::Gone => "look at the services with `fgapi service list`, and at the customer with `fgapi customer list`",
        AnswerError::NotByForms => "the customer links it at the bank's own page /links",
        AnswerError::NoForm(_) | AnswerError::Missing(_) | AnswerError::Format(_) | AnswerError::Text => {
            "`fgapi service list --json` names the service's forms; nothing was linked"
        }
        AnswerError::Fault(_) => "",
    };
    match error {
        AnswerError::Fault(fault) => linked_failure(fault),
        error => Failure::bad_input(error.to_string(), next),
    }
}

impl Take {
    fn run(self) -> Result<(), Failure> {
        let taken = desk(&self.place)?.take(self.id, &house::by_command()).map_err(linked_failure)?;
        let Some(taken) = taken else {
            return Err(Failure::broken(
                format!("{} is not to be had: somebody has it, it is suspended, or there is none", self.id),
                "try again when the lease of whoever has it is over",
            ));
        };
        let (lease, account) = (taken.lease, &taken.account);
        let until = JstDateTime::of(lease.until).to_string();
        let waits =
            || account.requests.iter().map(|request| json!({ "id": request.id.to_string(), "question": request.question.as_str() }));
        if self.json {
            let answers: serde_json::Map<_, _> =
                taken.answers.iter().map(|(field, value)| (field.clone(), value.reveal().into())).collect();
            return say_json(&json!({
                "id": self.id.to_string(), "customer": account.customer.as_str(), "service": account.service.0, "fence": lease.fence,
                "until": until, "answers": answers, "questions": waits().collect::<Vec<_>>(),
            }));
        }
        say(&format!("fence: {}\nuntil: {until}", lease.fence))?;
        taken.answers.iter().try_for_each(|(field, value)| say(&format!("{field}: {}", value.reveal())))
    }
}
