//! Bad files: a clear error with record, column and next step, and nothing changed.

use crate::site::{ACCOUNT, Database, PASSWORD, Site, USER};

const HEADER: &str = "account_id,booked_at,amount,description\n";

fn listing(site: &Site) -> String {
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let access = fintech.link(&fintech.system_token(), USER, PASSWORD, "files").access;
    let year = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-12-31")];
    let told = fintech.caller.call("GET", "/transactions", Some(&access), &year).expect(200).text;
    told + &fintech.caller.call("GET", "/branches", Some(&fintech.system_token()), &[]).expect(200).text
}

#[test]
fn a_bad_file_is_refused_whole_with_its_place() {
    for database in [Database::Sqlite, Database::Postgres] {
        let site = Site::with_data(database);
        let before = listing(&site);
        let good = format!("{ACCOUNT},2026-02-01,100,good\n");
        let files: Vec<(&str, &str, Vec<u8>, &str)> = vec![
            ("transactions", "empty", b"".to_vec(), ""),
            ("transactions", "columns", b"account,when,how much\n".to_vec(), "account_id"),
            ("transactions", "amount", format!("{HEADER}{good}{ACCOUNT},2026-02-02,ten,x\n").into_bytes(), "3"),
            ("transactions", "day", format!("{HEADER}{good}{ACCOUNT},2026-02-30,1,x\n").into_bytes(), "3"),
            ("transactions", "account", format!("{HEADER}{good}9999-101-1-7654321,2026-02-02,1,x\n").into_bytes(), "3"),
            ("transactions", "overflow", format!("{HEADER}{good}{ACCOUNT},2026-02-02,9223372036854775807,x\n").into_bytes(), ""),
            ("transactions", "utf8", [HEADER.as_bytes(), good.as_bytes(), b"\xff\xfe,\xff,1,x\n"].concat(), ""),
            (
                "branches",
                "check",
                b"bank_code,bank_name,branch_code,branch_name,branch_name_kana,address_code,tel\n9999,x,101,y,z,131017,\n".to_vec(),
                "address_code",
            ),
            (
                "accounts",
                "kind",
                b"customer_id,bank_code,branch_code,kind,number,owner_type,type2,opening_balance\nC1,9999,101,x,1,p,,\n".to_vec(),
                "kind",
            ),
        ];
        for (what, name, content, place) in files {
            let path = site.file(&format!("bad-{name}.csv"), content);
            let arguments: Vec<&str> =
                if what == "transactions" { vec!["import", what, "--format", "csv", &path] } else { vec!["import", what, &path] };
            let output = site.attempt(&arguments);
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(matches!(output.status.code(), Some(1 | 2)), "{what} {name}: {told}");
            assert!(
                told.contains("error:") && told.contains("next:") && told.contains(place),
                "{what} {name} must say where and what to do: {told}"
            );
            assert!(!told.contains("panicked"), "{told}");
            assert!(!told.contains("7654321"), "an account number is not shown: {told}");
        }
        let noise: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let output = site.attempt(&["import", "transactions", "--format", "zengin", &site.file("noise.dat", noise)]);
        assert!(matches!(output.status.code(), Some(1 | 2)));
        assert_eq!(before, listing(&site), "a refused file changes nothing");
    }
}
