//! A sandbox's TLS: the certificates in its directory `tls`, made once and renewed before they end, and the customer who logs
//! in by one of them.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fgapi_demo::{Authority, BOOKKEEPING, CertificateFault, Issued, Span};
use fgapi_domain::{Clock, Entropy, Malformed, Secret, UnixSeconds};
use fgapi_store::NewCustomer;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::make::new_password;
use super::{Directory, Lock};
use crate::failure::{Failure, import_failure, on_file};
use crate::house;
use crate::private::{private_directory, private_file, settle};
use crate::settings::Settings;

const DAY: i64 = 86_400;
/// How long the authority lasts: whoever trusts it has to do so once.
const AUTHORITY_DAYS: i64 = 3_650;
/// How long what it issues lasts; browsers take a server's certificate of 398 days at most.
const ISSUED_DAYS: i64 = 365;
/// With fewer days left it is issued anew.
const RENEW_DAYS: i64 = 30;

const AUTHORITY: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca.key";
const SERVER: &str = "server.pem";
const PACKED: &str = "client.p12";
const REVOKED_PACKED: &str = "revoked.p12";
const REVOCATIONS: &str = "revocations.pem";
/// Written last: what lies beside it is whole.
const KEPT: &str = "certificates.json";

/// A sandbox's certificates, and who logs in by them.
#[derive(Debug)]
pub(crate) struct Certified {
    directory: PathBuf,
    kept: Kept,
}

/// What has to be remembered of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Name and span of the authority.
    authority: String,
    authority_since: i64,
    authority_until: i64,
    /// The end of what it has issued.
    until: i64,
    /// ログインパスワード of the customer.
    password: String,
    /// Opens the PKCS#12 files.
    p12_password: String,
    /// SHA-256 of the customer's certificates: the good one, and the revoked one.
    fingerprints: [String; 2],
}

/// What a sandbox says of them.
#[derive(Debug, Serialize)]
pub(crate) struct CertifiedTold<'a> {
    /// The authority's certificate, which has to be trusted.
    pub(crate) ca: PathBuf,
    /// ログイン ID of the customer who logs in by certificate.
    pub(crate) id: &'a str,
    /// ログインパスワード.
    pub(crate) password: &'a str,
    /// The customer's certificate and key, as browsers take them in.
    pub(crate) p12: PathBuf,
    /// The same of a certificate that is revoked.
    pub(crate) revoked_p12: PathBuf,
    /// Opens both files.
    pub(crate) p12_password: &'a str,
    /// What is revoked (CRL).
    pub(crate) revocations: PathBuf,
}

impl Certified {
    /// What a sandbox says of them.
    pub(crate) fn told(&self) -> CertifiedTold<'_> {
        CertifiedTold {
            ca: self.authority(),
            id: BOOKKEEPING.login,
            password: &self.kept.password,
            p12: self.directory.join(PACKED),
            revoked_p12: self.directory.join(REVOKED_PACKED),
            p12_password: &self.kept.p12_password,
            revocations: self.directory.join(REVOCATIONS),
        }
    }

    /// The file of the authority's certificate.
    pub(crate) fn authority(&self) -> PathBuf {
        self.directory.join(AUTHORITY)
    }
}

/// The authority's certificate of a sandbox that has one.
pub(crate) fn authority_of(directory: &Directory) -> Option<Vec<u8>> {
    fs::read(directory.tls().join(AUTHORITY)).ok()
}

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
    // Whoever reads of a file may stand elsewhere.
    let directory = std::path::absolute(root.tls()).map_err(on_file(root.path()))?;
    let serves = settings.tls.certificate.as_deref();
    let serves_own = serves == Some(&root.tls().join(SERVER));
    if !serves_own && (serves.is_some() || !wanted) {
        return Ok((settings, None));
    }
    let (now, before) = (clock.now(), Kept::read(&directory));
    let kept = match before {
        Some(kept) if kept.is_good(&directory, now) => kept,
        before => {
            eprintln!("making certificates in {} / 証明書を作成しています", directory.display());
            let kept = make(&directory, before, now, entropy)?;
            register(&settings, &kept, entropy)?;
            kept.write(&directory)?;
            kept
        }
    };
    if !serves_own {
        lock.serve_tls()?;
    }
    Ok((root.settings()?, Some(Certified { directory, kept })))
}

impl Kept {
    fn read(directory: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(directory.join(KEPT)).ok()?).ok()
    }

    fn write(&self, directory: &Path) -> Result<(), Failure> {
        // Texts and numbers always serialise.
        write(directory, KEPT, serde_json::to_string_pretty(self).unwrap_or_default().as_bytes())?;
        settle(directory).map_err(on_file(directory))
    }

    /// Whether nothing has to be made.
    fn is_good(&self, directory: &Path, now: UnixSeconds) -> bool {
        self.until >= now.plus(RENEW_DAYS * DAY).0 && ALL.iter().all(|name| directory.join(name).exists())
    }
}

/// Every file beside [`KEPT`].
const ALL: [&str; 11] = [
    AUTHORITY,
    AUTHORITY_KEY,
    SERVER,
    "server.key",
    "client.pem",
    "client.key",
    PACKED,
    "revoked.pem",
    "revoked.key",
    REVOKED_PACKED,
    REVOCATIONS,
];

/// Issues everything anew, by the same authority as `before` when that lasts long enough.
fn make(directory: &Path, before: Option<Kept>, now: UnixSeconds, entropy: &dyn Entropy) -> Result<Kept, Failure> {
    let span = Span(now, now.plus(ISSUED_DAYS * DAY));
    let before = before.filter(|kept| kept.authority_until >= span.1.0);
    let read = before.and_then(|kept| Some((read_authority(directory, &kept)?, kept)));
    let (authority, kept) = match read {
        Some(read) => read,
        None => begin(now, entropy).map_err(unmade)?,
    };
    private_directory(directory).map_err(on_file(directory))?;
    // From here on nothing is whole until it is written again.
    match fs::remove_file(directory.join(KEPT)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(on_file(&directory.join(KEPT))(error)),
        _ => {}
    }
    let [server, good, bad] = issue(&authority, span, entropy).map_err(unmade)?;
    let packed = |issued: &Issued| issued.pkcs12(&authority, BOOKKEEPING.latin, &kept.p12_password).map(Zeroizing::new).map_err(unmade);
    let text = |text: &str| Zeroizing::new(text.as_bytes().to_vec());
    let contents: [Zeroizing<Vec<u8>>; ALL.len()] = [
        text(authority.pem()),
        text(&authority.key_pem()),
        text(&server.pem()),
        text(&server.key_pem()),
        text(&good.pem()),
        text(&good.key_pem()),
        packed(&good)?,
        text(&bad.pem()),
        text(&bad.key_pem()),
        packed(&bad)?,
        text(&authority.revoke(&bad, span).map_err(unmade)?),
    ];
    ALL.iter().zip(&contents).try_for_each(|(name, bytes)| write(directory, name, bytes))?;
    Ok(Kept { until: span.1.0, fingerprints: [&good, &bad].map(|issued| issued.fingerprint().to_string()), ..kept })
}

fn begin(now: UnixSeconds, entropy: &dyn Entropy) -> Result<(Authority, Kept), CertificateFault> {
    let mut mark = [0; 3];
    entropy.fill(&mut mark)?;
    let mark: String = mark.iter().map(|byte| format!("{byte:02X}")).collect();
    let span = Span(now, now.plus(AUTHORITY_DAYS * DAY));
    let kept = Kept {
        authority: format!("FGAPI sandbox {mark}"),
        authority_since: span.0.0,
        authority_until: span.1.0,
        until: 0,
        password: new_password(entropy)?.reveal().to_owned(),
        p12_password: new_password(entropy)?.reveal().to_owned(),
        fingerprints: Default::default(),
    };
    Ok((Authority::new(&kept.authority, span)?, kept))
}

/// `None` when its files are not what they were: another authority takes its place.
fn read_authority(directory: &Path, kept: &Kept) -> Option<Authority> {
    let key = Zeroizing::new(fs::read_to_string(directory.join(AUTHORITY_KEY)).ok()?);
    let pem = fs::read_to_string(directory.join(AUTHORITY)).ok()?;
    Authority::read(&kept.authority, Span(UnixSeconds(kept.authority_since), UnixSeconds(kept.authority_until)), pem, &key).ok()
}

/// The server's certificate, the customer's, and one that will be revoked.
fn issue(authority: &Authority, span: Span, entropy: &dyn Entropy) -> Result<[Issued; 3], CertificateFault> {
    let client = || authority.client(BOOKKEEPING.latin, span, entropy);
    Ok([authority.server(span, entropy)?, client()?, client()?])
}

fn write(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = directory.join(name);
    let mut file = private_file(OpenOptions::new().write(true).create(true).truncate(true)).open(&path).map_err(on_file(&path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(on_file(&path))
}

/// Makes the customer of the certificates known to the bank, the revoked one too: only its revocation keeps it out.
fn register(settings: &Settings, kept: &Kept, entropy: &dyn Entropy) -> Result<(), Failure> {
    let new = customer(kept).map_err(unmade)?;
    let added = house::open(settings)?.add_customer(&new, entropy);
    added.map(drop).map_err(|fault| import_failure(Path::new("the sandbox's customer with certificates"), fault))
}

fn customer(kept: &Kept) -> Result<NewCustomer, Malformed> {
    let certificates: Result<_, Malformed> = kept.fingerprints.iter().map(|text| text.parse()).collect();
    let accounts: Result<_, Malformed> = BOOKKEEPING.accounts.iter().map(|id| id.parse()).collect();
    Ok(NewCustomer {
        id: BOOKKEEPING.id.parse()?,
        login: BOOKKEEPING.login.parse()?,
        name: BOOKKEEPING.name.parse()?,
        password: Some(Secret::new(kept.password.as_str())),
        accounts: accounts?,
        certificates: Some(certificates?),
    })
}

fn unmade(fault: impl std::fmt::Display) -> Failure {
    Failure::broken(fault.to_string(), "look at this machine's clock, then start again; without --tls a new sandbox needs no certificates")
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;

    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn made(directory: &Path, before: Option<Kept>, now: UnixSeconds) -> Kept {
        let kept = make(directory, before, now, &SystemEntropy::new()).unwrap();
        kept.write(directory).unwrap();
        kept
    }

    #[test]
    fn what_was_made_is_good_until_a_month_before_its_end() {
        let root = tempfile::tempdir().unwrap();
        let directory = root.path().join("tls");
        assert_eq!(Kept::read(&directory), None);
        let kept = made(&directory, None, NOW);
        assert_eq!(Kept::read(&directory).as_ref(), Some(&kept));
        assert!(kept.is_good(&directory, NOW.plus(335 * DAY)) && !kept.is_good(&directory, NOW.plus(335 * DAY + 1)));
        fs::remove_file(directory.join(PACKED)).unwrap();
        assert!(!kept.is_good(&directory, NOW));
    }

    #[test]
    fn what_is_renewed_has_the_same_authority_and_passwords_as_long_as_that_lasts() {
        let root = tempfile::tempdir().unwrap();
        let read = |name: &str| fs::read_to_string(root.path().join(name)).unwrap();
        let first = made(root.path(), None, NOW);
        let (authority, server) = (read(AUTHORITY), read(SERVER));
        let second = made(root.path(), Some(first.clone()), NOW.plus(340 * DAY));
        assert_eq!((&second.password, &second.p12_password), (&first.password, &first.p12_password));
        assert_ne!(second.fingerprints, first.fingerprints);
        assert_eq!(read(AUTHORITY), authority);
        assert_ne!(read(SERVER), server);
        let last = made(root.path(), Some(second), NOW.plus((AUTHORITY_DAYS - 1) * DAY));
        assert_ne!((read(AUTHORITY), last.authority), (authority, first.authority));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_any_of_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let directory = root.path().join("tls");
        made(&directory, None, NOW);
        let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(rights(&directory), 0o700);
        for name in ALL.iter().chain([&KEPT]) {
            assert_eq!(rights(&directory.join(name)), 0o600, "{name}");
        }
    }
}
