//! Certificates, questions, inquiry PINs and memos stay as they were written, and what stands is known again.

use fgapi_domain::CertificateFingerprint;
use fgapi_store::{PinKey, Store};
use fgapi_testkit::SeededEntropy;

use crate::fixture::file;
use crate::support::{memory, postgres, sqlite};

fn on_each_store(test: impl Fn(Store)) {
    for fresh in [memory(), sqlite(), postgres()] {
        test(fresh.store.clone().with_pin_key(PinKey::new("k1".parse().unwrap(), [7; 32].into())));
    }
}

/// Added, changed, unchanged.
fn customers(store: &Store, columns: &str, lines: &str) -> (u64, u64, u64) {
    let text = format!("customer_id,login_id,name,{columns}\n{lines}\n");
    let report = store.import_customers(file(&text).path(), &SeededEntropy::new(4), &mut |_| ()).unwrap();
    (report.added, report.changed, report.unchanged)
}

/// Added, changed, unchanged.
fn accounts(store: &Store, columns: &str, lines: &str) -> (u64, u64, u64) {
    let text = format!("bank_code,branch_code,kind,number,owner_type,{columns}\n{lines}\n");
    let report = store.import_accounts(file(&text).path(), &SeededEntropy::new(5), &mut |_| ()).unwrap();
    (report.added, report.changed, report.unchanged)
}

#[test]
fn certificates_are_listed_and_have_one_customer() {
    on_each_store(|store| {
        let (one, two) = (CertificateFingerprint::of(b"1"), CertificateFingerprint::of(b"2"));
        let listed = || -> Vec<usize> {
            store.list_customers("9999".parse().unwrap()).unwrap().iter().map(|entry| entry.certificates.len()).collect()
        };
        let both = format!("c-1,hanako,花子,{one};{two}");
        assert_eq!(customers(&store, "certificates", &both), (1, 0, 0));
        assert_eq!(customers(&store, "certificates", &both), (0, 0, 1));
        assert_eq!(listed(), [2]);
        let taken = format!("customer_id,login_id,name,certificates\nc-2,taro,太郎,{two}\n");
        let refusal = store.import_customers(file(&taken).path(), &SeededEntropy::new(4), &mut |_| ()).unwrap_err().to_string();
        assert!(refusal.starts_with("line 2") && refusal.contains("belongs to another customer"), "{refusal}");
        assert_eq!(customers(&store, "certificates", &format!("c-1,hanako,花子,{one}\nc-2,taro,太郎,{two}")), (1, 1, 0));
        assert_eq!(listed(), [1, 1]);
        assert_eq!(customers(&store, "certificates", "c-1,hanako,花子,none"), (0, 1, 0));
        assert_eq!(listed(), [0, 1]);
    });
}

#[test]
fn questions_are_known_again() {
    on_each_store(|store| {
        let columns = "question_1,answer_1,question_2,answer_2";
        assert_eq!(customers(&store, columns, "c-1,hanako,花子,ペットの名前,ポチ,町,豊洲"), (1, 0, 0));
        assert_eq!(customers(&store, columns, "c-1,hanako,花子,ペットの名前,ﾎﾟﾁ,町,"), (0, 0, 1));
        assert_eq!(customers(&store, columns, "c-1,hanako,花子,ペットの名前,タマ,none,"), (0, 1, 0));
        assert_eq!(customers(&store, columns, "c-1,hanako,花子,ペットの名前,タマ,none,"), (0, 0, 1));
        assert_eq!(customers(&store, columns, "c-1,hanako,山田花子,,,,"), (0, 1, 0));
        assert_eq!(customers(&store, columns, "c-1,hanako,山田花子,ペットの名前,,,"), (0, 0, 1), "another name leaves the questions");
    });
}

#[test]
fn a_filed_pin_is_known_again_under_its_key() {
    on_each_store(|store| {
        let line = |pin: &str| format!("9999,101,1,0000001,p,{pin}");
        assert_eq!(accounts(&store, "inquiry_pin", &line("1234")), (1, 0, 0));
        assert_eq!(accounts(&store, "inquiry_pin", &line("1234")), (0, 0, 1));
        let other = store.clone().with_pin_key(PinKey::new("k1".parse().unwrap(), [8; 32].into()));
        assert_eq!(accounts(&other, "inquiry_pin", &line("1234")), (0, 1, 0), "the same digits are nothing under another key");
        assert_eq!(accounts(&store, "inquiry_pin", &line("none")), (0, 1, 0));
        assert_eq!(accounts(&store, "inquiry_pin", &line("none")), (0, 0, 1));
    });
}

#[test]
fn a_memo_stays_when_the_customer_gets_another_account() {
    on_each_store(|store| {
        customers(&store, "accounts", "c-1,hanako,花子,");
        let columns = "customer_id,holder,memo";
        assert_eq!(accounts(&store, columns, "9999,101,1,0000002,p,c-1,,給与"), (1, 0, 0));
        assert_eq!(accounts(&store, columns, "9999,101,1,0000001,p,c-1,,"), (1, 0, 0), "which stands before it");
        assert_eq!(accounts(&store, columns, "9999,101,1,0000002,p,c-1,,給与"), (0, 0, 1));
        assert_eq!(accounts(&store, columns, "9999,101,1,0000002,p,c-1,remove,"), (0, 1, 0));
        assert_eq!(accounts(&store, columns, "9999,101,1,0000002,p,c-1,,none"), (0, 0, 1), "it went with the holder");
    });
}
