//! Handovers: issued to all or none, picked up once, in time, by whom they are for.

use fgapi_admin::{ApiTokenFacts, Handover, HandoverKind, HandoverQuery, HandoverState, PickUp, PickedSecret, Role, Slice, UserId};
use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;

use crate::Stage;
use crate::stage::{DAY, START, address, at_once, login};

fn total(stage: &Stage, query: &HandoverQuery) -> u64 {
    stage.office().handovers(query, Slice { skip: 0, take: 0 }).expect("the store answers").total
}

/// One who is suspended or gone leaves everybody out.
pub fn all_are_issued_or_none(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    stage.suspend(&b, true);
    let nobody = fgapi_admin::PortalUser { id: UserId(stage.uuid()), ..b.clone() };
    let mails = stage.office().mail_counts().expect("the store answers");
    for who in [&b, &nobody] {
        let refused = stage.told(0, || stage.issue(&[stage.handover(&a), stage.handover(who)]));
        assert_eq!(refused, Err(who.id), "whoever cannot get one is named");
    }
    assert_eq!(total(stage, &HandoverQuery::default()), 0, "all or none");
    assert_eq!(stage.office().mail_counts().expect("the store answers"), mails, "no mail is written");
    stage.suspend(&b, false);
    let both = [stage.handover(&a), stage.handover(&b)];
    assert_eq!(stage.told(2, || stage.issue(&both)), Ok(()));
    for handover in &both {
        assert_eq!(&stage.as_it_is(handover), handover, "what is issued comes back, with the terms of its time");
    }
    assert_eq!(stage.office().mail_counts().expect("the store answers").waiting, mails.waiting + 2, "a mail each is written");
}

/// Of the same user and kind, whatever its deadline; nothing else.
pub fn a_new_one_voids_what_waits(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    let of_client = |user, client: &str| Handover {
        kind: HandoverKind::ClientCredentials { client: client.parse().expect("an API key"), overlap_seconds: 60 },
        ..stage.handover(user)
    };
    let (first, of_other) = (stage.issued(&a), stage.issued(&b));
    let clients = [of_client(&a, "fgk_1"), of_client(&a, "fgk_2"), of_client(&b, "fgk_1")];
    assert_eq!(stage.issue(&clients), Ok(()));
    let second = Handover { issued_at: START.plus(7), ..stage.handover(&a) };
    assert_eq!(stage.told(1, || stage.issue(std::slice::from_ref(&second))), Ok(()));
    let void = stage.as_it_is(&first);
    assert_eq!((void.state, void.ended_at, void.ended_by), (HandoverState::Voided, Some(START.plus(7)), None));
    stage.told(0, || assert!(!stage.picks_up(&stage.pick_up(&first, START)), "what is void is not picked up"));
    let states = |handovers: &[&Handover]| handovers.iter().map(|handover| stage.as_it_is(handover).state).collect::<Vec<_>>();
    assert_eq!(states(&[&of_other, &clients[0], &clients[1], &clients[2], &second]), [HandoverState::Issued; 5]);
    let again = of_client(&a, "fgk_1");
    assert_eq!(stage.issue(std::slice::from_ref(&again)), Ok(()));
    assert_eq!(stage.as_it_is(&clients[0]).state, HandoverState::Voided, "credentials of the same client are void");
    assert_eq!(states(&[&of_other, &clients[1], &clients[2], &second, &again]), [HandoverState::Issued; 5]);
    assert!(stage.picks_up(&stage.pick_up(&second, START)));
    stage.issued(&a);
    assert_eq!(stage.as_it_is(&second).state, HandoverState::PickedUp, "what was picked up stays");
}

/// In one commit, twice: the second time a thousand are void.
pub fn a_thousand_are_issued_at_once(stage: &Stage) {
    const MANY: usize = 1_000;
    let new: Vec<_> = (0..MANY).map(|number| stage.new_user(stage.profile(&format!("u{number}"), Role::Member))).collect();
    let notes = vec![stage.note(Act::UserCreate); MANY];
    assert_eq!(stage.office().add_users(&new, &notes).expect("the store answers"), Ok(()));
    let person = stage.user(new[0].id);
    let handovers = || -> Vec<Handover> {
        new.iter().map(|new| Handover { user: new.id, login: new.profile.login.clone(), ..stage.handover(&person) }).collect()
    };
    for _ in 0..2 {
        let all = handovers();
        assert_eq!(stage.told(1_000, || stage.issue(&all)), Ok(()));
        assert!(stage.picks_up(&stage.pick_up(&all[999], START)));
    }
    let of = |state| total(stage, &HandoverQuery { state: Some(state), ..HandoverQuery::default() });
    let counts = [HandoverState::Issued, HandoverState::Voided, HandoverState::PickedUp].map(of);
    assert_eq!(counts, [999, 999, 2], "each has one to pick up");
    let ids: Vec<_> = new.iter().map(|new| new.id).collect();
    let notes = vec![stage.note(Act::UserDelete); MANY];
    let deleted = stage.told(1_000, || stage.office().delete_users(&ids, START, &login("staff"), &notes));
    assert_eq!(deleted.expect("the store answers"), Ok(()));
    assert_eq!(of(HandoverState::Revoked), 1_001, "whatever they could use is revoked");
}

/// Race 16: exactly one of many calls at once gets the secret, and it is the one that is good.
pub fn one_of_a_crowd_picks_up(stage: &Stage) {
    let user = stage.member("a");
    for _ in 0..3 {
        let handover = stage.issued(&user);
        let picks: Vec<PickUp> = at_once(|_| stage.pick_up(&handover, START.plus(3)));
        let outcomes = stage.told(1, || at_once(|number| stage.picks_up(&picks[number])));
        assert_eq!(outcomes.iter().filter(|picked| **picked).count(), 1, "exactly one picks it up");
        for (pick, picked) in picks.iter().zip(outcomes) {
            let PickedSecret::ApiToken { digest, expires_at } = &pick.secret else { unreachable!("an API token") };
            let facts = stage.office().api_token(digest).expect("the store answers");
            assert_eq!(facts.is_some(), picked, "the winner's token is good, and no other");
            let Some(ApiTokenFacts { handover, suspended }) = facts else { continue };
            assert!(!suspended);
            assert_eq!((handover.state, handover.expires_at), (HandoverState::PickedUp, Some(*expires_at)));
            assert_eq!((handover.picked_up_at, handover.picked_up_from.as_deref()), (Some(START.plus(3)), Some("192.0.2.7")));
            assert_eq!(handover.fingerprint.as_deref(), Some(&*pick.fingerprint));
        }
    }
}

/// Neither on the second of the deadline, nor by another user, nor by one who is suspended.
pub fn nothing_is_picked_up_late_or_by_others(stage: &Stage) {
    let (user, other) = (stage.member("a"), stage.member("b"));
    let handover = stage.issued(&user);
    let refused = |pick_up: &PickUp, why: &str| stage.told(0, || assert!(!stage.picks_up(pick_up), "{why}"));
    refused(&stage.pick_up(&handover, START.plus(DAY)), "it is late on the second");
    refused(&PickUp { user: other.id, ..stage.pick_up(&handover, START) }, "another user's is left alone");
    let password = Handover {
        kind: HandoverKind::ClientCredentials { client: "fgk_1".parse().expect("an API key"), overlap_seconds: 0 },
        ..handover.clone()
    };
    refused(&stage.pick_up(&password, START), "a token is not picked up as a password");
    stage.suspend(&user, true);
    refused(&stage.pick_up(&handover, START), "a suspended user picks nothing up");
    assert_eq!(stage.as_it_is(&handover), handover, "it is left alone");
    stage.suspend(&user, false);
    assert!(stage.picks_up(&stage.pick_up(&handover, START.plus(DAY - 1))), "it is good for its last second");
}

/// Nor what was picked up before.
pub fn nothing_that_was_taken_back_is_picked_up(stage: &Stage) {
    let user = stage.member("a");
    let handover = stage.issued(&user);
    let note = [stage.note(Act::TokenHandoverRevoke)];
    let revoked = stage.told(1, || stage.office().revoke(&[handover.id], START, &login("staff"), &note)).expect("the store answers");
    assert_eq!(revoked, 1);
    stage.told(0, || assert!(!stage.picks_up(&stage.pick_up(&handover, START))));
    let handover = stage.issued(&user);
    let first = stage.pick_up(&handover, START);
    assert!(stage.picks_up(&first));
    stage.told(0, || assert!(!stage.picks_up(&stage.pick_up(&handover, START)), "what was picked up is not picked up again"));
    assert_eq!(stage.as_it_is(&handover).fingerprint, Some(first.fingerprint), "nothing of it is written over");
}

/// Whoever is faster: of the old one and the new one, what the user holds and what waits are never the same handover.
pub fn picking_up_beside_replacing_gives_one(stage: &Stage) {
    let user = stage.member("a");
    for _ in 0..3 {
        let handover = stage.issued(&user);
        let outcomes = at_once(|number| match number {
            0 => stage.issue(&[stage.handover(&user)]).is_ok(),
            _ => stage.picks_up(&stage.pick_up(&handover, START)),
        });
        let picked = outcomes.iter().skip(1).filter(|picked| **picked).count();
        assert!(outcomes[0] && picked <= 1, "it is issued, and at most one picks up");
        let due = if picked == 1 { HandoverState::PickedUp } else { HandoverState::Voided };
        assert_eq!(stage.as_it_is(&handover).state, due, "what was picked up is not void, and what is void was not picked up");
    }
    let waiting = HandoverQuery { state: Some(HandoverState::Issued), ..HandoverQuery::default() };
    assert_eq!(total(stage, &waiting), 1, "one waits");
}

/// What was over already is left out, with its note.
pub fn what_is_revoked_is_told_alone(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    let (void, waiting, picked) = (stage.issued(&a), stage.issued(&a), stage.issued(&b));
    let pick_up = stage.pick_up(&picked, START);
    assert!(stage.picks_up(&pick_up));
    let ids = [void.id, waiting.id, fgapi_admin::HandoverId(stage.uuid()), picked.id];
    let notes = vec![stage.note(Act::TokenHandoverRevoke); 4];
    let revoke = |entries, at: UnixSeconds| {
        stage.told(entries, || stage.office().revoke(&ids, at, &login("staff"), &notes)).expect("the store answers")
    };
    assert_eq!(revoke(2, START.plus(9)), 2);
    assert_eq!(revoke(0, START.plus(10)), 0, "nothing is revoked twice");
    for handover in [&waiting, &picked] {
        let kept = stage.as_it_is(handover);
        assert_eq!((kept.state, kept.ended_at, kept.ended_by), (HandoverState::Revoked, Some(START.plus(9)), Some(login("staff"))));
    }
    assert_eq!(stage.as_it_is(&void).state, HandoverState::Voided);
    let PickedSecret::ApiToken { digest, .. } = pick_up.secret else { unreachable!("an API token") };
    let facts = stage.office().api_token(&digest).expect("the store answers").expect("a revoked token is still known");
    assert_eq!(facts.handover.state, HandoverState::Revoked, "a revoked token is told as one, on every node");
}

/// Suspended as they are now; revoked when they are gone.
pub fn an_api_token_is_found_with_its_user(stage: &Stage) {
    let user = stage.member("a");
    let handover = stage.issued(&user);
    let pick_up = stage.pick_up(&handover, START);
    let PickedSecret::ApiToken { digest, .. } = pick_up.secret else { unreachable!("an API token") };
    assert_eq!(stage.office().api_token(&digest).expect("the store answers"), None, "before it is picked up nobody has it");
    assert!(stage.picks_up(&pick_up));
    let facts = || stage.office().api_token(&digest).expect("the store answers").expect("the token is known");
    assert_eq!(facts(), ApiTokenFacts { handover: stage.as_it_is(&handover), suspended: false });
    for suspended in [true, false] {
        stage.suspend(&user, suspended);
        assert_eq!(facts().suspended, suspended, "a user is suspended with their tokens, at once");
    }
    let notes = [stage.note(Act::UserDelete)];
    assert_eq!(stage.office().delete_users(&[user.id], START, &login("staff"), &notes).expect("the store answers"), Ok(()));
    assert_eq!(facts().handover.state, HandoverState::Revoked);
}

fn due(stage: &Stage, now: UnixSeconds) -> Vec<(fgapi_admin::HandoverId, u32)> {
    let due = stage.office().reminders_due(now, &[14, 7, 1], 100).expect("the store answers");
    due.into_iter().map(|due| (due.handover.id, due.days_before)).collect()
}

/// By one of many gateways, to the address that its user has now.
pub fn a_reminder_is_written_once(stage: &Stage) {
    let user = stage.member("a");
    let handover = stage.issued(&user);
    assert!(stage.picks_up(&stage.pick_up(&handover, START)));
    stage.issued(&stage.member("b"));
    let end = START.plus(365 * DAY);
    assert_eq!(due(stage, end.plus(-14 * DAY - 1)), []);
    let profile = fgapi_admin::Profile { mail: address("new@b.example"), ..user.profile.clone() };
    assert_eq!(stage.office().change_users(&[(user.id, profile)], &[]).expect("the store answers"), Ok(()));
    let first = stage.office().reminders_due(end.plus(-14 * DAY), &[14, 7, 1], 100).expect("the store answers");
    let first: Vec<_> = first.into_iter().map(|due| (due.handover.id, due.days_before, due.mail)).collect();
    assert_eq!(first, [(handover.id, 14, address("new@b.example"))]);
    let before = stage.office().mail_counts().expect("the store answers").waiting;
    let remind = |_| stage.office().remind(handover.id, 14, &stage.mail(&address("new@b.example"))).expect("the store answers");
    let written = at_once(remind);
    assert_eq!(written.into_iter().filter(|written| *written).count(), 1, "one gateway writes it");
    assert_eq!(stage.office().mail_counts().expect("the store answers").waiting, before + 1, "one mail is written");
    assert_eq!(due(stage, end.plus(-14 * DAY)), [], "it is not due again");
    assert_eq!(due(stage, end.plus(-7 * DAY - 1)), []);
    assert_eq!(due(stage, end.plus(-7 * DAY)), [(handover.id, 7)]);
    let notes = [stage.note(Act::TokenHandoverRevoke)];
    assert_eq!(stage.office().revoke(&[handover.id], START, &login("staff"), &notes).expect("the store answers"), 1);
    assert_eq!(due(stage, end.plus(-7 * DAY)), [], "nobody is reminded of what was revoked");
    assert!(!stage.office().remind(handover.id, 7, &stage.mail(&address("new@b.example"))).expect("the store answers"));
}

/// And is followed by none of those that it overtook.
pub fn a_nearer_reminder_takes_the_place_of_an_earlier_one(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    let (soon, later) = (stage.issued(&a), stage.issued(&b));
    assert!(stage.picks_up(&stage.pick_up(&soon, START)) && stage.picks_up(&stage.pick_up(&later, START.plus(60))));
    let end = START.plus(365 * DAY);
    assert_eq!(due(stage, end.plus(-DAY)), [(soon.id, 1), (later.id, 7)], "each for the fewest days that apply");
    let some = stage.office().reminders_due(end.plus(-DAY), &[14, 7, 1], 1).expect("the store answers");
    assert_eq!(some.len(), 1, "a limit is kept");
    assert!(stage.office().remind(soon.id, 1, &stage.mail(&address("a@b.example"))).expect("the store answers"));
    for earlier in [14, 7, 1] {
        let late = stage.office().remind(soon.id, earlier, &stage.mail(&address("a@b.example"))).expect("the store answers");
        assert!(!late, "a reminder for {earlier} days comes too late");
    }
    assert_eq!(due(stage, end.plus(-10 * DAY)), [(later.id, 14)], "whoever was reminded of one day is not told of 14");
    assert_eq!(due(stage, end), [(later.id, 1)], "what is over is not told of any more");
}
