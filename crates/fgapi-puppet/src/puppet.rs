//! The gateway: its port, its threads, its script, and what it was asked.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::asked::{Asked, PREFIX};
use crate::say::{Line, Say};

/// How long a caller may say nothing.
const PATIENCE: Duration = Duration::from_secs(30);

type Script = Arc<dyn Fn(&Asked) -> Say + Send + Sync>;

struct Shared {
    script: Mutex<Script>,
    asked: Mutex<Vec<Asked>>,
    sent: AtomicUsize,
    closing: AtomicBool,
}

/// A gateway on this machine that says what a script wants. It ends when it is dropped.
pub struct Puppet {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Puppet {
    /// Opens one that says to each request what the script makes of it.
    ///
    /// # Panics
    /// When no port can be had.
    pub fn saying(script: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
        let address = listener.local_addr().expect("its number");
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
                let (stream, shared) = (stream.expect("a caller"), serving.clone());
                // It ends when its caller leaves, or after the time-out.
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    /// Follows another script from the next request on.
    pub fn says(&self, script: impl Fn(&Asked) -> Say + Send + Sync + 'static) {
        *lock(&self.shared.script) = Arc::new(script);
    }

    /// The base URL of the bank whose gateway it is.
    pub fn base(&self) -> String {
        format!("http://{}{PREFIX}", self.address)
    }

    /// What was asked since this was called last.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *lock(&self.shared.asked))
    }

    /// The same in short: methods and paths.
    pub fn whats(&self) -> Vec<String> {
        self.asked().iter().map(Asked::what).collect()
    }

    /// How many requests with this method and path came since [`asked`](Self::asked) was called last.
    pub fn count(&self, what: &str) -> usize {
        lock(&self.shared.asked).iter().filter(|asked| asked.what() == what).count()
    }

    /// How many bytes callers took.
    pub fn sent(&self) -> usize {
        self.shared.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Puppet {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            let _ended = accepting.join();
        }
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        let mut line = Line { stream, sent: &self.sent };
        line.stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        while let Some(asked) = Asked::read(&mut line.stream) {
            lock(&self.asked).push(asked.clone());
            let script = lock(&self.script).clone();
            if line.say(script(&asked)).is_none() {
                return;
            }
        }
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
