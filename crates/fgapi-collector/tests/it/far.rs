//! Another institution's gateway on this machine: what it says is a script, byte for byte where a test wishes.

use std::io::{ErrorKind, Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) const API_KEY: &str = "fgk_us";
pub(crate) const PASSWORD: &str = "fgp_ours";

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Behind the prefix `/api`.
    pub(crate) path: String,
    pub(crate) bearer: String,
    fields: Vec<(String, String)>,
}

impl Asked {
    /// Method and path.
    pub(crate) fn what(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A field of the query or the form; empty when it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn page(&self) -> u32 {
        self.field("page").parse().unwrap()
    }
}

/// What is said to a request.
pub(crate) enum Say {
    /// An answer.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// These bytes, and the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing until the caller leaves.
    Hold(Vec<u8>),
    /// These bytes, one at a time, slowly and for ever.
    Drip(Vec<u8>),
    /// These bytes, and then those again and again.
    Endless(Vec<u8>, Vec<u8>),
}

impl Say {
    pub(crate) fn json(body: &Value) -> Self {
        Self::status(200, &body.to_string())
    }

    pub(crate) fn status(status: u16, body: &str) -> Self {
        Self::Answer(status, vec![("Content-Type", "application/json".to_owned())], body.to_owned())
    }

    /// A refusal in the words of FGAPI.
    pub(crate) fn refuse(status: u16, error: &str, reason: Option<&str>) -> Self {
        Self::status(status, &json!({ "error": error, "reason": reason, "error_description": "hush" }).to_string())
    }

    pub(crate) fn with(self, name: &'static str, value: impl ToString) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push((name, value.to_string()));
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

type Script = Arc<dyn Fn(&Asked) -> Say + Send + Sync>;

struct Shared {
    script: Mutex<Script>,
    asked: Mutex<Vec<Asked>>,
    /// Bytes that callers took.
    sent: AtomicUsize,
    closing: AtomicBool,
}

pub(crate) struct Far {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Far {
    /// One that does all that it should.
    pub(crate) fn good() -> Self {
        Self::saying(good)
    }

    pub(crate) fn saying(script: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            script: Mutex::new(Arc::new(script)),
            asked: Mutex::default(),
            sent: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
        });
        let serving = shared.clone();
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.closing.load(Ordering::SeqCst) {
                    return;
                }
                let (stream, shared) = (stream.unwrap(), serving.clone());
                // It ends when its caller leaves, or after the time-out.
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    /// Good, but for what is asked at this path.
    pub(crate) fn odd_at(path: &'static str, odd: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Self {
        Self::saying(move |asked| if asked.path == path { odd(asked) } else { good(asked) })
    }

    pub(crate) fn says(&self, script: impl Fn(&Asked) -> Say + Send + Sync + 'static) {
        *self.shared.script.lock().unwrap() = Arc::new(script);
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// What was asked since this was called last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }

    /// The same in short.
    pub(crate) fn whats(&self) -> Vec<String> {
        self.asked().iter().map(Asked::what).collect()
    }

    pub(crate) fn sent(&self) -> usize {
        self.shared.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            accepting.join().unwrap();
        }
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        while let Some(asked) = read(&mut stream) {
            self.asked.lock().unwrap().push(asked.clone());
            let script = self.script.lock().unwrap().clone();
            if self.say(&mut stream, script(&asked)).is_none() {
                return;
            }
        }
    }

    /// `None` ends the connection.
    fn say(&self, stream: &mut TcpStream, say: Say) -> Option<()> {
        match say {
            Say::Answer(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head += &format!("{name}: {value}\r\n");
                }
                self.send(stream, format!("{head}\r\n{body}").as_bytes())
            }
            Say::Bytes(bytes) => self.send(stream, &bytes).and(None),
            Say::Hold(bytes) => {
                self.send(stream, &bytes)?;
                let _left = stream.read(&mut [0; 64]);
                None
            }
            Say::Drip(bytes) => {
                stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
                for byte in bytes.iter().chain(std::iter::repeat(&b' ')) {
                    self.send(stream, &[*byte])?;
                    // The pause between two drops ends early when the caller leaves.
                    match stream.read(&mut [0; 64]) {
                        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                        _ => return None,
                    }
                }
                None
            }
            Say::Endless(first, again) => {
                self.send(stream, &first)?;
                loop {
                    self.send(stream, &again)?;
                }
            }
        }
    }

    fn send(&self, stream: &mut TcpStream, bytes: &[u8]) -> Option<()> {
        stream.write_all(bytes).ok()?;
        self.sent.fetch_add(bytes.len(), Ordering::SeqCst);
        Some(())
    }
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        // What is no HTTP, such as a hello of TLS, is not answered.
        if let httparse::Status::Complete(head) = request.parse(&bytes).ok()? {
            let header = |name: &str| {
                let found = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
                found.map_or("", |header| std::str::from_utf8(header.value).unwrap()).to_owned()
            };
            let length: usize = header("content-length").parse().unwrap_or(0);
            if bytes.len() >= head + length {
                let (path, query) = request.path.unwrap().split_once('?').unwrap_or((request.path.unwrap(), ""));
                let fields = [query.as_bytes(), &bytes[head..head + length]].concat();
                return Some(Asked {
                    method: request.method.unwrap().to_owned(),
                    path: path.strip_prefix("/api").unwrap_or(path).to_owned(),
                    bearer: header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned(),
                    fields: form_urlencoded(&fields),
                });
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&chunk[..length]),
        }
    }
}

fn form_urlencoded(text: &[u8]) -> Vec<(String, String)> {
    fgapi_wire::form_pairs(text).map(|(name, value)| (name.unwrap(), value.unwrap())).collect()
}

/// What an institution without fault says: two accounts, of which one was used.
pub(crate) fn good(asked: &Asked) -> Say {
    match asked.what().as_str() {
        "POST /auth/system_token" if asked.field("api_key") == API_KEY && asked.field("password") == PASSWORD => {
            Say::json(&json!({ "access_token": "fgs_good", "created_at": 1_000, "expired_at": 4_600 }))
        }
        "POST /auth/system_token" => Say::refuse(401, "invalid_client", None),
        what if what.ends_with("/auth/token") && asked.bearer != "fgs_good" => Say::refuse(401, "invalid_token", None),
        "POST /auth/token" => Say::json(&pair("one")),
        "PUT /auth/token" => Say::json(&pair("two")),
        "DELETE /auth/token" => Say::status(200, ""),
        "GET /accounts" => Say::json(&accounts(asked.page())),
        "GET /balances" if asked.field("account_id") == "a-1" => {
            let day = |day: u32, balance: i64| json!({ "date": format!("2026-01-{day:02}T00:00:00+09:00"), "balance": balance });
            Say::json(&json!({ "balances": [day(20, 500), day(31, 1_200), day(30, 700)], "page": 1, "next_page": 0 }))
        }
        "GET /balances" => Say::json(&json!({ "balances": [], "page": 1, "next_page": 0 })),
        "GET /transactions" if asked.field("account_id") == "a-1" => {
            let page = asked.page();
            Say::json(&json!({ "transactions": [transaction(page)], "page": page, "next_page": if page < 3 { page + 1 } else { 0 } }))
        }
        "GET /transactions" => Say::json(&json!({ "transactions": [], "page": 1, "next_page": 0 })),
        _ => Say::status(404, ""),
    }
}

pub(crate) fn pair(name: &str) -> Value {
    let token = |kind: &str| format!("{kind}_{name}");
    json!({
        "access_token": token("fga"), "created_at": 1_000, "expired_at": 4_600, "refresh_token": token("fgr"),
        "consent_expired_at": 1_777_000_000,
    })
}

pub(crate) fn account(id: &str) -> Value {
    json!({
        "id": id, "account_number": "****567", "owner_type": "p", "account_type1": "bank", "account_type2": "普通",
        "branch_code": "101", "branch_name": "本店",
    })
}

/// Two pages with an account each.
fn accounts(page: u32) -> Value {
    let next = if page == 1 { 2 } else { 0 };
    json!({
        "bank_code": "9999", "bank_name": "遠くの銀行", "accounts": [account(&format!("a-{page}"))],
        "params": { "page": page, "next_page": next }, "page": page, "next_page": next,
    })
}

pub(crate) fn transaction(number: u32) -> Value {
    json!({
        "id": format!("t-{number}"), "date": format!("2026-01-10T13:15:{:02}+09:00", number % 60), "amount": 100,
        "description": "振込", "balance": i64::from(number) * 100,
    })
}
