//! The reference of the external services' OpenAPI, in Japanese and English, made of what the door itself goes by.

use std::fmt::Write as _;

use fgapi_saas::{Field, Product};
use fgapi_wire as wire;

use crate::catalogue::{Entry, ErrorCode};
pub use crate::dialect::PUBLISHED;
use crate::view_openapi::authorization_server;
pub use crate::view_openapi::{AUTHENTICATION_INFO_PATH, GRANT_TYPE, METADATA_PATH, SCOPE, TOKEN_PATH};

/// A row of a table of fields: name, type, and what it is.
pub type Row = (&'static str, &'static str, &'static str, &'static str);

/// What of a product only the long ones have.
const LONG: [&str; 4] = ["authenticationInfo3", "authenticationInfo4", "receivingDepartment", "depositAccountItemCode"];

const FIELD: Row =
    ("field", "String", "誤りのあるパラメータ（分かる場合のみ。独自の追加）", "The parameter that is wrong, where there is one (ours)");

/// What is answered with credentials.
pub const ANSWER: [Row; 2] = [
    ("tenantId", "String", "テナント ID（19 桁の数字）", "Whose credentials: 19 digits"),
    ("authenticationInfos", "Array", "製品ごとの認証情報（serviceCode 順）", "The credentials of each product, by code"),
];

/// The credentials of one product.
pub const INFO: [Row; 9] = [
    ("serviceCode", "String", "製品のコード", "The product's code"),
    ("serviceName", "String", "製品の名前", "The product's name"),
    ("authenticationInfo1", "String", "認証情報 1", "Credential 1"),
    ("authenticationInfo2", "String", "認証情報 2", "Credential 2"),
    ("authenticationInfo3", "String", "認証情報 3", "Credential 3"),
    ("authenticationInfo4", "String", "認証情報 4", "Credential 4"),
    ("receivingDepartment", "String", "［受領部門］取得元項目名", "Where the receiving department is taken from"),
    ("depositAccountItemCode", "String", "預り金勘定科目コード", "The account item of deposits"),
    ("status", "Boolean", "true は有効、false は無効", "Whether it is enabled"),
];

/// What a refused reading answers, but for 401.
pub const MESSAGE: [Row; 5] = [
    ("message", "String", "エラーの内容", "What happened"),
    ("errorCode", "String", "エラーコード", "The code"),
    ("error_description", "String", "内容と対処（独自の追加）", "What happened and the next step (ours)"),
    FIELD,
    ("request_id", "String", "銀行への問い合わせに使う番号（独自の追加）", "Names the call to the bank (ours)"),
];

/// What a reading without a living token answers.
pub const UNAUTHORIZED: [Row; 6] = [
    ("timestamp", "String", "時刻（ISO 8601、+09:00）", "When, in ISO 8601"),
    ("status", "Number", "401", "401"),
    ("error", "String", "Unauthorized", "Unauthorized"),
    ("message", "String", "内容と対処", "What happened and the next step"),
    (
        "reason",
        "String",
        "分かる場合のみ（独自の追加）: expired、client_suspended など",
        "Where it is known (ours): `expired`, `client_suspended` …",
    ),
    ("request_id", "String", "銀行への問い合わせに使う番号（独自の追加）", "Names the call to the bank (ours)"),
];

/// What is answered with a token.
pub const TOKEN: [Row; 6] = [
    ("access_token", "String", "アクセストークン", "The access token"),
    ("token_type", "String", "bearer", "bearer"),
    ("expires_in", "Number", "有効な秒数", "For how many seconds it is good"),
    ("scope", "String", "read", "read"),
    ("companyOID", "String", "企業の識別子（UUID）", "The company, a UUID"),
    ("tenantId", "String", "テナント ID（19 桁の数字）", "Whose data it opens: 19 digits"),
];

/// What a refused call for a token answers.
pub const OAUTH_ERROR: [Row; 7] = [
    ("error", "String", "RFC 6749 のエラー", "The error of RFC 6749"),
    ("error_description", "String", "内容と対処（ASCII の英文）", "What happened and the next step, in ASCII"),
    ("timestamp", "String", "時刻（ISO 8601、+09:00）", "When, in ISO 8601"),
    ("status", "Number", "HTTP ステータス", "The HTTP status"),
    ("message", "String", "内容と対処（Accept-Language の言語）", "The same in the caller's language"),
    FIELD,
    ("request_id", "String", "銀行への問い合わせに使う番号", "Names the call to the bank"),
];

/// Every refusal of a reading of credentials.
pub const READ_ERRORS: [ErrorCode; 17] = [
    ErrorCode::ServiceCode,
    ErrorCode::NotUtf8,
    ErrorCode::ControlCharacter,
    ErrorCode::FieldRepeated,
    ErrorCode::TooManyFields,
    ErrorCode::BearerMissing,
    ErrorCode::BearerMalformed,
    ErrorCode::BearerDead,
    ErrorCode::TenantRight,
    ErrorCode::Internal,
    ErrorCode::ValueAltered,
    ErrorCode::VaultShut,
    ErrorCode::VaultKeyless,
    ErrorCode::Busy,
    ErrorCode::StoreUnavailable,
    ErrorCode::Throttled,
    ErrorCode::Late,
];

/// Every refusal of a call for a token.
pub const TOKEN_ERRORS: [ErrorCode; 18] = [
    ErrorCode::FormBody,
    ErrorCode::BodyMissing,
    ErrorCode::BodyTooLong,
    ErrorCode::BodyIncomplete,
    ErrorCode::NotUtf8,
    ErrorCode::ControlCharacter,
    ErrorCode::FieldRepeated,
    ErrorCode::TooManyFields,
    ErrorCode::FieldMissing,
    ErrorCode::ClientTwice,
    ErrorCode::GrantType,
    ErrorCode::Scope,
    ErrorCode::TenantClient,
    ErrorCode::Internal,
    ErrorCode::Busy,
    ErrorCode::StoreUnavailable,
    ErrorCode::Throttled,
    ErrorCode::Late,
];

/// The whole page, as Markdown.
pub fn markdown() -> String {
    let mut page = String::from(
        "# 外部サービス認証情報 API / External services' credentials\n\n\
         <!-- Made by `fgapi reference external-services`; change the program, not this page. -->\n\n\
         パスの前には設定 `server.prefix` が付きます。どの応答も `Cache-Control: no-store` です。\n\n\
         The setting `server.prefix` stands before every path. Every answer has `Cache-Control: no-store`.\n",
    );
    read(&mut page);
    token(&mut page);
    metadata(&mut page);
    page
}

fn read(page: &mut String) {
    line(page, &format!("\n## GET {AUTHENTICATION_INFO_PATH}\n"));
    page.push_str(
        "トークンのテナントの認証情報を返します。読み取りは監査ログに記録してから返します。テナントはトークンだけで決まります。\n\n\
         Answers the credentials of the token's tenant, once the audit log holds who reads them. Nothing but the token decides the tenant.\n\n\
         ### リクエスト / Request\n\n\
         | 場所 / Where | 名前 / Name | 必須 / Required | 内容 | Meaning |\n|---|---|---|---|---|\n\
         | ヘッダー / Header | `Authorization` | ○ | `Bearer` とトークン（管理画面の API トークン、または /oauth/token のもの） | \
         `Bearer` and a token: an API token of the office, or one of /oauth/token |\n",
    );
    let codes = Product::ALL.map(Product::code).join(", ");
    line(
        page,
        &format!(
            "| クエリ / Query | `serviceCode` | – | 製品のコード（{codes}）。省略するとすべて。ほかのパラメータは無視します | \
             A product's code ({codes}); all when it is left out. Other parameters are ignored |"
        ),
    );
    fields(page, "レスポンス / Answer (200)", &ANSWER);
    fields(page, "authenticationInfos", &INFO);
    let long = Product::ALL.into_iter().filter(|product| product.is_long()).map(Product::code).collect::<Vec<_>>().join(", ");
    let names = LONG.map(|name| format!("`{name}`")).join(", ");
    line(
        page,
        &format!(
            "\n{names}: serviceCode {long} だけにあります（未設定は空文字列）。ほかの製品にはフィールド自体がありません。 / \
             Products {long} only, empty where nothing is set; the others have no such field."
        ),
    );
    products(page);
    page.push_str(
        "\n### エラー / Errors\n\n| HTTP | errorCode | message | error_description | error_description (en) |\n|---|---|---|---|---|\n",
    );
    for code in READ_ERRORS {
        let Entry { code: ours, status, ja, ja_next, en, en_next, .. } = code.entry();
        let (told, message) = match PUBLISHED.into_iter().find(|(published, ..)| *published == code) {
            Some((_, told, message)) => (told, message),
            None if *status == 401 => ("–", "–"),
            None => (*ours, *ja),
        };
        line(page, &format!("| {status} | `{told}` | {message} | {ja}{ja_next} | {en} {en_next} |").replace("`–`", "–"));
    }
    fields(page, "エラーの本文 / Their body", &MESSAGE);
    fields(page, "401 の本文 / The body of a 401", &UNAUTHORIZED);
    page.push_str(
        "\n401 は `WWW-Authenticate: Bearer`、503 は `Retry-After` を伴います。判定の順は、トークン、権限、パラメータです。\n\n\
         A 401 has `WWW-Authenticate: Bearer`, a 503 `Retry-After`. The token is judged first, then the right, then the parameters.\n",
    );
}

/// What each product calls its credentials.
fn products(page: &mut String) {
    page.push_str("\n### 製品 / Products\n\n| serviceCode | serviceName |");
    Field::ALL.iter().for_each(|field| page.push_str(&format!(" {field} |")));
    page.push_str("\n|---|---|---|---|---|---|\n");
    for product in Product::ALL {
        let labels = Field::ALL.map(|field| product.label(field).unwrap_or("–"));
        line(page, &format!("| {} | {} | {} |", product.code(), product.name(), labels.join(" | ")));
    }
}

fn token(page: &mut String) {
    line(page, &format!("\n## POST {TOKEN_PATH}\n"));
    page.push_str(
        "OAuth 2.0 のクライアントクレデンシャル（RFC 6749 4.4）でトークンを発行します。標準の OAuth 2.0 ライブラリを使えます。\
         発行済みのトークンは期限まで有効です。\n\n\
         Issues a token by the client credentials grant (RFC 6749 4.4); any OAuth 2.0 library can be used. Tokens issued before stay good.\n\n\
         ### リクエスト / Request\n\n\
         | 場所 / Where | 名前 / Name | 必須 / Required | 内容 | Meaning |\n|---|---|---|---|---|\n\
         | ヘッダー / Header | `Authorization` | ○ | `Basic` と、client_id:client_secret の Base64（それぞれフォームのエンコードをする・しないのどちらでも可） | \
         `Basic` and client_id:client_secret in Base64, each form-urlencoded or as it is |\n\
         | ヘッダー / Header | `Content-Type` | ○ | application/x-www-form-urlencoded | application/x-www-form-urlencoded |\n",
    );
    line(page, &format!("| フォーム / Form | `grant_type` | ○ | {GRANT_TYPE} | {GRANT_TYPE} |"));
    line(page, &format!("| フォーム / Form | `scope` | – | {SCOPE}（省略可） | {SCOPE}, or nothing |"));
    fields(page, "レスポンス / Answer (200)", &TOKEN);
    page.push_str("\n### エラー / Errors\n\n| HTTP | error | message | error_description |\n|---|---|---|---|\n");
    for code in TOKEN_ERRORS {
        let Entry { status, error, ja, ja_next, en, en_next, .. } = code.entry();
        line(page, &format!("| {status} | `{error}` | {ja}{ja_next} | {en} {en_next} |"));
    }
    fields(page, "エラーの本文 / Their body", &OAUTH_ERROR);
    page.push_str(
        "\n401 は `WWW-Authenticate: Basic`、503 は `Retry-After` を伴います。 / \
         A 401 has `WWW-Authenticate: Basic`, a 503 `Retry-After`.\n",
    );
}

fn metadata(page: &mut String) {
    line(page, &format!("\n## GET {METADATA_PATH}\n"));
    let example = serde_json::to_string_pretty::<wire::AuthorizationServerAnswer<'_>>(&authorization_server("https://bank.example"));
    line(
        page,
        &format!(
            "認可サーバーのメタデータ（RFC 8414）です。`server.prefix` があるときは、ホストの直下の {METADATA_PATH} の後に prefix を付けたパスと、\
             prefix の下の両方で返します。\n\n\
             Metadata of the authorization server (RFC 8414). With a `server.prefix` it stands at the root of the host with the prefix behind it, \
             and below the prefix, too.\n\n```json\n{}\n```",
            example.unwrap_or_default()
        ),
    );
}

fn fields(page: &mut String, title: &str, rows: &[Row]) {
    line(page, &format!("\n### {title}\n\n| フィールド / Field | 型 / Type | 内容 | Meaning |\n|---|---|---|---|"));
    for (name, kind, ja, en) in rows {
        line(page, &format!("| `{name}` | {kind} | {ja} | {en} |"));
    }
}

fn line(page: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _written = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    /// The names of an answer's fields, in their order.
    fn names(answer: &impl Serialize) -> Vec<String> {
        let text = serde_json::to_string(answer).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut names: Vec<String> = json.as_object().unwrap().keys().cloned().collect();
        names.sort_by_key(|name| text.find(&format!("\"{name}\":")));
        names
    }

    fn told(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|(name, ..)| (*name).to_owned()).collect()
    }

    fn info(product: Product) -> wire::AuthenticationInfo<'static> {
        let long = || product.is_long().then_some("".into());
        wire::AuthenticationInfo {
            service_code: "".into(),
            service_name: "".into(),
            authentication_info1: "".into(),
            authentication_info2: "".into(),
            authentication_info3: long(),
            authentication_info4: long(),
            receiving_department: long(),
            deposit_account_item_code: long(),
            status: true,
        }
    }

    #[test]
    fn the_tables_name_the_fields_that_travel() {
        let infos = wire::AuthenticationInfosAnswer { tenant_id: "".into(), authentication_infos: Vec::new() };
        assert_eq!(names(&infos), told(&ANSWER));
        assert_eq!(names(&info(Product::BillOne)), told(&INFO));
        let short = told(&INFO).into_iter().filter(|name| !LONG.contains(&name.as_str()));
        assert_eq!(names(&info(Product::Bakuraku)), short.collect::<Vec<_>>());
        let (message, error_code, error_description, request_id) = ("".into(), "".into(), "".into(), "".into());
        let message = wire::MessageAnswer { message, error_code, error_description, field: Some("".into()), request_id };
        assert_eq!(names(&message), told(&MESSAGE));
        let (timestamp, error, message, reason, request_id) = ("".into(), "".into(), "".into(), Some("".into()), "".into());
        let unauthorized = wire::UnauthorizedAnswer { timestamp, status: 401, error, message, reason, request_id };
        assert_eq!(names(&unauthorized), told(&UNAUTHORIZED));
        let (access_token, token_type, scope, company_oid, tenant_id) = ("".into(), "".into(), "".into(), "".into(), "".into());
        let token = wire::OAuthTokenAnswer { access_token, token_type, expires_in: 1, scope, company_oid, tenant_id };
        assert_eq!(names(&token), told(&TOKEN));
        let (error, error_description, timestamp, message, request_id) = ("".into(), "".into(), "".into(), "".into(), "".into());
        let error =
            wire::OAuthErrorAnswer { error, error_description, timestamp, status: 400, message, field: Some("".into()), request_id };
        assert_eq!(names(&error), told(&OAUTH_ERROR));
    }

    #[test]
    fn the_page_has_tables_that_are_even_and_every_code_of_the_document() {
        let page = markdown();
        for (_, code, message) in PUBLISHED {
            assert!(page.contains(&format!("| `{code}` | {message} |")), "{code}");
        }
        for product in Product::ALL {
            assert!(page.contains(&format!("| {} | {} |", product.code(), product.name())), "{product:?}");
        }
        let mut columns = None;
        for line in page.lines() {
            let cells = line.starts_with('|').then(|| line.matches('|').count());
            assert!(columns.is_none() || cells.is_none() || cells == columns, "{line}");
            columns = cells;
        }
    }
}
