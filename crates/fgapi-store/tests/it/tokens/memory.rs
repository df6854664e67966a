//! The laws over the store in memory.

use super::in_memory;

fgapi_testkit::token_contract_tests!(in_memory);
