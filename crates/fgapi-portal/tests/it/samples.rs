//! A bank, an app and a customer, on every screen.

use fgapi_portal::views::*;
use fgapi_portal::{Assets, Brand, Frame, Language, Message, Say, Screen};

const JOURNEY: &str = "/auth/login/018f3c1e-7a44-7c07-9d2e-5b6f0d0a1c11";

/// One screen with what surrounds it.
pub(crate) struct Sample {
    /// Its name, unique.
    pub(crate) name: &'static str,
    /// Around.
    pub(crate) frame: Frame,
    /// Inside.
    pub(crate) screen: Screen,
}

pub(crate) fn brand() -> Brand {
    Brand::new("都府県信用組合FBサービス", Some("Tofuken Credit Union FB"), "#0b4f8a", None).unwrap().with_site("https://bank.example/")
}

/// All samples in a language. Every text that comes from outside goes through `outside`, which may do to it what it likes.
pub(crate) fn samples(language: Language, outside: fn(&str) -> String) -> Vec<Sample> {
    let maker = Maker { language, outside };
    [maker.login(), maker.middle(), maker.pins(), maker.consent(), maker.own_page(), maker.linked(), maker.ends(), maker.demo()]
        .into_iter()
        .flatten()
        .collect()
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Makes samples.
pub(crate) struct Maker {
    language: Language,
    outside: fn(&str) -> String,
}

impl Maker {
    /// A text from outside.
    pub(crate) fn o(&self, text: &str) -> String {
        (self.outside)(text)
    }

    fn bare(&self) -> Frame {
        let (brand, page) = (brand(), "/auth/login");
        let assets = Assets::new(&brand);
        let languages = LanguageLinks { ja: self.o(&format!("{page}?lang=ja")), en: self.o(&format!("{page}?lang=en")) };
        let head = brand.view(self.language, &assets, "");
        let head = BrandView { name: self.o(&head.name), site: head.site.as_deref().map(self.outside), ..head };
        Frame { languages: Some(languages), ..Frame::bare(head, assets.links("")) }
    }

    fn journey(&self, step: Step) -> Frame {
        let steps = [Step::Login, Step::Question, Step::Scopes, Step::Pins, Step::Consent];
        Frame {
            steps: StepItem::all(&steps, step),
            client: Some(self.client()),
            action: JOURNEY.to_owned(),
            csrf: "c5rfc5rfc5rfc5rf".to_owned(),
            cancel: Some(format!("{JOURNEY}/cancel")),
            ..self.bare()
        }
    }

    pub(crate) fn own(&self) -> Frame {
        let action = "/links/018f3c1e-7a44-7c07-9d2e-5b6f0d0a1c11";
        Frame { action: action.to_owned(), csrf: "c5rf".to_owned(), sign_out: Some(format!("{action}/sign-out")), ..self.bare() }
    }

    fn client(&self) -> ClientView {
        ClientView { name: self.o("家計ノート"), company: self.o("株式会社つばめソフト") }
    }

    fn login_view(&self, way: LoginWay) -> LoginView {
        LoginView {
            way,
            certificate: None,
            certificate_url: (way != LoginWay::Password).then(|| self.o(&format!("https://bank.example:8443{JOURNEY}/certificate"))),
            login_id: String::new(),
            errors: Vec::new(),
            locked: None,
            own_page: false,
        }
    }

    fn login(&self) -> Vec<Sample> {
        let frame = || self.journey(Step::Login);
        let wrong = LoginView {
            login_id: self.o("taro-aoba"),
            errors: vec![FieldError::new("login_id", Say::LoginWrong), FieldError::new("password", Say::PasswordMissing)],
            ..self.login_view(LoginWay::Password)
        };
        let locked = LoginView {
            locked: Some(Locked { seconds: 872, until: "2026-10-05T14:35:00+09:00".to_owned() }),
            ..self.login_view(LoginWay::Password)
        };
        let presented = LoginView {
            certificate: Some(CertificateView {
                subject: self.o("CN=青葉 太郎, O=青葉商店"),
                issuer: self.o("CN=Tofuken Client CA 1"),
                until: "2027-03-31".to_owned(),
            }),
            ..self.login_view(LoginWay::Both)
        };
        let own_page = LoginView { own_page: true, ..self.login_view(LoginWay::Both) };
        vec![
            Sample { name: "login", frame: frame(), screen: Screen::Login(self.login_view(LoginWay::Both)) },
            Sample { name: "login_wrong", frame: frame(), screen: Screen::Login(wrong) },
            Sample { name: "login_locked", frame: frame(), screen: Screen::Login(locked) },
            Sample { name: "login_certificate", frame: frame(), screen: Screen::Login(self.login_view(LoginWay::Certificate)) },
            Sample { name: "login_certificate_presented", frame: frame(), screen: Screen::Login(presented) },
            Sample { name: "login_own_page", frame: Frame { sign_out: None, ..self.own() }, screen: Screen::Login(own_page) },
        ]
    }

    fn middle(&self) -> Vec<Sample> {
        let question =
            |errors| QuestionView { text: self.o("はじめて飼ったペットの名前は何ですか"), tries_left: 4, errors };
        let wrong = question(vec![FieldError::new("answer", Say::AnswerWrong)]);
        let stale = Notice { kind: NoticeKind::Info, message: Say::StaleForm.into() };
        let scope = |grant: &str, checked| ScopeView { grant: grant.to_owned(), checked };
        let scopes = ScopesView {
            offered: vec![scope("accounts", true), scope("balances", true), scope("transactions", true)],
            refused: list(&["branches"]),
            accounts: None,
            errors: Vec::new(),
        };
        let account = |id: &str, label: &str| AccountView { id: self.o(id), label: self.o(label), checked: false };
        let nothing = ScopesView {
            offered: vec![scope("balances", false), scope("transactions", false)],
            refused: Vec::new(),
            accounts: Some(vec![
                account("9999-001-1-2000002", "インターネット支店（001） 普通 2000002"),
                account("9999-456-1-1000314", "豊洲支店（456） 普通 1000314"),
            ]),
            errors: vec![FieldError::new("grants", Say::NoGrant), FieldError::new("accounts", Say::NoAccount)],
        };
        vec![
            Sample { name: "question", frame: self.journey(Step::Question), screen: Screen::Question(question(Vec::new())) },
            Sample { name: "question_wrong", frame: self.journey(Step::Question), screen: Screen::Question(wrong) },
            Sample { name: "scopes", frame: Frame { notice: Some(stale), ..self.journey(Step::Scopes) }, screen: Screen::Scopes(scopes) },
            Sample { name: "scopes_nothing", frame: self.journey(Step::Scopes), screen: Screen::Scopes(nothing) },
        ]
    }

    /// The rows of the bank's own document.
    fn pin_accounts(&self, entered: bool) -> Vec<PinAccountView> {
        let account = |branch: &str, code: &str, number: &str, memo: &str, state| PinAccountView {
            field: (state == PinState::Unregistered).then(|| format!("pin-{code}-{number}")),
            branch: self.o(branch),
            branch_code: self.o(code),
            kind: self.o("新通"),
            number: self.o(number),
            memo: self.o(memo),
            state,
        };
        let first = if entered { PinState::Staged } else { PinState::Unregistered };
        vec![
            account("インターネット支店", "001", "2000002", "口座メモ5678901234567890", first),
            account("インターネット支店", "202", "1111111", "", PinState::Unregistered),
            account("インターネット支店", "202", "2222222", "", PinState::Registered),
            account("豊洲支店", "456", "1000314", "口座メモ5678901234567890", PinState::Registered),
        ]
    }

    fn pins(&self) -> Vec<Sample> {
        let frame = || self.journey(Step::Pins);
        let view = |errors| PinsView { accounts: self.pin_accounts(false), digits: 4, errors };
        let wrong = view(vec![FieldError::new("pin-001-2000002", Message::new(Say::PinMalformed).with("digits", 4))]);
        let result = PinResultView { accounts: self.pin_accounts(true), more: true };
        vec![
            Sample { name: "pins", frame: frame(), screen: Screen::Pins(view(Vec::new())) },
            Sample { name: "pins_wrong", frame: frame(), screen: Screen::Pins(wrong) },
            Sample { name: "pin_result", frame: frame(), screen: Screen::PinResult(result) },
        ]
    }

    fn consent(&self) -> Vec<Sample> {
        let url = |path: &str| Some(self.o(&format!("https://{path}")));
        let view = ConsentView {
            client: self.client(),
            grants: list(&["balances", "transactions"]),
            refused: list(&["branches"]),
            accounts: None,
            days: 90,
            until: "2027-01-03".to_owned(),
            terms: url("bank.example/terms"),
            privacy: url("bank.example/privacy"),
            client_terms: url("kakei.example/terms"),
            client_privacy: url("kakei.example/privacy"),
            client_site: url("kakei.example/"),
            agreed: false,
            errors: Vec::new(),
        };
        let unticked = ConsentView {
            accounts: Some(vec![self.o("インターネット支店（001） 普通 2000002"), self.o("豊洲支店（456） 普通 1000314")]),
            refused: Vec::new(),
            errors: vec![FieldError::new("agree", Say::NotTicked)],
            ..view.clone()
        };
        vec![
            Sample { name: "consent", frame: self.journey(Step::Consent), screen: Screen::Consent(view) },
            Sample { name: "consent_unticked", frame: self.journey(Step::Consent), screen: Screen::Consent(unticked) },
        ]
    }

    fn link(&self, id: &str, name: &str, company: &str) -> LinkView {
        let url = |what: &str| Some(self.o(&format!("/links/018f/{what}?link={id}")));
        LinkView {
            id: self.o(id),
            client: ClientView { name: self.o(name), company: self.o(company) },
            grants: list(&["balances", "transactions"]),
            accounts: None,
            since: "2026-08-01".to_owned(),
            until: "2026-10-30".to_owned(),
            days_left: 25,
            ends_soon: false,
            last_read: Some(LastRead { at: "2026-10-05T08:15:00+09:00".to_owned(), what: "transactions".to_owned() }),
            rows_read: 12_480,
            state: LinkState::Alive,
            ended_reason: None,
            ended_at: None,
            end_url: url("end"),
            renew_url: url("renew"),
        }
    }

    fn links(&self) -> Vec<LinkView> {
        let ended = |id: &str, name: &str, company: &str, reason| LinkView {
            state: LinkState::Ended,
            ended_reason: Some(reason),
            ended_at: Some("2026-09-12T21:04:00+09:00".to_owned()),
            end_url: None,
            renew_url: None,
            ..self.link(id, name, company)
        };
        vec![
            self.link("1", "家計ノート", "株式会社つばめソフト"),
            LinkView {
                accounts: Some(vec![self.o("豊洲支店（456） 普通 1000314")]),
                until: "2026-10-09".to_owned(),
                days_left: 4,
                ends_soon: true,
                rows_read: 311,
                ..self.link("2", "クラウド帳簿", "みどり会計株式会社")
            },
            LinkView {
                since: "2026-10-05".to_owned(),
                until: "2027-01-03".to_owned(),
                days_left: 90,
                last_read: None,
                rows_read: 0,
                state: LinkState::Pending,
                renew_url: None,
                ..self.link("3", "Pocket Budget", "")
            },
            ended("4", "つみたてアプリ", "そら証券株式会社", EndedReason::Customer),
            LinkView {
                state: LinkState::Over, ended_reason: None, ..ended("5", "請求書くん", "株式会社紙とペン", EndedReason::Bank)
            },
        ]
    }

    fn own_page(&self) -> Vec<Sample> {
        let say = Message::new(Say::LinkRenewed).with("client", self.o("家計ノート")).with_day("day", "2027-01-03");
        let paging = Paging { page: 2, previous: Some(self.o("/links/018f?page=1")), next: Some(self.o("/links/018f?page=3")) };
        let full = LinksView { customer: self.o("青葉 太郎"), links: self.links(), paging: Some(paging), tabs: true };
        let empty = LinksView { customer: self.o("青葉 太郎"), links: Vec::new(), paging: None, tabs: false };
        let one = || self.link("1", "家計ノート", "株式会社つばめソフト");
        let back = || self.o("/links/018f");
        let renew = LinkRenewView { link: one(), days: 90, new_until: "2027-01-03".to_owned(), back: back(), errors: Vec::new() };
        vec![
            Sample {
                name: "links",
                frame: Frame { notice: Some(Notice { kind: NoticeKind::Done, message: say }), ..self.own() },
                screen: Screen::Links(full),
            },
            Sample { name: "links_none", frame: self.own(), screen: Screen::Links(empty) },
            Sample { name: "link_end", frame: self.own(), screen: Screen::LinkEnd(LinkEndView { link: one(), back: back() }) },
            Sample { name: "link_renew", frame: self.own(), screen: Screen::LinkRenew(renew) },
        ]
    }

    fn ends(&self) -> Vec<Sample> {
        let refused = |status, trouble, retry: Option<&str>| {
            Screen::Refused(RefusedView {
                status,
                trouble,
                code: Some(self.o("FG-4011")),
                request_id: Some(self.o("018f3c1e-7a44-7c07")),
                retry: retry.map(self.outside),
            })
        };
        let mut logo = self.bare();
        logo.brand.logo = Some(self.o("/assets/logo?v=0123456789abcdef"));
        let ended = EndedView { end: OwnPageEnd::SignedOut, begin: Some(self.o("/links")) };
        vec![
            Sample { name: "refused_redirect", frame: self.bare(), screen: refused(401, Trouble::Redirect, None) },
            Sample { name: "refused_busy", frame: self.bare(), screen: refused(503, Trouble::Busy, Some("/auth/login/018f")) },
            Sample { name: "ended", frame: logo, screen: Screen::Ended(ended) },
        ]
    }

    fn demo(&self) -> Vec<Sample> {
        let app = || ClientView { name: self.o("かけいノート デモ"), company: self.o("架空の家計簿アプリ") };
        let field = |name: &str, value: &str| DemoField { name: self.o(name), value: self.o(value) };
        let start = DemoStartView {
            app: app(),
            begin: self.o("/auth/login?api_key=demo&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fdemo&state=s1"),
            logins: vec![
                DemoLogin {
                    id: self.o("eus-0001"),
                    password: self.o("sandbox-password"),
                    answer: Some(self.o("ポチ")),
                    pins: vec![field("9999-003-1-0000301", "3141")],
                    certificate: false,
                },
                DemoLogin { id: self.o("keiri"), password: self.o("other-password"), answer: None, pins: Vec::new(), certificate: true },
            ],
        };
        let mail = || DemoMail {
            at: self.o("/sandbox/mail/0192"),
            to: self.o("hanako@kakei.example"),
            subject: self.o("【見本銀行】APIトークン発行のお知らせ"),
            written: "2026-01-31T09:05:00+09:00".to_owned(),
        };
        let mails = DemoMailsView { app: app(), mails: vec![mail()] };
        let part = |text: &str, link| DemoMailPart { text: self.o(text), link };
        let link = DemoMailPart { text: "https://bank.example/office/welcome/a.b".to_owned(), link: true };
        let lines = vec![vec![part("見本 花子 様", false)], Vec::new(), vec![part("次の ", false), link, part(" です。", false)]];
        let letter = DemoMailView { app: app(), mail: mail(), lines, all: self.o("/sandbox/mail") };
        let exchange = DemoExchange {
            method: self.o("POST"),
            path: self.o("/auth/token"),
            sent: vec![field("api_key", "demo"), field("auth_token", "fgu_4hPq…x2Lk"), field("code_verifier", "dBjf…1iWk")],
            status: 200,
            answer: vec![
                field("access_token", "fga_9XcT…m0Qe"),
                field("refresh_token", "fgr_Lw7z…aa31"),
                field("expired_at", "1790000000"),
            ],
        };
        let account = |branch: &str, number: &str, balance| DemoAccount {
            branch: self.o(branch),
            kind: self.o("普通"),
            number: self.o(number),
            balance,
        };
        let transaction = |date: &str, description: &str, amount, balance| DemoTransaction {
            date: date.to_owned(),
            description: self.o(description),
            amount,
            balance: Some(balance),
        };
        let done = DemoDoneView {
            app: app(),
            refusal: None,
            exchanges: vec![exchange],
            accounts: vec![account("本店営業部", "0000001", Some(1_234_567)), account("豊洲支店", "1000314", None)],
            transactions: vec![
                transaction("2026-10-05T10:15:35+09:00", "給与 アオバショウテン", 284_300, 1_234_567),
                transaction("2026-10-03", "電気料金", -8_412, 950_267),
            ],
            again: self.o("/demo"),
            links: Some(self.o("/links")),
        };
        let refusal =
            DemoRefusal { error: self.o("access_denied"), description: self.o("the customer did not allow it"), why: DemoEnd::Denied };
        let refused =
            DemoDoneView { refusal: Some(refusal), exchanges: Vec::new(), accounts: Vec::new(), transactions: Vec::new(), ..done.clone() };
        vec![
            Sample { name: "demo_start", frame: self.bare(), screen: Screen::DemoStart(start) },
            Sample { name: "demo_mails", frame: self.bare(), screen: Screen::DemoMails(mails) },
            Sample {
                name: "demo_mails_none",
                frame: self.bare(),
                screen: Screen::DemoMails(DemoMailsView { app: app(), mails: Vec::new() }),
            },
            Sample { name: "demo_mail", frame: self.bare(), screen: Screen::DemoMail(letter) },
            Sample { name: "demo_done", frame: self.bare(), screen: Screen::DemoDone(done) },
            Sample { name: "demo_refused", frame: self.bare(), screen: Screen::DemoDone(refused) },
        ]
    }
}
