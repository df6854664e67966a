//! `fgapi mail`: whether the office's mails go out.

use fgapi_admin::{MailAddress, MailId, MailQuery, MailState, Mailer as _, OutgoingMail, Slice};
use fgapi_domain::{Clock as _, JstDateTime, Secret, SystemClock, SystemEntropy, UnixSeconds, new_uuid};
use fgapi_house::failure::token_failure;
use fgapi_house::{Failure, Place, mailer, office, say, say_json};
use serde_json::json;

/// 管理画面のメール送信の確認 / The office's mails: how many wait, and whether the mail server takes them
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi mail status --config fgapi.toml\n  fgapi mail test --config fgapi.toml hanako@bank.example")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Status(Status),
    Test(Test),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Status(status) => status.run(),
            What::Test(test) => test.run(),
        }
    }
}

/// 送信待ち・送信済み・失敗の数と、最近の失敗の理由を表示する / Count the mails that wait, were sent or failed, and say why the latest failed
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi mail status --data fgapi-sandbox --json")]
struct Status {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 設定されたメールサーバで試験メールを 1 通送る / Send one test mail with the settings, and say what the mail server said
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi mail test --config fgapi.toml hanako@bank.example")]
struct Test {
    #[command(flatten)]
    place: Place,
    /// To whom / 宛先
    address: MailAddress,
}

/// The latest troubles that are told.
const TROUBLES: u32 = 5;

impl Status {
    fn run(self) -> Result<(), Failure> {
        let office = office::for_command(&self.place)?;
        let counts = office.records.mail_counts().map_err(|fault| token_failure(&fault))?;
        let latest = |state| {
            let query = MailQuery { state: Some(state), ..MailQuery::default() };
            office.records.mails(&query, Slice { skip: 0, take: TROUBLES }).map(|listed| listed.rows)
        };
        let mut troubled = latest(MailState::Failed).map_err(|fault| token_failure(&fault))?;
        troubled.extend(latest(MailState::Waiting).map_err(|fault| token_failure(&fault))?);
        troubled.retain(|mail| mail.trouble.is_some());
        let server = office.settings.mail.server.as_ref().map(fgapi_settings::ServerName::as_str);
        let oldest = counts.oldest_waiting.map(|at: UnixSeconds| JstDateTime::of(at).to_string());
        if self.json {
            let troubles: Vec<_> = troubled
                .iter()
                .map(|mail| json!({ "mail": mail.new.id.to_string(), "state": mail.state.as_str(), "attempts": mail.attempts, "trouble": mail.trouble }))
                .collect();
            return say_json(&json!({
                "server": server,
                "waiting": counts.waiting,
                "sent": counts.sent,
                "failed": counts.failed,
                "oldest_waiting": oldest,
                "troubles": troubles,
            }));
        }
        let server = server.unwrap_or("none: mails wait (mail.server is not set) / 未設定のため送信しません");
        let since = oldest.map_or_else(String::new, |at| format!(" since {at}"));
        say(&format!(
            "server:  {server}\nwaiting: {}{since} / 送信待ち\nsent:    {} / 送信済み\nfailed:  {} / 失敗",
            counts.waiting, counts.sent, counts.failed
        ))?;
        troubled.iter().try_for_each(|mail| {
            let trouble = mail.trouble.as_deref().unwrap_or_default();
            say(&format!("{}  {}  tried {} times  {trouble}", mail.new.id, mail.state.as_str(), mail.attempts))
        })
    }
}

impl Test {
    fn run(self) -> Result<(), Failure> {
        let settings = self.place.settings()?;
        let none = || Failure::bad_input("mail.server is not set: there is nobody to give a mail to", "set mail.server and mail.from");
        let mailer = mailer(&settings)?.ok_or_else(none)?;
        let id = new_uuid(&SystemEntropy::new(), SystemClock.now()).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
        let mail = OutgoingMail {
            id: MailId(id),
            to: self.address.clone(),
            subject: "FGAPI 試験メール / Test mail".to_owned(),
            body: Secret::new(
                "このメールは FGAPI の管理画面のメール設定を確認するための試験です。\nThis mail tries the settings of the FGAPI office's mails.\n",
            ),
        };
        mailer.send(&mail).map_err(|trouble| {
            let next = if trouble.for_good { "check the address" } else { "check [mail] in the settings and the mail server's log" };
            Failure::broken(trouble.to_string(), next)
        })?;
        say(&format!("the mail server took the mail for {} / メールサーバが受け付けました", self.address))
    }
}
