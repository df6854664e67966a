//! A listener of their own for those who watch: one thread, few connections, short deadlines, one answer a connection.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use actix_http::{HttpService, KeepAlive, Protocol};
use actix_rt::net::TcpStream;
use actix_server::Server;
use actix_service::{IntoServiceFactory as _, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::{App, HttpResponse, web};
use fgapi_socket::Guard;
use tokio::time::Instant;

use super::Probes;

/// Connections that may be open at once; one more waits until another is over, which the deadline sees to.
const CONNECTIONS: usize = 32;
/// How long a request may take to arrive, and how long its reader may take nothing of the answer.
const DEADLINE: Duration = Duration::from_secs(3);
/// The longest head.
const HEAD_BYTES: usize = 8 << 10;
/// How long a refused request's rest is still read, so that its sender sees the answer.
const LINGER: Duration = Duration::from_secs(1);

/// Serves what is asked on `listener`, in a thread of its own. It ends through [`Server::handle`].
///
/// # Errors
/// The operating system's, when the listener cannot be used.
pub(crate) fn serve(listener: TcpListener, probes: Probes) -> io::Result<Server> {
    let address = listener.local_addr()?;
    let server = Server::build().disable_signals().workers(1).max_concurrent_connections(CONNECTIONS).shutdown_timeout(1);
    let server = server.listen("metrics", listener, move || {
        let probes = probes.clone();
        let app = App::new()
            .configure(|app| probes.mount_all(app))
            .default_service(web::to(|| async { HttpResponse::NotFound().finish() }))
            .into_factory()
            .map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .keep_alive(KeepAlive::Disabled)
            // The guard times heads and bodies.
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(LINGER)
            .tcp_nodelay(true)
            .local_addr(address)
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(|stream: TcpStream| async {
            let peer = stream.peer_addr().ok();
            Ok((Guard::new(stream, HEAD_BYTES, DEADLINE, Instant::now()), Protocol::Http1, peer))
        })
        .and_then(http)
    })?;
    Ok(server.run())
}
