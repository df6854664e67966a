//! The way to the institution's screens, and back.

use fgapi_domain::{Secret, UnixSeconds};
use fgapi_linked::{Target, Upstream as _};
use fgapi_puppet::{Puppet, Say};

use crate::far::{good, odd_at};
use crate::house::{BEGIN, House, LONG, connection};

#[test]
fn the_way_there_names_what_is_wanted_and_proves_who_began() {
    let house = House::open();
    let target = Target { connection: &connection("http://127.0.0.1:9/api"), password: &house.password, patience: LONG };
    // The verifier and challenge of RFC 7636, appendix B.
    let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let url = house.upstream.login_url(&target, "https://own.example/back?a=b", &Secret::new("mine"), &verifier).unwrap();
    assert_eq!(
        url,
        "http://127.0.0.1:9/api/auth/login?api_key=fgk_us&redirect_uri=https%3A%2F%2Fown.example%2Fback%3Fa%3Db\
         &grants=accounts%2Ctransactions%2Cbalances&state=mine&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
         &code_challenge_method=S256"
    );
}

#[test]
fn an_auth_token_is_exchanged_with_its_proof_and_a_key() {
    let (house, far) = (House::open(), Puppet::saying(good));
    let iss = far.base().replace(':', "%3A").replace('/', "%2F");
    let pair = house.redeem(&far, &format!("auth_token=fgc_x%2By&state=mine&iss={iss}")).unwrap();
    assert_eq!((pair.access.reveal(), pair.refresh.reveal()), ("fga_one", "fgr_one"));
    // Its hour is counted from now, by our own clock.
    assert_eq!((pair.expires_at, pair.consent_until), (BEGIN.plus(3_600), Some(UnixSeconds(1_777_000_000))));
    let asked = far.asked();
    assert_eq!(asked.iter().map(|asked| asked.what()).collect::<Vec<_>>(), ["POST /auth/system_token", "POST /auth/token"]);
    let fields = ["api_key", "password", "auth_token", "code_verifier", "idempotency_key"].map(|name| asked[1].field(name));
    assert_eq!(fields, ["fgk_us", "fgp_ours", "fgc_x+y", &"v".repeat(43), "key-1"]);
}

#[test]
fn only_the_answer_to_ones_own_request_is_acted_upon() {
    let (house, far) = (House::open(), Puppet::saying(good));
    for (query, expected) in [
        ("auth_token=a&state=theirs", 5),
        ("auth_token=a", 5),
        ("auth_token=a&state=mine&iss=https%3A%2F%2Fevil.example", 5),
        ("error=access_denied&state=mine", 5),
        ("error=access_denied&state=theirs", 5),
        ("error=temporarily_unavailable&state=mine", 2),
        ("error=server_error&state=mine", 9),
        ("error=invalid_scope&state=mine", 9),
        ("", 1),
        ("state=mine", 1),
        ("auth_token=a&auth_token=b&state=mine", 1),
        ("auth_token=a&error=b&state=mine", 1),
        ("auth_token=%ff&state=mine", 1),
        // A query that looks like an address is a query all the same.
        ("https://evil.example/?auth_token=a&state=mine", 1),
        (&format!("auth_token={}&state=mine", "a".repeat(9_000)), 1),
    ] {
        let fault = house.redeem(&far, query).unwrap_err();
        assert_eq!(fault.error.id(), expected, "{query}: {fault}");
        assert!(!fault.why.contains("evil"), "{fault}");
    }
    assert!(far.asked().is_empty(), "nothing of it was asked for");
    assert!(house.redeem(&far, "?auth_token=a&state=mine").is_ok(), "the same with its question mark");
}

#[test]
fn an_auth_token_that_is_not_taken_is_a_log_in_that_failed() {
    for (status, error) in [(400, "invalid_request"), (401, "invalid_grant")] {
        let far = odd_at("/auth/token", move |_| Say::refuse(status, error, Some("expired")));
        let fault = House::open().redeem(&far, "auth_token=a&state=mine").unwrap_err();
        assert_eq!((fault.error.id(), fault.access_over), (5, false), "{fault}");
        assert!(!fault.why.contains("hush"), "{fault}");
    }
}
