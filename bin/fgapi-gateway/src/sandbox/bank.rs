//! What the sandbox's bank looks like: its branches, its customers and the accounts that they hold.

/// The bank.
pub(super) const BANK_CODE: &str = "9999";
/// Its name.
pub(super) const BANK_NAME: &str = "サンドボックス銀行";
/// Its name in half-width letters, for 全銀 files.
pub(super) const BANK_KANA: &str = "ｻﾝﾄﾞﾎﾞﾂｸｽ";

/// A branch.
pub(super) struct Branch {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) kana: &'static str,
    pub(super) half_width: &'static str,
    pub(super) address_code: &'static str,
    pub(super) tel: &'static str,
}

/// Three branches, in Tokyo, Osaka and Sapporo.
pub(super) const BRANCHES: [Branch; 3] = [
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
pub(super) enum Story {
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
pub(super) struct Account {
    /// Its composed id.
    pub(super) id: String,
    /// `c` or `p`.
    pub(super) owner: &'static str,
    /// Its name in half-width letters.
    pub(super) holder: &'static str,
    /// Balance before its first row, in yen.
    pub(super) opening: i64,
    /// Where its transactions come from.
    pub(super) story: Story,
}

/// A customer.
pub(super) struct Customer {
    /// The bank's own name for them.
    pub(super) id: &'static str,
    /// ログイン ID.
    pub(super) login: &'static str,
    /// Their name.
    pub(super) name: &'static str,
    /// The accounts that they hold, in the order of /accounts.
    pub(super) accounts: Vec<Account>,
}

/// Rows of the long account.
pub(super) const LONG: u32 = 100_000;
/// Accounts of the company: two full pages and one more.
pub(super) const COMPANY_ACCOUNTS: u32 = 401;

/// A person with an account of every sort, a company with 401 accounts, and a person with an odd account.
pub(super) fn customers() -> Vec<Customer> {
    vec![
        Customer { id: "P-0001", login: "hanako", name: "山田 花子", accounts: hanako() },
        Customer { id: "C-0001", login: "sample", name: "株式会社サンプル工業", accounts: company() },
        Customer { id: "P-0002", login: "jiro", name: "佐藤 二郎", accounts: jiro() },
    ]
}

fn hanako() -> Vec<Account> {
    let of = |id: &str, opening, story| Account {
        id: format!("{BANK_CODE}-001-{id}"), owner: "p", holder: "ﾔﾏﾀﾞ ﾊﾅｺ", opening, story
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
    let of = |id: String, opening, story| Account { id, owner: "c", holder: "ｶ)ｻﾝﾌﾟﾙｺｳｷﾞﾖｳ", opening, story };
    let short = (1..COMPANY_ACCOUNTS).map(|number| {
        let opening = i64::from(number) * 10_000;
        of(format!("{BANK_CODE}-002-1-{:07}", 1_000_000 + number), opening, Story::Short)
    });
    short.chain([of(format!("{BANK_CODE}-002-2-2000001"), 0, Story::Huge)]).collect()
}

fn jiro() -> Vec<Account> {
    let of = |id: &str, opening, story| Account {
        id: format!("{BANK_CODE}-003-{id}"), owner: "p", holder: "ｻﾄｳ ｼﾞﾛｳ", opening, story
    };
    vec![of("1-0000301", 120_000, Story::Odd), of("4-0000302", 300_000, Story::Short)]
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
            assert!(keys.is_sorted(), "{} lists accounts in another order than /accounts", customer.login);
        }
    }

    #[test]
    fn the_company_fills_two_pages_and_one_row() {
        assert_eq!(customers()[1].accounts.len(), 401);
    }
}
