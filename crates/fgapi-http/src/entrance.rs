//! How a new connection comes in: through TLS, when the gateway speaks it, and into the guard.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use actix_http::Extensions;
use actix_rt::net::TcpStream;
use actix_server::GracefulShutdownSignal;
use futures_util::future::select;
use tokio::time::Instant;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

use crate::settings::HttpSettings;
use fgapi_socket::{Guard, Handshakes, Seats, Tls, presented};

/// The bytes of a connection in clear.
pub(crate) type Wire = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// Keeps what the caller presented in the handshake with the connection, for its handlers.
pub(crate) fn note_certificate(guarded: &Guard<Wire>, data: &mut Extensions) {
    if let Either::Right(secured) = guarded.inner()
        && let Some(certificate) = presented(secured.get_ref().1)
    {
        data.insert(certificate);
    }
}

/// The entrance of one thread.
#[derive(Debug)]
pub(crate) struct Entrance {
    tls: Option<(Tls, Rc<Handshakes>)>,
    head_max: usize,
    deadline: Duration,
    seats: Rc<Seats>,
    stopping: GracefulShutdownSignal,
}

impl Entrance {
    /// An entrance for at most `connections` at once. At most half of them may be in a handshake, so that neither who
    /// stalls in one nor who is through it can keep out the others; and who is idle makes room for who takes the last place.
    pub(crate) fn new(tls: Option<Tls>, settings: &HttpSettings, connections: usize, stopping: GracefulShutdownSignal) -> Self {
        let tls = tls.map(|tls| (tls, Handshakes::new(connections / 2)));
        Self { tls, head_max: settings.head_bytes_max, deadline: settings.deadline, seats: Seats::new(connections), stopping }
    }

    /// Lets a connection in. Its handshake and its first request share one deadline.
    ///
    /// # Errors
    /// The handshake's; the connection is closed.
    pub(crate) async fn enter(&self, stream: TcpStream) -> io::Result<(Guard<Wire>, Option<SocketAddr>)> {
        let (began, seat) = (Instant::now(), self.seats.take());
        let peer = stream.peer_addr().ok();
        // Without it an answer waits for the acknowledgement of the one before; a stream that refuses still works.
        stream.set_nodelay(true).unwrap_or_default();
        let wire = match &self.tls {
            None => Either::Left(stream),
            Some((tls, handshakes)) => {
                let mut handshake = handshakes.begin();
                let given_up = async {
                    select(pin!(handshake.pushed_out()), pin!(self.stopping.notified())).await;
                };
                let secured = tls.shake_hands(stream, began + self.deadline, given_up).await;
                let secured = secured.inspect_err(|error| log::debug!(target: "fgapi::tls", "a handshake came to nothing: {error}"))?;
                Either::Right(Box::new(secured))
            }
        };
        Ok((Guard::new(wire, self.head_max, self.deadline, began).seated(seat), peer))
    }
}
