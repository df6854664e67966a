//! 取引区分: what sort of transaction a row is.

/// 取引区分 of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// 10 現金.
    Cash,
    /// 11 振込.
    Transfer,
    /// 12 他店券入金.
    ForeignCheque,
    /// 13 交換.
    Clearing,
    /// 14 振替.
    InternalTransfer,
    /// 15 継続.
    Renewal,
    /// 18 その他.
    Other,
    /// 19 訂正: it takes an earlier row back.
    Correction,
}

impl Category {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 8] = [
        Self::Cash,
        Self::Transfer,
        Self::ForeignCheque,
        Self::Clearing,
        Self::InternalTransfer,
        Self::Renewal,
        Self::Other,
        Self::Correction,
    ];

    /// The code in the file: 10 to 15, 18 or 19.
    pub const fn code(self) -> u8 {
        match self {
            Self::Cash => 10,
            Self::Transfer => 11,
            Self::ForeignCheque => 12,
            Self::Clearing => 13,
            Self::InternalTransfer => 14,
            Self::Renewal => 15,
            Self::Other => 18,
            Self::Correction => 19,
        }
    }

    /// Its name, which describes a row that has no text of its own.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cash => "現金",
            Self::Transfer => "振込",
            Self::ForeignCheque => "他店券入金",
            Self::Clearing => "交換",
            Self::InternalTransfer => "振替",
            Self::Renewal => "継続",
            Self::Other => "その他",
            Self::Correction => "訂正",
        }
    }

    pub(crate) fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|category| u64::from(category.code()) == code)
    }
}
