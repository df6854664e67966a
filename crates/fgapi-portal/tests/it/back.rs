//! To another bank's screens, and back.

use fgapi_audit::{Act, Actor};
use fgapi_linked::AggregationError;

use crate::bank::customer;
use crate::browser::{Browser, Came};
use crate::house::{ADDRESS, FAR, House};
use crate::upstream::fault;

const BACK: &str = "/v1/links/linked";

/// Sends a customer to the far bank; the state with which they come back.
async fn away(browser: &mut Browser) -> String {
    browser.get("/accounts/new/20").await;
    state(&browser.post("/accounts/new/20", &[]).await)
}

fn state(came: &Came) -> String {
    assert_eq!(came.status, 303, "{}", came.body);
    came.to().split("state=").nth(1).unwrap().to_owned()
}

fn granted(state: &str) -> String {
    format!("{BACK}?auth_token=fgu_hush&state={state}&iss=https%3A%2F%2Ffgapi.far.example%3A8443%2Fapi%2Fv1")
}

/// Nothing of it tells the token.
fn is_silent(came: &Came) {
    let said = format!("{came:?}");
    assert!(!said.contains("hush"), "{said}");
}

#[actix_web::test]
async fn a_customer_consents_at_the_far_bank_and_comes_back() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    browser.get("/accounts/new/20").await;
    let came = browser.post("/accounts/new/20", &[]).await;
    let state = state(&came);
    assert!(came.to().starts_with("https://fgapi.far.example:8443/api/v1/auth/login?"), "{}", came.to());
    assert_eq!((came.header("referrer-policy"), came.header("cache-control")), ("no-referrer", "no-store"));
    let cookie = came.cookies.iter().find(|cookie| cookie.starts_with("__Host-fgapi-back-")).unwrap();
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=1800"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(&state), "{cookie}");

    let came = browser.get_at(&granted(&state)).await;
    is_silent(&came);
    let id = house.accounts_of(&customer("hanako")).remove(0).id;
    came.leads(&browser, &format!("/accounts?told=linked&account={id}"));
    assert_eq!(came.header("referrer-policy"), "no-referrer");
    assert!(!browser.cookies.keys().any(|name| name.contains("back-")), "the way was gone");
    let page = browser.get(&format!("/accounts?told=linked&account={id}")).await;
    page.says("遠くの銀行を連携しました。");
    page.says("取得中");
    let told = house.told(Act::LinkedAccountAdd);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].actor.as_ref(), Actor::Customer("c-hanako".into()).to_string());
    assert_eq!(told[0].address.as_ref().map(ToString::to_string), Some(ADDRESS.to_string()));
    let asked = house.upstream.asked.lock().unwrap().clone();
    assert_eq!(asked, [format!("redeem {}", granted(&state).split_once('?').unwrap().1)]);
}

#[actix_web::test]
async fn who_comes_back_twice_has_one_account() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let state = away(&mut browser).await;
    // The answer to the first got lost, and with it the word that the way is gone.
    let mut again = browser.clone();
    browser.get_at(&granted(&state)).await;
    let came = again.get_at(&granted(&state)).await;
    is_silent(&came);
    came.leads(&browser, "/accounts?told=expired");
    again.get("/accounts?told=expired").await.says("すでに完了したか、時間が経過したため");
    browser.get_at(&granted(&state)).await;
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 1);
    assert_eq!(house.upstream.asked.lock().unwrap().len(), 1);
}

#[actix_web::test]
async fn who_says_no_or_is_let_down_is_told_so() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let declined = away(&mut browser).await;
    let came = browser.get_at(&format!("{BACK}?error=access_denied&state={declined}")).await;
    came.leads(&browser, "/accounts?told=declined");
    browser.get("/accounts?told=declined").await.says("金融機関の画面で許可されなかったか");

    let failed = away(&mut browser).await;
    house.upstream.redeem.lock().unwrap().push_back(Err(fault(AggregationError::Timeout)));
    let came = browser.get_at(&granted(&failed)).await;
    is_silent(&came);
    came.leads(&browser, "/accounts?told=failed");
    browser.get("/accounts?told=failed").await.says("金融機関との接続に失敗したため");
    assert!(house.accounts_of(&customer("hanako")).is_empty());
}

#[actix_web::test]
async fn who_took_too_long_signs_in_and_tries_again() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let state = away(&mut browser).await;
    house.clock.advance(900);
    let came = browser.get_at(&granted(&state)).await;
    is_silent(&came);
    assert_eq!((came.status, came.to()), (303, BACK));
    let page = browser.get_at(BACK).await;
    assert_eq!(page.status, 401);
    page.says("連携を確認できませんでした");
    page.says("<a class=\"button primary\" href=\"/v1/links\">");
    assert!(house.accounts_of(&customer("hanako")).is_empty());
    assert!(house.upstream.asked.lock().unwrap().is_empty(), "nobody was asked");
}

#[actix_web::test]
async fn without_a_session_nothing_is_linked() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let state = away(&mut browser).await;
    let mut stranger = Browser::open(&house).await;
    let queries = [
        format!("auth_token=fgu_hush&state={state}"),
        "auth_token=fgu_hush&state=forged".to_owned(),
        "auth_token=fgu_hush".to_owned(),
        format!("auth_token=fgu_hush&state={state}&state={state}"),
        "auth_token=fgu_hush&state=%ff".to_owned(),
        "lang=en".to_owned(),
    ];
    for query in &queries {
        for at in [&mut stranger, &mut browser.clone()] {
            if at.cookies.keys().any(|name| name.contains("back-")) && query == &queries[0] {
                continue;
            }
            let came = at.get_at(&format!("{BACK}?{query}")).await;
            is_silent(&came);
            assert_eq!((came.status, came.to()), (303, BACK), "{query}");
        }
    }
    // The cookie of the way alone, and that of the session alone.
    let mut way_only = browser.clone();
    way_only.cookies.retain(|name, _| name.contains("back-"));
    assert_eq!(way_only.get_at(&granted(&state)).await.to(), BACK);
    let mut session_only = browser.clone();
    session_only.cookies.retain(|name, _| !name.contains("back-"));
    assert_eq!(session_only.get_at(&granted(&state)).await.to(), BACK);
    assert!(house.accounts_of(&customer("hanako")).is_empty());
    assert_eq!(browser.get_at(&granted(&state)).await.status, 303);
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 1, "none of them used it up");
}

#[actix_web::test]
async fn with_somebody_elses_session_nothing_is_linked() {
    let house = House::new();
    let mut hanako = Browser::signed_in(&house, "hanako").await;
    let state = away(&mut hanako).await;
    let mut taro = Browser::signed_in(&house, "taro").await;
    let (way, _) = hanako.cookies.iter().find(|(name, _)| name.contains("back-")).unwrap();
    // He comes back on her way with his own journey.
    let his = taro.own.rsplit('/').next().unwrap().to_owned();
    taro.cookies.insert(way.clone(), his);
    let came = taro.get_at(&granted(&state)).await;
    is_silent(&came);
    came.leads(&taro, "/accounts?told=expired");
    // And with hers, whose secret he has not.
    let hers = hanako.own.rsplit('/').next().unwrap().to_owned();
    taro.cookies.insert(way.clone(), hers);
    assert_eq!(taro.get_at(&granted(&state)).await.to(), BACK);
    for login in ["hanako", "taro"] {
        assert!(house.accounts_of(&customer(login)).is_empty(), "{login}");
    }
    assert!(house.upstream.asked.lock().unwrap().is_empty());
}

#[actix_web::test]
async fn two_ways_do_not_disturb_each_other() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let (first, second) = (away(&mut browser).await, away(&mut browser).await);
    browser.get_at(&granted(&first)).await;
    browser.get_at(&granted(&second)).await;
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 2);
    let mut kept = 0;
    for _ in 0..20 {
        away(&mut browser).await;
        kept = kept.max(browser.cookies.keys().filter(|name| name.contains("back-")).count());
    }
    assert_eq!(kept, 8);
}

#[actix_web::test]
async fn an_account_is_linked_anew() {
    let house = House::new();
    let id = house.far("hanako");
    house.fetch_in_vain(AggregationError::Login);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let page = browser.get(&format!("/accounts/{id}/link")).await;
    page.says("口座の連携のやり直し");
    assert!(page.header("content-security-policy").contains("form-action 'self' https://fgapi.far.example:8443;"), "{page:?}");
    let state = state(&browser.post(&format!("/accounts/{id}/link"), &[]).await);
    let came = browser.get_at(&granted(&state)).await;
    came.leads(&browser, &format!("/accounts?told=linked&account={id}"));
    let accounts = house.accounts_of(&customer("hanako"));
    assert_eq!(accounts.len(), 1);
    assert_eq!((accounts[0].id, accounts[0].error, accounts[0].service), (id, None, FAR));
}

#[actix_web::test]
async fn what_cannot_be_linked_yet_is_said_before_anybody_leaves() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    browser.post("/accounts/new/21", &[]).await.leads(&browser, "/accounts?told=unready");
    browser.get("/accounts?told=unready").await.says("この金融機関とは、ただいま連携できません。");
    // Somebody to whom nobody could come back.
    house.upstream.login_url.lock().unwrap().push_back(Ok("https://fgapi.far.example:8443/auth/login".to_owned()));
    browser.post("/accounts/new/20", &[]).await.leads(&browser, "/accounts?told=unready");
    house.upstream.login_url.lock().unwrap().push_back(Err(fault(AggregationError::Login)));
    browser.post("/accounts/new/20", &[]).await.leads(&browser, "/accounts?told=failed");
    assert!(browser.cookies.keys().all(|name| !name.contains("back-")));
}

#[actix_web::test]
async fn who_comes_back_while_the_vault_is_shut_is_told_so() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let state = away(&mut browser).await;
    house.desk.vault().shut(&fgapi_audit::By::GATEWAY).unwrap();
    let came = browser.get_at(&granted(&state)).await;
    is_silent(&came);
    came.leads(&browser, "/accounts?told=unready");
    assert!(house.accounts_of(&customer("hanako")).is_empty());
    browser.get("/accounts/new/20").await;
    let came = browser.post("/accounts/new/20", &[]).await;
    assert_eq!(came.status, 503);
    came.says("ただいま他行口座の手続きができません");
}
