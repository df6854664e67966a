//! Who is signed in, and for how long.

use super::house::{House, PASSWORD, Seat, people};
use crate::harness::{Browser, Options, css, url};
use crate::support::site::Database;

#[test]
fn sessions_end_by_an_administrator_by_their_owner_and_by_time() {
    let house = House::open(Database::Sqlite);
    let (desk, home) = (Browser::open(Options::default()), Browser::open(Options::default()));
    let (admin, user) = (Seat { house: &house, browser: &desk }, Seat { house: &house, browser: &home });
    admin.first_administrator();
    admin.import(&people(1, 0));
    user.arrive("user01");
    user.goto("/settings/sessions");
    home.wait_for("この端末");

    // All of theirs, from the other side.
    admin.goto("/users?q=user01");
    desk.submit(css("main .row-actions a"));
    desk.submit("ログインの終了");
    desk.wait_for("user01のログインをすべて終了しますか？");
    user.goto("/settings/sessions");
    assert!(home.url().ends_with("/settings/sessions"), "a question ends nothing");
    desk.submit("はい、終了する");
    home.reload();
    assert!(home.url().contains("/sign-in") || home.status() == 401, "{}", home.url());
    assert!(!home.text().contains("この端末"), "{}", home.text());
    desk.wait_for("1件のログインを終了しました。");

    // Idle for too long, and for too long in any case.
    for end in ["seen_at = seen_at - 1801", "until = until - 43200"] {
        user.goto("/sign-in");
        user.sign_in("user01", PASSWORD);
        home.wait_for(url("/settings/handovers"));
        house
            .site
            .repair(&format!("UPDATE portal_sessions SET {end} WHERE user_id = (SELECT id FROM portal_users WHERE login = 'user01')"));
        user.goto("/settings/password");
        assert!(home.text().contains("ログインの有効時間が過ぎました"), "{end}: {}", home.text());
        assert_eq!(home.status(), 401);
        admin.goto("/users");
        assert_eq!(desk.status(), 200, "nobody else is touched");
    }

    // Whoever is kept out is out.
    user.goto("/sign-in");
    user.sign_in("user01", PASSWORD);
    home.wait_for(url("/settings/handovers"));
    admin.goto("/users?q=user01");
    desk.submit(css("main .row-actions a"));
    desk.tick("suspended");
    desk.submit("更新する");
    desk.wait_for("アカウントを更新しました。");
    home.reload();
    assert!(home.status() == 401 || home.url().contains("/sign-in"), "{}", home.text());
    user.goto("/sign-in");
    user.sign_in("user01", PASSWORD);
    assert_eq!(home.status(), 401);
    desk.submit("ログアウト");
    desk.back();
    assert!(!desk.text().contains("見本 花子"), "{}", desk.text());
}
