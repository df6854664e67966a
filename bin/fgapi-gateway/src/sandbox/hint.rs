//! How whoever tries the APIs of a sandbox gets credentials: where they stand, and which calls make tokens of them.

use fgapi_demo::APPS;
use fgapi_openapi::Hint;

/// The steps, for a sandbox with this common prefix.
pub(super) fn hint(prefix: &str) -> Hint {
    let app = APPS.first().map(|app| format!("{prefix}{}", app.path));
    let steps = [
        (
            "api_key、パスワード、顧客の ID は、`fgapi sandbox` の起動時の表示と、データのディレクトリの sandbox.json にあります。",
            "api_key, password and the customers' ids are told when `fgapi sandbox` begins, and stand in sandbox.json of its directory.",
            None,
        ),
        (
            "POST /auth/system_token を実行し、access_token を Authorize の systemToken に入れると、/branches を呼び出せます。",
            "Run POST /auth/system_token and put its access_token into Authorize, systemToken: that opens /branches.",
            None,
        ),
        (
            "POST /auth/login で顧客を認証し、auth_token を POST /auth/token で交換して、access_token を userToken に入れます。",
            "Log a customer in with POST /auth/login, exchange the auth_token with POST /auth/token, and put the access_token into userToken.",
            None,
        ),
        ("画面で認証・認可する流れは、デモアプリで試せます。", "The demo app shows how it goes with screens.", app),
    ];
    Hint(steps.into_iter().map(|(ja, en, link)| ([ja.to_owned(), en.to_owned()], link)).collect())
}
