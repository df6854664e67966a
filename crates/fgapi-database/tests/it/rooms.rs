//! Several rooms on one database, each with a fault of its own.

use diesel::connection::SimpleConnection;
use fgapi_database::sqlite::Db;
use fgapi_database::{DatabaseFault, DatabaseSettings, Fault, Harm};

/// The fault of some room.
#[derive(Debug, PartialEq)]
enum Own {
    Refused,
    Of(DatabaseFault),
}

impl From<DatabaseFault> for Own {
    fn from(fault: DatabaseFault) -> Self {
        Self::Of(fault)
    }
}

impl From<diesel::result::Error> for Own {
    fn from(error: diesel::result::Error) -> Self {
        Self::Of(error.into())
    }
}

impl Fault for Own {
    fn harm(&self) -> Harm<'_> {
        match self {
            Self::Refused => Harm::Work,
            Self::Of(fault) => fault.harm(),
        }
    }
}

fn two_rooms() -> (tempfile::TempDir, Db, Db<Own>) {
    let directory = tempfile::tempdir().unwrap();
    let first = Db::connect(&directory.path().join("a.db"), DatabaseSettings::default()).unwrap();
    first.write(|conn| Ok(conn.batch_execute("CREATE TABLE notes (number BIGINT NOT NULL PRIMARY KEY)")?)).unwrap();
    let second = first.told_as();
    (directory, first, second)
}

#[test]
fn a_room_s_own_refusal_undoes_its_work_and_harms_nobody() {
    let (_directory, first, second) = two_rooms();
    let refused = second.write(|conn| {
        conn.batch_execute("INSERT INTO notes VALUES (1)")?;
        Err::<(), Own>(Own::Refused)
    });
    assert_eq!(refused, Err(Own::Refused));
    assert_eq!(first.write(|conn| Ok(conn.batch_execute("INSERT INTO notes VALUES (1)")?)), Ok(()));
    let again = second.write(|conn| Ok(conn.batch_execute("INSERT INTO notes VALUES (1)")?));
    assert!(matches!(again, Err(Own::Of(DatabaseFault::Conflict(_)))), "{again:?}");
}

#[test]
fn a_disk_that_fails_under_one_room_is_written_by_none() {
    let (_directory, first, second) = two_rooms();
    let fault = || DatabaseFault::Broken("disk I/O error".to_owned());
    assert_eq!(second.write(move |_| Err::<(), Own>(fault().into())), Err(Own::Of(fault())));
    assert!(matches!(first.write(|_| Ok(())), Err(DatabaseFault::Broken(_))));
    assert_eq!(first.read(|_| Ok(())), Ok(()), "what is there can be read");
}
