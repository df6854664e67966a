//! The register of clients (API 使用の準備).

use fgapi_audit::By;
use fgapi_domain::{GrantRequest, GrantSet, Secret};
use fgapi_token::{
    ApiKey, CheckError, Client, ClientId, ClientScreens, ClientStanding, Credential, Dead, IssueSystemError, KnownClient, NewClient,
    OpenError, PasswordDigest, RefreshRetry, StoredPassword,
};

use super::Stage;
use super::stage::{CALLER, START, new_client, refusal};

/// A client as a store is given it.
fn client(stage: &Stage, api_key: &str) -> Client {
    let new = new_client();
    Client {
        known: KnownClient {
            id: ClientId(fgapi_domain::new_uuid(&*stage.entropy, stage.now()).expect("randomness")),
            api_key: api_key.parse().expect("an API key"),
            grants: "accounts,balances".parse().expect("grants"),
            networks: ["192.0.2.0/24", "2001:db8::/32"].map(|network| network.parse().expect("a network")).into(),
            standing: ClientStanding::Disabled,
            refresh_retry: RefreshRetry::UntilSuccessorUsed,
            passwords: vec![StoredPassword { digest: PasswordDigest::of(&Secret::new(api_key)), until: None }],
        },
        name: new.name,
        company: new.company,
        redirect_domains: ["a.example.com", "b.example.com"].map(|domain| domain.parse().expect("a domain")).into(),
        redirect_uris: ["https://a.example.com/cb", "https://a.example.com/cb?x=1"].map(|uri| uri.parse().expect("a URI")).into(),
        screens: ClientScreens {
            scope_choice: false,
            account_choice: true,
            inquiry_pins: false,
            site: Some("https://a.example.com/".parse().expect("a page")),
            terms: Some("https://a.example.com/terms".parse().expect("a page")),
            privacy: Some("https://a.example.com/privacy?v=2".parse().expect("a page")),
        },
        created_at: START,
    }
}

/// API keys name one client each.
pub fn an_api_key_is_taken_once(stage: &Stage) {
    let first = client(stage, "fgk_one");
    assert!(stage.store().add_client(&first, &By::GATEWAY).expect("the store answers"), "a free API key is taken");
    let second = Client { known: KnownClient { grants: GrantSet::all(), ..client(stage, "fgk_one").known }, ..client(stage, "x") };
    assert!(!stage.store().add_client(&second, &By::GATEWAY).expect("the store answers"), "a taken one is not taken again");
    assert_eq!(stage.store().known_client(&first.known.api_key).expect("the store answers"), Some(first.known), "and stays as it was");
}

/// `fgapi client list` shows all, whatever their number.
pub fn clients_come_in_pages_in_order(stage: &Stage) {
    // In byte order: digits, capitals, `_`, small letters.
    let keys = ["fgk_0", "fgk_9", "fgk_A", "fgk_Z", "fgk__", "fgk_a", "fgk_b"];
    for key in keys.iter().rev() {
        assert!(stage.store().add_client(&client(stage, key), &By::GATEWAY).expect("the store answers"));
    }
    let mut seen: Vec<String> = Vec::new();
    let mut after: Option<ApiKey> = None;
    loop {
        let page = stage.store().clients(after.as_ref(), 3).expect("the store answers");
        assert!(page.len() <= 3, "a page has no more clients than were asked for");
        let Some(last) = page.last() else { break };
        after = Some(last.known.api_key.clone());
        seen.extend(page.iter().map(|client| client.known.api_key.to_string()));
    }
    assert_eq!(seen, keys, "every client comes once, in the order of the API keys");
    assert_eq!(stage.desk().clients().expect("the store answers").len(), keys.len());
}

/// Nothing of a registration is lost.
pub fn all_that_is_registered_comes_back(stage: &Stage) {
    let all = client(stage, "fgk_all");
    let bare = client(stage, "fgk_bare");
    let bare = Client {
        known: KnownClient { networks: Vec::new(), grants: GrantSet::EMPTY, standing: ClientStanding::Enabled, ..bare.known },
        redirect_domains: Vec::new(),
        redirect_uris: Vec::new(),
        screens: ClientScreens::default(),
        ..bare
    };
    for client in [&all, &bare] {
        assert!(stage.store().add_client(client, &By::GATEWAY).expect("the store answers"));
        let known = stage.store().known_client(&client.known.api_key).expect("the store answers");
        assert_eq!(known.as_ref(), Some(&client.known), "what was registered is what is known");
        let whole = stage.store().client(&client.known.api_key).expect("the store answers");
        assert_eq!(whole.as_ref(), Some(client), "and all of it can be asked for");
    }
    assert_eq!(stage.store().clients(None, 10).expect("the store answers"), [all, bare]);
    let nobody = "fgk_nobody".parse().expect("an API key");
    assert_eq!(stage.store().known_client(&nobody).expect("the store answers"), None);
}

/// Disabling is immediate for all kinds of tokens, on every node, and can be taken back.
pub fn a_disabled_client_is_refused_everywhere_and_comes_back(stage: &Stage) {
    let (app, other_app) = (stage.app(), stage.app());
    let (pair, other) = (stage.link(&app, "c1"), stage.link(&other_app, "c1"));
    let system = stage.desk().issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER).expect("a system token");
    stage.desk().set_standing(&app.key, ClientStanding::Disabled, &By::GATEWAY).expect("the client is known");
    stage.assert_dead(&pair, Dead::ClientSuspended, "a disabled client's access tokens are dead at once");
    for node in 0..4 {
        let desk = stage.desk_of(node);
        let checked = desk.check_system(system.token.reveal(), None, CALLER);
        let law = "a disabled client's system tokens are dead at once, on every node";
        assert!(matches!(checked, Err(CheckError::Refused(refusal)) if refusal.why == Dead::ClientSuspended), "{law}");
        let issued = desk.issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER);
        let law = "it gets no new system token";
        assert!(matches!(issued, Err(IssueSystemError::Refused(refusal)) if refusal.why == Dead::ClientSuspended), "{law}");
        let login = desk.client_for_login(app.key.as_str(), CALLER);
        let law = "and no login begins for it";
        assert!(matches!(login, Err(OpenError::Refused(refusal)) if refusal.why == Dead::ClientSuspended), "{law}");
    }
    stage.assert_alive(&other, "another client's tokens live");
    stage.desk().set_standing(&app.key, ClientStanding::Enabled, &By::GATEWAY).expect("the client is known");
    stage.assert_alive(&pair, "when it is enabled again, what has not expired works again");
    stage.desk().check_system(system.token.reveal(), None, CALLER).expect("system tokens too");
    let nobody = "fgk_nobody".parse().expect("an API key");
    assert!(
        !stage.store().set_client_standing(&nobody, ClientStanding::Enabled, stage.now(), &By::GATEWAY).expect("the store answers"),
        "nobody to enable"
    );
}

/// What a node remembers of a client opens nothing that another node closed.
pub fn what_is_remembered_of_a_client_opens_nothing(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    let issue = |node: usize| stage.desk_of(node).issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER);
    let known = |node: usize| {
        stage.desk_of(node).check_system(app.bearer.reveal(), None, CALLER).expect("a living bearer");
        issue(node).expect("a system token");
        stage.desk_of(node).recall_system(app.bearer.reveal(), CALLER).expect("what was checked just now is remembered")
    };
    let recalled: Vec<_> = (0..4).map(|node| (node, known(node))).collect();
    let none_opens = |law: &str| {
        for (node, bearer) in &recalled {
            let rotated = stage.desk_of(*node).rotate_recalled(bearer, app.presented(), &pair.refresh).expect("the store answers");
            assert!(rotated.is_none(), "{law}: a refresh of a bearer that is remembered only");
        }
    };
    stage.desk_of(1).set_standing(&app.key, ClientStanding::Disabled, &By::GATEWAY).expect("the client is known");
    for node in 0..4 {
        let outcome = issue(node);
        let suspended = matches!(&outcome, Err(IssueSystemError::Refused(refusal)) if refusal.why == Dead::ClientSuspended);
        assert!(suspended, "a client that was disabled gets no token, remembered or not: {outcome:?}");
    }
    none_opens("a disabled client");
    stage.desk_of(1).set_standing(&app.key, ClientStanding::Enabled, &By::GATEWAY).expect("the client is known");
    stage.assert_alive(&pair, "what was not done changed nothing");
    stage.desk_of(1).rotate_password(&app.key, 0, &By::GATEWAY).expect("the client is known");
    for node in 0..4 {
        let outcome = issue(node);
        let refused = matches!(&outcome, Err(IssueSystemError::Refused(refusal)) if refusal.why == Dead::Unknown);
        assert!(refused, "a password that was replaced opens nothing, remembered or not: {outcome:?}");
    }
    none_opens("a client that was changed");
    stage.clock.advance(10_000);
    assert!(stage.desk_of(0).recall_system(app.bearer.reveal(), CALLER).is_none(), "what is over is not even remembered");
    none_opens("an expired bearer");
    let other = stage.app();
    stage.desk_of(0).check_system(other.bearer.reveal(), None, CALLER).expect("a living bearer");
    let bearer = stage.desk_of(0).recall_system(other.bearer.reveal(), CALLER).expect("what was checked just now is remembered");
    let stolen = stage.desk_of(0).rotate_recalled(&bearer, other.presented(), &pair.refresh).expect("the store answers");
    assert!(stolen.is_none(), "another client's refresh token");
    stage.assert_alive(&stage.next(&app, &pair), "and the pair is refreshed as ever");
}

/// A new password can be rolled out without an interruption.
pub fn two_passwords_are_taken_while_they_overlap(stage: &Stage) {
    let app = stage.app();
    let taken = |password: &Secret| match stage.desk().issue_system(app.key.as_str(), password, GrantRequest::Allowed, CALLER) {
        Ok(_) => true,
        Err(IssueSystemError::Refused(refusal)) => {
            assert_eq!((refusal.credential, refusal.why), (Credential::ClientLogin, Dead::Unknown));
            false
        }
        Err(other) => panic!("a refusal was due, not {other:?}"),
    };
    let rotate = || Secret::new(stage.desk().rotate_password(&app.key, 600, &By::GATEWAY).expect("the client is known").reveal());
    let second = rotate();
    assert!(taken(&app.password) && taken(&second), "both passwords are taken while they overlap");
    let third = rotate();
    assert!(!taken(&app.password), "an older one than the one before is taken no more");
    assert!(taken(&second) && taken(&third));
    stage.clock.advance(600);
    assert!(!taken(&second), "after the overlap the password before is taken no more");
    assert!(taken(&third) && !taken(&Secret::new("fgp_wrong")));
    let nobody = "fgk_nobody".parse().expect("an API key");
    let digest = PasswordDigest::of(&third);
    assert!(
        !stage.store().rotate_password(&nobody, &digest, stage.now(), stage.now(), &By::GATEWAY).expect("the store answers"),
        "nobody's password"
    );
}

/// A token may what was granted and the client may have: never more.
pub fn grants_narrow_and_never_grow(stage: &Stage) {
    let few: GrantSet = "accounts,balances".parse().expect("grants");
    let app = stage.register(NewClient { grants: few, ..new_client() });
    let asked = |text: &str| text.parse::<GrantRequest>().expect("grants");
    let issue = |text: &str| stage.desk().issue_system(app.key.as_str(), &app.password, asked(text), CALLER);
    assert_eq!(issue("*").expect("all that it may have").grants, few, "`*` is all that the client may have");
    let one = issue("accounts").expect("a part of it");
    let bearer = stage.desk().check_system(one.token.reveal(), None, CALLER).expect("it lives");
    assert_eq!(bearer.grants.to_string(), "accounts", "a token has the grants that it was issued with");
    assert!(matches!(issue("transactions"), Err(IssueSystemError::NotAllowed)), "what the client may not have is not granted");
    let auth = stage.login_as(&app, "c1", "default", GrantSet::all());
    let pair = stage.redeem(&app, &auth, None).expect("the auth token is exchanged");
    let bearer = stage.present(&pair.access).expect("it lives");
    assert_eq!(bearer.grants, few, "an end user cannot grant more than the client may have");
}

/// A client that named its networks calls from there only.
pub fn callers_from_elsewhere_are_refused(stage: &Stage) {
    let networks = ["192.0.2.0/24", "2001:db8::/32"].map(|network| network.parse().expect("a network")).into();
    let app = stage.register(NewClient { networks, ..new_client() });
    let pair = stage.link(&app, "c1");
    for (caller, admitted) in
        [("192.0.2.255", true), ("2001:db8::1", true), ("::ffff:192.0.2.1", true), ("192.0.3.1", false), ("::1", false)]
    {
        let caller: std::net::IpAddr = caller.parse().expect("an address");
        let checked = stage.desk().check_user(pair.access.reveal(), fgapi_domain::Grant::Accounts, caller);
        match checked {
            Ok(_) => assert!(admitted, "{caller} is not in the client's networks"),
            Err(CheckError::Refused(refusal)) => assert_eq!((admitted, refusal.why), (false, Dead::NotAdmitted), "{caller}"),
            Err(other) => panic!("a refusal was due, not {other:?}"),
        }
    }
    assert_eq!(refusal(stage.redeem(&stage.app(), &stage.login(&app, "c2"), None)).why, Dead::OtherClient);
}
