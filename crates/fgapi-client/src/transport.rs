//! HTTP to one bank: what is sent where, how much is read back, and what of it is believed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::{CallError, Refused, SetUpError};

/// No answer of FGAPI comes near this: a page of 200 rows has about 40 KB.
const LONGEST_ANSWER: usize = 8 * 1_024 * 1_024;
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE_CALL: Duration = Duration::from_secs(30);

/// Whose certificates are believed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trust<'a> {
    /// Those that this machine believes.
    Machine,
    /// Those of these authorities only, in PEM.
    Only(&'a [u8]),
}

/// HTTP to the bank at one base URL.
#[derive(Clone)]
pub(crate) struct Transport {
    http: Client,
    url: Url,
    base: String,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transport({})", self.base)
    }
}

impl Transport {
    pub(crate) fn new(base_url: &str, trust: Trust<'_>) -> Result<Self, SetUpError> {
        let url = Url::parse(base_url).map_err(|_| SetUpError::NotAUrl)?;
        if url.host().is_none() || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(SetUpError::NotAUrl);
        }
        let trust = match url.scheme() {
            "https" => Some(trust),
            "http" if is_this_machine(&url) => None,
            "http" => return Err(SetUpError::NotSecure),
            _ => return Err(SetUpError::NotAUrl),
        };
        let http = Client::builder()
            .tls_backend_preconfigured(tls(trust)?)
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE_CALL)
            .user_agent(concat!("fgapi-client/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SetUpError::Tls(error.to_string()))?;
        Ok(Self { http, base: url.as_str().trim_end_matches('/').to_owned(), url })
    }

    pub(crate) const fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }
}

/// Sends a call whose answer is JSON.
pub(crate) async fn answer<T: DeserializeOwned>(call: RequestBuilder) -> Result<T, CallError> {
    let (status, body) = done(call).await?;
    serde_json::from_slice(&body).map_err(|error| CallError::NotUnderstood { status, why: error.to_string() })
}

/// Sends a call whose answer is its status.
pub(crate) async fn acknowledged(call: RequestBuilder) -> Result<(), CallError> {
    done(call).await.map(|_| ())
}

async fn done(call: RequestBuilder) -> Result<(u16, Vec<u8>), CallError> {
    // A URL holds account ids, which do not belong into anybody's log.
    let unanswered = |error: reqwest::Error| CallError::Unanswered(whole_story(&error.without_url()));
    let response = call.send().await.map_err(unanswered)?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = read(response).await?;
    match status {
        200 => Ok((status, body)),
        _ => Err(CallError::Refused(Box::new(Refused::read(status, retry_after, &body)))),
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, CallError> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| CallError::Unanswered(whole_story(&error.without_url())))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(CallError::NotUnderstood { status, why: format!("more than {LONGEST_ANSWER} bytes") });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// An error with its causes: "connection refused" stands at the end of the chain.
fn whole_story(error: &dyn std::error::Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        story = format!("{story}: {error}");
        cause = error.source();
    }
    story
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// TLS by rustls with ring. Without TLS nobody is trusted.
fn tls(trust: Option<Trust<'_>>) -> Result<ClientConfig, SetUpError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let fault = |error: rustls::Error| SetUpError::Tls(error.to_string());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(fault)?;
    let mut roots = RootCertStore::empty();
    match trust {
        Some(Trust::Machine) => return versions.with_platform_verifier().map(|config| config.with_no_client_auth()).map_err(fault),
        Some(Trust::Only(pem)) => {
            let no_pem = |_| SetUpError::Tls("the authorities' certificates are not in PEM".to_owned());
            for certificate in CertificateDer::pem_slice_iter(pem) {
                roots.add(certificate.map_err(no_pem)?).map_err(fault)?;
            }
            if roots.is_empty() {
                return Err(SetUpError::Tls("no authority's certificate in PEM is given".to_owned()));
            }
        }
        None => {}
    }
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_leave_this_machine_under_tls_only() {
        for good in ["http://127.0.0.1:8080", "http://localhost/api/", "http://[::1]:1"] {
            assert!(Transport::new(good, Trust::Machine).is_ok(), "{good}");
        }
        for bad in ["http://bank.example", "http://192.0.2.1", "http://localhost.bank.example"] {
            assert!(matches!(Transport::new(bad, Trust::Machine), Err(SetUpError::NotSecure)), "{bad}");
        }
        for bad in ["bank.example", "ftp://bank.example", "https://bank.example/?a=b", "https://u@bank.example", "unix:/run/x"] {
            assert!(matches!(Transport::new(bad, Trust::Machine), Err(SetUpError::NotAUrl)), "{bad}");
        }
    }

    #[test]
    fn authorities_are_certificates() {
        for bad in [&b""[..], b"no PEM", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(matches!(Transport::new("https://localhost", Trust::Only(bad)), Err(SetUpError::Tls(_))));
        }
    }

    #[test]
    fn paths_follow_the_prefix() {
        let transport = Transport::new("http://127.0.0.1:8080/api/v1/", Trust::Machine).unwrap();
        let request = transport.call(Method::GET, "/branches").build().unwrap();
        assert_eq!(request.url().as_str(), "http://127.0.0.1:8080/api/v1/branches");
    }
}
