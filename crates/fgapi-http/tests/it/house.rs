//! A server on a free port, two clients, and a caller that sees the raw answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use fgapi_admin::AdminDesk;
use fgapi_caller::{CallerContext, PresentedCertificate};
use fgapi_domain::{Clock, GrantSet, IdScheme, ShortText, SystemEntropy, UnixSeconds};
use fgapi_http::{Door, Gateway, HttpSettings, Quota, ThrottleSettings, Tls, serve, serve_tls};
use fgapi_linked::LinkedDesk;
use fgapi_saas::SaasDesk;
use fgapi_token::{ClientScreens, NewClient, RefreshRetry, TokenDesk, TokenPolicy};
use fgapi_work::{WorkerSettings, Workers};
use serde_json::Value;

use crate::bank::FakeBank;
use crate::store::FakeStore;

/// A path whose handler panics.
pub(crate) const BREAKS: &str = "/breaks";

async fn breaks() -> HttpResponse {
    panic!("this handler breaks, as the test wishes")
}

/// A path whose handler tells what it knows of its caller.
pub(crate) const CALLER: &str = "/caller";

async fn caller(context: web::ReqData<CallerContext>) -> String {
    format!("{} {} {}", context.request_id, context.address, context.language)
}

/// A path whose handler gives back the certificates that the connection presented, each on a line as hex.
pub(crate) const PRESENTED: &str = "/presented";

async fn presented(request: HttpRequest) -> HttpResponse {
    match request.conn_data::<PresentedCertificate>() {
        Some(presented) => HttpResponse::Ok().body(presented.chain().iter().map(|der| hex(der) + "\n").collect::<String>()),
        None => HttpResponse::NoContent().finish(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A clock that tests move.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) api_key: String,
    pub(crate) password: String,
}

pub(crate) struct House {
    pub(crate) address: SocketAddr,
    pub(crate) door: Door,
    pub(crate) bank: Arc<FakeBank>,
    pub(crate) store: Arc<FakeStore>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) one: Client,
    pub(crate) two: Client,
    pub(crate) handle: actix_server::ServerHandle,
    running: Option<JoinHandle<std::io::Result<()>>>,
}

/// What a house may have beside FGAPI.
#[derive(Default)]
pub(crate) struct Furniture {
    pub(crate) office: Option<AdminDesk>,
    pub(crate) saas: Option<SaasDesk>,
    pub(crate) linked: Option<LinkedDesk>,
}

/// Settings in which nothing is throttled, and with /auth/login@POST.
pub(crate) fn settings() -> HttpSettings {
    let throttle = ThrottleSettings {
        calls: Quota::UNLIMITED,
        system_token: Quota::UNLIMITED,
        login: Quota::UNLIMITED,
        ..ThrottleSettings::default()
    };
    HttpSettings { login_post: true, throttle, ..HttpSettings::default() }
}

pub(crate) fn workers(threads: usize, queue: usize) -> Workers {
    Workers::start(WorkerSettings { name: "test", threads, queue, patience: Duration::from_secs(30) }).unwrap()
}

impl House {
    pub(crate) fn open() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: HttpSettings) -> Self {
        Self::of(settings, TokenPolicy::default(), IdScheme::composed(), workers(2, 256))
    }

    /// A house that is served in HTTPS.
    pub(crate) fn secured(tls: Tls) -> Self {
        Self::start(settings(), TokenPolicy::default(), IdScheme::composed(), workers(2, 256), Some(tls), |_| Furniture::default())
    }

    /// A house in which there is more than FGAPI.
    pub(crate) fn furnished(settings: HttpSettings, furnish: impl FnOnce(&Arc<TestClock>) -> Furniture) -> Self {
        Self::start(settings, TokenPolicy::default(), IdScheme::composed(), workers(2, 256), None, furnish)
    }

    pub(crate) fn of(settings: HttpSettings, policy: TokenPolicy, ids: IdScheme, readers: Workers) -> Self {
        Self::start(settings, policy, ids, readers, None, |_| Furniture::default())
    }

    /// A house whose customers have accounts at other institutions.
    pub(crate) fn with_linked(settings: HttpSettings, linked: LinkedDesk) -> Self {
        Self::furnished(settings, |_| Furniture { linked: Some(linked), ..Furniture::default() })
    }

    fn start(
        settings: HttpSettings,
        policy: TokenPolicy,
        ids: IdScheme,
        readers: Workers,
        tls: Option<Tls>,
        furnish: impl FnOnce(&Arc<TestClock>) -> Furniture,
    ) -> Self {
        let (bank, store) = (Arc::new(FakeBank::new()), Arc::new(FakeStore::new()));
        let clock = Arc::new(TestClock(AtomicI64::new(1_769_950_000)));
        let entropy = Arc::new(SystemEntropy::new());
        let desk = TokenDesk::new(store.clone(), clock.clone(), entropy.clone(), policy);
        let [one, two] = [GrantSet::all(), "accounts".parse().unwrap()].map(|grants| client(&desk, grants, &[]));
        let logins = workers(2, 64);
        let Furniture { office, saas, linked } = furnish(&clock);
        let gateway = Gateway {
            bank: bank.clone(),
            desk,
            office,
            saas,
            linked,
            ids: Arc::new(ids),
            clock: clock.clone(),
            entropy,
            settings,
            writers: readers.clone(),
            readers,
            logins,
        };
        let door = Door::new(gateway);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let served = door.clone();
        let running = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let more = |app: &mut web::ServiceConfig| {
                    app.route(BREAKS, web::get().to(breaks))
                        .route(CALLER, web::get().to(caller))
                        .route(PRESENTED, web::get().to(presented));
                };
                let server = match tls {
                    Some(tls) => serve_tls(&served, listener, tls, more),
                    None => serve(&served, listener, more),
                }?;
                tell.send(server.handle()).unwrap();
                server.await
            })
        });
        let handle = told.recv().unwrap();
        Self { address, door, bank, store, clock, one, two, handle, running: Some(running) }
    }

    /// Another client, which may call from `networks` only.
    pub(crate) fn client_from(&self, networks: &[&str]) -> Client {
        client(&self.door.desk, GrantSet::all(), networks)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends bytes and reads until the server closes.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // The server may have refused and closed before everything was written.
        let _sent = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _closed = stream.read_to_end(&mut answer);
        answer
    }

    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut bytes = format!("{method} {target} HTTP/1.1\r\nHost: bank.example\r\nConnection: close\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if !body.is_empty() {
            bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
        Answer::parse(&self.raw(&bytes))
    }

    pub(crate) fn get(&self, target: &str, bearer: &str) -> Answer {
        self.send("GET", target, &[("Authorization", &format!("Bearer {bearer}"))], b"")
    }

    /// A form, with a bearer unless that is empty.
    pub(crate) fn form(&self, method: &str, path: &str, bearer: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let authorization = format!("Bearer {bearer}");
        let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
        if !bearer.is_empty() {
            headers.push(("Authorization", &authorization));
        }
        self.send(method, path, &headers, body.join("&").as_bytes())
    }

    pub(crate) fn system_token(&self, client: &Client) -> String {
        let answer = self.form("POST", "/auth/system_token", "", &[("api_key", &client.api_key), ("password", &client.password)]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn auth_token(&self, client: &Client, id: &str) -> String {
        let answer = self.form("POST", "/auth/login", "", &[("api_key", &client.api_key), ("id", id), ("password", "right")]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json["auth_token"].as_str().unwrap().to_owned()
    }

    /// A pair for `id`, and the system token that it took: (system, access, refresh).
    pub(crate) fn linked(&self, client: &Client, id: &str) -> (String, String, String) {
        let (system, auth) = (self.system_token(client), self.auth_token(client, id));
        let answer = self.redeem(client, &system, &auth, &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        let text = |name: &str| answer.json[name].as_str().unwrap().to_owned();
        (system, text("access_token"), text("refresh_token"))
    }

    pub(crate) fn redeem(&self, client: &Client, system: &str, auth: &str, more: &[(&str, &str)]) -> Answer {
        let fields = [("api_key", client.api_key.as_str()), ("password", &client.password), ("auth_token", auth)];
        self.form("POST", "/auth/token", system, &[&fields, more].concat())
    }

    pub(crate) fn rotate(&self, client: &Client, system: &str, refresh: &str, more: &[(&str, &str)]) -> Answer {
        let fields = [("api_key", client.api_key.as_str()), ("refresh_token", refresh)];
        self.form("PUT", "/auth/token", system, &[&fields, more].concat())
    }

    pub(crate) fn end(&self, client: &Client, system: &str, refresh: &str) -> Answer {
        self.form("DELETE", "/auth/token", system, &[("api_key", &client.api_key), ("refresh_token", refresh)])
    }
}

fn client(desk: &TokenDesk, grants: GrantSet, networks: &[&str]) -> Client {
    let credentials = desk
        .register(
            NewClient {
                redirect_uris: Vec::new(),
                screens: ClientScreens::default(),
                name: ShortText::new("App").unwrap(),
                company: ShortText::new("Company").unwrap(),
                grants,
                redirect_domains: Vec::new(),
                networks: networks.iter().map(|network| network.parse().unwrap()).collect(),
                refresh_retry: RefreshRetry::Never,
            },
            &fgapi_audit::By::GATEWAY,
        )
        .unwrap();
    Client { api_key: credentials.api_key.to_string(), password: credentials.password.reveal().to_owned() }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(running) = self.running.take() {
            let ended = running.join();
            assert!(std::thread::panicking() || ended.is_ok_and(|outcome| outcome.is_ok()), "the server ended badly");
        }
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) json: Value,
}

impl Answer {
    /// Takes one answer apart.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let body = bytes[end + 4..].to_vec();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let json = serde_json::from_slice(&body).unwrap_or_default();
        Self { status, head, body, json }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Status and error code in one.
    pub(crate) fn code(&self) -> &str {
        self.json["error_code"].as_str().unwrap_or("-")
    }
}
