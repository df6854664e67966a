//! What every law needs: a fresh store, journeys to keep in it, and a client that gets their auth tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fgapi_audit::Origin;
use fgapi_consent::{Certificate, Finish, Journey, JourneyId, JourneyStore, LinkRequest, Purpose, Step};
use fgapi_domain::{AccountChoice, AccountKey, CertificateFingerprint, CustomerId, GrantSet, Secret, UnixSeconds, new_uuid};
use fgapi_token::{Authorization, Dead, ExchangeError, TokenDigest};

use crate::token::{self, App, TokenNodes};

/// For how many seconds a journey of these laws may take.
pub(super) const LASTS: i64 = 900;

/// One fresh, empty store of journeys and tokens, opened by one node or more.
pub struct JourneyNodes {
    journeys: Vec<Arc<dyn JourneyStore>>,
    tokens: TokenNodes,
}

impl JourneyNodes {
    /// The nodes, as their journeys and, over the same store, their tokens.
    pub fn new(journeys: Vec<Arc<dyn JourneyStore>>, tokens: TokenNodes) -> Self {
        assert!(!journeys.is_empty(), "a stage needs a node");
        Self { journeys, tokens }
    }
}

/// A store under test.
pub struct Stage {
    /// Clients and tokens of the same store; its clock is that of all.
    pub tokens: token::Stage,
    /// A client for which journeys are made.
    pub app: App,
    nodes: Vec<Arc<dyn JourneyStore>>,
    turn: AtomicUsize,
}

impl Stage {
    /// A stage over a fresh store.
    pub fn over(store: JourneyNodes) -> Self {
        let tokens = token::Stage::over(store.tokens);
        let app = tokens.app();
        Self { tokens, app, nodes: store.journeys, turn: AtomicUsize::new(0) }
    }

    /// The next node: calls go around.
    pub fn store(&self) -> &dyn JourneyStore {
        &*self.nodes[self.turn.fetch_add(1, Ordering::Relaxed) % self.nodes.len()]
    }

    /// Now.
    pub fn now(&self) -> UnixSeconds {
        self.tokens.now()
    }

    /// A journey that begins now and asks for as little as may be.
    pub fn plain(&self) -> Journey {
        let request = LinkRequest {
            api_key: self.app.key.clone(),
            redirect: "https://app.example.com/cb".parse().expect("a URI"),
            state: None,
            challenge: None,
            link_name: Default::default(),
            offered: GrantSet::all(),
            refused: GrantSet::EMPTY,
        };
        Journey {
            id: JourneyId(new_uuid(&*self.tokens.entropy, self.now()).expect("randomness")),
            browser: TokenDigest::of(&self.tokens.entropy.next().to_string()),
            purpose: Purpose::Link(Box::new(request)),
            step: Step::LogIn,
            customer: None,
            certificate: None,
            grants: GrantSet::all(),
            accounts: AccountChoice::All,
            staged: None,
            created_at: self.now(),
            expires_at: self.now().plus(LASTS),
            revision: 1,
        }
    }

    /// A journey in which everything is said that can be, just before its end.
    pub fn full(&self) -> Journey {
        let request = LinkRequest {
            api_key: self.app.key.clone(),
            redirect: "https://app.example.com/cb?a=b&c=%E3%81%82".parse().expect("a URI"),
            state: Some("x y&z=\"'~".parse().expect("a state")),
            challenge: Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".parse().expect("a challenge")),
            link_name: "family.1".parse().expect("a link id"),
            offered: "accounts,balances".parse().expect("grants"),
            refused: "branches".parse().expect("grants"),
        };
        let certificate = Certificate {
            fingerprint: CertificateFingerprint::of(b"a certificate"),
            subject: "CN=試験 花子".parse().expect("a name"),
            issuer: "CN=試験認証局".parse().expect("a name"),
            until: self.now().plus(86_400),
        };
        Journey {
            purpose: Purpose::Link(Box::new(request)),
            step: Step::Consent,
            customer: Some(customer("c-1")),
            certificate: Some(certificate),
            grants: "balances".parse().expect("grants"),
            accounts: AccountChoice::only([account(1), account(2)]),
            staged: Some(vec![0, 1, 254, 255]),
            ..self.plain()
        }
    }

    /// Keeps a journey.
    pub fn begun(&self, journey: Journey) -> Journey {
        self.store().begin(&journey).expect("the store answers");
        journey
    }

    /// What every node says of a journey.
    pub fn stored(&self, id: JourneyId) -> Option<Journey> {
        let mut all = self.nodes.iter().map(|node| node.journey(id).expect("the store answers"));
        let first = all.next().flatten();
        assert!(all.all(|journey| journey == first), "every node says the same of a journey");
        first
    }

    /// The good end of a journey, for a customer who registers these accounts' PINs; and the auth token that it gives.
    pub fn end(&self, journey: &Journey, who: &str, registered: &[AccountKey]) -> (Finish, Secret) {
        let authorization = Authorization { customer: customer(who), ..self.tokens.authorization(&self.app, who) };
        let (auth_token, told) = self.tokens.desk().prepare(authorization).expect("randomness");
        let journey = Journey { step: Step::Ended, staged: None, revision: journey.revision + 1, ..journey.clone() };
        (Finish { journey, auth_token, registered: registered.to_vec(), origin: Origin::NONE }, Secret::new(told.token.reveal()))
    }

    /// Whether an auth token was kept; tries to exchange it.
    pub fn is_kept(&self, auth: &Secret) -> bool {
        match self.tokens.redeem(&self.app, auth, None) {
            Ok(_) => true,
            Err(ExchangeError::Refused(refusal)) => {
                assert_eq!(refusal.why, Dead::Unknown, "an auth token of a journey is good or was never there");
                false
            }
            Err(other) => panic!("an answer was due, not {other:?}"),
        }
    }

    /// The customer's registered accounts, as every node says.
    pub fn registered(&self, who: &str) -> Vec<AccountKey> {
        let mut all = self.nodes.iter().map(|node| node.registered_pins(&customer(who)).expect("the store answers"));
        let first = all.next().unwrap_or_default();
        assert!(all.all(|accounts| accounts == first), "every node says the same of registered PINs");
        first
    }
}

pub(super) fn customer(id: &str) -> CustomerId {
    id.parse().expect("a customer id")
}

/// An account with this number.
pub(super) fn account(number: u32) -> AccountKey {
    format!("9999-101-1-{number:07}").parse().expect("an account")
}

/// The journey, one change later.
pub(super) fn moved(journey: &Journey, step: Step) -> Journey {
    Journey { step, revision: journey.revision + 1, ..journey.clone() }
}
