//! Clients as they were read before changes that are made together, column by column.

use fgapi_token::KnownClient;

use super::super::queries::tokens::clients::AsRead;

/// One column each. Where nobody asks, a row says nothing.
#[derive(Default)]
pub(super) struct AsReadAll<'q> {
    pub(super) asked: Vec<bool>,
    pub(super) grants: Vec<String>,
    pub(super) networks: Vec<String>,
    pub(super) retries: Vec<&'q str>,
    pub(super) passwords: Vec<&'q [u8]>,
    pub(super) previous: Vec<Option<&'q [u8]>>,
    pub(super) previous_until: Vec<Option<i64>>,
}

impl<'q> FromIterator<Option<&'q KnownClient>> for AsReadAll<'q> {
    fn from_iter<I: IntoIterator<Item = Option<&'q KnownClient>>>(clients: I) -> Self {
        let mut all = Self::default();
        for client in clients {
            let AsRead { asked, grants, networks, refresh_retry, password, previous, previous_until } = AsRead::of(client);
            all.asked.push(asked);
            all.grants.push(grants);
            all.networks.push(networks);
            all.retries.push(refresh_retry);
            all.passwords.push(password);
            all.previous.push(previous);
            all.previous_until.push(previous_until);
        }
        all
    }
}

/// Whether the client of `asked` is still as it was read. A value and no join, so that it is looked up by its key.
macro_rules! as_read {
    () => {
        "(NOT asked.held_to OR COALESCE((SELECT c.enabled AND c.grants = asked.may AND c.networks = asked.networks \
            AND c.refresh_retry = asked.retry AND c.password = asked.password \
            AND c.previous_password IS NOT DISTINCT FROM asked.previous AND c.previous_until IS NOT DISTINCT FROM asked.previous_until \
            FROM clients c WHERE c.id = asked.client), FALSE))"
    };
}
pub(super) use as_read;
