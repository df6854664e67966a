//! One call: `mailin` says what to answer, this file carries the lines.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{IpAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder, response};
use rustls::{ServerConnection, StreamOwned};

use crate::postbox::{Rules, Speech, State, lock};
use crate::received::Received;

/// A caller who says nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(60);

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

/// Decides what is taken.
struct Judge {
    rules: Rules,
    login: Option<String>,
    tls: Arc<AtomicBool>,
    mail: Received,
    /// What was taken, until the caller has been told.
    taken: Taken,
}

type Taken = Arc<Mutex<Vec<Received>>>;

impl Judge {
    fn signs_in(&mut self, user: &str, password: &str) -> Response {
        match &self.rules.login {
            Some((known, right)) if known == user && right == password => {
                self.login = Some(user.to_owned());
                response::AUTH_OK
            }
            _ => response::INVALID_CREDENTIALS,
        }
    }
}

fn refusal(code: u16) -> Response {
    Response::custom(code, "5.0.0 refused by the rules of this test".to_owned())
}

impl Handler for Judge {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        if self.rules.login.is_some() && self.login.is_none() {
            return response::AUTHENTICATION_REQUIRED;
        }
        if let Some(code) = self.rules.refuse_sender {
            return refusal(code);
        }
        self.mail =
            Received { from: from.to_owned(), login: self.login.clone(), tls: self.tls.load(Ordering::SeqCst), ..Received::default() };
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if let Some(code) = self.rules.refuse.get(to) {
            return refusal(*code);
        }
        self.mail.to.push(to.to_owned());
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.mail.raw.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if let Some(code) = self.rules.refuse_content {
            return refusal(code);
        }
        lock(&self.taken).push(std::mem::take(&mut self.mail));
        response::OK
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.signs_in(user, password)
    }

    fn auth_login(&mut self, user: &str, password: &str) -> Response {
        self.signs_in(user, password)
    }
}

/// Speaks with a caller until they are done.
pub(crate) fn converse(stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let rules = state.rules();
    if rules.silent {
        return stream.take(u64::MAX).read_to_end(&mut Vec::new()).map(drop);
    }
    let mut builder = SessionBuilder::new("postbox.example");
    if rules.login.is_some() {
        builder.enable_auth(AuthMechanism::Plain).enable_auth(AuthMechanism::Login);
    }
    match rules.speech {
        Speech::Plain => drop(builder.insecure_enable_plaintext_auth()),
        Speech::StartTls => drop(builder.enable_start_tls()),
        Speech::Tls => {}
    }
    let peer = stream.peer_addr()?.ip();
    let wrapped = rules.speech == Speech::Tls;
    let tls = Arc::new(AtomicBool::new(wrapped));
    let taken = Taken::default();
    let judge = Judge { rules, login: None, tls: Arc::clone(&tls), mail: Received::default(), taken: Arc::clone(&taken) };
    let mut session = builder.build(peer, judge);
    // Who sees a mail here and takes the server down leaves nobody in doubt about it.
    let told = || lock(&taken).drain(..).for_each(|mail| state.keep(mail));
    if !wrapped {
        let mut line = stream.try_clone()?;
        say(&mut line, &session.greeting())?;
        if !lines(&mut session, &mut line, &told)? {
            return Ok(());
        }
    }
    let connection = ServerConnection::new(Arc::clone(&state.tls.config)).map_err(io::Error::other)?;
    let mut line = StreamOwned::new(connection, stream);
    session.tls_active();
    tls.store(true, Ordering::SeqCst);
    if wrapped {
        say(&mut line, &session.greeting())?;
    }
    lines(&mut session, &mut line, &told).map(drop)
}

/// In one piece: the caller does not wait for the rest of an answer.
fn say(line: &mut dyn Line, answer: &Response) -> io::Result<()> {
    line.write_all(&answer.buffer()?)?;
    line.flush()
}

/// Carries lines until the caller is done (`false`), or wants TLS (`true`).
fn lines(session: &mut Session<Judge>, line: &mut dyn Line, told: &dyn Fn()) -> io::Result<bool> {
    let mut reader = BufReader::new(line);
    loop {
        let mut said = Vec::new();
        if reader.read_until(b'\n', &mut said)? == 0 {
            return Ok(false);
        }
        let answer = session.process(&said);
        let content = said == b".\r\n";
        say(reader.get_mut(), &answer)?;
        told();
        // `mailin` would take whatever comes next for more of the mail.
        if content && answer.is_error {
            return Ok(false);
        }
        match answer.action {
            Action::Close => return Ok(false),
            Action::UpgradeTls => return Ok(true),
            Action::NoReply | Action::Reply => {}
        }
    }
}
