//! What callers of two nodes race for: the laws of counting, over each database.

/// What is raced, by callers of two nodes.
macro_rules! raced {
    ($place:ident) => {
        use crate::fixture::StoreFixture;
        use crate::support::$place;

        fgapi_testkit::bank_proof_laws!(StoreFixture::on_two_nodes($place()));
        #[test]
        fn passwords_are_counted_on_both() {
            let laws = fgapi_testkit::bank::laws();
            let counting: Vec<_> = laws.iter().filter(|law| law.name.contains("lock") || law.name.contains("at_once_count")).collect();
            assert_eq!(counting.len(), 4);
            for law in counting {
                law.try_on(&StoreFixture::on_two_nodes($place())).unwrap_or_else(|broken| panic!("{broken}"));
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
