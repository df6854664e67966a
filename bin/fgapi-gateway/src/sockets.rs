//! The sockets that the gateway listens on: one for everybody, one that asks browsers for a certificate, and one for those who watch.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};

use actix_server::Server;
use actix_web::web;
use fgapi_house::{CustomerCertificates, Failure, Origins, pem};
use fgapi_http::{Door, Tls};
use fgapi_settings::{PublicUrl, Settings};

/// Listening sockets, not served yet.
pub(crate) struct Sockets {
    main: Socket,
    certificates: Option<Socket>,
    metrics: Option<Socket>,
}

struct Socket {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
}

impl Sockets {
    /// Opens what the settings name.
    ///
    /// # Errors
    /// A [`Failure`] when an address is taken or a certificate cannot be served with.
    pub(crate) fn open(settings: &Settings, certificates: Option<&CustomerCertificates>) -> Result<Self, Failure> {
        let main = Socket::open(settings.server.bind, "server.bind", pem::tls(settings)?)?;
        let certificates = match (settings.tls.client_bind, certificates) {
            (Some(bind), Some(certificates)) => {
                let tls = pem::tls_for_certificates(settings, &certificates.issuers()?)?;
                Some(Socket::open(bind, "tls.client_bind", tls)?)
            }
            _ => None,
        };
        let metrics = settings.metrics.bind.map(|bind| Socket::open(bind, "metrics.bind", None)).transpose()?;
        Ok(Self { main, certificates, metrics })
    }

    /// The base URL of FGAPI, as this machine reaches it.
    pub(crate) fn base_url(&self, settings: &Settings) -> String {
        format!("{}{}", self.local(settings), settings.server.prefix.as_str())
    }

    /// Scheme, host and port, as this machine reaches them.
    fn local(&self, settings: &Settings) -> String {
        let scheme = if self.main.tls.is_some() { "https" } else { "http" };
        match &settings.server.public_url {
            // A sandbox with a certificate of its own is reached by the name that stands in it.
            Some(url) if url.is_this_machine() && self.main.address.ip().is_loopback() => url.with_port(self.main.address.port()),
            _ => format!("{scheme}://{}", self.main.address),
        }
    }

    /// Where those who watch ask, as this machine reaches it; `None`: nowhere.
    pub(crate) fn metrics_url(&self) -> Option<String> {
        self.metrics.as_ref().map(|socket| format!("http://{}", socket.address))
    }

    /// The listener for those who watch, to be served apart from the others: it outlives them.
    pub(crate) fn take_metrics(&mut self) -> Option<TcpListener> {
        self.metrics.take().map(|socket| socket.listener)
    }

    /// How browsers reach the sockets.
    pub(crate) fn origins(&self, settings: &Settings) -> Origins {
        let url = settings.server.public_url.as_ref();
        let main = match url {
            Some(url) if !url.is_this_machine() => Some(url.to_string()),
            // What is bound to an address of this machine alone is reached there, and nowhere else.
            _ => self.main.address.ip().is_loopback().then(|| self.local(settings)),
        };
        let certificates = self.certificates.as_ref().and_then(|socket| {
            let port = socket.address.port();
            let of_main = || main.as_deref().and_then(PublicUrl::read).map(|url| url.at_port(port));
            settings.tls.client_url.as_ref().map(ToString::to_string).or_else(of_main)
        });
        let https = self.main.tls.is_some() || settings.server.behind_proxy || url.is_some_and(PublicUrl::is_https);
        Origins { main, local: self.local(settings), certificates, https }
    }

    /// Serves them, but for those who watch.
    ///
    /// # Errors
    /// The operating system's.
    pub(crate) fn serve(self, door: &Door, more: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static) -> io::Result<Vec<Server>> {
        let serve = |socket: Socket| match socket.tls {
            Some(tls) => fgapi_http::serve_tls(door, socket.listener, tls, more.clone()),
            None => fgapi_http::serve(door, socket.listener, more.clone()),
        };
        [Some(self.main), self.certificates].into_iter().flatten().map(serve).collect()
    }
}

impl Socket {
    fn open(bind: SocketAddr, setting: &str, tls: Option<Tls>) -> Result<Self, Failure> {
        let listener = listen(bind, setting)?;
        let address = listener.local_addr().map_err(|error| Failure::broken(format!("{bind}: {error}"), format!("look at {setting}")))?;
        Ok(Self { listener, address, tls })
    }
}

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1_024;

fn listen(bind: SocketAddr, setting: &str) -> Result<TcpListener, Failure> {
    let open = || {
        let socket = if bind.is_ipv4() { tokio::net::TcpSocket::new_v4() } else { tokio::net::TcpSocket::new_v6() }?;
        // A port whose last connections are still closing is free.
        socket.set_reuseaddr(cfg!(unix))?;
        socket.bind(bind)?;
        socket.listen(BACKLOG)?.into_std()
    };
    open().map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::broken(
            format!("{bind}: another program listens there"),
            format!("end that program, or take another port: `fgapi sandbox --port 0` takes any free one, `fgapi serve` has {setting}"),
        ),
        ErrorKind::PermissionDenied | ErrorKind::AddrNotAvailable => {
            Failure::broken(format!("{bind}: {error}"), format!("choose an address of this machine and a port from 1024 on, in {setting}"))
        }
        _ => Failure::broken(format!("{bind}: {error}"), format!("look at {setting}")),
    })
}
