//! A sandbox's certificates in its directory `tls`, made once and renewed before they end.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fgapi_domain::{CertificateFingerprint, Entropy, UnixSeconds};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::fault::{not_credentials, on_file};
use super::private::{private_directory, private_file, settle};
use super::{Directory, SandboxFault, new_password};
use crate::{Authority, BOOKKEEPING, CertificateFault, Issued, Span};

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
pub struct Certified {
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
pub struct CertifiedTold<'a> {
    /// The authority's certificate, which has to be trusted.
    pub ca: PathBuf,
    /// ログイン ID of the customer who logs in by certificate.
    pub id: &'a str,
    /// ログインパスワード.
    pub password: &'a str,
    /// The customer's certificate and key, as browsers take them in.
    pub p12: PathBuf,
    /// The same of a certificate that is revoked.
    pub revoked_p12: PathBuf,
    /// Opens both files.
    pub p12_password: &'a str,
    /// What is revoked (CRL).
    pub revocations: PathBuf,
}

impl Certified {
    /// Those of a sandbox, when nothing of them has to be made at `now`.
    ///
    /// # Errors
    /// [`SandboxFault`] when the directory has no absolute path.
    pub fn good(root: &Directory, now: UnixSeconds) -> Result<Option<Self>, SandboxFault> {
        let directory = at(root)?;
        let kept = Kept::read(&directory).filter(|kept| kept.is_good(&directory, now));
        Ok(kept.map(|kept| Self { directory, kept }))
    }

    /// Issues all of them anew. They count from [`keep`](Self::keep) on: the bank has to know whose they are before.
    ///
    /// # Errors
    /// [`SandboxFault`] when they cannot be made or written.
    pub fn issue(root: &Directory, now: UnixSeconds, entropy: &dyn Entropy) -> Result<Self, SandboxFault> {
        let directory = at(root)?;
        let kept = make(&directory, Kept::read(&directory), now, entropy)?;
        Ok(Self { directory, kept })
    }

    /// Lets what was issued count.
    ///
    /// # Errors
    /// [`SandboxFault`] when that cannot be written.
    pub fn keep(&self) -> Result<(), SandboxFault> {
        self.kept.write(&self.directory)
    }

    /// The fingerprints of the customer's certificates, the revoked one's too: only its revocation keeps it out.
    ///
    /// # Errors
    /// [`SandboxFault`] when the file was changed by hand.
    pub fn fingerprints(&self) -> Result<Vec<CertificateFingerprint>, SandboxFault> {
        let file = self.directory.join(KEPT);
        self.kept.fingerprints.iter().map(|text| text.parse()).collect::<Result<_, _>>().map_err(not_credentials(&file))
    }

    /// The server's certificate.
    pub fn server(root: &Directory) -> PathBuf {
        root.tls().join(SERVER)
    }

    /// The authority's certificate of a sandbox that has one.
    pub fn authority_of(root: &Directory) -> Option<Vec<u8>> {
        fs::read(root.tls().join(AUTHORITY)).ok()
    }

    /// What a sandbox says of them.
    pub fn told(&self) -> CertifiedTold<'_> {
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
    pub fn authority(&self) -> PathBuf {
        self.directory.join(AUTHORITY)
    }
}

/// Whoever reads of a file may stand elsewhere.
fn at(root: &Directory) -> Result<PathBuf, SandboxFault> {
    std::path::absolute(root.tls()).map_err(on_file(root.path()))
}

impl Kept {
    fn read(directory: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(directory.join(KEPT)).ok()?).ok()
    }

    fn write(&self, directory: &Path) -> Result<(), SandboxFault> {
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
fn make(directory: &Path, before: Option<Kept>, now: UnixSeconds, entropy: &dyn Entropy) -> Result<Kept, SandboxFault> {
    let span = Span(now, now.plus(ISSUED_DAYS * DAY));
    let before = before.filter(|kept| kept.authority_until >= span.1.0);
    let read = before.and_then(|kept| Some((read_authority(directory, &kept)?, kept)));
    let (authority, kept) = match read {
        Some(read) => read,
        None => begin(now, entropy)?,
    };
    private_directory(directory).map_err(on_file(directory))?;
    // From here on nothing is whole until it is written again.
    match fs::remove_file(directory.join(KEPT)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(on_file(&directory.join(KEPT))(error)),
        _ => {}
    }
    let [server, good, bad] = issue(&authority, span, entropy)?;
    let packed = |issued: &Issued| issued.pkcs12(&authority, BOOKKEEPING.latin, &kept.p12_password).map(Zeroizing::new);
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
        text(&authority.revoke(&bad, span)?),
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

fn write(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
    let path = directory.join(name);
    let mut file = private_file(OpenOptions::new().write(true).create(true).truncate(true)).open(&path).map_err(on_file(&path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(on_file(&path))
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
