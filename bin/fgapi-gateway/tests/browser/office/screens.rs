//! Every screen of the office and what can be wrong on it, in both languages: kept as HTML, at the width of a desk and of a phone;
//! in Japanese also judged by axe-core in light and dark, and as pictures for people to look at.

use std::time::{Duration, Instant};

use super::house::{ADMIN, DO_IT, House, PASSWORD, Seat, people};
use crate::harness::{Browser, Options, css, url};
use crate::support::site::{self, Database};

#[test]
fn every_screen_of_the_office_is_looked_at_in_japanese() {
    everything_is_looked_at("ja", Options::default());
}

#[test]
fn every_screen_of_the_office_is_looked_at_in_english() {
    everything_is_looked_at("en", Options::default().english());
}

fn everything_is_looked_at(language: &'static str, options: Options) {
    let house = House::open(Database::Sqlite);
    let browser = Browser::open(options);
    let tour = Tour { seat: Seat { house: &house, browser: &browser }, language };
    tour.signing_in();
    tour.users();
    tour.issuing();
    tour.clients();
    tour.own();
    tour.system();
    tour.links();
    tour.audit();
    tour.dashboard();
    tour.refused();
    tour.member();
    browser.console_is_clean();
}

/// Whoever looks at everything.
struct Tour<'t> {
    seat: Seat<'t>,
    language: &'static str,
}

impl Tour<'_> {
    /// The present screen is readable for everybody, fits, and is as it was.
    #[track_caller]
    fn look(&self, name: &str) {
        let html = match name {
            // Everything around it is the same everywhere.
            "welcome" | "dashboard-new" => self.seat.browser.html(),
            _ => self.seat.browser.html_of("main"),
        };
        let name = self.glance(name);
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, html);
        });
    }

    /// The same where what stands there depends on the hour or on who was faster.
    #[track_caller]
    fn glance(&self, name: &str) -> String {
        let (browser, name) = (self.seat.browser, format!("office-{name}.{}", self.language));
        assert_eq!(browser.run("return document.documentElement.lang"), self.language, "{name}");
        browser.fits_desk_and_phone();
        if self.language == "ja" {
            browser.axe();
            browser.shot(&name);
        }
        name
    }

    #[track_caller]
    fn look_at(&self, path: &str, name: &str) {
        self.seat.goto(path);
        self.look(name);
    }

    /// Presses the page's button and looks at what comes.
    #[track_caller]
    fn sent(&self, name: &str) {
        self.seat.do_it();
        self.look(name);
    }

    fn signing_in(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        browser.may_copy();
        let link = seat.house.init();
        browser.goto(&link);
        self.look("welcome");
        browser.fill("password", "short");
        browser.fill("again", "short");
        self.sent("welcome-weak");
        seat.set_password(&link);
        self.look("sign-in");
        browser.goto(&link);
        self.look("welcome-over");
        seat.goto("/sign-in");
        self.sent("sign-in-missing");
        seat.sign_in(ADMIN, "wrong");
        self.look("sign-in-wrong");
        seat.sign_in(ADMIN, PASSWORD);
        self.look("enrol");
        browser.fill("code", "12345");
        self.sent("enrol-wrong");
        let factor = seat.enrol();
        self.look("codes");
        seat.noted();
        self.look("dashboard-new");
        browser.submit(css(".who button"));
        seat.goto("/sign-in");
        seat.sign_in(ADMIN, PASSWORD);
        self.look("factor");
        browser.fill("code", &factor.wrong_code());
        self.sent("factor-wrong");
        browser.fill("code", &factor.recovery_code());
        seat.do_it();
        browser.wait_for(url("/dashboard"));
    }

    fn users(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        self.look_at("/users/new", "user-new");
        self.sent("user-new-wrong");
        self.look_at("/users/import", "import");
        let wrong = "login_id,name,mail,role,suspended\nuser01,利用 01号,kakei.example,member,false\nuser01,=1+1,a@kakei.example,king,no\n";
        browser.attach("file", &seat.house.site.file("wrong.csv", wrong));
        self.sent("import-wrong");
        seat.import(&people(12, 1));
        self.look_at("/users?q=user", "users");
        self.look_at("/users?q=nobody&role=auditor", "users-none");
        seat.goto("/users?q=user01");
        browser.submit(css("main .row-actions a"));
        self.look("user");
        browser.submit(css("a[href$=end-sessions]"));
        self.look("user-end-sessions");
    }

    fn issuing(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        seat.goto("/users?q=user&size=50");
        browser.submit(css(".bulk button[value=delete]"));
        self.look("users-nothing-picked");
        for (action, name) in [("delete", "users-delete"), ("invite", "users-invite"), ("issue", "issue")] {
            seat.goto("/users?q=user&size=50");
            seat.tick("user01");
            seat.tick("user12");
            browser.submit(css(&format!(".bulk button[value={action}]")));
            self.look(name);
        }
        let turn = |on| browser.run(&format!("document.querySelectorAll('[name=grants]').forEach(box => box.checked = {on})"));
        turn(false);
        self.sent("issue-wrong");
        turn(true);
        seat.do_it();
        browser.wait_for(css(".notice.done"));
        self.look_at("/handovers", "handovers");
        seat.tick("user01");
        browser.submit(css(".bulk .actions button"));
        self.look("handovers-revoke");
        self.look_at("/handovers?q=nobody&standing=good", "handovers-none");
    }

    fn clients(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        self.look_at("/clients", "clients-none");
        self.look_at("/clients/new", "client-new");
        browser.fill("redirect_domains", "https://kakei.example/");
        browser.fill("networks", "everywhere");
        self.sent("client-new-wrong");
        for (field, text) in [("name", "家計簿アプリ"), ("company", "株式会社かけい"), ("contact", ADMIN), ("networks", "192.0.2.0/24")]
        {
            browser.fill(field, text);
        }
        browser.fill("redirect_domains", "kakei.example");
        self.sent("client");
        let path = browser.url().split('?').next().unwrap().to_owned();
        for (page, name) in [("edit", "client-edit"), ("password", "client-password"), ("disable", "client-disable")] {
            browser.goto(&format!("{path}/{page}"));
            self.look(name);
        }
        seat.do_it();
        browser.submit(css("a[href$=enable]"));
        self.sent("client-enabled");
        self.look_at("/clients", "clients");
    }

    fn own(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        self.look_at("/settings/handovers", "own-handovers");
        browser.submit(css("main .row-actions a"));
        self.look("own-credentials");
        self.sent("own-credentials-shown");
        browser.click(css("[data-copy=password]"));
        browser.wait_for(css(".secret.was-copied"));
        self.look_at("/settings/password", "own-password");
        self.sent("own-password-wrong");
        self.look_at("/settings/factor", "own-factor");
        self.look_at("/settings/factor/new", "own-factor-new");
        self.look_at("/settings/sessions", "own-sessions");
        seat.goto("");
    }

    fn system(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        self.look_at("/parameters", "parameters");
        browser.fill("api_token_days", "0");
        self.sent("parameters-wrong");
        self.look_at("/templates", "templates");
        browser.submit(css("main tbody tr:first-child a"));
        self.look("template");
        browser.fill("subject", "{nothing}");
        browser.submit(css("button[value=save]"));
        self.look("template-wrong");
        browser.fill("subject", "【{office}】トークンのお知らせ");
        browser.submit(css("button[value=preview]"));
        self.look("template-preview");
        browser.submit(css("button[value=save]"));
        browser.wait_for(css(".notice.done"));
        browser.submit(css("a[href$=default]"));
        self.look("template-default");
        self.look_at("/tenants", "tenants");
        self.sent("tenants-wrong");
        browser.submit(css("main tbody a[href*='/tenants/']:not([href$=delete])"));
        self.look("tenant");
        seat.house.wait_until_all_is_sent();
        self.look_at("/mails?q=トークン", "mails");
        browser.submit(css("main tbody a"));
        self.look("mail");
        browser.submit(css("a[href$=resend]"));
        self.look("mail-resend");
        self.look_at("/mails?q=nobody&state=failed", "mails-none");
    }

    /// With a customer's link, and an app that asks for what it may not have.
    fn links(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        self.look_at("/links", "links-none");
        let house = seat.house;
        house.site.fill();
        let fintech = house.site.client(&house.serving, "accounts,balances");
        let system = fintech.system_token();
        let pair = fintech.link(&system, site::USER, site::PASSWORD, "1");
        for wrong in ["wrong", "again"] {
            let fields = [("api_key", fintech.api_key.as_str()), ("password", wrong)];
            fintech.caller.call("POST", "/auth/system_token", None, &fields).expect(401);
        }
        self.look_at("/links", "links");
        browser.fill("customer", "C1");
        browser.submit(css("form[action$=preview] button.primary"));
        self.look("links-preview");
        browser.fill("token", &pair.access);
        browser.submit(css("form[action$=token] button.primary"));
        self.look("links-token");
        browser.fill("token", "nothing");
        browser.submit(css("form[action$=token] button.primary"));
        self.look("links-token-unknown");
    }

    fn audit(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        seat.goto("/audit");
        self.glance("audit");
        seat.goto("/audit?act=office.admin_init&outcome=done");
        self.look("audit-filtered");
        browser.submit(css("main tbody a"));
        self.look("audit-entry");
        self.look_at("/audit?target=nobody", "audit-none");
    }

    fn dashboard(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        let began = Instant::now();
        while {
            seat.goto("/dashboard");
            browser.run("return document.querySelectorAll('table.bars tbody tr').length < 1") == true
        } {
            assert!(began.elapsed() < Duration::from_secs(20), "the counts are not written down");
        }
        self.glance("dashboard");
    }

    fn refused(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        self.look_at("/nothing", "refused-nothing");
        self.look_at("/users?size=7", "refused-malformed");
        seat.goto("/parameters");
        browser.run(&format!("document.querySelector({DO_IT:?}).form.elements.csrf.value = 'AAAA'"));
        self.sent("refused-stale");
    }

    fn member(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        seat.stand_up();
        seat.arrive("user01");
        self.look("member-handovers");
        browser.submit(css("main .row-actions a"));
        self.look("member-question");
        self.sent("member-token");
        browser.click(css("[data-copy=token]"));
        browser.wait_for(css(".secret.was-copied"));
        browser.reload();
        self.look("member-over");
        self.look_at("/settings/handovers", "member-picked-up");
        self.look_at("/settings/factor", "member-factor");
        self.look_at("/users", "refused-denied");
        seat.house.site.repair("UPDATE portal_sessions SET seen_at = seen_at - 1801");
        self.look_at("/settings/handovers", "refused-timed-out");
    }
}
