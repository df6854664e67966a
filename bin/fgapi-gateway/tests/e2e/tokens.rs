//! Tokens over HTTP: what the document promises, and how a lost answer is got again.

use crate::http::{Answer, Fintech, Pair};
use crate::process::Serving;
use crate::site::{Database, PASSWORD, Site, USER};

fn on_both(check: impl Fn(&Site, &Serving, &Fintech)) {
    for database in [Database::Sqlite, Database::Postgres] {
        let site = Site::with_data(database);
        let serving = site.serve();
        let fintech = site.client(&serving, "read");
        check(&site, &serving, &fintech);
    }
}

fn refresh_with_key(fintech: &Fintech, system: &str, refresh_token: &str, key: &str) -> Answer {
    let fields = [("api_key", fintech.api_key.as_str()), ("refresh_token", refresh_token), ("idempotency_key", key)];
    fintech.caller.call("PUT", "/auth/token", Some(system), &fields)
}

#[test]
fn a_lost_answer_comes_again_byte_for_byte_until_it_was_used() {
    on_both(|_, _, fintech| {
        let system = fintech.system_token();
        let first = fintech.link(&system, USER, PASSWORD, "lost");
        let answer = refresh_with_key(fintech, &system, &first.refresh, "key-1").expect(200);
        let again = refresh_with_key(fintech, &system, &first.refresh, "key-1").expect(200);
        assert_eq!(answer.text, again.text);
        let pair = Pair::of(&answer);
        refresh_with_key(fintech, &system, &pair.refresh, "key-1").expect(400);
        assert!(fintech.opens(&pair.access), "a refused repetition changes nothing");
        // The new token was used, so the answer arrived: a repetition now is somebody else.
        let refused = refresh_with_key(fintech, &system, &first.refresh, "key-1").expect(401);
        assert_eq!(refused.json()["reason"], "rotated");
        assert!(!fintech.opens(&pair.access), "reuse ends the link");
    });
}

#[test]
fn a_repetition_without_a_key_is_refused_and_harms_nobody() {
    on_both(|_, _, fintech| {
        let system = fintech.system_token();
        let first = fintech.link(&system, USER, PASSWORD, "retry");
        let second = Pair::of(&fintech.refresh(&system, &first.refresh).unwrap().expect(200));
        fintech.refresh(&system, &first.refresh).unwrap().expect(401);
        assert!(fintech.opens(&second.access));
        assert!(!fintech.opens(&first.access));
    });
}

#[test]
fn sixteen_refreshes_at_once_have_one_winner() {
    on_both(|_, _, fintech| {
        let system = fintech.system_token();
        let mut pair = fintech.link(&system, USER, PASSWORD, "race");
        for _ in 0..10 {
            let answers: Vec<Answer> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..16).map(|_| scope.spawn(|| fintech.refresh(&system, &pair.refresh).unwrap())).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let (won, lost): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|answer| answer.status == 200);
            assert_eq!((won.len(), lost.len()), (1, 15), "{answers:?}");
            assert!(lost.iter().all(|answer| answer.status == 401));
            let next = Pair::of(won[0]);
            assert!(fintech.opens(&next.access) && !fintech.opens(&pair.access));
            pair = next;
        }
    });
}

#[test]
fn an_auth_token_is_good_once_and_a_second_use_ends_what_it_gave() {
    on_both(|_, _, fintech| {
        let system = fintech.system_token();
        let auth = fintech.auth_token(USER, PASSWORD, "once");
        let pair = Pair::of(&fintech.redeem(&system, &auth).unwrap().expect(200));
        assert!(fintech.opens(&pair.access));
        fintech.redeem(&system, &auth).unwrap().expect(401);
        assert!(!fintech.opens(&pair.access));
    });
}

#[test]
fn one_client_never_touches_another_s_tokens() {
    on_both(|site, serving, fintech| {
        let other = site.client(serving, "read");
        let (system, foreign) = (fintech.system_token(), other.system_token());
        let (mine, theirs) = (fintech.link(&system, USER, PASSWORD, "default"), other.link(&foreign, USER, PASSWORD, "default"));
        assert!(fintech.opens(&mine.access) && other.opens(&theirs.access), "one end user, two clients, two links");
        other.refresh(&foreign, &mine.refresh).unwrap().expect(401);
        other.end(&foreign, &mine.refresh).unwrap().expect(401);
        // api_key, system token and refresh token must name one client.
        fintech.refresh(&foreign, &mine.refresh).unwrap().expect(401);
        other.redeem(&foreign, &fintech.auth_token(USER, PASSWORD, "default")).unwrap().expect(401);
        fintech.link(&system, USER, PASSWORD, "second");
        assert!(fintech.opens(&mine.access) && other.opens(&theirs.access));
        fintech.end(&system, &mine.refresh).unwrap().expect(200);
        fintech.end(&system, &mine.refresh).unwrap().expect(200);
        assert!(!fintech.opens(&mine.access) && other.opens(&theirs.access));
    });
}

#[test]
fn old_system_tokens_stay_valid() {
    on_both(|_, _, fintech| {
        let first = fintech.system_token();
        for _ in 0..20 {
            fintech.system_token();
        }
        fintech.caller.call("GET", "/branches", Some(&first), &[]).expect(200);
    });
}
