//! What is written out is taken back: the same listing in another store, and nothing new in the same one.

use fgapi_banking::Held;
use fgapi_domain::{Period, Secret};
use fgapi_page::PageNumber;
use fgapi_store::{ExportFault, ExportReport, ExportScope, Store};
use fgapi_testkit::SeededEntropy;
use fgapi_testkit::bank::BankFixture as _;

use crate::fixture::{IMPORTED_AT, StoreFixture, file};
use crate::support::{Fresh, memory, postgres, sqlite};

const ACCOUNTS: [&str; 2] = ["9999-101-1-0000001", "9999-101-2-0000002"];

const ROWS: &str = "account_id,booked_at,amount,description,reference,correction,balance\n\
    9999-101-1-0000001,2025-12-30,1000,\"A, \"\"quoted\"\"\",r-1,,1000\n9999-101-1-0000001,2025-12-30,1000,同じ,,,2000\n\
    9999-101-1-0000001,2025-12-30,1000,同じ,,,3000\n9999-101-1-0000001,2026-01-05T10:00:00,-300,,,,2700\n\
    9999-101-1-0000001,2026-01-06,-9,訂正,,1,2691\n9999-101-1-0000001,2026-01-07,9,later,,,2700\n9999-101-2-0000002,2026-01-05,-20,=E,,,-20\n";

fn fixture(fresh: Fresh) -> StoreFixture {
    let fixture = StoreFixture::new(fresh);
    let accounts = "bank_code,branch_code,kind,number,owner_type\n9999,101,1,0000001,p\n9999,101,2,0000002,p\n9999,101,1,0000003,p\n";
    fixture.fresh.store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
    let held = ACCOUNTS.map(|account| account.parse().unwrap());
    fixture.add_customer(&"c-1".parse().unwrap(), &"hanako".parse().unwrap(), &Secret::new("さくら"), &held);
    fixture
}

fn export(store: &Store, scope: &ExportScope) -> (ExportReport, String) {
    let mut csv = fgapi_store::TransactionsCsv::new(Vec::new()).unwrap();
    let mut last = (0, 0);
    let report = store.export_transactions(scope, &mut |row| csv.row(row), &mut |done, total| last = (done, total)).unwrap();
    assert_eq!(last.0, report.rows);
    (report, String::from_utf8(csv.finish().unwrap()).unwrap())
}

fn answers(fixture: &StoreFixture) -> Vec<fgapi_domain::Transaction> {
    let period = Period::new("2000-01-01".parse().unwrap(), "2099-12-31".parse().unwrap()).unwrap();
    let page = |account: &str| {
        let answer = fixture.bank().transactions(&"c-1".parse().unwrap(), &account.parse().unwrap(), period, PageNumber::FIRST).unwrap();
        let Held::Yes(statement) = answer else { panic!("the account is held") };
        statement.page.rows().to_vec()
    };
    ACCOUNTS.iter().flat_map(|account| page(account)).collect()
}

fn import(store: &Store, text: &str) -> (u64, u64, u64) {
    let report = store.import_transactions_csv(file(text).path(), IMPORTED_AT, &mut |_| ()).unwrap();
    (report.added, report.unchanged, report.cancelled)
}

#[test]
fn an_export_is_taken_back_into_an_empty_store() {
    for (one, other) in [(memory(), sqlite()), (sqlite(), postgres()), (postgres(), memory())] {
        let (one, other) = (fixture(one), fixture(other));
        import(&one.fresh.store, ROWS);
        let (report, text) = export(&one.fresh.store, &ExportScope::default());
        assert_eq!(report, ExportReport { accounts: 2, rows: 7 });
        assert_eq!(import(&other.fresh.store, &text), (7, 0, 0), "{text}");
        assert_eq!(answers(&other), answers(&one), "ids, times, texts and balances");
        assert_eq!(export(&other.fresh.store, &ExportScope::default()).1, text);
        assert_eq!(import(&one.fresh.store, &text), (0, 7, 0), "where it came from it is nothing new");
    }
}

#[test]
fn cancelled_rows_stay_out_and_periods_begin_with_their_balance() {
    for fresh in [memory(), sqlite(), postgres()] {
        let fixture = fixture(fresh);
        let store = &fixture.fresh.store;
        import(store, ROWS);
        let cancel = "account_id,booked_at,amount,description,reference,correction\n9999-101-1-0000001,2025-12-30,-1000,x,r-1,1\n";
        assert_eq!(import(store, cancel).2, 1);
        let scope = ExportScope {
            account: Some(ACCOUNTS[0].parse().unwrap()),
            from: Some("2026-01-01".parse().unwrap()),
            to: Some("2026-01-06".parse().unwrap()),
        };
        let (report, text) = export(store, &scope);
        assert_eq!(report, ExportReport { accounts: 1, rows: 2 });
        assert_eq!(
            text,
            "account_id,booked_at,amount,description,reference,correction,balance\n\
             9999-101-1-0000001,2026-01-05T10:00:00+09:00,-300,,,,1700\n9999-101-1-0000001,2026-01-06T00:00:00+09:00,-9,訂正,,listed,1691\n"
        );
        assert!(!export(store, &ExportScope::default()).1.contains("quoted"), "a cancelled row is not listed");
        let nobody = ExportScope { account: Some("9999-101-1-0000009".parse().unwrap()), ..ExportScope::default() };
        assert!(matches!(store.export_transactions(&nobody, &mut |_| Ok(()), &mut |_, _| ()), Err(ExportFault::UnknownAccount)));
        let full = || Err(std::io::Error::other("no room"));
        let broken = store.export_transactions(&ExportScope::default(), &mut |_| full(), &mut |_, _| ());
        assert!(matches!(broken, Err(ExportFault::Io(_))));
    }
}
