//! Proofs where very few wrong ones are allowed, and what nobody is to learn from them.

use std::time::{Duration, Instant};

use fgapi_banking::{Answer, BankFault, Checked, LogInOutcome, RefusedLogIn};
use fgapi_domain::{AccountKey, CertificateFingerprint, CustomerId, Secret, UnixSeconds, Yen};
use fgapi_store::StoreAddress;
use fgapi_testkit::bank::{self, BankFixture};

use crate::fixture::StoreFixture;
use crate::support::{Place, fresh_with, memory_place, postgres_place, settings, sqlite_place};

const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

fn few_attempts(place: fn() -> (StoreAddress, Place)) {
    let laws: [fn(&dyn BankFixture); 9] = [
        bank::wrong_passwords_lock,
        bank::many_wrong_passwords_at_once_count,
        bank::an_unknown_login_locks_like_a_known_one,
        bank::many_unknown_logins_at_once_count,
        bank::wrong_passwords_beside_a_certificate_lock,
        bank::wrong_answers_lock,
        bank::many_wrong_answers_at_once_count,
        bank::wrong_pins_lock,
        bank::many_wrong_pins_at_once_count,
    ];
    laws.iter().for_each(|law| law(&StoreFixture::with_limit(place(), 1)));
    laws.iter().take(4).for_each(|law| law(&StoreFixture::with_limit(place(), 2)));
}

/// A customer with two accounts, of which one has a filed PIN, and with a question.
fn customer_of(fixture: &StoreFixture) -> (CustomerId, [AccountKey; 2]) {
    let accounts = ["9999-101-1-0000001", "9999-101-1-0000002"].map(|account| account.parse().unwrap());
    accounts.iter().for_each(|account| fixture.open_account(account, Yen(0)));
    let customer = "c-1".parse().unwrap();
    fixture.add_customer(&customer, &"hanako".parse().unwrap(), &Secret::new("right"), &accounts);
    fixture.file_pin(&accounts[0], Some(&"1234".parse().unwrap()));
    fixture.set_questions(&customer, &[("色は？".parse().unwrap(), Answer::fold("青").unwrap())]);
    (customer, accounts)
}

/// Whatever is claimed, one secret is hashed: no answer is much shorter than one that looks at a password.
fn nothing_is_told_by_time(place: fn() -> (StoreAddress, Place)) {
    let fixture = StoreFixture::with_limit(place(), 1);
    let (customer, accounts) = customer_of(&fixture);
    let (bank, nobody, other) = (fixture.bank(), "nobody".parse().unwrap(), "9999-101-1-0000009".parse().unwrap());
    let log_in = |login: &str| drop(bank.log_in(&login.parse().unwrap(), &Secret::new("wrong"), NOW).unwrap());
    let present = |of: &[u8]| drop(bank.log_in_with_certificate(&CertificateFingerprint::of(of), &Secret::new("wrong"), NOW).unwrap());
    let answer = |who: &CustomerId, number| assert!(bank.check_answer(who, number, &Answer::fold("赤").unwrap(), NOW).is_ok());
    let pin = |who: &CustomerId, account: &AccountKey| assert!(bank.check_pin(who, account, &"9999".parse().unwrap(), NOW).is_ok());
    // What is locked by its first run is locked in the other runs.
    let claims: [(&str, &dyn Fn()); 10] = [
        ("a known login", &|| log_in("hanako")),
        ("an unknown login", &|| log_in("nobody")),
        ("an unknown certificate", &|| present(b"nobody's")),
        ("an answer", &|| answer(&customer, 1)),
        ("an answer to nothing", &|| answer(&customer, 2)),
        ("nobody's answer", &|| answer(&nobody, 1)),
        ("a PIN", &|| pin(&customer, &accounts[0])),
        ("a PIN that is not filed", &|| pin(&customer, &accounts[1])),
        ("a PIN of an account that is not held", &|| pin(&customer, &other)),
        ("nobody's PIN", &|| pin(&nobody, &accounts[0])),
    ];
    let time = |claim: &dyn Fn()| {
        let began = Instant::now();
        claim();
        began.elapsed()
    };
    let shortest = |claim: &dyn Fn()| -> Duration { (0..4).map(|_| time(claim)).min().unwrap() };
    let lenient = StoreFixture::with_limit(place(), 100);
    customer_of(&lenient);
    let looked_at = || assert!(lenient.bank().log_in(&"hanako".parse().unwrap(), &Secret::new("wrong"), NOW).is_ok());
    let before = shortest(&looked_at);
    let times: Vec<(Duration, &str)> = claims.iter().map(|(what, claim)| (shortest(*claim), *what)).collect();
    let hashed = before.min(shortest(&looked_at));
    assert!(times.iter().all(|(time, _)| *time * 3 > hashed), "{times:?}, and looking at a password takes {hashed:?}");
}

/// A purge between two attempts changes no answer: what is forgotten of a login id that nobody has is what any count forgets.
fn a_purge_does_not_tell_who_there_is(place: fn() -> (StoreAddress, Place)) {
    let fixture = StoreFixture::with_limit(place(), 3);
    customer_of(&fixture);
    let log_in = |login: &str, now| fixture.bank().log_in(&login.parse().unwrap(), &Secret::new("wrong"), now).unwrap();
    let purge = |now| fixture.fresh.store.journeys().purge_journeys(now, 100).unwrap().rows;
    let (mut now, mut answers) = (NOW, Vec::new());
    for pause in [0, 60, 86_399, 1, 898, 1, 86_400, 0, 86_400, 10, 10, 10] {
        now = now.plus(pause);
        purge(now);
        let answer = log_in("nobody", now);
        assert_eq!(log_in("hanako", now), answer, "after {} seconds", now.0 - NOW.0);
        answers.push(answer);
    }
    let locked = answers.iter().filter(|answer| matches!(answer, LogInOutcome::Refused(RefusedLogIn::Locked { .. }))).count();
    assert!(locked > 1 && locked < answers.len() / 2, "there were locks: {answers:?}");
    assert!(purge(now.plus(86_400)) > 0, "and nothing is remembered for ever");
}

/// A gateway without the key of the PINs says so, and counts nothing.
fn without_a_key_no_pin_is_compared(place: fn() -> (StoreAddress, Place)) {
    let fresh = fresh_with(place(), settings());
    let keyless = fresh.store.clone();
    let fixture = StoreFixture::new(fresh);
    let (customer, accounts) = customer_of(&fixture);
    for _ in 0..20 {
        let outcome = keyless.bank("9999".parse().unwrap()).check_pin(&customer, &accounts[0], &"9999".parse().unwrap(), NOW);
        assert!(matches!(outcome, Err(BankFault::Unavailable(why)) if why.contains("no key")));
    }
    let outcome = fixture.bank().check_pin(&customer, &accounts[0], &"1234".parse().unwrap(), NOW).unwrap();
    assert_eq!(outcome, Checked::Right);
}

/// Each on memory, SQLite and PostgreSQL.
macro_rules! everywhere {
    ($($test:ident as $memory:ident $sqlite:ident $postgres:ident;)*) => {$(
        #[test]
        fn $memory() {
            $test(memory_place);
        }

        #[test]
        fn $sqlite() {
            $test(sqlite_place);
        }

        #[test]
        fn $postgres() {
            $test(postgres_place);
        }
    )*};
}

everywhere! {
    few_attempts as few_attempts_on_memory few_attempts_on_sqlite few_attempts_on_postgres;
    nothing_is_told_by_time as nothing_is_told_by_time_on_memory nothing_is_told_by_time_on_sqlite nothing_is_told_by_time_on_postgres;
    a_purge_does_not_tell_who_there_is as a_purge_of_memory_does_not_tell_who_there_is
        a_purge_of_sqlite_does_not_tell_who_there_is a_purge_of_postgres_does_not_tell_who_there_is;
    without_a_key_no_pin_is_compared as without_a_key_no_pin_is_compared_on_memory
        without_a_key_no_pin_is_compared_on_sqlite without_a_key_no_pin_is_compared_on_postgres;
}
