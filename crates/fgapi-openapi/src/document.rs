//! A whole document: calls, schemas, headers and credentials, put together.

use fgapi_caller::Language;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::node::Node;
use crate::operation::{Operation, Success, header_components};
use crate::schema::{said, schema};
use crate::shape::Shape;
use crate::words::Words;
use crate::{credentials, fgapi, linked};

/// One of the described APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// FGAPI rev 0.5.
    Fgapi,
    /// Credentials of outside services, OAuth, API tokens.
    ExternalServices,
    /// Accounts at other institutions.
    LinkedAccounts,
}

/// The schemas that a document has so far.
pub(crate) struct Parts {
    language: Language,
    schemas: Vec<(String, Node)>,
    faults: Vec<String>,
}

impl Parts {
    /// An answer in JSON, of this type.
    pub(crate) fn json<T: DeserializeOwned + Serialize>(&mut self, example: &T) -> Success {
        let (schema, example) = self.shown(example);
        Success::Json(schema, example)
    }

    /// The schema of a type and an example of it.
    pub(crate) fn shown<T: DeserializeOwned + Serialize>(&mut self, example: &T) -> (Node, Node) {
        (self.schema::<T>(), Node::of(example))
    }

    fn schema<T: DeserializeOwned + Serialize>(&mut self) -> Node {
        match Shape::of::<T>() {
            Ok(shape) => schema(&shape, self.language, &mut self.schemas),
            Err(fault) => {
                self.faults.push(fault.to_string());
                Node::new()
            }
        }
    }
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fgapi, Self::ExternalServices, Self::LinkedAccounts];

    /// Its name in files and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fgapi => "fgapi",
            Self::ExternalServices => "external-services",
            Self::LinkedAccounts => "linked-accounts",
        }
    }

    /// What people call it.
    pub const fn title(self, language: Language) -> &'static str {
        let titles: Words = match self {
            Self::Fgapi => ["FGAPI", "FGAPI"],
            Self::ExternalServices => ["外部サービス認証情報 API", "Credentials of outside services"],
            Self::LinkedAccounts => ["連携口座 API", "Linked accounts"],
        };
        said(titles, language)
    }

    const fn description(self) -> Words {
        match self {
            Self::Fgapi => [
                "銀行 API 標準 FGAPI rev 0.5。日付と時刻は日本時間、金額は円。POST・PUT・DELETE のパラメータは本文 (フォームまたは JSON) で送る。\
                 制限された呼び出しは 503 (設定により 429) になる。すべてのエラーは各ステータスの例にある。",
                "The bank API FGAPI rev 0.5. Days and times are Japanese, amounts are yen. POST, PUT and DELETE take their parameters in the \
                 body, as a form or as JSON. A throttled call is answered with 503, or with 429 where the bank set it so. The examples of each \
                 status show every error.",
            ],
            Self::ExternalServices => [
                "テナントの外部サービスの認証情報を、テナントのプログラムに渡す。トークンは OAuth 2.0 か、管理画面の API トークン。",
                "Hands a tenant's credentials of outside services to the tenant's own programs. Tokens come by OAuth 2.0, or are API tokens of \
                 the office.",
            ],
            Self::LinkedAccounts => [
                "顧客の他の金融機関の口座。取得の状況、ログインに必要な入力項目、質問とその回答。vault のあるゲートウェイだけにある。",
                "What a customer has at other institutions: how fetching goes, what an institution asks to log in, its questions and the answers. \
                 Only a gateway with a vault has it.",
            ],
        }
    }

    /// Names and words of the groups in which the calls are shown.
    const fn tags(self) -> &'static [(&'static str, Words)] {
        match self {
            Self::Fgapi => &[
                ("tokens", ["トークンの発行と無効化。", "Tokens: issued, exchanged, ended."]),
                ("data", ["支店・口座・明細・残高。", "Branches, accounts, transactions, balances."]),
            ],
            Self::ExternalServices => &[
                ("credentials", ["認証情報とそのトークン。", "Credentials, and the tokens that open them."]),
                ("api-tokens", ["管理画面の API トークン。", "API tokens of the office."]),
            ],
            Self::LinkedAccounts => &[("linked-accounts", ["連携口座。", "Linked accounts."])],
        }
    }

    fn operations(self, parts: &mut Parts) -> Vec<Operation> {
        match self {
            Self::Fgapi => fgapi::operations(parts, parts.language),
            Self::ExternalServices => credentials::operations(parts, parts.language),
            Self::LinkedAccounts => linked::operations(parts, parts.language),
        }
    }

    /// The schemas of refused calls.
    fn errors(self, parts: &mut Parts) {
        parts.schema::<fgapi_wire::ErrorAnswer<'static>>();
        match self {
            Self::Fgapi => {}
            Self::ExternalServices => {
                parts.schema::<fgapi_wire::MessageAnswer<'static>>();
                parts.schema::<fgapi_wire::UnauthorizedAnswer<'static>>();
                parts.schema::<fgapi_wire::OAuthErrorAnswer<'static>>();
            }
            Self::LinkedAccounts => {
                parts.schema::<fgapi_wire::LinkedErrorAnswer<'static>>();
            }
        }
    }

    /// How callers show who they are.
    fn credentials(self, language: Language) -> Node {
        let scheme = |kind: &str, words: Words| {
            let http = Node::new().with("type", "http").with("scheme", kind);
            http.with("description", said(words, language))
        };
        let user: Words = ["ユーザー認証のアクセストークン。", "An access token of an end user."];
        match self {
            Self::Fgapi => Node::new()
                .with(
                    fgapi::SYSTEM,
                    scheme("bearer", ["POST /auth/system_token のアクセストークン。", "An access token of POST /auth/system_token."]),
                )
                .with(
                    fgapi::USER,
                    scheme("bearer", ["POST・PUT /auth/token のアクセストークン。", "An access token of POST or PUT /auth/token."]),
                ),
            Self::ExternalServices => Node::new()
                .with(credentials::TENANT, scheme("bearer", ["POST /oauth/token のトークン。", "A token of POST /oauth/token."]))
                .with(credentials::API, scheme("bearer", ["管理画面が発行した API トークン。", "An API token that the office issued."]))
                .with(credentials::CLIENT, scheme("basic", ["client_id と client_secret。", "The client's id and secret."])),
            Self::LinkedAccounts => Node::new().with(linked::USER, scheme("bearer", user)).with(
                linked::MONEY_FORWARD,
                Node::new().with("type", "apiKey").with("in", "header").with("name", "X-MFOAuthToken").with(
                    "description",
                    said(
                        ["「Bearer アクセストークン」。引用符はあってもよい。", "`Bearer` and an access token, with quotes or without."],
                        language,
                    ),
                ),
            ),
        }
    }

    /// The whole document in a language, for a gateway at `server`.
    pub(crate) fn node(self, language: Language, server: &str) -> Result<Node, Vec<String>> {
        let mut parts = Parts { language, schemas: Vec::new(), faults: Vec::new() };
        let operations = self.operations(&mut parts);
        self.errors(&mut parts);
        if !parts.faults.is_empty() {
            return Err(parts.faults);
        }
        let bodies = operations.iter().filter_map(|call| call.body.as_ref().map(|body| (call.body_name(), body.schema.clone())));
        let schemas = parts.schemas.into_iter().chain(bodies);
        let license = Node::new().with("name", "MIT OR Apache-2.0").with("identifier", "MIT OR Apache-2.0");
        let info = Node::new()
            .with("title", self.title(language))
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("description", said(self.description(), language))
            .with("license", license);
        let tags = self.tags().iter().map(|(name, words)| Node::new().with("name", *name).with("description", said(*words, language)));
        let components = Node::new()
            .with("schemas", schemas.fold(Node::new(), |all, (name, schema)| all.with(name, schema)))
            .with("headers", header_components(&operations, language))
            .with("securitySchemes", self.credentials(language));
        Ok(Node::new()
            .with("openapi", "3.1.0")
            .with("info", info)
            .with("servers", [Node::new().with("url", server)].into_iter().collect::<Node>())
            .with("tags", tags.collect::<Node>())
            .with("paths", paths(&operations, language))
            .with("components", components))
    }

    /// Method and pattern of each call that it describes, screens apart.
    #[cfg(test)]
    pub(crate) fn calls(self) -> Vec<(&'static str, &'static str)> {
        let mut parts = Parts { language: Language::English, schemas: Vec::new(), faults: Vec::new() };
        let operations = self.operations(&mut parts);
        operations.iter().filter(|call| !call.is_screen()).map(|call| (call.method, call.pattern)).collect()
    }
}

fn paths(operations: &[Operation], language: Language) -> Node {
    let mut paths: Vec<(String, Node)> = Vec::new();
    for call in operations {
        let (path, method, node) = (call.path(), call.method.to_ascii_lowercase(), call.node(language));
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, known)) => *known = std::mem::replace(known, Node::Null).with(method, node),
            None => paths.push((path, Node::new().with(method, node))),
        }
    }
    paths.into_iter().fold(Node::new(), |all, (path, node)| all.with(path, node))
}
