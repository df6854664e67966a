//! Laws of what customers prove beside id and password: certificates, answers, inquiry PINs. Each is counted before it is looked at.

use std::sync::atomic::{AtomicU32, Ordering};

use fgapi_banking::{Answer, Checked, InquiryPin, LogInOutcome, PinAccount, RefusedLogIn};
use fgapi_domain::{AccountKey, CertificateFingerprint, CustomerId, LoginId, Secret, ShortText, UnixSeconds, Yen};

use super::BankFixture;
use super::stage::{BANK, Stage, answered, word};

const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

const NO_MATCH: LogInOutcome = LogInOutcome::Refused(RefusedLogIn::NoMatch);

fn certificate(of: &str) -> CertificateFingerprint {
    CertificateFingerprint::of(of.as_bytes())
}

fn with_certificate(fixture: &dyn BankFixture, of: &str, password: &str, now: UnixSeconds) -> LogInOutcome {
    answered(fixture.bank().log_in_with_certificate(&certificate(of), &Secret::new(password), now))
}

fn known(customer: &CustomerId, failures: u32) -> LogInOutcome {
    LogInOutcome::Known { customer: customer.clone(), failures }
}

/// A customer beside the stage's, who holds these accounts.
fn taro(fixture: &dyn BankFixture, accounts: &[AccountKey]) -> CustomerId {
    let customer = word("c-2");
    fixture.add_customer(&customer, &word::<LoginId>("taro"), &Secret::new("うめ456"), accounts);
    customer
}

fn account(number: u32) -> AccountKey {
    word(&format!("{BANK}-101-1-{number:07}"))
}

#[expect(clippy::panic, reason = "the laws run in tests only; an empty answer of theirs has to end them")]
fn fold(text: &str) -> Answer {
    Answer::fold(text).unwrap_or_else(|| panic!("the law's own answer {text:?} is none"))
}

/// A certificate and the password of its customer, and only that.
pub fn a_certificate_lets_its_customer_in(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    let taro = taro(fixture, &[]);
    fixture.set_certificates(&stage.customer, &[certificate("one"), certificate("two")]);
    fixture.set_certificates(&taro, &[certificate("three")]);
    for of in ["one", "two"] {
        assert_eq!(with_certificate(fixture, of, "さくら123", NOW), known(&stage.customer, 0), "any of a customer's certificates does");
    }
    assert_eq!(with_certificate(fixture, "three", "うめ456", NOW), known(&taro, 0));
    assert_eq!(with_certificate(fixture, "three", "さくら123", NOW), NO_MATCH, "somebody else's password does not");
    assert_eq!(with_certificate(fixture, "four", "さくら123", NOW), NO_MATCH, "nor a certificate that is nobody's");
    assert_eq!(with_certificate(fixture, "three", "うめ456", NOW), known(&taro, 1), "the wrong password before is told");
    fixture.set_certificates(&taro, &[]);
    assert_eq!(with_certificate(fixture, "three", "うめ456", NOW), NO_MATCH, "one that was taken away lets nobody in");
}

/// A customer with certificates does not log in by id; attempts by their id count like those by an id that nobody has, and never
/// lock them out.
pub fn a_customer_with_certificates_has_no_other_way_in(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    fixture.set_certificates(&stage.customer, &[certificate("one")]);
    let (limit, seconds) = fixture.login_limit();
    let by_id = |password: &str, now| answered(fixture.bank().log_in(&word("hanako"), &Secret::new(password), now));
    for attempt in 0..limit {
        let answer = by_id(if attempt % 2 == 0 { "さくら123" } else { "wrong" }, NOW);
        let refused = matches!(answer, LogInOutcome::Refused(RefusedLogIn::NotThisWay | RefusedLogIn::NoMatch));
        assert!(refused, "who has a certificate does not log in without it: {answer:?}");
    }
    let locked = LogInOutcome::Refused(RefusedLogIn::Locked { until: NOW.plus(seconds) });
    assert_eq!(by_id("さくら123", NOW), locked, "the id is locked like one that nobody has");
    assert_eq!(with_certificate(fixture, "one", "さくら123", NOW), known(&stage.customer, 0), "which keeps nobody with a certificate out");
    fixture.set_certificates(&stage.customer, &[]);
    let later = NOW.plus(seconds);
    assert_eq!(by_id("さくら123", later), known(&stage.customer, 0), "without certificates they log in by id as before");
}

/// A stolen certificate gives no more tries than a stolen id.
pub fn wrong_passwords_beside_a_certificate_lock(fixture: &dyn BankFixture) {
    let stage = Stage::new(fixture, 0);
    fixture.set_certificates(&stage.customer, &[certificate("one"), certificate("two")]);
    let (limit, seconds) = fixture.login_limit();
    for attempt in 0..limit {
        let of = if attempt % 2 == 0 { "one" } else { "two" };
        assert_eq!(with_certificate(fixture, of, "wrong", NOW), NO_MATCH, "all certificates of a customer count together");
    }
    let (until, locked) = (NOW.plus(seconds), LogInOutcome::Refused(RefusedLogIn::Locked { until: NOW.plus(seconds) }));
    for of in ["one", "two"] {
        assert_eq!(with_certificate(fixture, of, "さくら123", NOW), locked);
    }
    assert_eq!(with_certificate(fixture, "one", "さくら123", until), known(&stage.customer, 0));
}

/// A claim that is right or wrong, whatever it is about.
type Claim<'c> = &'c (dyn Fn(bool, UnixSeconds) -> Checked + Sync);

/// So many wrong ones lock, for a time; a right one before that begins anew.
fn wrong_ones_lock(what: &str, limit: u32, seconds: i64, check: Claim<'_>) {
    for _ in 1..limit {
        assert_eq!(check(false, NOW), Checked::Wrong);
    }
    assert_eq!(check(true, NOW), Checked::Right, "below the limit no {what} is locked");
    for _ in 0..limit {
        assert_eq!(check(false, NOW), Checked::Wrong, "a right {what} begins the count anew");
    }
    let until = NOW.plus(seconds);
    for now in [NOW, until.plus(-1)] {
        assert_eq!(check(true, now), Checked::Locked { until }, "at the limit the right {what} does not help, and nothing makes it longer");
    }
    assert_eq!(check(true, until), Checked::Right, "after the lock it does");
    for _ in 0..limit {
        assert_eq!(check(false, until), Checked::Wrong, "and the count begins anew");
    }
    assert_eq!(check(true, until), Checked::Locked { until: until.plus(seconds) });
}

/// Fifty wrong ones at once: exactly as many are looked at as the limit allows.
fn many_at_once_count(what: &str, limit: u32, check: Claim<'_>) {
    let looked_at = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                for _ in 0..5 {
                    if check(false, NOW) == Checked::Wrong {
                        looked_at.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(
        looked_at.into_inner(),
        limit.min(50),
        "a wrong {what} is counted before it is looked at, so that none slips past the limit"
    );
    assert!(matches!(check(true, NOW), Checked::Locked { .. }));
}

/// A stage whose customer is asked two questions.
fn questioned(fixture: &dyn BankFixture) -> Stage<'_> {
    let stage = Stage::new(fixture, 0);
    let asked =
        [("ペットの名前は？", "ポチ"), ("生まれた町は？", "Toyosu East")].map(|(text, answer)| (word::<ShortText>(text), fold(answer)));
    fixture.set_questions(&stage.customer, &asked);
    stage
}

fn answer(fixture: &dyn BankFixture, customer: &CustomerId, number: u16, text: &str, now: UnixSeconds) -> Checked {
    answered(fixture.bank().check_answer(customer, number, &fold(text), now))
}

/// Each question has its answer.
pub fn questions_have_their_answers(fixture: &dyn BankFixture) {
    let stage = questioned(fixture);
    let taro = taro(fixture, &[]);
    let texts = |customer: &CustomerId| -> Vec<(u16, String)> {
        let asked = answered(fixture.bank().questions(customer));
        asked.into_iter().map(|question| (question.number, question.text.to_string())).collect()
    };
    assert_eq!(texts(&stage.customer), [(1, "ペットの名前は？".to_owned()), (2, "生まれた町は？".to_owned())], "questions come by number");
    assert_eq!(texts(&taro), [], "and are their customer's own");
    assert_eq!(texts(&word("nobody")), []);
    let check = |customer: &CustomerId, number: u16, text: &str| answer(fixture, customer, number, text, NOW);
    for (number, text) in [(1, "ポチ"), (1, "ﾎﾟﾁ"), (2, "ＴＯＹＯＳＵ　 east ")] {
        assert_eq!(check(&stage.customer, number, text), Checked::Right, "answers that look alike are one: {text}");
    }
    for (number, text) in [(1, "タマ"), (2, "ポチ"), (3, "ポチ")] {
        assert_eq!(check(&stage.customer, number, text), Checked::Wrong, "{text} does not answer question {number}");
    }
    assert_eq!(check(&taro, 1, "ポチ"), Checked::Wrong, "nobody answers for another");
    assert_eq!(check(&word("nobody"), 1, "ポチ"), Checked::Wrong);
    fixture.set_questions(&stage.customer, &[]);
    assert_eq!((texts(&stage.customer), check(&stage.customer, 1, "ポチ")), (vec![], Checked::Wrong), "a question that is gone has none");
}

/// Wrong answers lock, whichever question they are to.
pub fn wrong_answers_lock(fixture: &dyn BankFixture) {
    let (stage, turn) = (questioned(fixture), AtomicU32::new(0));
    let check = |right: bool, now| {
        let first = turn.fetch_add(1, Ordering::Relaxed) % 2 == 0;
        let (number, text) = if first { (1, "ポチ") } else { (2, "toyosu east") };
        answer(fixture, &stage.customer, number, if right { text } else { "wrong" }, now)
    };
    wrong_ones_lock("answer", fixture.proof_limits().answers, fixture.login_limit().1, &check);
    let password = answered(fixture.bank().log_in(&word("hanako"), &Secret::new("さくら123"), NOW));
    assert_eq!(password, known(&stage.customer, 0), "and have nothing to do with passwords");
}

/// Many wrong answers at once.
pub fn many_wrong_answers_at_once_count(fixture: &dyn BankFixture) {
    let stage = questioned(fixture);
    let check = |right: bool, now| answer(fixture, &stage.customer, 1, if right { "ポチ" } else { "wrong" }, now);
    many_at_once_count("answer", fixture.proof_limits().answers, &check);
}

fn pin(fixture: &dyn BankFixture, customer: &CustomerId, account: &AccountKey, digits: &str, now: UnixSeconds) -> Checked {
    answered(fixture.bank().check_pin(customer, account, &word::<InquiryPin>(digits), now))
}

/// A stage whose customer holds three accounts, the last and the first with a filed PIN.
fn filed(fixture: &dyn BankFixture) -> Stage<'_> {
    let stage = Stage::new(fixture, 0);
    for number in [2, 3] {
        fixture.open_account(&account(number), Yen(0));
    }
    fixture.add_customer(&stage.customer, &word("hanako"), &Secret::new("さくら123"), &[account(3), account(1), account(2)]);
    fixture.file_pin(&account(3), Some(&word("567890")));
    fixture.file_pin(&account(1), Some(&word("0123")));
    stage
}

/// A filed PIN is its account's, and told to nobody who does not hold the account.
pub fn pins_belong_to_their_accounts(fixture: &dyn BankFixture) {
    let stage = filed(fixture);
    let taro = taro(fixture, &[account(2)]);
    let listed = |customer: &CustomerId| -> Vec<AccountKey> {
        answered(fixture.bank().pin_accounts(customer)).into_iter().map(|account| account.key).collect()
    };
    assert_eq!(listed(&stage.customer), [account(1), account(3)], "accounts with a filed PIN come in their order");
    assert_eq!((listed(&taro), listed(&word("nobody"))), (vec![], vec![]), "and are those that the customer holds");
    let check = |customer: &CustomerId, number: u32, digits: &str| pin(fixture, customer, &account(number), digits, NOW);
    assert_eq!(check(&stage.customer, 1, "0123"), Checked::Right);
    assert_eq!(check(&stage.customer, 3, "５６７890"), Checked::Right, "digits of either width are one");
    for (number, digits) in [(1, "00123"), (1, "567890"), (3, "0123"), (2, "0123"), (9, "0123")] {
        assert_eq!(check(&stage.customer, number, digits), Checked::Wrong, "{digits} is not the PIN of account {number}");
    }
    for _ in 0..=fixture.proof_limits().pins {
        assert_eq!(check(&taro, 1, "0123"), Checked::Wrong, "whoever does not hold an account knows no PIN of it");
        let foreign: AccountKey = word("0001-101-1-0000001");
        assert_eq!(pin(fixture, &stage.customer, &foreign, "0123", NOW), Checked::Wrong, "nor is there one with another bank");
    }
    assert_eq!(check(&stage.customer, 1, "0123"), Checked::Right, "and locks it for nobody");
    fixture.file_pin(&account(1), None);
    assert_eq!((listed(&stage.customer), check(&stage.customer, 1, "0123")), (vec![account(3)], Checked::Wrong));
}

/// Wrong PINs lock their account's PIN, and no other.
pub fn wrong_pins_lock(fixture: &dyn BankFixture) {
    let stage = filed(fixture);
    let check = |right: bool, now| pin(fixture, &stage.customer, &account(1), if right { "0123" } else { "9999" }, now);
    wrong_ones_lock("PIN", fixture.proof_limits().pins, fixture.login_limit().1, &check);
    assert_eq!(pin(fixture, &stage.customer, &account(3), "567890", NOW), Checked::Right, "another account's PIN is not locked");
}

/// Many wrong PINs at once.
pub fn many_wrong_pins_at_once_count(fixture: &dyn BankFixture) {
    let stage = filed(fixture);
    let check = |right: bool, now| pin(fixture, &stage.customer, &account(1), if right { "0123" } else { "9999" }, now);
    many_at_once_count("PIN", fixture.proof_limits().pins, &check);
}

/// 口座メモ: each holder has words of their own.
pub fn memos_are_their_holders_own(fixture: &dyn BankFixture) {
    let stage = filed(fixture);
    let taro = taro(fixture, &[account(1)]);
    fixture.set_memo(&stage.customer, &account(1), &word("給与"));
    let memos = |customer: &CustomerId| -> Vec<(AccountKey, String)> {
        let accounts = answered(fixture.bank().pin_accounts(customer));
        accounts.into_iter().map(|PinAccount { key, memo, .. }| (key, memo.to_string())).collect()
    };
    assert_eq!(memos(&stage.customer), [(account(1), "給与".to_owned()), (account(3), String::new())]);
    assert_eq!(memos(&taro), [(account(1), String::new())], "what one holder calls an account is not told to another");
    let all = answered(fixture.bank().pin_accounts(&stage.customer));
    let shown = answered(fixture.bank().accounts(&stage.customer, super::stage::page(1)));
    for PinAccount { key, type2, branch_name, .. } in all {
        let same = shown.rows().iter().any(|row| (&row.key, &row.type2, &row.branch_name) == (&key, &type2, &branch_name));
        assert!(same, "an account is called as /accounts calls it");
    }
}

/// Somebody unknown has no name.
pub fn an_unknown_customer_has_no_name(fixture: &dyn BankFixture) {
    Stage::new(fixture, 0);
    assert_eq!(answered(fixture.bank().customer_name(&word("nobody"))), ShortText::default());
}
