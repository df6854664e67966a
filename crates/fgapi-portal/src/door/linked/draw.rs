//! From linked accounts and services to the views of their screens.

use std::collections::BTreeMap;

use fgapi_domain::UnixSeconds;
use fgapi_linked::{
    AggregationError, Connection, HarvestedTransaction, InputType, LinkedAccount, RequestId, Service, ServiceForm, Status, SubAccount,
};

use super::super::draw::{day, days, moment};
use super::plain_html::paragraphs;
use super::turn::Turn;
use crate::Message;
use crate::views::{
    FieldError, FieldKind, LinkedAccountView, LinkedConsent, LinkedDetailsView, LinkedFailure, LinkedRequestView, LinkedStatus,
    LinkedTransactionView, ServiceCategoryView, ServiceFormView, ServiceItemView, ServiceView, ServicesView, SubAccountView,
};

/// With what the name of an answer's field begins; the place of its question follows.
pub(super) const ANSWER_FIELD: &str = "answer-";

/// What was typed into the forms of an account, and what was wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    /// Name and memo.
    pub(super) names: Option<(String, String)>,
    /// What was wrong with the answer to a request. The answer itself is not shown again.
    pub(super) answer: Option<(RequestId, Message)>,
    /// Beside name and memo.
    pub(super) errors: Vec<FieldError>,
}

/// The name of the field of what an institution asks.
pub(super) fn field(form: &ServiceForm) -> String {
    format!("form-{}", form.id)
}

/// An account.
pub(super) fn account(turn: &Turn<'_>, account: &LinkedAccount, service: &Service) -> LinkedAccountView {
    let (now, status) = (turn.desk.now(), turn.desk.status(account));
    let consent = account.consent_until.map(|until| consent(turn, until, now));
    let ends_soon = consent.as_ref().is_some_and(|consent| consent.ends_soon);
    let idle = !matches!(status, Status::Fetching | Status::Suspended);
    let next = account.next_aggregate_at.filter(|_| idle);
    LinkedAccountView {
        id: account.id.to_string(),
        service: service.name.to_string(),
        category: service.category.name.to_string(),
        uid: account.uid_hidden.clone(),
        disp_name: account.disp_name.as_ref().map(ToString::to_string).unwrap_or_default(),
        status: match status {
            Status::Fetched => LinkedStatus::Fetched,
            Status::Fetching => LinkedStatus::Fetching,
            Status::Failed(_) => LinkedStatus::Failed,
            Status::Suspended => LinkedStatus::Suspended,
        },
        failure: match status {
            Status::Failed(error) => Some(failure(error)),
            Status::Fetched | Status::Fetching | Status::Suspended => None,
        },
        message: account.message.as_ref().filter(|_| account.msg_flag).map(ToString::to_string),
        succeeded_at: account.last_succeeded_at.map(moment),
        next_at: next.map(moment),
        due: next.is_some_and(|next| next <= now),
        asset_sum: account.last_succeeded_at.map(|_| account.asset_sum.0),
        sub_accounts: account.sub_accounts.iter().map(sub_account).collect(),
        questions: account.requests.iter().filter(|request| request.answered_until.is_none_or(|until| until <= now)).count(),
        consent,
        acquire: account.automatic && idle,
        relink: ends_soon || status == Status::Failed(AggregationError::Login),
    }
}

fn consent(turn: &Turn<'_>, until: UnixSeconds, now: UnixSeconds) -> LinkedConsent {
    let left = until.0.saturating_sub(now.0);
    LinkedConsent { until: day(until), days_left: days(left.max(0)), ends_soon: left <= turn.arrival.portal.desk.policy().soon_seconds }
}

fn sub_account(held: &SubAccount) -> SubAccountView {
    SubAccountView {
        branch: held.branch_name.as_ref().map(ToString::to_string).unwrap_or_default(),
        kind: held.kind.to_string(),
        number: held.number.as_ref().map(ToString::to_string).unwrap_or_default(),
        balance: held.balance.0,
    }
}

const fn failure(error: AggregationError) -> LinkedFailure {
    match error {
        AggregationError::Scraping => LinkedFailure::Scraping,
        AggregationError::Maintenance => LinkedFailure::Maintenance,
        AggregationError::Timeout => LinkedFailure::Timeout,
        AggregationError::LoginAnnouncement => LinkedFailure::LoginAnnouncement,
        AggregationError::Login => LinkedFailure::Login,
        AggregationError::Pincode => LinkedFailure::Pincode,
        AggregationError::SecretQuestion => LinkedFailure::SecretQuestion,
        AggregationError::OneTimePassword => LinkedFailure::OneTimePassword,
        AggregationError::Gray => LinkedFailure::Gray,
        AggregationError::GrayPage => LinkedFailure::GrayPage,
        AggregationError::Captcha => LinkedFailure::Captcha,
    }
}

/// An account, whole.
pub(super) fn details(
    turn: &Turn<'_>,
    known: &LinkedAccount,
    service: &Service,
    latest: &[(String, HarvestedTransaction)],
    typed: &Typed,
) -> LinkedDetailsView {
    let view = account(turn, known, service);
    let (now, by_screens) = (turn.desk.now(), service.connection != Connection::Manual);
    let requests: Vec<(RequestId, LinkedRequestView)> = (1..)
        .zip(&known.requests)
        .map(|(place, request): (usize, _)| {
            let view = LinkedRequestView {
                id: request.id.to_string(),
                field: format!("{ANSWER_FIELD}{place}"),
                message: request.message.to_string(),
                question: request.question.to_string(),
                answered_until: request.answered_until.filter(|until| now < *until).map(moment),
            };
            (request.id, view)
        })
        .collect();
    let of_answer = typed.answer.as_ref().and_then(|(id, message)| {
        let (_, view) = requests.iter().find(|(known, _)| known == id)?;
        Some(FieldError::new(view.field.clone(), message.clone()))
    });
    let kept = || {
        let name = known.disp_name.as_ref().map(ToString::to_string).unwrap_or_default();
        (name, known.memo.as_ref().map(ToString::to_string).unwrap_or_default())
    };
    let (disp_name, memo) = typed.names.clone().unwrap_or_else(kept);
    LinkedDetailsView {
        // What an institution asks by forms can be entered anew at any time: answers are used once.
        can_relink: view.relink || !by_screens,
        by_screens,
        account: view,
        since: day(known.created_at),
        transactions: latest.iter().map(|(far, row)| transaction(known, far, row)).collect(),
        requests: requests.into_iter().map(|(_, view)| view).collect(),
        disp_name,
        memo,
        site: site(service),
        errors: of_answer.into_iter().chain(typed.errors.iter().cloned()).collect(),
    }
}

fn transaction(account: &LinkedAccount, far: &str, row: &HarvestedTransaction) -> LinkedTransactionView {
    let held = account.sub_accounts.iter().find(|held| held.far_id == far).filter(|_| account.sub_accounts.len() > 1);
    let name = |held: &SubAccount| {
        let number = held.number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
        format!("{}{number}", held.kind)
    };
    LinkedTransactionView {
        at: moment(row.booked_at),
        account: held.map(name).unwrap_or_default(),
        description: row.description.to_string(),
        amount: row.amount.0,
        balance: row.balance.0,
    }
}

/// The institutions, by kind and yomigana.
pub(super) fn services(mut services: Vec<Service>) -> ServicesView {
    services.sort_by(|one, other| (&one.yomigana, &one.name, one.id).cmp(&(&other.yomigana, &other.name, other.id)));
    let mut categories: BTreeMap<u32, ServiceCategoryView> = BTreeMap::new();
    for service in services {
        let new = || ServiceCategoryView { name: service.category.name.to_string(), services: Vec::new() };
        categories.entry(service.category.id).or_insert_with(new).services.push(ServiceItemView {
            id: service.id.0,
            name: service.name.to_string(),
            yomigana: service.yomigana.to_string(),
            by_screens: service.connection != Connection::Manual,
        });
    }
    ServicesView { categories: categories.into_values().collect() }
}

/// An institution, about to be linked. The caller says where its form goes.
pub(super) fn service(turn: &Turn<'_>, service: &Service, errors: Vec<FieldError>) -> ServiceView {
    let (forms, host) = match &service.connection {
        Connection::Manual => (Some(service.forms.iter().map(|form| asked(turn, form)).collect()), String::new()),
        Connection::Fgapi(connection) => {
            let origin = connection.origin().unwrap_or_default();
            (None, origin.split("://").last().unwrap_or_default().to_owned())
        }
    };
    ServiceView {
        name: service.name.to_string(),
        yomigana: service.yomigana.to_string(),
        category: service.category.name.to_string(),
        notes: paragraphs(&service.description),
        site: site(service),
        forms,
        host,
        anew: false,
        action: String::new(),
        back: String::new(),
        errors,
    }
}

fn asked(turn: &Turn<'_>, form: &ServiceForm) -> ServiceFormView {
    let kind = match form.input {
        InputType::Alphameric | InputType::Text => FieldKind::Text,
        InputType::Password => FieldKind::Secret,
        InputType::Table if form.encrypted => FieldKind::Secret,
        InputType::Table => FieldKind::Text,
        InputType::Checkbox => FieldKind::Checkbox,
        InputType::Radio => FieldKind::Radio,
    };
    let name = field(form);
    let value = match kind {
        FieldKind::Secret => String::new(),
        FieldKind::Text | FieldKind::Checkbox | FieldKind::Radio => turn.form.text(&name).to_owned(),
    };
    ServiceFormView {
        field: name,
        label: form.name.to_string(),
        note: paragraphs(&form.note).join(" "),
        kind,
        value,
        options: if kind == FieldKind::Radio { form.format.options().map(str::to_owned).collect() } else { Vec::new() },
    }
}

/// The institution's own page, where it is one of the web.
fn site(service: &Service) -> Option<String> {
    let url = &service.login_url;
    (url.starts_with("https://") || url.starts_with("http://")).then(|| url.clone())
}
