//! Pages that hold every shared part of the office.

use std::error::Error;

use fgapi_look::views::*;
use fgapi_look::{Assets, Brand, Language, Message, Says, Wardrobe};
use serde::Serialize;

/// The door of the samples.
pub(crate) const DOOR: Wardrobe = Wardrobe {
    templates: &[
        ("dashboard.html", include_str!("dashboard.html")),
        ("list.html", include_str!("list.html")),
        ("form.html", include_str!("form.html")),
        ("token.html", include_str!("token.html")),
        ("door.html", include_str!("door.html")),
    ],
    japanese: include_str!("ja.toml"),
    english: include_str!("en.toml"),
};

/// Words of the samples, by key.
#[derive(Clone, Copy)]
struct Say(&'static str);

impl Says for Say {
    fn key(self) -> &'static str {
        self.0
    }
}

fn say(key: &'static str) -> Message {
    Message::new(Say(key))
}

/// A page.
pub(crate) struct Page {
    pub(crate) name: &'static str,
    pub(crate) template: &'static str,
    pub(crate) frame: OfficeFrame,
    pub(crate) screen: Screen,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Screen {
    Dashboard(Box<Dashboard>),
    List(Box<List>),
    Form { login: String, mail: String, body: String, roles: Vec<Choice>, states: Vec<Choice>, errors: Vec<FieldError> },
    Token(Token),
    Door { errors: Vec<FieldError> },
}

#[derive(Serialize)]
pub(crate) struct Dashboard {
    tiles: Vec<Tile>,
    issued: Stacks,
    requests: Bars,
    nobody: Bars,
}

#[derive(Serialize)]
pub(crate) struct List {
    open: bool,
    search: Search,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    table: Table,
    pager: Pager,
    none: Table,
    first: Pager,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
pub(crate) struct Token {
    consequences: Vec<Message>,
    token: String,
    qr: Qr,
    codes: Vec<String>,
    facts: Vec<Fact>,
    letter: String,
}

pub(crate) fn brand() -> Result<Brand, Box<dyn Error>> {
    Ok(Brand::new("都府県信用組合FBサービス", Some("Tofuken Credit Union FB"), "#0b4f8a", None)?)
}

/// All pages in a language. Every text that comes from outside goes through `outside`.
pub(crate) fn all(language: Language, outside: fn(&str) -> String) -> Result<Vec<Page>, Box<dyn Error>> {
    let maker = Maker { language, outside };
    let page = |name: &'static str, template, screen| -> Result<Page, Box<dyn Error>> {
        Ok(Page { name, template, frame: maker.frame(name)?, screen })
    };
    let shut = maker.list(false);
    let open = List { open: true, ..maker.list(true) };
    Ok(vec![
        page("dashboard", "dashboard.html", maker.dashboard())?,
        page("accounts", "list.html", Screen::List(Box::new(shut)))?,
        page("accounts_open", "list.html", Screen::List(Box::new(open)))?,
        page("form", "form.html", maker.form())?,
        page("token", "token.html", maker.token()?)?,
        page("door", "door.html", Screen::Door { errors: vec![FieldError::new("password", say("sample.wrong"))] })?,
    ])
}

struct Maker {
    language: Language,
    outside: fn(&str) -> String,
}

impl Maker {
    fn o(&self, text: &str) -> String {
        (self.outside)(text)
    }

    fn frame(&self, name: &str) -> Result<OfficeFrame, Box<dyn Error>> {
        let brand = brand()?;
        let assets = Assets::new(&brand);
        let head = brand.view(self.language, &assets, "");
        let head = BrandView { name: self.o(&head.name), ..head };
        let languages = LanguageLinks { ja: self.o("?lang=ja"), en: self.o("?lang=en") };
        let frame = OfficeFrame {
            languages: Some(languages),
            csrf: "c5rf".to_owned(),
            ..OfficeFrame::bare(head, assets.links(""), self.o("/office"))
        };
        if name == "door" {
            return Ok(frame);
        }
        let here = match name {
            "dashboard" => "/office",
            "token" => "/office/tokens",
            _ => "/office/accounts",
        };
        let group = |label: &'static str, items: &[(&'static str, &str)]| MenuGroup {
            label: say(label),
            items: items.iter().map(|(label, href)| MenuItem::new(say(label), *href, here)).collect(),
        };
        let done = Notice { kind: NoticeKind::Done, message: say("sample.done").with_number("count", 1_250) };
        Ok(OfficeFrame {
            menu: vec![
                group(
                    "sample.settings",
                    &[("sample.dashboard", "/office"), ("sample.api_token", "/office/token"), ("sample.factor", "/office/mfa")],
                ),
                group("sample.account_settings", &[("sample.accounts", "/office/accounts"), ("sample.passwords", "/office/passwords")]),
                group(
                    "sample.system",
                    &[
                        ("sample.parameters", "/office/parameters"),
                        ("sample.templates", "/office/templates"),
                        ("sample.tokens", "/office/tokens"),
                    ],
                ),
                group("sample.clients", &[("sample.clients", "/office/clients"), ("sample.links", "/office/links")]),
                group("sample.mails", &[("sample.mails", "/office/mails")]),
                group("sample.audit", &[("sample.audit", "/office/audit")]),
            ],
            who: Some(SignedIn { name: self.o("青葉 花子"), role: say("sample.admin"), sign_out: self.o("/office/sign-out") }),
            crumbs: match name {
                "dashboard" => Vec::new(),
                "form" => {
                    vec![Crumb::name(say("sample.account_settings")), Crumb::page(say("sample.accounts"), self.o("/office/accounts"))]
                }
                _ => vec![Crumb::name(say("sample.account_settings"))],
            },
            notice: (name == "accounts").then_some(done),
            ..frame
        })
    }

    fn dashboard(&self) -> Screen {
        let points = (0..30_u64).map(|at| Point {
            at: if at < 26 { format!("2026-09-{:02}", at + 5) } else { format!("2026-10-{:02}", at - 25) },
            values: vec![40 + at * 37 % 61 + at * at / 9, (at * 13 + 5) % 11 * u64::from(at % 3 != 1)],
        });
        let series = || [Series::new(say("sample.given")), Series::new(say("sample.refused"))];
        let counted = || [Series::new(say("sample.all")), Series::new(say("sample.errors"))];
        let row = |name: &str, all, part| Bar { name: self.o(name), href: Some(self.o("/office/clients/1")), all, part };
        Screen::Dashboard(Box::new(Dashboard {
            tiles: vec![
                Tile {
                    kind: Some(ChipKind::On),
                    note: Some(say("sample.since_yesterday").with("count", 12)),
                    href: Some(self.o("/office/links")),
                    ..Tile::new(say("sample.alive"), 12_480)
                },
                Tile { kind: Some(ChipKind::Soon), href: Some(self.o("/office/links?soon")), ..Tile::new(say("sample.ending"), 312) },
                Tile {
                    kind: Some(ChipKind::Bad),
                    note: Some(say("sample.failed").with("count", 2)),
                    href: Some(self.o("/office/mails")),
                    ..Tile::new(say("sample.queue"), 7)
                },
                Tile::new(say("sample.api_token"), 48),
            ],
            issued: Stacks::new(
                "issued",
                say("sample.issued"),
                say("sample.issued_summary").with_number("count", 2_410).with_number("refused", 101),
                say("sample.day"),
                series().into(),
                points.collect(),
            ),
            requests: Bars::new(
                "requests",
                say("sample.requests"),
                say("sample.clients"),
                counted(),
                say("sample.no_requests"),
                vec![
                    row("家計ノート", 184_230, 312),
                    row("株式会社つばめソフト 資金繰りナビゲーター", 92_114, 8_120),
                    row("会計クラウド", 40_771, 0),
                    row("テスト用", 12, 12),
                ],
            ),
            nobody: Bars::new("nobody", say("sample.requests"), say("sample.clients"), counted(), say("sample.no_requests"), Vec::new()),
        }))
    }

    fn roles(&self) -> Vec<Choice> {
        vec![
            Choice::new("admin", say("sample.admin")).with_hint(say("sample.accounts_lead")),
            Choice::new("people", say("sample.people")),
            Choice::new("auditor", say("sample.auditor")).chosen(true),
            Choice::new(self.o("user"), Message::text(self.o("一般ユーザ"))),
        ]
    }

    fn states(&self) -> Vec<Choice> {
        vec![
            Choice::new("open", say("sample.open")).chosen(true),
            Choice::new("locked", say("sample.locked")),
            Choice::new("rested", say("sample.rested")),
        ]
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::name(say("sample.login")).sorted(self.o("?sort=-login"), Some(Order::Ascending)),
            Column::text(say("sample.name")).sorted(self.o("?sort=name"), None),
            Column::text(say("sample.mail")),
            Column::text(say("sample.role")),
            Column::text(say("sample.state")),
            Column::number(say("sample.issued_count")).sorted(self.o("?sort=issued"), None),
            Column::text(say("sample.last")),
            Column::actions(say("sample.operation")),
        ]
    }

    fn row(&self, id: &str, name: &str, role: &'static str, state: (ChipKind, &'static str), count: u64) -> Row {
        let edit = Action::new(say("sample.edit"), self.o("/office/accounts/1"));
        let delete = Action::stop(say("sample.delete"), self.o("/office/accounts/1/delete"));
        Row::new(
            self.o(id),
            self.o(id),
            vec![
                Cell::link(Message::text(self.o(id)), self.o("/office/accounts/1")),
                Cell::text(self.o(name)),
                Cell::text(if count == 0 { String::new() } else { self.o("hanako.aoba@bank.example") }),
                Cell::said(say(role)),
                Cell::lines([Cell::chip(state.0, say(state.1)), Cell::note(say("sample.until").with_day("day", "2027-03-31"))]),
                Cell::number(count),
                Cell::maybe((count > 0).then(|| Cell::moment("2026-10-05T09:05:00+09:00"))),
                Cell::actions(vec![edit, delete]),
            ],
        )
    }

    fn list(&self, many: bool) -> List {
        let rows = vec![
            self.row("admin1", "システム管理者", "sample.admin", (ChipKind::On, "sample.open"), 12),
            self.row("gaibuser001", "外部ユーザ", "sample.user", (ChipKind::Off, "sample.rested"), 0),
            Row { picked: true, ..self.row("user1", "一般ユーザ", "sample.user", (ChipKind::Bad, "sample.locked"), 1_204) },
            self.row("user2", "青葉 太郎", "sample.auditor", (ChipKind::Soon, "sample.soon"), 3),
        ];
        let whole = Whole { name: "whole", total: 1_250, picked: false };
        let table = |rows, id| Table {
            id,
            caption: say("sample.accounts"),
            columns: self.columns(),
            rows,
            pick: Some("account"),
            whole: many.then_some(whole.clone()),
            empty: say("sample.none"),
        };
        let pager = |page, total| Pager::new(page, 10, total, |page| self.o(&format!("?page={page}")));
        List {
            open: false,
            search: Search {
                action: self.o("/office/accounts"),
                query: self.o("user"),
                kept: vec![Kept { name: "size".to_owned(), value: self.o("10") }],
                sizes: SizeLink::all(10, |size| self.o(&format!("?size={size}"))),
            },
            roles: self.roles(),
            states: self.states(),
            table: table(rows, "accounts"),
            pager: if many { pager(6, 1_250) } else { pager(1, 3) },
            none: table(Vec::new(), "none"),
            first: pager(1, 0),
            errors: Vec::new(),
        }
    }

    fn form(&self) -> Screen {
        let fields = ["mail", "password", "level", "until", "role", "state", "body", "csv"];
        let missing = |field: &&str| FieldError::new(*field, say("sample.missing").with("field", self.o(field)));
        Screen::Form {
            login: self.o("user1"),
            mail: self.o("user1@bank.example"),
            body: self.o("{name} さま\r\n\r\nトークンが発行されました。"),
            roles: self.roles(),
            states: self.states(),
            errors: [FieldError::new("login_id", say("sample.wrong"))].into_iter().chain(fields.iter().map(missing)).collect(),
        }
    }

    fn token(&self) -> Result<Screen, Box<dyn Error>> {
        let width = 29_usize;
        let finder = |x: usize, y: usize| (x.max(y) == 3 || x.max(y) <= 1).then_some(true).or((x.max(y) <= 4).then_some(false));
        let dark = |at: usize| {
            let (x, y) = (at % width, at / width);
            let corners = [(3, 3), (width - 4, 3), (3, width - 4)];
            let near = corners.iter().find_map(|(cx, cy)| finder(x.abs_diff(*cx), y.abs_diff(*cy)));
            near.unwrap_or((at * at * 7 + x * y * 3 + y) % 5 < 2)
        };
        let dark: Vec<bool> = (0..width * width).map(dark).collect();
        Ok(Screen::Token(Token {
            consequences: vec![say("sample.once"), say("sample.void").with("days", 90), Message::text(self.o("user1, user2"))],
            token: self.o("fgt_9XcTm0QeLw7zaa31hPqx2LkBjf1iWk8sVnR4tYdU6oGpZaEbC5h"),
            qr: Qr::new(width, &dark)?,
            codes: (0..10).map(|at| self.o(&format!("{:05}-{:05}", at * 7_919 + 10_007, at * 6_101 + 31_337))).collect(),
            facts: vec![
                Fact::new(say("sample.login"), Cell::text(self.o("user1"))),
                Fact::new(say("sample.fingerprint"), Cell::code(self.o("3f9a c01b 77e2"))),
                Fact::new(say("sample.taken"), Cell::moment("2026-10-05T09:05:00+09:00")),
                Fact::new(say("sample.since"), Cell::day("2027-01-03")),
                Fact::new(say("sample.last"), Cell::Nothing),
                Fact::new(say("sample.state"), Cell::chip(ChipKind::On, say("sample.open"))),
            ],
            letter: self.o("青葉 太郎 さま\n\nAPIトークンが発行されました。"),
        }))
    }
}
