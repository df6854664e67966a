//! Each store against the laws of the banking-core port.

mod on_memory {
    fgapi_testkit::bank_laws!(crate::fixture::StoreFixture::new(crate::support::memory()));
    fgapi_testkit::bank_proof_laws!(crate::fixture::StoreFixture::new(crate::support::memory()));
}

mod on_sqlite {
    fgapi_testkit::bank_laws!(crate::fixture::StoreFixture::new(crate::support::sqlite()));
    fgapi_testkit::bank_proof_laws!(crate::fixture::StoreFixture::new(crate::support::sqlite()));
}

mod on_postgres {
    fgapi_testkit::bank_laws!(crate::fixture::StoreFixture::new(crate::support::postgres()));
    fgapi_testkit::bank_proof_laws!(crate::fixture::StoreFixture::new(crate::support::postgres()));
}

/// What is raced, by callers of two nodes.
macro_rules! raced {
    ($place:ident) => {
        use crate::fixture::StoreFixture;
        use crate::support::$place;

        fgapi_testkit::bank_proof_laws!(StoreFixture::on_two_nodes($place()));
        fgapi_testkit::bank_laws!(@each StoreFixture::on_two_nodes($place());
            wrong_passwords_lock many_wrong_passwords_at_once_count
            an_unknown_login_locks_like_a_known_one many_unknown_logins_at_once_count);
    };
}

mod on_two_nodes_of_sqlite {
    raced!(sqlite_place);
}

mod on_two_nodes_of_postgres {
    raced!(postgres_place);
}
