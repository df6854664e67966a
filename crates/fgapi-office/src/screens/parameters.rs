//! システム設定 › パラメータ.

use fgapi_admin::{Operation, Parameters, RecordRefused};
use fgapi_lobby::{Answer, Fault, Form, Heading, Page, Route, Visit, view};
use fgapi_look::views::{Cell, Crumb, Fact};
use fgapi_look::{FieldError, Message};

use crate::say::Say;

const PAGE: &str = "/parameters";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(PAGE, Operation::SeeParameters, show),
    Route::post(PAGE, Operation::ChangeParameters, change).with(&[
        "api_token_days",
        "pickup_days",
        "overlap_hours",
        "seen_api_token_days",
        "seen_pickup_days",
        "seen_overlap_hours",
    ]),
];

const fn values(parameters: &Parameters) -> [u32; 3] {
    [parameters.api_token_days, parameters.pickup_days, parameters.overlap_hours]
}

fn page(visit: &Visit, form: Option<&Form>, errors: Vec<FieldError>) -> Result<Page, Fault> {
    let parameters = visit.office.desk.parameters(&visit.who)?;
    let seen = values(&parameters);
    let fact = |label, unit, value: u32| Fact::new(label, Cell::said(Message::new(unit).with_number("count", value)));
    let view = view! {
        typed: form.map_or_else(
            || seen.map(|value| value.to_string()),
            |form| ["api_token_days", "pickup_days", "overlap_hours"].map(|name| form.text(name).to_owned()),
        ),
        seen,
        facts: vec![
            fact(Say::ApiTokenDays, Say::Days, seen[0]),
            fact(Say::PickupDays, Say::Days, seen[1]),
            fact(Say::OverlapHours, Say::Hours, seen[2]),
        ],
        may_change: visit.may(Operation::ChangeParameters),
        errors,
    };
    Ok(Page::new("parameters.html", &view).judged(&errors).under(Crumb::name(Heading::System)))
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, None, Vec::new())?.into())
}

fn change(visit: &Visit) -> Result<Answer, Fault> {
    let form = &visit.form;
    let mut errors = Vec::new();
    let mut number = |name: &'static str, (least, most): (u32, u32)| {
        let read = form.trimmed(name).parse().ok().filter(|value| (least..=most).contains(value));
        read.unwrap_or_else(|| {
            errors.push(FieldError::new(name, Message::new(Say::OutOfRange).with_number("least", least).with_number("most", most)));
            0
        })
    };
    let after = Parameters {
        api_token_days: number("api_token_days", (1, 3_650)),
        pickup_days: number("pickup_days", (1, 90)),
        overlap_hours: number("overlap_hours", (0, 720)),
    };
    if !errors.is_empty() {
        return Ok(page(visit, Some(form), errors)?.into());
    }
    let seen = |name: &'static str| form.text(name).parse::<u32>().map_err(|_| Fault::Malformed(Some(name)));
    let before = Parameters {
        api_token_days: seen("seen_api_token_days")?,
        pickup_days: seen("seen_pickup_days")?,
        overlap_hours: seen("seen_overlap_hours")?,
    };
    match visit.office.desk.change_parameters(&visit.who, &before, after) {
        Ok(()) => Ok(Answer::go_and_tell(visit, PAGE, Say::ToldParametersChanged, None)),
        Err(RecordRefused::Office(fault)) => Err(fault.into()),
        Err(RecordRefused::Malformed(_)) => Err(Fault::Malformed(None)),
        Err(RecordRefused::Changed | RecordRefused::Template(_) | RecordRefused::NameTaken | RecordRefused::InUse) => {
            Ok(page(visit, None, Vec::new())?.trouble(409, Say::ChangedMeanwhile).into())
        }
    }
}
