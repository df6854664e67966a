//! What was issued to oneself, and one's own settings.

use fgapi_admin::Role;

use crate::browser::{Browser, codes};
use crate::house::{House, PASSWORD};

#[actix_web::test]
async fn a_token_is_shown_once() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    house.issue(&[hanako]);
    let mut browser = Browser::new(&house);
    browser.sign_in("hanako").await;
    assert_eq!(browser.get("").await.to(), "/v1/office/settings/handovers");
    let list = browser.get("/settings/handovers").await;
    assert!(list.has("トークンを取得する") && list.has("取得期限"), "{}", list.body);
    let path = list.body.split("/v1/office/settings/handovers/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (confirm, pick_up) = (format!("/settings/handovers/{path}"), format!("/settings/handovers/{path}/pick-up"));
    for _ in 0..2 {
        let page = browser.get(&confirm).await;
        assert!(page.has("トークンを取得しますか？") && page.has("トークンは一度しか表示されません。"), "{}", page.body);
        assert!(page.has("いいえ") && page.has("はい"));
    }
    let came = browser.post(&pick_up, &[]).await;
    assert_eq!((came.status, came.headers["cache-control"].as_str()), (200, "no-store"));
    let token = came.body.split("<textarea id=\"token\"").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
    assert!(token.len() > 30 && came.has("クリップボードへコピー") && came.has("戻る"), "{token}");

    // Sent again, or come back to: said plainly, and never the token.
    let again = browser.post(&pick_up, &[]).await;
    assert!(again.status == 410 && again.has("一度しか表示されません") && !again.has(token), "{}", again.body);
    assert_eq!(browser.get(&pick_up).await.to(), format!("/v1/office{confirm}"));
    let page = browser.get(&confirm).await;
    assert!(page.status == 200 && !page.has(token) && !page.has("トークンを取得しますか"));
    let list = browser.get("/settings/handovers").await;
    assert!(list.has("有効期限") && !list.has("トークンを取得する") && !list.has(token));
}

#[actix_web::test]
async fn nobody_picks_up_what_is_somebody_elses() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    house.user("taro", "見本 太郎", Role::Member);
    house.issue(&[hanako]);
    let mut browser = Browser::new(&house);
    browser.sign_in("hanako").await;
    let list = browser.get("/settings/handovers").await;
    let path = list.body.split("/v1/office/settings/handovers/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut other = Browser::new(&house);
    other.sign_in("taro").await;
    other.get("/settings/password").await;
    assert_eq!(other.get(&format!("/settings/handovers/{path}")).await.status, 404);
    assert_eq!(other.post(&format!("/settings/handovers/{path}/pick-up"), &[]).await.status, 404);
    assert_eq!(browser.get("/settings/handovers").await.body.matches("トークンを取得する").count(), 1);
}

#[actix_web::test]
async fn how_a_handover_ended_is_said_plainly() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    house.issue(&[hanako]);
    house.issue(&[hanako]);
    let mut browser = Browser::new(&house);
    browser.sign_in("hanako").await;
    let list = browser.get("/settings/handovers").await;
    assert!(list.has("新しく発行されたため無効です"));
    house.clock.advance(8 * 86_400);
    browser.sign_in("hanako").await;
    assert!(browser.get("/settings/handovers").await.has("取得されずに期限が過ぎました"));
}

#[actix_web::test]
async fn a_changed_password_ends_other_sessions() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    let (mut here, mut there) = (Browser::new(&house), Browser::new(&house));
    here.sign_in("hanako").await;
    there.sign_in("hanako").await;
    here.get("/settings/password").await;
    let wrong = here.post("/settings/password", &[("present", "no"), ("password", "mori-no-naka-he"), ("again", "mori-no-naka-he")]).await;
    assert!(wrong.status == 400 && wrong.has("現在のパスワードが違います"));
    let fields = [("present", PASSWORD), ("password", "mori-no-naka-he"), ("again", "mori-no-naka-he")];
    assert_eq!(here.post("/settings/password", &fields).await.to(), "/v1/office/settings/password?told=password_changed");
    assert_eq!(house.records.sessions(hanako).unwrap().len(), 1);
    let late = there.get("/settings/password").await;
    assert!(late.status == 401 && late.has("ログインの有効時間が過ぎました"));
}

#[actix_web::test]
async fn other_sessions_are_seen_and_ended() {
    let house = House::new();
    house.user("hanako", "見本 花子", Role::Member);
    let (mut here, mut there) = (Browser::new(&house), Browser::new(&house));
    there.sign_in("hanako").await;
    here.sign_in("hanako").await;
    let page = here.get("/settings/sessions").await;
    assert!(page.has("この端末") && page.has("192.0.2.7") && page.has("Firefox/150"), "{}", page.body);
    assert_eq!(here.post("/settings/sessions/end", &[]).await.to(), "/v1/office/settings/sessions?told=sessions_ended&count=1");
    assert_eq!((here.get("/settings/sessions").await.status, there.get("/settings/sessions").await.status), (200, 401));
}

#[actix_web::test]
async fn a_second_factor_is_changed_by_whoever_is_signed_in() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    let first = browser.sign_in("admin").await;
    assert!(browser.get("/settings/factor").await.has("登録済み"));
    house.clock.advance(60);
    let page = browser.get("/settings/factor/new").await;
    let sealed = page.field("sealed");
    let wrong = [("sealed", sealed.as_str()), ("code", "000000"), ("present", "not-the-password")];
    let refused = browser.post("/settings/factor/new", &wrong).await;
    assert!(refused.status == 400 && refused.has("f-present-error"), "{}", refused.body);
    let page = browser.get("/settings/factor/new").await;
    let came = browser.enrol_with(&page, "/settings/factor/new").await;
    assert!(came.status == 200 && codes(&came) != first, "{}", came.body);
    assert!(came.has("data:text/plain") && came.has("download=\"recovery-codes.txt\""));
    assert_eq!(browser.get("/users").await.status, 200);
}
