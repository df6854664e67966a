//! The products that the document names: codes, names, and what each calls its credentials.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::Malformed;

/// An outside SaaS product (請求書受領サービス and the like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    /// 0.
    BillOne,
    /// 1.
    JapanIcs,
    /// 2.
    Rakuraku,
    /// 3.
    Bakuraku,
    /// 4.
    BugyoEdge,
}

/// One of the four 認証情報. Its text is the name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 認証情報1.
    Info1,
    /// 認証情報2.
    Info2,
    /// 認証情報3.
    Info3,
    /// 認証情報4.
    Info4,
}

impl Field {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Info1, Self::Info2, Self::Info3, Self::Info4];

    /// The name on the wire, in stores and at the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info1 => "authenticationInfo1",
            Self::Info2 => "authenticationInfo2",
            Self::Info3 => "authenticationInfo3",
            Self::Info4 => "authenticationInfo4",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Field {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.into_iter().find(|field| field.as_str() == text);
        known.ok_or(Malformed::new("field", "authenticationInfo1, authenticationInfo2, authenticationInfo3 or authenticationInfo4"))
    }
}

impl Product {
    /// All of them, by code.
    pub const ALL: [Self; 5] = [Self::BillOne, Self::JapanIcs, Self::Rakuraku, Self::Bakuraku, Self::BugyoEdge];

    /// `serviceCode`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BillOne => "0",
            Self::JapanIcs => "1",
            Self::Rakuraku => "2",
            Self::Bakuraku => "3",
            Self::BugyoEdge => "4",
        }
    }

    /// `serviceName`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BillOne => "BillOne",
            Self::JapanIcs => "日本ICS請求書管理オプション",
            Self::Rakuraku => "楽楽精算",
            Self::Bakuraku => "Bakuraku",
            Self::BugyoEdge => "奉行Edge受領請求書DXクラウド",
        }
    }

    /// What the product calls a field; `None` when it has none there.
    pub const fn label(self, field: Field) -> Option<&'static str> {
        Some(match (self, field) {
            (Self::BillOne | Self::JapanIcs, Field::Info1) => "Client ID",
            (Self::BillOne | Self::JapanIcs, Field::Info2) => "Client Secret",
            (Self::BillOne | Self::JapanIcs, Field::Info3) => "リフレッシュトークン",
            (Self::Rakuraku, Field::Info1) => "ドメイン",
            (Self::Rakuraku, Field::Info2) => "アカウント",
            (Self::Rakuraku, Field::Info3) => "APIトークン",
            (Self::Rakuraku, Field::Info4) => "自動ファイル出力設定ID",
            (Self::Bakuraku, Field::Info1) => "APIキー",
            (Self::Bakuraku, Field::Info2) => "定期出力ID",
            (Self::BugyoEdge, Field::Info1) => "アクセストークン",
            (Self::BugyoEdge, Field::Info2) => "法人接続情報",
            _ => return None,
        })
    }

    /// The fields that the product has, in order.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.label(*field).is_some())
    }

    /// Whether its answer has 認証情報3 and 4, 受領部門 and 預り金勘定科目コード, be it as empty texts; the others leave them out.
    pub const fn is_long(self) -> bool {
        matches!(self, Self::BillOne | Self::JapanIcs | Self::Rakuraku)
    }
}

impl FromStr for Product {
    type Err = Malformed;
    fn from_str(code: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.into_iter().find(|product| product.code() == code);
        known.ok_or(Malformed::new("serviceCode", "0, 1, 2, 3 or 4"))
    }
}
