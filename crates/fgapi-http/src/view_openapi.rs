//! From tenants' credentials and tokens to the JSON that travels.

use fgapi_domain::TenantId;
use fgapi_saas::{Credentials, Field, IssuedToken};
use fgapi_wire as wire;

/// Where tokens are got, below the prefix.
pub const TOKEN_PATH: &str = "/oauth/token";
/// Where the gateway tells what it is as an authorization server (RFC 8414 3).
pub const METADATA_PATH: &str = "/.well-known/oauth-authorization-server";
/// Where credentials are read, below the prefix.
pub const AUTHENTICATION_INFO_PATH: &str = "/api/openapi/externalService/authenticationInfo";
/// The one grant there is.
pub const GRANT_TYPE: &str = "client_credentials";
/// The one scope there is.
pub const SCOPE: &str = "read";

pub(crate) fn authentication_infos(tenant: TenantId, found: &[Credentials]) -> wire::AuthenticationInfosAnswer<'_> {
    wire::AuthenticationInfosAnswer {
        tenant_id: tenant.to_string().into(),
        authentication_infos: found.iter().map(authentication_info).collect(),
    }
}

/// Long products send an empty text for what is not set, the others have no such field at all.
fn authentication_info(credentials: &Credentials) -> wire::AuthenticationInfo<'_> {
    let product = credentials.product;
    let long = |text| product.is_long().then_some(text);
    wire::AuthenticationInfo {
        service_code: product.code().into(),
        service_name: product.name().into(),
        authentication_info1: credentials.value(Field::Info1).into(),
        authentication_info2: credentials.value(Field::Info2).into(),
        authentication_info3: long(credentials.value(Field::Info3).into()),
        authentication_info4: long(credentials.value(Field::Info4).into()),
        receiving_department: long(credentials.receiving_department.as_str().into()),
        deposit_account_item_code: long(credentials.deposit_account_item_code.as_str().into()),
        status: credentials.enabled,
    }
}

pub(crate) fn token(issued: &IssuedToken) -> wire::OAuthTokenAnswer<'_> {
    wire::OAuthTokenAnswer {
        access_token: issued.token.reveal().into(),
        token_type: "bearer".into(),
        expires_in: issued.expires_in,
        scope: SCOPE.into(),
        company_oid: issued.company.to_string().into(),
        tenant_id: issued.tenant.to_string().into(),
    }
}

pub(crate) fn authorization_server(issuer: &str) -> wire::AuthorizationServerAnswer<'_> {
    wire::AuthorizationServerAnswer {
        issuer: issuer.into(),
        token_endpoint: format!("{issuer}{TOKEN_PATH}").into(),
        grant_types_supported: vec![GRANT_TYPE.into()],
        token_endpoint_auth_methods_supported: vec!["client_secret_basic".into()],
        scopes_supported: vec![SCOPE.into()],
        response_types_supported: Vec::new(),
    }
}
