//! 削除(一括), PW再発行(一括), APIトークン発行(一括): each shows what follows before it is done, and judges anew when it is.

use std::collections::BTreeSet;

use fgapi_admin::{IssuePreview, IssueRefused, LeftOut, Level, Operation, PortalUser, Role, UserError, UserId};
use fgapi_domain::{Grant, GrantSet};
use fgapi_lobby::{Answer, ConfirmView, Fault, Form, LeftOutView, Page, Route, Visit, confirm, iso, view};
use fgapi_look::views::{Cell, Choice, Fact, Kept};
use fgapi_look::{FieldError, Message};
use fgapi_token::TokenDigest;

use super::users::{LIST, NARROWED, crumbs, page as list_page, query};
use crate::say::{self, Say, user_error};

/// What every form about a selection carries: the ticked users, or all that a query finds, and which those were when they were shown.
const SELECTION: &[&str] = &["all", "query", "seen"];

pub(crate) const ROUTES: &[Route] = &[
    Route::post("/users/bulk", Operation::SeeUsers, preview).with(&["all", "query", "action"]).many(&["id"]),
    Route::post("/users/delete", Operation::ManageUsers, delete).with(SELECTION).many(&["id"]),
    Route::post("/users/invite", Operation::ManageUsers, invite).with(SELECTION).many(&["id"]),
    Route::post("/users/issue", Operation::IssueApiTokens, issue).with(&["all", "query", "seen", "level"]).many(&["id", "grants"]),
];

/// The most names that a question shows.
const NAMES_MOST: usize = 50;

/// The users that a form is about, and how the next form carries them.
struct Selection {
    ids: Vec<UserId>,
    fields: Vec<Kept>,
    /// Tells this selection from any other.
    seen: String,
}

impl Selection {
    /// Whether the form was about the same users.
    fn is_as_seen(&self, form: &Form) -> bool {
        form.text("seen") == self.seen
    }
}

fn kept(name: &str, value: impl Into<String>) -> Kept {
    Kept { name: name.to_owned(), value: value.into() }
}

/// Whom the form is about now.
fn selected(visit: &Visit) -> Result<Selection, Fault> {
    let (desk, form) = (&visit.office.desk, &visit.form);
    let (ids, mut fields) = if form.text("all") == "yes" {
        let narrowed = form.text("query");
        let query = query(&Form::parsed(narrowed, NARROWED)?, desk.now())?;
        (desk.all_user_ids(&visit.who, &query)?, vec![kept("all", "yes"), kept("query", narrowed)])
    } else {
        let ids: BTreeSet<UserId> = form.all("id").map(str::parse).collect::<Result<_, _>>().map_err(|_| Fault::Malformed(Some("id")))?;
        let fields = ids.iter().map(|id| kept("id", id.to_string())).collect();
        (ids.into_iter().collect(), fields)
    };
    let mut names: Vec<String> = ids.iter().map(UserId::to_string).collect();
    names.sort_unstable();
    let seen: String = TokenDigest::of(&names.join(",")).as_bytes().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    fields.push(kept("seen", seen.as_str()));
    Ok(Selection { ids, fields, seen })
}

/// The question that belongs to the button.
fn preview(visit: &Visit) -> Result<Answer, Fault> {
    let selection = selected(visit)?;
    if selection.ids.is_empty() {
        let narrowed = Form::parsed(visit.form.text("query"), NARROWED)?;
        return Ok(list_page(visit, &narrowed)?.trouble(400, Say::NothingPicked).into());
    }
    match visit.form.text("action") {
        "delete" => Ok(question(visit, &selection, Change::Delete)?.into()),
        "invite" => Ok(question(visit, &selection, Change::Invite)?.into()),
        "issue" => Ok(issue_page(visit, &selection, Vec::new())?.into()),
        _ => Err(Fault::Malformed(Some("action"))),
    }
}

/// What is done to all of a selection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Delete,
    Invite,
}

/// Whom it is done to, and who is left out.
fn parted(visit: &Visit, ids: &[UserId]) -> Result<(Vec<PortalUser>, Vec<LeftOutView>), Fault> {
    let (mut touched, mut left_out) = (Vec::new(), Vec::new());
    for id in ids {
        let user = visit.office.desk.user(&visit.who, *id)?;
        let own = visit.who.user.profile.role;
        let why = match () {
            () if user.id == visit.who.user.id => Some(Say::Oneself),
            () if user.profile.role == Role::SystemAdministrator && own != Role::SystemAdministrator => Some(Say::Above),
            () => None,
        };
        match why {
            Some(why) => left_out.push(LeftOutView { name: user.profile.login.as_str().to_owned(), why: why.into() }),
            None => touched.push(user),
        }
    }
    touched.sort_by(|one: &PortalUser, other| one.profile.login.as_str().cmp(other.profile.login.as_str()));
    Ok((touched, left_out))
}

fn names(users: &[PortalUser]) -> (Vec<String>, u64) {
    let name = |user: &PortalUser| format!("{}　{}", user.profile.login, user.profile.name.as_str());
    (users.iter().take(NAMES_MOST).map(name).collect(), users.len().saturating_sub(NAMES_MOST) as u64)
}

fn question(visit: &Visit, selection: &Selection, change: Change) -> Result<Page, Fault> {
    // Who may not do it is not even asked.
    visit.office.desk.allow(&visit.who, Operation::ManageUsers)?;
    let (touched, left_out) = parted(visit, &selection.ids)?;
    if touched.is_empty() {
        let narrowed = Form::parsed(visit.form.text("query"), NARROWED)?;
        let why = left_out.first().map_or_else(|| Say::NothingPicked.into(), |first| first.why.clone());
        return Ok(list_page(visit, &narrowed)?.trouble(409, why));
    }
    let count = touched.len() as u64;
    let (title, consequences, submit, action) = match change {
        Change::Delete => (Say::DeleteTitle, vec![Say::DeleteText.into(), Say::DeleteTokens.into()], Say::DeleteSubmit, "/users/delete"),
        Change::Invite => {
            let hours = visit.office.desk.policy().invitation_seconds / 3_600;
            let mail = Message::new(Say::InviteMail).with_number("hours", hours);
            (Say::InviteTitle, vec![mail, Say::InviteText.into()], Say::InviteSubmit, "/users/invite")
        }
    };
    let (names, more) = names(&touched);
    let view = ConfirmView {
        title: Message::new(title).with_number("count", count),
        consequences,
        names,
        more,
        left_out,
        fields: selection.fields.clone(),
        action: visit.office.at(action),
        back: visit.office.at(LIST),
        submit: submit.into(),
        danger: true,
    };
    Ok(crumbs(visit, confirm(&view)))
}

fn delete(visit: &Visit) -> Result<Answer, Fault> {
    done(visit, Change::Delete)
}

fn invite(visit: &Visit) -> Result<Answer, Fault> {
    done(visit, Change::Invite)
}

fn done(visit: &Visit, change: Change) -> Result<Answer, Fault> {
    let selection = selected(visit)?;
    if !selection.is_as_seen(&visit.form) {
        return Ok(question(visit, &selection, change)?.trouble(409, Say::SelectionChanged).into());
    }
    let (touched, _) = parted(visit, &selection.ids)?;
    let ids: Vec<UserId> = touched.iter().map(|user| user.id).collect();
    let desk = &visit.office.desk;
    let (outcome, told): (Result<(), UserError>, Say) = match change {
        Change::Delete => (desk.delete_users(&visit.who, &ids), Say::ToldUsersDeleted),
        Change::Invite => (desk.invite_users(&visit.who, &ids), Say::ToldUsersInvited),
    };
    match outcome {
        Ok(()) => Ok(Answer::go_and_tell(visit, LIST, told, Some(ids.len() as u64))),
        Err(error) => Ok(list_page(visit, &Form::default())?.trouble(409, user_error(error)?).into()),
    }
}

fn issue_page(visit: &Visit, selection: &Selection, errors: Vec<FieldError>) -> Result<Page, Fault> {
    let preview = visit.office.desk.preview_api_tokens(&visit.who, &selection.ids)?;
    let IssuePreview { receive, left_out, replaced, days, pickup_until } = preview;
    let left_out = left_out.iter().map(|(user, why)| LeftOutView {
        name: user.profile.login.as_str().to_owned(),
        why: match why {
            LeftOut::Suspended => Say::LeftOutSuspended.into(),
        },
    });
    let left_out: Vec<LeftOutView> = left_out.collect();
    let sent = visit.form.text("level").to_owned();
    let asked = if sent.is_empty() { Level::Tenant.as_str() } else { sent.as_str() };
    let level = |each: Level, hint: Say| Choice::new(each.as_str(), say::level(each)).with_hint(hint).chosen(asked == each.as_str());
    let ticked: Vec<&str> = visit.form.all("grants").collect();
    // At first all grants are ticked: what a token opens is also bounded by who asks.
    let chosen = |each: Grant| sent.is_empty() || ticked.contains(&each.as_str());
    let (names, more) = names(&receive);
    let view = view! {
        facts: vec![
            Fact::new(Say::IssueCount, Cell::number(receive.len())),
            Fact::new(Say::IssueDays, Cell::said(Message::new(Say::IssueDaysText).with_number("days", days))),
            Fact::new(Say::PickUpUntil, Cell::moment(iso(pickup_until))),
        ],
        names,
        more,
        left_out,
        replaced,
        count: receive.len(),
        levels: vec![level(Level::Tenant, Say::LevelTenantHint), level(Level::Company, Say::LevelCompanyHint)],
        grants: Grant::ALL.iter().map(|each| Choice::new(each.as_str(), say::grant(*each)).chosen(chosen(*each))).collect::<Vec<_>>(),
        fields: selection.fields.clone(),
        errors,
    };
    Ok(crumbs(visit, Page::new("users_issue.html", &view).judged(&errors)))
}

fn issue(visit: &Visit) -> Result<Answer, Fault> {
    let selection = selected(visit)?;
    if !selection.is_as_seen(&visit.form) {
        return Ok(issue_page(visit, &selection, Vec::new())?.trouble(409, Say::SelectionChanged).into());
    }
    let level = visit.form.text("level").parse::<Level>();
    let known = |name: &str| Grant::ALL.into_iter().find(|grant| grant.as_str() == name).ok_or(Fault::Malformed(Some("grants")));
    let grants: GrantSet = visit.form.all("grants").map(known).collect::<Result<_, _>>()?;
    let mut errors = Vec::new();
    if level.is_err() {
        errors.push(FieldError::new("level", Say::LevelMalformed));
    }
    if grants.is_empty() {
        errors.push(FieldError::new("grants", Say::GrantsMissing));
    }
    let Ok(level) = level else { return Ok(issue_page(visit, &selection, errors)?.into()) };
    if !errors.is_empty() {
        return Ok(issue_page(visit, &selection, errors)?.into());
    }
    match visit.office.desk.issue_api_tokens(&visit.who, &selection.ids, level, grants) {
        Ok(issued) => Ok(Answer::go_and_tell(visit, LIST, Say::ToldIssued, Some(issued.count as u64))),
        Err(IssueRefused::Nobody) => Ok(issue_page(visit, &selection, Vec::new())?.trouble(409, Say::NobodyLeft).into()),
        Err(IssueRefused::Changed) => Ok(issue_page(visit, &selection, Vec::new())?.trouble(409, Say::SelectionChanged).into()),
        Err(IssueRefused::Office(fault)) => Err(fault.into()),
    }
}
