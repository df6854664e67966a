//! A bank's office: its gateway, its mail server, and whoever sits before its screens.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use fgapi_postbox::{Postbox, Received, Rules};
use serde_json::Value;

use super::factor::Factor;
use crate::harness::{Browser, Cookie, css, url};
use crate::support::http::Caller;
use crate::support::process::Serving;
use crate::support::site::{Database, Site};

pub(crate) const ADMIN: &str = "admin1";
pub(crate) const PASSWORD: &str = "himitsu-no-kotoba";
/// The one button of a page that does what the page is for.
pub(crate) const DO_IT: &str = "main form .actions button[type=submit]";
/// Whatever it is, it has come or not by then.
const PATIENCE: Duration = Duration::from_secs(60);

/// Served, until it is dropped.
pub(crate) struct House {
    pub(crate) postbox: Postbox,
    pub(crate) serving: Serving,
    pub(crate) site: Site,
}

impl House {
    pub(crate) fn open(database: Database) -> Self {
        let postbox = Postbox::open(Rules::default()).unwrap();
        let settings = format!(
            "[brand]\nname = \"見本銀行\"\nname_en = \"Mihon Bank\"\n\n[office]\nservice = \"見本銀行API\"\n\n[mail]\nserver = \"127.0.0.1\"\n\
             port = {}\ntls = \"none\"\nfrom = \"no-reply@bank.example\"\nfrom_name = \"見本銀行 API\"\n",
            postbox.port()
        );
        let site = Site::empty(database, &settings);
        let serving = site.serve();
        Self { postbox, serving, site }
    }

    /// An address of the office.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}/office{path}", self.serving.base_url)
    }

    pub(crate) fn caller(&self) -> Caller {
        Caller::new(&self.serving.base_url)
    }

    /// Makes the first administrator; the link that the command prints, at the port at which the gateway serves.
    pub(crate) fn init(&self) -> String {
        let words = ["--login", ADMIN, "--name", "見本 花子", "--mail", "hanako@bank.example", "--tenant", "見本銀行", "--json"];
        let told: Value = serde_json::from_str(&self.site.run(&[&["admin", "init"], &words[..]].concat())).unwrap();
        let (_, path) = told["link"].as_str().unwrap().split_once("/office").unwrap();
        self.at(path)
    }

    /// Waits for this many mails whose subject has this part, and gives them.
    #[track_caller]
    pub(crate) fn mails(&self, count: usize, subject: &str) -> Vec<Received> {
        let began = Instant::now();
        loop {
            let found: Vec<Received> = self.postbox.mails().into_iter().filter(|mail| mail.subject().contains(subject)).collect();
            if found.len() >= count {
                return found;
            }
            assert!(began.elapsed() < PATIENCE, "{} of {count} mails came about {subject}", found.len());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The link by which this user sets a password, from the latest mail.
    #[track_caller]
    pub(crate) fn invitation(&self, login: &str) -> String {
        let address = address(login);
        let mails = self.mails(1, "パスワード設定");
        let mine = mails.iter().rev().find(|mail| mail.to == [address.as_str()]).cloned();
        let mine = mine.unwrap_or_else(|| {
            let all = self.mails(mails.len() + 1, "パスワード設定");
            all.into_iter().rev().find(|mail| mail.to == [address.as_str()]).unwrap_or_else(|| panic!("nobody wrote to {address}"))
        });
        mine.link(&self.at("/welcome/")).unwrap()
    }

    /// Fails the test unless nothing more is to be sent.
    #[track_caller]
    pub(crate) fn wait_until_all_is_sent(&self) {
        let began = Instant::now();
        loop {
            let told: Value = serde_json::from_str(&self.site.run(&["mail", "status", "--json"])).unwrap();
            if told["waiting"] == 0 {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "mails wait: {told}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Where mails to a portal user go.
pub(crate) fn address(login: &str) -> String {
    format!("{login}@kakei.example")
}

/// A file of portal users, `user01` and so on; the last `suspended` of them are suspended.
pub(crate) fn people(count: usize, suspended: usize) -> String {
    let mut file = "login_id,name,mail,role,suspended\r\n".to_owned();
    for number in 1..=count {
        let login = format!("user{number:02}");
        write!(file, "{login},利用 {number:02}号,{},member,{}\r\n", address(&login), number > count - suspended).unwrap();
    }
    file
}

/// Each mail, once: to whom.
#[track_caller]
pub(crate) fn recipients(mails: &[Received]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for mail in mails {
        let [to] = mail.to.as_slice() else { panic!("a mail to {:?}", mail.to) };
        assert!(all.insert(to.clone()), "{to} got two mails");
        assert!(ids.insert(mail.header("Message-ID").unwrap()), "two mails are one");
    }
    all
}

/// Whoever sits at a browser in the office, in whatever language.
#[derive(Clone, Copy)]
pub(crate) struct Seat<'s> {
    pub(crate) house: &'s House,
    pub(crate) browser: &'s Browser,
}

/// Who a browser is signed in as.
pub(crate) struct SignedIn(Vec<Cookie>);

impl Seat<'_> {
    #[track_caller]
    pub(crate) fn goto(&self, path: &str) {
        self.browser.goto(&self.house.at(path));
    }

    /// Presses the button that the page is for.
    #[track_caller]
    pub(crate) fn do_it(&self) {
        self.browser.submit(css(DO_IT));
    }

    /// Sets a password by a link.
    #[track_caller]
    pub(crate) fn set_password(&self, link: &str) {
        self.browser.goto(link);
        self.browser.fill("password", PASSWORD);
        self.browser.fill("again", PASSWORD);
        self.do_it();
        self.browser.wait_for(url("/sign-in"));
    }

    #[track_caller]
    pub(crate) fn sign_in(&self, login: &str, password: &str) {
        self.browser.fill("login", login);
        self.browser.fill("password", password);
        self.do_it();
    }

    #[track_caller]
    pub(crate) fn read(&self, selector: &str) -> String {
        let read = format!("const found = document.querySelector({selector:?}); return found && (found.value ?? found.textContent).trim()");
        self.browser.run(&read).as_str().unwrap_or_else(|| panic!("no {selector} at {}", self.browser.url())).to_owned()
    }

    /// Enrols the app that reads the present page.
    #[track_caller]
    pub(crate) fn enrol(&self) -> Factor {
        let factor = Factor::typed(&self.read("main form code"));
        self.browser.fill("code", &factor.code());
        self.do_it();
        self.browser.wait_for(css("#recovery li"));
        let codes = self.browser.run("return [...document.querySelectorAll('#recovery li')].map(code => code.textContent.trim())");
        factor.note(codes.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect());
        factor
    }

    /// On from the recovery codes, once they were noted down.
    #[track_caller]
    pub(crate) fn noted(&self) {
        if self.browser.run("return !document.querySelector('main [data-copy]').hidden") == true {
            self.browser.click(css("main [data-copy]"));
            self.browser.wait_for(css(".was-copied"));
        }
        self.browser.submit(css("main .actions a.primary"));
    }

    /// The first administrator, signed in.
    #[track_caller]
    pub(crate) fn first_administrator(&self) -> Factor {
        self.browser.may_copy();
        self.set_password(&self.house.init());
        self.sign_in(ADMIN, PASSWORD);
        let factor = self.enrol();
        self.noted();
        factor
    }

    /// A portal user, signed in for the first time.
    #[track_caller]
    pub(crate) fn arrive(&self, login: &str) {
        self.set_password(&self.house.invitation(login));
        self.sign_in(login, PASSWORD);
        self.browser.wait_for(url("/settings/handovers"));
    }

    /// Somebody else sits down: the browser is as if nobody had signed in.
    #[track_caller]
    pub(crate) fn stand_up(&self) -> SignedIn {
        let cookies = self.browser.cookies().into_iter().filter(|cookie| cookie.name.contains("fgapi")).collect();
        self.browser.forget_cookies();
        SignedIn(cookies)
    }

    /// Whoever stood up before is back.
    #[track_caller]
    pub(crate) fn sit_down(&self, who: &SignedIn) {
        self.goto("/sign-in");
        self.browser.forget_cookies();
        for cookie in &who.0 {
            self.browser.set_cookie(cookie);
        }
    }

    /// Takes portal users in from a file.
    #[track_caller]
    pub(crate) fn import(&self, file: &str) {
        self.goto("/users/import");
        self.browser.attach("file", &self.house.site.file("people.csv", file));
        self.do_it();
        self.browser.wait_for(css(".notice.done"));
    }

    /// Issues API tokens to those of the list whose rows have these names.
    #[track_caller]
    pub(crate) fn issue(&self, logins: &[&str]) {
        self.goto("/users?size=100");
        for login in logins {
            self.tick(login);
        }
        self.browser.submit(css(".bulk button[value=issue]"));
        self.do_it();
        self.browser.wait_for(css(".notice.done"));
    }

    /// Ticks the row of a table that begins with this.
    #[track_caller]
    pub(crate) fn tick(&self, name: &str) {
        let find = format!(
            "const row = [...document.querySelectorAll('main tbody tr')].find(row => row.querySelector('th').textContent.trim().startsWith({name:?}));
             const box = row && row.querySelector('td input[type=checkbox]'); if (box) box.click(); return !!box && box.checked"
        );
        assert_eq!(self.browser.run(&find), true, "no row {name} to tick at {}", self.browser.url());
    }

    /// Picks up what waits, to the page that shows it.
    #[track_caller]
    pub(crate) fn pick_up(&self) {
        self.goto("/settings/handovers");
        self.browser.submit(css("main .row-actions a"));
        self.do_it();
    }
}
