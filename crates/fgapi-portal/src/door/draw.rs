//! From what a journey asks to the views of its screens.

use fgapi_caller::Language;
use fgapi_consent::{
    AboutLink, AnswerError, CertificateRefused, LogInRefused, OwnPage, PinError, PinRow, PinState as Pin, PinsError, ScopesError,
    Screen as Asked, Shown, Stage, StageState, Step as At, Told,
};
use fgapi_domain::{Account, GrantSet, JstDate, JstDateTime, ShortText, UnixSeconds};
use fgapi_token::{Client, CustomerLink, EndReason, LinkStanding};

use super::answer::told_in;
use super::arrival::{Arrival, Place};
use crate::views::{
    AccountView, CertificateView, ClientView, ConsentView, EndedReason, FieldError, Frame, LastRead, LinkEndView, LinkRenewView, LinkState,
    LinkView, LinksView, Locked, LoginView, LoginWay, Notice, NoticeKind, PinAccountView, PinResultView, PinState, PinsView, QuestionView,
    ScopeView, ScopesView, Step, StepItem, StepState,
};
use crate::{Message, Say, Screen};

/// With what the name of a PIN's field begins; the account's key follows.
pub(super) const PIN_FIELD: &str = "pin-";

const DAY: i64 = 86_400;

/// The frame and the screen of what is asked.
pub(super) fn screen(arrival: &Arrival, frame: Frame, shown: &Shown) -> (Frame, Screen) {
    let base = frame.action.clone();
    let cancel = (arrival.place == Place::Link).then(|| format!("{base}/cancel"));
    let frame = Frame { client: shown.client.as_ref().map(client), steps: shown.trail.iter().map(step).collect(), cancel, ..frame };
    match &shown.screen {
        Asked::LogIn { certificate, refused } => {
            let notice = match refused {
                Some(LogInRefused::Certificate(why)) => Some(wrong(certificate_error(*why))),
                _ => None,
            };
            (Frame { notice, ..frame }, Screen::Login(log_in(arrival, &base, certificate.as_ref(), *refused)))
        }
        Asked::Question { text, tries_left, error } => (frame, Screen::Question(question(text, *tries_left, *error))),
        Asked::Scopes { offered, refused, chosen, accounts, error } => {
            let accounts = accounts.as_ref().map(|all| {
                let view = |(account, checked): &(Account, bool)| AccountView {
                    id: account.key.to_string(),
                    label: label(arrival.language, account),
                    checked: *checked,
                };
                all.iter().map(view).collect()
            });
            let offered = offered.iter().map(|grant| ScopeView { grant: grant.as_str().into(), checked: chosen.contains(grant) }).collect();
            let errors = error.map(|error| match error {
                ScopesError::NoGrant => FieldError::new("grants", Say::NoGrant),
                ScopesError::NoAccount => FieldError::new("accounts", Say::NoAccount),
            });
            (frame, Screen::Scopes(ScopesView { offered, refused: names(*refused), accounts, errors: errors.into_iter().collect() }))
        }
        Asked::Pins { rows, error } => (frame, Screen::Pins(pins(arrival, rows, *error))),
        Asked::PinResult { rows, error } => {
            let notice = error.map(|_| wrong(Say::NoAccountLeft));
            let more = rows.iter().any(|row| row.state != Pin::Registered);
            let accounts = rows.iter().map(pin_row).collect();
            (Frame { notice, ..frame }, Screen::PinResult(PinResultView { accounts, more }))
        }
        Asked::Consent { grants, refused, accounts, seconds, until, not_ticked } => {
            let view = ConsentView {
                client: shown.client.as_ref().map_or(ClientView { name: String::new(), company: String::new() }, client),
                grants: names(*grants),
                refused: names(*refused),
                accounts: accounts.as_ref().map(|all| all.iter().map(|account| label(arrival.language, account)).collect()),
                days: days(*seconds),
                until: day(*until),
                agreed: false,
                errors: not_ticked.then(|| FieldError::new("agree", Say::NotTicked)).into_iter().collect(),
                ..pages(arrival, shown.client.as_ref())
            };
            (frame, Screen::Consent(view))
        }
        Asked::Own(page) => own_page(arrival, frame, page),
    }
}

/// The consent's links, and nothing else of it.
fn pages(arrival: &Arrival, client: Option<&Client>) -> ConsentView {
    let address = |page: Option<&fgapi_token::WebPage>| page.map(|page| page.as_str().to_owned());
    let of_client = client.map(|client| &client.screens);
    ConsentView {
        client: ClientView { name: String::new(), company: String::new() },
        grants: Vec::new(),
        refused: Vec::new(),
        accounts: None,
        days: 0,
        until: String::new(),
        terms: address(arrival.portal.settings.terms.as_ref()),
        privacy: address(arrival.portal.settings.privacy.as_ref()),
        client_terms: address(of_client.and_then(|screens| screens.terms.as_ref())),
        client_privacy: address(of_client.and_then(|screens| screens.privacy.as_ref())),
        client_site: address(of_client.and_then(|screens| screens.site.as_ref())),
        agreed: false,
        errors: Vec::new(),
    }
}

fn log_in(arrival: &Arrival, base: &str, certificate: Option<&fgapi_consent::Certificate>, refused: Option<LogInRefused>) -> LoginView {
    let door = arrival.portal.settings.certificates.as_ref();
    let certificate_url = door.map(|door| format!("{}{base}/certificate", door.origin.as_deref().unwrap_or_default()));
    let (typed, password) = match &arrival.form {
        Ok(form) => (form.text("login_id").to_owned(), form.text("password").to_owned()),
        Err(_) => Default::default(),
    };
    let mut errors = Vec::new();
    match refused {
        None | Some(LogInRefused::Locked { .. } | LogInRefused::Certificate(_)) => {}
        Some(LogInRefused::Incomplete) => {
            if certificate.is_none() && typed.trim().is_empty() {
                errors.push(FieldError::new("login_id", Say::LoginIdMissing));
            }
            if password.is_empty() {
                errors.push(FieldError::new("password", Say::PasswordMissing));
            }
        }
        Some(LogInRefused::NoMatch) if certificate.is_some() => errors.push(FieldError::new("password", Say::CertificateLoginWrong)),
        Some(LogInRefused::NoMatch) => errors.push(FieldError::new("login_id", Say::LoginWrong)),
    }
    let locked = match refused {
        Some(LogInRefused::Locked { until, seconds }) => Some(Locked { seconds: seconds.unsigned_abs(), until: moment(until) }),
        _ => None,
    };
    LoginView {
        way: if door.is_some() { LoginWay::Both } else { LoginWay::Password },
        certificate: certificate.map(|known| CertificateView {
            subject: known.subject.to_string(),
            issuer: known.issuer.to_string(),
            until: day(known.until),
        }),
        certificate_url,
        login_id: typed,
        errors,
        locked,
        own_page: arrival.place == Place::Own,
    }
}

const fn certificate_error(why: CertificateRefused) -> Say {
    match why {
        CertificateRefused::None => Say::CertificateMissing,
        CertificateRefused::Unknown => Say::CertificateUnknown,
        CertificateRefused::Expired => Say::CertificateExpired,
        CertificateRefused::Revoked => Say::CertificateRevoked,
        CertificateRefused::NotForClients => Say::CertificateNotForClients,
    }
}

fn question(text: &ShortText, tries_left: u16, error: Option<AnswerError>) -> QuestionView {
    let error = error.map(|error| match error {
        AnswerError::Empty => FieldError::new("answer", Say::AnswerMissing),
        AnswerError::Wrong => FieldError::new("answer", Message::new(Say::AnswerWrong).with("tries", tries_left)),
    });
    QuestionView { text: text.to_string(), tries_left: tries_left.into(), errors: error.into_iter().collect() }
}

fn pins(arrival: &Arrival, rows: &[PinRow], error: Option<PinsError>) -> PinsView {
    let digits = arrival.portal.settings.pin_digits;
    let beside = |row: &PinRow| {
        let message = match row.error? {
            PinError::Malformed => Message::new(Say::PinMalformed).with("digits", digits),
            PinError::Wrong => Say::PinWrong.into(),
            PinError::Locked { .. } => Say::PinLocked.into(),
        };
        Some(FieldError::new(field(row), message))
    };
    let first = rows.iter().find(|row| row.state != Pin::Registered).map_or(String::new(), field);
    let whole = error.map(|error| match error {
        PinsError::NoneEntered => FieldError::new(first, Say::NoPin),
        PinsError::NoAccountLeft => FieldError::new(first, Say::NoAccountLeft),
    });
    let errors = rows.iter().filter_map(beside).chain(whole).collect();
    PinsView { accounts: rows.iter().map(pin_row).collect(), digits, errors }
}

fn field(row: &PinRow) -> String {
    format!("{PIN_FIELD}{}", row.account.key)
}

fn pin_row(row: &PinRow) -> PinAccountView {
    let account = &row.account;
    PinAccountView {
        field: (row.state != Pin::Registered).then(|| field(row)),
        branch: account.branch_name.to_string(),
        branch_code: account.key.branch.to_string(),
        kind: account.type2.to_string(),
        number: account.key.number.to_string(),
        memo: account.memo.to_string(),
        state: match row.state {
            Pin::Registered => PinState::Registered,
            Pin::Staged => PinState::Staged,
            Pin::Unregistered => PinState::Unregistered,
        },
    }
}

fn own_page(arrival: &Arrival, frame: Frame, page: &OwnPage) -> (Frame, Screen) {
    let base = frame.action.clone();
    let view = |known: &CustomerLink| link(arrival.language, &base, known, page);
    let frame = Frame { sign_out: Some(format!("{base}/sign-out")), notice: told(arrival, page), ..frame };
    let screen = match &page.about {
        None => Screen::Links(LinksView {
            customer: page.name.to_string(),
            links: page.links.iter().map(view).collect(),
            paging: None,
            tabs: arrival.portal.linked.is_some(),
        }),
        Some(AboutLink::End(known)) => Screen::LinkEnd(LinkEndView { link: view(known), back: base.clone() }),
        Some(AboutLink::Renew { link: known, not_ticked }) => Screen::LinkRenew(LinkRenewView {
            link: view(known),
            days: days(page.renewed_until.0.saturating_sub(page.now.0)),
            new_until: day(page.renewed_until),
            back: base.clone(),
            errors: not_ticked.then(|| FieldError::new("agree", Say::NotTicked)).into_iter().collect(),
        }),
    };
    (frame, screen)
}

/// What the address says was just done. It is said only of a link that stands as it says.
fn told(arrival: &Arrival, page: &OwnPage) -> Option<Notice> {
    let (told, id) = told_in(arrival)?;
    let known = page.links.iter().find(|known| known.link.id == id);
    let ended = |known: &&CustomerLink| matches!(known.link.standing, LinkStanding::Ended(_));
    let message = match told {
        Told::Ended => Message::new(Say::LinkEnded).with("client", &known.filter(ended)?.client),
        Told::Renewed => {
            let known = known.filter(|known| !ended(known))?;
            Message::new(Say::LinkRenewed).with("client", &known.client).with_day("day", day(known.link.consent_until))
        }
        Told::NotAlive => return Some(wrong(Say::LinkGone)),
    };
    Some(Notice { kind: NoticeKind::Done, message })
}

fn wrong(say: Say) -> Notice {
    Notice { kind: NoticeKind::Error, message: say.into() }
}

fn link(language: Language, base: &str, known: &CustomerLink, page: &OwnPage) -> LinkView {
    let link = &known.link;
    let left = link.consent_until.0.saturating_sub(page.now.0);
    let (state, ended_reason) = match link.standing {
        LinkStanding::Ended(reason) => (LinkState::Ended, Some(ended(reason))),
        LinkStanding::Active if left <= 0 => (LinkState::Over, None),
        LinkStanding::Active => (LinkState::Alive, None),
    };
    let alive = state == LinkState::Alive;
    let ask = |what: &str| alive.then(|| format!("{base}/{what}?link={}", link.id.0));
    LinkView {
        id: link.id.0.to_string(),
        client: ClientView { name: known.client.to_string(), company: known.company.to_string() },
        grants: names(link.grants),
        accounts: link.accounts.named().map(|named| {
            // An account that was closed meanwhile has no name any more, and is not read any more either.
            page.accounts.iter().filter(|account| named.contains(&account.key)).map(|account| label(language, account)).collect()
        }),
        since: day(link.consented_at),
        until: day(link.consent_until),
        days_left: days(left.max(0)),
        ends_soon: alive && left <= page.soon_seconds,
        last_read: known.read.map(|read| LastRead { at: moment(read.at), what: read.grant.as_str().into() }),
        rows_read: known.read.map_or(0, |read| read.rows),
        state,
        ended_reason,
        ended_at: link.ended_at.map(moment),
        end_url: ask("end"),
        renew_url: ask("renew"),
    }
}

const fn ended(reason: EndReason) -> EndedReason {
    match reason {
        EndReason::RevokedByUser => EndedReason::Customer,
        EndReason::RevokedByClient => EndedReason::Client,
        EndReason::RevokedByBank => EndedReason::Bank,
        EndReason::Reused => EndedReason::Reuse,
        EndReason::PasswordChanged => EndedReason::PasswordChanged,
        EndReason::ConsentEnded => EndedReason::Replaced,
    }
}

fn client(client: &Client) -> ClientView {
    ClientView { name: client.name.to_string(), company: client.company.to_string() }
}

fn step(stage: &Stage) -> StepItem {
    StepItem {
        key: match stage.step {
            At::LogIn => Step::Login,
            At::Question { .. } => Step::Question,
            At::Scopes => Step::Scopes,
            At::Pins | At::PinResult => Step::Pins,
            At::Consent | At::Own | At::Ended => Step::Consent,
        },
        state: match stage.state {
            StageState::Done => StepState::Done,
            StageState::Current => StepState::Current,
            StageState::Ahead => StepState::Ahead,
        },
    }
}

fn names(grants: GrantSet) -> Vec<String> {
    grants.iter().map(|grant| grant.as_str().to_owned()).collect()
}

/// An account as its holder knows it: 本店営業部（001） 普通 0000001.
fn label(language: Language, account: &Account) -> String {
    let (branch, kind, number) = (&account.key.branch, &account.type2, &account.key.number);
    match language {
        Language::Japanese => format!("{}（{branch}） {kind} {number}", account.branch_name),
        Language::English => format!("{} ({branch}) {kind} {number}", account.branch_name),
    }
}

pub(super) fn day(at: UnixSeconds) -> String {
    JstDate::of(at).to_string()
}

pub(super) fn moment(at: UnixSeconds) -> String {
    JstDateTime::of(at).to_string()
}

/// Whole days, rounded up: a consent of which an hour is left has a day left.
pub(super) fn days(seconds: i64) -> u32 {
    u32::try_from((seconds + DAY - 1) / DAY).unwrap_or(0)
}
