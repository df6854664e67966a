//! A spent refresh token comes again: an answer was lost, or the token was stolen (reading R21).

use fgapi_token::{Dead, EndReason, RefreshRetry, TokenPolicy};

use super::Stage;
use super::stage::assert_refused;

/// The length of the window.
fn window() -> i64 {
    TokenPolicy::default().retry_seconds
}

/// By the letter the spent token is dead; most likely an answer was lost, so nothing ends.
pub fn a_spent_token_is_refused_and_ends_nothing_while_the_window_is_open(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    stage.clock.advance(window() - 1);
    for _ in 0..3 {
        assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, false, "a spent token is refused, and the link lives");
    }
    stage.assert_alive(&new, "a lost answer costs the client nothing but the answer");
    stage.next(&app, &new);
}

/// After the window nobody repeats a call for a lost answer.
pub fn a_spent_token_ends_the_link_when_the_window_is_over(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    stage.clock.advance(window());
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, true, "a spent token that comes late was stolen");
    stage.assert_dead(&new, Dead::Ended(EndReason::Reused), "reuse ends the link, durably and on every node");
    assert_refused(stage.rotate(&app, &new.refresh, None), Dead::Ended(EndReason::Reused), false, "with its refresh token");
}

/// Whoever used the successor has it: the spent token is in other hands too.
pub fn a_spent_token_ends_the_link_when_its_successor_was_used(stage: &Stage) {
    let app = stage.app();
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    stage.present(&new.access).expect("the successor is used");
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, true, "a spent token after its successor was used is reuse");
    stage.assert_dead(&new, Dead::Ended(EndReason::Reused), "reuse ends the link");
}

/// A refresh with the successor is a use of it.
pub fn a_grandparent_ends_the_link(stage: &Stage) {
    let app = stage.app();
    let oldest = stage.link(&app, "c1");
    let middle = stage.next(&app, &oldest);
    let newest = stage.next(&app, &middle);
    assert_refused(stage.rotate(&app, &oldest.refresh, None), Dead::Rotated, true, "its successor was refreshed, so this is reuse");
    stage.assert_dead(&newest, Dead::Ended(EndReason::Reused), "reuse ends the link");
}

/// The setting `until_successor_used`: once more, for unused successors only.
pub fn a_client_may_have_a_spent_token_honoured_once(stage: &Stage) {
    let app = stage.app_with(RefreshRetry::UntilSuccessorUsed);
    let old = stage.link(&app, "c1");
    let lost = stage.next(&app, &old);
    stage.clock.advance(window() - 1);
    let new = stage.rotate(&app, &old.refresh, None).expect("a spent token is honoured once more while its successor is unused");
    stage.assert_dead(&lost, Dead::Rotated, "the unused successors die first");
    stage.assert_alive(&new, "the second answer's tokens work");
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, false, "not a second time");
    stage.assert_alive(&new, "and the attempt ends nothing while the window is open");
    stage.next(&app, &new);
}

/// A spent token that is honoured again does not open the window again.
pub fn the_window_does_not_slide(stage: &Stage) {
    let app = stage.app_with(RefreshRetry::UntilSuccessorUsed);
    let old = stage.link(&app, "c1");
    let lost = stage.next(&app, &old);
    stage.clock.advance(window() - 1);
    let new = stage.rotate(&app, &old.refresh, None).expect("honoured in the last second");
    stage.clock.advance(1);
    assert_refused(stage.rotate(&app, &lost.refresh, None), Dead::Rotated, true, "the window began with the first refresh");
    stage.assert_dead(&new, Dead::Ended(EndReason::Reused), "after the window a spent token ends the link");
}

/// A lost answer is made good once: neither the token nor a successor that nobody used is honoured again.
pub fn a_lost_answer_is_made_good_once(stage: &Stage) {
    let app = stage.app_with(RefreshRetry::UntilSuccessorUsed);
    let old = stage.link(&app, "c1");
    let lost = stage.next(&app, &old);
    let new = stage.rotate(&app, &old.refresh, None).expect("honoured once more");
    for spent in [&old, &lost] {
        assert_refused(stage.rotate(&app, &spent.refresh, None), Dead::Rotated, false, "within the window, but for the second time");
    }
    stage.assert_alive(&new, "the pair that the client holds goes on");
}

/// A used successor shows that the answer arrived.
pub fn a_used_successor_closes_the_window(stage: &Stage) {
    let app = stage.app_with(RefreshRetry::UntilSuccessorUsed);
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    stage.present(&new.access).expect("the successor is used");
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, true, "also for a client with this setting");
    stage.assert_dead(&new, Dead::Ended(EndReason::Reused), "reuse ends the link");
}

/// What an older authorization gave is dead, and shows nothing about the newer one.
pub fn an_older_family_never_ends_a_newer_one(stage: &Stage) {
    let app = stage.app();
    let first = stage.link(&app, "c1");
    let second = stage.next(&app, &first);
    let newer = stage.link(&app, "c1");
    stage.clock.advance(window() + 1);
    for old in [&first, &second] {
        assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Superseded, false, "an older authorization's token is refused");
    }
    stage.assert_alive(&newer, "and ends nothing of the newer one");
}

/// Reuse is a matter of one link.
pub fn reuse_ends_one_link_only(stage: &Stage) {
    let (app, other_app) = (stage.app(), stage.app());
    let others = [stage.link(&other_app, "c1"), stage.link(&app, "c2")];
    let old = stage.link(&app, "c1");
    let new = stage.next(&app, &old);
    stage.clock.advance(window());
    assert_refused(stage.rotate(&app, &old.refresh, None), Dead::Rotated, true, "reuse");
    stage.assert_dead(&new, Dead::Ended(EndReason::Reused), "reuse ends its link");
    for other in &others {
        stage.assert_alive(other, "and no other");
    }
}
