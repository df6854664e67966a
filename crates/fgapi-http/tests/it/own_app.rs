//! The example of an app of one's own, asked over HTTP: what it shows is what it does.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::{App, HttpResponse, web};
use fgapi_audit::By;
use fgapi_domain::{AccountChoice, GrantSet, Ordinal, Transaction, Yen};
use fgapi_token::{Authorization, NewClient};
use serde_json::{Value, json};

use example::{Core, fgapi};

#[path = "../../examples/own_app.rs"]
mod example;

fn booked(day: &str, amount: i64, balance: i64) -> Transaction {
    let (ordinal, description) = (Ordinal::new(1).unwrap(), "給与".parse().unwrap());
    Transaction { booked: day.parse().unwrap(), ordinal, amount: Yen(amount), description, balance: Yen(balance) }
}

#[test]
fn it_is_shorter_than_sixty_lines() {
    // Its reader runs it; here it is only seen to be there.
    let _: fn() -> Result<(), Box<dyn std::error::Error>> = example::main;
    assert!(include_str!("../../examples/own_app.rs").lines().count() < 60);
}

#[actix_web::test]
async fn a_core_of_ones_own_is_read_over_http() {
    let rows = vec![booked("2026-01-15", 300_000, 300_000), booked("2026-01-20", -80_000, 220_000)];
    let held = (("C-1".parse().unwrap(), "9999-001-1-0000001".parse().unwrap()), rows);
    let door = fgapi(Core(BTreeMap::from([held]))).unwrap();
    let app = init_service(App::new().route("/", web::get().to(HttpResponse::Ok)).configure(door.routes())).await;

    let client = NewClient::new("家計簿".parse().unwrap(), "かけい".parse().unwrap(), GrantSet::all());
    let client = door.desk.register(client, &By::GATEWAY).unwrap();
    let form = [("api_key", client.api_key.as_str()), ("password", client.password.reveal())];
    let asked = TestRequest::post().uri("/bank/auth/system_token").set_form(form).to_request();
    let system: Value = read_body_json(call_service(&app, asked).await).await;
    let bearer = |token: &Value| ("Authorization", format!("Bearer {}", token.as_str().unwrap()));

    // The bank's own app has the customer's consent: what its screens would end with.
    let known = door.desk.clients().unwrap().remove(0);
    let authorization = Authorization {
        client: known.known.id,
        customer: "C-1".parse().unwrap(),
        link_name: "default".parse().unwrap(),
        grants: GrantSet::all(),
        accounts: AccountChoice::All,
        challenge: None,
    };
    let auth = door.desk.open(authorization, std::net::IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
    let form = [form[0], form[1], ("auth_token", auth.token.reveal())];
    let asked = TestRequest::post().uri("/bank/auth/token").insert_header(bearer(&system["access_token"])).set_form(form);
    let pair: Value = read_body_json(call_service(&app, asked.to_request()).await).await;

    let read = async |token: &Value, path: &str| -> Value {
        let answer = call_service(&app, TestRequest::get().uri(path).insert_header(bearer(token)).to_request()).await;
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        read_body_json(answer).await
    };
    let branches = read(&system["access_token"], "/bank/branches").await;
    assert_eq!(branches["branches"][0]["branch_name"], "本店");
    let accounts = read(&pair["access_token"], "/bank/accounts").await;
    let id = accounts["accounts"][0]["id"].as_str().unwrap().to_owned();
    let period = format!("?account_id={id}&start_date=2026-01-01&end_date=2026-01-31");
    let transactions = read(&pair["access_token"], &format!("/bank/transactions{period}")).await;
    assert_eq!(transactions["transactions"][1]["balance"], json!(220_000));
    let balances = read(&pair["access_token"], &format!("/bank/balances{period}")).await;
    assert_eq!(balances["balances"].as_array().map(Vec::len), Some(2), "{balances}");
}
