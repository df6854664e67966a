//! システム設定 › メールテンプレート設定: the words of each kind of mail.

use fgapi_admin::{MailKind, Operation, RecordRefused, Template, TemplateRefused};
use fgapi_lobby::{Answer, Arrival, ConfirmView, Fault, Heading, Page, Route, Visit, confirm, row, table, view};
use fgapi_look::views::{Action, Cell, ChipKind, Crumb};
use fgapi_look::{FieldError, Message};
use serde::Serialize;

use super::mails::kind;
use crate::say::Say;

const LIST: &str = "/templates";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(LIST, Operation::SeeParameters, list),
    Route::get("/templates/{kind}", Operation::SeeParameters, show),
    Route::post("/templates/{kind}", Operation::ChangeParameters, change).with(&["subject", "action"]).long(&["body"]),
    Route::get("/templates/{kind}/default", Operation::ChangeParameters, ask_default),
    Route::post("/templates/{kind}/default", Operation::ChangeParameters, go_back),
];

fn whose(is_own: bool) -> Cell {
    if is_own { Cell::chip(ChipKind::On, Say::TemplateOwn) } else { Cell::chip(ChipKind::Off, Say::TemplateDefault) }
}

fn list(visit: &Visit) -> Result<Answer, Fault> {
    let label = if visit.may(Operation::ChangeParameters) { Say::Update } else { Say::Look };
    let mut rows = Vec::new();
    for each in MailKind::ALL {
        let (template, is_own) = visit.office.desk.template(&visit.who, each)?;
        let action = Action::new(label, visit.office.at(&format!("{LIST}/{each}")));
        rows.push(row(
            template.subject.as_str(),
            vec![Cell::said(kind(each)), Cell::text(template.subject.as_str()), whose(is_own), Cell::actions(vec![action])],
        ));
    }
    let columns = [Say::ColumnWhat, Say::ColumnSubject, Say::ColumnStanding, Say::ColumnActions];
    let view = view! { table: table("templates", Say::MenuTemplates, columns, rows, Say::NothingFound), };
    Ok(Page::new("templates.html", &view).under(Crumb::name(Heading::System)).into())
}

#[derive(Debug, Serialize)]
struct Variable {
    name: &'static str,
    written: String,
}

fn asked(arrival: &Arrival) -> Result<MailKind, Fault> {
    arrival.part("kind").parse().map_err(|_| Fault::Nothing)
}

fn crumbs(arrival: &Arrival, page: Page) -> Page {
    page.under(Crumb::name(Heading::System)).under(Crumb::page(Say::MenuTemplates, arrival.office.at(LIST)))
}

fn page(visit: &Visit, template: Template, is_own: bool) -> Page {
    let each = template.kind;
    let names = ["office", "bank"].iter().chain(each.variables());
    let (sample, errors) = match visit.office.desk.sample(template.clone()) {
        Ok(sample) => (Some(sample), Vec::new()),
        Err(RecordRefused::Template(why)) => (None, vec![refused(&why)]),
        Err(_) => (None, Vec::new()),
    };
    let view = view! {
        kind: Message::new(kind(each)),
        path: visit.office.at(&format!("{LIST}/{each}")),
        subject: template.subject,
        body: template.body,
        variables: names.map(|name| Variable { name, written: format!("{{{name}}}") }).collect::<Vec<_>>(),
        sample,
        is_own,
        may_change: visit.may(Operation::ChangeParameters),
        errors,
    };
    crumbs(visit, Page::new("templates_one.html", &view).judged(&errors))
}

fn refused(why: &TemplateRefused) -> FieldError {
    match why {
        TemplateRefused::Subject => FieldError::new("subject", Say::SubjectMalformed),
        TemplateRefused::Body => FieldError::new("body", Say::BodyMalformed),
        TemplateRefused::Variable(name) => FieldError::new("body", Message::new(Say::VariableUnknown).with("name", format!("{{{name}}}"))),
        TemplateRefused::NoLink => FieldError::new("body", Message::new(Say::NoLinkInBody).with("name", "{url}")),
    }
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let (template, is_own) = visit.office.desk.template(&visit.who, asked(visit)?)?;
    Ok(page(visit, template, is_own).into())
}

fn change(visit: &Visit) -> Result<Answer, Fault> {
    let each = asked(visit)?;
    let desk = &visit.office.desk;
    // Browsers send lines with both characters; mails are kept with one.
    let body = visit.form.text("body").replace("\r\n", "\n");
    let template = Template { kind: each, subject: visit.form.trimmed("subject").to_owned(), body };
    let (_, is_own) = desk.template(&visit.who, each)?;
    if visit.form.text("action") == "save" {
        match desk.change_template(&visit.who, each, Some(template.clone())) {
            Ok(()) => return Ok(Answer::go_and_tell(visit, &format!("{LIST}/{each}"), Say::ToldTemplateChanged, None)),
            Err(RecordRefused::Office(fault)) => return Err(fault.into()),
            Err(_) => {}
        }
    }
    Ok(page(visit, template, is_own).into())
}

fn ask_default(visit: &Visit) -> Result<Answer, Fault> {
    let back = format!("{LIST}/{}", asked(visit)?);
    let words = [Say::DefaultTitle.into(), Say::DefaultSubmit.into()];
    let view = ConfirmView::ask(visit, words, vec![Say::DefaultText.into()], &format!("{back}/default"), &back);
    Ok(crumbs(visit, confirm(&view)).into())
}

fn go_back(visit: &Visit) -> Result<Answer, Fault> {
    let each = asked(visit)?;
    match visit.office.desk.change_template(&visit.who, each, None) {
        Err(RecordRefused::Office(fault)) => Err(fault.into()),
        _ => Ok(Answer::go_and_tell(visit, &format!("{LIST}/{each}"), Say::ToldTemplateDefault, None)),
    }
}
