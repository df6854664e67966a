//! Clients, links, mails, parameters, templates, tenants and the audit log, over HTTP.

use fgapi_admin::*;
use fgapi_audit::{Act, Actor, By, Entry, EntryTime, Origin};
use fgapi_domain::Clock as _;
use fgapi_testkit::token::{App, Stage, TokenNodes};
use fgapi_token::{ClientScreens, NewClient, Pair};

use crate::browser::{Browser, Came};
use crate::house::House;

/// The gateway's own desk over the same records.
pub(crate) fn stage(house: &House) -> Stage {
    Stage::over(TokenNodes::one(house.store.tokens()))
}

pub(crate) fn app(stage: &Stage, name: &str) -> App {
    stage.register(NewClient {
        name: name.parse().unwrap(),
        company: "株式会社家計".parse().unwrap(),
        grants: fgapi_domain::GrantSet::all(),
        redirect_domains: vec!["kakei.example".parse().unwrap()],
        redirect_uris: Vec::new(),
        screens: ClientScreens::default(),
        networks: Vec::new(),
        refresh_retry: Default::default(),
    })
}

pub(crate) fn link(stage: &Stage, app: &App, customer: &str) -> Pair {
    stage.redeem(app, &stage.login(app, customer), None).unwrap()
}

pub(crate) async fn admin(house: &House) -> Browser<'_> {
    let mut browser = Browser::new(house);
    browser.sign_in("admin").await;
    browser.get("/settings/password").await;
    browser
}

pub(crate) const CLIENT: [(&str, &str); 11] = [
    ("name", "家計ノート"),
    ("company", "株式会社家計"),
    ("grants", "accounts"),
    ("grants", "balances"),
    ("redirect_domains", "kakei.example\r\napp.kakei.example"),
    ("redirect_uris", ""),
    ("networks", "192.0.2.0/24\r\n2001:db8::/32"),
    ("scope_choice", "yes"),
    ("terms", "https://kakei.example/terms"),
    ("refresh_retry", "never"),
    ("contact", "hanako"),
];

fn key_of(came: &Came) -> String {
    came.to().split("/clients/").nth(1).unwrap().split('?').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_client_is_registered_and_its_contact_is_told() {
    let house = House::new();
    house.user("hanako", "見本 花子", Role::Member);
    let mut browser = admin(&house).await;
    let mails = house.mails();
    let wrong = browser
        .post(
            "/clients/new",
            &[
                ("name", ""),
                ("company", "株式会社家計"),
                ("redirect_domains", "kakei.example\r\nhttps://x.example\r\n\r\n*.y.example"),
                ("redirect_uris", "http://kakei.example/"),
                ("networks", "192.0.2.1/99"),
                ("site", "javascript:alert(1)"),
                ("refresh_retry", "never"),
                ("contact", "nobody"),
            ],
        )
        .await;
    assert_eq!(wrong.status, 400);
    for said in ["2行目「https://x.example」", "4行目「*.y.example」", "1行目「http://kakei.example/」", "1行目「192.0.2.1/99」"]
    {
        assert!(wrong.has(said), "{said} in {}", wrong.body);
    }
    for field in ["name", "redirect_domains", "redirect_uris", "networks", "site", "grants"] {
        assert!(wrong.has(&format!("id=\"f-{field}-error\"")), "{field}");
    }
    let mut nobody = CLIENT;
    nobody[10].1 = "nobody";
    let came = browser.post("/clients/new", &nobody).await;
    assert!(came.status == 400 && came.has("このログインIDのアカウントはありません"), "{}", came.body);
    assert_eq!(house.mails(), mails, "nothing was done");
    let came = browser.post("/clients/new", &CLIENT).await;
    assert!(came.status == 303 && came.to().ends_with("?told=client_registered"), "{} {}", came.status, came.body);
    let key = key_of(&came);
    let page = browser.get(&format!("/clients/{key}")).await;
    for said in [key.as_str(), "app.kakei.example", "2001:db8::/32", "hanako", "取得待ち", "残高の参照"] {
        assert!(page.has(said), "{said} in {}", page.body);
    }
    assert!(!page.has("入出金明細の参照") && house.mails() == mails + 1);
    let found = (browser.get("/clients?q=%E5%AE%B6%E8%A8%88").await.has(&key), browser.get("/clients?q=other").await.has(&key));
    assert_eq!(found, (true, false));
    let form = browser.get(&format!("/clients/{key}/edit")).await;
    assert!(form.has("kakei.example\napp.kakei.example") && form.has("https://kakei.example/terms"), "{}", form.body);
    let mut next = CLIENT;
    next[0].1 = "家計ノート2";
    assert!(browser.post(&format!("/clients/{key}/edit"), &next).await.to().ends_with("told=client_changed"));
    assert!(browser.get(&format!("/clients/{key}")).await.has("家計ノート2"));
}

#[actix_web::test]
async fn what_disabling_a_client_does_is_said_before() {
    let house = House::new();
    let stage = stage(&house);
    let app = app(&stage, "家計ノート");
    for customer in ["c1", "c2"] {
        link(&stage, &app, customer);
    }
    house.user("hanako", "見本 花子", Role::Member);
    let mut browser = admin(&house).await;
    let path = format!("/clients/{}", app.key);
    let ask = browser.get(&format!("{path}/disable")).await;
    assert!(ask.has("有効な連携は2件です") && ask.has("すぐに使えなくなります"), "{}", ask.body);
    assert!(stage.desk().check_system(stage_token(&stage, &app).as_str(), None, crate::house::ADDRESS).is_ok());
    browser.post(&format!("{path}/disable"), &[]).await;
    assert!(browser.get(&path).await.has("停止中"));
    browser.post(&format!("{path}/enable"), &[]).await;
    assert!(browser.get(&path).await.has("利用中"));
    let page = browser.get(&format!("{path}/password")).await;
    assert!(page.has("24時間は両方が使えます"), "{}", page.body);
    assert_eq!(browser.post(&format!("{path}/password"), &[("contact", "")]).await.status, 400);
    let came = browser.post(&format!("{path}/password"), &[("contact", "hanako")]).await;
    assert!(came.to().ends_with("told=password_issued"));
    assert!(browser.get(&format!("{path}/password")).await.has("value=\"hanako\""), "the last contact is filled in");
}

fn stage_token(stage: &Stage, app: &App) -> String {
    let grants = fgapi_domain::GrantRequest::Allowed;
    let token = stage.desk().issue_system(app.key.as_str(), &app.password, grants, crate::house::ADDRESS).unwrap();
    token.token.reveal().to_owned()
}

#[actix_web::test]
async fn links_are_counted_before_they_are_ended() {
    let house = House::new();
    let stage = stage(&house);
    let (kakei, other) = (app(&stage, "家計ノート"), app(&stage, "貯金箱"));
    let pair = link(&stage, &kakei, "c1");
    link(&stage, &kakei, "c2");
    link(&stage, &other, "c1");
    let mut browser = admin(&house).await;
    assert!(browser.get("/links").await.has("有効な連携は3件です"));
    let empty = browser.post("/links/preview", &[("client", ""), ("customer", ""), ("before", "")]).await;
    assert!(empty.status == 400 && empty.has("条件を1つ以上指定してください") && !empty.has("/links/revoke"));
    let wrong = browser.post("/links/preview", &[("before", "2026/01/01")]).await;
    assert!(wrong.status == 400 && wrong.has("f-before-error"));
    let page = browser.post("/links/preview", &[("client", kakei.key.as_str()), ("customer", ""), ("before", "")]).await;
    assert!(page.has("2件の連携を終了しますか") && page.field("seen") == "2", "{}", page.body);
    // One more came meanwhile: it is asked again.
    link(&stage, &kakei, "c3");
    let again = browser.post("/links/revoke", &[("client", kakei.key.as_str()), ("seen", "2")]).await;
    assert!(again.status == 409 && again.has("3件の連携を終了しますか"), "{}", again.body);
    let done = browser.post("/links/revoke", &[("client", kakei.key.as_str()), ("seen", "3")]).await;
    assert_eq!(done.to(), "/v1/office/links?told=links_revoked&count=3");
    assert!(browser.get("/links").await.has("有効な連携は1件です"));
    let token = pair.access.reveal();
    let told = browser.post("/links/token", &[("token", &format!("  {token} "))]).await;
    assert!(told.has("銀行が連携を終了しました") && told.has("c1") && told.has("家計ノート"), "{}", told.body);
    assert!(!told.has(token), "the token is not shown again");
    let unknown = browser.post("/links/token", &[("token", "fga_never")]).await;
    assert!(unknown.has("見つかりません") && !unknown.has("fga_never"));
}

#[actix_web::test]
async fn an_api_token_is_explained_too() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    house.issue(&[hanako]);
    let who = house.signed_in("hanako");
    let own = house.desk.own_handovers(&who, Slice { skip: 0, take: 1 }).unwrap().rows[0].id;
    let PickedUp::ApiToken { token, .. } = house.desk.pick_up(&who, own).unwrap() else { panic!("an API token") };
    let mut browser = admin(&house).await;
    let told = browser.post("/links/token", &[("token", token.reveal())]).await;
    assert!(told.has("このトークンは有効です") && told.has("hanako") && !told.has(token.reveal()), "{}", told.body);
    house.desk.revoke_handovers(&house.signed_in("admin"), &[own]).unwrap();
    assert!(browser.post("/links/token", &[("token", token.reveal())]).await.has("管理者が失効させました"));
}

#[actix_web::test]
async fn parameters_are_changed_from_what_was_seen() {
    let house = House::new();
    let mut browser = admin(&house).await;
    let page = browser.get("/parameters").await;
    assert!(page.has("APIトークン（一般ユーザ向け）の有効期限（日）"));
    let seen = [("seen_api_token_days", "365"), ("seen_pickup_days", "7"), ("seen_overlap_hours", "24")];
    let next = |days| [&[("api_token_days", days), ("pickup_days", "7"), ("overlap_hours", "24")][..], &seen].concat();
    let wrong = browser.post("/parameters", &next("3651")).await;
    assert!(wrong.status == 400 && wrong.has("1から3,650まで") && wrong.has("value=\"3651\""), "{}", wrong.body);
    assert_eq!(browser.post("/parameters", &next("30")).await.to(), "/v1/office/parameters?told=parameters_changed");
    let late = browser.post("/parameters", &next("90")).await;
    assert!(late.status == 409 && late.has("ほかの方が変更しました") && late.has("value=\"30\""), "{}", late.body);
    house.user("auditor", "監査 花子", Role::Auditor);
    let mut auditor = Browser::new(&house);
    auditor.sign_in("auditor").await;
    let page = auditor.get("/parameters").await;
    assert!(page.has("30日") && !page.has("name=\"api_token_days\""));
}

#[actix_web::test]
async fn a_template_is_tried_before_it_is_saved() {
    let house = House::new();
    let mut browser = admin(&house).await;
    assert!(browser.get("/templates").await.has("/v1/office/templates/invitation"));
    let path = "/templates/invitation";
    let form = |action: &'static str, body: &'static str| [("subject", "件名 {name}"), ("body", body), ("action", action)];
    let tried = browser.post(path, &form("preview", "{name}さま\r\n{url}")).await;
    assert!(tried.status == 200 && tried.has("見本 花子さま\nhttps://bank.example"), "{}", tried.body);
    assert!(!browser.get(path).await.has("件名 {name}"), "a preview is not kept");
    let wrong = browser.post(path, &form("save", "{url} {token}")).await;
    assert!(wrong.status == 400 && wrong.has("{token}は、このメールでは使えません"), "{}", wrong.body);
    assert!(browser.post(path, &form("save", "{url}")).await.to().ends_with("told=template_changed"));
    assert!(browser.get(path).await.has("件名 {name}"));
    assert!(browser.get("/templates/invitation/default").await.has("失われます"));
    browser.post("/templates/invitation/default", &[]).await;
    assert!(!browser.get(path).await.has("件名 {name}"));
    assert_eq!(browser.get("/templates/never").await.status, 404);
    // The longest text that is taken fits the form, however many bytes its letters have.
    let long = "山".repeat(9_990) + "{url}";
    assert!(browser.post(path, &[("subject", "件名"), ("body", &long), ("action", "save")]).await.to().ends_with("told=template_changed"));
}

#[actix_web::test]
async fn mails_and_tenants_are_listed() {
    let house = House::new();
    house.user("hanako", "見本 花子", Role::Member);
    let mut browser = admin(&house).await;
    let list = browser.get("/mails?state=waiting").await;
    let path = list.body.split("/v1/office/mails/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mail = browser.get(&format!("/mails/{path}")).await;
    assert!(mail.has("{link}") && mail.has("送信待ち") && !mail.has("/welcome/"), "{}", mail.body);
    assert!(browser.get("/mails?state=failed").await.has("条件に合うメールはありません"));
    house.store.office().unwrap().mail_failed(path.parse().unwrap(), "550 <b>no</b>", None).unwrap();
    assert!(browser.get(&format!("/mails/{path}")).await.has("550 &lt;b&gt;no"));
    let ask = browser.get(&format!("/mails/{path}/resend")).await;
    assert!(ask.has("hanako@kakei.example"), "{}", ask.body);
    browser.post(&format!("/mails/{path}/resend"), &[]).await;
    assert!(browser.get(&format!("/mails/{path}")).await.has("送信待ち"));
    let taken = browser.post("/tenants", &[("name", "見本銀行")]).await;
    assert!(taken.status == 400 && taken.has("同じ名称のテナント"));
    assert_eq!(browser.post("/tenants", &[("name", "青葉会計")]).await.to(), "/v1/office/tenants?told=tenant_created");
    assert!(browser.get("/tenants").await.has("青葉会計"));
}

#[actix_web::test]
async fn a_tenant_is_deleted_when_nobody_belongs_to_it() {
    let house = House::new();
    house.user("hanako", "見本 花子", Role::Member);
    let mut browser = admin(&house).await;
    browser.post("/tenants", &[("name", "青葉会計")]).await;
    let tenants = house.store.office().unwrap().tenants().unwrap();
    let id = |name: &str| tenants.iter().find(|tenant| tenant.name.as_str() == name).unwrap().id;
    let path = format!("/tenants/{}/delete", id("青葉会計"));
    let asked = browser.get(&path).await;
    assert!(asked.has("青葉会計") && asked.has("元に戻すことはできません"), "{}", asked.body);
    assert!(browser.get("/tenants").await.has(&format!("/v1/office{path}")));
    let used = browser.post(&format!("/tenants/{}/delete", id("見本銀行")), &[]).await;
    assert!(used.status == 409 && used.has("削除できません"), "{}", used.body);
    assert_eq!(browser.post(&path, &[]).await.to(), "/v1/office/tenants?told=tenant_deleted");
    assert_eq!(browser.post(&path, &[]).await.status, 404);
    assert!(!browser.get("/tenants").await.has("青葉会計"));
    for path in ["/tenants/x/delete", "/tenants/1000000000000000000/delete"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn the_audit_log_is_read_page_by_page_and_leaves_in_parts() {
    let house = House::new();
    let by = By::new(Actor::Staff("jiro".into()), Origin::NONE);
    let entries: Vec<Entry> =
        (0..1_100).map(|n| Entry::done(EntryTime(house.clock.now().0), &by, Act::MailResend, format!("mail:{n}"))).collect();
    house.store.audit().append(&entries).unwrap();
    let mut browser = admin(&house).await;
    let first = browser.get("/audit?actor=jiro").await;
    assert!(first.has("mail:1099") && !first.has("mail:1049<") && first.has("メールの再送"), "{}", first.body);
    let older = first.body.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let second = browser.get(&older).await;
    assert!(second.has("mail:1049<") && second.has("mail:1000<") && !second.has("mail:1050<"), "{older}");
    for (query, count) in
        [("target=mail%3A7&act=mail.resend&actor=staff%3Ajiro", 50), ("target=mail%3A77", 11), ("actor=jiro&outcome=refused", 0)]
    {
        let page = browser.get(&format!("/audit?{query}")).await;
        assert_eq!(page.body.matches("<th class=\"name\" scope=\"row\"").count(), count, "{query}");
    }
    for (query, count) in [("actor=jiro&from=2026-09-21", 50), ("actor=jiro&from=2026-09-22", 0), ("actor=jiro&until=2026-09-20", 0)] {
        let page = browser.get(&format!("/audit?{query}")).await;
        assert_eq!(page.body.matches("<th class=\"name\" scope=\"row\"").count(), count, "{query}");
    }
    assert_eq!(browser.get("/audit?from=never").await.status, 400);
    let number = second.body.split("/v1/office/audit/").find_map(|rest| rest.split('"').next().filter(|text| text.parse::<u32>().is_ok()));
    let one = browser.get(&format!("/audit/{}", number.unwrap())).await;
    assert!(one.status == 200 && one.has("SHA-256"));
    assert_eq!(browser.get("/audit/999999").await.status, 404);
    browser.get("/audit").await;
    let file = browser.post("/audit/export", &[]).await;
    let lines: Vec<serde_json::Value> = file.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 1_100 && file.headers["content-disposition"].contains("audit.jsonl"));
    assert!(lines.iter().enumerate().all(|(at, line)| line["seq"] == at + 1), "oldest first, without a gap");
    assert_eq!(lines.last().unwrap()["act"], "audit.export", "the export itself stands in it");
    assert!(lines[0]["at"].as_str().unwrap().ends_with("+09:00"));
}
