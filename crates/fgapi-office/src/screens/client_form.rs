//! What is registered of a client, typed: a new one, and one that is changed.

use std::collections::BTreeMap;
use std::str::FromStr;

use fgapi_admin::{ClientEdit, Operation};
use fgapi_domain::{Grant, GrantSet, ShortText};
use fgapi_lobby::{Answer, Fault, Form, Page, Route, Visit, view};
use fgapi_look::views::Choice;
use fgapi_look::{FieldError, Message};
use fgapi_token::{Client, ClientScreens, RefreshRetry, WebPage};

use super::clients::{contact, crumbs, named, of, refused};
use crate::say::{self, Say};

const FIELDS: &[&str] =
    &["name", "company", "scope_choice", "account_choice", "inquiry_pins", "site", "terms", "privacy", "refresh_retry", "contact"];

/// Those of several lines.
const LINES: &[&str] = &["redirect_domains", "redirect_uris", "networks"];

/// Mounted before whatever else begins with `/clients/`.
pub(crate) const ROUTES: &[Route] = &[
    Route::get("/clients/new", Operation::ManageClients, new),
    Route::post("/clients/new", Operation::ManageClients, register).with(FIELDS).many(&["grants"]).long(LINES),
    Route::get("/clients/{key}/edit", Operation::ManageClients, edit),
    Route::post("/clients/{key}/edit", Operation::ManageClients, change).with(FIELDS).many(&["grants"]).long(LINES),
];

/// The most wrong lines of a field that a screen tells.
const FLAWS_MOST: usize = 5;

fn page(visit: &Visit, client: Option<&Client>, form: Option<&Form>, errors: Vec<FieldError>) -> Page {
    let chosen: Vec<String> = match (form, client) {
        (Some(form), _) => form.all("grants").map(str::to_owned).collect(),
        (None, Some(client)) => client.known.grants.iter().map(|grant| grant.as_str().to_owned()).collect(),
        (None, None) => Grant::ALL.iter().map(|grant| grant.as_str().to_owned()).collect(),
    };
    let grant = |each: &Grant| Choice::new(each.as_str(), say::grant(*each)).chosen(chosen.iter().any(|name| name == each.as_str()));
    let mut typed: BTreeMap<&'static str, String> = FIELDS.iter().chain(LINES).map(|name| (*name, String::new())).collect();
    match (form, client) {
        (Some(form), _) => typed.iter_mut().for_each(|(name, text)| form.text(name).clone_into(text)),
        (None, Some(client)) => typed.extend(registered(client)),
        (None, None) => typed.extend(screens(&ClientScreens::default())),
    }
    let asked: RefreshRetry = typed.get("refresh_retry").and_then(|text| text.parse().ok()).unwrap_or_default();
    let retry = |each: RefreshRetry, label, hint| Choice::new(each.as_str(), label).with_hint(hint).chosen(each == asked);
    let back = client.map_or_else(|| super::clients::LIST.to_owned(), of);
    let view = view! {
        is_new: client.is_none(),
        path: visit.office.at(visit.path()),
        back: visit.office.at(&back),
        grants: Grant::ALL.iter().map(grant).collect::<Vec<_>>(),
        retries: vec![
            retry(RefreshRetry::Never, Say::RetryNever, Say::RetryNeverHint),
            retry(RefreshRetry::UntilSuccessorUsed, Say::RetryOnce, Say::RetryOnceHint),
        ],
        typed,
        errors,
    };
    crumbs(visit, Page::new("clients_form.html", &view).judged(&errors), client)
}

fn yes(set: bool) -> String {
    if set { "yes".to_owned() } else { String::new() }
}

fn screens(screens: &ClientScreens) -> [(&'static str, String); 6] {
    let page = |page: &Option<WebPage>| page.as_ref().map(WebPage::to_string).unwrap_or_default();
    [
        ("scope_choice", yes(screens.scope_choice)),
        ("account_choice", yes(screens.account_choice)),
        ("inquiry_pins", yes(screens.inquiry_pins)),
        ("site", page(&screens.site)),
        ("terms", page(&screens.terms)),
        ("privacy", page(&screens.privacy)),
    ]
}

fn registered(client: &Client) -> impl Iterator<Item = (&'static str, String)> {
    fn lines<T: ToString>(all: &[T]) -> String {
        all.iter().map(T::to_string).collect::<Vec<_>>().join("\n")
    }
    let texts = [
        ("name", client.name.as_str().to_owned()),
        ("company", client.company.as_str().to_owned()),
        ("redirect_domains", lines(&client.redirect_domains)),
        ("redirect_uris", lines(&client.redirect_uris)),
        ("networks", lines(&client.known.networks)),
        ("refresh_retry", client.known.refresh_retry.as_str().to_owned()),
    ];
    texts.into_iter().chain(screens(&client.screens))
}

/// What is typed, and what is wrong with it.
struct Reader<'f> {
    form: &'f Form,
    errors: Vec<FieldError>,
}

impl Reader<'_> {
    fn wrong(&mut self, name: &'static str, why: impl Into<Message>) {
        self.errors.push(FieldError::new(name, why));
    }

    fn name(&mut self, name: &'static str) -> ShortText {
        let text = self.form.trimmed(name);
        match text.parse() {
            Ok(read) if !text.is_empty() => return read,
            _ => self.wrong(name, if text.is_empty() { Say::Missing } else { Say::TooLong }),
        }
        ShortText::default()
    }

    /// One a line; each that is none is told with its number.
    fn lines<T: FromStr>(&mut self, name: &'static str, why: Say) -> Vec<T> {
        let (mut read, mut wrong) = (Vec::new(), 0);
        let lines = self.form.text(name).lines().map(str::trim).enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty()) {
            match line.parse() {
                Ok(value) => read.push(value),
                Err(_) if wrong == FLAWS_MOST => break,
                Err(_) => {
                    wrong += 1;
                    let shown: String = line.chars().take(60).collect();
                    self.wrong(name, Message::new(why).with("line", at + 1).with("text", shown));
                }
            }
        }
        read
    }

    fn page(&mut self, name: &'static str) -> Option<WebPage> {
        let text = self.form.trimmed(name);
        let read = Some(text).filter(|text| !text.is_empty()).map(str::parse);
        read.transpose().unwrap_or_else(|_| {
            self.wrong(name, Say::PageMalformed);
            None
        })
    }

    fn edit(&mut self) -> Result<ClientEdit, Fault> {
        let form = self.form;
        let grants = form.all("grants").collect::<Vec<_>>().join(",").parse::<GrantSet>();
        let grants = grants.map_err(|_| Fault::Malformed(Some("grants")))?;
        let edit = ClientEdit {
            name: self.name("name"),
            company: self.name("company"),
            grants,
            redirect_domains: self.lines("redirect_domains", Say::DomainMalformed),
            redirect_uris: self.lines("redirect_uris", Say::UriMalformed),
            networks: self.lines("networks", Say::NetworkMalformed),
            screens: ClientScreens {
                scope_choice: form.text("scope_choice") == "yes",
                account_choice: form.text("account_choice") == "yes",
                inquiry_pins: form.text("inquiry_pins") == "yes",
                site: self.page("site"),
                terms: self.page("terms"),
                privacy: self.page("privacy"),
            },
            refresh_retry: form.text("refresh_retry").parse().map_err(|_| Fault::Malformed(Some("refresh_retry")))?,
        };
        if grants.is_empty() {
            self.wrong("grants", Say::GrantsMissing);
        }
        Ok(edit)
    }
}

fn new(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, None, None, Vec::new()).into())
}

fn register(visit: &Visit) -> Result<Answer, Fault> {
    let mut reader = Reader { form: &visit.form, errors: Vec::new() };
    let edit = reader.edit()?;
    let mut errors = reader.errors;
    match contact(visit.form.trimmed("contact")) {
        Err(error) => errors.push(error),
        Ok(contact) if errors.is_empty() => match visit.office.desk.register_client(&visit.who, edit, &contact) {
            Ok(registered) => {
                let to = format!("{}/{}", super::clients::LIST, registered.api_key);
                return Ok(Answer::go_and_tell(visit, &to, Say::ToldClientRegistered, None));
            }
            Err(why) => errors.push(refused(why)?),
        },
        Ok(_) => {}
    }
    Ok(page(visit, None, Some(&visit.form), errors).into())
}

fn edit(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, Some(&named(visit)?), None, Vec::new()).into())
}

fn change(visit: &Visit) -> Result<Answer, Fault> {
    let client = named(visit)?;
    let mut reader = Reader { form: &visit.form, errors: Vec::new() };
    let edit = reader.edit()?;
    if !reader.errors.is_empty() {
        return Ok(page(visit, Some(&client), Some(&visit.form), reader.errors).into());
    }
    visit.office.desk.change_client(&visit.who, &client.known.api_key, edit)?;
    Ok(Answer::go_and_tell(visit, &of(&client), Say::ToldClientChanged, None))
}
