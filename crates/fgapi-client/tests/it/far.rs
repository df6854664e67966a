//! A bank without fault, and the way to the real door, on which calls and answers may be lost.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use fgapi_puppet::{Asked, Puppet, Say};
use serde_json::{Value, json};

/// What becomes of a call on its way to the gateway.
pub(crate) enum Fate {
    Arrives,
    /// It was done, and nobody learns of it.
    AnswerIsLost,
}

/// Says what the gateway says, but for what `odd` says; it learns how many such calls there were before.
pub(crate) fn before(gateway: SocketAddr, odd: impl Fn(&Asked, usize) -> Fate + Send + Sync + 'static) -> Puppet {
    let counts: Mutex<HashMap<String, usize>> = Mutex::default();
    Puppet::saying(move |asked| {
        let before = {
            let mut counts = counts.lock().unwrap();
            let count = counts.entry(asked.what()).or_default();
            *count += 1;
            *count - 1
        };
        match odd(asked, before) {
            Fate::Arrives => Say::Whole(of_gateway(gateway, asked)),
            Fate::AnswerIsLost => {
                let _lost = of_gateway(gateway, asked);
                Say::Bytes(Vec::new())
            }
        }
    })
}

/// What the gateway at this address says.
fn of_gateway(gateway: SocketAddr, asked: &Asked) -> Vec<u8> {
    let mut stream = TcpStream::connect(gateway).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let prefixed = String::from_utf8(asked.raw.clone()).unwrap().replacen(" /api/", " /", 1);
    stream.write_all(prefixed.as_bytes()).unwrap();
    let (mut bytes, mut chunk) = (Vec::new(), [0; 16_384]);
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut response = httparse::Response::new(&mut headers);
        if let httparse::Status::Complete(head) = response.parse(&bytes).unwrap() {
            let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length")).unwrap();
            let length: usize = std::str::from_utf8(length.value).unwrap().parse().unwrap();
            if bytes.len() >= head + length {
                return bytes;
            }
        }
        let length = stream.read(&mut chunk).unwrap();
        assert!(length > 0, "the gateway hung up");
        bytes.extend_from_slice(&chunk[..length]);
    }
}

/// Without fault, but for what is asked at this path.
pub(crate) fn odd_at(path: &'static str, odd: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Puppet {
    Puppet::saying(move |asked| if asked.path == path { odd(asked) } else { good(asked) })
}

/// What a bank without fault says: two pages with an account each.
pub(crate) fn good(asked: &Asked) -> Say {
    match asked.what().as_str() {
        "POST /auth/system_token" => Say::json(&json!({ "access_token": "fgs_good", "created_at": 1_000, "expired_at": 4_600 })),
        what if what.ends_with("/auth/token") && asked.bearer != "fgs_good" => Say::refuse(401, "invalid_token", None),
        "POST /auth/token" => Say::json(&pair("one")),
        "PUT /auth/token" => Say::json(&pair("two")),
        "DELETE /auth/token" => Say::status(200, ""),
        "GET /accounts" => Say::json(&accounts(asked.page(), if asked.page() == 1 { 2 } else { 0 })),
        _ => Say::status(404, ""),
    }
}

pub(crate) fn pair(name: &str) -> Value {
    json!({ "access_token": format!("fga_{name}"), "created_at": 1_000, "expired_at": 4_600, "refresh_token": format!("fgr_{name}") })
}

/// A page with an account.
pub(crate) fn accounts(page: u32, next: u32) -> Value {
    let account = json!({
        "id": format!("a-{page}"), "account_number": "****567", "owner_type": "p", "account_type1": "bank", "account_type2": "普通",
        "branch_code": "101", "branch_name": "本店",
    });
    json!({
        "bank_code": "9999", "bank_name": "遠くの銀行", "accounts": [account], "params": { "page": page, "next_page": next },
        "page": page, "next_page": next,
    })
}
