//! What a call takes: in its query, its path, its headers and its body.

use fgapi_caller::Language;

use crate::node::Node;
use crate::schema::said;
use crate::words::{DAY, Words};

/// Something that a call takes, in one language.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Its name on the wire.
    pub(crate) name: &'static str,
    /// Whether the call is refused without it.
    pub(crate) required: bool,
    /// What it is for.
    pub(crate) words: String,
    /// What it can hold.
    pub(crate) schema: Node,
    /// A value that could be.
    pub(crate) example: Node,
}

impl Parameter {
    /// As a part of a query, a path or the headers.
    pub(crate) fn standing_in(self, place: &str) -> Node {
        Node::new()
            .with("name", self.name)
            .with("in", place)
            .with("required", self.required)
            .with("description", self.words)
            .with("schema", self.schema)
            .with("example", self.example)
    }
}

/// A schema of texts.
pub(crate) fn text() -> Node {
    Node::new().with("type", "string")
}

/// A schema of texts of a regular expression.
pub(crate) fn like(pattern: &str) -> Node {
    text().with("pattern", pattern)
}

/// A schema of whole numbers.
pub(crate) fn whole(least: i64, most: i64) -> Node {
    Node::new().with("type", "integer").with("format", "int64").with("minimum", least).with("maximum", most)
}

/// What a grant list looks like; blanks around names are taken.
pub(crate) const GRANTS: &str =
    "^ *(\\*|branches|accounts|transactions|balances|read) *(, *(\\*|branches|accounts|transactions|balances|read) *)*$";
/// A name of a link.
pub(crate) const LINK_ID: &str = "^[A-Za-z0-9._-]{1,64}$";
/// A key by which a call can be repeated.
pub(crate) const IDEMPOTENCY_KEY: &str = "^[!-~]{1,255}$";
/// What a code challenge was made of.
pub(crate) const CODE_VERIFIER: &str = "^[A-Za-z0-9._~-]{43,128}$";
/// A code challenge: SHA-256 in Base64 for URLs, whose last character stands for four bits.
pub(crate) const CODE_CHALLENGE: &str = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";

/// A parameter of FGAPI: one row a name, wherever it is taken.
struct Row {
    name: &'static str,
    words: Words,
    schema: fn() -> Node,
    example: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        name: "api_key",
        words: ["銀行から通知された API キー。", "The API key that the bank gave you."],
        schema: some,
        example: "0199a1b2-demo",
    },
    Row {
        name: "password",
        words: ["クライアントのパスワード。", "The client's password."],
        schema: some,
        example: "fgp_Y2hhbmdlLW1lLWluLXByb2R1Y3Rpb24",
    },
    Row {
        name: "password",
        words: ["エンドユーザーのログインパスワード。", "The end user's password."],
        schema: some,
        example: "himitsu-no-kotoba",
    },
    Row {
        name: "grants",
        words: [
            "認可する権限。「,」区切り。「*」と省略は、登録された権限すべて。",
            "The grants that are wanted, comma-separated; `*`, or nothing, means all that the client is registered for.",
        ],
        schema: || like(GRANTS),
        example: "branches,accounts,transactions,balances",
    },
    Row { name: "id", words: ["エンドユーザーのログイン ID。", "The end user's login id."], schema: some, example: "hanako" },
    Row {
        name: "link_id",
        words: [
            "連携の名前 (独自の追加)。省略時は default。同じ名前の連携のトークンは新しい発行で無効になる。",
            "The link's name (ours), `default` when absent; new tokens put those of the same name out of force.",
        ],
        schema: || like(LINK_ID),
        example: "default",
    },
    Row { name: "auth_token", words: ["認証トークン。", "The auth token."], schema: some, example: "fgc_QXV0aFRva2VuRXhhbXBsZQ" },
    Row {
        name: "code_verifier",
        words: [
            "code_challenge の元の値 (独自の追加)。認証を code_challenge 付きで始めたときは必須。",
            "What the `code_challenge` was made of (ours); needed when the journey began with one.",
        ],
        schema: || like(CODE_VERIFIER),
        example: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    },
    Row {
        name: "refresh_token",
        words: ["リフレッシュトークン。", "The refresh token."],
        schema: some,
        example: "fgr_UmVmcmVzaFRva2VuRXhhbXBsZQ",
    },
    Row {
        name: "idempotency_key",
        words: [
            "応答を受け取れなかったときに同じ呼び出しを繰り返すためのキー (独自の追加)。",
            "A key of your own (ours), so that the same call can be repeated when its answer was lost.",
        ],
        schema: || like(IDEMPOTENCY_KEY),
        example: "5f2c1d7e-refresh-1",
    },
    Row {
        name: "account_id",
        words: ["/accounts が返す口座の id。", "An account's id, as /accounts returned it."],
        schema: some,
        example: "9999-101-1-0000001",
    },
    Row {
        name: "start_date",
        words: ["最初の日 (日本時間、この日を含む)。", "The first day, in Japanese time; it is included."],
        schema: day,
        example: "2026-01-01",
    },
    Row {
        name: "end_date",
        words: ["最後の日 (日本時間、この日を含む)。", "The last day, in Japanese time; it is included."],
        schema: day,
        example: "2026-01-31",
    },
    Row {
        name: "fill",
        words: [
            "carry を指定すると、取引のない日も前日の残高で埋める (独自の追加)。",
            "`carry`: days without a transaction have the balance of the day before (ours).",
        ],
        schema: || text().with("enum", ["carry"].into_iter().collect::<Node>()),
        example: "carry",
    },
    Row {
        name: "redirect_uri",
        words: [
            "戻り先の URI。登録したドメインでなければ 401。",
            "Where the browser is sent afterwards; 401 unless its domain is registered.",
        ],
        schema: || text().with("format", "uri"),
        example: "https://kakei.example.com/callback",
    },
    Row {
        name: "state",
        words: ["そのまま戻される値 (独自の追加)。", "Handed back as it is (ours)."],
        schema: text,
        example: "af0ifjsldkj",
    },
    Row {
        name: "code_challenge",
        words: ["PKCE の code_challenge (独自の追加)。", "The code challenge of PKCE (ours)."],
        schema: || like(CODE_CHALLENGE),
        example: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    },
    Row {
        name: "code_challenge_method",
        words: ["S256。code_challenge があるときは必須。", "`S256`, needed with a `code_challenge`."],
        schema: || text().with("enum", ["S256"].into_iter().collect::<Node>()),
        example: "S256",
    },
];

fn some() -> Node {
    text().with("minLength", 1)
}

fn day() -> Node {
    text().with("format", "date").with("pattern", DAY)
}

/// The password of an end user, who is not the client that `password` is about elsewhere.
pub(crate) const OF_END_USER: &str = "password of the end user";

/// The parameters of these names, as they are told; the first `required` of them are.
pub(crate) fn of_fgapi(names: &[&str], required: usize, language: Language) -> Vec<Parameter> {
    let parameter = |(at, name): (usize, &&str)| {
        if *name == "page" {
            return Some(page(language));
        }
        let mut rows = ROWS.iter().filter(|row| row.name == *name || (row.name == "password" && *name == OF_END_USER));
        let row = if *name == OF_END_USER { rows.next_back() } else { rows.next() }?;
        let (words, schema) = (said(row.words, language).to_owned(), (row.schema)());
        Some(Parameter { name: row.name, required: at < required, words, schema, example: row.example.into() })
    };
    names.iter().enumerate().filter_map(parameter).collect()
}

/// `page`.
pub(crate) fn page(language: Language) -> Parameter {
    let words = ["ページの番号。省略時は 1。", "The page, from 1; 1 when absent."];
    Parameter {
        name: "page",
        required: false,
        words: said(words, language).to_owned(),
        schema: whole(1, u32::MAX.into()).with("default", 1),
        example: 1.into(),
    }
}

/// The body's schema as flat fields.
pub(crate) fn flat(fields: &[Parameter]) -> Node {
    let properties =
        fields.iter().fold(Node::new(), |all, field| all.with(field.name, field.schema.clone().with("description", field.words.clone())));
    let required = fields.iter().filter(|field| field.required).map(|field| field.name);
    Node::new().with("type", "object").with("properties", properties).with("required", required.collect::<Node>())
}

/// An example of the same.
pub(crate) fn flat_example(fields: &[Parameter]) -> Node {
    fields.iter().fold(Node::new(), |all, field| all.with(field.name, field.example.clone()))
}

#[cfg(test)]
mod tests {
    use fgapi_domain::{GrantRequest, JstDate, Secret};
    use fgapi_token::{CodeChallenge, LinkName, Retry};
    use regex::Regex;

    use super::*;

    #[test]
    fn patterns_take_what_the_door_takes() {
        let texts = [
            "",
            " ",
            "*",
            "read",
            "branches,accounts",
            " branches , * ",
            "branches,",
            "nothing",
            "BRANCHES",
            "a",
            "a b",
            "a.b-c_D9",
            "a/b",
            "普",
            "2026-01-31",
            "2026-1-31",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX",
        ];
        let long = |length: usize| "a~".repeat(length).chars().take(length).collect::<String>();
        let texts: Vec<String> = texts.into_iter().map(str::to_owned).chain([43, 64, 65, 128, 129, 255, 256].map(long)).collect();
        let letters = |length: usize| "a".repeat(length);
        let texts: Vec<String> = texts.into_iter().chain([42, 43, 64, 65, 128, 129].map(letters)).collect();
        let agree = |pattern: &str, takes: &dyn Fn(&str) -> bool| {
            let pattern = Regex::new(pattern).unwrap();
            for text in &texts {
                assert_eq!(pattern.is_match(text), takes(text), "{text:?} and {pattern}");
            }
        };
        agree(GRANTS, &|text| text.parse::<GrantRequest>().is_ok());
        agree(LINK_ID, &|text| text.parse::<LinkName>().is_ok());
        agree(IDEMPOTENCY_KEY, &|text| Retry::new(text, String::new()).is_ok());
        agree(CODE_VERIFIER, &|text| CodeChallenge::of_verifier(&Secret::new(text)).is_ok());
        agree(CODE_CHALLENGE, &|text| text.parse::<CodeChallenge>().is_ok());
        agree(DAY, &|text| text.parse::<JstDate>().is_ok());
    }

    #[test]
    fn pages_begin_and_end_where_the_door_has_it() {
        let Node::Object(schema) = page(Language::English).schema else { panic!("no schema") };
        let bound = |name: &str| match schema.iter().find(|(known, _)| known == name) {
            Some((_, Node::Whole(number))) => *number,
            _ => panic!("no {name}"),
        };
        let takes = |number: i64| number.to_string().parse::<fgapi_page::PageNumber>().is_ok();
        for (number, taken) in
            [(bound("minimum") - 1, false), (bound("minimum"), true), (bound("maximum"), true), (bound("maximum") + 1, false)]
        {
            assert_eq!(takes(number), taken, "{number}");
        }
    }
}
