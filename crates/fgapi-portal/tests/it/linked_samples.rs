//! What a customer has at other institutions, on every screen about it.

use fgapi_portal::views::*;
use fgapi_portal::{Frame, Message, Say, Screen};

use crate::samples::{Maker, Sample};

const ID: &str = "84dG3OLcZt_gLm66DESKzw==";

impl Maker {
    fn held(&self, branch: &str, kind: &str, number: &str, balance: i64) -> SubAccountView {
        SubAccountView { branch: self.o(branch), kind: self.o(kind), number: self.o(number), balance }
    }

    fn account(&self, service: &str) -> LinkedAccountView {
        LinkedAccountView {
            id: self.o(ID),
            service: self.o(service),
            category: self.o("銀行"),
            uid: self.o("134*****"),
            disp_name: String::new(),
            status: LinkedStatus::Fetched,
            failure: None,
            message: None,
            succeeded_at: Some("2026-10-05T08:15:00+09:00".to_owned()),
            next_at: Some("2026-10-05T14:15:00+09:00".to_owned()),
            due: false,
            asset_sum: Some(1_234_567),
            sub_accounts: vec![self.held("本店営業部", "普通", "0999999", 234_567), self.held("", "定期", "", 1_000_000)],
            questions: 0,
            consent: Some(LinkedConsent { until: "2026-12-30".to_owned(), days_left: 86, ends_soon: false }),
            acquire: true,
            relink: false,
        }
    }

    /// One that the institution asks about.
    fn asking(&self) -> LinkedAccountView {
        LinkedAccountView {
            disp_name: self.o("貯金用"),
            status: LinkedStatus::Failed,
            failure: Some(LinkedFailure::SecretQuestion),
            message: Some(self.o("合言葉を変更されたお客様へ")),
            questions: 1,
            consent: None,
            acquire: false,
            ..self.account("みずほ銀行")
        }
    }

    fn accounts(&self) -> Vec<LinkedAccountView> {
        vec![
            self.account("つばさ銀行"),
            LinkedAccountView {
                uid: String::new(),
                status: LinkedStatus::Fetching,
                succeeded_at: None,
                next_at: None,
                asset_sum: None,
                sub_accounts: Vec::new(),
                consent: None,
                acquire: false,
                ..self.account("さくらネット銀行")
            },
            self.asking(),
            LinkedAccountView {
                status: LinkedStatus::Failed,
                failure: Some(LinkedFailure::Login),
                consent: Some(LinkedConsent { until: "2026-10-08".to_owned(), days_left: 3, ends_soon: true }),
                due: true,
                relink: true,
                ..self.account("みなと信用金庫")
            },
            LinkedAccountView { status: LinkedStatus::Suspended, next_at: None, acquire: false, ..self.account("やまびこ銀行") },
        ]
    }

    fn details(&self) -> LinkedDetailsView {
        let row = |at: &str, account: &str, description: &str, amount, balance| LinkedTransactionView {
            at: at.to_owned(),
            account: self.o(account),
            description: self.o(description),
            amount,
            balance,
        };
        LinkedDetailsView {
            account: self.account("つばさ銀行"),
            since: "2026-10-01".to_owned(),
            requests: Vec::new(),
            transactions: vec![
                row("2026-10-05T10:15:35+09:00", "普通 0999999", "給与 アオバショウテン", 284_300, 1_234_567),
                row("2026-10-03T00:00:00+09:00", "", "電気料金", -8_412, 950_267),
            ],
            disp_name: self.o("貯金用"),
            memo: self.o("毎月25日に見る"),
            can_relink: false,
            by_screens: true,
            site: Some(self.o("https://tsubasa.example/login")),
            errors: Vec::new(),
        }
    }

    fn asking_details(&self) -> LinkedDetailsView {
        let request = |place: usize, question: &str, answered_until: Option<&str>| LinkedRequestView {
            id: self.o("DMA8-glWM3Bgzmvkx0dJkQ=="),
            field: format!("answer-{place}"),
            message: self.o("合言葉/秘密の質問 への記入が必要です。"),
            question: self.o(question),
            answered_until: answered_until.map(str::to_owned),
        };
        LinkedDetailsView {
            account: LinkedAccountView { relink: true, failure: Some(LinkedFailure::Login), sub_accounts: Vec::new(), ..self.asking() },
            requests: vec![
                request(1, "子供の頃の一番の親友の名前は何ですか", None),
                request(2, "ワンタイムパスワード", Some("2026-10-05T12:10:00+09:00")),
            ],
            transactions: Vec::new(),
            can_relink: true,
            by_screens: false,
            errors: vec![
                FieldError::new("answer-1", Say::AnswerMissing),
                FieldError::new("disp_name", Message::new(Say::TooLong).with("max", 100)),
                FieldError::new("memo", Say::OddCharacters),
            ],
            ..self.details()
        }
    }

    fn service(&self) -> ServiceView {
        ServiceView {
            name: self.o("つばさ銀行"),
            yomigana: self.o("ツバサギンコウ"),
            category: self.o("銀行"),
            notes: vec![
                self.o("口座番号ではなくオンラインバンキング用のログイン情報となります。"),
                self.o("登録後、一度ログインしてください。"),
            ],
            site: Some(self.o("https://tsubasa.example/login")),
            forms: None,
            host: self.o("fgapi.tsubasa.example"),
            anew: false,
            action: self.o("/links/018f/accounts/new/20"),
            back: self.o("/links/018f/accounts/new"),
            errors: Vec::new(),
        }
    }

    fn by_forms(&self) -> ServiceView {
        let form = |id: u32, label: &str, note: &str, kind, value: &str| ServiceFormView {
            field: format!("form-{id}"),
            label: self.o(label),
            note: self.o(note),
            kind,
            value: self.o(value),
            options: Vec::new(),
        };
        let errors = [13, 14, 15, 16].map(|id| {
            let say = [Say::FormFormat, Say::FormMissing, Say::FormUnchosen][id % 3];
            FieldError::new(format!("form-{id}"), Message::new(say).with("field", self.o("お客様番号")))
        });
        ServiceView {
            forms: Some(vec![
                form(13, "お客様番号", "ハイフンなしで入力してください。", FieldKind::Text, "1234"),
                form(14, "ログインパスワード", "", FieldKind::Secret, ""),
                ServiceFormView {
                    options: vec![self.o("個人"), self.o("法人")],
                    ..form(15, "区分", "口座の名義です。", FieldKind::Radio, "法人")
                },
                ServiceFormView { value: "1".to_owned(), ..form(16, "規約に同意する", "", FieldKind::Checkbox, "") },
            ]),
            anew: true,
            errors: errors.to_vec(),
            ..self.service()
        }
    }

    pub(crate) fn linked(&self) -> Vec<Sample> {
        let paging = Paging { page: 1, previous: None, next: Some(self.o("/links/018f/accounts?page=2")) };
        let done = Notice { kind: NoticeKind::Done, message: Message::new(Say::LinkedDone).with("service", self.o("つばさ銀行")) };
        let all = LinkedAccountsView { accounts: self.accounts(), paging: Some(paging) };
        let item =
            |id, name: &str, yomigana: &str, by_screens| ServiceItemView { id, name: self.o(name), yomigana: self.o(yomigana), by_screens };
        let category = |name: &str, services| ServiceCategoryView { name: self.o(name), services };
        let services = ServicesView {
            categories: vec![
                category("銀行", vec![item(20, "つばさ銀行", "ツバサギンコウ", true), item(7, "みずほ銀行", "", false)]),
                category("証券", vec![item(31, "そら証券", "ソラショウケン", false)]),
            ],
        };
        let remove = LinkedRemoveView { account: self.asking(), by_screens: true };
        let own = |name, screen| Sample { name, frame: self.own(), screen };
        vec![
            Sample { name: "linked", frame: Frame { notice: Some(done), ..self.own() }, screen: Screen::Linked(all) },
            own("linked_none", Screen::Linked(LinkedAccountsView { accounts: Vec::new(), paging: None })),
            own("linked_details", Screen::LinkedDetails(Box::new(self.details()))),
            own("linked_details_asking", Screen::LinkedDetails(Box::new(self.asking_details()))),
            own("linked_remove", Screen::LinkedRemove(remove)),
            own("services", Screen::Services(services)),
            own("services_none", Screen::Services(ServicesView { categories: Vec::new() })),
            own("service", Screen::Service(self.service())),
            own("service_forms", Screen::Service(self.by_forms())),
        ]
    }
}
