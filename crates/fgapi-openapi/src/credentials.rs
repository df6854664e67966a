//! Tenants' credentials of outside products, the tokens that open them, and what an API token of the office is.

use fgapi_caller::Language;
use fgapi_http::ErrorCode;
use fgapi_http::external_services::{AUTHENTICATION_INFO_PATH, GRANT_TYPE, METADATA_PATH, READ_ERRORS, SCOPE, TOKEN_ERRORS, TOKEN_PATH};

use crate::document::Parts;
use crate::examples;
use crate::node::Node;
use crate::operation::{Body, Operation, Success};
use crate::parameter::{Parameter, text};
use crate::refusal::{ANY, BEFORE, Dialect, refusals};
use crate::schema::said;
use crate::words::{SERVICE_CODES, Words};

/// A token of POST /oauth/token.
pub(crate) const TENANT: &str = "tenantToken";
/// An API token of the office.
pub(crate) const API: &str = "apiToken";
/// A tenant's client.
pub(crate) const CLIENT: &str = "tenantClient";

/// What says `Undefined`: the gateway has no vault, no office or no public name.
const PERHAPS: &[ErrorCode] = &[ErrorCode::Undefined];
/// What the bearer of an API token can be refused for.
const API_BEARER: &[ErrorCode] = &[ErrorCode::BearerMissing, ErrorCode::BearerMalformed, ErrorCode::BearerDead, ErrorCode::Throttled];
const FORM: &[&str] = &["application/x-www-form-urlencoded"];

/// Every call, in one language.
pub(crate) fn operations(parts: &mut Parts, language: Language) -> Vec<Operation> {
    vec![read(parts, language), token(parts, language), metadata(parts, language), check(parts, language)]
}

fn one_of(texts: &[&str]) -> Node {
    text().with("enum", texts.iter().copied().collect::<Node>())
}

fn read(parts: &mut Parts, language: Language) -> Operation {
    let words: Words = ["製品のコード。省略するとすべて。", "The product; all of them when it is left out."];
    let service_code = Parameter {
        name: "serviceCode",
        required: false,
        words: said(words, language).into(),
        schema: one_of(SERVICE_CODES),
        example: "2".into(),
    };
    let words: [Words; 2] = [
        ["テナントの認証情報を返す", "The tenant's credentials of outside products"],
        [
            "テナントはトークンだけで決まる。読み取りは監査ログに記録される。vault のないゲートウェイでは 404。",
            "Nothing but the token decides the tenant. Every reading is written to the audit log. 404 where the gateway has no vault.",
        ],
    ];
    Operation {
        method: "GET",
        pattern: AUTHENTICATION_INFO_PATH,
        id: "readAuthenticationInfos",
        tag: "credentials",
        summary: said(words[0], language).into(),
        description: said(words[1], language).into(),
        needs: &[TENANT, API],
        parameters: vec![service_code.standing_in("query")],
        body: None,
        success: parts.json::<fgapi_wire::AuthenticationInfosAnswer<'static>>(&examples::authentication_infos()),
        refusals: [refusals(Dialect::Credentials, &[&READ_ERRORS, BEFORE], language), refusals(Dialect::Fgapi, &[PERHAPS], language)]
            .concat(),
    }
}

fn token(parts: &mut Parts, language: Language) -> Operation {
    let field = |name, required, words: Words, value| Parameter {
        name,
        required,
        words: said(words, language).into(),
        schema: one_of(&[value]),
        example: value.into(),
    };
    let fields = [
        field("grant_type", true, ["client_credentials だけ。", "Nothing but `client_credentials`."], GRANT_TYPE),
        field("scope", false, ["read だけ (省略可)。", "Nothing but `read`; may be left out."], SCOPE),
    ];
    let words: [Words; 2] = [
        ["テナントのクライアントにトークンを発行する", "Issues a token to a tenant's client"],
        [
            "OAuth 2.0 のクライアントクレデンシャル (RFC 6749 4.4)。client_id と client_secret は Basic 認証で送る。",
            "The client credentials grant of OAuth 2.0 (RFC 6749 4.4); client_id and client_secret are sent by HTTP Basic.",
        ],
    ];
    let (schema, example) = parts.shown::<fgapi_wire::OAuthTokenAnswer<'static>>(&examples::oauth_token());
    Operation {
        method: "POST",
        pattern: TOKEN_PATH,
        id: "issueTenantToken",
        tag: "credentials",
        summary: said(words[0], language).into(),
        description: said(words[1], language).into(),
        needs: &[CLIENT],
        parameters: Vec::new(),
        body: Some(Body::of(&fields, FORM)),
        success: Success::Token(schema, example),
        refusals: [refusals(Dialect::OAuth, &[&TOKEN_ERRORS, BEFORE], language), refusals(Dialect::Fgapi, &[PERHAPS], language)].concat(),
    }
}

fn metadata(parts: &mut Parts, language: Language) -> Operation {
    let words: [Words; 2] = [
        ["認可サーバーのメタデータを返す", "What the gateway is as an authorization server"],
        [
            "RFC 8414。server.prefix があるときは、ホストの直下にもある。server.public_url のないゲートウェイでは 404。",
            "RFC 8414. With a `server.prefix` it stands at the root of the host, too. 404 where the gateway has no `server.public_url`.",
        ],
    ];
    Operation {
        method: "GET",
        pattern: METADATA_PATH,
        id: "readAuthorizationServer",
        tag: "credentials",
        summary: said(words[0], language).into(),
        description: said(words[1], language).into(),
        needs: &[],
        parameters: Vec::new(),
        body: None,
        success: parts.json::<fgapi_wire::AuthorizationServerAnswer<'static>>(&examples::authorization_server()),
        refusals: refusals(Dialect::Fgapi, &[BEFORE, ANY, PERHAPS], language),
    }
}

fn check(parts: &mut Parts, language: Language) -> Operation {
    let words: [Words; 2] = [
        ["API トークンの内容を返す", "What an API token is"],
        [
            "管理画面から発行された API トークンを確かめる (独自の追加)。管理画面のないゲートウェイでは 404。",
            "To check an API token that the office issued (ours). 404 where the gateway has no office.",
        ],
    ];
    Operation {
        method: "GET",
        pattern: "/api/v1/token",
        id: "readApiToken",
        tag: "api-tokens",
        summary: said(words[0], language).into(),
        description: said(words[1], language).into(),
        needs: &[API],
        parameters: Vec::new(),
        body: None,
        success: parts.json::<fgapi_wire::ApiTokenAnswer<'static>>(&examples::api_token()),
        refusals: refusals(Dialect::Fgapi, &[BEFORE, ANY, API_BEARER, PERHAPS], language),
    }
}
