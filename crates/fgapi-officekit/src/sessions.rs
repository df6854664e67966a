//! Sessions and second factors.

use fgapi_admin::{OpenSession, PortalUser, Session, Stage as SignInStage, StoredFactor, UserId, Which};
use fgapi_audit::Act;
use fgapi_token::TokenDigest;

use crate::Stage;
use crate::stage::{START, at_once};

fn open(stage: &Stage, session: &Session) -> Option<OpenSession> {
    stage.office().session(&session.digest).expect("the store answers")
}

/// Everything that is kept of it, and its user as they are now.
pub fn a_session_comes_back_with_its_user(stage: &Stage) {
    let user = stage.member("a");
    let session = stage.session(&user, SignInStage::SecondFactor);
    let note = stage.note(Act::OfficeSignIn);
    stage.told(1, || stage.office().begin_session(&session, None, &note).expect("a session is kept"));
    assert_eq!(open(stage, &session), Some(OpenSession { session: session.clone(), user: user.clone() }));
    stage.office().touch_session(&session.digest, START.plus(60)).expect("the store answers");
    stage.office().touch_session(&session.digest, START.plus(30)).expect("the store answers");
    assert_eq!(open(stage, &session).map(|open| open.session.seen_at), Some(START.plus(60)), "no clock puts it back");
    assert_eq!(stage.user(user.id).signed_in_at, None, "half a sign-in is none");
    stage.suspend(&stage.member("b"), true);
    let later = Session { began_at: START.plus(1), ..stage.session(&user, SignInStage::SignedIn) };
    stage.office().begin_session(&later, None, &note).expect("a session is kept");
    let listed = stage.office().sessions(user.id).expect("the store answers");
    assert_eq!(listed.iter().map(|session| session.digest).collect::<Vec<_>>(), [later.digest, session.digest], "the newest comes first");
    assert_eq!(stage.user(user.id).signed_in_at, Some(START.plus(1)), "a whole sign-in is noted");
    assert_eq!(stage.office().session(&stage.digest()).expect("the store answers"), None);
}

/// Of many at once one puts another in its place.
pub fn a_session_goes_on_once(stage: &Stage) {
    let (user, other) = (stage.member("a"), stage.member("b"));
    let session = stage.session(&user, SignInStage::SecondFactor);
    let note = stage.note(Act::OfficeSecondFactor);
    stage.office().begin_session(&session, None, &note).expect("a session is kept");
    let foreign = stage.session(&other, SignInStage::SignedIn);
    let renew = |next: &Session| stage.office().renew_session(&session.digest, next, true, &note).expect("the store answers");
    stage.told(0, || assert!(!renew(&foreign), "a session goes on as its user's only"));
    let nexts: Vec<Session> = at_once(|_| stage.session(&user, SignInStage::SignedIn));
    let outcomes = stage.told(1, || at_once(|number| renew(&nexts[number])));
    let open: Vec<bool> = nexts.iter().map(|next| stage.is_open(next)).collect();
    assert_eq!(outcomes, open, "exactly what was said to go on is open");
    assert_eq!(open.iter().filter(|open| **open).count(), 1, "a session goes on once");
    assert!(!stage.is_open(&session), "the one before is over");
    assert_eq!(stage.user(user.id).signed_in_at, Some(START));
}

/// All, all but one, or one; never another user's.
pub fn chosen_sessions_end(stage: &Stage) {
    let (user, other) = (stage.member("a"), stage.member("b"));
    let note = stage.note(Act::OfficeSessionEnd);
    let end =
        |entries, which: Which<'_>| stage.told(entries, || stage.office().end_sessions(user.id, which, &note)).expect("the store answers");
    let [one, two, three, of_other] = [&user, &user, &user, &other].map(|user| stage.signs_in(user));
    assert_eq!(end(0, Which::Only(&of_other.digest)), 0, "another user's is none of theirs");
    assert_eq!(end(1, Which::Only(&one.digest)), 1);
    assert_eq!(end(0, Which::Only(&one.digest)), 0, "it is over already");
    assert_eq!(end(1, Which::But(&two.digest)), 1);
    assert_eq!([&one, &two, &three].map(|session| stage.is_open(session)), [false, true, false]);
    assert_eq!(end(1, Which::All), 1);
    assert!(!stage.is_open(&two) && stage.is_open(&of_other));
}

/// Nor does one who is gone.
pub fn nobody_who_is_suspended_begins_a_session(stage: &Stage) {
    let user = stage.member("a");
    stage.suspend(&user, true);
    let nobody = PortalUser { id: UserId(stage.uuid()), ..user.clone() };
    for user in [&user, &nobody] {
        let session = stage.session(user, SignInStage::SignedIn);
        stage.told(0, || stage.office().begin_session(&session, None, &stage.note(Act::OfficeSignIn)).expect("the store answers"));
        assert!(!stage.is_open(&session), "whoever may not sign in has no session");
    }
}

fn enrol(stage: &Stage, user: &PortalUser, sealed: &[u8], step: i64, codes: &[TokenDigest]) {
    let note = stage.note(Act::OfficeEnroll);
    stage.told(1, || stage.office().enrol(user.id, sealed, step, codes, &note)).expect("a second factor is kept");
}

fn factor(stage: &Stage, user: &PortalUser) -> Option<StoredFactor> {
    stage.office().factor(user.id).expect("the store answers")
}

/// A time step is used once, and none before it afterwards.
pub fn a_code_is_good_once(stage: &Stage) {
    let user = stage.member("a");
    assert_eq!(factor(stage, &user), None);
    let use_step = |step| stage.office().use_step(user.id, step).expect("the store answers");
    assert!(!use_step(1), "nothing is enrolled");
    enrol(stage, &user, b"sealed", 10, &[stage.digest(), stage.digest()]);
    assert_eq!(factor(stage, &user), Some(StoredFactor { sealed: b"sealed".to_vec(), last_step: 10, recovery_codes: 2 }));
    assert!(stage.user(user.id).has_second_factor);
    assert!(!use_step(10), "the code of the enrolment is used");
    let won = at_once(|_| use_step(12));
    assert_eq!(won.into_iter().filter(|used| *used).count(), 1, "a code is good once");
    assert!(!use_step(11), "no code before one that was used is good");
    assert!(use_step(13));
    enrol(stage, &user, b"other", 14, &[stage.digest()]);
    assert_eq!(factor(stage, &user), Some(StoredFactor { sealed: b"other".to_vec(), last_step: 14, recovery_codes: 1 }));
}

/// By its own user only, and never after another enrolment.
pub fn a_recovery_code_is_good_once(stage: &Stage) {
    let (user, other) = (stage.member("a"), stage.member("b"));
    let codes = [stage.digest(), stage.digest()];
    enrol(stage, &user, b"sealed", 1, &codes);
    enrol(stage, &other, b"sealed", 1, &[stage.digest()]);
    let note = stage.note(Act::OfficeRecoveryCode);
    let used = |user: &PortalUser, code: &TokenDigest| stage.office().use_recovery_code(user.id, code, &note).expect("the store answers");
    stage.told(0, || assert!(!used(&other, &codes[0]), "a code is its user's"));
    let won = stage.told(1, || at_once(|_| used(&user, &codes[0])));
    assert_eq!(won.into_iter().filter(|used| *used).count(), 1, "a code is good once");
    assert_eq!(factor(stage, &user).map(|factor| factor.recovery_codes), Some(1));
    enrol(stage, &user, b"sealed", 2, &[stage.digest()]);
    stage.told(0, || assert!(!used(&user, &codes[1]), "codes of an enrolment before are void"));
}

/// With its codes and sessions.
pub fn a_factor_is_taken_away(stage: &Stage) {
    let user = stage.member("a");
    let code = stage.digest();
    enrol(stage, &user, b"sealed", 1, &[code]);
    let session = stage.signs_in(&user);
    let note = stage.note(Act::UserResetFactor);
    stage.told(1, || stage.office().reset_factor(user.id, &note).expect("the store answers"));
    assert_eq!(factor(stage, &user), None);
    assert!(!stage.user(user.id).has_second_factor && !stage.is_open(&session));
    stage.told(0, || assert!(!stage.office().use_recovery_code(user.id, &code, &note).expect("the store answers")));
    stage.told(0, || stage.office().reset_factor(user.id, &note).expect("nothing is left to take away"));
}
