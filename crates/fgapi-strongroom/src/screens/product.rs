//! 外部サービス認証情報 › a tenant › a product: its values are set, replaced and taken away.

use fgapi_admin::{Operation, Tenant};
use fgapi_domain::ShortText;
use fgapi_lobby::{Answer, Fault, Form, Page, Route, Visit, view};
use fgapi_look::{FieldError, Message};
use fgapi_saas::{Change, ChangeError, Field, KeptCredentials, LONGEST_VALUE, PlainChange, Product};
use serde::Serialize;

use super::tenant;
use crate::say::Say;
use crate::{Strongroom, trouble};

const PATH: &str = "/credentials/{id}/products/{product}";
const DEPARTMENT: &str = "receiving_department";
const ITEM_CODE: &str = "deposit_account_item_code";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(PATH, Operation::ManageCredentials, edit),
    // A value has more characters than one line of other forms may have.
    Route::post(PATH, Operation::ManageCredentials, change)
        .with(&[DEPARTMENT, ITEM_CODE, "seen_receiving_department", "seen_deposit_account_item_code"])
        .many(&["clear"])
        .long(&["authenticationInfo1", "authenticationInfo2", "authenticationInfo3", "authenticationInfo4"]),
];

/// A tenant, one of the products, and what the tenant has of it.
pub(crate) struct Subject {
    pub(crate) tenant: Tenant,
    pub(crate) product: Product,
    pub(crate) kept: Option<KeptCredentials>,
}

impl Subject {
    /// The one that the address names.
    pub(crate) fn named(visit: &Visit) -> Result<Self, Fault> {
        let product: Product = visit.part("product").parse().map_err(|_| Fault::Nothing)?;
        let tenant = tenant::named(visit)?;
        let kept = visit.office.beside::<Strongroom>()?.saas.credentials(tenant.id)?;
        Ok(Self { tenant, product, kept: kept.into_iter().find(|kept| kept.product == product) })
    }

    /// 受領部門 and 預り金勘定科目コード, as they are.
    fn plain(&self) -> [&str; 2] {
        let kept = self.kept.as_ref();
        kept.map_or(["", ""], |kept| [kept.receiving_department.as_str(), kept.deposit_account_item_code.as_str()])
    }

    fn is_set(&self, field: Field) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.fields.iter().any(|facts| facts.field == field))
    }

    /// What is seen of a field.
    fn seen(&self, field: Field) -> Message {
        let facts = self.kept.as_ref().and_then(|kept| kept.fields.iter().find(|facts| facts.field == field));
        facts.map_or_else(|| Say::ValueNotSet.into(), |facts| tenant::seen([Say::ValueHint, Say::Value], facts.hint.as_str(), facts.set_at))
    }
}

/// One of the product's fields. What was typed is never sent back.
#[derive(Serialize)]
struct FieldView {
    name: &'static str,
    label: &'static str,
    seen: Message,
    is_set: bool,
    cleared: bool,
}

#[derive(Serialize)]
struct PlainView {
    typed: String,
    seen: String,
}

/// The page, with what was typed of what is not secret. `stopped` says why values were not sealed.
fn page(visit: &Visit, subject: &Subject, form: Option<&Form>, errors: Vec<FieldError>, stopped: Option<Message>) -> Result<Page, Fault> {
    let vault = trouble::notice(visit.office.beside::<Strongroom>()?.saas.vault())?;
    let fields: Vec<FieldView> = subject
        .product
        .fields()
        .map(|field| FieldView {
            name: field.as_str(),
            label: subject.product.label(field).unwrap_or_default(),
            seen: subject.seen(field),
            is_set: subject.is_set(field),
            cleared: form.is_some_and(|form| form.all("clear").any(|name| name == field.as_str())),
        })
        .collect();
    let plain: Vec<PlainView> = [DEPARTMENT, ITEM_CODE]
        .into_iter()
        .zip(subject.plain())
        .map(|(name, kept)| PlainView { typed: form.map_or(kept, |form| form.text(name)).to_owned(), seen: kept.to_owned() })
        .collect();
    let (can_seal, is_long) = (vault.is_none(), subject.product.is_long());
    let view = view! {
        tenant: subject.tenant.name.as_str().to_owned(),
        product: subject.product.name(),
        path: visit.office.at(&format!("{}/products/{}", tenant::of(&subject.tenant), subject.product.code())),
        back: visit.office.at(&tenant::of(&subject.tenant)),
        can_save: can_seal || is_long || fields.iter().any(|field| field.is_set),
        fields,
        plain,
        is_long,
        can_seal,
        vault: if stopped.is_some() { None } else { vault },
        errors,
    };
    let page = tenant::crumbs(visit, Page::new("credentials_product.html", &view).judged(&errors), Some(&subject.tenant));
    Ok(match stopped {
        Some(message) => page.trouble(trouble::NOT_SEALED, message),
        None => page,
    })
}

fn edit(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, &Subject::named(visit)?, None, Vec::new(), None)?.into())
}

/// A form as a change, or what is wrong with it.
struct Reading<'f> {
    form: &'f Form,
    subject: &'f Subject,
    errors: Vec<FieldError>,
}

impl Reading<'_> {
    fn values(&mut self, change: &mut Change) {
        for field in self.subject.product.fields() {
            let (name, typed) = (field.as_str(), !self.form.text(field.as_str()).is_empty());
            let clear = self.form.all("clear").any(|cleared| cleared == name);
            match (typed, clear) {
                (true, true) => self.errors.push(FieldError::new(name, Say::SetAndCleared)),
                (true, false) => change.values.push((field, Some(self.form.secret(name)))),
                (false, true) if self.subject.is_set(field) => change.values.push((field, None)),
                // Nothing lies there (any more), or it is to stay.
                (false, _) => {}
            }
        }
    }

    /// A text that is not secret, where it was changed.
    fn plain(&mut self, name: &'static str, seen: &str) -> Option<ShortText> {
        let typed = self.form.trimmed(name);
        if typed == seen {
            return None;
        }
        let read = typed.parse().ok();
        if read.is_none() {
            self.errors.push(FieldError::new(name, Say::TooLong));
        }
        read
    }

    fn change(mut self) -> Result<Change, Vec<FieldError>> {
        let mut change = Change::default();
        self.values(&mut change);
        if self.subject.product.is_long() {
            change.plain = PlainChange {
                enabled: None,
                receiving_department: self.plain(DEPARTMENT, self.form.text("seen_receiving_department")),
                deposit_account_item_code: self.plain(ITEM_CODE, self.form.text("seen_deposit_account_item_code")),
            };
        }
        if self.errors.is_empty() && change.values.is_empty() && change.plain == PlainChange::default() {
            let first = self.subject.product.fields().next().map_or(DEPARTMENT, Field::as_str);
            self.errors.push(FieldError::new(first, Say::NothingToChange));
        }
        if self.errors.is_empty() { Ok(change) } else { Err(self.errors) }
    }
}

/// Whether somebody else changed, since the form was shown, what it changes.
fn is_late(subject: &Subject, form: &Form, change: &PlainChange) -> bool {
    let [department, item] = subject.plain();
    change.receiving_department.is_some() && form.text("seen_receiving_department") != department
        || change.deposit_account_item_code.is_some() && form.text("seen_deposit_account_item_code") != item
}

/// The form of one product has no field that it does not have.
fn known(subject: &Subject, form: &Form) -> Result<(), Fault> {
    let strange = |field: &Field| subject.product.label(*field).is_none();
    if let Some(field) = Field::ALL.iter().find(|field| strange(field) && !form.text(field.as_str()).is_empty()) {
        return Err(Fault::Malformed(Some(field.as_str())));
    }
    if form.all("clear").any(|name| name.parse().map_or(true, |field| strange(&field))) {
        return Err(Fault::Malformed(Some("clear")));
    }
    let plain = [DEPARTMENT, ITEM_CODE].into_iter().find(|name| !subject.product.is_long() && !form.text(name).is_empty());
    plain.map_or(Ok(()), |name| Err(Fault::Malformed(Some(name))))
}

fn change(visit: &Visit) -> Result<Answer, Fault> {
    let (subject, form) = (Subject::named(visit)?, &visit.form);
    known(&subject, form)?;
    let change = match (Reading { form, subject: &subject, errors: Vec::new() }).change() {
        Ok(change) => change,
        Err(errors) => return Ok(page(visit, &subject, Some(form), errors, None)?.into()),
    };
    if is_late(&subject, form, &change.plain) {
        return Ok(page(visit, &subject, None, Vec::new(), None)?.trouble(409, Say::ChangedMeanwhile).into());
    }
    let saas = &visit.office.beside::<Strongroom>()?.saas;
    match saas.change(subject.tenant.id, subject.product, &change, &visit.who.by()) {
        Ok(()) => Ok(Answer::go_and_tell(visit, &tenant::of(&subject.tenant), Say::ToldCredentialsChanged, None)),
        Err(ChangeError::Value(field)) => {
            let message = Message::new(Say::ValueMalformed).with_number("most", LONGEST_VALUE as i128);
            Ok(page(visit, &subject, Some(form), vec![FieldError::new(field.as_str(), message)], None)?.into())
        }
        Err(why) => Ok(page(visit, &subject, Some(form), Vec::new(), Some(stopped(why)?))?.into()),
    }
}

/// Why credentials were not changed, where the vault keeps it from being done.
pub(crate) fn stopped(why: ChangeError) -> Result<Message, Fault> {
    match why {
        ChangeError::Vault(fault) => trouble::of_vault(fault),
        ChangeError::Store(fault) => Err(fault.into()),
        ChangeError::NoTenant => Err(Fault::Nothing),
        ChangeError::NoField(_) | ChangeError::NoPlainField | ChangeError::Value(_) => Err(Fault::Malformed(None)),
    }
}
