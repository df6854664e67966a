//! `fgapi try`: the document's flows A, B and C against a gateway, step by step: the app's side through the SDK, the customer's
//! side as a browser would go.

use std::future::Future;
use std::path::PathBuf;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_client::{Callback, Fgapi, Link, LinkError, LogIn, LoginRequest, MemoryStorage, Pkce, Redeem, StatementQuery};
use fgapi_demo::APPS;
use fgapi_demo::sandbox::{Certified, Credentials, Directory, SandboxUser, app_url};
use fgapi_domain::{Clock as _, Entropy as _, JstDate, SystemClock, SystemEntropy};
use fgapi_house::{Failure, say};
use fgapi_walk::{Answers, Walk, WalkFault};

/// 定義書の流れ A・B・C を順に実行する / Run the document's flows A, B and C against a gateway
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi try --data fgapi-sandbox\n  fgapi try --data fgapi-sandbox --user jiro --pins\n  \
                  fgapi try --url https://bank.example/api/v1 --api-key fgk_… --password fgp_… --user hanako --user-password … --redirect-uri https://app.example/cb\n\n\
                  The customer goes through the screens by HTTP, as a browser would; inquiry PINs are left for later. The customer is linked anew and unlinked at the end: tokens that this client holds for them are dead afterwards.")]
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
    #[arg(long, value_name = "PASSWORD", allow_hyphen_values = true)]
    password: Option<String>,
    /// The customer's login id / ログイン ID
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// The customer's password / ログインパスワード
    #[arg(long, value_name = "PASSWORD", allow_hyphen_values = true)]
    user_password: Option<String>,
    /// The answer to the additional question / 追加認証の回答
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    answer: Option<String>,
    /// Register the filed inquiry PINs of the sandbox's customer, instead of leaving them for later / 照会用暗証番号を登録する
    #[arg(long, requires = "data", conflicts_with = "post")]
    pins: bool,
    /// Where the client has its customers back; nobody goes there / クライアントの redirect_uri
    #[arg(long, value_name = "URI", required_unless_present_any = ["data", "post"])]
    redirect_uri: Option<String>,
    /// Log in by POST /auth/login instead of the screens (needs login.post) / 画面の代わりに POST /auth/login を使う
    #[arg(long)]
    post: bool,
}

/// Whom the flows are tried with.
struct Trial {
    bank: Fgapi,
    answers: Answers,
    redirect_uri: String,
    authority: Option<Vec<u8>>,
    post: bool,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let trial = self.trial()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::broken(format!("no runtime: {error}"), "try again"))?;
        runtime.block_on(trial.flows())
    }

    fn trial(self) -> Result<Trial, Failure> {
        let kept = self.data.as_deref().map(Directory::finished).transpose()?;
        let (url, credentials) = match &kept {
            Some(directory) => (Some(directory.served_at()?), Credentials::read(&directory.credentials_file())?),
            None => (self.url, Credentials::default()),
        };
        let client = credentials.clients.into_iter().next();
        let customer = credentials.users.into_iter().find(|customer| self.user.as_ref().is_none_or(|user| *user == customer.id));
        let missing = || Failure::bad_input("a credential is missing", "give --url, --api-key, --password, --user and --user-password");
        let url = url.ok_or_else(missing)?;
        let (key, password) = client.map(|client| (client.api_key, client.password)).unzip();
        let (key, password) = (self.api_key.or(key).ok_or_else(missing)?, self.password.or(password).ok_or_else(missing)?);
        let authority = kept.as_ref().and_then(Certified::authority_of);
        let bank = match &authority {
            Some(authority) => Fgapi::trusting(&url, key, password, authority),
            None => Fgapi::new(&url, key, password),
        };
        let bank = bank.map_err(|error| Failure::bad_input(format!("--url: {error}"), "give the URL that the bank told you"))?;
        say(&url)?;
        let known = customer.map(known).unwrap_or_default();
        let given = |given: Option<String>, known: String| given.or(Some(known).filter(|text| !text.is_empty())).ok_or_else(missing);
        let answers = Answers {
            login_id: given(self.user, known.login_id)?,
            password: given(self.user_password, known.password)?,
            answer: self.answer.or(known.answer),
            pins: if self.pins { known.pins } else { Vec::new() },
        };
        let redirect_uri = self.redirect_uri.unwrap_or_else(|| format!("{}/callback", app_url(&url, &APPS[0])));
        Ok(Trial { bank, answers, redirect_uri, authority, post: self.post })
    }
}

/// What a customer of a sandbox types.
fn known(customer: SandboxUser) -> Answers {
    Answers {
        login_id: customer.id,
        password: customer.password,
        answer: customer.question.map(|question| question.answer),
        pins: customer.pins.into_iter().map(|filed| (filed.account, filed.pin)).collect(),
    }
}

/// Says how one request went.
fn told(name: &str, status: &str, begun: Instant, what: &str) -> Result<(), Failure> {
    let millis = begun.elapsed().as_secs_f64() * 1_000.0;
    say(format!("{name:<34} {status} {millis:>8.1} ms  {what}").trim_end())
}

/// Runs one call, and says how it went.
async fn step<T, E: Into<LinkError>>(
    name: &str,
    call: impl Future<Output = Result<T, E>>,
    what: impl FnOnce(&T) -> String,
) -> Result<T, Failure> {
    let begun = Instant::now();
    match call.await {
        Ok(answer) => {
            told(name, "200", begun, &what(&answer))?;
            Ok(answer)
        }
        Err(error) => {
            let error = error.into();
            let status = error.status().map_or("---".to_owned(), |status| status.to_string());
            told(name, &status, begun, "")?;
            let next = if name.ends_with("POST /auth/login") {
                "check the customer's credentials; the bank must have login.post on, or leave --post away to go through the screens"
            } else {
                error.next_step()
            };
            Err(Failure::broken(format!("{}: {error}", name.trim()), next))
        }
    }
}

/// The walk ended before the app had its customer back.
fn lost(fault: WalkFault) -> Failure {
    let next = match &fault {
        WalkFault::Unanswerable { field, .. } if field == "answer" => {
            "give the answer to the customer's question with --answer, or try a customer who has none"
        }
        WalkFault::Unanswerable { .. } => {
            "try a customer who logs in by id and password, or log in by POST /auth/login with --post where the bank serves it"
        }
        WalkFault::Refused { .. } | WalkFault::Away(_) | WalkFault::Endless => {
            "check --user, --user-password, --answer and --redirect-uri (where inquiry PINs are wanted, --pins registers those of a \
             sandbox's customer), then look at the same address in a browser"
        }
        WalkFault::NotAUrl => "give --redirect-uri as it is registered with the bank",
        WalkFault::Tls(_) | WalkFault::Unanswered(_) | WalkFault::NoPage { .. } => {
            "check the URL and that the gateway is up and has login.key_file; a gateway without screens takes --post"
        }
    };
    Failure::broken(fault.to_string(), next)
}

/// Days back from today that flow B asks for.
const DAYS: i64 = 30;

impl Trial {
    async fn flows(&self) -> Result<(), Failure> {
        let bank = &self.bank;
        step("   POST /auth/system_token", bank.held_system_token(), |_| "held for all calls that need it".into()).await?;
        let branches = bank.every_branch().all();
        step("   GET /branches", branches, |branches| format!("{} branches", branches.len())).await?;

        let link = if self.post { self.post_log_in().await? } else { self.screens().await? };
        step("B1 PUT /auth/token", link.refresh(), |tokens| format!("grants {}", tokens.grants.as_deref().unwrap_or("?"))).await?;
        self.read(&link).await?;

        let last = link.tokens().await.map_err(|error| Failure::broken(error.to_string(), error.next_step()))?;
        step("C1 DELETE /auth/token", link.end(), |()| "unlinked".into()).await?;
        let begun = Instant::now();
        match bank.accounts(&last.access_token, 1).await {
            Err(error) if error.status() == Some(401) => told("   GET /accounts", "401", begun, "the token is dead, as it must be"),
            _ => Err(Failure::broken("the access token still works after /auth/token@DELETE", "do not use this gateway: tell the bank")),
        }
    }

    /// Flow A by /auth/login@POST.
    async fn post_log_in(&self) -> Result<Link, Failure> {
        let log_in = LogIn { id: &self.answers.login_id, password: &self.answers.password, ..LogIn::default() };
        let auth = step("A1 POST /auth/login", self.bank.log_in(&log_in), |_| "auth_token".into()).await?;
        self.redeem("A2 POST /auth/token", &Redeem::of(&auth.auth_token)).await
    }

    async fn redeem(&self, name: &str, redeem: &Redeem<'_>) -> Result<Link, Failure> {
        let link = Link::redeem(&self.bank, MemoryStorage::new(), redeem);
        step(name, link, |_| "access_token, refresh_token".into()).await
    }

    /// Flow A as the document draws it: the app sends its customer's browser to the bank, and has it back with an auth token.
    async fn screens(&self) -> Result<Link, Failure> {
        let (state, secret) = random().map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
        let (state, pkce) = (URL_SAFE_NO_PAD.encode(state), Pkce::of_random(&secret));
        let request = LoginRequest {
            redirect_uri: &self.redirect_uri,
            state: Some(&state),
            code_challenge: Some(pkce.challenge()),
            ..LoginRequest::default()
        };
        let login = self.bank.login_url(&request);
        let mut walk = Walk::new(&login, &self.redirect_uri, self.answers.clone(), self.authority.as_deref()).map_err(lost)?;
        let mut number = 1;
        let came = loop {
            if let Some(home) = walk.home() {
                break Callback::of(home);
            }
            let begun = Instant::now();
            let step = walk.step().await.map_err(lost)?;
            let what = match (&step.screen, walk.home()) {
                (Some(screen), _) => screen,
                (None, Some(_)) => "back at the app",
                (None, None) => "",
            };
            told(&format!("A{number} {} {}", step.method, step.path), &step.status.to_string(), begun, what)?;
            number += 1;
        };
        let stranger = |error| Failure::broken(format!("the way back: {error}"), "tell the bank");
        let granted = match came.and_then(|came| came.check(&state, self.bank.base_url())).map_err(stranger)? {
            Callback::Granted(granted) => granted,
            Callback::Refused(returned) => {
                let problem = format!("the customer came back with {}: {}", returned.error, returned.description);
                return Err(Failure::broken(problem, "try again; if it stays so, look at the same address in a browser"));
            }
        };
        let redeem = Redeem { code_verifier: Some(pkce.verifier()), ..Redeem::of(&granted.auth_token) };
        self.redeem(&format!("A{number} POST /auth/token"), &redeem).await
    }

    /// Flow B, on a link.
    async fn read(&self, link: &Link) -> Result<(), Failure> {
        let today = JstDate::of(SystemClock.now());
        let (start, end) = (today.plus_days(-DAYS).unwrap_or(today).to_string(), today.to_string());
        let accounts = step("B2 GET /accounts", link.accounts().all(), |all| format!("{} accounts", all.len())).await?;
        self.linked(link).await?;
        let Some(account) = accounts.first() else { return Ok(()) };
        let query = StatementQuery::of(&account.id, &start, &end);
        let rows = link.transactions(&query).all();
        step("B3 GET /transactions", rows, |rows| format!("{} transactions, all pages", rows.len())).await?;
        step("B3 GET /balances", link.balances(&query).all(), |rows| format!("{} days", rows.len())).await.map(drop)
    }
}

impl Trial {
    /// What the customer has at other institutions. Not every bank serves that.
    async fn linked(&self, link: &Link) -> Result<(), Failure> {
        let (name, begun) = ("B2 GET /api/v1/accounts", Instant::now());
        match link.linked_accounts().all().await {
            Ok(all) => {
                let states: Vec<String> = all.iter().map(|one| one.account.status.to_string()).collect();
                let states = if states.is_empty() { String::new() } else { format!(", status {}", states.join(" ")) };
                told(name, "200", begun, &format!("{} linked accounts{states}", all.len()))
            }
            Err(error) => match error.status() {
                Some(status @ (404 | 503)) => told(name, &status.to_string(), begun, "this gateway links no accounts"),
                _ => Err(Failure::broken(format!("{name}: {error}"), error.next_step())),
            },
        }
    }
}

/// What `state` and the verifier are made of.
fn random() -> Result<([u8; 16], [u8; 32]), fgapi_domain::EntropyFault> {
    let (mut state, mut secret) = ([0; 16], [0; 32]);
    let entropy = SystemEntropy::new();
    entropy.fill(&mut state)?;
    entropy.fill(&mut secret)?;
    Ok((state, secret))
}
