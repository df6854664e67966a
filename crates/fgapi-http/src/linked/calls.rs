//! Every call of this API, for its reference.

use super::{ACCOUNT, ACCOUNTS, ACQUIRE, ADDITIONAL_REQUEST, ADDITIONAL_REQUESTS, AGGREGATION_ERRORS};

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// HTTP methods, parted by a comma.
    pub methods: &'static str,
    /// Below the common prefix, as the door matches it.
    pub pattern: &'static str,
    /// What it does, in Japanese.
    pub ja: &'static str,
    /// What it does, in English.
    pub en: &'static str,
    /// What it takes: where, name, whether it is required, type, in Japanese, in English.
    pub parameters: &'static [[&'static str; 6]],
}

impl Endpoint {
    /// The path as people write it: `/api/v1/accounts/:id`.
    pub fn path(&self) -> String {
        self.pattern.replace("{id:.+}", ":id")
    }
}

type Parameter = [&'static str; 6];

const NEEDED: &str = "必須 / yes";
const OPTIONAL: &str = "任意 / no";

const ID: Parameter =
    ["path", ":id", NEEDED, "string", "hashed_id。`==` はそのままでも `%3D%3D` でもよい", "a hashed_id, with `==` as it is or as `%3D%3D`"];

const fn form(needed: &'static str) -> Parameter {
    [
        "body",
        "account[service_form_answers][i][id]",
        needed,
        "integer",
        "入力項目の id。すべての項目に 1 回ずつ回答する (service_forms_answers とも書ける)",
        "a form's id; every form is answered once (service_forms_answers is the same)",
    ]
}

const fn value(needed: &'static str) -> Parameter {
    [
        "body",
        "account[service_form_answers][i][value]",
        needed,
        "string",
        "回答 (1〜1024 バイト)。PUT では空文字の回答は無視する",
        "the answer, 1 to 1024 bytes; with PUT an empty one is passed over",
    ]
}

const fn response(needed: &'static str) -> Parameter {
    ["body", "additional_request[response_data]", needed, "string", "質問への回答 (1〜1024 バイト)", "the answer, 1 to 1024 bytes"]
}

/// Every call of this API.
pub const CALLS: &[Endpoint] = &[
    Endpoint {
        methods: "GET",
        pattern: ACCOUNTS,
        ja: "すべての連携口座を古い順に返す",
        en: "All linked accounts, oldest first",
        parameters: &[
            [
                "query",
                "service_category_ids[]",
                OPTIONAL,
                "integer",
                "この種別の連携先だけ。複数指定できる",
                "only those of these kinds; may stand several times",
            ],
            ["query", "page", OPTIONAL, "integer", "ページ番号。省略時 1", "the page, from 1; 1 when absent"],
            [
                "query",
                "limit",
                OPTIONAL,
                "integer",
                "1 ページの件数 (1〜10000)。省略時 100",
                "accounts in a page, 1 to 10000; 100 when absent",
            ],
        ],
    },
    Endpoint {
        methods: "POST",
        pattern: ACCOUNTS,
        ja: "入力項目で連携する口座を登録し、その口座を返す",
        en: "Links an account at a service that asks by forms, and answers with it",
        parameters: &[["body", "account[service_id]", NEEDED, "integer", "連携先の id", "the service's id"], form(NEEDED), value(NEEDED)],
    },
    Endpoint { methods: "GET", pattern: ACCOUNT, ja: "1 つの連携口座を返す", en: "One linked account", parameters: &[ID] },
    Endpoint {
        methods: "PUT, PATCH",
        pattern: ACCOUNT,
        ja: "識別名・メモ・入力項目への回答を変更し、その口座を返す。指定したものだけを変更する",
        en: "Changes names and answers, those that are given, and answers with the account",
        parameters: &[
            ID,
            [
                "body",
                "account[disp_name]",
                OPTIONAL,
                "string, null",
                "識別名 (100 文字以内)",
                "the customer's name for it, at most 100 characters",
            ],
            ["body", "account[memo]", OPTIONAL, "string, null", "メモ (400 文字以内)", "the customer's memo, at most 400 characters"],
            form(OPTIONAL),
            value(OPTIONAL),
        ],
    },
    Endpoint {
        methods: "POST",
        pattern: ACQUIRE,
        ja: "連携先からの再取得を予約する。本文は読まない。応答の本文はない",
        en: "Has it fetched now; the body is not read, and the answer has none",
        parameters: &[ID],
    },
    Endpoint {
        methods: "GET",
        pattern: AGGREGATION_ERRORS,
        ja: "取得エラーの種類をすべて返す",
        en: "Every reason why fetching fails",
        parameters: &[],
    },
    Endpoint {
        methods: "POST",
        pattern: ADDITIONAL_REQUESTS,
        ja: "口座の未回答の質問を返す。hashed_id と response_data を添えると、先にその質問へ回答する (本製品の拡張)",
        en: "The open questions of an account; with hashed_id and response_data one is answered before (our extension)",
        parameters: &[
            ["body", "additional_request[account_id]", NEEDED, "string", "口座の hashed_id", "the account's hashed_id"],
            ["body", "additional_request[hashed_id]", OPTIONAL, "string", "質問の hashed_id", "the question's hashed_id"],
            response(OPTIONAL),
        ],
    },
    Endpoint {
        methods: "PUT, PATCH",
        pattern: ADDITIONAL_REQUEST,
        ja: "質問に回答する。応答の本文はない",
        en: "Answers a question; the answer has no body",
        parameters: &[ID, response(NEEDED)],
    },
];
