//! The store in which Chromium finds the roots that it trusts and the certificates that it can show.

use std::path::Path;
use std::process::Command;

use super::options::Options;
use super::provided;

/// Makes the store below `home`, if there is anything to put into it.
pub(super) fn fill(home: &Path, options: &Options) {
    if options.roots.is_empty() && options.identities.is_empty() {
        return;
    }
    let directory = home.join(".pki/nssdb");
    std::fs::create_dir_all(&directory).unwrap();
    let store = format!("sql:{}", directory.display());
    let tool = |variable: &str, arguments: &[&str]| {
        let mut command = Command::new(provided(variable));
        let output = command.args(arguments).args(["-d", &store]).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    tool("FGAPI_TEST_CERTUTIL", &["-N", "--empty-password"]);
    for (number, root) in options.roots.iter().enumerate() {
        let file = file(home, &format!("root-{number}.pem"), root.as_bytes());
        tool("FGAPI_TEST_CERTUTIL", &["-A", "-n", &format!("root {number}"), "-t", "C,,", "-i", &file]);
    }
    for (number, (pkcs12, password)) in options.identities.iter().enumerate() {
        let file = file(home, &format!("own-{number}.p12"), pkcs12);
        tool("FGAPI_TEST_PK12UTIL", &["-i", &file, "-W", password]);
    }
}

fn file(home: &Path, name: &str, content: &[u8]) -> String {
    let path = home.join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}
