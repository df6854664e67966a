//! The server: its port, its threads, and the mails that it has taken.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::certificate::Tls;
use crate::conversation::converse;
use crate::received::Received;

/// How long [`Postbox::wait_for`] waits.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a port that was given back is asked for again.
const TRIES: u32 = 100;

/// How the server speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speech {
    /// Plain text only.
    #[default]
    Plain,
    /// Plain text until STARTTLS.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// What the server asks for, and what it refuses.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// How it speaks.
    pub speech: Speech,
    /// The user name and password without which it takes nothing.
    pub login: Option<(String, String)>,
    /// What it says to `MAIL FROM`, instead of taking it.
    pub refuse_sender: Option<u16>,
    /// What it says to `RCPT TO` with these addresses.
    pub refuse: BTreeMap<String, u16>,
    /// What it says at a mail's end, instead of taking it.
    pub refuse_content: Option<u16>,
    /// It takes calls and never says a word.
    pub silent: bool,
}

pub(crate) struct State {
    rules: Mutex<Rules>,
    pub(crate) tls: Tls,
    mails: Mutex<Vec<Received>>,
    came: Condvar,
    open: Mutex<Vec<TcpStream>>,
    ended: AtomicBool,
    calls: Mutex<u32>,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(crate) fn rules(&self) -> Rules {
        lock(&self.rules).clone()
    }

    pub(crate) fn keep(&self, mail: Received) {
        lock(&self.mails).push(mail);
        self.came.notify_all();
    }
}

/// A mail server on this machine. It ends when it is dropped.
pub struct Postbox {
    address: SocketAddr,
    state: Arc<State>,
    /// The thread that takes calls, while the server is up.
    up: Option<JoinHandle<()>>,
}

impl Postbox {
    /// A server at any free port of 127.0.0.1.
    ///
    /// # Errors
    /// No port, no thread, no randomness.
    pub fn open(rules: Rules) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let state = State {
            rules: Mutex::new(rules),
            tls: Tls::new()?,
            mails: Mutex::default(),
            came: Condvar::new(),
            open: Mutex::default(),
            ended: AtomicBool::new(false),
            calls: Mutex::default(),
        };
        let mut postbox = Self { address: listener.local_addr()?, state: Arc::new(state), up: None };
        postbox.take_calls(listener)?;
        Ok(postbox)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate of the authority that signed its own, in PEM; it names `localhost` and `127.0.0.1`.
    pub fn authority(&self) -> &str {
        &self.state.tls.authority
    }

    /// Other rules from the next call on.
    pub fn set_rules(&self, rules: Rules) {
        *lock(&self.state.rules) = rules;
    }

    /// All mails that it has taken, the oldest first.
    pub fn mails(&self) -> Vec<Received> {
        lock(&self.state.mails).clone()
    }

    /// How many calls it has taken.
    pub fn calls(&self) -> u32 {
        *lock(&self.state.calls)
    }

    /// Waits until it has taken `count` mails, and gives all.
    ///
    /// # Panics
    /// When they do not come within a minute.
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        let mails = lock(&self.state.mails);
        let (mails, waited) =
            self.state.came.wait_timeout_while(mails, PATIENCE, |mails| mails.len() < count).unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "{} of {count} mails came", mails.len());
        mails.clone()
    }

    /// Takes no calls any more and breaks off those that it has.
    pub fn go_down(&mut self) {
        let Some(thread) = self.up.take() else { return };
        self.state.ended.store(true, Ordering::SeqCst);
        // It waits for a call: this one.
        drop(TcpStream::connect(self.address));
        // A panic in it was told when it happened.
        drop(thread.join());
        for stream in lock(&self.state.open).drain(..) {
            // It may be over already.
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Takes calls again, at the same port.
    ///
    /// # Panics
    /// When somebody else has the port now.
    pub fn come_up(&mut self) {
        if self.up.is_some() {
            return;
        }
        self.state.ended.store(false, Ordering::SeqCst);
        let listener =
            (0..TRIES).find_map(|_| TcpListener::bind(self.address).inspect_err(|_| std::thread::sleep(Duration::from_millis(50))).ok());
        let listener = listener.unwrap_or_else(|| panic!("{} is taken", self.address));
        self.take_calls(listener).expect("a thread");
    }

    fn take_calls(&mut self, listener: TcpListener) -> io::Result<()> {
        let state = Arc::clone(&self.state);
        let work = move || {
            for stream in listener.incoming() {
                if state.ended.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (Ok(known), Ok(end)) = (stream.try_clone(), stream.try_clone()) else { continue };
                lock(&state.open).push(known);
                *lock(&state.calls) += 1;
                let state = Arc::clone(&state);
                std::thread::spawn(move || {
                    // A caller who breaks off is no fault of the server's.
                    drop(converse(stream, &state));
                    drop(end.shutdown(Shutdown::Both));
                });
            }
        };
        self.up = Some(std::thread::Builder::new().name("postbox".into()).spawn(work)?);
        Ok(())
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        self.go_down();
    }
}
