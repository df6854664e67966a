//! 連携口座: what customers have at other institutions.

use actix_web::HttpResponse;
use fgapi_domain::{Grant, LongText, Secret, ShortText};
use fgapi_linked::{AccountId, Acquired, Change, NewAnswer, RequestId, ServiceId};
use fgapi_wire::LinkedIndexAnswer;

use crate::answer::Reply;
use crate::linked::{
    Bearer, ErrorNumber, Expected, Index, LinkedCall, LinkedRefused, Node, aggregation_errors, index, named, open_requests, shown,
};

/// Where answers to forms stand in a body.
const ANSWERS: &str = "account[service_form_answers]";
/// Where the answer to a question stands in a body.
const RESPONSE: &str = "additional_request[response_data]";

/// /api/v1/accounts@GET.
pub(crate) async fn list(call: LinkedCall) -> HttpResponse {
    call.answer(|call| {
        let user = call.user()?;
        let wanted = Index::read(call.query(), call.door().settings.fields_max)?;
        let desk = call.linked()?;
        let offset = u32::try_from(wanted.offset()).unwrap_or(u32::MAX);
        let (total_count, accounts) = match user.all {
            true => desk.list(&user.customer, wanted.categories.as_deref(), offset, wanted.limit)?,
            false => (0, Vec::new()),
        };
        call.door().desk.note_read(user.link, Grant::Accounts, accounts.len());
        let prefix = &call.door().settings.prefix;
        let accounts = accounts.iter().map(|(account, service)| index(account, service, desk.status(account), prefix)).collect();
        call.json(&LinkedIndexAnswer { limit: wanted.limit, offset: wanted.offset(), total_count, accounts })
    })
    .await
}

/// /api/v1/accounts/{id}@GET.
pub(crate) async fn show(call: LinkedCall) -> HttpResponse {
    call.answer(|call| {
        let user = call.user()?;
        let id = call.id(&user)?;
        whole(call, &user, id)
    })
    .await
}

/// /api/v1/accounts@POST.
pub(crate) async fn link(call: LinkedCall) -> HttpResponse {
    call.answer_write(|call| {
        let user = call.user()?;
        if !user.all {
            return Err(LinkedRefused::new(ErrorNumber::Named));
        }
        let body = call.json_body()?;
        let account = Node::of(&body, "account").object()?;
        let service = account.member("service_id");
        let gone = service.refused(Expected::Service);
        let service = ServiceId(service.number(Expected::Service)?);
        let answers = answers(&account)?.unwrap_or_default();
        let linked = call.linked()?.link_by_forms(&user.customer, service, &answers, &user.by);
        let id = linked.map_err(|error| LinkedRefused::answers(error, ANSWERS, gone))?;
        whole(call, &user, id)
    })
    .await
}

/// /api/v1/accounts/{id}@PUT and @PATCH. Answers come first, because they are what may still be refused.
pub(crate) async fn change(call: LinkedCall) -> HttpResponse {
    call.answer_write(|call| {
        let user = call.user()?;
        let body = call.json_body()?;
        let account = Node::of(&body, "account").object()?;
        let name = account.member("disp_name").clearable::<ShortText>(Expected::Name)?.map(Change::DispName);
        let memo = account.member("memo").clearable::<LongText>(Expected::Memo)?.map(Change::Memo);
        let mut answers = answers(&account)?.unwrap_or_default();
        // The publisher's rule: an empty answer changes nothing.
        answers.retain(|answer| !answer.value.reveal().is_empty());
        let (id, desk) = (call.id(&user)?, call.linked()?);
        if !answers.is_empty() {
            let answered = desk.answer_forms(&user.customer, id, &answers, &user.by);
            answered.map_err(|error| LinkedRefused::answers(error, ANSWERS, absent()))?;
        }
        for change in [name, memo].into_iter().flatten() {
            if !desk.change(&user.customer, id, &change, &user.by)? {
                return Err(absent());
            }
        }
        whole(call, &user, id)
    })
    .await
}

/// /api/v1/accounts/{id}/acquire@POST.
pub(crate) async fn acquire(call: LinkedCall) -> HttpResponse {
    call.answer_write(|call| {
        let user = call.user()?;
        call.no_body()?;
        let id = call.id(&user)?;
        match call.linked()?.acquire(&user.customer, id)? {
            Acquired::Due => Ok(Reply::Nothing),
            Acquired::Suspended => Err(LinkedRefused::new(ErrorNumber::Suspended)),
            Acquired::NotAutomatic => Err(LinkedRefused::new(ErrorNumber::Manual)),
            Acquired::Gone => Err(absent()),
        }
    })
    .await
}

/// /api/v1/aggregation_errors@GET.
pub(crate) async fn errors(call: LinkedCall) -> HttpResponse {
    call.answer(|call| {
        call.user()?;
        call.json(&aggregation_errors())
    })
    .await
}

/// /api/v1/additional_requests@POST: the open questions of an account; with `hashed_id` and `response_data` one is answered before
/// (our extension).
pub(crate) async fn requests(call: LinkedCall) -> HttpResponse {
    call.answer_write(|call| {
        let user = call.user()?;
        let body = call.json_body()?;
        let asked = Node::of(&body, "additional_request").object()?;
        let account: &str = asked.member("account_id").text()?.reveal();
        let (request, response) = (asked.member("hashed_id"), asked.member("response_data"));
        let answer = match request.is_absent() && response.is_absent() {
            true => None,
            false => Some((request.text()?.reveal(), response.text()?)),
        };
        let (id, desk): (AccountId, _) = (named(&user, account)?, call.linked()?);
        let open = || desk.requests_of(&user.customer, id)?.ok_or_else(absent);
        if let Some((request, response)) = answer {
            let request: RequestId = named(&user, request)?;
            if !open()?.iter().any(|known| known.id == request) {
                return Err(absent());
            }
            give(call, &user, request, response)?;
        }
        call.json(&open_requests(&open()?, desk.now()))
    })
    .await
}

/// /api/v1/additional_requests/{id}@PUT and @PATCH.
pub(crate) async fn respond(call: LinkedCall) -> HttpResponse {
    call.answer_write(|call| {
        let user = call.user()?;
        let body = call.json_body()?;
        let response = Node::of(&body, "additional_request").object()?.member("response_data").text()?;
        let request = call.id(&user)?;
        give(call, &user, request, response)?;
        Ok(Reply::Nothing)
    })
    .await
}

const fn absent() -> LinkedRefused {
    LinkedRefused::new(ErrorNumber::Absent)
}

/// An account of the user's, with everything.
fn whole(call: &LinkedCall, user: &Bearer, id: AccountId) -> Result<Reply, LinkedRefused> {
    let desk = call.linked()?;
    let (account, service) = desk.show(&user.customer, id)?.ok_or_else(absent)?;
    call.door().desk.note_read(user.link, Grant::Accounts, 1);
    call.json(&shown(&account, &service, desk.status(&account), desk.now()))
}

/// Answers a question.
fn give(call: &LinkedCall, user: &Bearer, request: RequestId, response: &Secret) -> Result<(), LinkedRefused> {
    let given = call.linked()?.answer(&user.customer, request, response, &user.by);
    given.map_err(|error| LinkedRefused::answers(error, RESPONSE, absent()))
}

/// The answers to forms; `None` when there are none. The document's text and its example name them differently.
fn answers(account: &Node<'_>) -> Result<Option<Vec<NewAnswer>>, LinkedRefused> {
    let (one, other) = (account.member("service_form_answers"), account.member("service_forms_answers"));
    let given = match (one.is_absent(), other.is_absent()) {
        (true, true) => return Ok(None),
        (false, false) => return Err(other.refused(Expected::OneName)),
        (one_absent, _) => {
            if one_absent {
                other
            } else {
                one
            }
        }
    };
    let answer = |answer: Node<'_>| {
        let answer = answer.object()?;
        let form = answer.member("id").number(Expected::Number)?;
        Ok(NewAnswer { form, value: Secret::new(answer.member("value").text()?.reveal()) })
    };
    given.list()?.into_iter().map(answer).collect::<Result<_, _>>().map(Some)
}
