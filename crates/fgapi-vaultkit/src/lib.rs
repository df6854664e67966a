//! The laws of the ports to what others entrust to the gateway, as functions over a fresh store: whoever puts a database behind linked
//! accounts runs them over it.
//!
//! Each law is a function over a stage, a fresh store that is reached through one node or more, and panics with the broken promise's
//! words. Whatever is changed in them, the audit log has to be told of it exactly then.
//!
//! This room knows no implementation and is part of no product: it is used by tests only.
//!
//! ```text
//! // One named test a law. `fresh` is any `Fn() -> LinkedNodes`.
//! mod my_store { fgapi_vaultkit::linked_contract_tests!(|| LinkedNodes::new(vec![my_node()], ())); }
//! ```

#![expect(clippy::expect_used, reason = "a law that is broken is a panic of the test that runs it")]

pub mod linked;
