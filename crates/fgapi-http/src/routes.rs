//! Which path and method leads to which handler; everything else is 404 (reading R7).

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpMessage as _, HttpRequest, Resource, web};

use crate::context::Context;
use crate::door::Door;
use crate::edge::{edge, undefined};
use crate::handlers::{auth, data, linked, oauth, office, openapi};
use crate::hours::hours;
use crate::linked::{ACCOUNT, ACCOUNTS, ACQUIRE, ADDITIONAL_REQUEST, ADDITIONAL_REQUESTS, AGGREGATION_ERRORS};
use crate::view_openapi::{AUTHENTICATION_INFO_PATH, METADATA_PATH, TOKEN_PATH};

/// Mounts every API under the common prefix.
pub(crate) fn mount(door: &Door, app: &mut web::ServiceConfig) {
    if tells_of_itself(door) && !door.settings.prefix.is_empty() {
        mount_at_root(door, app);
    }
    let outer = door.clone();
    let mut scope = web::scope(&door.settings.prefix).app_data(door.clone()).default_service(web::to(not_found));
    for resource in busiest("") {
        scope = scope.service(resource);
    }
    if door.settings.login_post {
        scope = scope.service(resource("/auth/login").post(auth::log_in));
    }
    if door.office.is_some() {
        scope = scope.service(resource("/api/v1/token").get(office::token));
    }
    if door.linked.is_some() {
        scope = scope
            .service(resource(ACCOUNTS).get(linked::list).post(linked::link))
            // Before the account itself, whose id may hold anything.
            .service(resource(ACQUIRE).post(linked::acquire))
            .service(resource(ACCOUNT).get(linked::show).put(linked::change).patch(linked::change))
            .service(resource(AGGREGATION_ERRORS).get(linked::errors))
            .service(resource(ADDITIONAL_REQUESTS).post(linked::requests))
            .service(resource(ADDITIONAL_REQUEST).put(linked::respond).patch(linked::respond));
    }
    if door.saas.is_some() {
        scope = scope.service(resource(AUTHENTICATION_INFO_PATH).get(openapi::authentication_info));
        scope = scope.service(resource(TOKEN_PATH).post(oauth::token));
    }
    if tells_of_itself(door) {
        scope = scope.service(resource(METADATA_PATH).get(oauth::metadata));
    }
    app.service(scope.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| edge(outer.clone(), request, next))));
}

/// Mounts the calls that are made most, before whatever else an app serves: a hundred screens, each with a pattern to be tried, would
/// otherwise cost each of them more than its own work. [`mount`] mounts them too, for apps that have nothing before it.
pub(crate) fn mount_first(door: &Door, app: &mut web::ServiceConfig) {
    for resource in busiest(&door.settings.prefix) {
        app.service(resource.app_data(door.clone()));
    }
}

/// What machines call all day. No screen stands at any of these paths.
fn busiest(prefix: &str) -> Vec<Resource<impl Routed + use<>>> {
    let at = |path: &str| resource(&format!("{prefix}{path}"));
    let mut all =
        vec![at("/auth/system_token").post(auth::system_token), at("/auth/token").post(auth::redeem).put(auth::rotate).delete(auth::end)];
    // The document's tables name the first path, its examples the second (reading R3).
    all.extend(["/branches", "/branches/list"].map(|path| at(path).get(data::branches)));
    all.extend(["/accounts", "/accounts/list"].map(|path| at(path).get(data::accounts)));
    all.extend(["/transactions", "/transactions/list"].map(|path| at(path).get(data::transactions)));
    all.extend(["/balances", "/balances/list"].map(|path| at(path).get(data::balances)));
    all
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

/// What a resource of ours is made of.
trait Routed: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()> {}

impl<S> Routed for S where S: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>
{}

/// A path that rests in the hours of maintenance, and whose other methods are not found.
fn resource(path: &str) -> Resource<impl Routed + use<>> {
    web::resource(path).default_service(web::to(not_found)).wrap(from_fn(hours))
}

/// Any path or method that nothing defines.
pub(crate) async fn not_found(request: HttpRequest) -> actix_web::HttpResponse {
    let context = request.extensions().get::<Context>().cloned();
    undefined(request.app_data::<Door>(), context.as_ref())
}
