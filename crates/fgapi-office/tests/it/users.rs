//! Portal users and what is issued to them.

use fgapi_admin::Role;

use crate::browser::Browser;
use crate::house::House;

fn many(house: &House, count: usize) {
    for number in 0..count {
        house.user(&format!("user{number:03}"), &format!("利用 {number}"), Role::Member);
    }
}

#[actix_web::test]
async fn a_list_is_searched_sorted_and_parted() {
    let house = House::new();
    many(&house, 24);
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    let page = browser.get("/users").await;
    assert!(page.has("25件中1から10まで表示") && page.has("user008") && !page.has("user009"), "{}", page.body);
    assert!(browser.get("/users?page=3").await.has("25件中21から25まで表示"));
    // Behind the last page is the last.
    assert!(browser.get("/users?page=9").await.has("25件中21から25まで表示"));
    assert!(browser.get("/users?size=50").await.has("25件中1から25まで表示"));
    let found = browser.get("/users?q=user02").await;
    assert!(found.has("4件中1から4まで表示") && found.has("name=\"query\" value=\"q=user02\""), "{}", found.body);
    let sorted = browser.get("/users?sort=login&order=down").await;
    assert!(sorted.has("user023") && !sorted.has("user000") && sorted.has("aria-sort=\"descending\""));
    assert!(browser.get("/users?role=system_administrator&role=auditor").await.has("1件中1から1まで表示"));
    for bad in ["size=11", "page=0", "sort=colour", "role=king", "suspended=maybe", "q=a&q=b"] {
        assert_eq!(browser.get(&format!("/users?{bad}")).await.status, 400, "{bad}");
    }
}

#[actix_web::test]
async fn a_user_is_created_and_changed() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    let page = browser.get("/users/new").await;
    let tenant = page.body.split("name=\"tenant\"").nth(1).unwrap().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = |login: &'static str, mail: &'static str| {
        [("login", login), ("name", "見本 花子"), ("mail", mail), ("role", "member"), ("tenant", "")]
    };
    let mut wrong = fields("", "hanako");
    wrong[4].1 = &tenant;
    let came = browser.post("/users/new", &wrong).await;
    assert!(came.status == 400 && came.has("メールアドレスの形式") && came.has("value=\"見本 花子\""), "{}", came.body);
    let mut right = fields("hanako", "hanako@kakei.example");
    right[4].1 = &tenant;
    let before = house.mails();
    assert_eq!(browser.post("/users/new", &right).await.to(), "/v1/office/users?told=user_created");
    assert_eq!(house.mails(), before + 1);
    let taken = browser.post("/users/new", &right).await;
    assert!(taken.status == 409 && taken.has("すでに使われています"));

    let id = house.named("hanako").unwrap().id;
    let page = browser.get(&format!("/users/{id}")).await;
    assert!(page.has("value=\"hanako@kakei.example\"") && page.has("パスワード未設定"));
    let changed = [right[0], right[1], right[2], ("role", "auditor"), right[4], ("suspended", "yes")];
    assert_eq!(browser.post(&format!("/users/{id}"), &changed).await.to(), format!("/v1/office/users/{id}?told=user_changed"));
    let user = house.records.user(id).unwrap().unwrap();
    assert!(user.profile.suspended && user.profile.role == Role::Auditor);
    // Nobody suspends themselves.
    let own = house.named("admin").unwrap().id;
    let myself =
        [("login", "admin"), ("name", "管理"), ("mail", "a@b.example"), ("role", "system_administrator"), right[4], ("suspended", "yes")];
    let came = browser.post(&format!("/users/{own}"), &myself).await;
    assert!(came.status == 409 && came.has("ご自身に対しては行えません"));
}

#[actix_web::test]
async fn a_user_is_unlocked_and_put_out() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    let mut wrong = Browser::new(&house);
    for _ in 0..6 {
        wrong.prove("hanako", "wrong").await;
    }
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    assert!(browser.get(&format!("/users/{hanako}")).await.has("/unlock"));
    assert!(browser.get(&format!("/users/{hanako}/unlock")).await.has("hanakoのロックを解除しますか？"));
    let came = browser.post(&format!("/users/{hanako}/unlock"), &[]).await;
    assert!(came.to().ends_with("told=user_unlocked&count=1"));
    wrong.sign_in("hanako").await;
    browser.get(&format!("/users/{hanako}/end-sessions")).await;
    browser.post(&format!("/users/{hanako}/end-sessions"), &[]).await;
    assert_eq!(wrong.get("/settings/password").await.status, 401);
}

#[actix_web::test]
async fn all_that_a_search_finds_get_a_token() {
    let house = House::new();
    many(&house, 12);
    let suspended = house.user("user900", "停止 中", Role::Member);
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    let page = browser.get("/users?q=user").await;
    assert!(page.has("13件すべてを対象にする"));
    let selection = [("all", "yes"), ("query", "q=user"), ("action", "issue")];
    let preview = browser.post("/users/bulk", &selection).await;
    assert!(preview.status == 200 && preview.has("13件発行する") && preview.has("365日間"), "{}", preview.body);
    let seen = preview.field("seen");
    let before = house.mails();
    let none = browser.post("/users/issue", &[("all", "yes"), ("query", "q=user"), ("seen", &seen), ("level", "tenant")]).await;
    assert!(none.status == 400 && none.has("権限を1つ以上選んでください"));
    // Somebody is created meanwhile: nobody gets a token that was not shown.
    house.user("user901", "新 人", Role::Member);
    let form = |seen: String| {
        vec![
            ("all", "yes".to_owned()),
            ("query", "q=user".to_owned()),
            ("seen", seen),
            ("level", "company".to_owned()),
            ("grants", "accounts".to_owned()),
        ]
    };
    let send = |form: &Vec<(&'static str, String)>| form.iter().map(|(name, value)| (*name, value.clone())).collect::<Vec<_>>();
    let stale = send(&form(seen));
    let came = browser.post("/users/issue", &stale.iter().map(|(n, v)| (*n, v.as_str())).collect::<Vec<_>>()).await;
    assert!(came.status == 409 && came.has("対象が変わりました"), "{}", came.body);
    assert_eq!(house.mails(), before + 1);
    let fresh = send(&form(came.field("seen")));
    let came = browser.post("/users/issue", &fresh.iter().map(|(n, v)| (*n, v.as_str())).collect::<Vec<_>>()).await;
    assert_eq!(came.to(), "/v1/office/users?told=issued&count=14");
    // Once more: those that wait become void, and it is said so.
    let preview = browser.post("/users/bulk", &[("id", &suspended.to_string()), ("action", "issue")]).await;
    assert!(preview.has("取得待ちのトークン1件"), "{}", preview.body);
}

#[actix_web::test]
async fn what_follows_is_said_before_users_are_deleted() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    let own = house.named("admin").unwrap().id;
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    browser.get("/users").await;
    let nothing = browser.post("/users/bulk", &[("action", "delete")]).await;
    assert!(nothing.status == 400 && nothing.has("対象を選択してください"));
    let (a, b) = (hanako.to_string(), own.to_string());
    for (action, says) in [("invite", "PW"), ("delete", "元に戻すことはできません")] {
        let page = browser.post("/users/bulk", &[("id", &a), ("id", &b), ("action", action)]).await;
        assert!(page.status == 200 && page.has("hanako") && page.has("ご自身に対しては行えません"), "{}", page.body);
        assert!(action == "invite" || page.has(says));
    }
    let page = browser.post("/users/bulk", &[("id", &a), ("action", "delete")]).await;
    let came = browser.post("/users/delete", &[("id", &a), ("seen", &page.field("seen"))]).await;
    assert_eq!(came.to(), "/v1/office/users?told=users_deleted&count=1");
    assert!(house.records.user(hanako).unwrap().is_none());
    assert_eq!(browser.get("/users/delete").await.to(), "/v1/office/users");
}

#[actix_web::test]
async fn a_user_administrator_touches_no_system_administrator() {
    let house = House::new();
    house.user("manager", "管理 次郎", Role::UserAdministrator);
    let admin = house.named("admin").unwrap().id.to_string();
    let mut browser = Browser::new(&house);
    browser.sign_in("manager").await;
    let page = browser.get("/users/new").await;
    assert!(!page.has("value=\"system_administrator\""));
    let came = browser.post("/users/bulk", &[("id", &admin), ("action", "delete")]).await;
    assert!(came.status == 409 && came.has("システム管理者だけが行えます"));
    assert_eq!(browser.post(&format!("/users/{admin}/end-sessions"), &[]).await.status, 409);
}

fn multipart(csrf: &str, file: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--B\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"u.csv\"\r\ncontent-type: text/csv\r\n\r\n"
    );
    ("multipart/form-data; boundary=B".to_owned(), [head.as_bytes(), file, b"\r\n--B--\r\n"].concat())
}

#[actix_web::test]
async fn a_file_is_taken_whole_or_not_at_all() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    browser.get("/users/import").await;
    let head = "login_id,name,mail,role,suspended\n";
    let bad = format!("{head}a1,花子,a1@x.example,member,false\na1,太郎,a2@x.example,member,false\na3,=1+1,a3@x.example,king,no\n");
    let (kind, body) = multipart(&browser.csrf, bad.as_bytes());
    let came = browser.post_raw("/users/import", &kind, body).await;
    assert!(came.status == 400 && came.has("2行目と同じログインIDです") && came.has("1件も取り込んでいません"), "{}", came.body);
    assert!(house.named("a1").is_none());
    let good = format!("\u{feff}{head}a1,花子,a1@x.example,member,false\na2,太郎,a2@x.example,auditor,true\n");
    let (kind, body) = multipart(&browser.csrf, good.as_bytes());
    let came = browser.post_raw("/users/import", &kind, body).await;
    assert_eq!(came.to(), "/v1/office/users?told=imported&count=2", "{}", came.body);
    let (kind, body) = multipart("forged", good.as_bytes());
    assert_eq!(browser.post_raw("/users/import", &kind, body).await.status, 403);
    let (kind, body) = multipart(&browser.csrf, &vec![b'x'; (4 << 20) + 10]);
    assert_eq!(browser.post_raw("/users/import", &kind, body).await.status, 400);
    assert_eq!(browser.post_raw("/users/import", "multipart/form-data; boundary=B", b"--B\r\nnonsense".to_vec()).await.status, 400);
}

#[actix_web::test]
async fn an_exported_file_runs_nothing() {
    let house = House::new();
    house.user("=cmd|calc", "@SUM(A1)", Role::Member);
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    let came = browser.get("/users/export.csv").await;
    assert!(came.body.starts_with("\u{feff}login_id,name,mail,role,suspended,tenant\r\n"));
    assert!(came.has("'=cmd|calc,'@SUM(A1),"), "{}", came.body);
    assert!(came.headers["content-disposition"].starts_with("attachment"));
}

#[actix_web::test]
async fn what_was_issued_is_listed_and_taken_back() {
    let house = House::new();
    let hanako = house.user("hanako", "見本 花子", Role::Member);
    let taro = house.user("taro", "見本 太郎", Role::Member);
    house.issue(&[hanako, taro]);
    let mut theirs = Browser::new(&house);
    theirs.sign_in("hanako").await;
    let list = theirs.get("/settings/handovers").await;
    let path = list.body.split("/v1/office/settings/handovers/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    theirs.get(&format!("/settings/handovers/{path}")).await;
    theirs.post(&format!("/settings/handovers/{path}/pick-up"), &[]).await;
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    let all = browser.get("/handovers").await;
    assert!(all.has("192.0.2.7") && all.has("指紋") && all.has("adminによる"), "{}", all.body);
    assert!(browser.get("/handovers?standing=waiting").await.has("1件中1から1まで表示"));
    let question = browser.post("/handovers/bulk", &[("id", &path)]).await;
    assert!(question.has("1件を失効させますか？") && question.has("hanako"), "{}", question.body);
    assert_eq!(browser.post("/handovers/revoke", &[("id", &path)]).await.to(), "/v1/office/handovers?told=revoked&count=1");
    let again = browser.post("/handovers/bulk", &[("id", &path)]).await;
    assert_eq!(again.status, 400);
    assert!(theirs.get("/settings/handovers").await.has("管理者が失効させました"));
    assert!(browser.get("/handovers?standing=revoked&kind=api_token").await.has("失効"));
}
