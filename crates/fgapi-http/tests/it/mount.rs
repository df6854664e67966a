//! FGAPI inside somebody else's app.

use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::{App, HttpResponse, web};
use fgapi_http::HttpSettings;
use serde_json::Value;

use crate::house::{CALLER, House, settings};

#[actix_web::test]
async fn an_app_of_ones_own_keeps_its_paths() {
    let house = House::with(HttpSettings { prefix: "/bank".into(), ..settings() });
    let app = App::new().route("/own", web::get().to(HttpResponse::Ok)).configure(house.door.routes());
    let app = init_service(app).await;
    let get = |path: &str| TestRequest::get().uri(path).to_request();
    let own = call_service(&app, get("/own")).await;
    assert_eq!((own.status().as_u16(), own.headers().get("x-request-id").is_some()), (200, false));
    for (path, status, code) in [("/bank/branches", 401, "FG401-001"), ("/bank/nothing", 404, "FG404-001")] {
        let ours = call_service(&app, get(path)).await;
        assert_eq!((ours.status().as_u16(), ours.headers().get("x-request-id").is_some()), (status, true));
        assert_eq!(read_body_json::<Value, _>(ours).await["error_code"], code);
    }
}

#[test]
fn a_route_beside_ours_knows_its_caller() {
    let house = House::with(HttpSettings { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..settings() });
    for (language, from, known) in [("en", "192.0.2.9", "192.0.2.9 en"), ("fr", "unknown", "127.0.0.1 ja")] {
        let answer = house.send("GET", CALLER, &[("Accept-Language", language), ("X-Forwarded-For", from)], b"");
        let request_id = answer.header("x-request-id").unwrap();
        assert_eq!(String::from_utf8_lossy(&answer.body), format!("{request_id} {known}"));
    }
}
