//! A walk through the state machine with every kind of accident on the way: whatever was done, there is a way on or a way home.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fgapi_consent::{AlwaysAsk, Decision, Journey, JourneyId, JourneyStore as _, Outcome, Purpose, Screen, StandardRisk, Step};
use fgapi_domain::{AccountKey, Secret};
use fgapi_token::{ClientStanding, LinkId, TokenDigest};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::bank::{Call, Mood};
use crate::browser::{Act, Browser, Home};
use crate::house::{CALLBACK, House, STATE, account, certificate};
use crate::steps::buttons;

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// The customer does what the screen asks for; the number says how.
    Onward(u8),
    /// Any button of any screen.
    Press(u8, Who),
    Clock(i64),
    Mood(u8),
    Recover,
    Rest(bool),
    Suspend(bool),
    Begin {
        own: bool,
    },
}

/// Who presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Customer,
    /// The right browser with a form of before, or of nobody's.
    StaleForm,
    /// A browser from before the login.
    OldSecret,
    /// Somebody else.
    Stranger,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let who = prop_oneof![4 => Just(Who::Customer), 1 => Just(Who::StaleForm), 1 => Just(Who::OldSecret), 1 => Just(Who::Stranger)];
    let one = prop_oneof![
        40 => any::<u8>().prop_map(Move::Onward),
        16 => (any::<u8>(), who).prop_map(|(button, who)| Move::Press(button, who)),
        3 => (-30_i64..400).prop_map(Move::Clock),
        1 => (800_i64..100_000).prop_map(Move::Clock),
        2 => any::<u8>().prop_map(Move::Mood),
        4 => Just(Move::Recover),
        1 => Just(Move::Rest(true)),
        4 => Just(Move::Rest(false)),
        1 => Just(Move::Suspend(true)),
        4 => Just(Move::Suspend(false)),
        1 => any::<bool>().prop_map(|own| Move::Begin { own }),
    ];
    vec(one, 1..70)
}

/// How often something was seen, in all walks.
type Seen = BTreeMap<String, u32>;

struct Walk<'h> {
    house: &'h House,
    browser: Browser<'h>,
    /// The same browser at earlier moments.
    earlier: Vec<Browser<'h>>,
    resting: bool,
    moody: bool,
    suspended: bool,
    /// Auth tokens by journey.
    tokens: BTreeSet<JourneyId>,
    link: LinkId,
    seen: &'h mut Seen,
}

impl Walk<'_> {
    fn go(&mut self, step: Move) {
        match step {
            Move::Onward(how) => match self.onward(how) {
                Some(act) => self.customer_presses(&act),
                None => self.begin(how.is_multiple_of(4)),
            },
            Move::Press(button, who) => self.press(button, who),
            Move::Clock(seconds) => self.house.clock.advance(seconds),
            Move::Mood(number) => {
                let moods = [Mood::Unavailable, Mood::TimedOut, Mood::Wrong];
                self.house.bank.fail(Call::ALL[usize::from(number) % 8], moods[usize::from(number / 8) % 3]);
                self.moody = true;
            }
            Move::Recover => {
                self.house.bank.recover();
                self.moody = false;
            }
            Move::Rest(on) => {
                self.resting = on;
                self.browser.desk = if on { &self.house.resting } else { &self.house.desk };
            }
            Move::Suspend(on) => {
                self.suspended = on;
                self.house.suspend(if on { ClientStanding::Disabled } else { ClientStanding::Enabled });
            }
            Move::Begin { own } => self.begin(own),
        }
        self.there_is_a_way_home();
    }

    fn begin(&mut self, own: bool) {
        let begun = if own { self.house.desk.begin_own_page() } else { self.house.desk.begin_link(&self.house.asked()) };
        // A suspended client begins nothing.
        let Ok(begun) = begun else { return };
        let secret = Some(Secret::new(begun.browser.reveal()));
        self.browser = Browser { journey: begun.journey, secret, form: String::new(), ..self.browser.clone() };
        self.earlier.clear();
        self.customer_presses(&Act::Look);
    }

    /// What the screen asks for; nothing when the journey is over.
    fn onward(&self, how: u8) -> Option<Act> {
        let kept = self.house.kept(self.browser.journey);
        let accounts: Vec<AccountKey> = [1, 2, 3_000_003].into_iter().filter(|number| how & 3 != 1 || *number != 2).map(account).collect();
        Some(match kept.step {
            Step::LogIn if kept.certificate.is_some() => Act::log_in("", "pw-taro"),
            Step::LogIn if how == 0 => Act::PresentCertificate(Ok(certificate())),
            Step::LogIn if how % 16 == 1 => Act::log_in("mio", "pw-mio"),
            Step::LogIn => Act::log_in("hanako", if how % 16 == 2 { "wrong" } else { "pw-hanako" }),
            Step::Question { .. } if how.is_multiple_of(8) => Act::Answer("wrong".into()),
            Step::Question { number, .. } => Act::Answer(answer(number).into()),
            Step::Scopes => Act::choose(if how % 8 < 6 { "accounts,balances" } else { "transactions" }, &accounts),
            Step::Pins => match how % 5 {
                0 => Act::SkipPins,
                1 => Act::stage(&[(account(1), "9999"), (account(21), "4321")]),
                2 => Act::stage(&[(account(2), "567890"), (account(21), "4321")]),
                _ => Act::stage(&[(account(1), "1234"), (account(2), "567890"), (account(21), "4321")]),
            },
            Step::PinResult if how.is_multiple_of(8) => Act::AddPins,
            Step::PinResult => Act::ConfirmPins,
            Step::Consent => Act::Decide(if how.is_multiple_of(16) { Decision::Deny } else { Decision::Allow { ticked: how % 8 != 1 } }),
            Step::Own if how.is_multiple_of(2) => Act::RenewLink { link: self.link, ticked: how.is_multiple_of(4) },
            Step::Own => Act::AskToEnd(self.link),
            Step::Ended => return None,
        })
    }

    fn customer_presses(&mut self, act: &Act) {
        let mut act = act.clone();
        loop {
            self.earlier.push(self.browser.clone());
            let before = self.house.kept(self.browser.journey);
            let mut browser = self.browser.clone();
            let outcome = browser.press(&act);
            self.browser = browser;
            self.check(&before, &act, Who::Customer, &outcome);
            let led_on = matches!(outcome, Outcome::Next { .. } | Outcome::Told { .. });
            if !led_on || matches!(act, Act::Look) {
                return;
            }
            act = Act::Look;
        }
    }

    fn press(&mut self, button: u8, who: Who) {
        let mut all = buttons(self.link);
        all.extend([("", Act::Look), ("", Act::Cancel)]);
        let act = all.swap_remove(usize::from(button) % all.len()).1;
        let earlier = self.earlier.iter().find(|earlier| earlier.form != self.browser.form);
        let mut other = self.browser.clone();
        match who {
            Who::Customer => return self.customer_presses(&act),
            Who::StaleForm => other.form = earlier.map_or("forged", |earlier| &earlier.form).to_owned(),
            Who::OldSecret => other.secret = self.earlier.first().and_then(|earlier| earlier.secret.clone()),
            Who::Stranger => other.secret = Some(Secret::new("fgb_forged")),
        }
        let before = self.house.kept(self.browser.journey);
        let known = other.secret.as_ref().map(Secret::reveal).map(TokenDigest::of) == Some(before.browser);
        let same_form = other.form == self.browser.form;
        let outcome = other.press(&act);
        // Before the login the old secret is the secret: then the buttons are the customer's own.
        if known && same_form {
            self.browser.keep(&outcome);
            return self.check(&before, &act, Who::Customer, &outcome);
        }
        self.check(&before, &act, who, &outcome);
        let after = self.house.kept(before.id);
        let needs_form = !matches!(act, Act::Look | Act::PresentCertificate(_) | Act::AskToEnd(_) | Act::AskToRenew(_));
        // What is over anyway may be put away by whoever finds it.
        let over = before.expires_at <= self.house.now();
        if (!known && !over) || (needs_form && after.step != Step::Ended) {
            assert_eq!(after, before, "{who:?} changed a journey by {act:?}");
        }
    }

    /// What holds after everything that was done.
    fn check(&mut self, before: &Journey, act: &Act, who: Who, outcome: &Outcome) {
        let after = self.house.kept(before.id);
        let place = format!("{:?} → {:?} by {act:?} of {who:?}: {outcome:?}", before.step, after.step);
        self.note(format!("at {}", after.step.as_str()));
        assert!(after.revision == before.revision || after.revision == before.revision + 1 || after.step == Step::Ended, "{place}");
        let own = before.purpose == Purpose::OwnPage;
        if before.step != after.step {
            assert!(is_a_way(before, &after, act), "{place}");
        }
        match outcome {
            Outcome::Show(shown) => assert_eq!(kind(&shown.screen), after.step.as_str(), "{place}"),
            Outcome::Next { journey, .. } => assert_eq!(*journey, before.id, "{place}"),
            Outcome::Home { uri, journey } => {
                assert!(!own && *journey == before.id, "{place}");
                self.is_home(&Home::read(uri), before, act, who, &place);
            }
            Outcome::Told { .. } => assert!(own && after.step == Step::Own, "{place}"),
            Outcome::Over => assert!(own && (after.step == Step::Ended || who != Who::Customer), "{place}"),
            Outcome::Stranger => assert_ne!(who, Who::Customer, "{place}"),
            Outcome::Maintenance => assert!(own && self.resting && after.step == Step::Ended, "{place}"),
            Outcome::BankUnavailable => assert!(own && self.moody && after.step == Step::Ended, "{place}"),
            Outcome::Locked => assert!(own && after.step == Step::Ended, "{place}"),
        }
        self.nothing_is_left_behind(&after, &place);
    }

    fn is_home(&mut self, home: &Home, before: &Journey, act: &Act, who: Who, place: &str) {
        assert!(home.url.as_str().starts_with(CALLBACK), "{place}");
        let error = home.error();
        assert!(error.is_some() != home.get("auth_token").is_some(), "exactly one of the two: {place}");
        let mine = !matches!(who, Who::OldSecret | Who::Stranger);
        assert_eq!(home.get("state").as_deref(), mine.then_some(STATE), "{place}");
        match error.as_deref() {
            None => {
                assert!(before.step == Step::Consent && who == Who::Customer && before.customer.is_some(), "{place}");
                assert!(matches!(act, Act::Decide(Decision::Allow { ticked: true })), "{place}");
                assert!(!self.resting && !self.suspended && before.expires_at > self.house.now(), "{place}");
                assert!(self.tokens.insert(before.id), "a second auth token of one journey: {place}");
                assert_eq!(self.house.journeys.finished().last().map(|finish| finish.journey.id), Some(before.id), "{place}");
            }
            Some("temporarily_unavailable") => assert!(self.resting || self.moody, "{place}"),
            Some("server_error") => assert!(self.moody, "{place}"),
            Some("unauthorized_client") => assert!(self.suspended, "{place}"),
            Some("access_denied") => {}
            other => panic!("{other:?}: {place}"),
        }
        self.note(error.unwrap_or("auth_token".into()));
        if who == Who::Customer {
            assert_eq!(self.house.kept(before.id).step, Step::Ended, "home is home: {place}");
        }
    }

    fn nothing_is_left_behind(&self, after: &Journey, place: &str) {
        assert!(after.step != Step::Ended || after.staged.is_none(), "a PIN is left: {place}");
        let finished = self.house.journeys.finished();
        for login in ["hanako", "mio", "taro"] {
            let theirs = finished.iter().filter(|finish| finish.auth_token.customer.as_str() == format!("c-{login}"));
            let consented: BTreeSet<AccountKey> = theirs.flat_map(|finish| finish.registered.clone()).collect();
            assert_eq!(self.house.registered(login), consented.into_iter().collect::<Vec<_>>(), "{place}");
        }
    }

    /// From where the customer stands, turning back leads home. Tried on a copy, so that the walk can go on.
    fn there_is_a_way_home(&mut self) {
        let kept = self.house.kept(self.browser.journey);
        let copy = Journey { id: twin(kept.id), ..kept.clone() };
        self.house.journeys.begin(&copy).unwrap();
        let mut browser = Browser { journey: copy.id, ..self.browser.clone() };
        // Where the last form was one of before the login, a look brings the new one.
        if let Outcome::Next { .. } = browser.press(&Act::Cancel) {
            browser.press(&Act::Look);
        }
        let outcome = browser.press(&Act::Cancel);
        match (&kept.purpose, &outcome) {
            (Purpose::Link(_), Outcome::Home { uri, .. }) => assert!(Home::read(uri).error().is_some() && uri.starts_with(CALLBACK)),
            (Purpose::OwnPage, Outcome::Over) => {}
            (_, other) => panic!("no way home from {:?}: {other:?}", kept.step),
        }
        assert_eq!(self.house.kept(copy.id).step, Step::Ended);
        self.note(format!("home from {}", kept.step.as_str()));
    }

    fn note(&mut self, what: String) {
        *self.seen.entry(what).or_default() += 1;
    }
}

/// A name that no journey has.
fn twin(id: JourneyId) -> JourneyId {
    id.to_string().chars().rev().collect::<String>().parse().unwrap()
}

/// Whether an act may lead from one step to another.
fn is_a_way(before: &Journey, after: &Journey, act: &Act) -> bool {
    let known = match act {
        Act::LogIn { login, password } if before.certificate.is_none() => {
            *password == format!("pw-{login}") && after.customer.as_ref().is_some_and(|customer| customer.as_str() == format!("c-{login}"))
        }
        Act::LogIn { password, .. } => {
            password == "pw-taro" && after.customer.as_ref().is_some_and(|customer| customer.as_str() == "c-taro")
        }
        _ => false,
    };
    match (before.step, act, after.step) {
        (Step::Ended, ..) => false,
        (_, _, Step::Ended) => true,
        (Step::LogIn, Act::LogIn { .. }, Step::Question { wrong: 0, .. } | Step::Scopes | Step::Pins | Step::Consent | Step::Own) => known,
        (Step::Question { number, wrong }, Act::Answer(given), Step::Question { number: same, wrong: more }) => {
            number == same && more == wrong + 1 && given != answer(number)
        }
        (Step::Question { number, .. }, Act::Answer(given), Step::Scopes | Step::Pins | Step::Consent | Step::Own) => {
            given == answer(number)
        }
        (Step::Scopes, Act::Choose { .. }, Step::Pins | Step::Consent) => true,
        (Step::Pins, Act::Stage(_) | Act::SkipPins, Step::PinResult) => true,
        (Step::PinResult, Act::AddPins, Step::Pins) | (Step::PinResult, Act::ConfirmPins, Step::Consent) => true,
        (Step::Consent, Act::Decide(Decision::Allow { ticked: true }), Step::Pins) => true,
        _ => false,
    }
}

/// Hanako's answers.
fn answer(number: u16) -> &'static str {
    ["ポチ", "Midori High", "あお"][usize::from(number) - 1]
}

/// The step whose screen it is.
fn kind(screen: &Screen) -> &'static str {
    match screen {
        Screen::LogIn { .. } => "login",
        Screen::Question { .. } => "question",
        Screen::Scopes { .. } => "scopes",
        Screen::Pins { .. } => "pins",
        Screen::PinResult { .. } => "pin-result",
        Screen::Consent { .. } => "consent",
        Screen::Own(_) => "links",
    }
}

fn walk(plan: u8, seed: u64, moves: &[Move], seen: &mut Seen) {
    let house = House::planned(|house| {
        house.seed = seed;
        house.risk = if plan & 1 == 0 { Arc::new(AlwaysAsk) } else { Arc::new(StandardRisk::default()) };
        house.screens.scope_choice = plan & 6 != 0;
        house.screens.account_choice = plan & 8 != 0;
    });
    let mut linking = house.begin();
    linking.log_in("hanako");
    let link = crate::steps::living_link(&house);
    let browser = house.begin();
    let mut walk = Walk {
        house: &house,
        earlier: vec![browser.clone()],
        browser,
        resting: false,
        moody: false,
        suspended: false,
        tokens: BTreeSet::new(),
        link,
        seen,
    };
    for step in moves {
        walk.go(*step);
    }
}

#[test]
fn whatever_happens_there_is_a_way_on_or_a_way_home() {
    let mut seen = Seen::new();
    let config = ProptestConfig { cases: 250, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() };
    let counted = std::cell::RefCell::new(&mut seen);
    TestRunner::new(config)
        .run(&(any::<u8>(), any::<u64>(), moves()), |(plan, seed, moves)| {
            walk(plan, seed, &moves, &mut counted.borrow_mut());
            Ok(())
        })
        .unwrap();
    for step in ["login", "question", "scopes", "pins", "pin-result", "consent", "links", "ended"] {
        for what in ["at", "home from"] {
            let times = seen.get(&format!("{what} {step}")).copied().unwrap_or_default();
            assert!(times >= 100, "{what} {step}: only {times} times; {seen:?}");
        }
    }
    for end in ["auth_token", "access_denied", "temporarily_unavailable", "server_error", "unauthorized_client"] {
        assert!(seen.get(end).is_some_and(|times| *times >= 5), "{end} was seen too seldom: {seen:?}");
    }
}
