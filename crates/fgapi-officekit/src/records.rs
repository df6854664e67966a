//! Parameters, templates, tenants, counts, and what is removed.

use fgapi_admin::{
    Activity, Counted, HandoverQuery, Hour, LockRule, MailKind, MailQuery, Parameters, Session, Slice, Stage as SignInStage, Template,
    Tenant, TenantDeleted, TenantId,
};
use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;

use crate::Stage;
use crate::stage::{DAY, START, at_once, login};

/// Of many who saw the same, one changes them; what was issued keeps its terms.
pub fn parameters_change_from_what_was_seen(stage: &Stage) {
    let seen = stage.office().parameters().expect("the store answers");
    assert_eq!(seen, Parameters::default(), "as long as nobody changed them they are the default ones");
    let handover = stage.issued(&stage.member("a"));
    let note = stage.note(Act::ParameterChange);
    let set = |before: &Parameters, after: &Parameters| stage.office().set_parameters(before, after, &note).expect("the store answers");
    let next = |days| Parameters { api_token_days: days, pickup_days: 3, overlap_hours: 0 };
    stage.told(0, || assert!(!set(&next(1), &next(2)), "they are not as before"));
    assert_eq!(stage.office().parameters().expect("the store answers"), seen);
    let outcomes = stage.told(1, || at_once(|number| set(&seen, &next(number as u32 + 1))));
    let winner = outcomes.iter().position(|changed| *changed).expect("somebody changes them");
    assert_eq!(outcomes.iter().filter(|changed| **changed).count(), 1, "of many who saw the same one changes them");
    let now = next(winner as u32 + 1);
    assert_eq!(stage.office().parameters().expect("the store answers"), now);
    stage.told(1, || assert!(set(&now, &seen), "they may go back"));
    assert_eq!(stage.as_it_is(&handover), handover, "what was issued keeps its terms");
}

/// Each kind has its own.
pub fn templates_come_and_go(stage: &Stage) {
    let template = |kind, subject: &str| Template { kind, subject: subject.to_owned(), body: "本文 '%_\\ {url}\n".to_owned() };
    let read = |kind| stage.office().template(kind).expect("the store answers");
    let note = stage.note(Act::TemplateChange);
    let set = |entries, kind, template: Option<&Template>| {
        stage.told(entries, || stage.office().set_template(kind, template, &note)).expect("the store answers");
    };
    assert_eq!(MailKind::ALL.map(read), [None, None, None, None]);
    set(0, MailKind::Invitation, None);
    for subject in ["件名", "別の件名"] {
        let own = template(MailKind::Invitation, subject);
        set(1, MailKind::Invitation, Some(&own));
        assert_eq!(read(MailKind::Invitation), Some(own));
    }
    assert_eq!(read(MailKind::ApiTokenIssued), None, "each kind has its own");
    set(1, MailKind::Invitation, None);
    assert_eq!(read(MailKind::Invitation), None);
}

/// By name, each with its number.
pub fn tenants_have_names(stage: &Stage) {
    let first = stage.office().tenants().expect("the store answers").remove(0);
    let second = Tenant {
        id: TenantId::from_number(1_214_732_595_705_114_600).expect("a tenant"),
        name: "い商店".parse().expect("a name"),
        created_at: START.plus(1),
    };
    let note = stage.note(Act::TenantCreate);
    stage.told(1, || stage.office().put_tenant(&second, &note).expect("the store answers"));
    assert_eq!(stage.office().tenants().expect("the store answers"), [second.clone(), first.clone()]);
    let renamed = Tenant { name: "鶴商店".parse().expect("a name"), created_at: START.plus(9), ..second };
    stage.told(1, || stage.office().put_tenant(&renamed, &note).expect("the store answers"));
    let due = [first, Tenant { created_at: START.plus(1), ..renamed }];
    assert_eq!(stage.office().tenants().expect("the store answers"), due, "a tenant keeps its number and its age");
}

/// Once, and never under somebody's feet. What a tenant has beside is another port's law.
pub fn a_tenant_without_people_is_deleted(stage: &Stage) {
    let (own, note) = (stage.tenant, stage.note(Act::TenantDelete));
    let delete = |id| stage.office().delete_tenant(id, &note).expect("the store answers");
    let user = stage.member("a");
    stage.told(0, || assert_eq!(delete(own), TenantDeleted::HasUsers, "people are there"));
    stage.issued(&user);
    let deleted = stage.office().delete_users(&[user.id], START, &login("staff"), &[stage.note(Act::UserDelete)]);
    assert_eq!(deleted.expect("the store answers"), Ok(()));
    stage.told(0, || assert_eq!(delete(own), TenantDeleted::HasUsers, "what was handed over is there"));
    let empty =
        Tenant { id: TenantId::from_number(i64::MAX).expect("a tenant"), name: "空商店".parse().expect("a name"), created_at: START };
    stage.office().put_tenant(&empty, &stage.note(Act::TenantCreate)).expect("the store answers");
    stage.told(1, || {
        let crowd = at_once(|_| delete(empty.id));
        assert_eq!(crowd.iter().filter(|deleted| **deleted == TenantDeleted::Done).count(), 1, "one of a crowd deletes it");
        assert!(crowd.iter().all(|deleted| *deleted != TenantDeleted::HasUsers), "it has nobody");
    });
    stage.told(0, || assert_eq!(delete(empty.id), TenantDeleted::Unknown, "it is gone"));
    let left: Vec<TenantId> = stage.office().tenants().expect("the store answers").iter().map(|tenant| tenant.id).collect();
    assert_eq!(left, [own]);
}

/// From many gateways at once.
pub fn counts_are_added_up(stage: &Stage) {
    let hour = Hour(START.0 / 3_600);
    let count = |hour, client: Option<&str>, what, count| Activity {
        hour,
        client: client.map(|client| client.parse().expect("an API key")),
        what,
        count,
    };
    let mut all = vec![
        count(hour, Some("fgk_1"), Counted::Answered, 2),
        count(Hour(hour.0 - 1), None, Counted::TokenRefused, 1),
        count(hour, None, Counted::Failed, 3),
        count(hour, Some("fgk_1"), Counted::Refused, 5),
    ];
    let crowd = at_once(|number| {
        let mut mine = all.clone();
        mine.rotate_left(number % 4);
        stage.office().add_activity(&mine)
    });
    assert!(crowd.iter().all(Result::is_ok), "nobody waits for another who waits: {crowd:?}");
    for activity in &mut all {
        activity.count *= crowd.len() as u64;
    }
    let counts = |from| {
        let mut counts = stage.office().activity(from).expect("the store answers");
        assert!(counts.is_sorted_by_key(|count| count.hour), "they come by the hour");
        counts.sort_by(|a, b| (a.hour, &a.client, a.what).cmp(&(b.hour, &b.client, b.what)));
        counts
    };
    all.sort_by(|a, b| (a.hour, &a.client, a.what).cmp(&(b.hour, &b.client, b.what)));
    assert_eq!(counts(Hour(0)), all, "all are added up");
    assert_eq!(counts(hour), all[1..], "only from that hour on");
}

fn purge(stage: &Stage, now: UnixSeconds, kept_from: UnixSeconds) -> u64 {
    stage.office().purge_office(now, kept_from, 1_000).expect("the store answers").rows
}

/// Each kind by its own time.
pub fn only_what_is_over_is_purged(stage: &Stage) {
    let user = stage.member("a");
    let session = stage.signs_in(&user);
    let longer = Session { until: START.plus(90 * DAY), ..stage.session(&user, SignInStage::SignedIn) };
    stage.office().begin_session(&longer, None, &stage.note(Act::OfficeSignIn)).expect("a session is kept");
    let rule = LockRule { most: 1, locked_until: START.plus(900), now: START };
    stage.office().attempt(&login("nobody"), rule).expect("an attempt is counted");
    assert_eq!(purge(stage, START.plus(899), START), 0, "nothing is over");
    assert_eq!(purge(stage, START.plus(900), START), 1, "a lock that is over is forgotten");
    assert_eq!(purge(stage, START.plus(DAY), START), 1, "a session that is over is removed");
    assert!(!stage.is_open(&session) && stage.is_open(&longer));
    assert_eq!(purge(stage, START.plus(2 * DAY), START), 1, "an invitation is removed a day after its end");
    let (missed, revoked, good, client) =
        (stage.issued(&stage.member("b")), stage.issued(&stage.member("c")), stage.issued(&user), stage.member("d"));
    assert!(stage.picks_up(&stage.pick_up(&good, START)));
    let notes = [stage.note(Act::TokenHandoverRevoke)];
    assert_eq!(stage.office().revoke(&[revoked.id], START, &login("staff"), &notes).expect("the store answers"), 1);
    let sent = stage.office().mails(&MailQuery::default(), Slice { skip: 0, take: 1 }).expect("the store answers").rows.remove(0).new.id;
    stage.office().mail_sent(sent, START).expect("a mail is sent");
    let count = Activity { hour: Hour(START.0 / 3_600), client: None, what: Counted::Answered, count: 1 };
    stage.office().add_activity(&[count]).expect("counts are kept");
    let waiting = stage.office().mail_counts().expect("the store answers").waiting;
    assert_eq!(purge(stage, START, START), 0, "what ends when the keeping begins is kept");
    assert_eq!(purge(stage, START, START.plus(1)), 2, "the mail and the revoked one");
    assert_eq!(purge(stage, START, START.plus(3_600)), 1, "the count of an hour that is over");
    assert_eq!(purge(stage, START, START.plus(DAY + 1)), 1, "what was not picked up in time");
    assert_eq!(stage.office().handover(missed.id).expect("the store answers"), None);
    let left = stage.office().handovers(&HandoverQuery::default(), Slice { skip: 0, take: 9 }).expect("the store answers").rows;
    assert_eq!(left.iter().map(|handover| handover.id).collect::<Vec<_>>(), [good.id], "a good token is kept");
    assert_eq!(purge(stage, START, START.plus(365 * DAY + 1)), 1, "until it is over");
    assert_eq!(stage.office().mail_counts().expect("the store answers").waiting, waiting, "a mail that waits is kept");
    assert_eq!(stage.user(client.id), client, "people are never purged");
}

/// No more than the limit go at once.
pub fn a_purge_is_bounded(stage: &Stage) {
    let user = stage.member("a");
    for _ in 0..5 {
        stage.signs_in(&user);
    }
    let purge = |limit| stage.office().purge_office(START.plus(DAY), START, limit).expect("the store answers").rows;
    assert_eq!([purge(2), purge(2), purge(2), purge(2)], [2, 2, 1, 0]);
}
