//! The customer's own page: what is linked, ending it at once, renewing it (C20).

use fgapi_consent::{AboutLink, Told};
use fgapi_domain::{AccountChoice, Grant};
use fgapi_token::{CheckError, Dead, EndReason, ExchangeError, LinkId, LinkRead, LinkStanding, Pair};

use crate::browser::{Act, Browser, Seen};
use crate::house::{House, account, given, grants};

const DAY: i64 = 86_400;

/// A link of the customer's, and the tokens that the client has of it.
fn linked(house: &House, login: &str, name: &str) -> Pair {
    let mut browser = house.begin_with(&fgapi_consent::Parameters { link_id: given(name), ..house.asked() });
    browser.log_in(login);
    browser.choose("accounts,balances", &[]);
    if house.kept(browser.journey).step == fgapi_consent::Step::Pins {
        browser.act(&Act::SkipPins);
        browser.act(&Act::ConfirmPins);
    }
    house.redeem(&browser.allow().home().token(), None).unwrap()
}

/// The own page of a customer.
fn own_page<'h>(house: &'h House, login: &str) -> Browser<'h> {
    let mut browser = house.begin_own_page();
    browser.log_in(login).own();
    browser
}

fn told(seen: Seen) -> (LinkId, Told) {
    match seen {
        Seen::Told(link, told) => (link, told),
        other => panic!("nothing is told: {other:?}"),
    }
}

fn why(error: &CheckError) -> Dead {
    match error {
        CheckError::Refused(refusal) => refusal.why,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn the_page_shows_what_is_linked_and_what_was_read() {
    let house = House::new();
    let hanako = linked(&house, "hanako", "old");
    let until = hanako.consent_until;
    house.clock.advance(DAY);
    linked(&house, "hanako", "new");
    linked(&house, "jiro", "not-hers");
    house.tokens.note_read(hanako.link, Grant::Accounts, 3);
    house.clock.advance(60);
    house.tokens.note_read(hanako.link, Grant::Balances, 40);
    let page = own_page(&house, "hanako").look().own();
    assert_eq!((page.name.as_str(), page.now, page.soon_seconds), ("口座　花子", house.now(), 14 * DAY));
    assert_eq!(page.renewed_until, house.now().plus(90 * DAY));
    let names: Vec<_> = page.links.iter().map(|known| known.link.name.as_str()).collect();
    assert_eq!(names, ["new", "old"], "newest consent first, and nobody else's");
    assert_eq!(page.links[0].read, None);
    let old = &page.links[1];
    assert_eq!((old.client.as_str(), old.company.as_str()), ("家計簿", "Fintech Inc."));
    assert_eq!(old.read, Some(LinkRead { at: house.now(), grant: Grant::Balances, rows: 43 }));
    assert_eq!((old.link.grants, old.link.consent_until), (grants("accounts,balances"), until));
    assert_eq!(old.link.accounts, AccountChoice::only([account(3_000_003)]));
}

#[test]
fn the_page_of_a_customer_without_links_is_empty() {
    let house = House::new();
    let page = own_page(&house, "jiro").look().own();
    assert!(page.links.is_empty() && page.name.as_str().is_empty());
}

#[test]
fn a_link_that_its_customer_ends_is_dead_at_once() {
    let house = House::new();
    let (pair, other) = (linked(&house, "hanako", "a"), linked(&house, "hanako", "b"));
    house.check_user(&pair).unwrap();
    let mut browser = own_page(&house, "hanako");
    let about = browser.act(&Act::AskToEnd(pair.link)).own().about;
    assert!(matches!(about, Some(AboutLink::End(known)) if known.link.id == pair.link));
    house.check_user(&pair).unwrap();
    assert_eq!(told(browser.act(&Act::EndLink(pair.link))), (pair.link, Told::Ended));
    assert_eq!(why(&house.check_user(&pair).unwrap_err()), Dead::Ended(EndReason::RevokedByUser));
    let refreshed = house.rotate(&pair).unwrap_err();
    assert!(matches!(&refreshed, ExchangeError::Refused(refusal) if refusal.why == Dead::Ended(EndReason::RevokedByUser)), "{refreshed:?}");
    house.check_user(&other).unwrap();
    let page = browser.look().own();
    let ended = page.links.iter().find(|known| known.link.id == pair.link).unwrap();
    assert_eq!((ended.link.standing, ended.link.ended_at), (LinkStanding::Ended(EndReason::RevokedByUser), Some(house.now())));
}

#[test]
fn an_auth_token_from_before_the_end_revives_nothing() {
    let house = House::new();
    let pair = linked(&house, "jiro", "a");
    let mut linking = house.begin_with(&fgapi_consent::Parameters { link_id: given("a"), ..house.asked() });
    linking.log_in("jiro");
    linking.choose("accounts", &[]);
    let token = linking.allow().home().token();
    house.clock.advance(1);
    own_page(&house, "jiro").act(&Act::EndLink(pair.link));
    house.redeem(&token, None).unwrap_err();
}

#[test]
fn an_end_is_told_once_and_done_once() {
    let house = House::new();
    let pair = linked(&house, "jiro", "a");
    let mut browser = own_page(&house, "jiro");
    browser.act(&Act::EndLink(pair.link));
    let before = house.links("jiro");
    house.clock.advance(10);
    assert_eq!(told(browser.act(&Act::EndLink(pair.link))), (pair.link, Told::NotAlive));
    assert_eq!(told(browser.act(&Act::AskToEnd(pair.link))), (pair.link, Told::NotAlive));
    assert_eq!(house.links("jiro"), before);
}

#[test]
fn somebody_elses_link_is_not_there() {
    let house = House::new();
    let theirs = linked(&house, "hanako", "a");
    let (before, nobodys) = (house.links("hanako"), LinkId("0".repeat(32).parse::<fgapi_consent::JourneyId>().unwrap().0));
    let mut browser = own_page(&house, "jiro");
    for link in [theirs.link, nobodys] {
        let acts = [
            Act::AskToEnd(link),
            Act::AskToRenew(link),
            Act::EndLink(link),
            Act::RenewLink { link, ticked: true },
            Act::RenewLink { link, ticked: false },
        ];
        for act in acts {
            assert_eq!(told(browser.act(&act)), (link, Told::NotAlive), "{act:?}: the same as if there were none");
        }
    }
    assert_eq!(house.links("hanako"), before);
    house.check_user(&theirs).unwrap();
}

#[test]
fn a_renewal_begins_the_time_anew_and_leaves_everything_else() {
    let house = House::new();
    let pair = linked(&house, "hanako", "a");
    house.clock.advance(80 * DAY);
    let before = house.links("hanako").remove(0).link;
    let mut browser = own_page(&house, "hanako");
    let about = browser.act(&Act::AskToRenew(pair.link)).own().about;
    assert!(matches!(about, Some(AboutLink::Renew { link, not_ticked: false }) if link.link.id == pair.link));
    assert_eq!(told(browser.act(&Act::RenewLink { link: pair.link, ticked: true })), (pair.link, Told::Renewed));
    let after = browser.look().own().links.remove(0).link;
    assert_eq!(after.consent_until, house.now().plus(90 * DAY));
    let unchanged = (after.id, after.family, after.generation, after.grants, after.accounts, after.standing);
    assert_eq!(unchanged, (before.id, before.family, before.generation, before.grants, before.accounts, before.standing));
}

#[test]
fn tokens_live_through_a_renewal() {
    let house = House::planned(|plan| plan.tokens.access_seconds = 200 * DAY);
    let pair = linked(&house, "jiro", "a");
    house.clock.advance(80 * DAY);
    own_page(&house, "jiro").act(&Act::RenewLink { link: pair.link, ticked: true });
    assert_eq!(house.check_user(&pair).unwrap().link, pair.link);
    let next = house.rotate(&pair).unwrap();
    assert_eq!(next.consent_until, house.now().plus(90 * DAY));
    house.clock.advance(89 * DAY);
    house.check_user(&next).unwrap();
    house.clock.advance(DAY);
    house.check_user(&next).unwrap_err();
}

#[test]
fn a_renewal_needs_its_tick() {
    let house = House::new();
    let pair = linked(&house, "jiro", "a");
    house.clock.advance(DAY);
    let before = house.links("jiro");
    let mut browser = own_page(&house, "jiro");
    let about = browser.act(&Act::RenewLink { link: pair.link, ticked: false }).own().about;
    assert!(matches!(about, Some(AboutLink::Renew { link, not_ticked: true }) if link.link.id == pair.link));
    assert_eq!(house.links("jiro"), before);
}

#[test]
fn what_is_over_is_not_renewed() {
    let house = House::new();
    let (ended, expired) = (linked(&house, "jiro", "a"), linked(&house, "hanako", "b"));
    let mut jiro = own_page(&house, "jiro");
    jiro.act(&Act::EndLink(ended.link));
    assert_eq!(told(jiro.act(&Act::AskToRenew(ended.link))), (ended.link, Told::NotAlive));
    assert_eq!(told(jiro.act(&Act::RenewLink { link: ended.link, ticked: true })), (ended.link, Told::NotAlive));
    house.clock.advance(90 * DAY);
    let mut hanako = own_page(&house, "hanako");
    for act in [Act::AskToRenew(expired.link), Act::AskToEnd(expired.link), Act::RenewLink { link: expired.link, ticked: true }] {
        assert_eq!(told(hanako.act(&act)), (expired.link, Told::NotAlive), "{act:?}");
    }
    assert!(house.check_user(&expired).is_err());
}

#[test]
fn without_the_forms_token_no_link_is_touched() {
    let house = House::new();
    let pair = linked(&house, "jiro", "a");
    let mut browser = own_page(&house, "jiro");
    let before = house.links("jiro");
    house.clock.advance(1);
    browser.form = house.begin().form;
    for act in [Act::EndLink(pair.link), Act::RenewLink { link: pair.link, ticked: true }] {
        browser.clone().act(&act).own();
    }
    assert_eq!(house.links("jiro"), before);
}

#[test]
fn the_question_is_asked_on_the_way_to_the_own_page_too() {
    let house = crate::steps::whole_house();
    let mut browser = crate::steps::at_own(&house, "question");
    let answer = crate::steps::right_answer(&mut browser);
    browser.answer(answer).own();
}

#[test]
fn five_wrong_answers_on_the_way_to_the_own_page_say_that_it_is_locked() {
    let house = crate::steps::whole_house();
    let mut browser = crate::steps::at_own(&house, "question");
    for _ in 1..crate::bank::LIMIT {
        browser.answer("wrong").shown();
    }
    assert!(matches!(browser.answer("wrong"), Seen::Locked));
    assert!(matches!(browser.look(), Seen::Over));
    let mut again = crate::steps::at_own(&house, "question");
    assert!(matches!(again.answer("wrong"), Seen::Locked), "a new sign-in gives no more tries");
}

#[test]
fn accounts_are_told_where_a_link_is_about_some_of_them() {
    let house = House::new();
    linked(&house, "jiro", "all");
    assert!(own_page(&house, "jiro").look().own().accounts.is_empty());
    linked(&house, "hanako", "some");
    let accounts: Vec<_> = own_page(&house, "hanako").look().own().accounts.into_iter().map(|account| account.key).collect();
    assert_eq!(accounts, [account(1), account(2), account(3_000_003)]);
}

#[test]
fn a_certificate_leads_to_the_own_page_too() {
    let house = House::new();
    let mut browser = house.begin_own_page();
    browser.act(&Act::PresentCertificate(Ok(crate::house::certificate())));
    assert_eq!(browser.act(&Act::log_in("", "pw-taro")).own().name.as_str(), "証明　太郎");
}

#[test]
fn who_signs_out_is_signed_out() {
    let house = House::new();
    let pair = linked(&house, "jiro", "a");
    let mut browser = own_page(&house, "jiro");
    assert!(matches!(browser.cancel(), Seen::Over));
    for act in [Act::Look, Act::EndLink(pair.link), Act::AskToEnd(pair.link)] {
        assert!(matches!(browser.act(&act), Seen::Over), "{act:?}");
    }
    house.check_user(&pair).unwrap();
}

/// Who is signed in, as another room's screens ask it; `None` when something else comes instead.
fn signed_in(browser: &Browser<'_>, form: Option<&str>) -> Option<String> {
    let turn = browser.desk.own_customer(browser.journey, browser.visitor(), form).unwrap().ok()?;
    assert_eq!((turn.journey, turn.form_token.reveal()), (browser.journey, browser.form.as_str()));
    Some(turn.customer.as_str().to_owned())
}

#[test]
fn another_rooms_screens_learn_who_is_signed_in_and_by_which_form() {
    let house = House::new();
    let browser = own_page(&house, "jiro");
    let mine = browser.form.clone();
    house.bank.fail(crate::bank::Call::CustomerName, crate::bank::Mood::Unavailable);
    assert_eq!(signed_in(&browser, None).as_deref(), Some("c-jiro"), "the bank is not asked");
    assert_eq!(signed_in(&browser, Some(&mine)).as_deref(), Some("c-jiro"));
    let foreign = house.begin().form;
    for forged in ["", "AAAA", &foreign] {
        assert_eq!(signed_in(&browser, Some(forged)), None, "{forged}");
    }
}

#[test]
fn nobody_is_signed_in_elsewhere() {
    let house = House::new();
    let (jiro, hanako) = (own_page(&house, "jiro"), own_page(&house, "hanako"));
    let mut linking = house.begin();
    linking.log_in("hanako");
    for other in [
        house.begin_own_page(),
        linking,
        Browser { secret: None, ..jiro.clone() },
        Browser { secret: hanako.secret.clone(), ..jiro.clone() },
        Browser { desk: &house.resting, ..jiro.clone() },
    ] {
        assert_eq!(signed_in(&other, None), None);
        let form = other.form.clone();
        assert_eq!(signed_in(&other, Some(&form)), None);
    }
    house.clock.advance(house.desk.policy().journey_seconds);
    assert_eq!(signed_in(&hanako, None), None, "its time is over");
    assert_eq!(signed_in(&jiro, None), None);
}
