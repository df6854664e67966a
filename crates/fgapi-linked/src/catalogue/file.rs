//! The catalogue's file (TOML), checked whole.

use std::collections::HashSet;

use fgapi_domain::{Malformed, ShortText};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Category, Connection, FgapiConnection, Format, InputType, KeptService, Pace, Service, ServiceForm, ServiceId};

/// A catalogue that is not taken. It names the service and the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueFault {
    /// It is no TOML of this form.
    #[error("{0}")]
    Syntax(String),
    /// There is no service in it.
    #[error("no [[service]] stands in it")]
    Empty,
    /// A field is wrong.
    #[error("service {service}: {field} must be {expected}")]
    Field {
        /// `id` of the service.
        service: u32,
        /// The field.
        field: String,
        /// What it must be.
        expected: String,
    },
    /// Something comes twice.
    #[error("{0} comes twice")]
    Twice(String),
}

/// A catalogue's services, checked.
#[derive(Clone, Debug)]
pub struct Catalogue(Vec<Service>, Vec<KeptService>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    service: Vec<ServiceText>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceText {
    id: u32,
    name: String,
    #[serde(default)]
    yomigana: String,
    #[serde(rename = "type")]
    service_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    login_url: String,
    category: CategoryText,
    #[serde(default)]
    pace: PaceText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fgapi: Option<FgapiText>,
    #[serde(default)]
    form: Vec<FormText>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryText {
    id: u32,
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PaceText {
    interval_seconds: u32,
    concurrency: u32,
    timeout_seconds: u32,
}

impl Default for PaceText {
    fn default() -> Self {
        Self { interval_seconds: 6 * 3_600, concurrency: 4, timeout_seconds: 60 }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FgapiText {
    base_url: String,
    api_key: String,
    #[serde(default = "ninety")]
    days: u32,
    #[serde(default)]
    private_network: bool,
}

const fn ninety() -> u32 {
    90
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FormText {
    id: u32,
    name: String,
    #[serde(default)]
    note: String,
    #[serde(rename = "type")]
    form_type: String,
    input: String,
    #[serde(default)]
    format: String,
    #[serde(default = "yes")]
    encrypted: bool,
    #[serde(default)]
    unique: bool,
}

const fn yes() -> bool {
    true
}

impl Catalogue {
    /// Reads a catalogue and checks all of it.
    ///
    /// # Errors
    /// [`CatalogueFault`]: the first that is wrong.
    pub fn parse(text: &str) -> Result<Self, CatalogueFault> {
        let file: File = toml::from_str(text).map_err(|error| CatalogueFault::Syntax(error.to_string()))?;
        if file.service.is_empty() {
            return Err(CatalogueFault::Empty);
        }
        let (mut ids, mut forms) = (HashSet::new(), HashSet::new());
        let (mut services, mut kept) = (Vec::new(), Vec::new());
        for text in file.service {
            if !ids.insert(text.id) {
                return Err(CatalogueFault::Twice(format!("the service id {}", text.id)));
            }
            if let Some(form) = text.form.iter().find(|form| !forms.insert(form.id)) {
                return Err(CatalogueFault::Twice(format!("the form id {}", form.id)));
            }
            let service = checked(&text)?;
            kept.push(keep(&service, text)?);
            services.push(service);
        }
        Ok(Self(services, kept))
    }

    /// The services.
    pub fn services(&self) -> &[Service] {
        &self.0
    }

    /// The services, as a store keeps them.
    pub fn kept(&self) -> &[KeptService] {
        &self.1
    }

    pub(super) fn into_services(self) -> Vec<Service> {
        self.0
    }
}

fn keep(service: &Service, text: ServiceText) -> Result<KeptService, CatalogueFault> {
    let text = toml::to_string(&File { service: vec![text] }).map_err(|error| CatalogueFault::Syntax(error.to_string()))?;
    Ok(KeptService {
        id: service.id,
        text,
        automatic: matches!(service.connection, Connection::Fgapi(_)),
        concurrency: service.pace.concurrency,
        timeout_seconds: service.pace.timeout_seconds,
    })
}

struct Checks {
    service: u32,
}

impl Checks {
    fn fault(&self, field: impl Into<String>, expected: impl Into<String>) -> CatalogueFault {
        CatalogueFault::Field { service: self.service, field: field.into(), expected: expected.into() }
    }

    fn short(&self, field: &str, text: &str) -> Result<ShortText, CatalogueFault> {
        text.parse().map_err(|refused: Malformed| self.fault(field, refused.expected))
    }

    fn name(&self, field: &str, text: &str) -> Result<ShortText, CatalogueFault> {
        if text.is_empty() { Err(self.fault(field, "a text")) } else { self.short(field, text) }
    }

    fn within(&self, field: &str, number: u32, least: u32, most: u32) -> Result<u32, CatalogueFault> {
        let fits = (least..=most).contains(&number);
        if fits { Ok(number) } else { Err(self.fault(field, format!("a number from {least} to {most}"))) }
    }

    fn long(&self, field: &str, text: &str) -> Result<String, CatalogueFault> {
        let fits = text.len() <= 8_000 && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
        if fits { Ok(text.to_owned()) } else { Err(self.fault(field, "at most 8000 bytes without control characters")) }
    }

    fn web(&self, field: &str, text: &str) -> Result<String, CatalogueFault> {
        let is_web = text.is_empty() || Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if is_web { self.long(field, text) } else { Err(self.fault(field, "empty, or a URL such as https://bank.example/")) }
    }
}

fn checked(text: &ServiceText) -> Result<Service, CatalogueFault> {
    let checks = Checks { service: text.id };
    checks.within("id", text.id, 1, i32::MAX as u32)?;
    let forms = (1..).zip(&text.form).map(|(order, form)| checked_form(&checks, order, form)).collect::<Result<_, _>>()?;
    let connection = text.fgapi.as_ref().map_or(Ok(Connection::Manual), |fgapi| connection(&checks, fgapi))?;
    Ok(Service {
        id: ServiceId(text.id),
        category: Category {
            id: checks.within("category.id", text.category.id, 1, 1_000_000)?,
            name: checks.name("category.name", &text.category.name)?,
            kind: checks.name("category.type", &text.category.kind)?,
        },
        code: checks.short("code", &text.code)?,
        description: checks.long("description", &text.description)?,
        login_url: checks.web("login_url", &text.login_url)?,
        name: checks.name("name", &text.name)?,
        service_type: checks.name("type", &text.service_type)?,
        yomigana: checks.short("yomigana", &text.yomigana)?,
        forms,
        connection,
        pace: Pace {
            interval_seconds: checks.within("pace.interval_seconds", text.pace.interval_seconds, 10, 31 * 86_400)?,
            concurrency: checks.within("pace.concurrency", text.pace.concurrency, 1, 1_000)?,
            timeout_seconds: checks.within("pace.timeout_seconds", text.pace.timeout_seconds, 1, 600)?,
        },
    })
}

fn connection(checks: &Checks, fgapi: &FgapiText) -> Result<Connection, CatalogueFault> {
    let url = Url::parse(&fgapi.base_url).ok().filter(|url| {
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        plain && matches!(url.scheme(), "http" | "https") && url.has_host()
    });
    url.ok_or_else(|| checks.fault("fgapi.base_url", "a URL such as https://bank.example/api/v1, without user, query or fragment"))?;
    Ok(Connection::Fgapi(FgapiConnection {
        base_url: fgapi.base_url.trim_end_matches('/').to_owned(),
        api_key: checks.name("fgapi.api_key", &fgapi.api_key)?.as_str().to_owned(),
        days: checks.within("fgapi.days", fgapi.days, 1, 366)?,
        private_network: fgapi.private_network,
    }))
}

fn checked_form(checks: &Checks, order: u32, form: &FormText) -> Result<ServiceForm, CatalogueFault> {
    let field = |name: &str| format!("form {}: {name}", form.id);
    let input: InputType = form.input.parse().map_err(|refused: Malformed| checks.fault(field("input"), refused.expected))?;
    let format = Format::new(&form.format)
        .ok_or_else(|| checks.fault(field("format"), "a regular expression without look-around and back-references, of modest size"))?;
    if input == InputType::Radio && format.options().count() < 2 {
        return Err(checks.fault(field("format"), "the options of the radio, parted by |"));
    }
    Ok(ServiceForm {
        id: checks.within("form.id", form.id, 1, i32::MAX as u32)?,
        order,
        name: checks.name(&field("name"), &form.name)?,
        note: checks.long(&field("note"), &form.note)?,
        form_type: checks.name(&field("type"), &form.form_type)?,
        input,
        format,
        encrypted: form.encrypted,
        unique: form.unique,
    })
}
