//! The error catalogue: every refusal that a caller can see, once. Codes never change their meaning.

use std::fmt::Write as _;

/// What a code stands for.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The stable code, for example `FG400-013`.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// `error` of RFC 6749 and 6750.
    pub error: &'static str,
    /// What happened, in Japanese.
    pub ja: &'static str,
    /// What to do, in Japanese.
    pub ja_next: &'static str,
    /// What happened, in English.
    pub en: &'static str,
    /// What to do, in English.
    pub en_next: &'static str,
}

macro_rules! catalogue {
    ($($name:ident = $code:literal $status:literal $error:literal
        ja $ja:literal $ja_next:literal
        en $en:literal $en_next:literal)+) => {
        /// A refusal that a caller can see.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $en] $name,)+
        }

        impl ErrorCode {
            /// All of them, in the order of their codes.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it stands for.
            pub const fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$name => &Entry {
                        code: $code, status: $status, error: $error, ja: $ja, ja_next: $ja_next, en: $en, en_next: $en_next,
                    },)+
                }
            }
        }
    };
}

catalogue! {
    TargetTooLong = "FG400-001" 400 "invalid_request"
        ja "URI が長すぎます。" "クエリパラメータを短くしてください。"
        en "The URI is too long." "Shorten the query."
    BodyTooLong = "FG400-002" 400 "invalid_request"
        ja "リクエストボディが大きすぎます。" "定義されたフィールドだけを送信してください。"
        en "The request body is too long." "Send the defined fields only."
    BodyIncomplete = "FG400-003" 400 "invalid_request"
        ja "リクエストボディが時間内に最後まで届きませんでした。" "Content-Length と回線を確認し、もう一度送信してください。"
        en "The request body did not arrive whole in time." "Check Content-Length and the connection, then send it again."
    BodyMissing = "FG400-004" 400 "invalid_request"
        ja "リクエストボディがありません。" "パラメータはボディで送信してください。PUT・DELETE のボディを途中のプロキシが取り除いた可能性があります。"
        en "The request has no body." "Send the parameters in the body. A proxy on the way may have dropped the body of a PUT or DELETE."
    BodyType = "FG400-005" 400 "invalid_request"
        ja "Content-Type に対応していません。" "application/x-www-form-urlencoded または application/json（いずれも UTF-8）で送信してください。"
        en "The Content-Type is absent or not supported." "Send application/x-www-form-urlencoded or application/json, both in UTF-8."
    BodyMalformed = "FG400-006" 400 "invalid_request"
        ja "リクエストボディの形式が不正です。" "フォーム形式、または文字列だけを値に持つ 1 つの JSON オブジェクトで送信してください。"
        en "The request body is malformed." "Send a form, or one flat JSON object whose values are strings."
    NotUtf8 = "FG400-007" 400 "invalid_request"
        ja "パラメータが正しい UTF-8 のパーセントエンコーディングではありません。" "UTF-8 でエンコードしてください。"
        en "A parameter is not percent-encoded UTF-8." "Encode it as UTF-8."
    ControlCharacter = "FG400-008" 400 "invalid_request"
        ja "パラメータに制御文字が含まれています。" "制御文字を取り除いてください。"
        en "A parameter holds a control character." "Remove it."
    FieldRepeated = "FG400-009" 400 "invalid_request"
        ja "同じパラメータが複数回指定されています。" "1 回だけ指定してください。"
        en "A parameter is given more than once." "Give it once."
    TooManyFields = "FG400-010" 400 "invalid_request"
        ja "パラメータの数が多すぎます。" "定義されたフィールドだけを送信してください。"
        en "There are too many parameters." "Send the defined fields only."
    FieldNotText = "FG400-011" 400 "invalid_request"
        ja "JSON のフィールドの値が文字列ではありません。" "値を引用符で囲んだ文字列にしてください。"
        en "The value of a JSON field is not a string." "Write the value as a quoted string."
    FieldMissing = "FG400-012" 400 "invalid_request"
        ja "必須のパラメータがありません。" "field に示すパラメータを指定してください。"
        en "A required parameter is missing or empty." "Give the parameter that `field` names."
    Page = "FG400-013" 400 "invalid_request"
        ja "page は 1 から 4294967295 までの整数で指定してください。" "最初のページは 1 です。続きは応答の next_page を指定します。"
        en "`page` must be a whole number from 1 to 4294967295." "The first page is 1; the next one is in `next_page` of the answer."
    Date = "FG400-014" 400 "invalid_request"
        ja "日付は実在する日を YYYY-MM-DD で指定してください。" "例: 2020-01-20"
        en "A date must be a real day written YYYY-MM-DD." "For example 2020-01-20."
    PeriodBackwards = "FG400-015" 400 "invalid_request"
        ja "start_date が end_date より後です。" "start_date を end_date 以前の日にしてください。"
        en "`start_date` is later than `end_date`." "Give a start on or before the end."
    PeriodTooLong = "FG400-016" 400 "invalid_request"
        ja "期間が上限の {limit} 日を超えています。" "期間を分けて取得してください。"
        en "The period is longer than the limit of {limit} days." "Ask for it in parts."
    Grants = "FG400-017" 400 "invalid_scope"
        ja "grants に未定義の権限があります。" "「*」、または branches,accounts,transactions,balances,read を「,」区切りで指定してください。"
        en "`grants` names a grant that does not exist." "Give `*`, or a comma-separated list of branches, accounts, transactions, balances, read."
    LinkId = "FG400-018" 400 "invalid_request"
        ja "link_id の形式が不正です。" "半角英数字と「-」「_」「.」の 1〜64 文字で指定してください。"
        en "`link_id` is malformed." "Give 1 to 64 letters, digits, `-`, `_` or `.`."
    Fill = "FG400-019" 400 "invalid_request"
        ja "fill の値が不正です。" "省略するか carry を指定してください。"
        en "`fill` is malformed." "Leave it out, or give `carry`."
    IdempotencyKey = "FG400-020" 400 "invalid_request"
        ja "idempotency_key の形式が不正です。" "空白を含まない ASCII の 1〜255 文字で指定してください。"
        en "`idempotency_key` is malformed." "Give 1 to 255 visible ASCII characters."
    OtherBody = "FG400-021" 400 "invalid_request"
        ja "この idempotency_key は別の内容のリクエストで使用済みです。" "内容が異なるリクエストには新しい値を指定してください。"
        en "This `idempotency_key` came with another body before." "Give another request another key."
    RequestMalformed = "FG400-022" 400 "invalid_request"
        ja "HTTP リクエストの形式が不正か、ヘッダーが大きすぎるか、時間内に届きませんでした。" "行末は CRLF、長さの指定は 1 つとし、HTTP/1.1 として正しいリクエストを送信してください。"
        en "The HTTP request is malformed or ambiguous, its head is too long, or it did not arrive in time." "Send correct HTTP/1.1: lines end in CRLF, and one header tells the length."
    CodeVerifier = "FG400-023" 400 "invalid_request"
        ja "code_verifier の形式が不正です。" "半角英数字と「-」「.」「_」「~」の 43〜128 文字で指定してください。"
        en "`code_verifier` is malformed." "Give 43 to 128 letters, digits, `-`, `.`, `_` or `~`."
    ServiceCode = "FG400-031" 400 "invalid_request"
        ja "serviceCode が対応外です。" "0、1、2、3、4 のいずれかを 1 回だけ指定するか、省略してください。"
        en "`serviceCode` names no product." "Give 0, 1, 2, 3 or 4, once, or leave it out."
    GrantType = "FG400-032" 400 "unsupported_grant_type"
        ja "grant_type に対応していません。" "client_credentials を指定してください。"
        en "`grant_type` is not supported." "Give `client_credentials`."
    Scope = "FG400-033" 400 "invalid_scope"
        ja "scope に未定義の値があります。" "read を指定するか、省略してください。"
        en "`scope` names a scope that does not exist." "Give `read`, or leave it out."
    FormBody = "FG400-034" 400 "invalid_request"
        ja "Content-Type に対応していません。" "application/x-www-form-urlencoded（UTF-8）で送信してください。"
        en "The Content-Type is absent or not supported." "Send application/x-www-form-urlencoded, in UTF-8."
    ClientTwice = "FG400-035" 400 "invalid_request"
        ja "クライアントの認証情報が複数の方法で指定されています。" "client_id と client_secret は Authorization:Basic ヘッダーだけで送信してください。"
        en "The client's credentials are given in more than one way." "Send client_id and client_secret in the header Authorization: Basic only."
    BearerMissing = "FG401-001" 401 "invalid_request"
        ja "アクセストークンがありません。" "Authorization:Bearer ヘッダーを指定してください。"
        en "There is no access token." "Send it in the header Authorization: Bearer."
    BearerMalformed = "FG401-002" 401 "invalid_request"
        ja "Authorization ヘッダーの形式が不正です。" "「Bearer」と 1 つのアクセストークンだけを、1 つのヘッダーで送信してください。"
        en "The Authorization header is malformed." "Send one header with `Bearer` and one access token."
    BearerDead = "FG401-003" 401 "invalid_token"
        ja "アクセストークンが無効です。" "トークンを再発行してください。システム認証とユーザー認証のトークンの取り違えも確認してください。"
        en "The access token is not valid." "Get a new one; also check that a system token is not used for a user call or the reverse."
    ClientLogin = "FG401-004" 401 "invalid_client"
        ja "API キーまたはパスワードが正しくありません。" "銀行から通知された値を確認してください。"
        en "The API key or the password is wrong." "Check the values that the bank gave you."
    ApiKey = "FG401-005" 401 "invalid_client"
        ja "api_key が有効ではないか、システム認証のトークンの発行先と一致しません。" "通知された API キーと、それで発行したトークンを使用してください。"
        en "The api_key is not valid here, or is not the one that the system token was issued for." "Use your API key and a token that was issued for it."
    AuthToken = "FG401-006" 401 "invalid_grant"
        ja "認証トークンが無効か、code_verifier と一致しません。" "エンドユーザーの認証からやり直してください。認証トークンは 1 回だけ使用できます。"
        en "The auth token is not valid, or does not belong to the `code_verifier`." "Let the end user log in again; an auth token works once."
    RefreshToken = "FG401-007" 401 "invalid_grant"
        ja "リフレッシュトークンが無効です。" "最後に受け取ったリフレッシュトークンを使用してください。なければエンドユーザーの認証からやり直してください。"
        en "The refresh token is not valid." "Use the one that you received last, or let the end user log in again."
    Address = "FG401-008" 401 "invalid_client"
        ja "登録されていない IP アドレスからの呼び出しです。" "呼び出し元サーバの IP アドレスの登録を銀行に確認してください。"
        en "The call comes from an address that is not registered." "Ask the bank which addresses are registered for you."
    LogIn = "FG401-009" 401 "access_denied"
        ja "ログイン ID またはパスワードが正しくないか、ログインできない状態です。" "入力を確認し、しばらくたってから試してください。"
        en "The login id or password is wrong, or this login is not possible now." "Check what was entered, and try again later."
    TenantClient = "FG401-011" 401 "invalid_client"
        ja "クライアントを認証できません。" "通知された client_id と client_secret を Authorization:Basic ヘッダーで送信してください。"
        en "The client is not authenticated." "Send the client_id and client_secret that the bank gave you in the header Authorization: Basic."
    Grant = "FG403-001" 403 "insufficient_scope"
        ja "この API に必要な権限がトークンにありません。" "必要な権限を grants に含めてトークンを発行してください。"
        en "The token lacks the grant that this call needs." "Get a token whose grants include it."
    Account = "FG403-002" 403 "insufficient_scope"
        ja "この口座を参照する権限がありません。" "/accounts で取得した id を指定してください。"
        en "There is no right to see this account." "Give an id that /accounts returned."
    GrantsNotAllowed = "FG403-003" 403 "invalid_scope"
        ja "このクライアントに許可されていない権限が grants にあります。" "許可された権限だけを指定するか、grants を省略してください。"
        en "`grants` names a grant that this client may not have." "Ask for what is allowed, or leave `grants` out."
    TenantRight = "FG403-011" 403 "insufficient_scope"
        ja "トークンにテナントの権限がありません。" "テナント権限のトークンを使用してください。"
        en "The token has no right to the tenant's data." "Use a token of the tenant's level."
    Undefined = "FG404-001" 404 "not_found"
        ja "この API は定義されていません。" "パスと HTTP メソッドを確認してください。"
        en "There is no such API." "Check the path and the HTTP method."
    Internal = "FG500-001" 500 "server_error"
        ja "サーバ内部でエラーが発生しました。" "繰り返す場合は request_id を銀行に知らせてください。"
        en "Something went wrong in the server." "If it happens again, tell the bank the request_id."
    ValueAltered = "FG500-011" 500 "server_error"
        ja "保管された値が改ざんされているため、返しません。" "銀行に request_id を知らせてください。"
        en "A value that is kept was altered, so nothing is answered." "Tell the bank the request_id."
    BankWrong = "FG502-001" 502 "server_error"
        ja "銀行システムから正しい応答を得られませんでした。" "しばらくたってから試し、繰り返す場合は request_id を銀行に知らせてください。"
        en "The bank's system gave no valid answer." "Try again later; if it happens again, tell the bank the request_id."
    Busy = "FG503-001" 503 "temporarily_unavailable"
        ja "処理が混み合っています。何も変更されていません。" "Retry-After の秒数を待ってから試してください。"
        en "Too much is waiting; nothing was changed." "Try again after the seconds of Retry-After."
    StoreUnavailable = "FG503-002" 503 "temporarily_unavailable"
        ja "データベースを利用できません。処理の結果は不明です。" "Retry-After の秒数を待ってから試してください。トークンの発行・再発行は同じ idempotency_key で繰り返せます。"
        en "The database is not available. Whether the call took effect is not known." "Try again after the seconds of Retry-After; an exchange of tokens with the same idempotency_key."
    Throttled = "FG503-003" 503 "temporarily_unavailable"
        ja "呼び出しの回数が上限を超えました。" "Retry-After の秒数を待ってから試してください。"
        en "There were too many calls." "Try again after the seconds of Retry-After."
    SystemTokens = "FG503-004" 503 "temporarily_unavailable"
        ja "有効なシステム認証トークンの数が上限に達しています。" "発行済みのトークンを期限まで再利用してください。"
        en "As many system tokens are valid as may be." "Use the tokens that you have until they expire."
    BankUnavailable = "FG503-005" 503 "temporarily_unavailable"
        ja "銀行システムを利用できません。" "Retry-After の秒数を待ってから試してください。"
        en "The bank's system is not available." "Try again after the seconds of Retry-After."
    Maintenance = "FG503-006" 503 "temporarily_unavailable"
        ja "メンテナンス中です。" "Retry-After の秒数を待ってから試してください。"
        en "The gateway is in its hours of maintenance." "Try again after the seconds of Retry-After."
    VaultShut = "FG503-011" 503 "temporarily_unavailable"
        ja "保管庫が封鎖されています。" "Retry-After の秒数を待ってから試し、続く場合は銀行に確認してください。"
        en "The vault is shut." "Try again after the seconds of Retry-After; ask the bank if it goes on."
    VaultKeyless = "FG503-012" 503 "temporarily_unavailable"
        ja "保管庫の鍵を利用できません。" "Retry-After の秒数を待ってから試し、続く場合は request_id を銀行に知らせてください。"
        en "The vault's key is not available." "Try again after the seconds of Retry-After; if it goes on, tell the bank the request_id."
    BankTimedOut = "FG504-001" 504 "temporarily_unavailable"
        ja "銀行システムの応答が時間内に得られませんでした。" "しばらくたってから試してください。"
        en "The bank's system did not answer in time." "Try again later."
    Late = "FG504-002" 504 "temporarily_unavailable"
        ja "処理が時間内に完了しませんでした。完了したかどうかは不明です。" "idempotency_key を指定した場合は同じリクエストをもう一度送信してください。"
        en "The call did not end in time; whether it took effect is not known." "With an `idempotency_key`, send the same request again."
}

/// The reference of all errors, in Japanese and English, as Markdown.
pub fn markdown() -> String {
    let mut page = String::from(
        "# エラー一覧 / Errors\n\n\
         | error_code | HTTP | error | 内容と対処 | Meaning and next step |\n|---|---|---|---|---|\n",
    );
    for entry in ErrorCode::ALL.iter().map(|code| code.entry()) {
        let Entry { code, status, error, ja, ja_next, en, en_next } = entry;
        // Writing to a String cannot fail.
        let _written = writeln!(page, "| `{code}` | {status} | `{error}` | {ja}{ja_next} | {en} {en_next} |");
    }
    for status in [401, 503] {
        let _written = write!(page, "\n## reason ({status})\n\n| reason | 意味 | Meaning |\n|---|---|---|\n");
        for Reason { name, ja, en, .. } in REASONS.iter().filter(|reason| reason.status == status) {
            let _written = writeln!(page, "| `{name}` | {ja} | {en} |");
        }
    }
    page
}

/// Why a call is refused, where it is known and may be told.
#[derive(Clone, Copy, Debug)]
pub struct Reason {
    /// The HTTP status that it stands with.
    pub status: u16,
    /// `reason` in the answer.
    pub name: &'static str,
    /// What it means, in Japanese.
    pub ja: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// All of them, by status.
pub const REASONS: &[Reason] = &[
    Reason { status: 401, name: "expired", ja: "期限切れ", en: "Its time is over" },
    Reason { status: 401, name: "rotated", ja: "/auth/token@PUT で置き換え済み", en: "A refresh put another in its place" },
    Reason {
        status: 401, name: "superseded", ja: "新しい認可で置き換え済み", en: "A new authorization put another in its place"
    },
    Reason { status: 401, name: "spent", ja: "使用済みの認証トークン", en: "An auth token that was exchanged before" },
    Reason { status: 401, name: "revoked_by_user", ja: "エンドユーザーが解除", en: "The end user ended the link" },
    Reason { status: 401, name: "revoked_by_client", ja: "クライアントが解除", en: "The client ended the link" },
    Reason { status: 401, name: "revoked_by_bank", ja: "銀行が解除", en: "The bank ended the link" },
    Reason {
        status: 401,
        name: "reused",
        ja: "使用済みトークンの再使用を検知して解除",
        en: "A spent token came again, so the link was ended",
    },
    Reason {
        status: 401, name: "password_changed", ja: "エンドユーザーのパスワード変更", en: "The end user's password changed"
    },
    Reason { status: 401, name: "consent_ended", ja: "同意の期間が終了", en: "The consent's time is over" },
    Reason { status: 401, name: "client_suspended", ja: "クライアントが停止中", en: "The client is suspended" },
    Reason {
        status: 401,
        name: "user_suspended",
        ja: "API トークンの利用者が停止中",
        en: "The user that the API token was issued to is suspended",
    },
    Reason { status: 503, name: "maintenance", ja: "メンテナンスの時間帯", en: "The hours of maintenance" },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_ordered_and_name_their_status() {
        let codes: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.entry().code).collect();
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        assert!(codes.is_sorted());
        for entry in ErrorCode::ALL.iter().map(|code| code.entry()) {
            assert!(entry.code.starts_with(&format!("FG{}-", entry.status)), "{}", entry.code);
            assert!([400, 401, 403, 404].contains(&entry.status) || entry.status >= 500, "{}", entry.code);
        }
    }

    #[test]
    fn the_reference_names_every_code_and_escapes_nothing_wrongly() {
        let page = markdown();
        assert!(ErrorCode::ALL.iter().all(|code| page.contains(code.entry().code)));
        assert!(page.lines().filter(|line| line.starts_with("| `FG")).all(|line| line.matches('|').count() == 6));
    }
}
