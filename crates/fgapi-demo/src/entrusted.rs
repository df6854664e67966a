//! What others entrust to the demo bank: a tenant's credentials of outside services, and a catalogue of institutions.

/// Where the demo bank itself stands in its catalogue.
pub const OWN_SERVICE: u32 = 9_999;

/// A service's credentials, as nobody has them.
pub struct ExampleCredentials {
    /// `serviceCode`.
    pub service: &'static str,
    /// 認証情報1, 2 and so on, as many as the service has.
    pub values: &'static [&'static str],
    /// `[受領部門]取得元項目名`; may be empty.
    pub receiving_department: &'static str,
    /// 預り金勘定科目コード; may be empty.
    pub deposit_account_item_code: &'static str,
}

/// One of each service that the document names.
pub const CREDENTIALS: [ExampleCredentials; 5] = [
    ExampleCredentials {
        service: "0",
        values: &["sandbox-billone-client", "sandbox-billone-secret-51f2", "sandbox-billone-refresh-9c40"],
        receiving_department: "経理部",
        deposit_account_item_code: "",
    },
    ExampleCredentials {
        service: "1",
        values: &["sandbox-ics-client", "sandbox-ics-secret-7d18", "sandbox-ics-refresh-02ba"],
        receiving_department: "",
        deposit_account_item_code: "",
    },
    ExampleCredentials {
        service: "2",
        values: &["sandbox.rakuraku.example", "sandbox-keiri", "sandbox-rakuraku-token-e6f3", "7"],
        receiving_department: "",
        deposit_account_item_code: "214",
    },
    ExampleCredentials {
        service: "3",
        values: &["sandbox-bakuraku-key-a4c9", "31"],
        receiving_department: "",
        deposit_account_item_code: "",
    },
    ExampleCredentials {
        service: "4",
        values: &["sandbox-bugyo-token-8e05", "sandbox-bugyo-houjin"],
        receiving_department: "",
        deposit_account_item_code: "",
    },
];

/// The document's example, as a manual service: a program of the bank's would fetch it.
const MIZUHO: &str = r#"
[[service]]
id = 7
name = "みずほ銀行"
yomigana = "ミズホギンコウ"
type = "B_MIZUHO"
code = "0001"
login_url = "http://www.mizuhobank.co.jp/direct/start.html"
description = "<li>インターネットバンキングのログイン情報を入力してください。</li><li>合言葉を求められたときは、その回答も入力してください。</li>"
category = { id = 2, name = "銀行", type = "BANK" }

[[service.form]]
id = 13
name = "お客様番号"
type = "ID1"
input = "alphameric"
unique = true

[[service.form]]
id = 14
name = "ログインパスワード"
type = "PW1"
input = "password"
"#;

/// The catalogue of a demo bank that answers at `base_url`, where it is its own client with `api_key`.
///
/// ```
/// let catalogue = fgapi_demo::catalogue("http://127.0.0.1:8080", "fgk_0123456789abcdefghijkl");
/// assert!(catalogue.contains("base_url = \"http://127.0.0.1:8080\""));
/// ```
pub fn catalogue(base_url: &str, api_key: &str) -> String {
    format!(
        r#"# The catalogue of this sandbox: `fgapi service import` takes such a file over.
{MIZUHO}
[[service]]
id = {OWN_SERVICE}
name = "サンドボックス銀行"
yomigana = "サンドボックスギンコウ"
type = "B_SANDBOX"
code = "9999"
login_url = "{base_url}/links"
description = "<li>このサンドボックス自身です。</li>"
category = {{ id = 2, name = "銀行", type = "BANK" }}
pace = {{ interval_seconds = 300, concurrency = 2, timeout_seconds = 20 }}
fgapi = {{ base_url = "{base_url}", api_key = "{api_key}", days = 30, private_network = true }}
"#
    )
}
