//! The bank's data: every status, every field, every default.

use fgapi_domain::{IdScheme, VeilKey, VeilRing};
use fgapi_http::{HttpSettings, NumberMask};
use fgapi_token::TokenPolicy;
use serde_json::json;

use crate::bank::{ALICES, BOBS};
use crate::house::{Answer, House, settings, workers};

const MONTH: &str = "start_date=2026-01-01&end_date=2026-01-31";

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.code())
}

#[test]
fn branches_are_paged() {
    let house = House::open();
    let system = house.system_token(&house.one);
    let first = house.get("/branches", &system);
    assert_eq!((first.status, first.json["branches"].as_array().unwrap().len()), (200, 200));
    assert_eq!((&first.json["bank_code"], &first.json["bank_name"]), (&json!("9999"), &json!("見本銀行")));
    let row = |id: &str, code: &str, address: &str| json!({ "id": id, "branch_code": code, "branch_name": "本店", "branch_name_kana": "ホンテン", "address_code": address, "tel": "" });
    assert_eq!(first.json["branches"][0], row("9999-000", "000", "131016"));
    assert_eq!(first.json["params"], json!({ "page": 1, "next_page": 2 }));
    assert_eq!((&first.json["page"], &first.json["next_page"]), (&json!(1), &json!(2)));
    let last = house.get("/branches/list?page=3", &system);
    assert_eq!(last.json["branches"], json!([row("9999-400", "400", "")]));
    assert_eq!(last.json["params"], json!({ "page": 3, "next_page": 0 }));
    let past = house.get("/branches?page=4294967295&unknown=1", &system);
    assert_eq!((past.status, &past.json["branches"], &past.json["next_page"]), (200, &json!([]), &json!(0)));
}

#[test]
fn answers_are_ascii_unless_the_bank_wishes_otherwise() {
    let house = House::open();
    let answer = house.get("/branches?page=3", &house.system_token(&house.one));
    assert!(answer.body.is_ascii() && String::from_utf8_lossy(&answer.body).contains(r"\u672c\u5e97"));
    let plain = House::with(HttpSettings { ascii_escape: false, ..settings() });
    let answer = plain.get("/branches?page=3", &plain.system_token(&plain.one));
    assert!(String::from_utf8_lossy(&answer.body).contains("本店"));
}

#[test]
fn accounts_are_shown() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    for path in ["/accounts", "/accounts/list"] {
        let answer = house.get(path, &access);
        let first = json!({
            "id": ALICES, "account_number": "0001234", "owner_type": "p", "account_type1": "bank", "account_type2": "普通",
            "account_type3": "", "branch_code": "101", "branch_name": "本店",
            "as_of": { "date": "2026-01-31", "imported_at": "2026-02-01T07:53:20+09:00" },
        });
        assert_eq!(answer.json["accounts"][0], first);
        assert_eq!(answer.json["accounts"][1]["account_type1"], "cc");
        assert_eq!((answer.status, &answer.json["params"]), (200, &json!({ "page": 1, "next_page": 0 })));
    }
    assert_eq!(house.get("/accounts?page=2", &access).json["accounts"], json!([]));
}

#[test]
fn transactions_are_shown() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    for path in ["/transactions", "/transactions/list"] {
        let answer = house.get(&format!("{path}?account_id={ALICES}&{MONTH}"), &access);
        assert_eq!(answer.status, 200, "{answer:?}");
        let first = json!({
            "id": format!("{ALICES}-20260110-1"), "date": "2026-01-10T13:15:35+09:00", "amount": 9_007_199_254_740_993_i64,
            "description": "フリコミ 𠮷野家", "balance": 9_007_199_254_740_993_i64,
        });
        assert_eq!(answer.json["transactions"][0], first);
        assert_eq!(answer.json["transactions"][1]["date"], "2026-01-11T00:00:00+09:00");
        let params = json!({ "account_id": ALICES, "start_date": "2026-01-01", "end_date": "2026-01-31", "page": 1, "next_page": 0 });
        assert_eq!(answer.json["params"], params);
        assert_eq!((&answer.json["page"], &answer.json["next_page"]), (&json!(1), &json!(0)));
        assert_eq!(answer.json["as_of"]["date"], "2026-01-31");
    }
}

#[test]
fn balances_are_shown() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    for path in ["/balances", "/balances/list"] {
        let answer = house.get(&format!("{path}?account_id={ALICES}&{MONTH}"), &access);
        assert_eq!(answer.json["balances"][0], json!({ "date": "2026-01-10T00:00:00+09:00", "balance": -5 }));
        assert_eq!((answer.json["balances"].as_array().unwrap().len(), &answer.json["as_of"]), (2, &json!(null)));
    }
    let carried = house.get(&format!("/balances?account_id={ALICES}&{MONTH}&fill=carry"), &access);
    assert_eq!(carried.json["balances"].as_array().unwrap().len(), 3);
    assert_eq!(code(&house.get(&format!("/balances?account_id={ALICES}&{MONTH}&fill=x"), &access)), (400, "FG400-019"));
}

#[test]
fn bad_parameters_are_named() {
    let house = House::open();
    let (system, access, _) = house.linked(&house.one, "alice");
    for page in ["0", "-1", "%2B1", "1.0", "x", "", "4294967296", "99999999999999999999", "%EF%BC%91"] {
        let answer = house.get(&format!("/branches?page={page}"), &system);
        assert_eq!((code(&answer), &answer.json["field"]), ((400, "FG400-013"), &json!("page")), "{page}");
    }
    for path in ["/transactions", "/balances"] {
        let ask = |query: &str| house.get(&format!("{path}?{query}"), &access);
        for (query, expected, field) in [
            (MONTH.to_owned(), "FG400-012", "account_id"),
            (format!("account_id=&{MONTH}"), "FG400-012", "account_id"),
            (format!("account_id={ALICES}&end_date=2026-01-31"), "FG400-012", "start_date"),
            (format!("account_id={ALICES}&start_date=2026-01-31"), "FG400-012", "end_date"),
            (format!("account_id={ALICES}&start_date=2026-1-1&end_date=2026-01-31"), "FG400-014", "start_date"),
            (format!("account_id={ALICES}&start_date=2026-01-01&end_date=2026-02-29"), "FG400-014", "end_date"),
            (format!("account_id={ALICES}&start_date=2026-01-01T00:00:00&end_date=2026-02-20"), "FG400-014", "start_date"),
            (format!("account_id={ALICES}&start_date=2026-01-02&end_date=2026-01-01"), "FG400-015", "start_date"),
            (format!("account_id={ALICES}&start_date=1900-01-01&end_date=2026-01-01"), "FG400-016", "end_date"),
            (format!("account_id={ALICES}&{MONTH}&page=0"), "FG400-013", "page"),
            (format!("account_id={ALICES}&{MONTH}&page=1&page=1"), "FG400-009", "page"),
            (format!("account_id=%00&{MONTH}"), "FG400-008", "account_id"),
            (format!("account_id=%ff&{MONTH}"), "FG400-007", "account_id"),
        ] {
            let answer = ask(&query);
            assert_eq!((code(&answer), &answer.json["field"]), ((400, expected), &json!(field)), "{query}");
        }
        assert!(
            ask("start_date=1900-01-01&end_date=2026-01-01&account_id=x").json["error_description"].as_str().unwrap().contains("36525")
        );
        assert_eq!(ask(&"a=1&".repeat(101)).code(), "FG400-009");
        let many: String = (0..101).map(|number| format!("a{number}=1&")).collect();
        assert_eq!(ask(&many).code(), "FG400-010");
    }
}

#[test]
fn a_whole_century_is_not_too_long() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    assert_eq!(house.get(&format!("/transactions?account_id={ALICES}&start_date=1927-01-01&end_date=2026-12-31"), &access).status, 200);
}

#[test]
fn what_is_not_held_does_not_exist() {
    let ring = || VeilRing::new(vec![VeilKey::new("k1".parse().unwrap(), [7; 32]).unwrap()]).unwrap();
    for (ids, mine) in [
        (IdScheme::composed(), ALICES.to_owned()),
        (IdScheme::veiled(ring()), IdScheme::veiled(ring()).account_id(&ALICES.parse().unwrap()).into_string()),
    ] {
        let bobs = ids.account_id(&BOBS.parse().unwrap()).into_string();
        let house = House::of(settings(), TokenPolicy::default(), ids, workers(2, 64));
        let (_, access, _) = house.linked(&house.one, "alice");
        for path in ["/transactions", "/balances"] {
            let ask = |id: &str| house.get(&format!("{path}?account_id={id}&{MONTH}"), &access);
            assert_eq!(ask(&mine).status, 200);
            let foreign = ask(&bobs);
            assert_eq!(code(&foreign), (403, "FG403-002"));
            for other in ["9999-101-1-9999999", "x", "%27%20or%201=1", "k1.AAAA", "%E6%99%AE", &"9".repeat(4_000)] {
                let before = house.bank.asked.lock().unwrap().len();
                let answer = ask(other);
                assert_eq!((answer.status, &answer.json["error_description"]), (403, &foreign.json["error_description"]), "{other}");
                assert_eq!((answer.code(), answer.body.len()), (foreign.code(), foreign.body.len()), "{other}");
                assert_eq!(house.bank.asked.lock().unwrap().len(), before + 1, "the bank was not asked about {other}");
            }
        }
    }
}

#[test]
fn veiled_ids_and_masked_numbers_show_no_number() {
    let ring = VeilRing::new(vec![VeilKey::new("k1".parse().unwrap(), [7; 32]).unwrap()]).unwrap();
    let masking = HttpSettings { number_mask: NumberMask::LastVisible(2), ..settings() };
    let house = House::of(masking, TokenPolicy::default(), IdScheme::veiled(ring), workers(2, 64));
    let (_, access, _) = house.linked(&house.one, "alice");
    let answer = house.get("/accounts", &access);
    assert_eq!(answer.json["accounts"][0]["account_number"], "*****34");
    let id = answer.json["accounts"][0]["id"].as_str().unwrap();
    let statement = house.get(&format!("/transactions?account_id={id}&{MONTH}"), &access);
    assert_eq!(statement.status, 200);
    for body in [&answer.body, &statement.body] {
        assert!(!String::from_utf8_lossy(body).contains("0001234"));
    }
}

#[test]
fn bearers_open_what_they_were_issued_for() {
    let house = House::open();
    let (system, access, refresh) = house.linked(&house.one, "alice");
    let auth = house.auth_token(&house.one, "alice");
    for wrong in [&access, &refresh, &auth] {
        assert_eq!(code(&house.get("/branches", wrong)), (401, "FG401-003"));
    }
    for path in ["/accounts", "/transactions", "/balances"] {
        for wrong in [&system, &refresh, &auth] {
            assert_eq!(code(&house.get(path, wrong)), (401, "FG401-003"), "{path}");
        }
        assert_eq!(code(&house.send("GET", path, &[], b"")), (401, "FG401-001"));
    }
    // The second client has `accounts` only.
    let (system, access, _) = house.linked(&house.two, "bob");
    assert_eq!(code(&house.get("/branches", &system)), (403, "FG403-001"));
    assert_eq!(house.get("/accounts", &access).status, 200);
    for path in ["/transactions", "/balances"] {
        assert_eq!(code(&house.get(&format!("{path}?account_id={BOBS}&{MONTH}"), &access)), (403, "FG403-001"));
    }
}

#[test]
fn exactly_one_credential_is_taken() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    let ask = |lines: &[String]| {
        let headers: Vec<(&str, &str)> = lines.iter().map(|line| ("Authorization", line.as_str())).collect();
        house.send("GET", "/accounts", &headers, b"")
    };
    for scheme in ["Bearer", "bearer", "BEARER"] {
        assert_eq!(ask(&[format!("{scheme} {access}")]).status, 200);
    }
    let twice = format!("Bearer {access}");
    for bad in [
        vec![twice.clone(), twice.clone()],
        vec![format!("{twice}, {twice}")],
        vec![format!("{twice} {access}")],
        vec![format!("Basic {access}")],
    ] {
        assert_eq!(code(&ask(&bad)), (401, "FG401-002"), "{} lines", bad.len());
    }
}

#[test]
fn a_bad_bearer_is_told_before_bad_parameters() {
    let house = House::open();
    for path in ["/branches?page=0", "/accounts?page=x", "/transactions?page=1&page=2", "/balances?account_id=%ff"] {
        assert_eq!(house.get(path, "fga_dead").status, 401, "{path}");
    }
    assert_eq!(house.send("PUT", "/auth/token", &[], b"").code(), "FG401-001");
}

#[test]
fn a_disabled_client_is_locked_out_at_once() {
    let house = House::open();
    let (system, access, _) = house.linked(&house.one, "alice");
    house
        .door
        .desk
        .set_standing(&house.one.api_key.parse().unwrap(), fgapi_token::ClientStanding::Disabled, &fgapi_audit::By::GATEWAY)
        .unwrap();
    for answer in [house.get("/branches", &system), house.get("/accounts", &access)] {
        assert_eq!((code(&answer), &answer.json["reason"]), ((401, "FG401-003"), &json!("client_suspended")));
    }
}
