//! The beginning: what a client asks for is judged before anything is shown (C1).

use fgapi_domain::{AccountChoice, EntropyFault, GrantRequest, GrantSet, UnixSeconds, new_uuid};
use fgapi_token::{Client, CodeChallenge, LinkName, PlainToken, RedirectUri, StoreFault, TokenKind};

use crate::desk::ConsentDesk;
use crate::home::{self, Ending};
use crate::journey::{Journey, JourneyId, LinkRequest, Purpose, State, Step};

/// A field of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Parameter {
    /// It is not there, or empty, which RFC 6749 reads the same way.
    #[default]
    Absent,
    /// It is there once.
    Given(String),
    /// It is there more than once.
    Repeated,
    /// It is no text: broken escapes, or not UTF-8.
    Garbled,
}

/// The fields of /auth/login@GET. Fields that nobody defined are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// `api_key`, required.
    pub api_key: Parameter,
    /// `redirect_uri`, required.
    pub redirect_uri: Parameter,
    /// `grants`; absent: all that the client may have.
    pub grants: Parameter,
    /// `state`, ours.
    pub state: Parameter,
    /// `code_challenge`, ours.
    pub code_challenge: Parameter,
    /// `code_challenge_method`, ours: `S256`, required with a challenge.
    pub code_challenge_method: Parameter,
    /// `link_id`, ours.
    pub link_id: Parameter,
}

/// A journey that began.
#[derive(Debug)]
pub struct Begun {
    /// What names it.
    pub journey: JourneyId,
    /// The secret of its browser, for its cookie.
    pub browser: PlainToken,
}

/// Why nothing may be shown and nobody be sent anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryRefused {
    /// `api_key` or `redirect_uri` is missing, repeated or no text (400).
    Field(&'static str),
    /// The client is unknown or suspended (401).
    Client,
    /// `redirect_uri` is not the client's (401).
    Redirect,
}

/// No journey began.
#[derive(Debug)]
pub enum NotBegun {
    /// Say so on a screen; there is no way home that could be trusted.
    Refused(EntryRefused),
    /// Send the browser to this URI of the client's.
    Home(String),
    /// The bank's hours of maintenance, with nobody to go home to.
    Maintenance,
    /// The store could not do it.
    Store(StoreFault),
}

impl From<StoreFault> for NotBegun {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<EntropyFault> for NotBegun {
    fn from(fault: EntropyFault) -> Self {
        Self::Store(StoreFault::Unavailable(fault.to_string()))
    }
}

impl ConsentDesk {
    /// Begins a journey for a client: client and way home first, then the rest, which can already be told to the client.
    ///
    /// # Errors
    /// [`NotBegun`].
    pub fn begin_link(&self, asked: &Parameters) -> Result<Begun, NotBegun> {
        let refused = |why| NotBegun::Refused(why);
        let api_key = required(&asked.api_key, "api_key").map_err(refused)?;
        let redirect_uri = required(&asked.redirect_uri, "redirect_uri").map_err(refused)?;
        let client = self.tokens.client_for_browser(api_key)?.ok_or(refused(EntryRefused::Client))?;
        let redirect = RedirectUri::of_client(redirect_uri, &client, self.policy.loopback).map_err(|_| refused(EntryRefused::Redirect))?;
        let mut request = LinkRequest {
            api_key: client.known.api_key.clone(),
            redirect,
            state: None,
            challenge: None,
            link_name: LinkName::default(),
            offered: GrantSet::EMPTY,
            refused: GrantSet::EMPTY,
        };
        let now = self.tokens.now();
        let ending = match read(&mut request, asked, &client) {
            Err(ending) => Some(ending),
            Ok(()) if self.is_maintenance(now) => Some(Ending::Maintenance),
            Ok(()) => None,
        };
        match ending {
            Some(ending) => Err(NotBegun::Home(home::with_error(&request, ending, self.policy.issuer.as_deref()))),
            None => self.begin(Purpose::Link(Box::new(request)), now),
        }
    }

    /// Begins a journey to the customer's own page.
    ///
    /// # Errors
    /// [`NotBegun::Maintenance`] and [`NotBegun::Store`].
    pub fn begin_own_page(&self) -> Result<Begun, NotBegun> {
        let now = self.tokens.now();
        if self.is_maintenance(now) { Err(NotBegun::Maintenance) } else { self.begin(Purpose::OwnPage, now) }
    }

    fn is_maintenance(&self, now: UnixSeconds) -> bool {
        self.policy.maintenance.iter().any(|hours| hours.cover(now))
    }

    fn begin(&self, purpose: Purpose, now: UnixSeconds) -> Result<Begun, NotBegun> {
        let browser = PlainToken::generate(TokenKind::Browser, &*self.entropy)?;
        let journey = Journey {
            id: JourneyId(new_uuid(&*self.entropy, now)?),
            browser: browser.digest(),
            step: Step::LogIn,
            customer: None,
            certificate: None,
            grants: match &purpose {
                Purpose::Link(request) => request.offered,
                Purpose::OwnPage => GrantSet::EMPTY,
            },
            purpose,
            accounts: AccountChoice::All,
            staged: None,
            created_at: now,
            expires_at: now.plus(self.policy.journey_seconds),
            revision: 0,
        };
        self.journeys.begin(&journey)?;
        Ok(Begun { journey: journey.id, browser })
    }
}

fn required<'p>(parameter: &'p Parameter, name: &'static str) -> Result<&'p str, EntryRefused> {
    match parameter {
        Parameter::Given(text) => Ok(text),
        Parameter::Absent | Parameter::Repeated | Parameter::Garbled => Err(EntryRefused::Field(name)),
    }
}

/// Reads an optional field, which may be wrong in ways that the client is told.
fn optional<T: core::str::FromStr>(parameter: &Parameter, name: &'static str) -> Result<Option<T>, Ending> {
    match parameter {
        Parameter::Absent => Ok(None),
        Parameter::Given(text) => text.parse().map(Some).map_err(|_| Ending::InvalidRequest(name)),
        Parameter::Repeated | Parameter::Garbled => Err(Ending::InvalidRequest(name)),
    }
}

/// Reads everything but client and way home. `state` comes first: whatever else is wrong, it goes back along.
fn read(request: &mut LinkRequest, asked: &Parameters, client: &Client) -> Result<(), Ending> {
    let state = optional::<State>(&asked.state, "state")?;
    // A client without `state` may have put one into its URI. Of two, nobody knows which it will read.
    if state.is_some() && request.redirect.has("state") {
        return Err(Ending::InvalidRequest("state"));
    }
    request.state = state;
    request.challenge = optional::<CodeChallenge>(&asked.code_challenge, "code_challenge")?;
    // RFC 7636 reads an absent method as `plain`, which proves nothing to whoever sees the request.
    match (&request.challenge, &asked.code_challenge_method) {
        (None, Parameter::Absent) => {}
        (Some(_), Parameter::Given(method)) if method == "S256" => {}
        _ => return Err(Ending::InvalidRequest("code_challenge_method")),
    }
    request.link_name = optional(&asked.link_id, "link_id")?.unwrap_or_default();
    let grants = match &asked.grants {
        Parameter::Absent => GrantRequest::Allowed,
        Parameter::Given(text) => text.parse().map_err(|_| Ending::InvalidScope)?,
        Parameter::Repeated | Parameter::Garbled => return Err(Ending::InvalidRequest("grants")),
    };
    let allowed = client.known.grants;
    let asked = match grants {
        GrantRequest::Allowed => allowed,
        GrantRequest::Listed(listed) => listed,
    };
    request.offered = asked.intersection(allowed);
    request.refused = asked.iter().filter(|grant| !allowed.contains(*grant)).collect();
    if request.offered.is_empty() { Err(Ending::InvalidScope) } else { Ok(()) }
}
