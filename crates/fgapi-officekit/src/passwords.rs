//! Passwords: set by an invitation, counted when they are wrong.

use fgapi_admin::{Attempted, InvitationId, LockRule};
use fgapi_audit::Act;
use fgapi_domain::{LoginId, UnixSeconds};

use crate::Stage;
use crate::stage::{DAY, START, at_once, login};

fn rule(now: UnixSeconds, most: u32) -> LockRule {
    LockRule { most, locked_until: now.plus(900), now }
}

/// The end of the lock, when it is locked.
fn attempt(stage: &Stage, login: &LoginId, now: UnixSeconds, most: u32) -> Option<UnixSeconds> {
    match stage.office().attempt(login, rule(now, most)).expect("the store answers") {
        Attempted::Counted { .. } => None,
        Attempted::Locked { until } => Some(until),
    }
}

fn invited(stage: &Stage, name: &str) -> fgapi_admin::NewUser {
    let user = stage.new_user(stage.profile(name, fgapi_admin::Role::Member));
    assert_eq!(stage.office().add_users(std::slice::from_ref(&user), &[]).expect("the store answers"), Ok(()));
    user
}

/// Looking uses nothing up; of many at once one sets the password.
pub fn an_invitation_is_used_once(stage: &Stage) {
    let user = invited(stage, "a");
    let id = user.invitation.id;
    for _ in 0..2 {
        assert_eq!(stage.office().invitation(id, START).expect("the store answers"), Some(stage.user(user.id)), "looking uses nothing up");
    }
    let session = stage.signs_in(&stage.user(user.id));
    let note = stage.note(Act::OfficePasswordSet);
    let set = |number| stage.office().set_password_by(id, &format!("hash {number}"), START, &note).expect("the store answers");
    let outcomes = stage.told(1, || at_once(set));
    let winner = outcomes.iter().position(|set| *set).expect("somebody sets it");
    assert_eq!(outcomes.iter().filter(|set| **set).count(), 1, "an invitation is used once");
    assert!(!stage.is_open(&session), "sessions of the password before are over");
    assert_eq!(stage.office().invitation(id, START).expect("the store answers"), None, "it is used up");
    let known = stage.office().attempt(&login("a"), rule(START, 5)).expect("the store answers");
    assert_eq!(known, Attempted::Counted { known: Some((stage.user(user.id), Some(format!("hash {winner}")))) });
    assert!(stage.user(user.id).has_password);
}

/// It is good for its last second, and no longer.
pub fn an_invitation_is_over_on_the_second(stage: &Stage) {
    let user = invited(stage, "a");
    let (id, end) = (user.invitation.id, user.invitation.until);
    let note = stage.note(Act::OfficePasswordSet);
    let set = |id, now| stage.office().set_password_by(id, "hash", now, &note).expect("the store answers");
    assert!(stage.office().invitation(id, end.plus(-1)).expect("the store answers").is_some());
    assert!(stage.office().invitation(id, end).expect("the store answers").is_none());
    stage.told(0, || assert!(!set(id, end), "an invitation that is over sets nothing"));
    stage.told(0, || assert!(!set(InvitationId(stage.uuid()), START), "an unknown one neither"));
    assert!(!stage.user(user.id).has_password);
    stage.told(1, || assert!(set(id, end.plus(-1))));
}

/// All but the one by which it was set.
pub fn a_new_password_ends_the_other_sessions(stage: &Stage) {
    let (user, other) = (stage.member("a"), stage.member("b"));
    let [here, there, of_other] = [&user, &user, &other].map(|user| stage.signs_in(user));
    attempt(stage, &user.profile.login, START, 2);
    let note = stage.note(Act::OfficePasswordSet);
    let set = |user| stage.office().set_password(user, "hash", &here.digest, &note).expect("the store answers");
    stage.told(1, || assert!(set(user.id)));
    assert!(stage.is_open(&here) && stage.is_open(&of_other), "the session by which it was set goes on");
    assert!(!stage.is_open(&there), "a user's other sessions are over");
    attempt(stage, &user.profile.login, START, 2);
    assert_eq!(attempt(stage, &user.profile.login, START, 2), None, "a password that was set makes wrong ones forgotten");
    stage.told(0, || assert!(!set(fgapi_admin::UserId(stage.uuid())), "nobody is there"));
}

/// The same for a login id that nobody has.
pub fn attempts_lock_whoever_has_the_login_id(stage: &Stage) {
    let user = stage.member("a");
    for name in [user.profile.login.clone(), login("nobody")] {
        let told = stage.entries();
        for number in 1..=5 {
            let now = START.plus(number);
            let attempted = stage.office().attempt(&name, rule(now, 5)).expect("the store answers");
            let Attempted::Counted { known } = attempted else { panic!("attempt {number} of 5 is looked at") };
            assert_eq!(known.map(|(known, _)| known.id), (name == user.profile.login).then_some(user.id));
        }
        let until = START.plus(905);
        assert_eq!(attempt(stage, &name, START.plus(6), 5), Some(until), "the last one locks, until its rule says");
        assert_eq!(attempt(stage, &name, START.plus(904), 5), Some(until), "an attempt on a locked login id makes it no longer");
        assert_eq!(stage.entries(), told, "attempts are told by whoever judges them");
    }
    assert_eq!(stage.user(user.id).locked_until, Some(START.plus(905)));
}

/// Fifty wrong ones at once count fifty.
pub fn attempts_at_once_are_all_counted(stage: &Stage) {
    const ATTEMPTS: usize = 50;
    let user = stage.member("a");
    for (name, most) in [(user.profile.login.clone(), ATTEMPTS + 1), (login("nobody"), ATTEMPTS + 1), (login("narrow"), 7)] {
        let counted = std::thread::scope(|scope| {
            let most = u32::try_from(most).expect("a small number");
            let name = &name;
            let count = |number| scope.spawn(move || stage.office_of(number).attempt(name, rule(START, most)).expect("the store answers"));
            let threads: Vec<_> = (0..ATTEMPTS).map(count).collect();
            let outcomes = threads.into_iter().map(|thread| thread.join().expect("no caller breaks off"));
            outcomes.filter(|outcome| matches!(outcome, Attempted::Counted { .. })).count()
        });
        assert_eq!(counted, ATTEMPTS.min(most), "no more are looked at than the rule says");
        if most > ATTEMPTS {
            let most = u32::try_from(most).expect("a small number");
            assert_eq!(attempt(stage, &name, START, most), None, "each was counted, and none twice");
            assert!(attempt(stage, &name, START, most).is_some(), "each was counted");
        }
    }
}

/// Whoever waited has all attempts again; so has whoever was wrong long ago.
pub fn a_lock_that_is_over_begins_to_count_anew(stage: &Stage) {
    let name = login("a");
    for _ in 0..3 {
        attempt(stage, &name, START, 3);
    }
    let end = attempt(stage, &name, START, 3).expect("it is locked");
    for _ in 0..3 {
        assert_eq!(attempt(stage, &name, end, 3), None, "a lock that is over begins to count anew");
    }
    assert_eq!(attempt(stage, &name, end, 3), Some(end.plus(900)));
    let (name, later) = (login("b"), START.plus(2 * DAY));
    attempt(stage, &name, START, 2);
    assert_eq!(attempt(stage, &name, later, 2), None, "what was wrong long ago is not in a row");
    assert_eq!(attempt(stage, &name, later, 2), None);
    assert!(attempt(stage, &name, later, 2).is_some());
    assert_eq!(attempt(stage, &login("c"), START, 1), None, "a rule of one looks at one");
    assert!(attempt(stage, &login("c"), START, 1).is_some());
}

/// By the session that begins, by signing in wholly, and by whoever unlocks.
pub fn a_right_password_is_forgiven(stage: &Stage) {
    let user = stage.member("a");
    let name = &user.profile.login;
    let forgiven = |why: &str| {
        assert_eq!(stage.user(user.id).locked_until, None, "{why}");
        assert_eq!(attempt(stage, name, START, 1), None, "{why}");
        assert!(attempt(stage, name, START, 1).is_some());
    };
    attempt(stage, name, START, 1);
    let session = stage.session(&user, fgapi_admin::Stage::SecondFactor);
    let note = stage.note(Act::OfficeSignIn);
    stage.told(1, || stage.office().begin_session(&session, None, &note).expect("a session is kept"));
    assert!(attempt(stage, name, START, 1).is_some(), "a session alone forgives nothing");
    let next = stage.session(&user, fgapi_admin::Stage::SignedIn);
    assert!(stage.told(1, || stage.office().renew_session(&session.digest, &next, true, &note).expect("the store answers")));
    forgiven("whoever is signed in is forgiven");
    let session = stage.session(&user, fgapi_admin::Stage::SignedIn);
    stage.told(1, || stage.office().begin_session(&session, Some(name), &note).expect("a session is kept"));
    forgiven("a right password is forgiven");
    stage.told(1, || stage.office().unlock(name, &note).expect("the store answers"));
    forgiven("whoever is unlocked is forgiven");
    stage.told(1, || stage.office().unlock(name, &note).expect("the store answers"));
    stage.told(0, || stage.office().unlock(name, &note).expect("nothing is left to forget"));
}
