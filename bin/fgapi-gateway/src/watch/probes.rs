//! The answers: `/healthz`, `/readyz` and `/metrics`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, Resource, web};
use fgapi_house::{Failure, NotReady, Watch, look};
use fgapi_settings::Settings;
use fgapi_store::Store;
use fgapi_work::{WorkerSettings, Workers};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// How long an answer about the database is good: whoever asks more often learns nothing new, and costs nothing.
const FRESH: Duration = Duration::from_secs(1);
/// How long the database may take. A load balancer rarely waits longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the gateway lives and is ready. Clones answer alike.
#[derive(Clone)]
pub(crate) struct Probes(Arc<Inside>);

struct Inside {
    settings: Settings,
    store: Store,
    watch: Watch,
    /// A thread of its own: those that serve may all be busy.
    looking: Workers,
    draining: AtomicBool,
    /// The last look; who comes while somebody looks waits for what that one sees.
    last: Mutex<Option<(Instant, Result<(), NotReady>)>>,
}

impl Probes {
    /// Of a gateway on this store.
    ///
    /// # Errors
    /// A [`Failure`] when there is no thread to be had.
    pub(crate) fn of(settings: &Settings, store: &Store, watch: &Watch) -> Result<Self, Failure> {
        let asked = WorkerSettings { name: "ready", threads: 1, queue: 1, patience: PATIENCE };
        let looking = Workers::start(asked).map_err(|error| Failure::broken(format!("no thread: {error}"), "try again"))?;
        let (settings, store, watch) = (settings.clone(), store.clone(), watch.clone());
        let probes = Self(Arc::new(Inside { settings, store, watch, looking, draining: AtomicBool::new(false), last: Mutex::default() }));
        if let Some(meters) = probes.0.watch.meters() {
            let drained = Arc::downgrade(&probes.0);
            meters.watch_draining(move || drained.upgrade().is_none_or(|inside| inside.draining.load(Ordering::Acquire)));
        }
        Ok(probes)
    }

    /// The gateway was told to end: it is not ready from now on.
    pub(crate) fn drain(&self) {
        self.0.draining.store(true, Ordering::Release);
    }

    /// Whether the gateway is ready now; answered within [`PATIENCE`], or twice that when somebody else looks already.
    async fn readiness(&self) -> Result<(), NotReady> {
        let inside = &self.0;
        let outcome = if inside.draining.load(Ordering::Acquire) { Err(NotReady::Draining) } else { self.database().await };
        if let Some(meters) = inside.watch.meters() {
            meters.ready(outcome.is_ok());
        }
        outcome
    }

    async fn database(&self) -> Result<(), NotReady> {
        let mut last = self.0.last.lock().await;
        if let Some((at, outcome)) = *last
            && at.elapsed() < FRESH
        {
            return outcome;
        }
        let inside = Arc::clone(&self.0);
        let looked = timeout(PATIENCE, self.0.looking.run(move || look(&inside.settings, &inside.store))).await;
        let outcome = match looked {
            Ok(Ok(outcome)) => outcome,
            // Nothing came of the look before this one yet either.
            Ok(Err(_)) | Err(_) => Err(NotReady::DatabaseSlow),
        };
        *last = Some((Instant::now(), outcome));
        outcome
    }

    /// Adds `/healthz` and `/readyz` to a listener.
    pub(crate) fn mount(&self, app: &mut web::ServiceConfig) {
        let probes = self.clone();
        let ready = move || {
            let probes = probes.clone();
            async move { told(probes.readiness().await) }
        };
        app.service(asked("/healthz", || async { said(HttpResponse::Ok(), r#"{"status":"alive"}"#) }));
        app.service(asked("/readyz", ready));
    }

    /// Adds `/metrics` too.
    pub(crate) fn mount_all(&self, app: &mut web::ServiceConfig) {
        self.mount(app);
        let probes = self.clone();
        let metrics = move || {
            let probes = probes.clone();
            async move { probes.metrics().await }
        };
        app.service(asked("/metrics", metrics));
    }

    /// What is counted; whether the gateway is ready belongs to it, so that is looked at first.
    async fn metrics(&self) -> HttpResponse {
        let _in_the_meters = self.readiness().await;
        match self.0.watch.meters().map(fgapi_metrics::Meters::text) {
            Some(Ok(text)) => HttpResponse::Ok().insert_header((CONTENT_TYPE, fgapi_metrics::CONTENT_TYPE)).body(text),
            Some(Err(fault)) => {
                log::error!("{fault}");
                HttpResponse::InternalServerError().finish()
            }
            None => HttpResponse::NotFound().finish(),
        }
    }
}

/// A path that is read, and whose other methods are not found.
fn asked<F, Answer>(path: &str, answer: F) -> Resource
where
    F: actix_web::Handler<(), Output = Answer> + Clone,
    Answer: actix_web::Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(answer.clone()))
        .route(web::head().to(answer))
        .default_service(web::to(|| async { HttpResponse::NotFound().finish() }))
}

fn told(outcome: Result<(), NotReady>) -> HttpResponse {
    match outcome {
        Ok(()) => said(HttpResponse::Ok(), r#"{"status":"ready"}"#),
        Err(why) => {
            let mut response = HttpResponse::ServiceUnavailable();
            response.insert_header((RETRY_AFTER, FRESH.as_secs()));
            said(response, format!(r#"{{"status":"not_ready","reason":"{why}"}}"#))
        }
    }
}

fn said(mut response: actix_web::HttpResponseBuilder, json: impl Into<String>) -> HttpResponse {
    response.insert_header((CONTENT_TYPE, "application/json")).insert_header((CACHE_CONTROL, "no-store")).body(json.into())
}
