//! Which addresses are reached: none that the catalogue does not allow, whatever names and environment say.

use std::net::TcpListener;
use std::process::Command;

use fgapi_domain::Secret;
use fgapi_linked::{FgapiConnection, Target, Upstream as _};
use fgapi_puppet::Puppet;

use crate::far::good;
use crate::house::{House, LONG, connection};

/// Has this program run a test by itself, behind a proxy that its environment names.
const PROXIED: &str = "COLLECTOR_TEST_FAR";

fn public(base: &str) -> FgapiConnection {
    FgapiConnection { private_network: false, ..connection(base) }
}

#[test]
fn addresses_outside_of_the_public_network_are_not_asked() {
    let house = House::open();
    let (listener, far) = (TcpListener::bind("127.0.0.1:0").unwrap(), Puppet::saying(good));
    let port = listener.local_addr().unwrap().port();
    for base in [
        far.base(),
        format!("https://127.0.0.1:{port}"),
        format!("https://127.1:{port}"),
        format!("https://2130706433:{port}"),
        format!("https://[::ffff:127.0.0.1]:{port}"),
        // A name that leads to this machine.
        format!("https://localhost:{port}"),
        "https://10.0.0.1".to_owned(),
        "https://169.254.169.254".to_owned(),
        "https://[fd00::1]".to_owned(),
    ] {
        let fault = house.harvest_at(&public(&base), LONG).unwrap_err();
        assert_eq!(fault.error.id(), 9, "{base}: {fault}");
        assert!(fault.why.contains("private_network"), "{base}: {fault}");
    }
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err() && far.asked().is_empty(), "somebody came");
    assert!(house.harvest_at(&connection(&far.base()), LONG).is_ok(), "the same where the catalogue allows it");
}

#[test]
fn nothing_travels_in_clear_to_another_machine() {
    let house = House::open();
    for base in ["http://10.0.0.1", "http://bank.example", "http://localhost.bank.example", "ftp://127.0.0.1", "no address"] {
        for connection in [connection(base), public(base)] {
            let target = Target { connection: &connection, password: &house.password, patience: LONG };
            let fault = house.upstream.login_url(&target, "https://own.example/back", &Secret::new("s"), &Secret::new("v")).unwrap_err();
            assert_eq!(fault.error.id(), 9, "{base}: {fault}");
            assert!(!fault.why.contains("bank.example"), "{fault}");
        }
    }
}

/// A certificate that nobody knows is no secure connection: nothing is told to whoever shows it.
#[test]
fn an_institution_that_speaks_no_tls_is_not_told_anything() {
    let far = Puppet::saying(good);
    let base = format!("https://{}", far.address);
    let fault = House::open().harvest_at(&connection(&base), LONG).unwrap_err();
    assert_eq!(fault.error.id(), 3, "{fault}");
    assert!(far.asked().is_empty());
}

/// Variables of a process are set before it begins: the test runs itself once more.
#[test]
fn proxies_of_the_environment_are_not_used() {
    if let Ok(base) = std::env::var(PROXIED) {
        assert_eq!(House::open().harvest_at(&connection(&base), LONG).unwrap().accounts.len(), 2);
        return;
    }
    let (far, proxy) = (Puppet::saying(good), Puppet::saying(good));
    let address = format!("http://{}", proxy.address);
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "network::proxies_of_the_environment_are_not_used"]).env(PROXIED, far.base());
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        again.env(name, &address);
    }
    // Even where the environment does not spare this machine.
    again.env_remove("no_proxy").env_remove("NO_PROXY");
    let ended = again.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert!(proxy.asked().is_empty() && far.asked().len() > 3);
}
