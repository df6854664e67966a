//! C2: where a browser is sent is the registered host, whatever a URI looks like. Each trick is refused, or it is none.

use fgapi_consent::{EntryRefused, NotBegun, Parameter, Parameters};
use fgapi_token::{Loopback, RedirectUri};
use url::Url;

use crate::house::{HOST, House, exact, given};

/// Spellings that lead elsewhere, or that one reader takes for another place than the next one does.
const REFUSED: [&str; 104] = [
    // Other places.
    "https://evil.example/",
    "https://sub.fintech.example.com/",
    "https://example.com/",
    "https://notfintech.example.com/",
    "https://fintech.example.com.evil.example/",
    "https://fintech.example.comevil.example/",
    "https://fintech.example.co/",
    "https://fintech-example.com/",
    "https://fintech.example.com-evil.example/",
    "https://evil.example/fintech.example.com/",
    "https://evil.example/?https://fintech.example.com/",
    "https://evil.example/?redirect_uri=https%3A%2F%2Ffintech.example.com%2F",
    "https://evil.example;fintech.example.com/",
    "https://evil.example,fintech.example.com/",
    "https://evil.example&fintech.example.com/",
    "https://fintech_example_com/",
    // Users and passwords.
    "https://fintech.example.com@evil.example/",
    "https://fintech.example.com:443@evil.example/",
    "https://user@fintech.example.com/",
    "https://user:password@fintech.example.com/",
    "https://@fintech.example.com/",
    "https://:@fintech.example.com/",
    "https://evil.example@fintech.example.com/",
    "https://evil.example:80@fintech.example.com/",
    "https://fintech.example.com%40evil.example/",
    "https://evil.example%40fintech.example.com/",
    "https://evil.example\u{ff20}fintech.example.com/",
    // Ports.
    "https://fintech.example.com:444/",
    "https://fintech.example.com:80/",
    "https://fintech.example.com:8443/",
    "https://fintech.example.com:/",
    "https://fintech.example.com:443:444/",
    "https://fintech.example.com:65536/",
    "https://fintech.example.com:-1/",
    "https://fintech.example.com:４４４/",
    // Backslashes and slashes.
    "https:\\\\fintech.example.com\\",
    "https://fintech.example.com\\.evil.example/",
    "https://evil.example\\@fintech.example.com/",
    "https://fintech.example.com\\@evil.example/",
    "https://evil.example\\fintech.example.com/",
    "https:/\\evil.example/",
    "https:/fintech.example.com/",
    "https:fintech.example.com/",
    "https:///fintech.example.com/",
    "https:////evil.example/",
    "https://",
    "https:///",
    "https://?fintech.example.com",
    "https://#fintech.example.com",
    "//fintech.example.com/",
    "///fintech.example.com/",
    "/fgapi_cb/",
    "fintech.example.com",
    "fintech.example.com/cb",
    "https://fintech.example.com%2fevil.example/",
    "https://evil.example%2f.fintech.example.com/",
    "https://evil.example%5c.fintech.example.com/",
    "https://evil.example\u{2044}fintech.example.com/",
    "https://evil.example\u{ff0f}fintech.example.com/",
    // White space and control characters.
    " https://fintech.example.com/",
    "https://fintech.example.com/ ",
    "https://fintech.example.com /",
    "https://fintech.\texample.com/",
    "https://fintech.example.com/\t",
    "ht\ttps://fintech.example.com/",
    "https://fintech.example.com\r\n.evil.example/",
    "https://fintech.example.com/\r\nSet-Cookie: a=b",
    "https://fintech.example.com/\0",
    "https://fintech.example.com\0.evil.example/",
    "https://fintech.example.com\u{a0}/",
    "https://fintech.example.com\u{3000}/",
    "\u{feff}https://fintech.example.com/",
    "\u{85}https://fintech.example.com/",
    // Fragments.
    "https://fintech.example.com/#",
    "https://fintech.example.com/#/cb",
    "https://fintech.example.com#@evil.example/",
    "https://evil.example#fintech.example.com",
    "https://evil.example/#https://fintech.example.com/",
    // Dots.
    "https://fintech.example.com./",
    "https://fintech.example.com..",
    "https://fintech.example.com.:443/",
    "https://.fintech.example.com/",
    "https://fintech..example.com/",
    "https://fintech.example.com\u{3002}/",
    "https://fintech.example.com\u{ff0e}evil.example/",
    "https://fintech.example.com\u{3002}evil.example/",
    "https://fintech.example.com\u{ff61}evil.example/",
    "https://evil.example\u{2024}fintech.example.com\u{3002}/",
    // Names that look alike.
    "https://f\u{456}ntech.example.com/",
    "https://finte\u{441}h.example.com/",
    "https://\u{20000}fintech.example.com/",
    "https://xn--fintech-.example.com/",
    "https://xn--fntech-zva.example.com/",
    "https://fintech.example.com%00.evil.example/",
    "https://fintech.example.com%2eevil.example/",
    "https://fintech%2eexample%2ecom/",
    "https://%66intech.example.com/",
    "https://fintech.example.com%252fevil.example/",
    // Addresses.
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:203.0.113.1]/",
    "https://[fintech.example.com]/",
];

/// Other schemes, with and without a host.
const SCHEMES: [&str; 18] = [
    "http://fintech.example.com/",
    "http://localhost:3000/",
    "https+http://fintech.example.com/",
    "ftp://fintech.example.com/",
    "ws://fintech.example.com/",
    "wss://fintech.example.com/",
    "file://fintech.example.com/etc/passwd",
    "javascript://fintech.example.com/%0aalert(1)",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//fintech.example.com",
    "data:text/html,https://fintech.example.com/",
    "blob:https://fintech.example.com/0",
    "view-source:https://fintech.example.com/",
    "urn:ietf:wg:oauth:2.0:oob",
    "intent://fintech.example.com/#Intent;scheme=https;end",
    "com.example.fintech://fintech.example.com/",
    "https\u{ff1a}//fintech.example.com/",
    "",
];

/// Strange to look at, and yet nothing but the registered host.
const TAKEN: [&str; 30] = [
    "https://fintech.example.com",
    "https://fintech.example.com/",
    "https://fintech.example.com?",
    "https://fintech.example.com?a=b",
    "https://fintech.example.com/fgapi_cb/",
    "https://fintech.example.com:443/",
    "https://fintech.example.com:0443/",
    "HTTPS://fintech.example.com/",
    "hTTpS://FinTech.EXAMPLE.com/CB",
    "https://fintech.example.com/@evil.example/",
    "https://fintech.example.com/user@evil.example",
    "https://fintech.example.com/https://evil.example/",
    "https://fintech.example.com/?@evil.example/",
    "https://fintech.example.com?@evil.example/",
    "https://fintech.example.com/?next=https://evil.example/",
    "https://fintech.example.com/?a=%23&b=%26&c=%5C",
    "https://fintech.example.com/?a&&=&a",
    "https://fintech.example.com//evil.example/",
    "https://fintech.example.com///evil.example/",
    "https://fintech.example.com/../../evil.example",
    "https://fintech.example.com/..;/evil.example",
    "https://fintech.example.com/%2e%2e/%2f%2fevil.example",
    "https://fintech.example.com/%0d%0aLocation:%20https://evil.example/",
    "https://fintech.example.com/%00",
    "https://fintech.example.com/:444",
    "https://fintech.example.com/口座?名前=花子",
    "https://fintech.example.com/\u{202e}moc.elpmaxe",
    // What every browser makes of these names is the registered one, and that is what it is sent.
    "https://\u{ff46}intech.example.com/",
    "https://fintech\u{3002}example\u{ff0e}com/",
    "https://fin\u{ad}tech.example.com/",
];

/// Where a journey's browser would be sent, or why it would not.
fn way_home(house: &House, uri: &str) -> Result<Url, EntryRefused> {
    let asked = Parameters { redirect_uri: given(uri), ..house.asked() };
    match house.desk.begin_link(&asked) {
        Ok(begun) => Ok(crate::browser::Browser::of(house, begun).cancel().home().url),
        Err(NotBegun::Refused(why)) => Err(why),
        Err(other) => panic!("{uri}: {other:?}"),
    }
}

#[test]
fn a_uri_that_leads_elsewhere_is_refused() {
    let house = House::new();
    for uri in REFUSED.iter().chain(&SCHEMES) {
        assert_eq!(way_home(&house, uri), Err(EntryRefused::Redirect), "{uri:?}");
    }
}

#[test]
fn a_uri_that_is_taken_leads_to_the_registered_host() {
    let house = House::new();
    for uri in TAKEN {
        let home = way_home(&house, uri).unwrap_or_else(|why| panic!("{uri:?}: {why:?}"));
        assert_eq!((home.scheme(), home.host_str(), home.port()), ("https", Some(HOST), None), "{uri:?}");
        assert_eq!((home.username(), home.password(), home.fragment()), ("", None, None), "{uri:?}");
        assert!(home.as_str().is_ascii() && !home.as_str().contains(char::is_whitespace), "{uri:?}");
    }
}

#[test]
fn a_uri_of_2048_bytes_is_taken_and_a_longer_one_is_not() {
    let house = House::new();
    let long = |bytes: usize| format!("https://{HOST}/{}", "x".repeat(bytes - HOST.len() - 9));
    assert!(way_home(&house, &long(2_048)).is_ok());
    assert_eq!(way_home(&house, &long(2_049)), Err(EntryRefused::Redirect));
    assert_eq!(way_home(&house, &long(1 << 20)), Err(EntryRefused::Redirect));
}

#[test]
fn the_sample_of_the_document_is_written_as_there() {
    let sample = exact("https://fintech-garden.com/fgapi_cb/");
    assert_eq!(sample.with(&[("auth_token", "XYZ1234")]), "https://fintech-garden.com/fgapi_cb/?auth_token=XYZ1234");
}

#[test]
fn a_callback_keeps_its_own_query_byte_by_byte() {
    for query in ["a=1", "a=%E5%8F%A3&b=+c", "a&&b=", "flag", "a=1&a=2", "x=%26%3d"] {
        let house = House::new();
        let home = way_home(&house, &format!("https://{HOST}/cb?{query}")).unwrap();
        assert!(home.query().unwrap().starts_with(&format!("{query}&error=access_denied")), "{home}");
    }
}

/// Otherwise a link could be crafted whose way home carries two answers, and the client reads the first (RFC 6749, 3.1; RFC 9207).
#[test]
fn a_callback_does_not_speak_for_the_bank() {
    let house = House::new();
    for query in [
        "auth_token=x",
        "a=1&error=access_denied",
        "error_description=x",
        "iss=https%3A%2F%2Fevil.example",
        "%61uth_token=x",
        "iss",
        "a&&auth%5Ftoken=",
    ] {
        assert_eq!(way_home(&house, &format!("https://{HOST}/cb?{query}")), Err(EntryRefused::Redirect), "{query}");
    }
    for query in ["auth_tokens=x", "a=auth_token", "Error=x", "a=error%3Dx%26iss%3Dy"] {
        assert!(way_home(&house, &format!("https://{HOST}/cb?{query}")).is_ok(), "{query}");
    }
}

#[test]
fn a_callback_may_have_a_state_of_its_own_but_not_two() {
    let house = House::new();
    let own = given(&format!("https://{HOST}/cb?state=own"));
    let begun = house.desk.begin_link(&Parameters { redirect_uri: own.clone(), state: Parameter::Absent, ..house.asked() }).unwrap();
    assert_eq!(crate::browser::Browser::of(&house, begun).cancel().home().get("state").as_deref(), Some("own"));
    let Err(NotBegun::Home(uri)) = house.desk.begin_link(&Parameters { redirect_uri: own, ..house.asked() }) else { panic!("two states") };
    let home = crate::browser::Home::read(&uri);
    assert_eq!((home.error().as_deref(), home.get("state").as_deref()), (Some("invalid_request"), Some("own")));
}

#[test]
fn plain_http_is_for_a_sandbox_on_this_machine_and_for_registered_hosts() {
    let house = House::planned(|plan| plan.policy.loopback = Loopback::Allowed);
    for elsewhere in ["http://fintech.example.com/", "http://localhost:3000/", "https://fintech.example.com:8443/", "http://127.0.0.1/"] {
        assert_eq!(way_home(&house, elsewhere), Err(EntryRefused::Redirect), "{elsewhere}");
    }
    assert!(way_home(&house, "https://fintech.example.com/").is_ok());
    for loopback in ["http://localhost:3000/cb", "http://127.0.0.1:3000/", "http://[::1]:3000/", "https://localhost:8443/"] {
        assert!(RedirectUri::parse(loopback, Loopback::Allowed).is_ok(), "{loopback}");
        assert!(RedirectUri::parse(loopback, Loopback::Refused).is_err(), "{loopback}");
    }
    for not_here in ["http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://10.0.0.1/", "http://user@localhost/"] {
        assert!(RedirectUri::parse(not_here, Loopback::Allowed).is_err(), "{not_here}");
    }
}
