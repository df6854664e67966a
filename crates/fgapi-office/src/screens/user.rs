//! One portal user: created, changed, unlocked, with another second factor, signed out everywhere.

use fgapi_admin::{NewPortalUser, Operation, PortalUser, Role, TenantId, UserError, UserId};
use fgapi_lobby::{Answer, ConfirmView, Fault, Form, Page, Route, Visit, confirm, iso, moment, role, view};
use fgapi_look::views::{Cell, Choice, Fact};
use fgapi_look::{FieldError, Message};
use serde::Serialize;

use super::users::{LIST, crumbs, standing, tenant_choices};
use crate::say::{Say, user_error};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/users/new", Operation::ManageUsers, new),
    Route::post("/users/new", Operation::ManageUsers, create).with(&["login", "name", "mail", "tenant", "suspended"]).many(&["role"]),
    Route::get("/users/{id}/unlock", Operation::ManageUsers, ask_unlock),
    Route::post("/users/{id}/unlock", Operation::ManageUsers, unlock),
    Route::get("/users/{id}/reset-factor", Operation::ManageUsers, ask_reset),
    Route::post("/users/{id}/reset-factor", Operation::ManageUsers, reset),
    Route::get("/users/{id}/end-sessions", Operation::ManageUsers, ask_end),
    Route::post("/users/{id}/end-sessions", Operation::ManageUsers, end),
];

/// Mounted behind whatever else begins with `/users/`.
pub(crate) const LAST: &[Route] = &[
    Route::get("/users/{id}", Operation::SeeUsers, show),
    Route::post("/users/{id}", Operation::ManageUsers, change).with(&["login", "name", "mail", "tenant", "suspended"]).many(&["role"]),
];

/// What is typed.
#[derive(Debug, Default, Serialize)]
struct Typed {
    login: String,
    name: String,
    mail: String,
    suspended: bool,
}

fn page(visit: &Visit, user: Option<&PortalUser>, form: Option<&Form>, errors: Vec<FieldError>) -> Result<Page, Fault> {
    let tenants = visit.office.desk.tenants(&visit.who)?;
    let profile = user.map(|user| &user.profile);
    let (typed, chosen_role, tenant): (Typed, Option<Role>, Option<TenantId>) = match (form, profile) {
        (Some(form), _) => (
            Typed {
                login: form.text("login").to_owned(),
                name: form.text("name").to_owned(),
                mail: form.text("mail").to_owned(),
                suspended: form.text("suspended") == "yes",
            },
            form.text("role").parse().ok(),
            form.text("tenant").parse().ok(),
        ),
        (None, Some(profile)) => (
            Typed {
                login: profile.login.as_str().to_owned(),
                name: profile.name.as_str().to_owned(),
                mail: profile.mail.as_str().to_owned(),
                suspended: profile.suspended,
            },
            Some(profile.role),
            Some(profile.tenant),
        ),
        (None, None) => (Typed::default(), Some(Role::Member), Some(visit.who.user.profile.tenant)),
    };
    // What a user administrator may not make is not offered.
    let own = visit.who.user.profile.role;
    let offered = |each: &Role| *each != Role::SystemAdministrator || own == Role::SystemAdministrator || chosen_role == Some(*each);
    let roles = Role::ALL.into_iter().filter(offered).map(|each| Choice::new(each.as_str(), role(each)).chosen(chosen_role == Some(each)));
    let may_manage = visit.may(Operation::ManageUsers);
    let view = view! {
        id: user.map(|user| user.id.to_string()).unwrap_or_default(),
        title: profile.map(|profile| profile.login.as_str().to_owned()).unwrap_or_default(),
        roles: roles.collect::<Vec<_>>(),
        tenants: tenant_choices(&tenants, tenant, false),
        facts: user.map(|user| facts(user, &tenants, may_manage)).unwrap_or_default(),
        may_manage,
        locked: user.is_some_and(|user| user.locked_until.is_some()),
        has_factor: user.is_some_and(|user| user.has_second_factor),
        oneself: user.is_some_and(|user| user.id == visit.who.user.id),
        typed,
        errors,
    };
    Ok(crumbs(visit, Page::new("users_form.html", &view).judged(&errors)))
}

/// What is known of a user; what stands in the form is not said again.
fn facts(user: &PortalUser, tenants: &[fgapi_admin::Tenant], has_form: bool) -> Vec<Fact> {
    let profile = &user.profile;
    let tenant = tenants.iter().find(|tenant| tenant.id == profile.tenant).map_or("", |tenant| tenant.name.as_str());
    let registered = [
        Fact::new(Say::ColumnName, Cell::text(profile.name.as_str())),
        Fact::new(Say::ColumnMail, Cell::text(profile.mail.as_str())),
        Fact::new(Say::ColumnRole, Cell::said(role(profile.role))),
        Fact::new(Say::ColumnTenant, Cell::lines([Cell::text(tenant), Cell::code(profile.tenant.to_string())])),
    ];
    let state = [
        Fact::new(Say::ColumnStanding, standing(user)),
        Fact::new(Say::MenuFactor, Cell::said(if user.has_second_factor { Say::FactorEnrolled } else { Say::FactorNone })),
        Fact::new(Say::ColumnLockedUntil, moment(user.locked_until)),
        Fact::new(Say::ColumnSignedIn, moment(user.signed_in_at)),
        Fact::new(Say::ColumnCreated, Cell::moment(iso(user.created_at))),
    ];
    registered.into_iter().filter(|_| !has_form).chain(state).collect()
}

fn new(visit: &Visit) -> Result<Answer, Fault> {
    Ok(page(visit, None, None, Vec::new())?.into())
}

/// What was typed, or what is wrong with it.
fn typed(form: &Form) -> Result<NewPortalUser, Vec<FieldError>> {
    let mut errors = Vec::new();
    fn field<T: std::str::FromStr>(form: &Form, name: &'static str, wrong: Say, errors: &mut Vec<FieldError>) -> Option<T> {
        let text = form.trimmed(name);
        let parsed = text.parse().ok().filter(|_| !text.is_empty());
        if parsed.is_none() {
            errors.push(FieldError::new(name, if text.is_empty() { Say::Missing } else { wrong }));
        }
        parsed
    }
    let login = field(form, "login", Say::LoginMalformed, &mut errors);
    let name = field(form, "name", Say::NameMalformed, &mut errors);
    let mail = field(form, "mail", Say::MailMalformed, &mut errors);
    let role = field(form, "role", Say::RoleMalformed, &mut errors);
    let tenant = field(form, "tenant", Say::TenantUnknown, &mut errors);
    match (login, name, mail, role, tenant) {
        (Some(login), Some(name), Some(mail), Some(role), Some(tenant)) => {
            Ok(NewPortalUser { login, name, mail, role, tenant, suspended: form.text("suspended") == "yes" })
        }
        _ => Err(errors),
    }
}

/// The form again, with what is wrong where it is wrong.
fn refused(visit: &Visit, user: Option<&PortalUser>, error: UserError) -> Result<Answer, Fault> {
    let field = match error {
        UserError::LoginTaken(_) => Some("login"),
        UserError::Tenant => Some("tenant"),
        UserError::LastAdministrator | UserError::Above => Some("role"),
        UserError::Oneself | UserError::Office(_) => None,
    };
    let say = user_error(error)?;
    let errors: Vec<FieldError> = field.map(|field| FieldError::new(field, say)).into_iter().collect();
    let page = page(visit, user, Some(&visit.form), errors)?;
    Ok(if field.is_some() { page.status(409) } else { page.trouble(409, say) }.into())
}

fn create(visit: &Visit) -> Result<Answer, Fault> {
    match typed(&visit.form) {
        Err(errors) => Ok(page(visit, None, Some(&visit.form), errors)?.into()),
        Ok(user) => match visit.office.desk.create_users(&visit.who, vec![user]) {
            Ok(()) => Ok(Answer::go_and_tell(visit, LIST, Say::ToldUserCreated, None)),
            Err(error) => refused(visit, None, error),
        },
    }
}

fn named(visit: &Visit) -> Result<PortalUser, Fault> {
    let id: UserId = visit.part("id").parse().map_err(|_| Fault::Nothing)?;
    Ok(visit.office.desk.user(&visit.who, id)?)
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let user = named(visit)?;
    Ok(page(visit, Some(&user), None, Vec::new())?.into())
}

fn change(visit: &Visit) -> Result<Answer, Fault> {
    let user = named(visit)?;
    match typed(&visit.form) {
        Err(errors) => Ok(page(visit, Some(&user), Some(&visit.form), errors)?.into()),
        Ok(next) => match visit.office.desk.change_user(&visit.who, user.id, next) {
            Ok(()) => Ok(Answer::go_and_tell(visit, &of(&user), Say::ToldUserChanged, None)),
            Err(error) => refused(visit, Some(&user), error),
        },
    }
}

fn of(user: &PortalUser) -> String {
    format!("{LIST}/{}", user.id)
}

/// A question about a user, whose path names what is done.
fn ask(visit: &Visit, what: &str, words: [Say; 3]) -> Result<Answer, Fault> {
    let user = named(visit)?;
    let [title, consequence, submit] = words;
    let name = user.profile.login.as_str();
    let view = ConfirmView {
        title: Message::new(title).with("name", name),
        consequences: vec![Message::new(consequence)],
        submit: submit.into(),
        action: visit.office.at(&format!("{}/{what}", of(&user))),
        back: visit.office.at(&of(&user)),
        danger: what != "unlock",
        ..ConfirmView::default()
    };
    Ok(crumbs(visit, confirm(&view)).into())
}

/// What was done to a user, or why it was not.
fn done(visit: &Visit, done: impl FnOnce(&PortalUser) -> Result<u64, UserError>, told: Say) -> Result<Answer, Fault> {
    let user = named(visit)?;
    match done(&user) {
        Ok(count) => Ok(Answer::go_and_tell(visit, &of(&user), told, Some(count))),
        Err(error) => {
            let say = user_error(error)?;
            Ok(page(visit, Some(&user), None, Vec::new())?.trouble(409, say).into())
        }
    }
}

fn ask_unlock(visit: &Visit) -> Result<Answer, Fault> {
    ask(visit, "unlock", [Say::UnlockTitle, Say::UnlockText, Say::UnlockSubmit])
}

fn unlock(visit: &Visit) -> Result<Answer, Fault> {
    done(visit, |user| visit.office.desk.unlock_user(&visit.who, user.id).map(|()| 1), Say::ToldUserUnlocked)
}

fn ask_reset(visit: &Visit) -> Result<Answer, Fault> {
    ask(visit, "reset-factor", [Say::ResetTitle, Say::ResetText, Say::ResetSubmit])
}

fn reset(visit: &Visit) -> Result<Answer, Fault> {
    done(visit, |user| visit.office.desk.reset_user_factor(&visit.who, user.id).map(|()| 1), Say::ToldFactorReset)
}

fn ask_end(visit: &Visit) -> Result<Answer, Fault> {
    ask(visit, "end-sessions", [Say::EndTitle, Say::EndText, Say::EndSubmit])
}

fn end(visit: &Visit) -> Result<Answer, Fault> {
    done(visit, |user| visit.office.desk.end_user_sessions(&visit.who, user.id), Say::ToldUserSessionsEnded)
}
