//! Mails on their way.

use fgapi_admin::{Mail, MailCounts, MailId, MailState};
use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;

use crate::Stage;
use crate::stage::{DAY, START, at_once};

const LEASE: i64 = 300;

fn take(stage: &Stage, now: UnixSeconds, limit: u32) -> Vec<Mail> {
    stage.office().take_mails(now, now.plus(LEASE), limit).expect("the store answers")
}

fn one(stage: &Stage) -> MailId {
    stage.member("a");
    let taken = take(stage, START, 10);
    assert_eq!(taken.len(), 1, "a new user's mail waits");
    taken[0].new.id
}

fn as_it_is(stage: &Stage, id: MailId) -> Mail {
    stage.office().mail(id).expect("the store answers").expect("the mail is there")
}

/// Until its time is over; then another takes it over.
pub fn a_mail_belongs_to_one_gateway(stage: &Stage) {
    stage.member("a");
    assert_eq!(take(stage, START.plus(-1), 10), [], "before its time nobody takes it");
    let taken = take(stage, START, 10);
    let due = Mail { next_at: START.plus(LEASE), ..as_it_is(stage, taken[0].new.id) };
    assert_eq!(taken, [due], "it is taken as it was written");
    assert_eq!(take(stage, START.plus(LEASE - 1), 10), [], "nobody else gets it meanwhile");
    assert_eq!(take(stage, START.plus(LEASE), 10).len(), 1, "one whose gateway died is taken over");
    stage.office().mail_sent(taken[0].new.id, START.plus(LEASE + 1)).expect("the store answers");
    let sent = as_it_is(stage, taken[0].new.id);
    assert_eq!((sent.state, sent.attempts, sent.sent_at), (MailState::Sent, 1, Some(START.plus(LEASE + 1))));
    assert_eq!(take(stage, START.plus(DAY), 10), [], "what was sent is not taken");
    assert_eq!(stage.office().mail(MailId(stage.uuid())).expect("the store answers"), None);
}

/// Many at once get each mail once, and leave none.
pub fn two_gateways_share_the_queue(stage: &Stage) {
    const MAILS: usize = 40;
    let new: Vec<_> = (0..MAILS).map(|number| stage.new_user(stage.profile(&format!("u{number}"), fgapi_admin::Role::Member))).collect();
    assert_eq!(stage.office().add_users(&new, &[]).expect("the store answers"), Ok(()));
    let mut taken: Vec<MailId> = at_once(|_| {
        let mut mine = Vec::new();
        loop {
            let some = take(stage, START, 3);
            assert!(some.len() <= 3, "a limit is kept");
            if some.is_empty() {
                return mine;
            }
            mine.extend(some.into_iter().map(|mail| mail.new.id));
            assert!(mine.len() <= MAILS, "nobody gets a mail again and again");
        }
    })
    .concat();
    assert_eq!(taken.len(), MAILS, "each mail is taken");
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), MAILS, "each mail is taken once");
}

/// As its gateway says.
pub fn a_mail_is_tried_again_or_given_up(stage: &Stage) {
    let id = one(stage);
    stage.office().mail_failed(id, "the server is away", Some(START.plus(60))).expect("the store answers");
    let waiting = as_it_is(stage, id);
    assert_eq!((waiting.state, waiting.attempts, waiting.next_at), (MailState::Waiting, 1, START.plus(60)));
    assert_eq!(waiting.trouble.as_deref(), Some("the server is away"));
    assert_eq!(take(stage, START.plus(59), 10), []);
    assert_eq!(take(stage, START.plus(60), 10).len(), 1, "it is tried again at its time");
    stage.office().mail_failed(id, "nobody has this address", None).expect("the store answers");
    let failed = as_it_is(stage, id);
    assert_eq!((failed.state, failed.attempts, failed.trouble.as_deref()), (MailState::Failed, 2, Some("nobody has this address")));
    assert_eq!(take(stage, START.plus(DAY), 10), [], "what was given up is not taken");
    stage.office().mail_failed(id, "late", Some(START)).expect("the store answers");
    assert_eq!(as_it_is(stage, id), failed, "what was given up stays so");
    stage.office().mail_sent(id, START.plus(61)).expect("the store answers");
    stage.office().mail_failed(id, "late", None).expect("the store answers");
    assert_eq!(as_it_is(stage, id).state, MailState::Sent, "what was sent stays so");
    assert_eq!(as_it_is(stage, id).trouble, None);
}

/// Told once, counted anew.
pub fn a_mail_is_sent_again_by_hand(stage: &Stage) {
    let id = one(stage);
    let counts = || stage.office().mail_counts().expect("the store answers");
    assert_eq!(counts(), MailCounts { waiting: 1, sent: 0, failed: 0, oldest_waiting: Some(START) });
    let note = stage.note(Act::MailResend);
    let resend = |entries, id| stage.told(entries, || stage.office().resend(id, START.plus(DAY), &note)).expect("the store answers");
    assert!(!resend(0, id), "it waits already");
    assert!(!resend(0, MailId(stage.uuid())), "there is none");
    stage.office().mail_sent(id, START).expect("the store answers");
    assert_eq!(counts(), MailCounts { waiting: 0, sent: 1, failed: 0, oldest_waiting: None });
    assert!(resend(1, id));
    assert_eq!(counts(), MailCounts { waiting: 1, sent: 0, failed: 0, oldest_waiting: Some(START.plus(DAY)) }, "it waits since then");
    let again = take(stage, START.plus(DAY), 10);
    assert_eq!(again.iter().map(|mail| (mail.new.id, mail.attempts, mail.sent_at)).collect::<Vec<_>>(), [(id, 0, None)]);
    stage.office().mail_failed(id, "no", None).expect("the store answers");
    assert_eq!(counts(), MailCounts { waiting: 0, sent: 0, failed: 1, oldest_waiting: None });
    assert!(resend(1, id), "what was given up can be sent again");
}
