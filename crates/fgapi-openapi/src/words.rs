//! What the fields of FGAPI mean, in two languages, and which texts they can hold.
//!
//! Only what serde cannot know stands here. A field without words, and words without a field, fail the tests.

use fgapi_http::catalogue::{ErrorCode, REASONS};
use fgapi_linked::{AggregationError, InputType};
use fgapi_saas::{Field, Product};

use crate::node::Node;

/// In Japanese and in English.
pub(crate) type Words = [&'static str; 2];

/// Which values a field can hold, beside what its type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Any.
    Any,
    /// A text without any character, always.
    Empty,
    /// `2020-01-10`.
    Day,
    /// `2020-01-10T13:15:35+09:00`.
    Time,
    /// The same, or the empty text.
    TimeOrEmpty,
    /// A UUID.
    Uuid,
    /// A whole number from 1.
    FromOne,
    /// Not the empty text.
    Some,
    /// A text of this regular expression.
    Like(&'static str),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// One of these numbers.
    OneNumber(&'static [i64]),
    /// `error` of the catalogue.
    Error,
    /// `reason` of the catalogue.
    Reason,
    /// `error_type` of a linked account's failure.
    Failure,
    /// `input_type` of what an institution asks.
    Input,
}

/// A day, as a regular expression.
pub(crate) const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// A time, as a regular expression.
pub(crate) const TIME: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+09:00$";
const TIME_OR_EMPTY: &str = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+09:00)?$";
/// A tenant, as a regular expression.
pub(crate) const TENANT: &str = "^[0-9]{19}$";
/// A code of the catalogue, as a regular expression.
const CODE: &str = "^FG[0-9]{3}-[0-9]{3}$";
/// A list of grants, as a regular expression.
const GRANTS: &str = "^(branches|accounts|transactions|balances)(,(branches|accounts|transactions|balances))*$";

impl Form {
    /// A schema with what it adds.
    pub(crate) fn restrict(self, schema: Node) -> Node {
        match self {
            Self::Any => schema,
            Self::Empty => schema.with("maxLength", 0),
            Self::Day => schema.with("format", "date").with("pattern", DAY),
            Self::Time => schema.with("format", "date-time").with("pattern", TIME),
            Self::TimeOrEmpty => schema.with("pattern", TIME_OR_EMPTY),
            Self::Uuid => schema.with("format", "uuid"),
            Self::FromOne => schema.with("minimum", 1),
            Self::Some => schema.with("minLength", 1),
            Self::Like(pattern) => schema.with("pattern", pattern),
            Self::OneOf(texts) => schema.with("enum", texts.iter().copied().collect::<Node>()),
            Self::OneNumber(numbers) => schema.with("enum", numbers.iter().copied().collect::<Node>()),
            Self::Error => schema.with("enum", each(ErrorCode::ALL.iter().map(|code| code.entry().error))),
            Self::Reason => schema.with("enum", each(REASONS.iter().map(|reason| reason.name))),
            Self::Failure => schema.with("enum", each(AggregationError::ALL.iter().map(|error| error.error_type()))),
            Self::Input => schema.with("enum", each(InputType::ALL.iter().map(|input| input.as_str()))),
        }
    }
}

/// Each text once, in the order in which they come.
fn each<'a>(texts: impl Iterator<Item = &'a str>) -> Node {
    let mut known = Vec::new();
    for text in texts {
        if !known.contains(&text) {
            known.push(text);
        }
    }
    known.into_iter().collect()
}

/// A field: of which type, its name, what it means, what it can hold.
pub(crate) type Row = (&'static str, &'static str, Words, Form);

const PAGE: Words = ["このページの番号。", "Which page this is, from 1."];
const NEXT: Words = ["次のページの番号。続きがなければ 0。", "The next page; 0 when there is none."];
const PARAMS: Words = ["適用されたリクエスト (省略時の値を含む)。", "The request as it was taken, defaults included."];
const AS_OF: Words =
    ["明細がいつの時点のものか (独自の追加)。取り込み前は null。", "How fresh the transactions are (ours); null before the first import."];
const BANK_CODE: Words = ["金融機関コード。", "The bank's code."];
const BANK_NAME: Words = ["金融機関の名前。", "The bank's name."];
const GRANTED: Words = ["トークンに付いた権限 (「,」区切り。独自の追加)。", "What the token may, comma-separated (ours)."];
const ACCESS: Words = ["新しいアクセストークン。", "The new access token."];
const CREATED: Words = ["発行した時刻 (UNIX 秒)。", "When it was issued, in UNIX seconds."];
const EXPIRED: Words = ["有効期限 (UNIX 秒)。", "When its time is over, in UNIX seconds."];
const REQUEST_ID: Words =
    ["この呼び出しの番号。銀行への問い合わせに使う (独自の追加)。", "Names this call; give it to the bank when you ask (ours)."];

/// The fields of FGAPI's answers.
pub(crate) const FGAPI: &[Row] = &[
    ("SystemTokenAnswer", "access_token", ACCESS, Form::Some),
    ("SystemTokenAnswer", "created_at", CREATED, Form::Any),
    ("SystemTokenAnswer", "expired_at", EXPIRED, Form::Any),
    ("SystemTokenAnswer", "grants", GRANTED, Form::Like(GRANTS)),
    ("AuthTokenAnswer", "auth_token", ["認証トークン。1 回だけ交換できる。", "The auth token, to be exchanged once."], Form::Some),
    ("AuthTokenAnswer", "expired_at", ["有効期限 (UNIX 秒。独自の追加)。", "When its time is over, in UNIX seconds (ours)."], Form::Any),
    (
        "AuthTokenAnswer",
        "grants",
        ["エンドユーザーが認可した権限 (独自の追加)。", "What the end user granted, comma-separated (ours)."],
        Form::Like(GRANTS),
    ),
    ("PairAnswer", "access_token", ACCESS, Form::Some),
    ("PairAnswer", "created_at", CREATED, Form::Any),
    (
        "PairAnswer",
        "expired_at",
        ["アクセストークンの有効期限 (UNIX 秒)。", "When the access token's time is over, in UNIX seconds."],
        Form::Any,
    ),
    (
        "PairAnswer",
        "refresh_token",
        ["新しいリフレッシュトークン。これまでのものは無効になる。", "The new refresh token; the one before is void."],
        Form::Some,
    ),
    (
        "PairAnswer",
        "refresh_token_expired_at",
        ["リフレッシュトークンの有効期限 (UNIX 秒。独自の追加)。", "When the refresh token's time is over, in UNIX seconds (ours)."],
        Form::Any,
    ),
    (
        "PairAnswer",
        "consent_expired_at",
        [
            "同意の期限 (UNIX 秒。独自の追加)。どのトークンもこれより長くは使えない。",
            "When the consent's time is over, in UNIX seconds (ours); no token outlives it.",
        ],
        Form::Any,
    ),
    ("PairAnswer", "grants", GRANTED, Form::Like(GRANTS)),
    ("BranchesAnswer", "bank_code", BANK_CODE, Form::Like("^[0-9]{4}$")),
    ("BranchesAnswer", "bank_name", BANK_NAME, Form::Some),
    ("BranchesAnswer", "branches", ["支店 (コード順)。なければ空の配列。", "The branches, by code; empty when there is none."], Form::Any),
    ("BranchesAnswer", "params", PARAMS, Form::Any),
    ("BranchesAnswer", "page", PAGE, Form::FromOne),
    ("BranchesAnswer", "next_page", NEXT, Form::Any),
    ("BranchRow", "id", ["支店の ID。変わらない。", "The branch's id; it never changes."], Form::Some),
    ("BranchRow", "branch_code", ["支店コード。", "The branch's code."], Form::Like("^[0-9]{3}$")),
    ("BranchRow", "branch_name", ["支店の名前。", "The branch's name."], Form::Some),
    ("BranchRow", "branch_name_kana", ["支店名の読み。", "The name's reading."], Form::Any),
    (
        "BranchRow",
        "address_code",
        ["所在地の団体コード (6 桁)。不明なら空文字列。", "The municipality's code, six digits; empty when it is not known."],
        Form::Like("^([0-9]{6})?$"),
    ),
    ("BranchRow", "tel", ["電話番号。不明なら空文字列。", "The telephone number; empty when it is not known."], Form::Any),
    ("AccountsAnswer", "bank_code", BANK_CODE, Form::Like("^[0-9]{4}$")),
    ("AccountsAnswer", "bank_name", BANK_NAME, Form::Some),
    (
        "AccountsAnswer",
        "accounts",
        ["口座 (支店・種別・番号の順)。なければ空の配列。", "The accounts, by branch, kind and number; empty when there is none."],
        Form::Any,
    ),
    ("AccountsAnswer", "params", PARAMS, Form::Any),
    ("AccountsAnswer", "page", PAGE, Form::FromOne),
    ("AccountsAnswer", "next_page", NEXT, Form::Any),
    (
        "AccountRow",
        "id",
        ["口座の ID。/transactions と /balances に指定する。", "The account's id, as /transactions and /balances take it."],
        Form::Some,
    ),
    (
        "AccountRow",
        "account_number",
        ["口座番号。銀行の設定により一部または全部が「*」になる。", "The account's number; the bank may hide some or all of it as `*`."],
        Form::Like("^[0-9*]+$"),
    ),
    ("AccountRow", "owner_type", ["c は法人、p は個人。", "c for a company, p for a person."], Form::OneOf(&["c", "p"])),
    (
        "AccountRow",
        "account_type1",
        ["大分類。bank は銀行口座、cc はクレジットカード。", "bank for a bank account, cc for a credit card."],
        Form::OneOf(&["bank", "cc"]),
    ),
    ("AccountRow", "account_type2", ["中分類。預金なら普通、当座など。", "The kind within that, such as 普通 or 当座."], Form::Any),
    ("AccountRow", "account_type3", ["予約。いつも空文字列。", "Reserved; always empty."], Form::Empty),
    ("AccountRow", "branch_code", ["支店コード。", "The branch's code."], Form::Like("^[0-9]{3}$")),
    ("AccountRow", "branch_name", ["支店の名前。", "The branch's name."], Form::Any),
    ("AccountRow", "as_of", AS_OF, Form::Any),
    ("AsOf", "date", ["この日の終わりまでの明細が揃っている。", "Transactions up to the end of this day are known."], Form::Day),
    ("AsOf", "imported_at", ["銀行から取り込んだ日時。", "When they were taken over from the bank."], Form::Time),
    ("PageParams", "page", PAGE, Form::FromOne),
    ("PageParams", "next_page", NEXT, Form::Any),
    (
        "TransactionsAnswer",
        "transactions",
        [
            "明細 (取引日時順、最大 200 件)。取り消されたものは含まない。",
            "At most 200 transactions, by time; cancelled ones are not among them.",
        ],
        Form::Any,
    ),
    ("TransactionsAnswer", "params", PARAMS, Form::Any),
    ("TransactionsAnswer", "page", PAGE, Form::FromOne),
    ("TransactionsAnswer", "next_page", NEXT, Form::Any),
    ("TransactionsAnswer", "as_of", AS_OF, Form::Any),
    ("TransactionRow", "id", ["明細の ID。変わらない。", "The transaction's id; it never changes."], Form::Some),
    (
        "TransactionRow",
        "date",
        ["取引日時 (日本時間)。時刻が不明なら 00:00:00。", "When it was booked, in Japanese time; 00:00:00 when only the day is known."],
        Form::Time,
    ),
    ("TransactionRow", "amount", ["金額 (円)。入金は正、出金は負。", "Yen; positive when money came in."], Form::Any),
    ("TransactionRow", "description", ["摘要や振込人の名前。", "What the end user recognises it by."], Form::Any),
    ("TransactionRow", "balance", ["この取引の直後の残高 (円)。", "The balance right after it, in yen."], Form::Any),
    ("BalancesAnswer", "balances", ["日ごとの残高 (日付順、最大 200 件)。", "At most 200 balances, by day."], Form::Any),
    ("BalancesAnswer", "params", PARAMS, Form::Any),
    ("BalancesAnswer", "page", PAGE, Form::FromOne),
    ("BalancesAnswer", "next_page", NEXT, Form::Any),
    ("BalancesAnswer", "as_of", AS_OF, Form::Any),
    ("BalanceRow", "date", ["その日 (00:00:00)。", "The day, at 00:00:00."], Form::Time),
    ("BalanceRow", "balance", ["その日の最後の取引の後の残高 (円)。", "The balance after the day's last transaction, in yen."], Form::Any),
    ("StatementParams", "account_id", ["口座の ID。", "The account that was asked for."], Form::Some),
    ("StatementParams", "start_date", ["最初の日。", "The first day."], Form::Day),
    ("StatementParams", "end_date", ["最後の日。", "The last day."], Form::Day),
    ("StatementParams", "page", PAGE, Form::FromOne),
    ("StatementParams", "next_page", NEXT, Form::Any),
    ("ErrorAnswer", "error", ["RFC 6749・6750 のエラー。", "The error in the words of RFC 6749 and 6750."], Form::Error),
    (
        "ErrorAnswer",
        "error_description",
        ["内容と対処。Accept-Language に従い日本語か英語。", "What happened and the next step, in the language of Accept-Language."],
        Form::Some,
    ),
    (
        "ErrorAnswer",
        "error_code",
        ["エラー一覧のコード。意味は変わらない。", "The catalogue's code; its meaning never changes."],
        Form::Like(CODE),
    ),
    ("ErrorAnswer", "request_id", REQUEST_ID, Form::Uuid),
    (
        "ErrorAnswer",
        "reason",
        ["認証情報が無効になった理由など (分かる場合のみ)。", "Why, where it is known and may be told."],
        Form::Reason,
    ),
    ("ErrorAnswer", "field", ["誤りのあるパラメータ (分かる場合のみ)。", "The parameter that is wrong, where there is one."], Form::Some),
    ("ApiTokenAnswer", "tenant_id", ["テナント ID (19 桁の数字)。", "Whose data it opens: 19 digits."], Form::Like(TENANT)),
    (
        "ApiTokenAnswer",
        "level",
        ["tenant はテナント権限、company は企業権限。", "tenant: the tenant's data; company: the company's own data only."],
        Form::OneOf(&["tenant", "company"]),
    ),
    ("ApiTokenAnswer", "grants", ["権限 (「,」区切り)。", "What it may, comma-separated."], Form::Any),
    ("ApiTokenAnswer", "login_id", ["発行先の利用者。", "The user that it was issued to."], Form::Some),
    ("ApiTokenAnswer", "created_at", ["受け取った時刻 (UNIX 秒)。", "When it was picked up, in UNIX seconds."], Form::Any),
    ("ApiTokenAnswer", "expired_at", EXPIRED, Form::Any),
    ("AuthorizationServerAnswer", "issuer", ["認可サーバーの識別子。", "The authorization server's own name."], Form::Some),
    ("AuthorizationServerAnswer", "token_endpoint", ["トークンの発行先。", "Where tokens are got."], Form::Some),
    ("AuthorizationServerAnswer", "grant_types_supported", ["使える grant_type。", "By which grants."], Form::Any),
    (
        "AuthorizationServerAnswer",
        "token_endpoint_auth_methods_supported",
        ["クライアントの認証方法。", "How a client shows who it is."],
        Form::Any,
    ),
    ("AuthorizationServerAnswer", "scopes_supported", ["使える scope。", "What may be asked for."], Form::Any),
    (
        "AuthorizationServerAnswer",
        "response_types_supported",
        ["空 (認可エンドポイントはない)。", "None: there is no authorization endpoint."],
        Form::Any,
    ),
];

/// A name of a linked account or a question, as a regular expression.
pub(crate) const HASHED_ID: &str = "^[A-Za-z0-9_-]{22}==$";

/// `serviceCode` of every product.
pub(crate) const SERVICE_CODES: &[&str] =
    &[Product::BillOne.code(), Product::JapanIcs.code(), Product::Rakuraku.code(), Product::Bakuraku.code(), Product::BugyoEdge.code()];

/// Which credential a field of an answer is.
pub(crate) fn info_of(field: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|known| known.as_str() == field)
}

/// What the table of linked accounts does not have, because it stands around them.
pub(crate) const LINKED: &[(&str, &str, Words)] = &[
    ("LinkedAnswer", "account", ["連携口座。", "The linked account."]),
    ("LinkedIndexAnswer", "limit", ["1 ページの最大の件数。", "At most how many there are in a page."]),
    ("LinkedIndexAnswer", "offset", ["このページより前の件数。", "How many come before this page."]),
    ("LinkedIndexAnswer", "total_count", ["全ページの件数。", "How many there are in all pages."]),
    ("LinkedIndexAnswer", "accounts", ["このページの口座 (古い順)。", "This page's accounts, oldest first."]),
    ("AggregationErrorAnswer", "aggregation_error", ["取得エラー。", "The aggregation error."]),
    ("AdditionalRequestAnswer", "additional_request", ["質問。", "The question."]),
    ("LinkedErrorAnswer", "error_code", ["HTTP ステータス × 100 と通し番号。", "The HTTP status, times 100, and a number within it."]),
    ("LinkedErrorAnswer", "errors", ["内容と対処。", "Sentences for people, each with the next step."]),
];
