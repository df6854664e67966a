//! What the OpenAPI of external services answers, and its way to a token.

use core::fmt;
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// /api/openapi/externalService/authenticationInfo@GET.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationInfosAnswer<'a> {
    /// Whose credentials: 19 digits, as a text because they are beyond 2^53.
    pub tenant_id: Cow<'a, str>,
    /// Those of each product, by code.
    pub authentication_infos: Vec<AuthenticationInfo<'a>>,
}

/// The credentials of one product. Its `Debug` is silent about them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationInfo<'a> {
    /// The product's code.
    pub service_code: Cow<'a, str>,
    /// Its name.
    pub service_name: Cow<'a, str>,
    /// 認証情報1.
    pub authentication_info1: Cow<'a, str>,
    /// 認証情報2.
    pub authentication_info2: Cow<'a, str>,
    /// 認証情報3; absent for products that have none, empty where it is not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication_info3: Option<Cow<'a, str>>,
    /// 認証情報4; absent or empty likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication_info4: Option<Cow<'a, str>>,
    /// ［受領部門］取得元項目名; absent or empty likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiving_department: Option<Cow<'a, str>>,
    /// 預り金勘定科目コード; absent or empty likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit_account_item_code: Option<Cow<'a, str>>,
    /// Whether it is enabled.
    pub status: bool,
}

impl fmt::Debug for AuthenticationInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationInfo").field("service_code", &self.service_code).finish_non_exhaustive()
    }
}

/// What a refused reading answers, but for 401.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageAnswer<'a> {
    /// What happened.
    pub message: Cow<'a, str>,
    /// The document's code, or that of the error catalogue.
    #[serde(rename = "errorCode")]
    pub error_code: Cow<'a, str>,
    /// Ours: what happened, to which field, and the next step.
    #[serde(default)]
    pub error_description: Cow<'a, str>,
    /// Ours: which parameter is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'a, str>>,
    /// Ours: names this call in the bank's log.
    #[serde(default)]
    pub request_id: Cow<'a, str>,
}

/// What a call without a living token answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnauthorizedAnswer<'a> {
    /// When, with seconds and offset.
    pub timestamp: Cow<'a, str>,
    /// The status again.
    pub status: u16,
    /// Its name: `Unauthorized`.
    pub error: Cow<'a, str>,
    /// A sentence for people, with the next step.
    pub message: Cow<'a, str>,
    /// Ours: why the token is dead, where it is known and may be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
    /// Ours: names this call in the bank's log.
    #[serde(default)]
    pub request_id: Cow<'a, str>,
}

/// /oauth/token@POST (RFC 6749 5.1). Its `Debug` is silent about the token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthTokenAnswer<'a> {
    /// The new access token.
    pub access_token: Cow<'a, str>,
    /// `bearer`.
    pub token_type: Cow<'a, str>,
    /// For how many seconds it is good.
    pub expires_in: u32,
    /// `read`.
    pub scope: Cow<'a, str>,
    /// The client's company.
    #[serde(rename = "companyOID")]
    pub company_oid: Cow<'a, str>,
    /// Whose data it opens: 19 digits.
    #[serde(rename = "tenantId")]
    pub tenant_id: Cow<'a, str>,
}

impl fmt::Debug for OAuthTokenAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthTokenAnswer").field("tenant_id", &self.tenant_id).finish_non_exhaustive()
    }
}

/// What a refused call of /oauth/token answers (RFC 6749 5.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthErrorAnswer<'a> {
    /// The error in the words of RFC 6749.
    pub error: Cow<'a, str>,
    /// What happened and the next step, in ASCII as the RFC wants it.
    #[serde(default)]
    pub error_description: Cow<'a, str>,
    /// When, with seconds and offset.
    #[serde(default)]
    pub timestamp: Cow<'a, str>,
    /// The status again.
    #[serde(default)]
    pub status: u16,
    /// What happened and the next step, in the caller's language.
    #[serde(default)]
    pub message: Cow<'a, str>,
    /// Ours: which parameter is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'a, str>>,
    /// Ours: names this call in the bank's log.
    #[serde(default)]
    pub request_id: Cow<'a, str>,
}

/// What programs need to know of the gateway as an authorization server (RFC 8414 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationServerAnswer<'a> {
    /// Who it is.
    pub issuer: Cow<'a, str>,
    /// Where tokens are got.
    pub token_endpoint: Cow<'a, str>,
    /// By which grants.
    pub grant_types_supported: Vec<Cow<'a, str>>,
    /// How a client shows who it is.
    pub token_endpoint_auth_methods_supported: Vec<Cow<'a, str>>,
    /// What may be asked for.
    pub scopes_supported: Vec<Cow<'a, str>>,
    /// None: there is no authorization endpoint.
    pub response_types_supported: Vec<Cow<'a, str>>,
}
