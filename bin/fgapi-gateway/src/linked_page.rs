//! The reference of the linked accounts API, in Japanese and English, as Markdown: made of the tables by which calls are answered.

use std::fmt::Write as _;

use fgapi_http::linked::{CALLS, ErrorNumber, ErrorText};
use fgapi_linked::AggregationError;
use fgapi_wire::{FieldWithin, LINKED_FIELDS};

const HEAD: &str = "# 連携口座 API / Linked accounts\n\n\
    <!-- Made by `fgapi reference linked-accounts`; change the tables in the program, not this page. -->\n\n\
    vault を設定したゲートウェイにだけあります。パスは共通ディレクトリの下です。要求にはユーザー認証のアクセストークン (権限 `accounts`) が必要です。\
    `Authorization: Bearer …` か `X-MFOAuthToken: \"Bearer …\"` (引用符は任意) のどちらかで送ります。両方を送るときは同じ値にします。\
    口座を限定した同意では、一覧は空になり、個々の口座は 404 になります。本文は JSON です。知らない項目は無視します。\n\n\
    Only a gateway with a vault has it. Paths are below the common prefix. A call needs an access token of a user with the grant `accounts`, in \
    `Authorization: Bearer …` or in `X-MFOAuthToken: \"Bearer …\"` (quotes or none); in both only when they are the same. Under a consent that \
    names single accounts the list is empty and every account is absent. Bodies are JSON; fields that nobody knows are ignored.\n";

const STATUSES: &str = "\n## status\n\n| status | 意味 | Meaning |\n|---|---|---|\n\
    | 0 | 取得済み | Fetched, or waiting for the bank's program for the first time |\n\
    | 1 | 取得中 | Being fetched, also for the first time |\n\
    | 2 | 取得エラー | The last attempt failed, or its worker was lost |\n\
    | 3 | 取得停止中 | The customer stopped it |\n";

/// The page.
pub(crate) fn page() -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n## 呼び出し / Calls\n\n| メソッド / Method | パス / Path | 内容 | Meaning |\n|---|---|---|---|\n");
    // Writing to a String cannot fail.
    for call in CALLS {
        let _written = writeln!(page, "| {} | `{}` | {} | {} |", call.methods, call.path(), call.ja, call.en);
    }
    page.push_str(
        "\n## パラメーター / Parameters\n\n\
         | 呼び出し / Call | 場所 / In | 名称 / Name | 必須 / Required | 型 / Type | 内容 | Meaning |\n|---|---|---|---|---|---|---|\n",
    );
    for call in CALLS {
        for [place, name, needed, kind, ja, en] in call.parameters {
            let _written = writeln!(page, "| {} `{}` | {place} | `{name}` | {needed} | {kind} | {ja} | {en} |", call.methods, call.path());
        }
    }
    page.push_str(
        "\n## 応答 / Answers\n\n\
         一覧は `{\"limit\", \"offset\", \"total_count\", \"accounts\": [{\"account\": {…}}]}`。時刻は `2014-05-29T19:55:16+09:00`。\
         質問の一覧は `[{\"additional_request\": {\"hashed_id\", \"message\", \"request_data\"}}]`、\
         取得エラーの一覧は `[{\"aggregation_error\": {\"error_msg\", \"error_type\", \"id\", \"msg_title\"}}]`。\n\n\
         The list is `{\"limit\", \"offset\", \"total_count\", \"accounts\": [{\"account\": {…}}]}`; times are written `2014-05-29T19:55:16+09:00`. \
         Questions and aggregation errors come as lists of objects with one member each, `additional_request` and `aggregation_error`.\n\n\
         | 名称 / Name | 型 / Type | 値がないとき / Otherwise | 内容 | Meaning |\n|---|---|---|---|---|\n",
    );
    for field in LINKED_FIELDS {
        let unset = field.unset.map(|[value, ja, en]| format!("`{value}`: {ja} / {en}")).unwrap_or_default();
        // What stands in something else is where that is.
        let nested = field.path.matches('[').count() > 1;
        let (ja, en) = match field.within {
            _ if nested => ("", ""),
            FieldWithin::List => ("一覧だけ。", "In the list only: "),
            FieldWithin::One => ("一覧にはない。", "Not in the list: "),
            FieldWithin::Both => ("", ""),
        };
        let (kind, path, ja_text, en_text) = (field.kind.name(), field.path, cell(field.ja), cell(field.en));
        let _written = writeln!(page, "| `{path}` | {kind} | {unset} | {ja}{ja_text} | {en}{en_text} |");
    }
    page.push_str(STATUSES);
    page.push_str("\n## aggregation_error\n\n| id | error_msg | error_type | msg_title |\n|---|---|---|---|\n");
    for error in AggregationError::ALL {
        let _written = writeln!(page, "| {} | `{}` | {} | {} |", error.id(), error.error_msg(), error.error_type(), error.msg_title());
    }
    page.push_str(
        "\n## エラー / Errors\n\n`{\"error_code\": 40400, \"errors\": [\"…\"]}`。文は Accept-Language に従います。\
         / Sentences are in the language of Accept-Language. \
         `{field}` は誤りのある項目、`{expected}` はそこに指定すべきもの / `{field}` is the field that is wrong, `{expected}` what to send there.\n\n\
         | error_code | HTTP | 内容と対処 | Meaning and next step |\n|---|---|---|---|\n",
    );
    for ErrorText { status, number, ja, en } in ErrorNumber::ALL.iter().map(|error| error.text()) {
        let _written = writeln!(page, "| `{}` | {status} | {ja} | {en} |", u32::from(status) * 100 + u32::from(number));
    }
    page
}

/// A text within a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
