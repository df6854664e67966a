//! The catalogue.

use fgapi_audit::Act;
use fgapi_linked::{AggregationError, Imported, KeptService, ServiceId};

use super::Stage;
use super::stage::{AUTOMATIC, MANUAL, OTHER, START, at_once, failed, service, succeeded};

fn import(stage: &Stage, services: &[KeptService]) -> Imported {
    stage.linked().import_services(services, &stage.note(Act::ServiceImport)).expect("the store answers")
}

/// Those that a catalogue does not name stay as they are.
pub fn services_are_added_changed_or_left(stage: &Stage) {
    let before = stage.linked().services().expect("the store answers");
    assert_eq!(before.iter().map(|service| service.id).collect::<Vec<_>>(), [MANUAL, AUTOMATIC, OTHER], "they come by id");
    let changed = KeptService { text: "another text".to_owned(), automatic: false, timeout_seconds: 5, ..service(AUTOMATIC, 9) };
    let imported = stage.told(1, || import(stage, &[service(ServiceId(30), 1), changed.clone(), before[2].clone()]));
    assert_eq!(imported, Imported { added: 1, changed: 1, unchanged: 1 });
    let after = vec![before[0].clone(), changed.clone(), before[2].clone(), service(ServiceId(30), 1)];
    assert_eq!(stage.linked().services().expect("the store answers"), after);
    let again = stage.told(1, || import(stage, std::slice::from_ref(&changed)));
    assert_eq!(again, Imported { added: 0, changed: 0, unchanged: 1 }, "what is so already is told, and left");
    let named = stage.linked().services_named(&[ServiceId(99), AUTOMATIC, MANUAL]).expect("the store answers");
    assert_eq!(named, [before[0].clone(), changed], "those that are there, by id");
    assert_eq!(stage.linked().services_named(&[]).expect("the store answers"), []);
}

/// Whoever comes second finds what the first one added.
pub fn imports_at_once_add_a_service_once(stage: &Stage) {
    let services: Vec<KeptService> = (40..45).map(|id| service(ServiceId(id), 1)).collect();
    let reversed: Vec<KeptService> = services.iter().rev().cloned().collect();
    let imported = at_once(|number| import(stage, if number % 2 == 0 { &services } else { &reversed }));
    let sum = imported.iter().fold(Imported::default(), |sum, one| Imported {
        added: sum.added + one.added,
        changed: sum.changed + one.changed,
        unchanged: sum.unchanged + one.unchanged,
    });
    assert_eq!(sum, Imported { added: 5, changed: 0, unchanged: 75 });
}

/// Also those that have none.
pub fn services_are_counted_with_their_accounts(stage: &Stage) {
    for name in ["a", "b", "c"] {
        stage.linked_by(name);
    }
    stage.manual_by("a");
    for error in [Some(AggregationError::Maintenance), None] {
        let (account, lease) = stage.lease(START).expect("an account is due");
        let recorded = error.map_or(succeeded(START), |error| failed(START, error));
        assert!(stage.record(account.id, lease.fence, &recorded));
    }
    let counts = stage.linked().counts().expect("the store answers");
    assert_eq!(counts, [(MANUAL, 1, 0), (AUTOMATIC, 3, 1), (OTHER, 0, 0)]);
}
