//! Screens of another crate in the same office.

use fgapi_admin::{Operation, Role};
use fgapi_lobby::{Answer, Fault, Heading, Item, Page, Route, Screens, Table, Visit, Wardrobe, Wing, renderer, view};

use crate::browser::Browser;
use crate::house::House;

fgapi_look::says! {
    /// What the screens beside can be told to say.
    pub(crate) enum Say {
        /// Their line of the menu.
        MenuKeys = "menu.keys",
        /// What was done.
        ToldCut = "told.cut",
    }
}

/// A desk of their own.
struct Locksmith {
    keys: u32,
}

struct Beside;

impl Screens for Beside {
    type Desk = Locksmith;
    type Say = Say;
    const TABLE: Table = &[&[
        Route::get("/keys", Operation::SeeParameters, show),
        Route::post("/keys/cut", Operation::ChangeParameters, cut).with(&["teeth"]).many(&["door"]).long(&["note"]),
    ]];
    const MENU: &'static [Item<Say>] = &[
        Item::new(Heading::Users, Operation::SeeParameters, Say::MenuKeys, "/keys"),
        Item::new(Heading::Audit, Operation::SeeParameters, Say::MenuKeys, "/keys/never"),
    ];
    const WARDROBE: Wardrobe = Wardrobe {
        templates: &[(
            "keys.html",
            "{% extends \"office_base.html\" %}{% block title %}{{ t(key=\"menu.keys\") }}{% endblock title %}\
             {% block h1 %}{{ t(key=\"menu.keys\") }}{% endblock h1 %}\
             {% block content %}<p>{{ t(key=\"keys.count\", count=screen.keys) }}</p>\
             <form method=\"post\">{{ <ui.csrf csrf={frame.csrf} /> }}</form>{% endblock content %}",
        )],
        japanese: "[menu]\nkeys = \"鍵\"\n[keys]\ncount = \"{count}本\"\n[told]\ncut = \"鍵を{count}本作りました。\"",
        english: "[menu]\nkeys = \"Keys\"\n[keys]\ncount = \"{count} keys\"\n[told]\ncut = \"{count} keys were cut.\"",
    };
}

fn show(visit: &Visit) -> Result<Answer, Fault> {
    let keys = visit.office.beside::<Locksmith>()?.keys;
    Ok(Page::new("keys.html", &view! { keys, }).into())
}

fn cut(visit: &Visit) -> Result<Answer, Fault> {
    let doors = visit.form.all("door").count();
    Ok(Answer::go_and_tell(visit, "/keys", Say::ToldCut, u64::try_from(doors).ok()))
}

fn wings() -> Vec<Wing> {
    vec![fgapi_office::wing(), Wing::of::<Beside>(Locksmith { keys: 21 })]
}

#[actix_web::test]
async fn a_wing_beside_has_its_screens_in_the_same_office() {
    let house = House::of(wings());
    let mut browser = Browser::new(&house);
    assert!(browser.get("/keys").await.to().starts_with("/v1/office/sign-in"));
    browser.sign_in("admin").await;
    let came = browser.get("/keys").await;
    assert!(came.status == 200 && came.has("21本"), "{came:?}");
    let came = browser.post("/keys/cut", &[("teeth", "5"), ("door", "a"), ("door", "b"), ("note", "a\r\nb")]).await;
    assert_eq!(came.to(), "/v1/office/keys?told=cut&count=2");
    let told = came.to().to_owned();
    assert!(browser.get(&told).await.has("鍵を2本作りました。"));
    for fields in [&[("teeth", "5"), ("teeth", "6")][..], &[("teeth", "a\r\nb")], &[("note", "a"), ("note", "b")], &[("lock", "x")]] {
        assert_eq!(browser.post("/keys/cut", fields).await.status, 400, "{fields:?}");
    }
    // A tab that a browser restores asks for the address of the form.
    assert_eq!(browser.get("/keys/cut").await.to(), "/v1/office/keys");
}

#[actix_web::test]
async fn the_menu_has_the_lines_of_every_wing_under_shared_headings() {
    let house = House::of(wings());
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    let page = browser.get("/keys").await.body;
    let at = |path: &str| page.find(&format!("href=\"/v1/office{path}\"")).unwrap_or_else(|| panic!("no {path}"));
    assert!(at("/users") < at("/tenants") && at("/tenants") < at("/keys") && at("/keys") < at("/parameters"));
    assert!(!page.contains("/keys/never"), "what is not built is not shown");
}

#[actix_web::test]
async fn a_wing_beside_lets_nobody_in_without_the_right() {
    let house = House::of(wings());
    house.user("member", "一般 次郎", Role::Member);
    let mut browser = Browser::new(&house);
    browser.sign_in("member").await;
    let page = browser.get("/settings/password").await;
    assert!(!page.has("/office/keys"));
    assert_eq!(browser.get("/keys").await.status, 403);
    assert_eq!(browser.post("/keys/cut", &[]).await.status, 403);
    assert_eq!(house.denials(), 2);
}

#[test]
fn two_wings_do_not_bring_one_template() {
    assert!(renderer(&wings()).unwrap().read().is_ok());
    let twice = |wing: Wing| renderer(&[wing.clone(), wing]).unwrap_err().to_string();
    assert_eq!(twice(Wing::of::<Beside>(Locksmith { keys: 0 })), "the screen cannot be drawn: two templates are called keys.html");
}
