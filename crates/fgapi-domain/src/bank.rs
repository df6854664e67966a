//! The bank, its branches and their codes.

use core::fmt;
use core::str::FromStr;

use crate::{Malformed, ShortText};

macro_rules! digit_code {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// The digits.
            pub fn as_str(&self) -> &str {
                // Only ASCII digits are ever stored, so this never falls back.
                core::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                match <[u8; $len]>::try_from(text.as_bytes()) {
                    Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
                    _ => Err(Malformed::new($what, $expected)),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }
    };
}

digit_code!(
    /// 金融機関コード: four digits, for example `0005`.
    BankCode, 4, "bank code", "4 digits"
);
digit_code!(
    /// 支店コード: three digits, for example `101`.
    BranchCode, 3, "branch code", "3 digits"
);

/// 団体コード of the branch's place: six digits, the last of which checks the first five.
///
/// ```
/// use fgapi_domain::AddressCode;
/// assert!("131016".parse::<AddressCode>().is_ok()); // 東京都千代田区
/// assert!("131017".parse::<AddressCode>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddressCode([u8; 6]);

impl AddressCode {
    /// The six digits.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for AddressCode {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("address code", "6 digits (団体コード) whose last digit checks the first five");
        let digits = <[u8; 6]>::try_from(text.as_bytes()).map_err(|_| REFUSED)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(REFUSED);
        }
        let weighted: u32 = digits[..5].iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let check = (11 - weighted % 11) % 10;
        if u32::from(digits[5] - b'0') == check { Ok(Self(digits)) } else { Err(REFUSED) }
    }
}

impl fmt::Display for AddressCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The bank that the gateway serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// 銀行コード.
    pub code: BankCode,
    /// 銀行の名称.
    pub name: ShortText,
}

/// What names a branch within all banks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchKey {
    /// 銀行コード.
    pub bank: BankCode,
    /// 支店コード.
    pub branch: BranchCode,
}

impl fmt::Display for BranchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.bank, self.branch)
    }
}

impl FromStr for BranchKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (bank, branch) = text.split_once('-').ok_or(Malformed::new("branch id", "BANK-BRANCH, for example 1234-576"))?;
        Ok(Self { bank: bank.parse()?, branch: branch.parse()? })
    }
}

/// A branch as /branches@GET shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Bank and branch code.
    pub key: BranchKey,
    /// 支店名.
    pub name: ShortText,
    /// 支店名のフリガナ.
    pub kana: ShortText,
    /// 所在地コード, where the bank gave one.
    pub address_code: Option<AddressCode>,
    /// 電話番号, where the bank gave one.
    pub tel: Option<ShortText>,
}
