//! One call of this API: what it presents, and how its use case is run on a worker.

use core::str::FromStr;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName};
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, HttpResponse, error};
use fgapi_audit::{By, Origin};
use fgapi_domain::{CustomerId, Grant, Secret};
use fgapi_linked::LinkedDesk;
use fgapi_token::{ApiKey, LinkId, told};
use fgapi_wire::to_json;
use fgapi_work::Workers;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use super::body::Json;
use super::status::answer;
use super::{ErrorNumber, LinkedRefused};
use crate::answer::Reply;
use crate::bearer;
use crate::call::{read, within_deadline};
use crate::catalogue::ErrorCode;
use crate::context::Context;
use crate::door::Door;
use crate::fields::BodyType;
use crate::status::Refused;

const X_MFOAUTHTOKEN: HeaderName = HeaderName::from_static("x-mfoauthtoken");

/// A call that has arrived whole. Nothing of it was judged yet: a bad bearer is to be told before a bad parameter.
#[derive(Debug)]
pub(crate) struct LinkedCall {
    door: Door,
    context: Context,
    bearer: Result<Secret, LinkedRefused>,
    id: String,
    query: String,
    body: Result<Vec<u8>, Refused>,
    is_json: bool,
    client: Option<ApiKey>,
}

/// Whose data the bearer opens.
#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) customer: CustomerId,
    pub(crate) by: By,
    pub(crate) link: LinkId,
    /// Whether the consent is to all accounts. One that names single accounts names none of other institutions'.
    pub(crate) all: bool,
}

impl LinkedCall {
    /// Runs a use case on the threads for most calls and answers with its outcome.
    pub(crate) async fn answer(self, case: impl FnOnce(&mut Self) -> Result<Reply, LinkedRefused> + Send + 'static) -> HttpResponse {
        let workers = self.door.readers.clone();
        self.answer_on(workers, case).await
    }

    /// Runs a use case on the threads for calls that change something and answers with its outcome.
    pub(crate) async fn answer_write(self, case: impl FnOnce(&mut Self) -> Result<Reply, LinkedRefused> + Send + 'static) -> HttpResponse {
        let workers = self.door.writers.clone();
        self.answer_on(workers, case).await
    }

    async fn answer_on(
        mut self,
        workers: Workers,
        case: impl FnOnce(&mut Self) -> Result<Reply, LinkedRefused> + Send + 'static,
    ) -> HttpResponse {
        let (door, context) = (self.door.clone(), self.context.clone());
        let work = move || {
            let outcome = case(&mut self);
            (outcome, self.client)
        };
        let (outcome, client) = match within_deadline(&workers, &door, &context, work).await {
            Ok(done) => done,
            Err(refused) => (Err(refused.into()), None),
        };
        answer(outcome, client, &context, &door.settings)
    }

    /// The desk; without one the routes are not there.
    pub(crate) fn linked(&self) -> Result<LinkedDesk, LinkedRefused> {
        self.door.linked.clone().ok_or(LinkedRefused::from(ErrorCode::Undefined))
    }

    /// The door.
    pub(crate) fn door(&self) -> &Door {
        &self.door
    }

    /// Checks the bearer.
    pub(crate) fn user(&mut self) -> Result<Bearer, LinkedRefused> {
        let bearer = std::mem::replace(&mut self.bearer, Err(ErrorCode::BearerMissing.into()))?;
        let caller = &self.context.caller;
        let origin = Origin { address: Some(caller.address), request_id: Some(caller.request_id.as_str().into()) };
        let user = self.door.desk.check_user(bearer.reveal(), Grant::Accounts, origin.clone())?;
        let by = By::new(told::client(&user.client.api_key), origin);
        self.client = Some(user.client.api_key);
        self.door.throttle().call(user.client.id)?;
        Ok(Bearer { customer: user.customer, by, link: user.link, all: user.accounts.named().is_none() })
    }

    /// The id of the path. One that is none is answered like one that names nothing.
    pub(crate) fn id<Id: FromStr>(&self, user: &Bearer) -> Result<Id, LinkedRefused> {
        named(user, &self.id)
    }

    /// The query.
    pub(crate) fn query(&self) -> &str {
        &self.query
    }

    /// The body; to be taken once, after the bearer was checked.
    pub(crate) fn json_body(&mut self) -> Result<Json, LinkedRefused> {
        let body = std::mem::replace(&mut self.body, Ok(Vec::new()))?;
        if self.is_json { Json::read(&body) } else { Err(LinkedRefused::new(ErrorNumber::Body)) }
    }

    /// A body that nothing is read of; it only may not be too long.
    pub(crate) fn no_body(&mut self) -> Result<(), LinkedRefused> {
        Ok(std::mem::replace(&mut self.body, Ok(Vec::new())).map(drop)?)
    }

    /// A JSON answer.
    pub(crate) fn json(&self, answer: &impl Serialize) -> Result<Reply, LinkedRefused> {
        Ok(Reply::Json(to_json(answer, self.door.settings.ascii_escape)?.into()))
    }
}

/// What an id names, as far as the consent goes.
pub(crate) fn named<Id: FromStr>(user: &Bearer, text: &str) -> Result<Id, LinkedRefused> {
    text.parse().ok().filter(|_| user.all).ok_or(LinkedRefused::new(ErrorNumber::Absent))
}

/// The one token that the call presents, in one header or in both.
fn presented(headers: &HeaderMap) -> Result<Secret, LinkedRefused> {
    let ours = bearer::line(headers, &AUTHORIZATION)?.map(bearer::token).transpose()?;
    let theirs = bearer::line(headers, &X_MFOAUTHTOKEN)?.map(|text| bearer::token(unquoted(text))).transpose()?;
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours.reveal() != theirs.reveal() => Err(LinkedRefused::new(ErrorNumber::TwoBearers)),
        (Some(token), _) | (None, Some(token)) => Ok(token),
        (None, None) => Err(ErrorCode::BearerMissing.into()),
    }
}

/// The document writes the header's value with quotes around it.
fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

impl FromRequest for LinkedCall {
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
            let body = match *request.method() {
                Method::GET => Ok(Vec::new()),
                _ => read(&request, payload, &door.settings).await,
            };
            let mut types = request.headers().get_all(CONTENT_TYPE).map(|line| line.to_str().ok().and_then(BodyType::of));
            let is_json = types.next() == Some(Some(BodyType::Json)) && types.next().is_none();
            let (bearer, query) = (presented(request.headers()), request.query_string().to_owned());
            let id = request.match_info().query("id").to_owned();
            Ok(Self { door, context, bearer, id, query, body, is_json, client: None })
        })
    }
}
