//! Which account a bank's own words name.
//!
//! Statements for people name an account as 「本店（001） 普通 0000001」: a bank's name perhaps, a branch by its name, its code or both,
//! the kind in words, and the number.

use fgapi_domain::{AccountKey, AccountKind, BankCode, BranchCode};
use unicode_normalization::UnicodeNormalization as _;

use crate::BranchRow;

/// The bank whose accounts are named, and its branches.
pub(super) struct Whose {
    pub(super) bank: BankCode,
    pub(super) branches: Vec<BranchRow>,
}

/// The words for kinds of accounts, longer ones first.
const KINDS: [(&str, AccountKind); 13] = [
    ("普通預金", AccountKind::Ordinary),
    ("普通", AccountKind::Ordinary),
    ("当座預金", AccountKind::Current),
    ("当座", AccountKind::Current),
    ("貯蓄預金", AccountKind::Savings),
    ("貯蓄", AccountKind::Savings),
    ("通知預金", AccountKind::Notice),
    ("通知", AccountKind::Notice),
    ("積立定期預金", AccountKind::Instalment),
    ("積立定期", AccountKind::Instalment),
    ("定期預金", AccountKind::Time),
    ("定期", AccountKind::Time),
    ("総合", AccountKind::General),
];

impl Whose {
    /// The account, or what is not clear about the words.
    pub(super) fn account(&self, words: &str) -> Result<AccountKey, &'static str> {
        let text: String = words.nfkc().collect();
        if let Ok(account) = text.trim().parse() {
            return Ok(account);
        }
        let (kind_at, (kind_word, kind)) =
            KINDS.iter().find_map(|kind| Some((text.rfind(kind.0)?, *kind))).ok_or("no kind of account (普通, 当座, …) stands there")?;
        let (before, after) = text.split_at(kind_at);
        let number = after.strip_prefix(kind_word).unwrap_or_default().trim().trim_start_matches(['口', '座', ':', ' ']);
        let number = number.replace('-', "");
        if !(4..=10).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("no whole account number stands behind the kind");
        }
        let number = number.parse().map_err(|_| "no whole account number stands behind the kind")?;
        Ok(AccountKey { bank: self.bank, branch: self.branch(before)?, kind, number })
    }

    /// The branch's code where it stands there, in brackets or alone; else the code of the branch that has this name.
    fn branch(&self, before: &str) -> Result<BranchCode, &'static str> {
        let parts: Vec<&str> = before.split(|letter: char| letter.is_whitespace() || "()[]「」".contains(letter)).collect();
        let mut codes =
            parts.iter().map(|part| part.trim_start_matches("店番").trim_start_matches(':')).filter_map(|part| part.parse().ok());
        if let Some(code) = codes.next_back() {
            return Ok(code);
        }
        let name = parts.iter().rev().find(|part| !part.is_empty()).ok_or("no branch stands before the kind")?;
        let bare = |name: &str| name.trim_end_matches("支店").to_owned();
        let mut named = self.branches.iter().filter(|row| row.gone_at.is_none() && bare(&row.name) == bare(name));
        match (named.next(), named.next()) {
            (Some(row), None) => row.code.parse().map_err(|_| "the branch has no code"),
            (Some(_), Some(_)) => Err("several branches have this name"),
            (None, _) => Err("no branch that was imported has this name"),
        }
    }
}

/// Whether the words end in digits that the account's number does not end in: then they name another one.
pub(super) fn contradicts(words: &str, account: &AccountKey) -> bool {
    let text: String = words.nfkc().filter(|letter| *letter != '-').collect();
    let digits = text.trim_end().rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    let number = account.number.as_str();
    !digits.is_empty() && !number.ends_with(digits) && !digits.ends_with(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whose() -> Whose {
        let branch = |code: &str, name: &str| BranchRow {
            code: code.into(),
            name: name.into(),
            kana: String::new(),
            address_code: None,
            tel: None,
            position: Some(1),
            gone_at: None,
        };
        let branches = vec![branch("017", "蔵王"), branch("101", "本店"), branch("201", "桜"), branch("202", "桜支店")];
        Whose { bank: "9999".parse().unwrap(), branches }
    }

    #[test]
    fn words_that_name_an_account() {
        for (words, account) in [
            ("蔵王支店（０１７） 普通 0036041", "9999-017-1-0036041"),
            ("見本銀行 蔵王支店 普通 0036041", "9999-017-1-0036041"),
            ("本店　当座預金　００００００１", "9999-101-2-0000001"),
            ("本店(店番101) 貯蓄 0000002", "9999-101-4-0000002"),
            ("101 普通0000003", "9999-101-1-0000003"),
            ("999 積立定期 000-0004", "9999-999-7-0000004"),
            ("9999-101-1-0000005", "9999-101-1-0000005"),
        ] {
            assert_eq!(whose().account(words), Ok(account.parse().unwrap()), "{words}");
        }
    }

    #[test]
    fn words_that_do_not() {
        for (words, why) in [
            ("", "no kind"),
            ("本店 0000001", "no kind"),
            ("本店 普通 ***0001", "no whole account number"),
            ("本店 普通", "no whole account number"),
            ("普通 0000001", "no branch stands"),
            ("どこか支店 普通 0000001", "no branch that was imported"),
            ("桜支店 普通 0000001", "several branches"),
        ] {
            assert!(whose().account(words).is_err_and(|told| told.contains(why)), "{words}");
        }
    }

    #[test]
    fn other_digits_contradict() {
        let account: AccountKey = "9999-101-1-0001234".parse().unwrap();
        for words in ["本店 普通 0001234", "普通 ***1234", "普通 １２３４", "給与口座", "普通 0000001234"] {
            assert!(!contradicts(words, &account), "{words}");
        }
        for words in ["本店 普通 0001235", "普通 ***1235"] {
            assert!(contradicts(words, &account), "{words}");
        }
    }
}
