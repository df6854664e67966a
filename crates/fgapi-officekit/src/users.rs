//! Portal users: added, changed, deleted, all or none of them.

use fgapi_admin::{
    HandoverState, Invitation, InvitationId, NewUser, PortalUser, Profile, Role, Slice, Stage as SignInStage, Tenant, TenantId, UserId,
    UserQuery, UserRefused,
};
use fgapi_audit::Act;

use crate::Stage;
use crate::stage::{DAY, START, at_once, login};

fn everybody(stage: &Stage) -> u64 {
    stage.office().users(&UserQuery::default(), Slice { skip: 0, take: 1 }).expect("the store answers").total
}

/// Everything that is registered, and what a new user has not yet.
pub fn what_is_registered_comes_back(stage: &Stage) {
    for (name, role) in
        [("a", Role::SystemAdministrator), ("b", Role::UserAdministrator), ("c", Role::Auditor), ("花子_'%\\", Role::Member)]
    {
        let mut profile = stage.profile("x", role);
        profile.login = login(name);
        let new = stage.new_user(profile.clone());
        let added = stage.told(1, || stage.office().add_users(std::slice::from_ref(&new), &[stage.note(Act::UserCreate)]));
        assert_eq!(added.expect("the store answers"), Ok(()));
        let due = PortalUser {
            id: new.id,
            profile,
            has_password: false,
            has_second_factor: false,
            locked_until: None,
            created_at: START,
            signed_in_at: None,
        };
        assert_eq!(stage.user(new.id), due);
        assert_eq!(stage.office().user_named(&login(name)).expect("the store answers"), Some(due), "a login id finds its user");
        let mail = stage.office().mail(new.mail.as_ref().expect("a mail").id).expect("the store answers").expect("the mail is there");
        assert_eq!(Some(mail.new), new.mail, "the mail is written in the same commit");
    }
    assert_eq!(stage.office().user_named(&login("A")).expect("the store answers"), None, "a login id is its letters");
    assert_eq!(stage.office().user(UserId(stage.uuid())).expect("the store answers"), None);
}

/// One login id that is taken, before or among them, leaves everybody out.
pub fn all_are_added_or_none(stage: &Stage) {
    stage.member("a");
    let new = |names: &[&str]| names.iter().map(|name| stage.new_user(stage.profile(name, Role::Member))).collect::<Vec<NewUser>>();
    let refused = |names: &[&str]| {
        let users = new(names);
        let notes = vec![stage.note(Act::UserCreate); users.len()];
        let mails = stage.office().mail_counts().expect("the store answers");
        let outcome = stage.told(0, || stage.office().add_users(&users, &notes)).expect("the store answers");
        assert_eq!(stage.office().mail_counts().expect("the store answers"), mails, "no mail is written");
        outcome
    };
    assert_eq!(refused(&["b", "a", "c"]), Err(UserRefused::LoginTaken(login("a"))));
    assert_eq!(refused(&["b", "c", "b"]), Err(UserRefused::LoginTaken(login("b"))));
    assert_eq!(everybody(stage), 1, "nobody was added");
    // Of many at once, one gets a login id.
    let outcomes = at_once(|_| {
        let users = new(&["d"]);
        stage.office().add_users(&users, &[stage.note(Act::UserCreate)]).expect("the store answers").is_ok()
    });
    assert_eq!(outcomes.into_iter().filter(|added| *added).count(), 1, "a login id is given once");
}

/// One who is gone, or a login id that is taken, leaves everybody as they were.
pub fn all_are_changed_or_none(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    let renamed = |user: &PortalUser, name: &str| (user.id, Profile { login: login(name), ..user.profile.clone() });
    let change = |entries, changes: &[(UserId, Profile)]| {
        let notes = vec![stage.note(Act::UserChange); changes.len()];
        stage.told(entries, || stage.office().change_users(changes, &notes)).expect("the store answers")
    };
    let nobody = UserId(stage.uuid());
    assert_eq!(change(0, &[renamed(&a, "c"), (nobody, b.profile.clone())]), Err(UserRefused::Unknown(nobody)));
    assert_eq!(change(0, &[renamed(&a, "c"), renamed(&b, "a")]), Err(UserRefused::LoginTaken(login("a"))));
    assert_eq!(change(0, &[renamed(&a, "c"), renamed(&b, "c")]), Err(UserRefused::LoginTaken(login("c"))));
    assert_eq!((stage.user(a.id), stage.user(b.id)), (a.clone(), b.clone()), "nothing was changed");
    assert_eq!(change(2, &[renamed(&a, "c"), renamed(&b, "b")]), Ok(()), "one's own login id is no other's");
    assert_eq!(stage.user(a.id).profile.login, login("c"));
    let found = stage.office().users(&UserQuery { text: "C".into(), ..UserQuery::default() }, Slice { skip: 0, take: 9 });
    assert_eq!(found.expect("the store answers").rows, [stage.user(a.id)], "who was renamed is found by the new name");
}

/// Nobody goes on with what they are not any more.
pub fn sessions_of_who_is_suspended_or_promoted_are_over(stage: &Stage) {
    let (a, b, c) = (stage.member("a"), stage.member("b"), stage.member("c"));
    let (of_a, of_b, of_c) = (stage.signs_in(&a), stage.signs_in(&b), stage.signs_in(&c));
    stage.suspend(&a, true);
    let changes =
        [(b.id, Profile { role: Role::Auditor, ..b.profile }), (c.id, Profile { name: "別名".parse().expect("a name"), ..c.profile })];
    let notes = vec![stage.note(Act::UserChange); 2];
    assert_eq!(stage.office().change_users(&changes, &notes).expect("the store answers"), Ok(()));
    assert!(!stage.is_open(&of_a), "a suspended user's session is over");
    assert!(!stage.is_open(&of_b), "a session is over when its user has another role");
    assert!(stage.is_open(&of_c), "a session goes on when its user has another name");
}

/// What was handed over, and what the audit log says, outlive people.
pub fn a_deleted_user_leaves_the_history(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    let session = stage.signs_in(&a);
    stage.office().enrol(a.id, b"sealed", 1, &[stage.digest()], &stage.note(Act::OfficeEnroll)).expect("a factor is kept");
    let picked = stage.issued(&a);
    let pick_up = stage.pick_up(&picked, START);
    assert!(stage.picks_up(&pick_up));
    let (waiting, others) = (stage.issued(&a), stage.issued(&b));
    let nobody = UserId(stage.uuid());
    let delete = |entries: usize, ids: &[UserId]| {
        let notes = vec![stage.note(Act::UserDelete); ids.len()];
        let (office, by) = (stage.office(), login("staff"));
        stage.told(entries as i64, || office.delete_users(ids, START.plus(5), &by, &notes)).expect("the store answers")
    };
    assert_eq!(delete(0, &[a.id, nobody]), Err(UserRefused::Unknown(nobody)));
    assert!(stage.is_open(&session), "all or none");
    assert_eq!(delete(1, &[a.id]), Ok(()));
    assert!(!stage.is_open(&session), "sessions go with their user");
    assert_eq!(stage.office().factor(a.id).expect("the store answers"), None, "second factors go with their user");
    for handover in [&picked, &waiting] {
        let kept = stage.as_it_is(handover);
        assert_eq!((kept.state, kept.ended_at, kept.ended_by), (HandoverState::Revoked, Some(START.plus(5)), Some(login("staff"))));
        assert_eq!((kept.login, kept.name), (a.profile.login.clone(), a.profile.name.clone()), "the history keeps who it was");
    }
    assert_eq!(stage.as_it_is(&others).state, HandoverState::Issued, "what others have stays");
    assert_eq!(stage.office().users(&UserQuery::default(), Slice { skip: 0, take: 9 }).expect("the store answers").rows, [b]);
    assert_ne!(stage.member("a").id, a.id, "the login id can be given again");
}

fn first(stage: &Stage, name: &str) -> (Tenant, NewUser) {
    let tenant = TenantId::from_number(1_214_732_595_705_114_600).expect("a tenant");
    let profile = Profile { tenant, ..stage.profile(name, Role::SystemAdministrator) };
    (Tenant { id: tenant, name: "本部".parse().expect("a name"), created_at: START }, stage.new_user(profile))
}

/// Of many at once one is the first; there is another first when no administrator can sign in any more.
pub fn the_first_administrator_is_added_once(stage: &Stage) {
    let note = stage.note(Act::OfficeAdminInit);
    let add = |name: String| {
        let (tenant, user) = first(stage, &name);
        stage.office().add_first(&tenant, &user, &note).expect("the store answers")
    };
    let outcomes = stage.told(1, || at_once(|number| add(format!("a{number}"))));
    assert_eq!(outcomes.into_iter().filter(|first| *first).count(), 1, "one administrator is the first");
    assert_eq!(everybody(stage), 1);
    assert_eq!(stage.office().tenants().expect("the store answers").len(), 2, "the first brings a tenant");
}

/// Whoever could be deleted, demoted or suspended, one administrator can sign in.
pub fn the_last_administrator_stays(stage: &Stage) {
    let (a, b) = (stage.add("a", Role::SystemAdministrator), stage.add("b", Role::SystemAdministrator));
    let change = |entries, user: &PortalUser, role, suspended| {
        let change = [(user.id, Profile { role, suspended, ..user.profile.clone() })];
        stage.told(entries, || stage.office().change_users(&change, &[stage.note(Act::UserChange)])).expect("the store answers")
    };
    let delete = |entries, ids: &[UserId]| {
        let notes = vec![stage.note(Act::UserDelete); ids.len()];
        stage.told(entries, || stage.office().delete_users(ids, START, &login("staff"), &notes)).expect("the store answers")
    };
    assert_eq!(delete(0, &[a.id, b.id]), Err(UserRefused::LastAdministrator));
    assert_eq!(change(1, &a, Role::SystemAdministrator, true), Ok(()), "one of two may be suspended");
    assert_eq!(change(0, &b, Role::SystemAdministrator, true), Err(UserRefused::LastAdministrator));
    assert_eq!(change(0, &b, Role::Member, false), Err(UserRefused::LastAdministrator));
    assert_eq!(delete(0, &[b.id]), Err(UserRefused::LastAdministrator));
    assert_eq!(delete(1, &[a.id]), Ok(()), "a suspended one is not the last");
    assert_eq!(stage.user(b.id), b);
}

/// Two at once, each of whom suspends the other.
pub fn two_administrators_do_not_remove_each_other(stage: &Stage) {
    let admins = [stage.add("a", Role::SystemAdministrator), stage.add("b", Role::SystemAdministrator)];
    for _ in 0..3 {
        let outcomes = at_once(|number| {
            let user = &admins[number % 2];
            let profile = Profile { suspended: true, ..user.profile.clone() };
            let note = stage.note(Act::UserSuspend);
            stage.office_of(number / 2).change_users(&[(user.id, profile)], &[note]).expect("the store answers")
        });
        assert!(outcomes.contains(&Err(UserRefused::LastAdministrator)), "whoever comes second is refused");
        let left = admins.iter().filter(|admin| !stage.user(admin.id).profile.suspended).count();
        assert_eq!(left, 1, "one administrator is left");
        for admin in &admins {
            stage.suspend(admin, false);
        }
    }
}

/// Whoever is invited anew has no password, no session, and one invitation.
pub fn an_invitation_makes_the_password_void(stage: &Stage) {
    let a = stage.member("a");
    let first = stage.new_user(stage.profile("b", Role::Member));
    assert_eq!(stage.office().add_users(std::slice::from_ref(&first), &[]).expect("the store answers"), Ok(()));
    assert!(stage.office().set_password_by(first.invitation.id, "hash", START, &stage.note(Act::OfficePasswordSet)).expect("an answer"));
    let session = stage.session(&stage.user(first.id), SignInStage::SignedIn);
    stage.office().begin_session(&session, None, &stage.note(Act::OfficeSignIn)).expect("a session is kept");
    let again = |user| {
        let invitation = Invitation { id: InvitationId(stage.uuid()), user, until: START.plus(DAY) };
        (invitation, stage.mail(&a.profile.mail))
    };
    let nobody = UserId(stage.uuid());
    let notes = vec![stage.note(Act::UserInvite); 2];
    let refused = stage.told(0, || stage.office().invite(&[again(first.id), again(nobody)], &notes)).expect("the store answers");
    assert_eq!(refused, Err(UserRefused::Unknown(nobody)));
    assert!(stage.user(first.id).has_password && stage.is_open(&session), "all or none");
    let (one, two) = (again(first.id), again(a.id));
    let invited = stage.told(2, || stage.office().invite(&[one.clone(), two], &notes)).expect("the store answers");
    assert_eq!(invited, Ok(()));
    assert!(!stage.user(first.id).has_password, "the password is over");
    assert!(!stage.is_open(&session), "the session is over");
    let (newer, mail) = again(first.id);
    assert_eq!(stage.office().invite(&[(newer.clone(), mail)], &notes[..1]).expect("the store answers"), Ok(()));
    assert_eq!(stage.office().invitation(one.0.id, START).expect("the store answers"), None, "a newer invitation takes its place");
    assert_eq!(stage.office().invitation(newer.id, START).expect("the store answers").map(|user| user.id), Some(first.id));
}
