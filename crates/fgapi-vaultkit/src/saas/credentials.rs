//! Tenants' credentials: changed whole, read only when the log holds it.

use std::sync::Arc;

use fgapi_audit::{Act, By};
use fgapi_domain::{Level, Secret, ShortText, SystemEntropy, TenantId, UnixSeconds};
use fgapi_saas::{
    Change, CredentialChange, Field, KeptCredentials, PlainChange, Product, ReadError, ReadOut, Reader, SaasDesk, SaasParts, Stored,
};
use fgapi_vault::{Owner, Place, Put, SEALS_MAX, SealedValue, VaultFault, VaultState};

use crate::Stage;
use crate::saas::clients::{client, new_token};
use crate::stage::{CROWD, START, at_once, place};

fn at(tenant: TenantId, product: Product, field: Field) -> Place {
    place(Owner::Tenant(tenant), product.code(), field.as_str())
}

fn nothing(tenant: TenantId, product: Product) -> CredentialChange {
    let (plain, by) = (PlainChange::default(), "staff:hanako".to_owned());
    CredentialChange { tenant, product, plain, values: Vec::new(), cleared: Vec::new(), now: START, by }
}

fn change(stage: &Stage, change: &CredentialChange) -> Stored {
    stage.saas().change(change, &stage.note(Act::CredentialChange)).expect("the store answers")
}

/// Sets values of a product.
fn set(stage: &Stage, tenant: TenantId, product: Product, values: &[(Field, &str)]) -> Vec<SealedValue> {
    let values: Vec<SealedValue> = values.iter().map(|(field, text)| stage.sealed(&at(tenant, product, *field), text)).collect();
    let put = CredentialChange { values: values.clone(), ..nothing(tenant, product) };
    stage.told(1, || assert_eq!(change(stage, &put), Stored::Done));
    values
}

fn kept(stage: &Stage, tenant: TenantId) -> Vec<KeptCredentials> {
    stage.saas().credentials(tenant).expect("the store answers")
}

fn desk(stage: &Stage, node: usize) -> SaasDesk {
    let (store, vault, clock) = (stage.saas_of(node), stage.vault_of(node).clone(), stage.clock());
    SaasDesk::new(SaasParts { store, vault, clock, entropy: Arc::new(SystemEntropy::new()), token_seconds: 60 })
}

fn text(text: &str) -> ShortText {
    text.parse().expect("a text")
}

/// With hints, times and who it was, product by product; what is not given stays.
pub fn what_is_set_comes_back(stage: &Stage) {
    assert_eq!(kept(stage, stage.tenant), []);
    let long = [(Field::Info2, "another secret 1234"), (Field::Info1, "short")];
    let values = set(stage, stage.tenant, Product::Rakuraku, &long);
    set(stage, stage.tenant, Product::BillOne, &[]);
    let all = kept(stage, stage.tenant);
    assert_eq!(all.iter().map(|kept| kept.product).collect::<Vec<_>>(), [Product::BillOne, Product::Rakuraku], "they come by code");
    let first = &all[1];
    assert!(first.enabled, "credentials begin enabled");
    assert_eq!((first.receiving_department.as_str(), first.deposit_account_item_code.as_str()), ("", ""));
    assert_eq!((first.changed_at, first.changed_by.as_str()), (START, "staff:hanako"));
    let shown: Vec<_> = first.fields.iter().map(|facts| (facts.field, facts.hint.as_str(), facts.set_at)).collect();
    assert_eq!(shown, [(Field::Info1, "", START), (Field::Info2, "1234", START)]);
    let plain = PlainChange { enabled: Some(false), receiving_department: Some(text("経理部")), deposit_account_item_code: None };
    let (now, by) = (START.plus(5), "command:root".to_owned());
    let next = CredentialChange { plain, now, by, cleared: vec![Field::Info1], ..nothing(stage.tenant, Product::Rakuraku) };
    stage.told(1, || assert_eq!(change(stage, &next), Stored::Done));
    let item = PlainChange { deposit_account_item_code: Some(text("121")), ..PlainChange::default() };
    let next = CredentialChange { plain: item, now: START.plus(6), ..next };
    stage.told(1, || assert_eq!(change(stage, &next), Stored::Done, "what is cleared twice is cleared"));
    let now = kept(stage, stage.tenant).remove(1);
    let plain = (now.enabled, now.receiving_department.as_str(), now.deposit_account_item_code.as_str());
    assert_eq!(plain, (false, "経理部", "121"), "what is not given stays");
    assert_eq!((now.changed_at, now.changed_by.as_str(), now.fields.len()), (START.plus(6), "command:root", 1));
    let left = stage.store().values(None, 10).expect("the store answers");
    assert_eq!(left, values[..1], "a value that is taken away is gone from the vault");
    assert_eq!(kept(stage, stage.another_tenant()), [], "another tenant has none of it");
}

/// All of it is stored, or nothing, and nothing is told.
pub fn credentials_are_changed_whole(stage: &Stage) {
    set(stage, stage.tenant, Product::BillOne, &[(Field::Info1, "first"), (Field::Info2, "stays")]);
    let before = (kept(stage, stage.tenant), stage.store().values(None, 10).expect("the store answers"));
    let plain = PlainChange { enabled: Some(false), ..PlainChange::default() };
    let refused = |value: SealedValue, stored| {
        let next = CredentialChange {
            plain: plain.clone(),
            values: vec![value],
            cleared: vec![Field::Info2],
            ..nothing(stage.tenant, Product::BillOne)
        };
        stage.told(0, || assert_eq!(change(stage, &next), stored));
        assert_eq!((kept(stage, stage.tenant), stage.store().values(None, 10).expect("the store answers")), before, "nothing is changed");
    };
    let value = stage.sealed(&at(stage.tenant, Product::BillOne, Field::Info1), "second");
    stage.beside().set_seals(value.key, SEALS_MAX);
    refused(value.clone(), Stored::Exhausted);
    stage.replace_key(stage.owner());
    refused(value, Stored::StaleKey);
    let nobody = stage.gone_tenant();
    stage.told(0, || assert_eq!(change(stage, &nothing(nobody, Product::BillOne)), Stored::NoTenant));
}

/// Whether it finds much, one product, or nothing.
pub fn reading_is_told_once(stage: &Stage) {
    let other = stage.another_tenant();
    let read = |tenant, product| {
        let out = stage.told(1, || stage.saas().read(tenant, product, &stage.note(Act::CredentialRead)).expect("the store answers"));
        let ReadOut::Found(found) = out else { panic!("the vault is open") };
        found
    };
    assert_eq!(read(stage.tenant, None), [], "there is nothing, and somebody asked for it");
    let first = set(stage, stage.tenant, Product::BillOne, &[(Field::Info1, "one"), (Field::Info3, "three")]);
    let second = set(stage, stage.tenant, Product::Bakuraku, &[(Field::Info1, "api")]);
    set(stage, stage.tenant, Product::JapanIcs, &[]);
    let theirs = set(stage, other, Product::BillOne, &[(Field::Info1, "theirs")]);
    let all = kept(stage, stage.tenant);
    let due: Vec<_> = all.iter().cloned().zip([first, Vec::new(), second]).collect();
    assert_eq!(read(stage.tenant, None), due, "credentials with their values, by product");
    assert_eq!(read(stage.tenant, Some(Product::Bakuraku)), due[2..], "of one product");
    assert_eq!(read(stage.tenant, Some(Product::BugyoEdge)), []);
    assert_eq!(read(other, None)[0].1, theirs, "each tenant reads its own");
    let by = By::GATEWAY;
    let opened = stage.told(1, || desk(stage, 1).read(&Reader { tenant: other, level: Level::Tenant, by }, Some("0")).expect("it is read"));
    assert_eq!((opened.len(), opened[0].value(Field::Info1)), (1, "theirs"));
}

/// And nothing is told: nobody read anything.
pub fn nothing_is_read_while_the_vault_is_shut(stage: &Stage) {
    set(stage, stage.tenant, Product::BillOne, &[(Field::Info1, "one")]);
    let shut = VaultState { sealed: Some((START, "staff:hanako".into())) };
    assert!(stage.store().set_state(&shut, &stage.note(Act::VaultSeal)).expect("the store answers"));
    for product in [None, Some(Product::BillOne), Some(Product::Bakuraku)] {
        let read = || stage.saas().read(stage.tenant, product, &stage.note(Act::CredentialRead)).expect("the store answers");
        stage.told(0, || assert_eq!(read(), ReadOut::Shut));
    }
    assert_eq!(kept(stage, stage.tenant).len(), 1, "what is no secret is seen");
}

/// The reader is told nothing of it, and the log is.
pub fn what_changed_places_is_not_read(stage: &Stage) {
    set(stage, stage.tenant, Product::BillOne, &[(Field::Info1, "one"), (Field::Info2, "two")]);
    let places = [Field::Info1, Field::Info2].map(|field| at(stage.tenant, Product::BillOne, field));
    stage.beside().swap(&places[0], &places[1]);
    let reader = Reader { tenant: stage.tenant, level: Level::Tenant, by: By::GATEWAY };
    let read = stage.told(2, || desk(stage, 0).read(&reader, None));
    assert!(matches!(read, Err(ReadError::Vault(VaultFault::Altered(_)))), "what was moved is not read");
}

/// Keys, values, credentials, clients and tokens, whatever comes at the same time.
pub fn a_deleted_tenant_takes_everything(stage: &Stage) {
    let stays = stage.another_tenant();
    let mut tokens = Vec::new();
    for tenant in [stage.tenant, stays] {
        set(stage, tenant, Product::BillOne, &[(Field::Info1, "one")]);
        let client = client(stage, tenant, "a");
        let token = new_token(stage, client.id, START.plus(60));
        stage.told(1, || stage.saas().add_token(&token, &stage.note(Act::TenantTokenIssue)).expect("the store answers"));
        tokens.push((client.id, token.digest));
    }
    let outcomes = at_once(|number| {
        if number == CROWD / 2 {
            stage.beside().delete_tenant(stage.tenant);
            return true;
        }
        let change = Change { plain: PlainChange::default(), values: vec![(Field::Info1, Some(Secret::new("late")))] };
        let changed = desk(stage, number).change(stage.tenant, Product::ALL[number % 5], &change, &By::GATEWAY);
        matches!(changed, Ok(()) | Err(fgapi_saas::ChangeError::NoTenant))
    });
    assert!(outcomes.iter().all(|told| *told), "whoever comes before is stored, whoever comes after is told so");
    let owners = |tenant| stage.store().keys(None, 10).expect("the store answers").iter().filter(|key| key.owner == tenant).count();
    assert_eq!((owners(stage.owner()), owners(Owner::Tenant(stays))), (0, 1), "its key is gone");
    assert_eq!(stage.store().values(None, 100).expect("the store answers").len(), 1, "its values are gone");
    assert_eq!((kept(stage, stage.tenant).len(), kept(stage, stays).len()), (0, 1), "its credentials are gone");
    let left = tokens.iter().map(|(client, token)| {
        let client = stage.saas().client(*client).expect("the store answers").is_some();
        (client, stage.saas().token(token).expect("the store answers").is_some())
    });
    assert_eq!(left.collect::<Vec<_>>(), [(false, false), (true, true)], "its clients are gone, and their tokens");
    let now = UnixSeconds(START.0);
    let (change, put) = (CredentialChange { now, ..nothing(stage.tenant, Product::BillOne) }, stage.note(Act::CredentialChange));
    stage.told(0, || assert_eq!(stage.saas().change(&change, &put).expect("the store answers"), Stored::NoTenant));
    let stale = SealedValue {
        place: at(stage.tenant, Product::BillOne, Field::Info1),
        ..stage.sealed(&at(stays, Product::BillOne, Field::Info1), "x")
    };
    stage.told(0, || assert_eq!(stage.store().put(&[stale], &put).expect("the store answers"), Put::StaleKey));
}
