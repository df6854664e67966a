//! What callers of two nodes race for: the laws of counting, over each database.

/// What is raced, by callers of two nodes.
macro_rules! raced {
    ($place:ident) => {
        use crate::fixture::StoreFixture;
        use crate::support::$place;

        fgapi_testkit::bank_proof_laws!(StoreFixture::on_two_nodes($place()));
        fgapi_testkit::each_law! { @tests [bank] [StoreFixture::on_two_nodes($place())]
            login {
                wrong_passwords_lock "/auth/login: on two nodes as on one.",
                many_wrong_passwords_at_once_count "/auth/login: on two nodes as on one.",
                an_unknown_login_locks_like_a_known_one "/auth/login: on two nodes as on one.",
                many_unknown_logins_at_once_count "/auth/login: on two nodes as on one.",
            }
        }
    };
}

mod on_two_nodes_of_sqlite {
    raced!(sqlite_place);
}

mod on_two_nodes_of_postgres {
    raced!(postgres_place);
}
