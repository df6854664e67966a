//! One call: what it presents, and how its use case is run on a worker.

use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, HttpResponse, error};
use fgapi_audit::Origin;
use fgapi_domain::{Grant, Secret};
use fgapi_token::{ApiKey, RecalledBearer, SystemBearer, UserBearer};
use fgapi_wire::to_json;
use fgapi_work::Workers;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use crate::answer::{Reply, answer};
use crate::bearer;
use crate::catalogue::ErrorCode;
use crate::context::Context;
use crate::dialect::Dialect;
use crate::door::Door;
use crate::fields::{BodyType, Fields};
use crate::settings::HttpSettings;
use crate::status::Refused;

/// A call that has arrived whole. Nothing of it was judged yet: a bad bearer is to be told before a bad parameter.
#[derive(Debug)]
pub(crate) struct Call {
    door: Door,
    context: Context,
    bearer: Result<Secret, ErrorCode>,
    fields: Result<Fields, Refused>,
    client: Option<ApiKey>,
    /// It was counted against its client's limit.
    counted: bool,
}

impl Call {
    /// From here on it is refused in the words of another document.
    pub(crate) fn speaking(mut self, dialect: Dialect) -> Self {
        self.context.dialect = dialect;
        self
    }

    /// Runs a use case on the threads for most calls and answers with its outcome.
    pub(crate) async fn answer(self, case: impl FnOnce(&mut Self) -> Result<Reply, Refused> + Send + 'static) -> HttpResponse {
        let workers = self.door.readers.clone();
        self.answer_on(workers, case).await
    }

    /// Runs a use case on the threads for calls that change tokens and answers with its outcome.
    pub(crate) async fn answer_write(self, case: impl FnOnce(&mut Self) -> Result<Reply, Refused> + Send + 'static) -> HttpResponse {
        let workers = self.door.writers.clone();
        self.answer_on(workers, case).await
    }

    /// Runs a use case on the threads for logins and answers with its outcome.
    pub(crate) async fn answer_login(self, case: impl FnOnce(&mut Self) -> Result<Reply, Refused> + Send + 'static) -> HttpResponse {
        let workers = self.door.logins.clone();
        self.answer_on(workers, case).await
    }

    async fn answer_on(
        mut self,
        workers: Workers,
        case: impl FnOnce(&mut Self) -> Result<Reply, Refused> + Send + 'static,
    ) -> HttpResponse {
        let (door, context) = (self.door.clone(), self.context.clone());
        let work = move || {
            let outcome = case(&mut self);
            (outcome, self.client)
        };
        let (outcome, client) = match within_deadline(&workers, &door, &context, work).await {
            Ok(done) => done,
            Err(refused) => (Err(refused), None),
        };
        answer(outcome, client, &context, &door.settings)
    }

    /// The door.
    pub(crate) fn door(&self) -> &Door {
        &self.door
    }

    /// What the bank decided.
    pub(crate) fn settings(&self) -> &HttpSettings {
        &self.door.settings
    }

    /// What is known of the call itself.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Where the call comes from.
    pub(crate) fn caller(&self) -> IpAddr {
        self.context.caller.address
    }

    /// The same with the call's number, for the audit log.
    pub(crate) fn origin(&self) -> Origin {
        let caller = &self.context.caller;
        Origin { address: Some(caller.address), request_id: Some(caller.request_id.as_str().into()) }
    }

    /// The parameters; to be taken once, after the bearer was checked.
    pub(crate) fn fields(&mut self) -> Result<Fields, Refused> {
        std::mem::replace(&mut self.fields, Ok(Fields::default()))
    }

    /// The client is known from here on, for the access log.
    pub(crate) fn is_of(&mut self, client: &ApiKey) {
        self.client = Some(client.clone());
    }

    /// The bearer as it was presented; nothing of it is checked.
    pub(crate) fn presented(&self) -> Result<&Secret, Refused> {
        self.bearer.as_ref().map_err(|code| Refused::new(*code))
    }

    /// Checks the bearer of a システム認証 call.
    pub(crate) fn system(&mut self, grant: Option<Grant>) -> Result<SystemBearer, Refused> {
        let token = self.bearer.as_ref().map_err(|code| Refused::new(*code))?;
        let system = self.door.desk.check_system(token.reveal(), grant, self.origin())?;
        self.is_of(&system.client.api_key);
        if !self.counted {
            self.door.throttle().call(system.client.id)?;
        }
        Ok(system)
    }

    /// The bearer of a システム認証 call as it was when it was last checked, with the parameters; `None` when either is not well, and
    /// then [`system`](Self::system) says so.
    pub(crate) fn recalled(&mut self) -> Option<(RecalledBearer, &Fields)> {
        let system = self.door.desk.recall_system(self.bearer.as_ref().ok()?.reveal(), self.origin())?;
        let fields = self.fields.as_ref().ok()?;
        self.door.throttle().call(system.client().id).ok()?;
        self.counted = true;
        Some((system, fields))
    }

    /// Checks the bearer of a ユーザー認証 call. A missing grant is told with the bearer, before any parameter.
    pub(crate) fn user(&mut self, grant: Grant) -> Result<UserBearer, Refused> {
        let token = self.bearer.as_ref().map_err(|code| Refused::new(*code))?;
        let user = self.door.desk.check_user(token.reveal(), grant, self.origin())?;
        self.is_of(&user.client.api_key);
        self.door.throttle().call(user.client.id)?;
        Ok(user)
    }

    /// A JSON answer.
    pub(crate) fn json(&self, answer: &impl Serialize) -> Result<Reply, Refused> {
        Ok(Reply::Json(to_json(answer, self.door.settings.ascii_escape)?.into()))
    }

    /// A JSON answer that brings a token, as RFC 6749 has it.
    pub(crate) fn token(&self, answer: &impl Serialize) -> Result<Reply, Refused> {
        Ok(Reply::Token(to_json(answer, self.door.settings.ascii_escape)?))
    }
}

impl FromRequest for Call {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let door = request.app_data::<Door>().cloned();
            let context = request.extensions().get::<Context>().cloned();
            let (Some(door), Some(context)) = (door, context) else {
                return Err(error::ErrorInternalServerError("FGAPI is not mounted"));
            };
            let fields = match *request.method() {
                Method::GET => Fields::from_form(request.query_string().as_bytes(), door.settings.fields_max),
                _ => body_fields(&request, payload, &door.settings).await,
            };
            Ok(Self { bearer: bearer::presented(request.headers()), door, context, fields, client: None, counted: false })
        })
    }
}

/// What comes of work on a worker. There is one deadline from arrival to answer; a request that arrived in the last moment is still
/// told what is wrong with it.
pub(crate) async fn within_deadline<T: Send + 'static>(
    workers: &Workers,
    door: &Door,
    context: &Context,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refused> {
    let deadline = (context.began + door.settings.deadline).max(Instant::now() + door.settings.deadline / 10);
    match timeout_at(deadline, workers.run(work)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(unworked)) => Err(unworked.into()),
        Err(_) => Err(Refused::new(ErrorCode::Late)),
    }
}

async fn body_fields(request: &HttpRequest, payload: Payload, settings: &HttpSettings) -> Result<Fields, Refused> {
    let body = read(request, payload, settings).await?;
    if body.is_empty() {
        return Err(Refused::new(ErrorCode::BodyMissing));
    }
    let mut types = request.headers().get_all(CONTENT_TYPE);
    let body_type = match (types.next().and_then(|first| first.to_str().ok()), types.next()) {
        (Some(only), None) => BodyType::of(only),
        _ => None,
    };
    match body_type.ok_or(Refused::new(ErrorCode::BodyType))? {
        BodyType::Form => Fields::from_form(&body, settings.fields_max),
        BodyType::Json => Fields::from_json(&body, settings.fields_max),
    }
}

/// The whole body, unless it is too long or too slow.
pub(crate) async fn read(request: &HttpRequest, mut payload: Payload, settings: &HttpSettings) -> Result<Vec<u8>, Refused> {
    let too_long = || Refused::new(ErrorCode::BodyTooLong);
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok()).unwrap_or(0);
    if length > settings.body_bytes_max {
        return Err(too_long());
    }
    let deadline = Instant::now() + settings.deadline;
    let mut body = Vec::with_capacity(length);
    loop {
        match timeout_at(deadline, payload.next()).await {
            Ok(Some(Ok(part))) if body.len() + part.len() > settings.body_bytes_max => return Err(too_long()),
            Ok(Some(Ok(part))) => body.extend_from_slice(&part),
            Ok(None) => return Ok(body),
            Ok(Some(Err(_))) | Err(_) => return Err(Refused::new(ErrorCode::BodyIncomplete)),
        }
    }
}
