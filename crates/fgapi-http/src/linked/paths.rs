//! Where the calls are, below the common prefix. An id may hold anything, so that one that is none is answered like one that is absent.

pub(crate) const ACCOUNTS: &str = "/api/v1/accounts";
pub(crate) const ACCOUNT: &str = "/api/v1/accounts/{id:.+}";
pub(crate) const ACQUIRE: &str = "/api/v1/accounts/{id:.+}/acquire";
pub(crate) const AGGREGATION_ERRORS: &str = "/api/v1/aggregation_errors";
pub(crate) const ADDITIONAL_REQUESTS: &str = "/api/v1/additional_requests";
pub(crate) const ADDITIONAL_REQUEST: &str = "/api/v1/additional_requests/{id:.+}";
