//! The way to each step, and which buttons belong there.

use std::sync::Arc;

use fgapi_consent::{AlwaysAsk, Decision, Screen};
use fgapi_token::LinkId;

use crate::browser::{Act, Browser};
use crate::house::{House, account, certificate};

/// The steps of a link, in their order, by their words.
pub(crate) const LINK_STEPS: [&str; 6] = ["login", "question", "scopes", "pins", "pin-result", "consent"];
/// The steps of the customer's own page.
pub(crate) const OWN_STEPS: [&str; 3] = ["login", "question", "links"];

/// A house in which no step is left out for Hanako.
pub(crate) fn whole_house() -> House {
    House::planned(|plan| {
        plan.risk = Arc::new(AlwaysAsk);
        plan.screens.account_choice = true;
    })
}

/// The right answer to what Hanako is asked.
pub(crate) fn right_answer(browser: &mut Browser<'_>) -> &'static str {
    let Screen::Question { text, .. } = browser.look().screen() else { panic!("no question") };
    match text.as_str() {
        "犬の名前は？" => "ポチ",
        "母校は？" => "Midori High",
        _ => "あお",
    }
}

/// Leads Hanako's browser from the login to a step.
fn lead<'h>(mut browser: Browser<'h>, step: &str) -> Browser<'h> {
    let kept = |browser: &Browser<'_>| browser.house.kept(browser.journey).step.as_str();
    while kept(&browser) != step {
        let act = match kept(&browser) {
            "login" => Act::log_in("hanako", "pw-hanako"),
            "question" => Act::Answer(right_answer(&mut browser).into()),
            "scopes" => Act::choose("accounts", &[account(1), account(2), account(3_000_003)]),
            "pins" => Act::stage(&[(account(1), "1234")]),
            "pin-result" => Act::ConfirmPins,
            other => panic!("nothing leads from {other} to {step}"),
        };
        browser.act(&act).shown();
    }
    browser
}

/// Hanako's browser at a step of a link; one PIN is staged from the result on.
pub(crate) fn at<'h>(house: &'h House, step: &str) -> Browser<'h> {
    lead(house.begin(), step)
}

/// Hanako's browser at a step of her own page.
pub(crate) fn at_own<'h>(house: &'h House, step: &str) -> Browser<'h> {
    lead(house.begin_own_page(), step)
}

/// Every button with the step that it belongs to, filled in as well as can be.
pub(crate) fn buttons(link: LinkId) -> Vec<(&'static str, Act)> {
    vec![
        ("login", Act::log_in("hanako", "pw-hanako")),
        ("login", Act::log_in("hanako", "wrong")),
        ("login", Act::PresentCertificate(Ok(certificate()))),
        ("login", Act::ForgetCertificate),
        ("question", Act::Answer("ポチ".into())),
        ("question", Act::Answer("Midori High".into())),
        ("question", Act::Answer("あお".into())),
        ("scopes", Act::choose("accounts,transactions,balances", &[account(1), account(2), account(3_000_003)])),
        ("scopes", Act::choose("", &[])),
        ("pins", Act::stage(&[(account(1), "1234"), (account(2), "567890")])),
        ("pins", Act::stage(&[(account(1), "x")])),
        ("pins", Act::SkipPins),
        ("pin-result", Act::AddPins),
        ("pin-result", Act::ConfirmPins),
        ("consent", Act::ALLOW),
        ("consent", Act::Decide(Decision::Allow { ticked: false })),
        ("consent", Act::Decide(Decision::Deny)),
        ("links", Act::AskToEnd(link)),
        ("links", Act::AskToRenew(link)),
        ("links", Act::EndLink(link)),
        ("links", Act::RenewLink { link, ticked: true }),
        ("links", Act::RenewLink { link, ticked: false }),
    ]
}

/// A link of Hanako's that is alive; no PIN was registered with it.
pub(crate) fn living_link(house: &House) -> LinkId {
    let mut browser = at(house, "pins");
    browser.act(&Act::SkipPins);
    browser.act(&Act::ConfirmPins);
    house.redeem(&browser.allow().home().token(), None).unwrap().link
}
