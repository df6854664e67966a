//! A customer before the screens, in Japanese or English: each step as a person does it, by what is written there.

use crate::harness::Browser;

use super::bank::{ANSWER, PASSWORD};

/// What stands on the buttons and boxes.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) log_in: &'static str,
    pub(crate) own_log_in: &'static str,
    pub(crate) verify: &'static str,
    pub(crate) next: &'static str,
    pub(crate) register: &'static str,
    pub(crate) skip: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) more: &'static str,
    pub(crate) agree: &'static str,
    pub(crate) allow: &'static str,
    pub(crate) deny: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) renew_it: &'static str,
    pub(crate) agree_to_renew: &'static str,
    pub(crate) renew: &'static str,
    pub(crate) end_it: &'static str,
    pub(crate) end: &'static str,
    pub(crate) sign_out: &'static str,
}

pub(crate) const JAPANESE: Words = Words {
    log_in: "API連携",
    own_log_in: "ログイン",
    verify: "認証",
    next: "次へ",
    register: "登録",
    skip: "登録せずに次へ",
    confirm: "確認",
    more: "照会用暗証番号の追加登録",
    agree: "認可手続きを継続する",
    allow: "許可",
    deny: "許可しない",
    leave: "手続きをやめてアプリに戻る",
    renew_it: "期間を更新（家計簿アプリ）",
    agree_to_renew: "上の内容で許可を継続する",
    renew: "更新する",
    end_it: "連携を解除（家計簿アプリ）",
    end: "解除する",
    sign_out: "ログアウト",
};

pub(crate) const ENGLISH: Words = Words {
    log_in: "Continue with API link",
    own_log_in: "Log in",
    verify: "Verify",
    next: "Next",
    register: "Register",
    skip: "Continue without registering",
    confirm: "Confirm",
    more: "Register more inquiry PINs",
    agree: "Continue with the authorisation",
    allow: "Allow",
    deny: "Do not allow",
    leave: "Stop and return to the app",
    renew_it: "Renew (家計簿アプリ)",
    agree_to_renew: "Continue the permission as shown above",
    renew: "Renew",
    end_it: "End link (家計簿アプリ)",
    end: "End link",
    sign_out: "Sign out",
};

/// Whoever sits there.
pub(crate) struct Person<'p> {
    pub(crate) browser: &'p Browser,
    pub(crate) words: &'static Words,
}

impl<'p> Person<'p> {
    pub(crate) const fn at(browser: &'p Browser) -> Self {
        Self { browser, words: &JAPANESE }
    }

    /// Logs in with the usual password.
    #[track_caller]
    pub(crate) fn log_in(&self, login: &str) {
        self.try_to_log_in(login, PASSWORD);
    }

    #[track_caller]
    pub(crate) fn try_to_log_in(&self, login: &str, password: &str) {
        self.browser.fill("login_id", login);
        self.browser.fill("password", password);
        self.browser.submit(self.words.log_in);
    }

    /// Opens the customer's own page.
    #[track_caller]
    pub(crate) fn log_in_to_own_page(&self, login: &str) {
        self.browser.fill("login_id", login);
        self.browser.fill("password", PASSWORD);
        self.browser.submit(self.words.own_log_in);
    }

    #[track_caller]
    pub(crate) fn answer(&self) {
        self.try_to_answer(ANSWER);
    }

    #[track_caller]
    pub(crate) fn try_to_answer(&self, answer: &str) {
        self.browser.fill("answer", answer);
        self.browser.submit(self.words.verify);
    }

    /// Takes the choice of services as it stands.
    #[track_caller]
    pub(crate) fn go_on(&self) {
        self.browser.submit(self.words.next);
    }

    /// Enters inquiry PINs, by account.
    #[track_caller]
    pub(crate) fn register(&self, pins: &[(&str, &str)]) {
        for (account, pin) in pins {
            self.browser.fill(&format!("pin-{account}"), pin);
        }
        self.browser.submit(self.words.register);
    }

    #[track_caller]
    pub(crate) fn confirm(&self) {
        self.browser.submit(self.words.confirm);
    }

    /// Ticks the box and allows.
    #[track_caller]
    pub(crate) fn allow(&self) {
        self.browser.tick(self.words.agree);
        self.browser.submit(self.words.allow);
    }
}
