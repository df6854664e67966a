//! Which address leads to which handler. Addresses that nobody defined are left to whoever is mounted next.

use actix_web::{Resource, guard, web};

use super::Portal;
use super::arrival::Place;
use super::{handlers, linked, own};
use fgapi_look::FORGET;

/// A resource that answers one method only; others are left to whoever is mounted next.
pub(super) fn get(path: &str) -> Resource {
    web::resource(path).guard(guard::Get())
}

pub(super) fn post(path: &str) -> Resource {
    web::resource(path).guard(guard::Post())
}

pub(super) fn mount(portal: &Portal, app: &mut web::ServiceConfig) {
    let at = |place: Place, rest: &str| format!("{}{}{rest}", portal.settings.prefix, place.path());
    let ours = |resource: Resource, place: Place| resource.app_data(portal.clone()).app_data(place);
    // One address of these has a word where others have a journey.
    if portal.linked.is_some() {
        linked::mount(&at(Place::Own, ""), app, |resource| ours(resource, Place::Own));
    }
    for place in [Place::Link, Place::Own] {
        let entry = get(&at(place, ""));
        app.service(ours(
            match place {
                Place::Link => entry.to(handlers::begin_link),
                Place::Own => entry.to(handlers::begin_own_page),
            },
            place,
        ));
        app.service(ours(get(&at(place, "/{journey}")).to(handlers::look), place));
        app.service(ours(get(&at(place, "/{journey}/certificate")).to(handlers::present_certificate), place));
        app.service(ours(post(&at(place, "/{journey}/login")).to(handlers::log_in), place));
        app.service(ours(post(&at(place, "/{journey}/certificate")).to(handlers::log_in), place));
        app.service(ours(post(&at(place, "/{journey}/without-certificate")).to(handlers::forget_certificate), place));
        app.service(ours(post(&at(place, "/{journey}/question")).to(handlers::answer), place));
        app.service(ours(post(&at(place, "/{journey}/cancel")).to(handlers::cancel), place));
    }
    let link = |resource: Resource| ours(resource, Place::Link);
    app.service(link(post(&at(Place::Link, "/{journey}/scopes")).to(handlers::choose_scopes)));
    app.service(link(post(&at(Place::Link, "/{journey}/pins")).to(handlers::stage_pins)));
    app.service(link(post(&at(Place::Link, "/{journey}/pin-result")).to(handlers::pin_result)));
    app.service(link(post(&at(Place::Link, "/{journey}/consent")).to(handlers::consent)));
    let own_page = |resource: Resource| ours(resource, Place::Own);
    app.service(own_page(get(&at(Place::Own, "/{journey}/end")).to(own::ask_to_end)));
    app.service(own_page(get(&at(Place::Own, "/{journey}/renew")).to(own::ask_to_renew)));
    app.service(own_page(post(&at(Place::Own, "/{journey}/end")).to(own::end)));
    app.service(own_page(post(&at(Place::Own, "/{journey}/renew")).to(own::renew)));
    app.service(own_page(post(&at(Place::Own, "/{journey}/sign-out")).to(own::sign_out)));
    for (place, forms) in [
        (Place::Link, "login|without-certificate|question|scopes|pins|pin-result|consent|cancel"),
        (Place::Own, "login|without-certificate|question|cancel|sign-out"),
    ] {
        app.service(ours(get(&at(place, &format!("/{{journey}}/{{form:{forms}}}"))).to(handlers::present_step), place));
    }
    app.service(get(&format!("{}{FORGET}", portal.settings.prefix)).to(handlers::forget));
    let asset = get(&format!("{}/assets/{{name}}", portal.settings.prefix)).app_data(portal.clone());
    app.service(asset.to(handlers::asset));
}
