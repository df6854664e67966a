//! HTTP as a browser speaks it: cookies are kept, redirects are seen.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use url::Url;

use crate::{Page, WalkFault};

/// No page of the screens comes near this.
const LONGEST_PAGE: usize = 1 << 20;
const WHOLE_CALL: Duration = Duration::from_secs(30);

/// A browser without a window.
#[derive(Clone, Debug)]
pub(crate) struct Browser(Client);

/// What came of a request.
pub(crate) enum Came {
    /// A page.
    Page(Page),
    /// Another address to go to.
    Elsewhere(Url),
}

impl Browser {
    /// One that believes certificates of `authorities` (in PEM) only, or those that this machine believes.
    pub(crate) fn new(authorities: Option<&[u8]>) -> Result<Self, WalkFault> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls(authorities)?)
            .redirect(Policy::none())
            .cookie_store(true)
            .timeout(WHOLE_CALL)
            .user_agent(concat!("fgapi-walk/", env!("CARGO_PKG_VERSION")))
            .build();
        client.map(Self).map_err(|error| WalkFault::Tls(error.to_string()))
    }

    /// Asks for a page. Answers the status, and what came.
    pub(crate) async fn get(&self, url: &Url) -> Result<(u16, Came), WalkFault> {
        came(self.0.get(url.clone()), url).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, url: &Url, fields: &[(String, String)]) -> Result<(u16, Came), WalkFault> {
        came(self.0.post(url.clone()).form(fields), url).await
    }
}

async fn came(request: RequestBuilder, url: &Url) -> Result<(u16, Came), WalkFault> {
    let unanswered = |error: reqwest::Error| WalkFault::Unanswered(whole_story(&error.without_url()));
    let mut response = request.send().await.map_err(unanswered)?;
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    if response.status().is_redirection() {
        let to = header(LOCATION).and_then(|to| url.join(to).ok()).ok_or(WalkFault::NoPage { status })?;
        return Ok((status, Came::Elsewhere(to)));
    }
    if header(CONTENT_TYPE).is_none_or(|kind| !kind.starts_with("text/html")) {
        return Err(WalkFault::NoPage { status });
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_PAGE {
            return Err(WalkFault::NoPage { status });
        }
    }
    Ok((status, Came::Page(Page::read(&String::from_utf8_lossy(&body), url))))
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

/// TLS by rustls with ring, as `fgapi-client` has it.
fn tls(authorities: Option<&[u8]>) -> Result<ClientConfig, WalkFault> {
    let fault = |error: rustls::Error| WalkFault::Tls(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(fault)?;
    let Some(pem) = authorities else {
        return versions.with_platform_verifier().map(|config| config.with_no_client_auth()).map_err(fault);
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let no_pem = |_| WalkFault::Tls("the authorities' certificates are not in PEM".to_owned());
        roots.add(certificate.map_err(no_pem)?).map_err(fault)?;
    }
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}
