//! `contract_tests!` over the plainest stores, port by port.

use std::sync::Arc;

use fgapi_audit::MemoryAudit;
use fgapi_testkit::audit::AuditNodes;
use fgapi_testkit::token::TokenNodes;
use fgapi_token::MemoryTokens;

fn told() -> fgapi_testkit::token::told::ToldNodes {
    let audit = Arc::new(MemoryAudit::default());
    (TokenNodes::one(Arc::new(MemoryTokens::telling(audit.clone()))), audit)
}

fgapi_testkit::contract_tests! {
    tokens: || TokenNodes::one(Arc::new(MemoryTokens::default())),
    told: told,
    audit: || AuditNodes::new(vec![Arc::new(MemoryAudit::default())], ()),
}
