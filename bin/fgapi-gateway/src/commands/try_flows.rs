//! `fgapi try`: the document's flows A, B and C against a gateway, step by step, through the SDK.

use std::future::Future;
use std::path::PathBuf;
use std::time::Instant;

use fgapi_client::{CallError, Fgapi, LogIn, Redeem, StatementQuery};
use fgapi_domain::{Clock as _, JstDate, SystemClock};

use crate::failure::Failure;
use crate::sandbox::{Credentials, Directory, authority_of};
use crate::screen::say;

/// 定義書の流れ A・B・C を順に実行する / Run the document's flows A, B and C against a gateway
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi try --data fgapi-sandbox\n  fgapi try --url https://bank.example/api/v1 --api-key fgk_… --password fgp_… --user hanako --user-password …\n\n\
                  The customer is linked anew and unlinked at the end: tokens that this client holds for them are dead afterwards."
)]
pub(crate) struct Args {
    /// The directory of a sandbox that is serving; gives everything that is not given / 起動中のサンドボックス
    #[arg(long, value_name = "DIR", required_unless_present = "url")]
    data: Option<PathBuf>,
    /// Base URL, with the common prefix / 基底 URL
    #[arg(long, requires = "api_key", requires = "password", requires = "user", requires = "user_password", conflicts_with = "data")]
    url: Option<String>,
    /// The client's api_key / API キー
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
    /// The client's password / クライアントのパスワード
    #[arg(long, value_name = "PASSWORD")]
    password: Option<String>,
    /// The customer's login id / ログイン ID
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// The customer's password / ログインパスワード
    #[arg(long, value_name = "PASSWORD")]
    user_password: Option<String>,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let (bank, user, user_password) = self.who()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::broken(format!("no runtime: {error}"), "try again"))?;
        runtime.block_on(flows(&bank, &user, &user_password))
    }

    fn who(self) -> Result<(Fgapi, String, String), Failure> {
        let kept = self.data.as_deref().map(Directory::finished).transpose()?;
        let (url, credentials) = match &kept {
            Some(directory) => (Some(directory.served_at()?), Credentials::read(&directory.credentials_file())?),
            None => (self.url, Credentials::default()),
        };
        let (client, customer) = (credentials.clients.into_iter().next(), credentials.users.into_iter().next());
        let missing = || Failure::bad_input("a credential is missing", "give --url, --api-key, --password, --user and --user-password");
        let url = url.ok_or_else(missing)?;
        let (key, password) = client.map(|client| (client.api_key, client.password)).unzip();
        let (id, customer_password) = customer.map(|customer| (customer.id, customer.password)).unzip();
        let (key, password) = (self.api_key.or(key).ok_or_else(missing)?, self.password.or(password).ok_or_else(missing)?);
        let bank = match kept.as_ref().and_then(authority_of) {
            Some(authority) => Fgapi::trusting(&url, key, password, &authority),
            None => Fgapi::new(&url, key, password),
        };
        let bank = bank.map_err(|error| Failure::bad_input(format!("--url: {error}"), "give the URL that the bank told you"))?;
        say(&url)?;
        Ok((bank, self.user.or(id).ok_or_else(missing)?, self.user_password.or(customer_password).ok_or_else(missing)?))
    }
}

/// Runs one call, and says how it went.
async fn step<T>(name: &str, call: impl Future<Output = Result<T, CallError>>, told: impl FnOnce(&T) -> String) -> Result<T, Failure> {
    let begun = Instant::now();
    let outcome = call.await;
    let millis = begun.elapsed().as_secs_f64() * 1_000.0;
    match outcome {
        Ok(answer) => {
            say(&format!("{name:<34} 200 {millis:>8.1} ms  {}", told(&answer)))?;
            Ok(answer)
        }
        Err(error) => {
            let status = error.refused().map_or("---".to_owned(), |refused| refused.status.to_string());
            say(&format!("{name:<34} {status} {millis:>8.1} ms"))?;
            Err(Failure::broken(
                format!("{name}: {error}"),
                "check the URL, the credentials and that the gateway is up (login.post must be on)",
            ))
        }
    }
}

/// Days back from today that flow B asks for.
const DAYS: i64 = 30;

async fn flows(bank: &Fgapi, user: &str, user_password: &str) -> Result<(), Failure> {
    let today = JstDate::of(SystemClock.now());
    let (start, end) = (today.plus_days(-DAYS).unwrap_or(today).to_string(), today.to_string());

    let system =
        step("   POST /auth/system_token", bank.system_token(None), |answer| format!("grants {}", answer.grants.as_deref().unwrap_or("?")))
            .await?;
    let system = &*system.access_token;
    let branches = step("   GET /branches", bank.branches(system, 1), |answer| format!("{} branches", answer.branches.len()));
    branches.await?;

    let log_in = LogIn { id: user, password: user_password, ..LogIn::default() };
    let auth = step("A2 POST /auth/login", bank.log_in(&log_in), |_| "auth_token".into()).await?;
    let pair =
        step("A3 POST /auth/token", bank.redeem(system, &Redeem::of(&auth.auth_token)), |_| "access_token, refresh_token".into()).await?;

    let pair =
        step("B1 PUT /auth/token", bank.refresh(system, &pair.refresh_token, None), |_| "access_token, refresh_token".into()).await?;
    let accounts = step("B2 GET /accounts", bank.accounts(&pair.access_token, 1), |answer| {
        format!("{} accounts, next page {}", answer.accounts.len(), answer.next_page)
    })
    .await?;
    if let Some(account) = accounts.accounts.first() {
        let query = StatementQuery { account_id: &account.id, start_date: &start, end_date: &end, page: 1 };
        let rows = bank.transactions(&pair.access_token, &query);
        step("B3 GET /transactions", rows, |answer| format!("{} transactions, next page {}", answer.transactions.len(), answer.next_page))
            .await?;
        let days = bank.balances(&pair.access_token, &query);
        step("B3 GET /balances", days, |answer| format!("{} days", answer.balances.len())).await?;
    }

    step("C1 DELETE /auth/token", bank.revoke(system, &pair.refresh_token, None), |()| "unlinked".into()).await?;
    match bank.accounts(&pair.access_token, 1).await {
        Err(error) if error.refused().is_some_and(|refused| refused.status == 401) => {
            say("   GET /accounts                   401               the token is dead, as it must be")
        }
        _ => Err(Failure::broken("the access token still works after /auth/token@DELETE", "do not use this gateway: tell the bank")),
    }
}
