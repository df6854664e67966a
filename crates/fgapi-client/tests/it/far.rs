//! A bank on this machine that says what a script wants, byte for byte where a test wishes; or what the real door says, if it arrives.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Behind the prefix `/api`.
    pub(crate) path: String,
    pub(crate) bearer: String,
    /// What stood in `Authorization`.
    pub(crate) authorization: String,
    pub(crate) body: Vec<u8>,
    fields: Vec<(String, String)>,
    /// All of it, as it came.
    raw: Vec<u8>,
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
    /// These bytes, which are a whole answer.
    Whole(Vec<u8>),
    /// These bytes, and then nothing until the caller leaves.
    Hold(Vec<u8>),
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

    /// What the gateway at this address says.
    pub(crate) fn of_gateway(gateway: SocketAddr, asked: &Asked) -> Self {
        let mut stream = TcpStream::connect(gateway).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let prefixed = String::from_utf8(asked.raw.clone()).unwrap().replacen(" /api/", " /", 1);
        stream.write_all(prefixed.as_bytes()).unwrap();
        let (mut bytes, mut chunk) = (Vec::new(), [0; 16_384]);
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 64];
            let mut response = httparse::Response::new(&mut headers);
            if let httparse::Status::Complete(head) = response.parse(&bytes).unwrap() {
                let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length")).unwrap();
                let length: usize = std::str::from_utf8(length.value).unwrap().parse().unwrap();
                if bytes.len() >= head + length {
                    return Self::Whole(bytes);
                }
            }
            let length = stream.read(&mut chunk).unwrap();
            assert!(length > 0, "the gateway hung up");
            bytes.extend_from_slice(&chunk[..length]);
        }
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

/// What becomes of a call on its way to the gateway.
pub(crate) enum Fate {
    Arrives,
    /// It was done, and nobody learns of it.
    AnswerIsLost,
}

type Script = Arc<dyn Fn(&Asked) -> Say + Send + Sync>;

struct Shared {
    script: Mutex<Script>,
    asked: Mutex<Vec<Asked>>,
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
        let shared = Arc::new(Shared { script: Mutex::new(Arc::new(script)), asked: Mutex::default(), closing: AtomicBool::new(false) });
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

    /// Says what the gateway says, but for what `odd` says; it learns how many such calls there were before.
    pub(crate) fn before(gateway: SocketAddr, odd: impl Fn(&Asked, usize) -> Fate + Send + Sync + 'static) -> Self {
        let counts: Mutex<HashMap<String, usize>> = Mutex::default();
        Self::saying(move |asked| {
            let before = {
                let mut counts = counts.lock().unwrap();
                let count = counts.entry(asked.what()).or_default();
                *count += 1;
                *count - 1
            };
            match odd(asked, before) {
                Fate::Arrives => Say::of_gateway(gateway, asked),
                Fate::AnswerIsLost => {
                    let _lost = Say::of_gateway(gateway, asked);
                    Say::Bytes(Vec::new())
                }
            }
        })
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

    /// How many calls of this kind there were since the last look.
    pub(crate) fn count(&self, what: &str) -> usize {
        self.shared.asked.lock().unwrap().iter().filter(|asked| asked.what() == what).count()
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
            if Self::say(&mut stream, script(&asked)).is_none() {
                return;
            }
        }
    }

    /// `None` ends the connection.
    fn say(stream: &mut TcpStream, say: Say) -> Option<()> {
        match say {
            Say::Answer(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head += &format!("{name}: {value}\r\n");
                }
                Self::send(stream, format!("{head}\r\n{body}").as_bytes())
            }
            Say::Bytes(bytes) => Self::send(stream, &bytes).and(None),
            Say::Whole(bytes) => Self::send(stream, &bytes),
            Say::Hold(bytes) => {
                Self::send(stream, &bytes)?;
                let _left = stream.read(&mut [0; 64]);
                None
            }
            Say::Endless(first, again) => {
                Self::send(stream, &first)?;
                loop {
                    Self::send(stream, &again)?;
                }
            }
        }
    }

    fn send(stream: &mut TcpStream, bytes: &[u8]) -> Option<()> {
        stream.write_all(bytes).ok()
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
                let body = bytes[head..head + length].to_vec();
                let (path, query) = request.path.unwrap().split_once('?').unwrap_or((request.path.unwrap(), ""));
                let is_form = header("content-type").contains("urlencoded");
                let fields = [query.as_bytes(), if is_form { &body } else { &[] }].concat();
                return Some(Asked {
                    method: request.method.unwrap().to_owned(),
                    path: path.strip_prefix("/api").unwrap_or(path).to_owned(),
                    bearer: header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned(),
                    authorization: header("authorization"),
                    fields: form_urlencoded(&fields),
                    body,
                    raw: bytes,
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

/// What a bank without fault says: two pages with an account each.
pub(crate) fn good(asked: &Asked) -> Say {
    match asked.what().as_str() {
        "POST /auth/system_token" => Say::json(&json!({ "access_token": "fgs_good", "created_at": 1_000, "expired_at": 4_600 })),
        what if what.ends_with("/auth/token") && asked.bearer != "fgs_good" => Say::refuse(401, "invalid_token", None),
        "POST /auth/token" => Say::json(&pair("one")),
        "PUT /auth/token" => Say::json(&pair("two")),
        "DELETE /auth/token" => Say::status(200, ""),
        "GET /accounts" => Say::json(&accounts(asked.page(), if asked.page() == 1 { 2 } else { 0 })),
        _ => Say::status(404, ""),
    }
}

pub(crate) fn pair(name: &str) -> Value {
    json!({ "access_token": format!("fga_{name}"), "created_at": 1_000, "expired_at": 4_600, "refresh_token": format!("fgr_{name}") })
}

/// A page with an account.
pub(crate) fn accounts(page: u32, next: u32) -> Value {
    let account = json!({
        "id": format!("a-{page}"), "account_number": "****567", "owner_type": "p", "account_type1": "bank", "account_type2": "普通",
        "branch_code": "101", "branch_name": "本店",
    });
    json!({
        "bank_code": "9999", "bank_name": "遠くの銀行", "accounts": [account], "params": { "page": page, "next_page": next },
        "page": page, "next_page": next,
    })
}
