//! Why fetching failed: the publisher's catalogue.

use core::str::FromStr;

use fgapi_domain::Malformed;

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $msg:literal, $kind:literal, $title:literal;)*) => {
        /// Why the last attempt to fetch an account failed (`aggregation_error`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AggregationError {
            $($(#[$doc])* $name,)*
        }

        impl AggregationError {
            /// All of them, by id.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// `id`.
            pub const fn id(self) -> u32 {
                match self { $(Self::$name => $id,)* }
            }

            /// `error_msg`.
            pub const fn error_msg(self) -> &'static str {
                match self { $(Self::$name => $msg,)* }
            }

            /// `error_type`: NORMAL passes by itself, FATAL and USER wait for the customer.
            pub const fn error_type(self) -> &'static str {
                match self { $(Self::$name => $kind,)* }
            }

            /// `msg_title`.
            pub const fn msg_title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

errors! {
    /// What came back was not understood, or broke a limit.
    Scraping = 1, "ScrapingException", "UNKNOWN", "一時停止中";
    /// The institution is in maintenance.
    Maintenance = 2, "MaintenanceException", "NORMAL", "メンテナンス中";
    /// No answer came in time.
    Timeout = 3, "TimeoutException", "NORMAL", "一時停止中";
    /// The institution wants the customer to read something first.
    LoginAnnouncement = 4, "LoginAnnouncementException", "USER", "重要なお知らせ";
    /// Credentials or consent are not good (any more): the customer has to link again.
    Login = 5, "LoginErrorException", "FATAL", "設定エラー";
    /// A PIN is needed.
    Pincode = 6, "PincodeException", "FATAL", "要暗証番号";
    /// A secret question is to be answered.
    SecretQuestion = 7, "SecretQuestionException", "FATAL", "要合言葉";
    /// A one-time password is needed.
    OneTimePassword = 8, "OneTimePasswordException", "FATAL", "要ワンタイムパスワード";
    /// The institution did not let the gateway in for a reason that it does not tell.
    Gray = 9, "GrayException", "GRAY", "一時停止中";
    /// The same, on a page.
    GrayPage = 10, "GrayPageException", "UNKNOWN", "一時停止中";
    /// A picture is to be read.
    Captcha = 11, "CaptchaException", "FATAL", "要画像認証";
}

impl AggregationError {
    /// The one with this id.
    ///
    /// # Errors
    /// [`Malformed`] when none has it.
    pub fn from_id(id: u32) -> Result<Self, Malformed> {
        let known = Self::ALL.iter().copied().find(|error| error.id() == id);
        known.ok_or(Malformed::new("aggregation error", "a number from 1 to 11"))
    }

    /// Whether trying again cannot help before the customer has done something.
    pub const fn waits_for_customer(self) -> bool {
        matches!(self, Self::LoginAnnouncement | Self::Login | Self::Pincode | Self::SecretQuestion | Self::OneTimePassword | Self::Captcha)
    }
}

/// By its `error_msg`.
impl FromStr for AggregationError {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Self::ALL.iter().copied().find(|error| error.error_msg() == text);
        known.ok_or(Malformed::new("aggregation error", "an error_msg of the catalogue, such as SecretQuestionException"))
    }
}
