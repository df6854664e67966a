//! The whole contract by one macro, for whoever puts one adapter behind all ports, or several behind some.

use crate::audit::AuditNodes;
use crate::bank::BankFixture;
use crate::journey::JourneyNodes;
use crate::token::TokenNodes;
use crate::token::told::ToldNodes;

/// A fresh, empty adapter that stands behind every port. Each law takes a new one, and one port of it.
pub trait Ports {
    /// The bank, and how it is brought into the states that laws are about.
    fn bank(self) -> impl BankFixture;
    /// Clients and tokens.
    fn tokens(self) -> TokenNodes;
    /// Clients and tokens, and the audit log that is told of them.
    fn told(self) -> ToldNodes;
    /// Journeys.
    fn journeys(self) -> JourneyNodes;
    /// The audit log.
    fn audit(self) -> AuditNodes;
}

/// Makes one named test of each law, in a module a port. A test that fails says what the document asks, and what was seen.
///
/// The factory makes a fresh, empty adapter each time: one that has all [`Ports`], or one for each port that is named.
///
/// ```
/// use fgapi_testkit::audit::AuditNodes;
/// use fgapi_testkit::token::TokenNodes;
/// # use std::sync::Arc;
/// # fn main() {}
/// # fn my_log() -> Arc<dyn fgapi_audit::AuditStore> { Arc::new(fgapi_audit::MemoryAudit::default()) }
/// # fn my_tokens() -> Arc<dyn fgapi_token::TokenStore> { Arc::new(fgapi_token::MemoryTokens::default()) }
///
/// mod my_adapter {
///     # use super::*;
///     fgapi_testkit::contract_tests! {
///         tokens: || TokenNodes::one(my_tokens()),
///         audit: || AuditNodes::new(vec![my_log()], ()),
///     }
/// }
/// ```
///
/// The ports are `bank`, `bank_proofs` (certificates, questions and inquiry PINs, for banks that have them), `tokens`, `told`, `journeys`
/// and `audit`; `contract_tests!(factory)` has them all.
#[macro_export]
macro_rules! contract_tests {
    (@port bank $fresh:expr) => {
        fn fresh_bank() -> impl $crate::bank::BankFixture {
            ($fresh)()
        }
        mod bank {
            $crate::bank_laws!(super::fresh_bank());
        }
    };
    (@port bank_proofs $fresh:expr) => {
        fn fresh_bank_proofs() -> impl $crate::bank::BankFixture {
            ($fresh)()
        }
        mod bank_proofs {
            $crate::bank_proof_laws!(super::fresh_bank_proofs());
        }
    };
    (@port tokens $fresh:expr) => {
        fn fresh_tokens() -> $crate::token::TokenNodes {
            ($fresh)()
        }
        mod tokens {
            $crate::token_contract_tests!(super::fresh_tokens);
        }
    };
    (@port told $fresh:expr) => {
        fn fresh_told() -> $crate::token::told::ToldNodes {
            ($fresh)()
        }
        mod told {
            $crate::told_contract_tests!(super::fresh_told);
        }
    };
    (@port journeys $fresh:expr) => {
        fn fresh_journeys() -> $crate::journey::JourneyNodes {
            ($fresh)()
        }
        mod journeys {
            $crate::journey_contract_tests!(super::fresh_journeys);
        }
    };
    (@port audit $fresh:expr) => {
        fn fresh_audit() -> $crate::audit::AuditNodes {
            ($fresh)()
        }
        mod audit {
            $crate::audit_contract_tests!(super::fresh_audit);
        }
    };
    ($($port:ident : $fresh:expr),+ $(,)?) => {
        $( $crate::contract_tests! { @port $port $fresh } )+
    };
    ($factory:expr) => {
        $crate::contract_tests! {
            bank: || $crate::Ports::bank(($factory)()),
            bank_proofs: || $crate::Ports::bank(($factory)()),
            tokens: || $crate::Ports::tokens(($factory)()),
            told: || $crate::Ports::told(($factory)()),
            journeys: || $crate::Ports::journeys(($factory)()),
            audit: || $crate::Ports::audit(($factory)()),
        }
    };
}
