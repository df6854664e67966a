//! Which path and method leads to which handler; everything else is 404 (reading R7).

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, FromRequest, Handler, HttpMessage as _, HttpRequest, Resource, Responder, Route, web};

use crate::context::Context;
use crate::door::Door;
use crate::edge::{edge, method as name, undefined};
use crate::handlers::{auth, data, linked, oauth, office, openapi};
use crate::hours::hours;
use crate::linked::{ACCOUNT, ACCOUNTS, ACQUIRE, ADDITIONAL_REQUEST, ADDITIONAL_REQUESTS, AGGREGATION_ERRORS};
use crate::view::API_TOKEN_PATH;
use crate::view_openapi::{AUTHENTICATION_INFO_PATH, METADATA_PATH, TOKEN_PATH};

/// Which parts of the gateway there are; the rest of the APIs is always there.
#[derive(Clone, Copy)]
struct Parts {
    login_post: bool,
    office: bool,
    linked: bool,
    saas: bool,
    metadata: bool,
}

/// What answers: paths below the common prefix, in the order in which they are matched.
#[derive(Default)]
struct Table(Vec<(&'static str, Method, Route)>);

impl Table {
    fn on<F, Args>(&mut self, method: Method, path: &'static str, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.0.push((path, method.clone(), web::method(method).to(handler)));
    }

    /// What machines call all day. No screen stands at any of these paths.
    fn busiest() -> Self {
        let mut table = Self::default();
        table.on(Method::POST, "/auth/system_token", auth::system_token);
        table.on(Method::POST, "/auth/token", auth::redeem);
        table.on(Method::PUT, "/auth/token", auth::rotate);
        table.on(Method::DELETE, "/auth/token", auth::end);
        // The document's tables name the first path, its examples the second (reading R3).
        table.on(Method::GET, "/branches", data::branches);
        table.on(Method::GET, "/branches/list", data::branches);
        table.on(Method::GET, "/accounts", data::accounts);
        table.on(Method::GET, "/accounts/list", data::accounts);
        table.on(Method::GET, "/transactions", data::transactions);
        table.on(Method::GET, "/transactions/list", data::transactions);
        table.on(Method::GET, "/balances", data::balances);
        table.on(Method::GET, "/balances/list", data::balances);
        table
    }

    /// Everything that these parts answer.
    fn of(parts: Parts) -> Self {
        let mut table = Self::busiest();
        if parts.login_post {
            table.on(Method::POST, "/auth/login", auth::log_in);
        }
        if parts.office {
            table.on(Method::GET, API_TOKEN_PATH, office::token);
        }
        if parts.linked {
            table.linked();
        }
        if parts.saas {
            table.on(Method::GET, AUTHENTICATION_INFO_PATH, openapi::authentication_info);
            table.on(Method::POST, TOKEN_PATH, oauth::token);
        }
        if parts.metadata {
            table.on(Method::GET, METADATA_PATH, oauth::metadata);
        }
        table
    }

    fn linked(&mut self) {
        self.on(Method::GET, ACCOUNTS, linked::list);
        self.on(Method::POST, ACCOUNTS, linked::link);
        // Before the account itself, whose id may hold anything.
        self.on(Method::POST, ACQUIRE, linked::acquire);
        self.on(Method::GET, ACCOUNT, linked::show);
        self.on(Method::PUT, ACCOUNT, linked::change);
        self.on(Method::PATCH, ACCOUNT, linked::change);
        self.on(Method::GET, AGGREGATION_ERRORS, linked::errors);
        self.on(Method::POST, ADDITIONAL_REQUESTS, linked::requests);
        self.on(Method::PUT, ADDITIONAL_REQUEST, linked::respond);
        self.on(Method::PATCH, ADDITIONAL_REQUEST, linked::respond);
    }

    /// The same, each path with all of its methods.
    fn by_path(self) -> Vec<(&'static str, Vec<Route>)> {
        let mut paths: Vec<(&'static str, Vec<Route>)> = Vec::new();
        for (path, _, route) in self.0 {
            match paths.last_mut() {
                Some((last, routes)) if *last == path => routes.push(route),
                _ => paths.push((path, vec![route])),
            }
        }
        paths
    }
}

/// Method and pattern of every call that a gateway with all of its parts answers, below the common prefix; the door mounts this very
/// table. Screens are not among them.
pub fn calls() -> Vec<(&'static str, &'static str)> {
    let all = Table::of(Parts { login_post: true, office: true, linked: true, saas: true, metadata: true });
    all.0.into_iter().map(|(path, method, _)| (name(&method), path)).collect()
}

/// Mounts every API under the common prefix.
pub(crate) fn mount(door: &Door, app: &mut web::ServiceConfig) {
    if tells_of_itself(door) && !door.settings.prefix.is_empty() {
        mount_at_root(door, app);
    }
    let outer = door.clone();
    let scope = web::scope(&door.settings.prefix).app_data(door.clone()).default_service(web::to(not_found));
    let parts = Parts {
        login_post: door.settings.login_post,
        office: door.office.is_some(),
        linked: door.linked.is_some(),
        saas: door.saas.is_some(),
        metadata: tells_of_itself(door),
    };
    let scope = Table::of(parts).by_path().into_iter().fold(scope, |scope, (path, routes)| {
        scope.service(routes.into_iter().fold(resource(path), |resource, route| resource.route(route)))
    });
    app.service(scope.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| edge(outer.clone(), request, next))));
}

/// Mounts the calls that are made most, before whatever else an app serves: a hundred screens, each with a pattern to be tried, would
/// otherwise cost each of them more than its own work. [`mount`] mounts them too, for apps that have nothing before it.
pub(crate) fn mount_first(door: &Door, app: &mut web::ServiceConfig) {
    for (path, routes) in Table::busiest().by_path() {
        let first = resource(&format!("{}{path}", door.settings.prefix)).app_data(door.clone());
        app.service(routes.into_iter().fold(first, |resource, route| resource.route(route)));
    }
}

/// Mounts what RFC 8414 wants at the root of the host, whatever the prefix: the issuer's path stands behind it.
fn mount_at_root(door: &Door, app: &mut web::ServiceConfig) {
    let (outer, path) = (door.clone(), format!("{METADATA_PATH}{}", door.settings.prefix));
    let at_root = resource(&path).app_data(door.clone()).get(oauth::metadata);
    app.service(at_root.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| edge(outer.clone(), request, next))));
}

/// Whether there is an authorization server, and a name by which callers know it.
fn tells_of_itself(door: &Door) -> bool {
    door.saas.is_some() && door.settings.origin.is_some()
}

/// A path that rests in the hours of maintenance, and whose other methods are not found.
fn resource(
    path: &str,
) -> Resource<impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()> + use<>>
{
    web::resource(path).default_service(web::to(not_found)).wrap(from_fn(hours))
}

/// Any path or method that nothing defines.
pub(crate) async fn not_found(request: HttpRequest) -> actix_web::HttpResponse {
    let context = request.extensions().get::<Context>().cloned();
    undefined(request.app_data::<Door>(), context.as_ref())
}
