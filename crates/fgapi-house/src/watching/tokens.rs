//! Tokens on their way to the store and back, counted by what became of them. Everything passes through unchanged.
//!
//! Whoever adds a method to the port adds it here too, also one that has a body of its own in the port: a test compares both.

use std::sync::Arc;

use fgapi_audit::{By, Origin};
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_metrics::{Meters, Outcome, TokenKind};
use fgapi_token::{
    AccessFacts, ApiKey, AuthTokenRow, Client, ClientStanding, ClientStore, CustomerLink, Dead, End, EndReason, Ended, Exchanged, Family,
    Generation, IssueSystem, IssuedPair, KnownClient, LinkCount, LinkId, LinkLevers, LinkRead, LinkRegister, LinkSelection, PasswordDigest,
    Purged, Redeem, Rotate, StoreFault, SystemFacts, SystemIssued, TokenDigest, TokenReader, TokenStore, TokenTrace, TokenWriter,
};

/// Stands before a store of clients and tokens.
pub(super) struct Counting {
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) meters: Meters,
}

/// Two calls of one `idempotency_key` with different bodies.
const OTHER_BODY: &str = "other_body";
const OTHER_CLIENT: &str = "other_client";

impl Counting {
    /// What became of an auth or refresh token that was presented for a pair; `becomes`: of the refresh token, when all was well.
    fn exchanged(&self, presented: TokenKind, becomes: Outcome, exchanged: &Exchanged) {
        match exchanged {
            Exchanged::Issued(_) => self.given(becomes),
            Exchanged::Replayed { .. } => self.meters.token(presented, Outcome::Repeated),
            Exchanged::OtherBody => self.meters.token(presented, Outcome::Refused(OTHER_BODY)),
            Exchanged::Refused { why, ended_link } => {
                self.meters.token(presented, Outcome::Refused(reason(*why)));
                self.revoked(u64::from(*ended_link), EndReason::Reused);
            }
        }
    }

    /// A pair was given, whose refresh token is new or takes another's place.
    fn given(&self, becomes: Outcome) {
        self.meters.token(TokenKind::Access, Outcome::Issued);
        self.meters.token(TokenKind::Refresh, becomes);
    }

    fn revoked(&self, links: u64, why: EndReason) {
        if links > 0 {
            self.meters.tokens(TokenKind::Refresh, Outcome::Revoked(why.as_str()), links);
        }
    }
}

/// The word for why a token was refused. Operators may know what callers are not told.
const fn reason(why: Dead) -> &'static str {
    match why {
        Dead::Unknown => "unknown",
        Dead::OtherClient => OTHER_CLIENT,
        Dead::Expired => "expired",
        Dead::Rotated => "rotated",
        Dead::Superseded => "superseded",
        Dead::Spent => "spent",
        Dead::Unproven => "unproven",
        Dead::Ended(why) => why.as_str(),
        Dead::ClientSuspended => "client_suspended",
        Dead::NotAdmitted => "not_admitted",
    }
}

impl ClientStore for Counting {
    fn known_client(&self, api_key: &ApiKey) -> Result<Option<KnownClient>, StoreFault> {
        self.store.known_client(api_key)
    }

    fn client(&self, api_key: &ApiKey) -> Result<Option<Client>, StoreFault> {
        self.store.client(api_key)
    }

    fn add_client(&self, client: &Client, by: &By) -> Result<bool, StoreFault> {
        self.store.add_client(client, by)
    }

    fn clients(&self, after: Option<&ApiKey>, limit: u32) -> Result<Vec<Client>, StoreFault> {
        self.store.clients(after, limit)
    }

    fn set_client_standing(&self, api_key: &ApiKey, standing: ClientStanding, now: UnixSeconds, by: &By) -> Result<bool, StoreFault> {
        self.store.set_client_standing(api_key, standing, now, by)
    }

    fn rotate_password(
        &self,
        api_key: &ApiKey,
        next: &PasswordDigest,
        now: UnixSeconds,
        overlap_until: UnixSeconds,
        by: &By,
    ) -> Result<bool, StoreFault> {
        self.store.rotate_password(api_key, next, now, overlap_until, by)
    }
}

impl TokenReader for Counting {
    fn system_token(&self, digest: &TokenDigest) -> Result<Option<SystemFacts>, StoreFault> {
        let facts = self.store.system_token(digest)?;
        if facts.is_none() {
            self.meters.token(TokenKind::System, Outcome::Refused(reason(Dead::Unknown)));
        }
        Ok(facts)
    }

    fn access_token(&self, digest: &TokenDigest) -> Result<Option<AccessFacts>, StoreFault> {
        let facts = self.store.access_token(digest)?;
        if facts.is_none() {
            self.meters.token(TokenKind::Access, Outcome::Refused(reason(Dead::Unknown)));
        }
        Ok(facts)
    }
}

impl TokenWriter for Counting {
    fn issue_system(&self, command: &IssueSystem) -> Result<SystemIssued, StoreFault> {
        let issued = self.store.issue_system(command)?;
        let outcome = match issued {
            SystemIssued::Issued => Outcome::Issued,
            SystemIssued::AtLimit { .. } => Outcome::Refused("at_limit"),
        };
        self.meters.token(TokenKind::System, outcome);
        Ok(issued)
    }

    fn issue_system_if(&self, client: &KnownClient, command: &IssueSystem) -> Result<bool, StoreFault> {
        let issued = self.store.issue_system_if(client, command)?;
        if issued {
            self.meters.token(TokenKind::System, Outcome::Issued);
        }
        Ok(issued)
    }

    fn keep_auth_token(&self, row: &AuthTokenRow, origin: &Origin) -> Result<(), StoreFault> {
        self.store.keep_auth_token(row, origin)?;
        self.meters.token(TokenKind::Auth, Outcome::Issued);
        Ok(())
    }

    fn redeem(&self, command: &Redeem) -> Result<Exchanged, StoreFault> {
        let exchanged = self.store.redeem(command)?;
        self.exchanged(TokenKind::Auth, Outcome::Issued, &exchanged);
        Ok(exchanged)
    }

    fn rotate(&self, command: &Rotate) -> Result<Exchanged, StoreFault> {
        let exchanged = self.store.rotate(command)?;
        self.exchanged(TokenKind::Refresh, Outcome::Refreshed, &exchanged);
        Ok(exchanged)
    }

    fn rotate_if(&self, bearer: &TokenDigest, client: &KnownClient, command: &Rotate) -> Result<Option<IssuedPair>, StoreFault> {
        let issued = self.store.rotate_if(bearer, client, command)?;
        if issued.is_some() {
            self.given(Outcome::Refreshed);
        }
        Ok(issued)
    }

    fn end(&self, command: &End) -> Result<Ended, StoreFault> {
        let ended = self.store.end(command)?;
        match ended {
            Ended::Ended(_) => self.revoked(1, EndReason::RevokedByClient),
            Ended::Nothing => {}
            Ended::OtherBody => self.meters.token(TokenKind::Refresh, Outcome::Refused(OTHER_BODY)),
            Ended::OtherClient => self.meters.token(TokenKind::Refresh, Outcome::Refused(OTHER_CLIENT)),
        }
        Ok(ended)
    }

    fn mark_used(&self, link: LinkId, family: Family, generation: Generation) -> Result<(), StoreFault> {
        self.store.mark_used(link, family, generation)
    }

    fn end_link(&self, link: LinkId, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, StoreFault> {
        let ended = self.store.end_link(link, reason, now, by)?;
        self.revoked(ended.into(), reason);
        Ok(ended)
    }

    fn purge(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        self.store.purge(now, limit)
    }

    fn raise_clock(&self, now: UnixSeconds) -> Result<UnixSeconds, StoreFault> {
        self.store.raise_clock(now)
    }
}

impl LinkRegister for Counting {
    fn links_of(&self, customer: &CustomerId, limit: u32) -> Result<Vec<CustomerLink>, StoreFault> {
        self.store.links_of(customer, limit)
    }

    fn renew_link(
        &self,
        link: LinkId,
        customer: &CustomerId,
        now: UnixSeconds,
        until: UnixSeconds,
        origin: &Origin,
    ) -> Result<bool, StoreFault> {
        self.store.renew_link(link, customer, now, until, origin)
    }

    fn end_own_link(&self, link: LinkId, customer: &CustomerId, now: UnixSeconds, origin: &Origin) -> Result<bool, StoreFault> {
        let ended = self.store.end_own_link(link, customer, now, origin)?;
        self.revoked(ended.into(), EndReason::RevokedByUser);
        Ok(ended)
    }

    fn note_reads(&self, reads: &[(LinkId, LinkRead)]) -> Result<(), StoreFault> {
        self.store.note_reads(reads)
    }
}

impl LinkLevers for Counting {
    fn count_links(&self, selection: &LinkSelection, now: UnixSeconds, soon: UnixSeconds) -> Result<Vec<LinkCount>, StoreFault> {
        self.store.count_links(selection, now, soon)
    }

    fn revoke_links(&self, selection: &LinkSelection, reason: EndReason, now: UnixSeconds, by: &By, limit: u32) -> Result<u64, StoreFault> {
        let ended = self.store.revoke_links(selection, reason, now, by, limit)?;
        self.revoked(ended, reason);
        Ok(ended)
    }

    fn trace(&self, digest: &TokenDigest) -> Result<Option<TokenTrace>, StoreFault> {
        self.store.trace(digest)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Names of the methods that a file declares or writes.
    fn methods(file: &str, from: &str) -> BTreeSet<String> {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let (_, text) = text.split_once(from).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        text.lines().filter_map(|line| line.strip_prefix("    fn ")?.split('(').next().map(str::to_owned)).collect()
    }

    /// A method with a body in the port would otherwise be answered by that body, and not by the store.
    #[test]
    fn every_method_of_the_ports_passes_through() {
        let ports = [("../fgapi-token/src/port.rs", "pub trait ClientStore"), ("../fgapi-token/src/levers.rs", "pub trait LinkLevers")];
        let asked: BTreeSet<String> = ports.into_iter().flat_map(|(file, from)| methods(file, from)).filter(|name| name != "fmt").collect();
        assert!(asked.len() > 15, "{asked:?}");
        assert_eq!(methods("src/watching/tokens.rs", "impl ClientStore for Counting"), asked);
        let journeys = methods("../fgapi-consent/src/port.rs", "pub trait JourneyStore");
        assert_eq!(methods("src/watching/journeys.rs", "impl JourneyStore for Counting"), journeys);
    }
}
