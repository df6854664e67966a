//! Who is it? By login id and password, or by certificate and password.

use fgapi_banking::{LogInOutcome, RefusedLogIn};
use fgapi_domain::{CustomerId, LoginId, Secret};
use fgapi_token::{PlainToken, StoreFault, TokenKind};

use super::Outcome;
use super::resume::{Going, Trouble};
use crate::desk::{ConsentDesk, Visitor};
use crate::device::{DeviceId, Network};
use crate::journey::{Certificate, Journey, JourneyId, Purpose, Step};
use crate::port::Visit;
use crate::risk::Signals;
use crate::screen::{CertificateRefused, LogInRefused, Screen};

/// What was entered. With a certificate the login id is not looked at.
#[derive(Clone, Copy, Debug)]
pub struct LogInForm<'f> {
    /// ログインID.
    pub login: &'f str,
    /// ログインパスワード.
    pub password: &'f Secret,
}

impl ConsentDesk {
    /// Checks who it is. The journey's secret changes with success, so that nobody who knew it before knows it now (C7).
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn log_in(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str, form: LogInForm<'_>) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::LogIn,
            |going| {
                let certificate = going.journey.certificate.as_ref();
                if form.password.reveal().is_empty() || (certificate.is_none() && form.login.is_empty()) {
                    return self.show_log_in(going, Some(LogInRefused::Incomplete));
                }
                let outcome = match certificate {
                    Some(certificate) => self.bank.log_in_with_certificate(&certificate.fingerprint, form.password, going.now)?,
                    None => match form.login.parse::<LoginId>() {
                        Ok(login) => self.bank.log_in(&login, form.password, going.now)?,
                        Err(_) => LogInOutcome::Refused(RefusedLogIn::NoMatch),
                    },
                };
                match outcome {
                    LogInOutcome::Known { customer, failures } => self.known(going, customer, failures),
                    LogInOutcome::Refused(RefusedLogIn::Locked { until }) => {
                        let seconds = until.0.saturating_sub(going.now.0).max(1);
                        self.show_log_in(going, Some(LogInRefused::Locked { until, seconds }))
                    }
                    LogInOutcome::Refused(RefusedLogIn::NoMatch | RefusedLogIn::NotThisWay) => {
                        self.show_log_in(going, Some(LogInRefused::NoMatch))
                    }
                }
            },
        )
    }

    /// Takes the certificate that the browser presented, judged by whoever knows the bank's authority. It names nobody yet: the
    /// password is asked for as well.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn present_certificate(
        &self,
        id: JourneyId,
        visitor: Visitor<'_>,
        judged: Result<Certificate, CertificateRefused>,
    ) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            None,
            |step| step == Step::LogIn,
            |going| match judged {
                Ok(certificate) => {
                    let journey = Journey { certificate: Some(certificate), ..going.journey.clone() };
                    self.go_to(journey, Step::LogIn)
                }
                Err(why) => self.show_log_in(going, Some(LogInRefused::Certificate(why))),
            },
        )
    }

    /// Goes on without the certificate that was presented.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn forget_certificate(&self, id: JourneyId, visitor: Visitor<'_>, form_token: &str) -> Result<Outcome, StoreFault> {
        self.turn(
            id,
            visitor,
            Some(form_token),
            |step| step == Step::LogIn,
            |going| self.go_to(Journey { certificate: None, ..going.journey.clone() }, Step::LogIn),
        )
    }

    fn show_log_in(&self, going: &Going<'_>, refused: Option<LogInRefused>) -> Result<Outcome, Trouble> {
        self.show(going, Screen::LogIn { certificate: going.journey.certificate.clone(), refused })
    }

    /// The customer is known: asks a question when the risk rule wants one and the customer has any.
    fn known(&self, going: &Going<'_>, customer: CustomerId, failures: u32) -> Result<Outcome, Trouble> {
        let device = going.visitor.device.and_then(|cookie| DeviceId::from_cookie(cookie, &self.key));
        let network = Network::of(going.visitor.address);
        let familiar = self.journeys.familiarity(&customer, device, &network)?;
        let signals = Signals {
            device_known: familiar.device_known,
            network_known: familiar.network_known,
            failures,
            last_seen: familiar.last_seen,
            now: going.now,
        };
        let questions = if self.risk.asks(&signals) { self.bank.questions(&customer)? } else { Vec::new() };
        // The same one until the customer was here again: neither a reload nor a new journey asks another.
        let turn = format!("{} {}", customer.as_str(), familiar.last_seen.map_or(0, |last| last.0));
        let question = questions.get(self.key.choose(&turn, questions.len())).map(|question| question.number);
        let browser = PlainToken::generate(TokenKind::Browser, &*self.entropy)?;
        let journey = Journey { customer: Some(customer), browser: browser.digest(), ..going.journey.clone() };
        match question {
            Some(number) => {
                let journey = journey.at(Step::Question { number, wrong: 0 });
                // Who was slower than another form of the same journey has no part in its new secret.
                let browser = self.journeys.advance(&journey)?.then_some(browser);
                Ok(Outcome::Next { journey: journey.id, browser, device: None })
            }
            None => self.enter(going, journey, Some(browser)),
        }
    }

    /// The customer proved who they are: notes the visit, and goes to the first step that applies.
    pub(super) fn enter(&self, going: &Going<'_>, journey: Journey, browser: Option<PlainToken>) -> Result<Outcome, Trouble> {
        let known = going.visitor.device.and_then(|cookie| DeviceId::from_cookie(cookie, &self.key));
        let device = known.map_or_else(|| DeviceId::generate(&*self.entropy), Ok)?;
        let customer = journey.customer.clone().ok_or_else(|| StoreFault::Corrupt("nobody entered".into()))?;
        let step = match &journey.purpose {
            Purpose::OwnPage => Step::Own,
            Purpose::Link(_) if self.asks_scopes(going) => Step::Scopes,
            Purpose::Link(_) => self.after_scopes(going, &journey)?,
        };
        let journey = journey.at(step);
        if !self.journeys.advance(&journey)? {
            return Ok(Outcome::next(journey.id));
        }
        // The store knows the browser by its new secret already: without the answer that carries it the customer is a stranger. A
        // visit that was not noted costs a question the next time.
        if let Err(fault) =
            self.journeys.note_visit(&Visit { customer, device, network: Network::of(going.visitor.address), at: going.now })
        {
            log::warn!(target: "fgapi::consent", journey:% = journey.id; "a visit could not be noted: {fault}");
        }
        let device = Some(Secret::new(device.to_cookie(&self.key)));
        Ok(Outcome::Next { journey: journey.id, browser, device })
    }
}
