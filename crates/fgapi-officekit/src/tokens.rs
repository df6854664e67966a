//! Clients whose credentials are handed over.

use fgapi_admin::{Handover, HandoverKind, PickedSecret, UserId};
use fgapi_audit::Act;
use fgapi_domain::{Grant, GrantSet};
use fgapi_token::{Client, ClientId, ClientScreens, ClientStanding, KnownClient, PasswordDigest, RefreshRetry, StoredPassword, WebPage};

use crate::Stage;
use crate::stage::{START, address, at_once};

fn client(stage: &Stage, api_key: &str) -> Client {
    Client {
        known: KnownClient {
            id: ClientId(stage.uuid()),
            api_key: api_key.parse().expect("an API key"),
            grants: GrantSet::all(),
            networks: Vec::new(),
            standing: ClientStanding::Enabled,
            refresh_retry: RefreshRetry::Never,
            passwords: vec![StoredPassword { digest: PasswordDigest(stage.digest()), until: None }],
        },
        name: "家計簿".parse().expect("a name"),
        company: "フィンテック株式会社".parse().expect("a name"),
        redirect_domains: vec!["app.example.com".parse().expect("a domain")],
        redirect_uris: Vec::new(),
        screens: ClientScreens::default(),
        created_at: START,
    }
}

fn credentials(stage: &Stage, contact: &fgapi_admin::PortalUser, client: &Client, overlap_seconds: u32) -> Handover {
    let client = client.known.api_key.clone();
    Handover { kind: HandoverKind::ClientCredentials { client, overlap_seconds }, ..stage.handover(contact) }
}

fn stored(stage: &Stage, client: &Client) -> Option<Client> {
    stage.tokens().client(&client.known.api_key).expect("the store answers")
}

/// Both or neither; an API key is taken once.
pub fn a_client_is_registered_with_its_credentials(stage: &Stage) {
    let contact = stage.member("a");
    let new = client(stage, "fgk_1");
    let notes = [stage.note(Act::ClientRegister), stage.note(Act::ClientHandoverIssue)];
    let register = |entries, client: &Client, handover: &Handover| {
        let mail = stage.mail(&address("a@b.example"));
        stage.told(entries, || stage.office().register_client(client, handover, &mail, &notes)).expect("the store answers")
    };
    let nobody = Handover { user: UserId(stage.uuid()), ..credentials(stage, &contact, &new, 0) };
    assert_eq!(register(0, &new, &nobody), Err(nobody.user));
    assert_eq!(stored(stage, &new), None, "without a contact there is no client");
    let handover = credentials(stage, &contact, &new, 0);
    assert_eq!(register(2, &new, &handover), Ok(true));
    assert_eq!(stored(stage, &new), Some(new.clone()));
    assert_eq!(stage.as_it_is(&handover), handover);
    let other = client(stage, "fgk_1");
    assert_eq!(register(0, &other, &credentials(stage, &contact, &other, 0)), Ok(false), "an API key is taken once");
    assert_eq!(stage.as_it_is(&handover), handover, "what waits for the first one is not void");
    stage.suspend(&contact, true);
    let other = client(stage, "fgk_2");
    assert_eq!(register(0, &other, &credentials(stage, &contact, &other, 0)), Err(contact.id));
    assert_eq!(stored(stage, &other), None);
}

/// In the same commit, once; the one before is good until its time.
pub fn a_picked_up_password_is_the_clients(stage: &Stage) {
    let contact = stage.member("a");
    let new = client(stage, "fgk_1");
    let first = credentials(stage, &contact, &new, 0);
    let mail = stage.mail(&address("a@b.example"));
    assert_eq!(stage.office().register_client(&new, &first, &mail, &[]).expect("the store answers"), Ok(true));
    let overlapping = credentials(stage, &contact, &new, 600);
    assert_eq!(stage.issue(std::slice::from_ref(&overlapping)), Ok(()));
    assert!(!stage.picks_up(&stage.pick_up(&first, START)), "the newer one made it void");
    assert_eq!(stored(stage, &new), Some(new.clone()), "what is not picked up changes no password");
    let picks: Vec<_> = at_once(|_| stage.pick_up(&overlapping, START));
    let outcomes = stage.told(1, || at_once(|number| stage.picks_up(&picks[number])));
    let winner = outcomes.iter().position(|picked| *picked).expect("somebody picks it up");
    assert_eq!(outcomes.iter().filter(|picked| **picked).count(), 1, "one picks it up");
    let PickedSecret::Password { digest, .. } = picks[winner].secret else { unreachable!("a password") };
    let passwords = stored(stage, &new).expect("the client is there").known.passwords;
    let due =
        [StoredPassword { digest, until: None }, StoredPassword { digest: new.known.passwords[0].digest, until: Some(START.plus(600)) }];
    assert_eq!(passwords, due, "the winner's is the client's, and the one before overlaps");
}

/// Number, key, passwords and standing are changed otherwise.
pub fn a_client_is_changed_but_for_its_secrets(stage: &Stage) {
    let contact = stage.member("a");
    let new = client(stage, "fgk_1");
    let handover = credentials(stage, &contact, &new, 0);
    let mail = stage.mail(&address("a@b.example"));
    assert_eq!(stage.office().register_client(&new, &handover, &mail, &[]).expect("the store answers"), Ok(true));
    let page = |text: &str| Some(text.parse::<WebPage>().expect("a page"));
    let mut next = Client {
        name: "家計ノート".parse().expect("a name"),
        company: "別会社".parse().expect("a name"),
        redirect_domains: Vec::new(),
        redirect_uris: vec!["https://app.example.com/back".parse().expect("a URI")],
        screens: ClientScreens {
            scope_choice: false,
            account_choice: true,
            inquiry_pins: false,
            site: page("https://app.example.com/"),
            terms: page("https://app.example.com/terms"),
            privacy: page("https://app.example.com/privacy"),
        },
        created_at: START.plus(5),
        ..client(stage, "fgk_1")
    };
    next.known.grants = GrantSet::from_iter([Grant::Balances]);
    next.known.networks = vec!["192.0.2.0/24".parse().expect("a network")];
    next.known.refresh_retry = RefreshRetry::UntilSuccessorUsed;
    next.known.standing = ClientStanding::Disabled;
    let note = stage.note(Act::ClientChange);
    let change = |entries, client: &Client| stage.told(entries, || stage.office().change_client(client, &note)).expect("an answer");
    assert!(change(1, &next));
    let KnownClient { id, standing, passwords, .. } = new.known.clone();
    let due = Client { known: KnownClient { id, standing, passwords, ..next.known.clone() }, created_at: START, ..next };
    assert_eq!(stored(stage, &new), Some(due));
    assert!(!change(0, &client(stage, "fgk_2")), "there is no such client");
}
