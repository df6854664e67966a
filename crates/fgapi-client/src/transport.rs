//! HTTP to one bank: what is sent where and how often, how much is read back, and what of it is believed.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use fgapi_domain::{Clock, Entropy, SystemClock, SystemEntropy, UnixSeconds};
use reqwest::dns::Resolve;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::reach::{Judging, System};
use crate::retry::{Twice, wait_after};
use crate::secrets::secrets_of;
use crate::silence::unanswered;
use crate::tls::{Trust, tls};
use crate::told::shown;
use crate::understand::understood;
use crate::{CallError, Reach, Refused, Retry, SetUpError, Silence, TokioWait, Wait};

/// No answer of FGAPI comes near this: a page of 200 rows has about 40 KB.
const LONGEST_ANSWER: usize = 8 * 1_024 * 1_024;
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE_CALL: Duration = Duration::from_secs(30);

/// Where a bank names its answer.
const REQUEST_ID: &str = "x-request-id";

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
    /// How long a connection may take to come about.
    pub(crate) connect: Duration,
    /// How long one try may take.
    pub(crate) whole_call: Duration,
    pub(crate) retry: Retry,
    pub(crate) surroundings: Surroundings,
}

/// Time and chance.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) wait: Arc<dyn Wait>,
}

impl Default for Manner<'_> {
    fn default() -> Self {
        let surroundings =
            Surroundings { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy::new()), wait: Arc::new(TokioWait) };
        Self {
            trust: Trust::Machine,
            reach: Reach::Anywhere,
            direct: false,
            longest_answer: LONGEST_ANSWER,
            names: Arc::new(System),
            connect: CONNECT,
            whole_call: WHOLE_CALL,
            retry: Retry::default(),
            surroundings,
        }
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
    retry: Retry,
    surroundings: Surroundings,
}

/// A call, and what doing it twice would mean.
pub(crate) struct Call {
    request: RequestBuilder,
    twice: Twice,
}

impl Call {
    pub(crate) fn bearer_auth(self, token: &str) -> Self {
        Self { request: self.request.bearer_auth(token), ..self }
    }

    pub(crate) fn basic_auth(self, user: &str, password: &str) -> Self {
        Self { request: self.request.basic_auth(user, Some(password)), ..self }
    }

    pub(crate) fn query<T: Serialize + ?Sized>(self, query: &T) -> Self {
        Self { request: self.request.query(query), ..self }
    }

    pub(crate) fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    /// A form, which may be sent again only when a key makes that harmless.
    pub(crate) fn form(self, form: &[(&'static str, &str)]) -> Self {
        let keyed = form.iter().any(|(name, _)| *name == "idempotency_key");
        let twice = if keyed { Twice::Harmless } else { self.twice };
        Self { request: self.request.form(form), twice }
    }

    /// Doing it twice is as good as once, whatever its method says.
    pub(crate) fn harmless(self) -> Self {
        Self { twice: Twice::Harmless, ..self }
    }
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
            .connect_timeout(manner.connect.min(CONNECT))
            .user_agent(concat!("fgapi-client/", env!("CARGO_PKG_VERSION")));
        if manner.direct || manner.reach == Reach::Public {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| SetUpError::Tls(error.to_string()))?;
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self {
            http,
            base,
            url,
            whole_call: manner.whole_call.min(WHOLE_CALL),
            longest_answer: manner.longest_answer.min(LONGEST_ANSWER),
            retry: manner.retry,
            surroundings: manner.surroundings,
        })
    }

    /// The same connections, with at most this long for a call and all that is made again.
    pub(crate) fn within(mut self, call: Duration) -> Self {
        self.whole_call = self.whole_call.min(call);
        self.retry.whole = self.retry.whole.min(call);
        self
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.surroundings.clock.now()
    }

    pub(crate) const fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        let twice = if method == Method::GET { Twice::Harmless } else { Twice::Harmful };
        Call { request: self.http.request(method, format!("{}{path}", self.base)), twice }
    }

    /// Sends a call whose answer is JSON.
    pub(crate) async fn answer<T: DeserializeOwned>(&self, call: Call) -> Result<T, CallError> {
        let (request_id, body) = self.done(call).await?;
        understood(&body).map_err(|why| CallError::NotUnderstood { status: 200, why, request_id })
    }

    /// Sends a call whose answer is its status.
    pub(crate) async fn acknowledged(&self, call: Call) -> Result<(), CallError> {
        self.done(call).await.map(|_| ())
    }

    /// Answers the request's id and the body.
    async fn done(&self, call: Call) -> Result<(String, Vec<u8>), CallError> {
        let twice = call.twice;
        let request = call.request.build().map_err(unanswered)?;
        // Waits may be a test's, which take no time: they count as long as they were meant to be.
        let (begun, mut waited) = (Instant::now(), Duration::ZERO);
        let mut tried = 1;
        loop {
            let left = self.retry.whole.saturating_sub(begun.elapsed().max(waited));
            let outcome = self.once(&request, left.min(self.whole_call)).await;
            let Err(error) = outcome else { return outcome };
            let wait = wait_after(&error, twice, tried, &*self.surroundings.entropy);
            let left = self.retry.whole.saturating_sub(begun.elapsed().max(waited));
            let Some(wait) = wait.filter(|wait| tried < self.retry.tries && *wait < left) else { return Err(error) };
            self.surroundings.wait.wait(wait).await;
            waited += wait;
            tried += 1;
        }
    }

    async fn once(&self, request: &Request, within: Duration) -> Result<(String, Vec<u8>), CallError> {
        let Some(mut copy) = request.try_clone() else {
            return Err(CallError::Unanswered { silence: Silence::NotReached, story: "the request cannot be sent".to_owned() });
        };
        *copy.timeout_mut() = Some(within);
        let response = self.http.execute(copy).await.map_err(unanswered)?;
        let status = response.status().as_u16();
        let request_id = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
        let request_id = shown(request_id.to_owned(), &[]);
        let retry_after = self.retry_after(response.headers());
        let body = match self.read(response).await? {
            Some(body) => body,
            None => {
                let why = format!("more than {} bytes", self.longest_answer);
                return Err(CallError::NotUnderstood { status, why, request_id });
            }
        };
        match status {
            200 => Ok((request_id, body)),
            _ => {
                let refused = Refused::read(status, retry_after, request_id, &body, &secrets_of(request));
                Err(CallError::Refused(Box::new(refused)))
            }
        }
    }

    /// Seconds, told as such or as a date (RFC 9110 10.2.3).
    fn retry_after(&self, headers: &HeaderMap) -> Option<u64> {
        let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(seconds);
        }
        let until = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs();
        Some(until.saturating_sub(u64::try_from(self.now().0).unwrap_or_default()))
    }

    /// Reads a body; `None` when there is too much of it.
    async fn read(&self, mut response: Response) -> Result<Option<Vec<u8>>, CallError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
            if body.len() + chunk.len() > self.longest_answer {
                return Ok(None);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
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
            let manner = Manner { reach, names: Arc::new(Here), retry: Retry::NEVER, ..Manner::default() };
            let bank = Transport::new(&base, manner).unwrap();
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
        let request = transport.call(Method::GET, "/branches").request.build().unwrap();
        assert_eq!(request.url().as_str(), "http://127.0.0.1:8080/api/v1/branches");
    }
}
