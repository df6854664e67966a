//! Files of peers: what they may say, and how a wrong one is refused.

use fgapi_bench::peer::{Peer, Requests};

fn read(name: &str, text: &str) -> Result<Requests, String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    Requests::read(&path).map_err(|fault| fault.to_string())
}

#[test]
fn toml_and_json_say_the_same() {
    let toml = "pid = 7\n[[request]]\nname = \"/branches\"\npath = \"/branches\"\nheaders = [\"authorization: Bearer x\"]\n\
                [[request]]\nname = \"POST /auth/system_token\"\nmethod = \"POST\"\npath = \"/t\"\nbody = \"a=1\"\nstatus = 201\n";
    let json = r#"{"pid":7,"request":[{"name":"/branches","path":"/branches","headers":["authorization: Bearer x"]},
                   {"name":"POST /auth/system_token","method":"POST","path":"/t","body":"a=1","status":201}]}"#;
    let (toml, json) = (read("a.toml", toml).unwrap(), read("a.json", json).unwrap());
    assert_eq!(toml, json);
    assert_eq!((toml.pid, toml.requests.len(), toml.requests[0].method.as_str(), toml.requests[0].status), (Some(7), 2, "GET", 200));
    let peer: Peer = "fastify=http://127.0.0.1:3000".parse().unwrap();
    assert_eq!(toml.arm(&peer, "/branches", &[("access_token", "x")], 4).map(|arm| arm.name), Some("fastify".to_owned()));
    assert!(toml.arm(&peer, "/accounts", &[], 4).is_none());
}

#[test]
fn what_is_wrong_is_named_by_entry_and_field() {
    let good = "[[request]]\nname = \"a\"\npath = \"/\"\n";
    for (text, why) in [
        ("", "no request stands in it"),
        ("x = ", "TOML parse error at line 1"),
        ("speed = 1", "unknown field `speed`"),
        (&format!("{good}[[request]]\nname = \"b\"\n"), "request 2, field path:"),
        (&format!("{good}[[request]]\npath = \"/\"\n"), "request 2, field name:"),
        ("[[request]]\nname = \"a\"\npath = \"x y\"\n", "request 1, field path:"),
        ("[[request]]\nname = \"a\"\npath = \"/\"\nmethod = \"get\"\n", "request 1, field method:"),
        ("[[request]]\nname = \"a\"\npath = \"/\"\nheaders = [\"nothing\"]\n", "request 1, field headers:"),
        ("[[request]]\nname = \"a\"\npath = \"/\"\nstatus = 99\n", "request 1, field status:"),
    ] {
        let refused = read("peer.toml", text).unwrap_err();
        assert!(refused.contains(why) && refused.contains("\nnext: docs/examples/bench-peer.toml"), "{text}: {refused}");
    }
    assert!(Requests::read("there/is/none.toml".as_ref()).unwrap_err().to_string().starts_with("there/is/none.toml: "));
}

#[test]
fn a_peer_is_a_name_and_a_loopback_url() {
    for (text, why) in [
        ("http://127.0.0.1:3000", "no name stands before ="),
        ("f y=http://127.0.0.1:3000", "a name has"),
        ("fastify", "no name stands before ="),
        ("gateway=http://127.0.0.1:3000", "neither gateway nor floor"),
        ("fastify=http://192.0.2.1:3000", "loopback addresses only"),
    ] {
        let refused = text.parse::<Peer>().unwrap_err().to_string();
        assert!(refused.contains(why) && refused.contains("\nnext: "), "{refused}");
    }
}

#[test]
fn the_example_in_the_documentation_can_be_read() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/bench-peer.toml");
    assert!(!Requests::read(example.as_ref()).unwrap().requests.is_empty());
}
