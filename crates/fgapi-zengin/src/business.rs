//! 種別: which of the formats a file is in.

/// The formats that are read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Business {
    /// 01 振込入金通知: transfers that came in, without balances.
    TransferNotice,
    /// 03 入出金取引明細: money in and out, with balances.
    Statement,
    /// 04 残高通知: balances alone.
    BalanceNotice,
}

impl Business {
    /// Bytes of a file that [`of`](Self::of) looks at.
    pub const LOOKED_AT: usize = 3;

    /// What a file with these first bytes says that it is; `None` when it begins like none of the three.
    ///
    /// ```
    /// use fgapi_zengin::Business;
    /// assert_eq!(Business::of(b"1030080131"), Some(Business::Statement));
    /// assert_eq!(Business::of(b"account_id,"), None);
    /// ```
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            [b'1', b'0', b'1', ..] => Some(Self::TransferNotice),
            [b'1', b'0', b'3', ..] => Some(Self::Statement),
            [b'1', b'0', b'4', ..] => Some(Self::BalanceNotice),
            _ => None,
        }
    }
}
