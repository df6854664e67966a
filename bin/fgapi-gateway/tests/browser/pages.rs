//! A small web server of the test's own, for pages that the gateway does not have.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What was asked.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    /// Names in small letters.
    headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The certificate that the connection presented.
    pub(crate) certificate: Option<Vec<u8>>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value)
    }
}

/// What is answered.
#[derive(Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Reply {
    /// A page under a strict policy: nothing but what lies beside it.
    pub(crate) fn page(body: impl Into<String>) -> Self {
        let policy = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'";
        let headers = vec![("content-type", "text/html; charset=utf-8".to_owned()), ("content-security-policy", policy.to_owned())];
        Self { status: 200, headers, body: body.into() }
    }

    /// A file beside it, of the type `text/KIND`.
    pub(crate) fn file(kind: &str, body: &str) -> Self {
        Self { status: 200, headers: vec![("content-type", format!("text/{kind}"))], body: body.to_owned() }
    }

    /// On to another page.
    pub(crate) fn see_other(place: &str) -> Self {
        Self { status: 303, headers: vec![("location", place.to_owned())], body: String::new() }
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

type Answer = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Serves until it is dropped.
pub(crate) struct Pages {
    address: SocketAddr,
    scheme: &'static str,
    over: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Pages {
    pub(crate) fn serve(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(answer))
    }

    pub(crate) fn serve_over_tls(tls: ServerConfig, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Some(Arc::new(tls)), Arc::new(answer))
    }

    /// Where a path is found.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}://localhost:{}{path}", self.scheme, self.address.port())
    }

    fn start(tls: Option<Arc<ServerConfig>>, answer: Arc<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, over) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let scheme = if tls.is_some() { "https" } else { "http" };
        let ends = Arc::clone(&over);
        let listening = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let (tls, answer) = (tls.clone(), Arc::clone(&answer));
                // A browser opens connections ahead of time and leaves them: they end with it, or when they have said nothing for long.
                std::thread::spawn(move || converse(stream, tls, &*answer));
            }
        });
        Self { address, scheme, over, listening: Some(listening) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            listening.join().ok();
        }
    }
}

/// One request and its answer. A connection that breaks off has nobody to be told.
fn converse(stream: TcpStream, tls: Option<Arc<ServerConfig>>, answer: &Answer) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let Some(tls) = tls else { return exchange(&mut BufReader::new(stream), |_| None, answer) };
    let stream = StreamOwned::new(ServerConnection::new(tls).ok()?, stream);
    let presented = |stream: &StreamOwned<ServerConnection, TcpStream>| Some(stream.conn.peer_certificates()?.first()?.to_vec());
    exchange(&mut BufReader::new(stream), presented, answer)
}

fn exchange<S: Read + Write>(stream: &mut BufReader<S>, presented: impl FnOnce(&S) -> Option<Vec<u8>>, answer: &Answer) -> Option<()> {
    let mut asked = read(stream)?;
    asked.certificate = presented(stream.get_ref());
    let reply = answer(&asked);
    let mut head = format!("HTTP/1.1 {} -\r\ncontent-length: {}\r\nconnection: close\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let out = stream.get_mut();
    out.write_all(format!("{head}\r\n{}", reply.body).as_bytes()).ok()?;
    out.flush().ok()
}

fn read<S: Read>(stream: &mut BufReader<S>) -> Option<Asked> {
    let mut asked = Asked::default();
    let mut line = || {
        let mut line = String::new();
        stream.read_line(&mut line).ok().map(|_| line.trim_end().to_owned()).filter(|line| !line.is_empty())
    };
    let first = line()?;
    let mut words = first.split(' ');
    (asked.method, asked.path) = (words.next()?.to_owned(), words.next()?.to_owned());
    while let Some(header) = line() {
        let (name, value) = header.split_once(':')?;
        asked.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let mut body = vec![0; asked.header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).ok()?;
    Some(asked)
}
