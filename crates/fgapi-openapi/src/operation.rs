//! A call as OpenAPI has it.

use fgapi_caller::Language;

use crate::node::Node;
use crate::parameter::{Parameter, flat, flat_example};
use crate::refusal::Refusal;
use crate::schema::said;
use crate::words::Words;

/// What names the credentials that a call needs: any one of these is enough. An empty list: none.
pub(crate) type Needs = &'static [&'static str];

/// A call, in one language.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// Below the common prefix, as the door matches it.
    pub(crate) pattern: &'static str,
    /// Its name in programs.
    pub(crate) id: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) needs: Needs,
    pub(crate) parameters: Vec<Node>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    pub(crate) refusals: Vec<Refusal>,
}

/// What a call takes in its body.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) schema: Node,
    pub(crate) example: Node,
    pub(crate) types: &'static [&'static str],
}

/// What FGAPI takes.
pub(crate) const FORM_OR_JSON: &[&str] = &["application/x-www-form-urlencoded", "application/json"];

impl Body {
    /// A body of flat fields.
    pub(crate) fn of(fields: &[Parameter], types: &'static [&'static str]) -> Self {
        Self { schema: flat(fields), example: flat_example(fields), types }
    }
}

/// What a call answers when it is not refused.
#[derive(Clone, Debug)]
pub(crate) enum Success {
    /// JSON of this schema.
    Json(Node, Node),
    /// The same, as RFC 6749 wants tokens to be sent.
    Token(Node, Node),
    /// Nothing but the status.
    Nothing,
    /// Screens for people; the browser is sent to the first one.
    Screens,
}

/// What every status means.
const STATUSES: [(u16, Words); 9] = [
    (400, ["パラメータが不正。", "A parameter is wrong."]),
    (401, ["認証情報が不正。", "A credential is missing or not valid."]),
    (403, ["権限が不足している。", "The credential is valid and lacks the right."]),
    (404, ["定義されていない、または存在しない。", "There is no such call, or no such thing."]),
    (429, ["回数の上限。", "Too many calls."]),
    (500, ["サーバ内部のエラー。", "Something went wrong in the server."]),
    (502, ["銀行システムの応答が不正。", "The bank's system gave no valid answer."]),
    (503, ["いまは処理できない。Retry-After を待つ。", "Not now; wait for the seconds of Retry-After."]),
    (504, ["時間内に完了しなかった。", "It did not end in time."]),
];

impl Operation {
    /// The path as OpenAPI writes it.
    pub(crate) fn path(&self) -> String {
        self.pattern.replace("{id:.+}", "{id}")
    }

    /// Whether people meet it in a browser, and no program.
    pub(crate) const fn is_screen(&self) -> bool {
        matches!(self.success, Success::Screens)
    }

    /// As a member of its path.
    pub(crate) fn node(&self, language: Language) -> Node {
        let security: Node =
            self.needs.iter().map(|need| Node::new().with(*need, Vec::<Node>::new().into_iter().collect::<Node>())).collect();
        let mut node = Node::new()
            .with("operationId", self.id)
            .with("tags", [self.tag].into_iter().collect::<Node>())
            .with("summary", self.summary.as_str())
            .with("description", self.description.as_str())
            .with("security", security);
        if !self.parameters.is_empty() {
            node = node.with("parameters", self.parameters.iter().cloned().collect::<Node>());
        }
        if let Some(body) = &self.body {
            let content = body.types.iter().fold(Node::new(), |all, kind| {
                all.with(*kind, Node::new().with("schema", self.body_reference()).with("example", body.example.clone()))
            });
            node = node.with("requestBody", Node::new().with("required", true).with("content", content));
        }
        node.with("responses", self.responses(language))
    }

    /// The name of its body's schema.
    pub(crate) fn body_name(&self) -> String {
        let (first, rest) = self.id.split_at(1);
        format!("{}{rest}Request", first.to_uppercase())
    }

    fn body_reference(&self) -> Node {
        Node::reference("schemas", &self.body_name())
    }

    fn responses(&self, language: Language) -> Node {
        let mut responses = self.success.node(language);
        let mut statuses: Vec<u16> = self.refusals.iter().map(|refusal| refusal.status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        for status in statuses {
            let refusals: Vec<&Refusal> = self.refusals.iter().filter(|refusal| refusal.status == status).collect();
            responses = responses.with(status.to_string(), refused(status, &refusals, self.is_screen(), language));
        }
        responses
    }
}

impl Success {
    fn node(&self, language: Language) -> Node {
        let answered = |words: Words| Node::new().with("description", said(words, language));
        let fine: Words = ["成功。", "It is done."];
        let json = |schema: &Node, example: &Node| {
            Node::new().with("application/json", Node::new().with("schema", schema.clone()).with("example", example.clone()))
        };
        match self {
            Self::Json(schema, example) => {
                Node::new().with("200", answered(fine).with("headers", headers(&[])).with("content", json(schema, example)))
            }
            Self::Token(schema, example) => {
                Node::new().with("200", answered(fine).with("headers", headers(&["Pragma"])).with("content", json(schema, example)))
            }
            Self::Nothing => {
                let words = ["成功。本文はない。", "It is done; there is no body."];
                Node::new().with("200", answered(words).with("headers", headers(&[])))
            }
            Self::Screens => {
                let words = ["最初の画面、または redirect_uri へ移る。", "On to the first screen, or back to the redirect_uri."];
                Node::new().with("303", answered(words).with("headers", headers(&["Location"])))
            }
        }
    }
}

/// References to the headers that every answer has, and to `more`.
fn headers(more: &[&str]) -> Node {
    let all = ["X-Request-Id", "Cache-Control", "X-Content-Type-Options"];
    all.iter().chain(more).fold(Node::new(), |known, name| known.with(*name, Node::reference("headers", name)))
}

fn refused(status: u16, refusals: &[&Refusal], is_screen: bool, language: Language) -> Node {
    let words = STATUSES.into_iter().find(|(known, _)| *known == status).map_or(["", ""], |(_, words)| words);
    let more: &[&str] = match status {
        401 if !is_screen => &["WWW-Authenticate"],
        503 if !is_screen => &["Retry-After"],
        _ => &[],
    };
    let node = Node::new().with("description", said(words, language)).with("headers", headers(more));
    if is_screen {
        let page = Node::new().with("schema", Node::new().with("type", "string"));
        return node.with("content", Node::new().with("text/html", page));
    }
    let mut schemas: Vec<&str> = refusals.iter().map(|refusal| refusal.schema).collect();
    schemas.sort_unstable();
    schemas.dedup();
    let schema = match schemas.as_slice() {
        [one] => Node::reference("schemas", one),
        many => Node::new().with("anyOf", many.iter().map(|name| Node::reference("schemas", name)).collect::<Node>()),
    };
    let examples = refusals.iter().fold(Node::new(), |all, refusal| {
        let example = Node::new().with("summary", refusal.words.as_str()).with("value", refusal.body.clone());
        all.with(refusal.code.as_str(), example)
    });
    let json = Node::new().with("schema", schema).with("examples", examples);
    node.with("content", Node::new().with("application/json", json))
}

/// A header that answers have: its name, whether it is always there, its words, its schema, an example.
type Header = (&'static str, bool, Words, fn() -> Node, fn() -> Node);

const HEADERS: [Header; 7] = [
    (
        "X-Request-Id",
        true,
        ["この呼び出しの番号。銀行への問い合わせに使う。", "Names this call in the bank's log."],
        || Node::new().with("type", "string"),
        || crate::examples::REQUEST_ID.into(),
    ),
    (
        "Cache-Control",
        true,
        ["どこにも保存してはならない。", "Nobody may keep the answer."],
        || Node::new().with("type", "string").with("const", "no-store"),
        || "no-store".into(),
    ),
    (
        "X-Content-Type-Options",
        true,
        ["本文の種類は Content-Type のとおり。", "The body is of the type that Content-Type says."],
        || Node::new().with("type", "string").with("const", "nosniff"),
        || "nosniff".into(),
    ),
    (
        "Pragma",
        true,
        ["RFC 6749 5.1 による。", "As RFC 6749 5.1 has it."],
        || Node::new().with("type", "string").with("const", "no-cache"),
        || "no-cache".into(),
    ),
    (
        "Location",
        true,
        ["次に開く URI。", "The URI to open next."],
        || Node::new().with("type", "string").with("format", "uri-reference"),
        || "/auth/login/0199a1b2".into(),
    ),
    (
        "WWW-Authenticate",
        true,
        ["必要な認証の方法 (RFC 6750、7617)。", "How to authenticate (RFC 6750, RFC 7617)."],
        || Node::new().with("type", "string"),
        || "Bearer realm=\"fgapi\", error=\"invalid_token\"".into(),
    ),
    (
        "Retry-After",
        true,
        ["この秒数を待ってから試す。", "Try again after this many seconds."],
        || Node::new().with("type", "integer").with("minimum", 1),
        || 1.into(),
    ),
];

/// The headers that some of these calls answer with.
pub(crate) fn header_components(operations: &[Operation], language: Language) -> Node {
    let text = serde_json::to_string(&operations.iter().map(|call| call.responses(language)).collect::<Node>()).unwrap_or_default();
    let used = HEADERS.into_iter().filter(|(name, ..)| text.contains(&format!("#/components/headers/{name}\"")));
    used.fold(Node::new(), |all, (name, required, words, schema, example)| {
        let header = Node::new().with("description", said(words, language)).with("required", required);
        all.with(name, header.with("schema", schema()).with("example", example()))
    })
}
