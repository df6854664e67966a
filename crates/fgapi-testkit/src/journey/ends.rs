//! The good end of a journey: auth token, registered PINs and the end itself, all of it or nothing (C15, races 17 and 18).

use fgapi_consent::Step;
use fgapi_domain::AccountKey;

use super::Stage;
use super::stage::{account, moved};
use crate::token::at_once;

/// How often each race is run.
const ROUNDS: u32 = 3;

/// When the customer says yes, everything becomes real.
pub fn a_good_end_gives_the_auth_token_and_registers_the_pins(stage: &Stage) {
    let journey = stage.begun(stage.full());
    let accounts = [account(2), account(1)];
    let (finish, auth) = stage.end(&journey, "c-1", &accounts);
    assert!(!stage.is_kept(&auth), "before the end there is no auth token");
    assert!(stage.store().finish(&finish).expect("the store answers"));
    assert_eq!(stage.stored(journey.id), Some(finish.journey), "the journey is over, and nothing is staged any more");
    assert!(stage.is_kept(&auth), "its auth token is good");
    assert_eq!(stage.registered("c-1"), [account(1), account(2)], "and its PINs are registered, in the order of the accounts");
}

/// Who was slower leaves no trace.
pub fn a_lost_end_leaves_nothing_behind(stage: &Stage) {
    let journey = stage.begun(stage.full());
    let (late, auth) = stage.end(&journey, "c-1", &[account(1)]);
    let first = moved(&journey, Step::Pins);
    assert!(stage.store().advance(&first).expect("the store answers"));
    assert!(!stage.store().finish(&late).expect("the store answers"), "an end over another revision is none");
    assert_eq!(stage.stored(journey.id), Some(first), "the journey stands where it stood");
    assert!(!stage.is_kept(&auth), "there is no auth token of it");
    assert_eq!(stage.registered("c-1"), [], "and no registered PIN");
    let (unknown, auth) = stage.end(&stage.plain(), "c-1", &[account(1)]);
    assert!(!stage.store().finish(&unknown).expect("the store answers"), "a journey that nobody began has no end");
    assert!(!stage.is_kept(&auth) && stage.registered("c-1").is_empty());
}

/// The last form sent many times gives one auth token.
pub fn of_many_ends_at_once_one_is_true(stage: &Stage) {
    for round in 0..ROUNDS {
        let (journey, who) = (stage.begun(stage.full()), format!("c-{round}"));
        let ends: Vec<_> =
            (0..crate::token::CROWD).map(|number| stage.end(&journey, &who, &[account(number as u32), account(99)])).collect();
        let won = at_once(|number| stage.store().finish(&ends[number].0).expect("the store answers"));
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "a journey ends once, however many ends come at once");
        for ((finish, auth), won) in ends.iter().zip(won) {
            assert_eq!(stage.is_kept(auth), won, "the auth token is that of the end that was told to be true");
            if won {
                assert_eq!(stage.registered(&who), finish.registered, "and so are the registered PINs, each of them once");
            }
        }
    }
}

/// A yes and a no at once: what the customer is told is what is.
pub fn an_end_beside_a_refusal_is_whole_or_nothing(stage: &Stage) {
    for round in 0..ROUNDS {
        let (journey, who) = (stage.begun(stage.full()), format!("c-{round}"));
        let (yes, auth) = stage.end(&journey, &who, &[account(1)]);
        let no = moved(&journey, Step::Ended);
        let won = at_once(|number| match number {
            0 => stage.store().finish(&yes).expect("the store answers"),
            _ => stage.store().advance(&no).expect("the store answers"),
        });
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "one of them is made");
        assert_eq!(stage.is_kept(&auth), won[0], "an auth token is there when the yes was faster");
        assert_eq!(!stage.registered(&who).is_empty(), won[0], "and registered PINs as well");
    }
}

/// What is registered stays, whatever a later journey registers.
pub fn registered_pins_are_their_customers_and_add_up(stage: &Stage) {
    let steps: [(&str, &[u32]); 4] = [("c-1", &[3]), ("c-1", &[1, 3]), ("c-2", &[2]), ("c-1", &[])];
    for (who, numbers) in steps {
        let accounts: Vec<AccountKey> = numbers.iter().map(|number| account(*number)).collect();
        let (finish, _) = stage.end(&stage.begun(stage.full()), who, &accounts);
        assert!(stage.store().finish(&finish).expect("the store answers"));
    }
    assert_eq!(stage.registered("c-1"), [account(1), account(3)], "what was registered before stays");
    assert_eq!(stage.registered("c-2"), [account(2)], "and is nobody else's");
    assert_eq!(stage.registered("c-3"), []);
}

/// A customer who links several apps at once, in several windows.
pub fn many_journeys_of_one_customer_end_beside_each_other(stage: &Stage) {
    let (up, mut down): (Vec<AccountKey>, Vec<AccountKey>) = ((0..20).map(account).collect(), (0..20).map(account).collect());
    down.reverse();
    let end = |number: usize| stage.end(&stage.begun(stage.full()), "c-1", if number.is_multiple_of(2) { &up } else { &down });
    let ends: Vec<_> = (0..crate::token::CROWD).map(end).collect();
    let won = at_once(|number| stage.store().finish(&ends[number].0).expect("no end waits for another that waits for it"));
    assert!(won.iter().all(|won| *won), "journeys end by themselves");
    assert_eq!(stage.registered("c-1"), up, "and a PIN that two of them register is registered");
}
