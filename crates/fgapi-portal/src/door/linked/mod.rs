//! What the customer has at other institutions: screens beside the customer's own page, under the same session. A handler learns from
//! `fgapi-consent` who is signed in, and runs one use case of `fgapi-linked` for them.

mod back;
mod draw;
mod own;
mod plain_html;
mod service;
mod told;
mod turn;

use actix_web::{HttpResponse, Resource, web};

use super::arrival::Arrival;
use super::routes::{get, post};

/// Mounts the screens below `own`, the address of the customer's own page.
pub(super) fn mount(own: &str, app: &mut web::ServiceConfig, ours: impl Fn(Resource) -> Resource) {
    let accounts = format!("{own}/{{journey}}/accounts");
    let one = format!("{accounts}/{{named}}");
    app.service(ours(get(&format!("{own}{}", back::PATH)).to(back::come_back)));
    app.service(ours(get(&accounts).to(own::list)));
    app.service(ours(get(&format!("{accounts}/new")).to(service::choose)));
    app.service(ours(get(&format!("{accounts}/new/{{named}}")).to(service::show)));
    app.service(ours(post(&format!("{accounts}/new/{{named}}")).to(service::link)));
    app.service(ours(get(&one).to(own::details)));
    app.service(ours(get(&format!("{one}/link")).to(service::show_anew)));
    app.service(ours(post(&format!("{one}/link")).to(service::link_anew)));
    app.service(ours(get(&format!("{one}/remove")).to(own::ask_to_remove)));
    app.service(ours(post(&format!("{one}/remove")).to(own::remove)));
    app.service(ours(post(&format!("{one}/acquire")).to(own::acquire)));
    app.service(ours(post(&format!("{one}/name")).to(own::name)));
    app.service(ours(post(&format!("{one}/suspend")).to(own::suspend)));
    app.service(ours(post(&format!("{one}/resume")).to(own::resume)));
    app.service(ours(post(&format!("{one}/answer")).to(own::answer)));
    app.service(ours(get(&format!("{one}/{{form:acquire|name|suspend|resume|answer}}")).to(form_address)));
}

/// A form's address without its form: on to the account.
async fn form_address(arrival: Arrival) -> HttpResponse {
    turn::look(arrival, |turn| Ok(turn.account().map_or_else(turn::Came::gone, turn::Came::account))).await
}
