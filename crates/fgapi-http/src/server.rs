//! FGAPI on a socket of its own.

use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_rt::net::TcpStream;
use actix_server::Server;
use actix_service::{IntoServiceFactory as _, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServiceRequest};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, web};

use crate::door::Door;
use crate::edge::edge;
use crate::entrance::{Entrance, note_certificate};
use crate::routes::not_found;
use fgapi_socket::Tls;

/// How long a refused request's rest is still read, so that its sender sees the answer.
const LINGER: Duration = Duration::from_secs(1);

/// Serves FGAPI in clear HTTP on `listener`, with what `more` adds to the app (health checks and the like) beside it.
/// Handlers of `more` find a [`CallerContext`](fgapi_caller::CallerContext) in their request's extensions.
///
/// The server runs when it is awaited, handles no signals, and ends through
/// [`handle().stop(true)`](actix_server::ServerHandle::stop), which lets calls that are under way end
/// ([`HttpSettings::drain`](crate::HttpSettings::drain)). Bind to loopback, or behind a proxy that speaks TLS.
///
/// # Errors
/// The operating system's, when the listener cannot be used.
pub fn serve(door: &Door, listener: TcpListener, more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) -> io::Result<Server> {
    start(door, listener, None, more)
}

/// Serves FGAPI in HTTPS, and is otherwise as [`serve`]. Handshakes are a part of the first request's deadline; they take
/// at most half of the connections, and one more pushes out the one that has lasted longest.
///
/// # Errors
/// The operating system's, when the listener cannot be used.
pub fn serve_tls(
    door: &Door,
    listener: TcpListener,
    tls: Tls,
    more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> io::Result<Server> {
    start(door, listener, Some(tls), more)
}

fn start(
    door: &Door,
    listener: TcpListener,
    tls: Option<Tls>,
    more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> io::Result<Server> {
    let address = listener.local_addr()?;
    let settings = &door.settings;
    // actix counts connections per thread that serves them.
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(512);
    let connections = settings.connections_max.div_ceil(threads).max(1);
    let server = Server::build()
        .disable_signals()
        .workers(threads)
        .max_concurrent_connections(connections)
        .shutdown_timeout(settings.drain.as_secs().max(1));
    let stopping = server.graceful_shutdown_signal();
    let door = door.clone();
    let server = server.listen("fgapi", listener, move || {
        let entrance = Rc::new(Entrance::new(tls.clone(), &door.settings, connections, stopping.clone()));
        let stopping = stopping.clone();
        let app = app(door.clone(), more.clone()).into_factory().map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .keep_alive(door.settings.keep_alive)
            // The guard times heads and bodies; actix would answer 408, which the document does not know.
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(LINGER)
            .tcp_nodelay(true)
            .local_addr(address)
            .on_connect_ext(note_certificate)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| {
            let entrance = Rc::clone(&entrance);
            async move {
                let (guarded, peer) = entrance.enter(stream).await.map_err(DispatchError::Io)?;
                Ok((guarded, Protocol::Http1, peer))
            }
        })
        .and_then(http)
    })?;
    Ok(server.run())
}

fn app(
    door: Door,
    more: impl Fn(&mut web::ServiceConfig),
) -> App<
    impl actix_service::ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let routes = door.routes();
    App::new()
        .app_data(door.clone())
        .configure(|app| crate::routes::mount_first(&door, app))
        .configure(more)
        .configure(routes)
        .default_service(web::to(not_found))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| edge(door.clone(), request, next)))
}
