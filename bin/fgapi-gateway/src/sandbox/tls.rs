//! A sandbox's TLS: it serves certificates of its own, and its bank knows the customer who logs in by one of them.

use std::path::Path;

use fgapi_demo::BOOKKEEPING;
use fgapi_demo::sandbox::{Certified, Lock};
use fgapi_domain::{CertificateFingerprint, Clock, Entropy, Malformed, Secret};
use fgapi_house::failure::import_failure;
use fgapi_house::{self as house, Failure, settings_of_sandbox};
use fgapi_settings::Settings;
use fgapi_store::NewCustomer;

/// Makes sure of the certificates of a sandbox that serves its own; when they are `wanted`, it does from now on, unless it has
/// been given others. The settings then say so.
///
/// # Errors
/// A [`Failure`] when they cannot be made or written.
pub(crate) fn certified(
    lock: &Lock,
    settings: Settings,
    wanted: bool,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<(Settings, Option<Certified>), Failure> {
    let root = lock.directory();
    let serves = settings.tls.certificate.as_deref();
    let serves_own = serves == Some(&Certified::server(root));
    if !serves_own && (serves.is_some() || !wanted) {
        return Ok((settings, None));
    }
    let certified = match Certified::good(root, clock.now())? {
        Some(good) => good,
        None => {
            eprintln!("making certificates in {} / 証明書を作成しています", root.tls().display());
            let issued = Certified::issue(root, clock.now(), entropy)?;
            register(&settings, &issued, entropy)?;
            issued.keep()?;
            issued
        }
    };
    if !serves_own {
        lock.serve_tls()?;
    }
    Ok((settings_of_sandbox(root)?, Some(certified)))
}

/// Makes the customer of the certificates known to the bank.
fn register(settings: &Settings, issued: &Certified, entropy: &dyn Entropy) -> Result<(), Failure> {
    let refused = |refusal: Malformed| Failure::broken(refusal.to_string(), "build `fgapi` anew, from an unchanged copy");
    let new = customer(issued.told().password, issued.fingerprints()?).map_err(refused)?;
    let added = house::open(settings)?.add_customer(&new, entropy);
    added.map(drop).map_err(|fault| import_failure(Path::new("the sandbox's customer with certificates"), fault))
}

fn customer(password: &str, certificates: Vec<CertificateFingerprint>) -> Result<NewCustomer, Malformed> {
    let accounts: Result<_, Malformed> = BOOKKEEPING.accounts.iter().map(|id| id.parse()).collect();
    Ok(NewCustomer {
        id: BOOKKEEPING.id.parse()?,
        login: BOOKKEEPING.login.parse()?,
        name: BOOKKEEPING.name.parse()?,
        password: Some(Secret::new(password)),
        accounts: accounts?,
        certificates: Some(certificates),
    })
}
