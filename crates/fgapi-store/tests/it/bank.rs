//! Each store against the laws of the banking-core port.

mod on_memory {
    fgapi_testkit::bank_laws!(crate::fixture::StoreFixture::new(crate::support::memory()));
}

mod on_sqlite {
    fgapi_testkit::bank_laws!(crate::fixture::StoreFixture::new(crate::support::sqlite()));
}

mod on_postgres {
    fgapi_testkit::bank_laws!(crate::fixture::StoreFixture::new(crate::support::postgres()));
}
