//! A browser: it keeps the cookies of a journey and the token of the form it shows, and presses buttons.

use std::net::IpAddr;

use fgapi_consent::{
    Begun, Certificate, CertificateRefused, ConsentDesk, Decision, JourneyId, LogInForm, LogInRefused, Outcome, OwnPage, PinRow, PinsError,
    Screen, Shown, Told, Visitor,
};
use fgapi_domain::{AccountKey, GrantSet, Secret};
use fgapi_token::{LinkId, StoreFault};
use url::Url;

use crate::house::{ADDRESS, House};

/// A button or a link, and what was entered before it was pressed.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Look,
    LogIn { login: String, password: String },
    PresentCertificate(Result<Certificate, CertificateRefused>),
    ForgetCertificate,
    Answer(String),
    Choose { grants: GrantSet, accounts: Vec<AccountKey> },
    Stage(Vec<(AccountKey, String)>),
    SkipPins,
    AddPins,
    ConfirmPins,
    Decide(Decision),
    AskToEnd(LinkId),
    AskToRenew(LinkId),
    EndLink(LinkId),
    RenewLink { link: LinkId, ticked: bool },
    Cancel,
}

impl Act {
    pub(crate) fn log_in(login: &str, password: &str) -> Self {
        Self::LogIn { login: login.into(), password: password.into() }
    }

    pub(crate) fn choose(grants: &str, accounts: &[AccountKey]) -> Self {
        Self::Choose { grants: grants.parse().unwrap(), accounts: accounts.to_vec() }
    }

    pub(crate) fn stage(pins: &[(AccountKey, &str)]) -> Self {
        Self::Stage(pins.iter().map(|(account, pin)| (account.clone(), (*pin).to_owned())).collect())
    }

    pub(crate) const ALLOW: Self = Self::Decide(Decision::Allow { ticked: true });

    /// Carries it out at a desk, for whoever holds `form`.
    pub(crate) fn at(&self, desk: &ConsentDesk, id: JourneyId, visitor: Visitor<'_>, form: &str) -> Result<Outcome, StoreFault> {
        match self {
            Self::Look => desk.look(id, visitor),
            Self::LogIn { login, password } => {
                desk.log_in(id, visitor, form, LogInForm { login, password: &Secret::new(password.as_str()) })
            }
            Self::PresentCertificate(judged) => desk.present_certificate(id, visitor, judged.clone()),
            Self::ForgetCertificate => desk.forget_certificate(id, visitor, form),
            Self::Answer(answer) => desk.answer(id, visitor, form, answer),
            Self::Choose { grants, accounts } => desk.choose_scopes(id, visitor, form, *grants, accounts),
            Self::Stage(pins) => {
                let pins: Vec<_> = pins.iter().map(|(account, pin)| (account.clone(), Secret::new(pin.as_str()))).collect();
                desk.stage_pins(id, visitor, form, &pins)
            }
            Self::SkipPins => desk.skip_pins(id, visitor, form),
            Self::AddPins => desk.add_pins(id, visitor, form),
            Self::ConfirmPins => desk.confirm_pins(id, visitor, form),
            Self::Decide(decision) => desk.decide(id, visitor, form, *decision),
            Self::AskToEnd(link) => desk.ask_to_end(id, visitor, *link),
            Self::AskToRenew(link) => desk.ask_to_renew(id, visitor, *link),
            Self::EndLink(link) => desk.end_link(id, visitor, form, *link),
            Self::RenewLink { link, ticked } => desk.renew_link(id, visitor, form, *link, *ticked),
            Self::Cancel => desk.cancel(id, visitor, form),
        }
    }
}

/// The browser.
#[derive(Clone)]
pub(crate) struct Browser<'h> {
    pub(crate) house: &'h House,
    pub(crate) desk: &'h ConsentDesk,
    pub(crate) journey: JourneyId,
    pub(crate) secret: Option<Secret>,
    pub(crate) device: Option<Secret>,
    pub(crate) form: String,
    pub(crate) address: IpAddr,
}

impl<'h> Browser<'h> {
    /// One in which a journey began and its first screen was seen.
    pub(crate) fn of(house: &'h House, begun: Begun) -> Self {
        let secret = Some(Secret::new(begun.browser.reveal()));
        let desk = &house.desk;
        let mut browser = Self { house, desk, journey: begun.journey, secret, device: None, form: String::new(), address: ADDRESS };
        browser.look();
        browser
    }

    pub(crate) fn visitor(&self) -> Visitor<'_> {
        let device = self.device.as_ref().map(Secret::reveal);
        Visitor { browser: self.secret.as_ref(), device, address: self.address }
    }

    /// Presses a button and keeps what the answer says to keep. Where it leads is not looked at.
    pub(crate) fn press(&mut self, act: &Act) -> Outcome {
        let outcome = act.at(self.desk, self.journey, self.visitor(), &self.form).unwrap();
        self.keep(&outcome);
        outcome
    }

    pub(crate) fn keep(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Show(shown) => self.form = shown.form_token.reveal().to_owned(),
            Outcome::Next { browser, device, .. } => {
                if let Some(browser) = browser {
                    self.secret = Some(Secret::new(browser.reveal()));
                }
                self.device = device.clone().or(self.device.take());
            }
            _ => {}
        }
    }

    /// Presses a button and sees what comes, as browsers do.
    pub(crate) fn act(&mut self, act: &Act) -> Seen {
        match self.press(act) {
            Outcome::Next { .. } => self.look(),
            outcome => Seen::of(outcome),
        }
    }

    pub(crate) fn look(&mut self) -> Seen {
        let outcome = self.press(&Act::Look);
        assert!(!matches!(outcome, Outcome::Next { .. }), "a look leads to itself");
        Seen::of(outcome)
    }

    pub(crate) fn log_in(&mut self, login: &str) -> Seen {
        self.act(&Act::log_in(login, &format!("pw-{login}")))
    }

    pub(crate) fn answer(&mut self, answer: &str) -> Seen {
        self.act(&Act::Answer(answer.into()))
    }

    /// Chooses services, and accounts where they are asked for.
    pub(crate) fn choose(&mut self, grants: &str, accounts: &[AccountKey]) -> Seen {
        self.act(&Act::choose(grants, accounts))
    }

    pub(crate) fn stage(&mut self, pins: &[(AccountKey, &str)]) -> Seen {
        self.act(&Act::stage(pins))
    }

    pub(crate) fn allow(&mut self) -> Seen {
        self.act(&Act::ALLOW)
    }

    pub(crate) fn cancel(&mut self) -> Seen {
        self.act(&Act::Cancel)
    }
}

/// What a browser shows.
#[derive(Debug)]
pub(crate) enum Seen {
    Shown(Box<Shown>),
    Home(Home),
    Told(LinkId, Told),
    Over,
    Stranger,
    Maintenance,
    BankUnavailable,
    Locked,
}

impl Seen {
    pub(crate) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Show(shown) => Self::Shown(shown),
            Outcome::Home { uri, .. } => Self::Home(Home::read(&uri)),
            Outcome::Told { link, told, .. } => Self::Told(link, told),
            Outcome::Over => Self::Over,
            Outcome::Stranger => Self::Stranger,
            Outcome::Maintenance => Self::Maintenance,
            Outcome::BankUnavailable => Self::BankUnavailable,
            Outcome::Locked => Self::Locked,
            Outcome::Next { .. } => panic!("led on"),
        }
    }

    pub(crate) fn shown(self) -> Shown {
        match self {
            Self::Shown(shown) => *shown,
            other => panic!("no screen: {other:?}"),
        }
    }

    pub(crate) fn screen(self) -> Screen {
        self.shown().screen
    }

    pub(crate) fn home(self) -> Home {
        match self {
            Self::Home(home) => home,
            other => panic!("not at home: {other:?}"),
        }
    }

    /// The login screen's refusal.
    pub(crate) fn log_in_refused(self) -> LogInRefused {
        match self.screen() {
            Screen::LogIn { refused: Some(refused), .. } => refused,
            other => panic!("nobody was refused: {other:?}"),
        }
    }

    pub(crate) fn pins(self) -> (Vec<PinRow>, Option<PinsError>) {
        match self.screen() {
            Screen::Pins { rows, error } => (rows, error),
            other => panic!("no PINs are asked for: {other:?}"),
        }
    }

    pub(crate) fn pin_result(self) -> (Vec<PinRow>, Option<PinsError>) {
        match self.screen() {
            Screen::PinResult { rows, error } => (rows, error),
            other => panic!("no PINs are shown: {other:?}"),
        }
    }

    pub(crate) fn own(self) -> OwnPage {
        match self.screen() {
            Screen::Own(page) => page,
            other => panic!("not the own page: {other:?}"),
        }
    }

    pub(crate) fn is_consent(&self) -> bool {
        matches!(self, Self::Shown(shown) if matches!(shown.screen, Screen::Consent { .. }))
    }
}

/// The client's URI, as its server reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) url: Url,
}

impl Home {
    pub(crate) fn read(uri: &str) -> Self {
        Self { url: Url::parse(uri).unwrap() }
    }

    /// A parameter, which is there once or not at all.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut all = self.url.query_pairs().filter(|(known, _)| known == name).map(|(_, value)| value.into_owned());
        let first = all.next();
        assert_eq!(all.next(), None, "{name} is there twice in {}", self.url);
        first
    }

    pub(crate) fn error(&self) -> Option<String> {
        self.get("error")
    }

    /// The auth token.
    pub(crate) fn token(&self) -> String {
        self.get("auth_token").unwrap_or_else(|| panic!("no auth token in {}", self.url))
    }
}
