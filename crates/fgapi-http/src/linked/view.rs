//! From linked accounts to the JSON that travels.

use std::borrow::Cow;

use fgapi_domain::{JstDateTime, UnixSeconds};
use fgapi_linked::{AdditionalRequest, AggregationError, LinkedAccount, Service, ServiceForm, Status};
use fgapi_wire as wire;

/// Where the customer's own screen of an account is; the id follows, without the `==` at its end.
const SHOW_PATH: &str = "/accounts/show/";

/// An account with everything.
pub(crate) fn shown<'a>(account: &'a LinkedAccount, service: &'a Service, status: Status, now: UnixSeconds) -> wire::LinkedAnswer<'a> {
    let mut forms: Vec<&ServiceForm> = service.forms.iter().collect();
    forms.sort_by_key(|form| form.order);
    let account = wire::LinkedRow {
        exclusive_service_forms: Some(forms.into_iter().map(|known| form(known, service)).collect()),
        additional_requests: Some(open(&account.requests, now).map(request).collect()),
        ..row(account, service, status)
    };
    wire::LinkedAnswer { account }
}

/// An account of a list.
pub(crate) fn index<'a>(account: &'a LinkedAccount, service: &'a Service, status: Status, prefix: &str) -> wire::LinkedAnswer<'a> {
    let debts = account.sub_accounts.iter().map(|sub| sub.balance.0.min(0));
    let account = wire::LinkedRow {
        asset_sum_debt: Some(debts.fold(0, i64::saturating_add)),
        account_show_path: Some(format!("{prefix}{SHOW_PATH}{}", account.id.to_string().trim_end_matches('=')).into()),
        ..row(account, service, status)
    };
    wire::LinkedAnswer { account }
}

fn time(at: UnixSeconds) -> Cow<'static, str> {
    JstDateTime::of(at).to_string().into()
}

fn row<'a>(account: &'a LinkedAccount, service: &'a Service, status: Status) -> wire::LinkedRow<'a> {
    let error = if let Status::Failed(error) = status { Some(error) } else { None };
    let sub_account = |sub: &'a fgapi_linked::SubAccount| wire::LinkedSubAccount {
        sub_name: sub.branch_name.as_ref().map(|name| name.as_str().into()),
        sub_number: sub.number.as_ref().map(|number| number.as_str().into()),
    };
    wire::LinkedRow {
        account_uid_hidden: account.uid_hidden.as_str().into(),
        asset_sum: account.asset_sum.0,
        asset_sum_debt: None,
        account_show_path: None,
        created_at: time(account.created_at),
        disp_name: account.disp_name.as_ref().map(|name| name.as_str().into()),
        aggregation_error_id: error.map_or(0, AggregationError::id),
        last_aggregated_at: account.last_aggregated_at.map(time),
        last_succeeded_at: account.last_succeeded_at.map(time).unwrap_or_default(),
        memo: account.memo.as_ref().map(|memo| memo.as_str().into()),
        message: account.message.as_ref().map(|message| message.as_str().into()),
        msg_flag: account.msg_flag.into(),
        msg_time: account.msg_time.map(time),
        next_aggregate_at: account.next_aggregate_at.map(time),
        service_category_id: service.category.id,
        service_id: service.id.0,
        status: status.number(),
        hashed_id: account.id.to_string().into(),
        sub_accounts: account.sub_accounts.iter().map(sub_account).collect(),
        service: institution(service),
        aggregation_error: error.map(aggregation_error),
        exclusive_service_forms: None,
        additional_requests: None,
    }
}

fn institution(service: &Service) -> wire::LinkedService<'_> {
    wire::LinkedService {
        category_name: service.category.name.as_str().into(),
        category_type: service.category.kind.as_str().into(),
        code: service.code.as_str().into(),
        description: service.description.as_str().into(),
        id: service.id.0,
        login_url: service.login_url.as_str().into(),
        service_category_id: service.category.id,
        service_name: service.name.as_str().into(),
        service_type: service.service_type.as_str().into(),
        yomigana: service.yomigana.as_str().into(),
    }
}

fn form<'a>(form: &'a ServiceForm, service: &Service) -> wire::LinkedForm<'a> {
    wire::LinkedForm {
        disp_order: form.order,
        encrypt_flag: form.encrypted.into(),
        format: form.format.as_str().into(),
        id: form.id,
        input_type: form.input.as_str().into(),
        name: form.name.as_str().into(),
        note: form.note.as_str().into(),
        service_form_type: form.form_type.as_str().into(),
        service_id: service.id.0,
        unique_flag: form.unique.into(),
    }
}

/// The questions to which no answer waits to be used.
fn open(requests: &[AdditionalRequest], now: UnixSeconds) -> impl Iterator<Item = &AdditionalRequest> {
    requests.iter().filter(move |request| request.answered_until.is_none_or(|until| until <= now))
}

fn request(request: &AdditionalRequest) -> wire::AdditionalRequestRow<'_> {
    wire::AdditionalRequestRow {
        hashed_id: request.id.to_string().into(),
        message: request.message.as_str().into(),
        request_data: request.question.as_str().into(),
    }
}

/// The open questions of an account, each by itself.
pub(crate) fn open_requests(requests: &[AdditionalRequest], now: UnixSeconds) -> Vec<wire::AdditionalRequestAnswer<'_>> {
    open(requests, now).map(|asked| wire::AdditionalRequestAnswer { additional_request: request(asked) }).collect()
}

fn aggregation_error(error: AggregationError) -> wire::AggregationErrorRow<'static> {
    wire::AggregationErrorRow {
        error_msg: error.error_msg().into(),
        error_type: error.error_type().into(),
        id: error.id(),
        msg_title: error.msg_title().into(),
    }
}

/// Every reason that there is.
pub(crate) fn aggregation_errors() -> Vec<wire::AggregationErrorAnswer<'static>> {
    let all = AggregationError::ALL.iter().copied();
    all.map(|error| wire::AggregationErrorAnswer { aggregation_error: aggregation_error(error) }).collect()
}
