//! システム認証系 and ユーザー認証系: tokens.

use actix_web::HttpResponse;
use fgapi_banking::LogInOutcome;
use fgapi_domain::{AccountChoice, LoginId};
use fgapi_token::{Authorization, Pair, PresentedClient};

use crate::answer::Reply;
use crate::call::Call;
use crate::catalogue::ErrorCode;
use crate::status::Refused;
use crate::view;

/// /auth/system_token@POST.
pub(crate) async fn system_token(call: Call) -> HttpResponse {
    call.answer_write(|call| {
        let fields = call.fields()?;
        let (api_key, password) = (fields.text("api_key")?, fields.secret("password")?);
        let grants = fields.grants()?;
        call.door().throttle().system_token(api_key, call.caller())?;
        let issued = call.door().desk.issue_system(api_key, password, grants, call.origin())?;
        call.is_of(&issued.client);
        call.json(&view::system_token(&issued))
    })
    .await
}

/// /auth/login@POST. A login id that no customer can have is refused like a wrong one.
pub(crate) async fn log_in(call: Call) -> HttpResponse {
    call.answer_login(|call| {
        let fields = call.fields()?;
        let api_key = fields.text("api_key")?;
        let (login, password) = (fields.text("id")?, fields.secret("password")?);
        let (grants, link_name) = (fields.grants()?, fields.link_name()?);
        call.door().throttle().login(api_key, call.caller())?;
        let client = call.door().desk.client_for_login(api_key, call.origin())?;
        call.is_of(&client.api_key);
        let grants = call.door().desk.grants_for_login(&client, grants)?;
        let login: LoginId = login.parse().map_err(|_| Refused::new(ErrorCode::LogIn))?;
        let customer = match call.door().bank.log_in(&login, password, call.door().desk.now())? {
            LogInOutcome::Known { customer, .. } => customer,
            LogInOutcome::Refused(refused) => return Err(refused.into()),
        };
        let authorization = Authorization { client: client.id, customer, link_name, grants, accounts: AccountChoice::All, challenge: None };
        let opened = call.door().desk.open(authorization, call.origin())?;
        call.json(&view::auth_token(&opened))
    })
    .await
}

/// /auth/token@POST.
pub(crate) async fn redeem(call: Call) -> HttpResponse {
    call.answer_write(|call| {
        let system = call.system(None)?;
        let fields = call.fields()?;
        let presented = PresentedClient { api_key: fields.text("api_key")?, password: Some(fields.secret("password")?) };
        let (auth_token, proof, retry) = (fields.secret("auth_token")?, fields.proof()?, fields.retry()?);
        let pair = call.door().desk.redeem(&system, presented, auth_token, proof, retry.as_ref())?;
        call.json(&view::pair(&pair))
    })
    .await
}

/// /auth/token@PUT.
pub(crate) async fn rotate(call: Call) -> HttpResponse {
    call.answer_write(|call| {
        if let Some(pair) = rotated_at_once(call)? {
            return call.json(&view::pair(&pair));
        }
        let system = call.system(None)?;
        let fields = call.fields()?;
        let presented = PresentedClient { api_key: fields.text("api_key")?, password: None };
        let (refresh_token, retry) = (fields.secret("refresh_token")?, fields.retry()?);
        let pair = call.door().desk.rotate(&system, presented, refresh_token, retry.as_ref())?;
        call.json(&view::pair(&pair))
    })
    .await
}

/// The whole call in one step of the store, when its bearer is known from an earlier one and nothing of it is to be refused or kept.
fn rotated_at_once(call: &mut Call) -> Result<Option<Pair>, Refused> {
    let desk = call.door().desk.clone();
    let Some((system, fields)) = call.recalled() else { return Ok(None) };
    let (Ok(api_key), Ok(refresh_token), Ok(None)) = (fields.text("api_key"), fields.secret("refresh_token"), fields.retry()) else {
        return Ok(None);
    };
    let pair = desk.rotate_recalled(&system, PresentedClient { api_key, password: None }, refresh_token)?;
    if pair.is_some() {
        call.is_of(&system.client().api_key);
    }
    Ok(pair)
}

/// /auth/token@DELETE.
pub(crate) async fn end(call: Call) -> HttpResponse {
    call.answer_write(|call| {
        let system = call.system(None)?;
        let fields = call.fields()?;
        let presented = PresentedClient { api_key: fields.text("api_key")?, password: None };
        let (refresh_token, retry) = (fields.secret("refresh_token")?, fields.retry()?);
        let _ended = call.door().desk.end(&system, presented, refresh_token, retry.as_ref())?;
        Ok(Reply::Nothing)
    })
    .await
}
