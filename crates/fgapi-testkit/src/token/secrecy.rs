//! Nobody who reads the store's files can use what stands there.

use fgapi_domain::{GrantRequest, GrantSet, Secret};

use super::Stage;
use super::stage::{CALLER, retry};

/// No token or password stands in clear in anything that the store persisted. `dump` gives all of that: every file,
/// or every row. It also has to show `marker`, which is stored openly, as a proof that it shows what was written.
pub fn nothing_persisted_opens_anything(stage: &Stage, dump: impl Fn() -> Vec<u8>) {
    const MARKER: &str = "customer-seen-in-the-dump";
    let app = stage.app();
    let mut secrets: Vec<Secret> = vec![app.password.clone()];
    let issued = stage.desk().issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER).expect("a system token");
    secrets.push(Secret::new(issued.token.reveal()));
    let auth = stage.login_as(&app, MARKER, "default", GrantSet::all());
    let pair = stage.redeem(&app, &auth, Some(&retry("key-in-clear-1", "body"))).expect("the auth token is exchanged");
    let next = stage.rotate(&app, &pair.refresh, Some(&retry("key-in-clear-2", "body"))).expect("a refresh whose answer is kept");
    secrets.push(Secret::new(stage.desk().rotate_password(&app.key, 60, &app.system.by()).expect("the client is known").reveal()));
    secrets.extend([
        auth,
        pair.access,
        pair.refresh,
        next.access,
        next.refresh,
        Secret::new("key-in-clear-1"),
        Secret::new("key-in-clear-2"),
    ]);
    let dump = dump();
    let shows = |text: &str| dump.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(shows(MARKER), "the dump shows what was written");
    for secret in &secrets {
        let (prefix, random) = secret.reveal().split_at(4);
        assert!(!shows(secret.reveal()) && !shows(random), "a {prefix} stands in clear in what the store persisted");
    }
}
