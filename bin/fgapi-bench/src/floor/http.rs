//! The floor's server.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use fgapi_domain::{Clock as _, SystemClock, SystemEntropy};
use fgapi_token::{PlainToken, TokenDigest, TokenKind};
use fgapi_work::{WorkerSettings, Workers};
use serde::Deserialize;
use serde_json::json;

use super::json;
use super::plan::{PagePlan, Plan};
use super::store::{FloorStore, open_store};
use crate::Outcome;
use crate::fault::Told as _;

/// As many threads as the gateway has by its defaults (`store.connections`).
pub(super) const THREADS: usize = 8;
const QUEUE: usize = 1_024;
const PATIENCE: Duration = Duration::from_secs(10);
/// What the floor's one client is called, and its password.
const PASSWORD: &str = "floor-password";

struct Floor {
    store: Box<dyn FloorStore>,
    pages: HashMap<String, PagePlan>,
    entropy: SystemEntropy,
    readers: Workers,
    writers: Workers,
}

type Shared = web::Data<Floor>;

#[derive(Deserialize)]
struct Client {
    api_key: String,
    password: String,
}

#[derive(Deserialize)]
struct Presented {
    token: String,
}

/// Serves the floor as `plan`, a file, says, until the process is killed. Its first line tells base URL and first tokens as JSON.
///
/// # Errors
/// A plan that cannot be read, or a database that does not answer.
pub fn serve(plan: &Path) -> Outcome {
    let next = "let `fgapi-bench run` start the floor";
    let text = fs::read_to_string(plan).told(plan.display(), next)?;
    let plan: Plan = serde_json::from_str(&text).told(plan.display(), next)?;
    let store = open_store(&plan)?;
    let entropy = SystemEntropy::new();
    let auth = (0..plan.chains).map(|_| PlainToken::generate(TokenKind::Auth, &entropy)).collect::<Result<Vec<_>, _>>();
    let auth = auth.told("no randomness", "look at the machine")?;
    let digests: Vec<[u8; 32]> = auth.iter().map(|token| *token.digest().as_bytes()).collect();
    store.begin(TokenDigest::of(PASSWORD).as_bytes(), &digests)?;
    let workers = |name, threads| {
        Workers::start(WorkerSettings { name, threads, queue: QUEUE, patience: PATIENCE }).told("no thread", "end other programs")
    };
    let (readers, writers) = (workers("read", THREADS)?, workers("write", store.writers())?);
    let pages = plan.pages.into_iter().map(|page| (page.name.clone(), page)).collect();
    let floor = web::Data::from(Arc::new(Floor { store, pages, entropy, readers, writers }));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let listening = HttpServer::new(move || App::new().app_data(floor.clone()).configure(routes)).workers(threads).bind("127.0.0.1:0");
    let listening = listening.told("127.0.0.1", "free a port")?;
    let address = listening.addrs().first().copied().told("no address", "report this")?;
    let auth: Vec<&str> = auth.iter().map(PlainToken::reveal).collect();
    let mut out = std::io::stdout();
    let first = json!({ "base_url": format!("http://{address}"), "api_key": "floor", "password": PASSWORD, "auth_tokens": auth });
    writeln!(out, "{first}").and_then(|()| out.flush()).told("stdout", "let `fgapi-bench run` start the floor")?;
    actix_web::rt::System::new().block_on(listening.run()).told("the floor broke", "report this")
}

fn routes(app: &mut web::ServiceConfig) {
    app.route("/fixed/{bytes}", web::get().to(fixed))
        .route("/page/{name}", web::get().to(page))
        .route("/issue", web::post().to(issue))
        .route("/token", web::post().to(redeem))
        .route("/token", web::put().to(rotate))
        .route("/token", web::delete().to(end));
}

/// A body of so many bytes.
async fn fixed(bytes: web::Path<usize>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body("x".repeat(bytes.into_inner().min(1 << 20)))
}

async fn page(floor: Shared, name: web::Path<String>) -> HttpResponse {
    let here = floor.clone();
    let worked = floor
        .readers
        .run(move || {
            let plan = here.pages.get(name.as_str()).told("no such page", "report this")?;
            json::page(plan, &here.store.page(plan)?)
        })
        .await;
    match worked {
        Ok(Ok(bytes)) => HttpResponse::Ok().content_type("application/json").body(bytes),
        Ok(Err(fault)) => HttpResponse::InternalServerError().body(fault.to_string()),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// Runs a change on the threads that write, and answers its JSON, or 401.
async fn change(floor: Shared, work: impl FnOnce(&Floor, i64) -> Outcome<Option<serde_json::Value>> + Send + 'static) -> HttpResponse {
    let here = floor.clone();
    match floor.writers.run(move || work(&here, SystemClock.now().0)).await {
        Ok(Ok(Some(value))) => HttpResponse::Ok().json(value),
        Ok(Ok(None)) => HttpResponse::Unauthorized().finish(),
        Ok(Err(fault)) => HttpResponse::InternalServerError().body(fault.to_string()),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

async fn issue(floor: Shared, client: web::Form<Client>) -> HttpResponse {
    change(floor, move |floor, now| {
        let token = PlainToken::generate(TokenKind::System, &floor.entropy).told("no randomness", "look at the machine")?;
        let password = TokenDigest::of(&client.password);
        let kept = floor.store.issue(token.digest().as_bytes(), &client.api_key, password.as_bytes(), now)?;
        let told = json!({ "access_token": token.reveal(), "created_at": now, "expired_at": now + 3_600, "grants": "branches,accounts" });
        Ok(kept.then_some(told))
    })
    .await
}

/// A new pair, for whatever `keep` says.
fn pair(floor: &Floor, now: i64, keep: impl FnOnce(&[u8], &[u8]) -> Outcome<bool>) -> Outcome<Option<serde_json::Value>> {
    let token = |kind| PlainToken::generate(kind, &floor.entropy).told("no randomness", "look at the machine");
    let (access, refresh) = (token(TokenKind::Access)?, token(TokenKind::Refresh)?);
    let kept = keep(access.digest().as_bytes(), refresh.digest().as_bytes())?;
    let until = now + 3_600;
    let told = json!({
        "access_token": access.reveal(), "created_at": now, "expired_at": until, "refresh_token": refresh.reveal(),
        "refresh_token_expired_at": until, "consent_expired_at": until, "grants": "accounts,transactions",
    });
    Ok(kept.then_some(told))
}

async fn redeem(floor: Shared, presented: web::Form<Presented>) -> HttpResponse {
    change(floor, move |floor, now| {
        let digest = TokenDigest::of(&presented.token);
        pair(floor, now, |access, refresh| floor.store.redeem(digest.as_bytes(), access, refresh, now))
    })
    .await
}

async fn rotate(floor: Shared, presented: web::Form<Presented>) -> HttpResponse {
    change(floor, move |floor, now| {
        let digest = TokenDigest::of(&presented.token);
        pair(floor, now, |access, refresh| floor.store.rotate(digest.as_bytes(), access, refresh, now))
    })
    .await
}

async fn end(floor: Shared, presented: web::Form<Presented>) -> HttpResponse {
    change(floor, move |floor, now| {
        let ended = floor.store.end(TokenDigest::of(&presented.token).as_bytes(), now)?;
        Ok(ended.then(|| json!({})))
    })
    .await
}
