//! HTTP to one bank: what is sent where, how much is read back, and what of it is believed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::reach::{Judging, System};
use crate::silence::unanswered;
use crate::tls::{Trust, tls};
use crate::{CallError, Reach, Refused, SetUpError};

/// No answer of FGAPI comes near this: a page of 200 rows has about 40 KB.
const LONGEST_ANSWER: usize = 8 * 1_024 * 1_024;
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE_CALL: Duration = Duration::from_secs(30);

/// How a bank is spoken to.
#[derive(Clone)]
pub(crate) struct Manner<'a> {
    pub(crate) trust: Trust<'a>,
    pub(crate) reach: Reach,
    /// Whether proxies that the environment names are passed by.
    pub(crate) direct: bool,
    /// The longest answer, in bytes.
    pub(crate) longest_answer: usize,
    /// How names become addresses.
    pub(crate) names: Arc<dyn Resolve>,
}

impl Default for Manner<'_> {
    fn default() -> Self {
        let names = Arc::new(System);
        Self { trust: Trust::Machine, reach: Reach::Anywhere, direct: false, longest_answer: LONGEST_ANSWER, names }
    }
}

/// HTTP to the bank at one base URL.
#[derive(Clone)]
pub(crate) struct Transport {
    http: Client,
    url: Url,
    base: String,
    whole_call: Duration,
    longest_answer: usize,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transport({})", self.base)
    }
}

impl Transport {
    pub(crate) fn new(base_url: &str, manner: Manner<'_>) -> Result<Self, SetUpError> {
        let url = Url::parse(base_url).map_err(|_| SetUpError::NotAUrl)?;
        let host = url.host().ok_or(SetUpError::NotAUrl)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(SetUpError::NotAUrl);
        }
        let trust = match url.scheme() {
            "https" => Some(manner.trust),
            "http" if is_this_machine(&host) => None,
            "http" => return Err(SetUpError::NotSecure),
            _ => return Err(SetUpError::NotAUrl),
        };
        // Without TLS there is this machine only, which is in nobody's public network.
        if !manner.reach.admits(&host) || manner.reach == Reach::Public && trust.is_none() {
            return Err(SetUpError::NotPublic);
        }
        let names: Arc<dyn Resolve> = match manner.reach {
            Reach::Anywhere => manner.names,
            Reach::Public => Arc::new(Judging(manner.names)),
        };
        let mut http = Client::builder()
            .tls_backend_preconfigured(tls(trust)?)
            .dns_resolver(names)
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .user_agent(concat!("fgapi-client/", env!("CARGO_PKG_VERSION")));
        if manner.direct || manner.reach == Reach::Public {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| SetUpError::Tls(error.to_string()))?;
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { http, base, url, whole_call: WHOLE_CALL, longest_answer: manner.longest_answer.min(LONGEST_ANSWER) })
    }

    /// The same connections, with at most this long for a call.
    pub(crate) fn within(mut self, call: Duration) -> Self {
        self.whole_call = call.min(WHOLE_CALL);
        self
    }

    pub(crate) const fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).timeout(self.whole_call)
    }

    /// Sends a call whose answer is JSON.
    pub(crate) async fn answer<T: DeserializeOwned>(&self, call: RequestBuilder) -> Result<T, CallError> {
        let (status, body) = self.done(call).await?;
        serde_json::from_slice(&body).map_err(|error| CallError::NotUnderstood { status, why: error.to_string() })
    }

    /// Sends a call whose answer is its status.
    pub(crate) async fn acknowledged(&self, call: RequestBuilder) -> Result<(), CallError> {
        self.done(call).await.map(|_| ())
    }

    async fn done(&self, call: RequestBuilder) -> Result<(u16, Vec<u8>), CallError> {
        let response = call.send().await.map_err(unanswered)?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = self.read(response).await?;
        match status {
            200 => Ok((status, body)),
            _ => Err(CallError::Refused(Box::new(Refused::read(status, retry_after, &body)))),
        }
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, CallError> {
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
            if body.len() + chunk.len() > self.longest_answer {
                return Err(CallError::NotUnderstood { status, why: format!("more than {} bytes", self.longest_answer) });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, TcpListener};

    use reqwest::dns::{Addrs, Name, Resolving};

    use super::*;
    use crate::Silence;

    fn new(base_url: &str, reach: Reach) -> Result<Transport, SetUpError> {
        Transport::new(base_url, Manner { reach, ..Manner::default() })
    }

    #[test]
    fn secrets_leave_this_machine_under_tls_only() {
        for good in ["http://127.0.0.1:8080", "http://localhost/api/", "http://[::1]:1"] {
            assert!(new(good, Reach::Anywhere).is_ok(), "{good}");
        }
        for bad in ["http://bank.example", "http://192.0.2.1", "http://localhost.bank.example"] {
            assert!(matches!(new(bad, Reach::Anywhere), Err(SetUpError::NotSecure)), "{bad}");
        }
        for bad in [
            "bank.example",
            "ftp://bank.example",
            "https://bank.example/?a=b",
            "https://u@bank.example",
            "https://:p@bank.example",
            "unix:/run/x",
        ] {
            assert!(matches!(new(bad, Reach::Anywhere), Err(SetUpError::NotAUrl)), "{bad}");
        }
    }

    #[test]
    fn a_base_url_in_no_public_network_is_refused_where_only_that_may_be_reached() {
        for good in ["https://bank.example", "https://8.8.8.8", "https://[2606:4700::1]/api"] {
            assert!(new(good, Reach::Public).is_ok(), "{good}");
        }
        // The second row says 127.0.0.1, or 10.0.0.1, in ways that browsers understand.
        for bad in ["https://127.0.0.1", "https://10.1.2.3/api", "https://[::1]", "https://[::ffff:127.0.0.1]", "https://169.254.169.254"]
            .into_iter()
            .chain([
                "https://2130706433",
                "https://0x7f.1",
                "https://127.1",
                "https://127.0.0.1.",
                "https://012.0.0.1",
                "https://１０.0.0.1",
            ])
            .chain(["http://127.0.0.1", "http://localhost"])
        {
            assert!(matches!(new(bad, Reach::Public), Err(SetUpError::NotPublic)), "{bad}");
        }
    }

    /// Leads every name to this machine.
    struct Here;

    impl Resolve for Here {
        fn resolve(&self, _: Name) -> Resolving {
            Box::pin(async { Ok(Box::new([SocketAddr::from(([127, 0, 0, 1], 0))].into_iter()) as Addrs) })
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_into_a_private_network_is_not_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("https://bank.example:{}", listener.local_addr().unwrap().port());
        let ask = async |reach| {
            let bank = Transport::new(&base, Manner { reach, names: Arc::new(Here), ..Manner::default() }).unwrap();
            bank.within(Duration::from_millis(300)).acknowledged_at("/branches").await.unwrap_err()
        };
        let refused = ask(Reach::Public).await;
        assert!(matches!(refused, CallError::Unanswered { silence: Silence::NotPublic, .. }), "{refused:?}");
        listener.set_nonblocking(true).unwrap();
        assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "somebody came");
        // The same name, where it may be reached: somebody listens, and says nothing.
        let late = ask(Reach::Anywhere).await;
        assert!(matches!(late, CallError::Unanswered { silence: Silence::Late, .. }), "{late:?}");
        assert!(listener.accept().is_ok());
    }

    impl Transport {
        async fn acknowledged_at(&self, path: &str) -> Result<(), CallError> {
            self.acknowledged(self.call(Method::GET, path)).await
        }
    }

    #[test]
    fn paths_follow_the_prefix() {
        let transport = new("http://127.0.0.1:8080/api/v1/", Reach::Anywhere).unwrap();
        let request = transport.call(Method::GET, "/branches").build().unwrap();
        assert_eq!(request.url().as_str(), "http://127.0.0.1:8080/api/v1/branches");
    }
}
