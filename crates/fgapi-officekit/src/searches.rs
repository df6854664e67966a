//! What lists leave out, and in which order they come.

use fgapi_admin::{
    HandoverKind, HandoverQuery, HandoverState, Listed, LockRule, MailQuery, MailState, NewMail, PortalUser, Profile, Role, Slice,
    UserQuery, UserSort,
};
use fgapi_audit::Act;

use crate::Stage;
use crate::stage::{DAY, START, address, login};

const ALL: Slice = Slice { skip: 0, take: 100 };

fn names(stage: &Stage, query: &UserQuery) -> Vec<String> {
    let Listed { rows, total } = stage.office().users(query, ALL).expect("the store answers");
    assert_eq!(total, rows.len() as u64, "the whole list is counted");
    let ids: Vec<_> = rows.iter().map(|user| user.id).collect();
    assert_eq!(stage.office().user_ids(query, 100).expect("the store answers"), ids, "numbers come as the list does");
    rows.iter().map(|user| user.profile.login.as_str().to_owned()).collect()
}

fn with_text(text: &str) -> UserQuery {
    UserQuery { text: text.to_owned(), ..UserQuery::default() }
}

/// `%`, `_` and `\` stand for themselves, and capital letters for small ones, also outside ASCII.
pub fn no_letter_of_a_search_stands_for_another(stage: &Stage) {
    let add = |name: &str, shown: &str| {
        let mut profile = stage.profile("x", Role::Member);
        (profile.login, profile.name) = (login(name), shown.parse().expect("a name"));
        let user = stage.new_user(Profile { mail: address("x@kakei.example"), ..profile });
        assert_eq!(stage.office().add_users(&[user], &[]).expect("the store answers"), Ok(()));
    };
    add("per%cent", "ÄRGER 花子");
    add("under_score", "ｶﾅ Ａｂｃ");
    add("back\\slash", "O'Neil");
    for (text, due) in [
        ("%", vec!["per%cent"]),
        ("_", vec!["under_score"]),
        ("\\", vec!["back\\slash"]),
        ("PER%C", vec!["per%cent"]),
        ("p_r", vec![]),
        ("ärger", vec!["per%cent"]),
        ("花", vec!["per%cent"]),
        ("ａＢｃ", vec!["under_score"]),
        ("'", vec!["back\\slash"]),
        ("X@KAKEI", vec!["back\\slash", "per%cent", "under_score"]),
        ("score\nｶ", vec![]),
        ("\0", vec![]),
        ("", vec!["back\\slash", "per%cent", "under_score"]),
    ] {
        assert_eq!(names(stage, &with_text(text)), due, "{text:?}");
    }
}

/// Each filter alone, and several together.
pub fn each_filter_of_users_chooses(stage: &Stage) {
    let a = stage.add("a", Role::SystemAdministrator);
    let (b, _c) = (stage.add("b", Role::Auditor), stage.member("c"));
    stage.suspend(&b, true);
    let rule = LockRule { most: 1, locked_until: START.plus(900), now: START };
    stage.office().attempt(&a.profile.login, rule).expect("an attempt is counted");
    let all = UserQuery::default;
    assert_eq!(names(stage, &UserQuery { roles: vec![Role::Auditor, Role::Member], ..all() }), ["b", "c"]);
    assert_eq!(names(stage, &UserQuery { suspended: Some(true), ..all() }), ["b"]);
    assert_eq!(names(stage, &UserQuery { suspended: Some(false), ..all() }), ["a", "c"]);
    assert_eq!(names(stage, &UserQuery { locked: Some((true, START)), ..all() }), ["a"]);
    assert_eq!(names(stage, &UserQuery { locked: Some((false, START)), ..all() }), ["b", "c"]);
    assert_eq!(names(stage, &UserQuery { locked: Some((true, START.plus(900))), ..all() }), [] as [&str; 0], "a lock ends on the second");
    assert_eq!(names(stage, &UserQuery { tenant: Some(stage.tenant), ..all() }), ["a", "b", "c"]);
    let other = fgapi_admin::TenantId::from_number(1_000_000_000_000_000_001).expect("a tenant");
    assert_eq!(names(stage, &UserQuery { tenant: Some(other), ..all() }), [] as [&str; 0]);
    assert_eq!(names(stage, &UserQuery { suspended: Some(false), roles: vec![Role::Member], text: "C".into(), ..all() }), ["c"]);
    assert_eq!(stage.user(a.id).locked_until, Some(START.plus(900)), "a locked user is told as one");
}

/// By each column, either way, in pages that leave nothing out.
pub fn users_come_in_the_order_that_is_asked_for(stage: &Stage) {
    for (name, shown, mail, role) in [
        ("a", "C", "b@x.example", Role::Member),
        ("b", "A", "c@x.example", Role::Auditor),
        ("c", "B", "a@x.example", Role::SystemAdministrator),
        ("B", "あ", "B@x.example", Role::UserAdministrator),
    ] {
        let profile = Profile { name: shown.parse().expect("a name"), mail: address(mail), ..stage.profile(name, role) };
        assert_eq!(stage.office().add_users(&[stage.new_user(profile)], &[]).expect("the store answers"), Ok(()));
    }
    for (sort, due) in [
        (UserSort::Login, ["B", "a", "b", "c"]),
        (UserSort::Name, ["b", "c", "a", "B"]),
        (UserSort::Mail, ["B", "c", "a", "b"]),
        (UserSort::Role, ["b", "a", "c", "B"]),
    ] {
        let mut query = UserQuery { sort, ..UserQuery::default() };
        assert_eq!(names(stage, &query), due, "{sort:?}");
        query.descending = true;
        let back: Vec<&str> = due.into_iter().rev().collect();
        assert_eq!(names(stage, &query), back, "{sort:?}, descending");
        let mut paged: Vec<PortalUser> = Vec::new();
        for skip in [0, 3, 6] {
            let page = stage.office().users(&query, Slice { skip, take: 3 }).expect("the store answers");
            assert_eq!(page.total, 4, "each page counts the whole list");
            paged.extend(page.rows);
        }
        assert_eq!(paged.iter().map(|user| user.profile.login.as_str()).collect::<Vec<_>>(), back, "pages leave nothing out");
    }
    assert_eq!(stage.office().user_ids(&UserQuery::default(), 2).expect("the store answers").len(), 2, "a limit is kept");
}

/// By text, user, state, time and kind.
pub fn each_filter_of_handovers_chooses(stage: &Stage) {
    let (a, b) = (stage.member("a"), stage.member("b"));
    let picked = stage.issued(&a);
    let pick_up = stage.pick_up(&picked, START.plus(1));
    assert!(stage.picks_up(&pick_up));
    let waiting = fgapi_admin::Handover { issued_at: START.plus(2), ..stage.handover(&a) };
    let of_client = fgapi_admin::Handover {
        kind: HandoverKind::ClientCredentials { client: "fgk_Kakei".parse().expect("an API key"), overlap_seconds: 0 },
        issued_at: START.plus(3),
        ..stage.handover(&b)
    };
    assert_eq!(stage.issue(&[waiting.clone(), of_client.clone()]), Ok(()));
    let found = |query: HandoverQuery| {
        let Listed { rows, total } = stage.office().handovers(&query, ALL).expect("the store answers");
        assert_eq!(total, rows.len() as u64, "the whole list is counted");
        rows.into_iter().map(|handover| handover.id).collect::<Vec<_>>()
    };
    let all = HandoverQuery::default;
    let text = |text: &str| HandoverQuery { text: text.to_owned(), ..all() };
    assert_eq!(found(all()), [of_client.id, waiting.id, picked.id], "the newest comes first");
    assert_eq!(found(text("A さん")), [waiting.id, picked.id]);
    assert_eq!(found(text("FGK_kakei")), [of_client.id], "an API key is found");
    assert_eq!(found(text("fgk%")), [], "no letter stands for another");
    assert_eq!(found(text(&pick_up.fingerprint.to_uppercase())), [picked.id], "a fingerprint is found");
    assert_eq!(found(HandoverQuery { user: Some(a.id), ..all() }), [waiting.id, picked.id]);
    assert_eq!(found(HandoverQuery { state: Some(HandoverState::PickedUp), ..all() }), [picked.id]);
    let over = |state, over, at| found(HandoverQuery { state: Some(state), over: Some((over, at)), ..all() });
    let end = START.plus(1 + 365 * DAY);
    assert_eq!(over(HandoverState::Issued, false, START), [of_client.id, waiting.id]);
    assert_eq!(over(HandoverState::Issued, true, START.plus(DAY)), [of_client.id, waiting.id], "missed on the second");
    assert_eq!(over(HandoverState::Issued, true, START.plus(DAY - 1)), []);
    assert_eq!(over(HandoverState::PickedUp, false, end.plus(-1)), [picked.id]);
    assert_eq!(over(HandoverState::PickedUp, true, end), [picked.id], "expired on the second");
    assert_eq!(found(HandoverQuery { api_tokens: Some(true), ..all() }), [waiting.id, picked.id]);
    assert_eq!(found(HandoverQuery { api_tokens: Some(false), text: "b".into(), ..all() }), [of_client.id]);
    let page = stage.office().handovers(&all(), Slice { skip: 1, take: 1 }).expect("the store answers");
    assert_eq!((page.total, page.rows.first().map(|row| row.id)), (3, Some(waiting.id)), "a page is counted with the whole list");
}

/// By text and state.
pub fn each_filter_of_mails_chooses(stage: &Stage) {
    let user = stage.member("a");
    let first = stage.office().mails(&MailQuery::default(), ALL).expect("the store answers").rows.remove(0).new.id;
    let handovers = [stage.handover(&user)];
    let mail = NewMail { subject: "100% 件名_A".to_owned(), created_at: START.plus(1), ..stage.mail(&address("Hanako@b.example")) };
    let issued = stage.office().issue(&handovers, std::slice::from_ref(&mail), &[stage.note(Act::TokenHandoverIssue)]);
    assert_eq!(issued.expect("the store answers"), Ok(()));
    stage.office().mail_sent(first, START).expect("a mail is sent");
    let found = |text: &str, state| {
        let query = MailQuery { text: text.to_owned(), state };
        let Listed { rows, total } = stage.office().mails(&query, ALL).expect("the store answers");
        assert_eq!(total, rows.len() as u64, "the whole list is counted");
        rows.into_iter().map(|mail| mail.new.id).collect::<Vec<_>>()
    };
    assert_eq!(found("", None), [mail.id, first], "the newest comes first");
    assert_eq!(found("hanako@B", None), [mail.id]);
    assert_eq!(found("0% 件名_a", None), [mail.id]);
    assert_eq!(found("1%件", None), [], "no letter stands for another");
    assert_eq!(found("", Some(MailState::Sent)), [first]);
    assert_eq!(found("", Some(MailState::Failed)), []);
}
