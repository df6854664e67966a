//! Accounts: what names one, and what /accounts@GET shows of it.

use core::fmt;
use core::str::FromStr;

use crate::{AsOf, BankCode, BranchCode, BranchKey, Malformed, ShortText};

/// 口座番号: 1 to 16 digits, kept as written (leading zeros count).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(Box<str>);

impl AccountNumber {
    /// The digits. Never put them in a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountNumber {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("account number", "1 to 16 digits"))
        }
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Silent: an account number never reaches a log.
impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountNumber(…)")
    }
}

/// What sort of account it is (預金種目 of the 全銀 formats, plus 総合 and cards).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountKind {
    /// 1 普通.
    Ordinary,
    /// 2 当座.
    Current,
    /// 3 総合: the composite account of FGAPI's `account_type2`.
    General,
    /// 4 貯蓄.
    Savings,
    /// 5 通知.
    Notice,
    /// 6 定期.
    Time,
    /// 7 積立定期.
    Instalment,
    /// 8 クレジットカード.
    Card,
    /// 9 その他.
    Other,
}

impl AccountKind {
    /// All kinds, in the order of their digits.
    pub const ALL: [Self; 9] =
        [Self::Ordinary, Self::Current, Self::General, Self::Savings, Self::Notice, Self::Time, Self::Instalment, Self::Card, Self::Other];

    /// The digit that stands for it in ids and files, `'1'` to `'9'`.
    pub const fn digit(self) -> char {
        match self {
            Self::Ordinary => '1',
            Self::Current => '2',
            Self::General => '3',
            Self::Savings => '4',
            Self::Notice => '5',
            Self::Time => '6',
            Self::Instalment => '7',
            Self::Card => '8',
            Self::Other => '9',
        }
    }

    /// The default text of `account_type2`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ordinary => "普通",
            Self::Current => "当座",
            Self::General => "総合",
            Self::Savings => "貯蓄",
            Self::Notice => "通知",
            Self::Time => "定期",
            Self::Instalment => "積立定期",
            Self::Card => "クレジットカード",
            Self::Other => "その他",
        }
    }

    /// Bank account or card: FGAPI's `account_type1`.
    pub const fn class(self) -> AccountClass {
        match self {
            Self::Card => AccountClass::Card,
            _ => AccountClass::Bank,
        }
    }
}

impl fmt::Display for AccountKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Write::write_char(f, self.digit())
    }
}

impl FromStr for AccountKind {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::ALL.into_iter().find(|kind| text.len() == 1 && text.starts_with(kind.digit())).ok_or(Malformed::new(
            "account kind",
            "one digit: 1 普通, 2 当座, 3 総合, 4 貯蓄, 5 通知, 6 定期, 7 積立定期, 8 クレジットカード, 9 その他",
        ))
    }
}

/// FGAPI's `account_type1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountClass {
    /// `bank`: 銀行口座.
    Bank,
    /// `cc`: クレジットカード口座.
    Card,
}

impl AccountClass {
    /// The value on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Card => "cc",
        }
    }
}

/// FGAPI's `owner_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OwnerType {
    /// `c`: 法人.
    Corporate,
    /// `p`: 個人.
    Personal,
}

impl OwnerType {
    /// The value on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Corporate => "c",
            Self::Personal => "p",
        }
    }
}

impl FromStr for OwnerType {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text {
            "c" => Ok(Self::Corporate),
            "p" => Ok(Self::Personal),
            _ => Err(Malformed::new("owner type", "c (法人) or p (個人)")),
        }
    }
}

/// What names an account within all banks. Its text is the composed account id:
/// `BANK-BRANCH-KIND-NUMBER`, for example `9999-101-1-0001234`. Ordered by branch, kind, number (reading R12).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey {
    /// 銀行コード.
    pub bank: BankCode,
    /// 支店コード.
    pub branch: BranchCode,
    /// 預金種目.
    pub kind: AccountKind,
    /// 口座番号.
    pub number: AccountNumber,
}

impl AccountKey {
    /// The branch that the account belongs to.
    pub fn branch_key(&self) -> BranchKey {
        BranchKey { bank: self.bank, branch: self.branch }
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{}", self.bank, self.branch, self.kind, self.number)
    }
}

impl FromStr for AccountKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("account id", "BANK-BRANCH-KIND-NUMBER, for example 9999-101-1-0001234");
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(REFUSED);
        let key = Self { bank: next()?.parse()?, branch: next()?.parse()?, kind: next()?.parse()?, number: next()?.parse()? };
        if parts.next().is_some() { Err(REFUSED) } else { Ok(key) }
    }
}

/// An account as /accounts@GET shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What names it.
    pub key: AccountKey,
    /// 法人 or 個人.
    pub owner: OwnerType,
    /// `account_type2`: the bank's own text for the kind.
    pub type2: ShortText,
    /// Name of the branch it belongs to; empty when the branch was never imported.
    pub branch_name: ShortText,
    /// How fresh its transactions are; `None` before the first import.
    pub as_of: Option<AsOf>,
}
