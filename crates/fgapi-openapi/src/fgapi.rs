//! FGAPI: the calls of the 定義書, and what this gateway adds to them.

use fgapi_caller::Language;
use fgapi_http::ErrorCode;

use crate::document::Parts;
use crate::examples;
use crate::node::Node;
use crate::operation::{Body, FORM_OR_JSON, Needs, Operation, Success};
use crate::parameter::{OF_END_USER, of_fgapi};
use crate::refusal::{ANY, BANK, BEARER, BEFORE, BODY, Dialect, QUERY, Refusal, refusals};
use crate::schema::said;
use crate::words::Words;

/// システム認証.
pub(crate) const SYSTEM: &str = "systemToken";
/// ユーザー認証.
pub(crate) const USER: &str = "userToken";

const TOKENS: &str = "tokens";
const DATA: &str = "data";

/// A call as the table below has it.
struct Row {
    method: &'static str,
    pattern: &'static str,
    id: &'static str,
    tag: &'static str,
    words: [Words; 2],
    needs: Needs,
    /// Parameters, of which the first so many are required.
    takes: (&'static [&'static str], usize),
    answers: fn(&mut Parts) -> Success,
    refused: &'static [&'static [ErrorCode]],
}

const EXCHANGE: &[ErrorCode] = &[ErrorCode::IdempotencyKey, ErrorCode::OtherBody];
const STATEMENT: &[ErrorCode] = &[
    ErrorCode::Grant,
    ErrorCode::Account,
    ErrorCode::FieldMissing,
    ErrorCode::Date,
    ErrorCode::PeriodBackwards,
    ErrorCode::PeriodTooLong,
    ErrorCode::Page,
];
const LIST: &[ErrorCode] = &[ErrorCode::Grant, ErrorCode::Page];

const SUPERSEDE: Words = [
    "成功すると、同じ連携のこれまでのトークンは直ちに無効になる。応答を受け取れなかったときのために idempotency_key を付けられる。",
    "When it is done the tokens that this link had before are void at once. With an `idempotency_key` the call can be repeated when its answer was lost.",
];
const PAGES: Words = [
    "1 ページは最大 200 件。next_page が 0 でなければ、その番号で続きを取得する。",
    "A page has at most 200 rows; when `next_page` is not 0, ask for that page to go on.",
];

fn pair(parts: &mut Parts) -> Success {
    parts.json::<fgapi_wire::PairAnswer<'static>>(&examples::pair())
}

const ROWS: &[Row] = &[
    Row {
        method: "POST",
        pattern: "/auth/system_token",
        id: "issueSystemToken",
        tag: TOKENS,
        words: [
            ["システム認証のアクセストークンを発行する", "Issues a system token"],
            [
                "支店など、エンドユーザーに属さないデータ用のトークン。発行済みのトークンは期限まで使える。",
                "A token for what belongs to no end user, such as branches. Tokens issued before stay good until their time is over.",
            ],
        ],
        needs: &[],
        takes: (&["api_key", "password", "grants"], 2),
        answers: |parts| parts.json::<fgapi_wire::SystemTokenAnswer<'static>>(&examples::system_token()),
        refused: &[
            BODY,
            &[
                ErrorCode::Grants,
                ErrorCode::ClientLogin,
                ErrorCode::Address,
                ErrorCode::GrantsNotAllowed,
                ErrorCode::Throttled,
                ErrorCode::SystemTokens,
            ],
        ],
    },
    Row {
        method: "POST",
        pattern: "/auth/login",
        id: "logIn",
        tag: TOKENS,
        words: [
            ["エンドユーザーをログイン ID で認証する", "Logs an end user in by login id"],
            [
                "GET /auth/login の画面を使わない認証。設定 login.post があるゲートウェイだけにあり、なければ 404。",
                "The same as the screens of GET /auth/login, without screens. Only a gateway with the setting `login.post` has it; 404 otherwise.",
            ],
        ],
        needs: &[],
        takes: (&["api_key", "id", OF_END_USER, "grants", "link_id"], 3),
        answers: |parts| parts.json::<fgapi_wire::AuthTokenAnswer<'static>>(&examples::auth_token()),
        refused: &[
            BODY,
            BANK,
            &[
                ErrorCode::Grants,
                ErrorCode::LinkId,
                ErrorCode::ApiKey,
                ErrorCode::Address,
                ErrorCode::LogIn,
                ErrorCode::GrantsNotAllowed,
                ErrorCode::Throttled,
                ErrorCode::Undefined,
            ],
        ],
    },
    Row {
        method: "POST",
        pattern: "/auth/token",
        id: "redeemAuthToken",
        tag: TOKENS,
        words: [["認証トークンをアクセストークンとリフレッシュトークンに交換する", "Exchanges an auth token for a pair"], SUPERSEDE],
        needs: &[SYSTEM],
        takes: (&["api_key", "password", "auth_token", "code_verifier", "idempotency_key"], 3),
        answers: pair,
        refused: &[BEARER, BODY, EXCHANGE, &[ErrorCode::CodeVerifier, ErrorCode::ApiKey, ErrorCode::ClientLogin, ErrorCode::AuthToken]],
    },
    Row {
        method: "PUT",
        pattern: "/auth/token",
        id: "refreshTokens",
        tag: TOKENS,
        words: [["リフレッシュトークンでトークンを再発行する", "Exchanges a refresh token for a new pair"], SUPERSEDE],
        needs: &[SYSTEM],
        takes: (&["api_key", "refresh_token", "idempotency_key"], 2),
        answers: pair,
        refused: &[BEARER, BODY, EXCHANGE, &[ErrorCode::ApiKey, ErrorCode::RefreshToken]],
    },
    Row {
        method: "DELETE",
        pattern: "/auth/token",
        id: "endLink",
        tag: TOKENS,
        words: [
            ["連携を解除する", "Ends a link"],
            [
                "リフレッシュトークンの連携のトークンはすべて直ちに無効になる。すでに無効なトークンでも 200。本文を取り除くプロキシに注意。",
                "All tokens of the link are void at once. A token that is void already is answered with 200, too. Mind proxies that drop the body.",
            ],
        ],
        needs: &[SYSTEM],
        takes: (&["api_key", "refresh_token", "idempotency_key"], 2),
        answers: |_| Success::Nothing,
        refused: &[BEARER, BODY, EXCHANGE, &[ErrorCode::ApiKey, ErrorCode::RefreshToken]],
    },
    Row {
        method: "GET",
        pattern: "/branches",
        id: "listBranches",
        tag: DATA,
        words: [["支店の一覧を返す", "The bank's branches"], PAGES],
        needs: &[SYSTEM],
        takes: (&["page"], 0),
        answers: |parts| parts.json::<fgapi_wire::BranchesAnswer<'static>>(&examples::branches()),
        refused: &[BEARER, QUERY, BANK, LIST],
    },
    Row {
        method: "GET",
        pattern: "/accounts",
        id: "listAccounts",
        tag: DATA,
        words: [["エンドユーザーの口座の一覧を返す", "The end user's accounts"], PAGES],
        needs: &[USER],
        takes: (&["page"], 0),
        answers: |parts| parts.json::<fgapi_wire::AccountsAnswer<'static>>(&examples::accounts()),
        refused: &[BEARER, QUERY, BANK, LIST],
    },
    Row {
        method: "GET",
        pattern: "/transactions",
        id: "listTransactions",
        tag: DATA,
        words: [["口座の取引明細を返す", "An account's transactions"], PAGES],
        needs: &[USER],
        takes: (&["account_id", "start_date", "end_date", "page"], 3),
        answers: |parts| parts.json::<fgapi_wire::TransactionsAnswer<'static>>(&examples::transactions()),
        refused: &[BEARER, QUERY, BANK, STATEMENT],
    },
    Row {
        method: "GET",
        pattern: "/balances",
        id: "listBalances",
        tag: DATA,
        words: [["口座の日ごとの残高を返す", "An account's balance, day by day"], PAGES],
        needs: &[USER],
        takes: (&["account_id", "start_date", "end_date", "page", "fill"], 3),
        answers: |parts| parts.json::<fgapi_wire::BalancesAnswer<'static>>(&examples::balances()),
        refused: &[BEARER, QUERY, BANK, STATEMENT, &[ErrorCode::Fill]],
    },
];

/// The document's examples write these paths (reading R3).
const ALIASES: [(&str, &str, &str); 4] = [
    ("/branches", "/branches/list", "listBranchesByAlias"),
    ("/accounts", "/accounts/list", "listAccountsByAlias"),
    ("/transactions", "/transactions/list", "listTransactionsByAlias"),
    ("/balances", "/balances/list", "listBalancesByAlias"),
];

/// Every call, in one language.
pub(crate) fn operations(parts: &mut Parts, language: Language) -> Vec<Operation> {
    let mut all = vec![screens(language)];
    for row in ROWS {
        let call = operation(row, parts, language);
        let alias = ALIASES.into_iter().find(|(of, ..)| *of == row.pattern);
        let alias = alias.map(|(of, pattern, id)| {
            let description =
                said([format!("{of} と同じ。"), format!("The same as {of}.")].each_ref().map(String::as_str), language).to_owned();
            Operation { pattern, id, description, ..call.clone() }
        });
        all.push(call);
        all.extend(alias);
    }
    all
}

fn operation(row: &Row, parts: &mut Parts, language: Language) -> Operation {
    let (names, required) = row.takes;
    let takes = of_fgapi(names, required, language);
    let (parameters, body) = match row.method {
        "GET" => (takes.into_iter().map(|parameter| parameter.standing_in("query")).collect(), None),
        _ => (Vec::new(), Some(Body::of(&takes, FORM_OR_JSON))),
    };
    let codes: Vec<&[ErrorCode]> = [BEFORE, ANY].into_iter().chain(row.refused.iter().copied()).collect();
    let [summary, description] = row.words.map(|words| said(words, language).to_owned());
    Operation {
        method: row.method,
        pattern: row.pattern,
        id: row.id,
        tag: row.tag,
        summary,
        description,
        needs: row.needs,
        parameters,
        body,
        success: (row.answers)(parts),
        refusals: named(refusals(Dialect::Fgapi, &codes, language), names),
    }
}

/// A missing parameter has a name, which depends on the call.
fn named(mut refusals: Vec<Refusal>, names: &[&'static str]) -> Vec<Refusal> {
    let missing = ErrorCode::FieldMissing.entry().code;
    for refusal in refusals.iter_mut().filter(|refusal| refusal.code == missing) {
        let body = std::mem::replace(&mut refusal.body, Node::Null);
        refusal.body = names.first().map_or(body.clone(), |name| body.with("field", *name));
    }
    refusals
}

/// GET /auth/login, which is for people.
fn screens(language: Language) -> Operation {
    let names = ["api_key", "redirect_uri", "grants", "link_id", "state", "code_challenge", "code_challenge_method"];
    let parameters = of_fgapi(&names, 2, language).into_iter().map(|parameter| parameter.standing_in("query")).collect();
    let words: [Words; 2] = [
        ["エンドユーザーの認証・認可の画面を開く", "Opens the screens on which an end user logs in and consents"],
        [
            "ブラウザで開く。終わると redirect_uri に auth_token (断られたときは error) と、state、iss を付けて戻る。",
            "To be opened in a browser. At the end the browser is sent to the redirect_uri with `auth_token`, or `error`, and with `state` and `iss`.",
        ],
    ];
    let codes = [&[ErrorCode::RequestMalformed, ErrorCode::ApiKey, ErrorCode::Undefined, ErrorCode::Internal, ErrorCode::Busy][..]];
    let [summary, description] = words.map(|words| said(words, language).to_owned());
    Operation {
        method: "GET",
        pattern: "/auth/login",
        id: "openLogInScreens",
        tag: TOKENS,
        summary,
        description,
        needs: &[],
        parameters,
        body: None,
        success: Success::Screens,
        refusals: refusals(Dialect::Fgapi, &codes, language),
    }
}
