//! The errors of this API: every refusal that a caller can see, once. Numbers never change their meaning.

use fgapi_caller::Language;

/// What a number stands for. In the texts `{field}` is the field that is wrong, `{expected}` what to send there, `{limit}` a limit.
#[derive(Clone, Copy, Debug)]
pub struct ErrorText {
    /// HTTP status.
    pub status: u16,
    /// Which one of this status.
    pub number: u16,
    /// What happened and what to do, in Japanese.
    pub ja: &'static str,
    /// What happened and what to do, in English.
    pub en: &'static str,
}

macro_rules! errors {
    ($($name:ident = $status:literal $number:literal ja $ja:literal en $en:literal)+) => {
        /// A refusal that a caller of this API can see. `error_code` is the HTTP status, times 100, and the number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorNumber {
            $(#[doc = $en] $name,)+
        }

        impl ErrorNumber {
            /// All of them, by `error_code`.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it stands for.
            pub const fn text(self) -> ErrorText {
                match self {
                    $(Self::$name => ErrorText { status: $status, number: $number, ja: $ja, en: $en },)+
                }
            }
        }
    };
}

errors! {
    Parameter = 400 0
        ja "{field}: {expected}"
        en "{field}: {expected}"
    Answer = 400 1
        ja "{field}: 回答が入力項目の条件に合いません。input_type と format に従い、制御文字を含まない 1〜1024 バイトの文字列を指定してください。"
        en "{field}: the answer does not match. Follow input_type and format, and send 1 to 1024 bytes without control characters."
    Body = 400 2
        ja "本文を読み取れません。Content-Type を application/json とし、{limit} バイト以内の 1 つの JSON オブジェクト (UTF-8、名前の重複なし) を送信してください。"
        en "The body cannot be read. Send Content-Type application/json and one JSON object in UTF-8 of at most {limit} bytes, each name once."
    Suspended = 400 3
        ja "この口座は取得を停止しています。ユーザーが取得を再開してから、もう一度呼び出してください。"
        en "Fetching of this account is suspended. Let the user resume it, then call again."
    Manual = 400 4
        ja "この口座はゲートウェイが自動では取得しません。PUT /api/v1/accounts/:id で入力項目に回答し、銀行側の取得を待ってください。"
        en "The gateway does not fetch this account by itself. Answer its forms with PUT /api/v1/accounts/:id and wait for the bank's program."
    ByScreens = 400 5
        ja "この連携先は、連携先の画面で連携します。ユーザーを連携口座の画面に案内してください。"
        en "This service is linked by its own screens. Send the user to the screen of linked accounts."
    Bearer = 401 0
        ja "アクセストークンがないか、無効です。Authorization または X-MFOAuthToken に有効な「Bearer アクセストークン」を指定してください。期限切れなら再発行してください。"
        en "There is no access token, or it is not valid. Send a valid `Bearer` token in Authorization or X-MFOAuthToken; get a new one when its time is over."
    TwoBearers = 401 1
        ja "Authorization と X-MFOAuthToken のアクセストークンが異なります。どちらか 1 つだけを指定してください。"
        en "Authorization and X-MFOAuthToken hold different access tokens. Send one of them only."
    BearerMalformed = 401 2
        ja "Authorization または X-MFOAuthToken の形式が不正です。それぞれ 1 つまでとし、「Bearer」と 1 つのアクセストークンだけを指定してください。"
        en "Authorization or X-MFOAuthToken is malformed. Send each header once at most, with `Bearer` and one access token."
    Address = 401 3
        ja "登録されていない IP アドレスからの呼び出しです。呼び出し元サーバの IP アドレスの登録を銀行に確認してください。"
        en "The call comes from an address that is not registered. Ask the bank which addresses are registered for you."
    Grant = 403 0
        ja "アクセストークンに accounts の権限がありません。grants に accounts を含めて、ユーザーの認証からやり直してください。"
        en "The access token lacks the grant accounts. Let the user log in again, with accounts among the grants."
    Named = 403 1
        ja "この同意は口座を限定しているため、連携口座を登録できません。すべての口座への同意を得てください。"
        en "The user's consent names single accounts, so no account can be linked by it. Ask for consent to all accounts."
    Absent = 404 0
        ja "この id のものはありません。/api/v1/accounts または /api/v1/additional_requests が返す hashed_id を指定してください。"
        en "There is nothing with this id. Give a hashed_id that /api/v1/accounts or /api/v1/additional_requests returned."
    Internal = 500 0
        ja "サーバ内部でエラーが発生しました。繰り返す場合は X-Request-Id の値を銀行に知らせてください。"
        en "Something went wrong in the server. If it happens again, tell the bank the value of X-Request-Id."
    Busy = 503 0
        ja "混雑またはメンテナンスのため、いまは処理できません。Retry-After の秒数を待ってから試してください。"
        en "The gateway is too busy, or in maintenance. Try again after the seconds of Retry-After."
    Throttled = 503 1
        ja "呼び出しの回数が上限を超えました。Retry-After の秒数を待ってから試してください。"
        en "There were too many calls. Try again after the seconds of Retry-After."
    Late = 504 0
        ja "処理が時間内に完了しませんでした。完了したかどうかを GET で確認してから試してください。"
        en "The call did not end in time. See with a GET whether it took effect before you try again."
}

/// What is to be sent in a field, in two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Object,
    List,
    Text,
    Number,
    OneName,
    Page,
    Limit,
    Category,
    Once,
    Encoding,
    Fewer,
    Name,
    Memo,
    Service,
    Form,
    AllForms,
}

impl Expected {
    pub(crate) const fn text(self, language: Language) -> &'static str {
        let (ja, en) = match self {
            Self::Object => ("オブジェクトを指定してください。", "give an object."),
            Self::List => ("配列を指定してください。", "give a list."),
            Self::Text => ("文字列を指定してください。", "give a string."),
            Self::Number => ("1 以上の整数を指定してください。", "give a whole number from 1."),
            Self::OneName => ("どちらか 1 つの名前だけで指定してください。", "give it under one of its two names."),
            Self::Page => ("1 から 4294967295 までの整数を指定してください。", "give a whole number from 1 to 4294967295."),
            Self::Limit => ("1 から 10000 までの整数を指定してください。", "give a whole number from 1 to 10000."),
            Self::Category => ("service_category_id を整数で指定してください。", "give a service_category_id, which is a whole number."),
            Self::Once => ("1 回だけ指定してください。", "give it once."),
            Self::Encoding => ("UTF-8 をパーセントエンコーディングで指定してください。", "give percent-encoded UTF-8."),
            Self::Fewer => ("パラメータの数を減らしてください。", "give fewer parameters."),
            Self::Name => (
                "制御文字を含まない 100 文字以内の文字列か、消すときは null を指定してください。",
                "give at most 100 characters without control characters, or null to clear it.",
            ),
            Self::Memo => (
                "制御文字を含まない 400 文字以内の文字列か、消すときは null を指定してください。",
                "give at most 400 characters without control characters, or null to clear it.",
            ),
            Self::Service => ("入力項目で連携する連携先の id を指定してください。", "give the id of a service that is linked by forms."),
            Self::Form => {
                ("連携先の入力項目の id を、それぞれ 1 回だけ指定してください。", "give the ids of the service's forms, each once.")
            }
            Self::AllForms => ("連携先のすべての入力項目に回答してください。", "answer every form of the service."),
        };
        match language {
            Language::Japanese => ja,
            Language::English => en,
        }
    }
}
