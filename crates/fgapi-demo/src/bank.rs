//! What the demo bank looks like: its branches, its customers and the accounts that they hold.

/// The bank.
pub(crate) const BANK_CODE: &str = "9999";
/// Its name.
pub(crate) const BANK_NAME: &str = "サンドボックス銀行";
/// Its name in half-width letters, for 全銀 files.
pub(crate) const BANK_KANA: &str = "ｻﾝﾄﾞﾎﾞﾂｸｽ";

/// A branch.
pub(crate) struct Branch {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kana: &'static str,
    pub(crate) half_width: &'static str,
    pub(crate) address_code: &'static str,
    pub(crate) tel: &'static str,
}

/// Three branches, in Tokyo, Osaka and Sapporo.
pub(crate) const BRANCHES: [Branch; 3] = [
    Branch {
        code: "001",
        name: "本店営業部",
        kana: "ホンテンエイギヨウブ",
        half_width: "ﾎﾝﾃﾝ",
        address_code: "131016",
        tel: "03-0000-0001",
    },
    Branch {
        code: "002", name: "大阪支店", kana: "オオサカ", half_width: "ｵｵｻｶ", address_code: "271004", tel: "06-0000-0002"
    },
    Branch {
        code: "003", name: "札幌支店", kana: "サツポロ", half_width: "ｻﾂﾎﾟﾛ", address_code: "011002", tel: "011-000-0003"
    },
];

/// Where an account's transactions come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// None ever.
    Nothing,
    /// This many everyday rows over the years, in a 全銀 file of its own.
    Long(u32),
    /// A few rows, in a 全銀 file of many accounts.
    Short,
    /// Identical rows, a cancelled row and long kana, in the same file.
    Odd,
    /// A time deposit, in the same file.
    Deposit,
    /// Times of day, at the ends of a day too, in a CSV file.
    Timed,
    /// Amounts beyond 2^53, in the same file.
    Huge,
    /// A credit card's payments, in the same file.
    Card,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its composed id.
    pub id: String,
    /// `c` or `p`.
    pub owner: &'static str,
    /// Its name in half-width letters.
    pub holder: &'static str,
    /// Balance before its first row, in yen.
    pub opening: i64,
    /// Where its transactions come from.
    pub story: Story,
    /// 口座メモ: its holder's own words on it; may be empty.
    pub memo: &'static str,
    /// 照会用暗証番号, as it is filed with the bank.
    pub pin: Option<&'static str>,
}

/// A customer.
pub struct Customer {
    /// The bank's own name for them.
    pub id: &'static str,
    /// ログイン ID.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// What the bank asks them where something is unusual, and the answer (追加認証).
    pub question: Option<(&'static str, &'static str)>,
    /// The accounts that they hold, in the order of /accounts.
    pub accounts: Vec<Account>,
}

/// An app that is a client of the demo bank.
pub struct App {
    /// API連携先サービス名.
    pub name: &'static str,
    /// 提供会社名.
    pub company: &'static str,
    /// Where the sandbox serves it.
    pub path: &'static str,
    /// Whether its customers choose which accounts it is about.
    pub account_choice: bool,
}

/// The clients of the demo bank.
pub const APPS: [App; 2] = [
    App { name: "家計簿アプリ", company: "株式会社サンドボックス", path: "/sandbox/app", account_choice: false },
    App { name: "会計アプリ", company: "株式会社サンドボックス", path: "/sandbox/app/accounting", account_choice: true },
];
/// Host names of this machine to which the apps' customers come back, and one that no machine has.
pub const REDIRECT_DOMAINS: [&str; 3] = ["localhost", "127.0.0.1", "fintech.example"];

/// Rows of the long account.
pub(crate) const LONG: u32 = 100_000;
/// Accounts of the company: two full pages and one more.
pub(crate) const COMPANY_ACCOUNTS: u32 = 401;

/// A person with an account of every sort and an additional question, a company with 401 accounts, and a person with an odd
/// account and inquiry PINs.
pub fn customers() -> Vec<Customer> {
    let question = Some(("はじめて飼ったペットの名前は?", "ポチ"));
    vec![
        Customer { id: "P-0001", login: "hanako", name: "山田 花子", question, accounts: hanako() },
        Customer { id: "C-0001", login: "sample", name: "株式会社サンプル工業", question: None, accounts: company() },
        Customer { id: "P-0002", login: "jiro", name: "佐藤 二郎", question: None, accounts: jiro() },
    ]
}

/// A customer who logs in by certificate.
pub struct Bookkeeping {
    /// The bank's own name for them.
    pub id: &'static str,
    /// ログイン ID.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// The same in Latin letters, as their certificates have it.
    pub latin: &'static str,
    /// Composed ids of accounts that they hold beside the company.
    pub accounts: [&'static str; 3],
}

/// The company's bookkeeping. It comes with certificates only: whoever has one cannot log in without.
pub const BOOKKEEPING: Bookkeeping = Bookkeeping {
    id: "C-0002",
    login: "keiri",
    name: "株式会社サンプル工業 経理部",
    latin: "SAMPLE KOGYO KEIRI",
    accounts: ["9999-002-1-1000001", "9999-002-1-1000002", "9999-002-2-2000001"],
};

fn hanako() -> Vec<Account> {
    let of = |id: &str, opening, story| Account {
        id: format!("{BANK_CODE}-001-{id}"),
        owner: "p",
        holder: "ﾔﾏﾀﾞ ﾊﾅｺ",
        opening,
        story,
        memo: "",
        pin: None,
    };
    vec![
        of("1-0000001", 1_000_000, Story::Long(LONG)),
        of("1-0000002", 0, Story::Nothing),
        of("1-0000003", 50_000, Story::Timed),
        of("6-0000004", 0, Story::Deposit),
        of("8-4000000000000005", 0, Story::Card),
    ]
}

fn company() -> Vec<Account> {
    let of = |id: String, opening, story| Account {
        id, owner: "c", holder: "ｶ)ｻﾝﾌﾟﾙｺｳｷﾞﾖｳ", opening, story, memo: "", pin: None
    };
    let short = (1..COMPANY_ACCOUNTS).map(|number| {
        let opening = i64::from(number) * 10_000;
        of(format!("{BANK_CODE}-002-1-{:07}", 1_000_000 + number), opening, Story::Short)
    });
    short.chain([of(format!("{BANK_CODE}-002-2-2000001"), 0, Story::Huge)]).collect()
}

fn jiro() -> Vec<Account> {
    let of = |id: &str, opening, story, memo, pin| Account {
        id: format!("{BANK_CODE}-003-{id}"),
        owner: "p",
        holder: "ｻﾄｳ ｼﾞﾛｳ",
        opening,
        story,
        memo,
        pin: Some(pin),
    };
    vec![of("1-0000301", 120_000, Story::Odd, "生活費", "3141"), of("4-0000302", 300_000, Story::Short, "", "2718")]
}

#[cfg(test)]
mod tests {
    use fgapi_domain::{AccountKey, AddressCode, BranchCode, ShortText};

    use super::*;

    #[test]
    fn every_word_is_one_that_the_domain_takes() {
        for branch in BRANCHES {
            assert!(branch.code.parse::<BranchCode>().is_ok() && branch.address_code.parse::<AddressCode>().is_ok(), "{}", branch.name);
            assert!(branch.name.parse::<ShortText>().is_ok());
        }
        for customer in customers() {
            let keys: Vec<AccountKey> = customer.accounts.iter().map(|account| account.id.parse().unwrap()).collect();
            assert!(
                customer
                    .accounts
                    .iter()
                    .all(|account| account.pin.is_none_or(|pin| pin.len() == 4) && account.memo.parse::<ShortText>().is_ok())
            );
            assert!(keys.is_sorted(), "{} lists accounts in another order than /accounts", customer.login);
        }
    }

    #[test]
    fn the_bookkeeping_holds_accounts_of_the_company() {
        let company = &customers()[1].accounts;
        assert!(BOOKKEEPING.accounts.iter().all(|id| company.iter().any(|account| account.id == *id)));
        assert!(BOOKKEEPING.name.parse::<ShortText>().is_ok());
    }

    #[test]
    fn the_company_fills_two_pages_and_one_row() {
        assert_eq!(customers()[1].accounts.len(), 401);
    }
}
