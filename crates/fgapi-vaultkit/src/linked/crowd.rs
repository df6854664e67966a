//! Everybody at once.

use std::sync::Mutex;

use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, AggregationError, Change, Kept, NewAccount, Recorded};
use fgapi_vault::Reseal;

use super::Stage;
use super::stage::{START, at_once, customer, failed, found, harvest};

/// How many things each caller does.
const DEEDS: u64 = 60;
/// How many accounts all of them share.
const ACCOUNTS: usize = 6;

/// Nobody waits in a ring, and nothing is left of what was removed.
pub fn whatever_comes_at_once_is_answered(stage: &Stage) {
    let ids: Vec<AccountId> =
        (0..ACCOUNTS).map(|number| if number % 2 == 0 { stage.linked_by("a") } else { stage.manual_by("a") }).collect();
    let ids = Mutex::new(ids);
    at_once(|number| {
        let mut dice = number as u64 + 1;
        for deed in 0..DEEDS {
            // A small generator is enough here, and the same mixture comes each time.
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let which = usize::try_from(dice >> 40).expect("a number") % ACCOUNTS;
            let now = START.plus(i64::try_from(deed).expect("a number") * 50);
            let id = ids.lock().expect("nobody breaks off")[which];
            match (dice >> 33) % 8 {
                0 | 1 => works(stage, id, now),
                2 => is_linked_anew(stage, id, now),
                3 => is_answered(stage, id, now),
                4 => changes_their_mind(stage, id, now),
                5 => drop(stage.linked().purge_links(now, 5).expect("the store answers")),
                6 => is_sealed_anew(stage),
                _ => {
                    let removed = stage.linked().remove(id, &customer("a"), &stage.note(Act::LinkedAccountRemove));
                    if removed.expect("the store answers") {
                        let new = if which.is_multiple_of(2) { stage.linked_by("a") } else { stage.manual_by("a") };
                        ids.lock().expect("nobody breaks off")[which] = new;
                    }
                }
            }
        }
    });
    for id in ids.into_inner().expect("nobody broke off") {
        assert!(stage.linked().remove(id, &customer("a"), &stage.note(Act::LinkedAccountRemove)).expect("the store answers"));
    }
    stage.linked().purge_links(START.plus(1_000_000), u32::MAX).expect("the store answers");
    assert_eq!(stage.linked().accounts_of(&customer("a"), None, 0, 9).expect("the store answers"), (0, vec![]));
    assert_eq!(stage.places(), [], "nothing is sealed for nobody");
}

fn works(stage: &Stage, id: AccountId, now: UnixSeconds) {
    let Some((account, lease)) = stage.lease(now).or_else(|| stage.lease_this(id, now)) else { return };
    let note = stage.note(Act::LinkedAccountTake);
    stage.linked().take_answers(account.id, lease.fence, now, &note).expect("the store answers");
    let tokens = stage.sealed_of(account.id, AccountId::TOKENS, "refreshed");
    if account.automatic {
        stage.linked().put_tokens(account.id, lease.fence, &tokens, None).expect("the store answers");
    }
    let requests = vec![stage.request("飼い犬の名前"), stage.request("母の旧姓")];
    let harvest = harvest([found("1", 5, &[("t1", 0, 5), ("t2", 1, 6)])]);
    stage.record(account.id, lease.fence, &Recorded { harvest, requests, ..failed(now, AggregationError::SecretQuestion) });
}

fn is_linked_anew(stage: &Stage, id: AccountId, now: UnixSeconds) {
    let pending = stage.pending("a", Some(id));
    if stage.begin(&fgapi_linked::PendingLink { until: now.plus(100), ..pending.clone() }) != Kept::Done {
        return;
    }
    // Some never come back.
    if now.0 % 100 == 0 && stage.linked().take_pending(&pending.state, now).expect("the store answers").is_some() {
        let values = vec![stage.sealed_of(id, AccountId::TOKENS, "new tokens")];
        let new = stage.automatic(&customer("a"), super::stage::AUTOMATIC, now);
        stage.put(&NewAccount { id, anew: true, values, ..new });
    }
}

fn is_answered(stage: &Stage, id: AccountId, now: UnixSeconds) {
    let Some(account) = stage.linked().account(id).expect("the store answers") else { return };
    let note = stage.note(Act::LinkedAccountAnswer);
    for request in account.requests {
        let value = stage.sealed_of(id, &request.id.field(), "ポチ");
        stage.linked().answer(request.id, &customer("a"), &value, now, now.plus(100), &note).expect("the store answers");
    }
    let values = [stage.sealed_of(id, "form:14", "open"), stage.sealed_of(id, "form:13", "134")];
    stage.linked().answer_forms(id, &customer("a"), &values, None, now.plus(100), &note).expect("the store answers");
}

fn changes_their_mind(stage: &Stage, id: AccountId, now: UnixSeconds) {
    for change in [Change::Suspend, Change::DispName(None), Change::Resume] {
        let note = stage.note(Act::LinkedAccountChange);
        stage.linked().change(id, &customer("a"), &change, now, &note).expect("the store answers");
    }
    stage.linked().acquire(id, &customer("a"), now, 10).expect("the store answers");
}

/// As by a change of keys.
fn is_sealed_anew(stage: &Stage) {
    let values = stage.vault().values(None, 100).expect("the store answers");
    let anew: Vec<Reseal> = values.into_iter().map(|before| Reseal { after: before.clone(), before }).collect();
    stage.vault().reseal(&anew).expect("the store answers");
}
