//! A token store in memory, ruled by `fgapi_token::judge`, that can be told to fail.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use fgapi_audit::{By, Origin};
use fgapi_domain::{CustomerId, GrantSet, UnixSeconds};
use fgapi_token::*;

#[derive(Default)]
pub(crate) struct Tables {
    clients: Vec<Client>,
    system: HashMap<TokenDigest, (ClientId, GrantSet, UnixSeconds)>,
    auth: HashMap<TokenDigest, AuthTokenRow>,
    pub(crate) links: Vec<Link>,
    access: HashMap<TokenDigest, Row>,
    refresh: HashMap<TokenDigest, Row>,
    pub(crate) reads: Vec<(LinkId, LinkRead)>,
    kept: HashMap<[u8; 32], (IdempotencyMark, IssuedPair, Family, Generation)>,
}

#[derive(Clone, Copy)]
struct Row {
    link: LinkId,
    family: Family,
    generation: Generation,
    expires_at: UnixSeconds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Fine,
    Busy,
    Unavailable,
    Corrupt,
}

pub(crate) struct FakeStore {
    pub(crate) mood: Mutex<Mood>,
    tables: Mutex<Tables>,
}

impl FakeStore {
    pub(crate) fn new() -> Self {
        Self { mood: Mutex::new(Mood::Fine), tables: Mutex::default() }
    }

    pub(crate) fn tables(&self) -> Result<MutexGuard<'_, Tables>, StoreFault> {
        match *self.mood.lock().unwrap() {
            Mood::Fine => Ok(self.tables.lock().unwrap()),
            Mood::Busy => Err(StoreFault::Busy),
            Mood::Unavailable => Err(StoreFault::Unavailable("secret host name".into())),
            Mood::Corrupt => Err(StoreFault::Corrupt("secret row".into())),
        }
    }
}

impl Tables {
    fn client(&self, id: ClientId) -> KnownClient {
        self.clients.iter().find(|client| client.known.id == id).unwrap().known.clone()
    }

    fn link(&self, id: LinkId) -> Link {
        self.links.iter().find(|link| link.id == id).unwrap().clone()
    }

    fn remembered(&self, mark: Option<&IdempotencyMark>) -> Option<judge::Remembered> {
        let mark = mark?;
        let (kept, _, family, generation) = self.kept.get(&mark.key)?;
        Some(judge::Remembered { same_body: kept.body == mark.body, family: *family, generation: *generation, expires_at: kept.expires_at })
    }

    fn settle(
        &mut self,
        verdict: judge::Verdict,
        link: Option<Link>,
        mark: Option<&IdempotencyMark>,
        now: UnixSeconds,
        tokens: (TokenDigest, TokenDigest),
        seconds: (i64, i64),
    ) -> Exchanged {
        match verdict {
            judge::Verdict::Issue { family, generation, used, rotated_at } => {
                let link = Link { family, generation, used, rotated_at, ..link.unwrap() };
                let pair = IssuedPair {
                    link: link.id,
                    created_at: now,
                    access_expires_at: judge::expiry(now, seconds.0, link.consent_until),
                    refresh_expires_at: judge::expiry(now, seconds.1, link.consent_until),
                    consent_until: link.consent_until,
                    grants: link.grants,
                };
                let row = |expires_at| Row { link: link.id, family, generation, expires_at };
                self.access.insert(tokens.0, row(pair.access_expires_at));
                self.refresh.insert(tokens.1, row(pair.refresh_expires_at));
                if let Some(mark) = mark {
                    self.kept.insert(mark.key, (mark.clone(), pair.clone(), family, generation));
                }
                self.links.retain(|known| known.id != link.id);
                self.links.push(link);
                Exchanged::Issued(pair)
            }
            judge::Verdict::Replay => {
                let (kept, pair, ..) = &self.kept[&mark.unwrap().key];
                Exchanged::Replayed { pair: pair.clone(), sealed: kept.sealed.clone() }
            }
            judge::Verdict::OtherBody => Exchanged::OtherBody,
            judge::Verdict::Refuse(why) => Exchanged::Refused { why, ended_link: false },
            judge::Verdict::RefuseAndEnd(why) => {
                self.end(link.unwrap().id, EndReason::Reused);
                Exchanged::Refused { why, ended_link: true }
            }
        }
    }

    pub(crate) fn end(&mut self, id: LinkId, reason: EndReason) {
        self.links.iter_mut().filter(|link| link.id == id).for_each(|link| link.standing = LinkStanding::Ended(reason));
    }

    fn facts(&self, refresh: &TokenDigest) -> Option<judge::RefreshFacts> {
        let row = self.refresh.get(refresh)?;
        Some(judge::RefreshFacts { link: self.link(row.link), family: row.family, generation: row.generation, expires_at: row.expires_at })
    }
}

impl ClientStore for FakeStore {
    fn known_client(&self, api_key: &ApiKey) -> Result<Option<KnownClient>, StoreFault> {
        Ok(self.tables()?.clients.iter().find(|client| client.known.api_key == *api_key).map(|client| client.known.clone()))
    }

    fn client(&self, api_key: &ApiKey) -> Result<Option<Client>, StoreFault> {
        Ok(self.tables()?.clients.iter().find(|client| client.known.api_key == *api_key).cloned())
    }

    fn add_client(&self, client: &Client, _: &By) -> Result<bool, StoreFault> {
        self.tables()?.clients.push(client.clone());
        Ok(true)
    }

    fn clients(&self, _: Option<&ApiKey>, _: u32) -> Result<Vec<Client>, StoreFault> {
        Ok(self.tables()?.clients.clone())
    }

    fn set_client_standing(&self, api_key: &ApiKey, standing: ClientStanding, _: UnixSeconds, _: &By) -> Result<bool, StoreFault> {
        let mut tables = self.tables()?;
        tables.clients.iter_mut().filter(|client| client.known.api_key == *api_key).for_each(|client| client.known.standing = standing);
        Ok(true)
    }

    fn rotate_password(&self, _: &ApiKey, _: &PasswordDigest, _: UnixSeconds, _: UnixSeconds, _: &By) -> Result<bool, StoreFault> {
        Ok(false)
    }
}

impl TokenReader for FakeStore {
    fn system_token(&self, digest: &TokenDigest) -> Result<Option<SystemFacts>, StoreFault> {
        let tables = self.tables()?;
        let facts = |(client, grants, expires_at): &(_, _, _)| SystemFacts {
            client: tables.client(*client),
            grants: *grants,
            expires_at: *expires_at,
        };
        Ok(tables.system.get(digest).map(facts))
    }

    fn access_token(&self, digest: &TokenDigest) -> Result<Option<AccessFacts>, StoreFault> {
        let tables = self.tables()?;
        Ok(tables.access.get(digest).map(|row| {
            let link = tables.link(row.link);
            let client = tables.client(link.client);
            AccessFacts { client, link, family: row.family, generation: row.generation, expires_at: row.expires_at }
        }))
    }
}

impl TokenWriter for FakeStore {
    fn issue_system(&self, command: &IssueSystem) -> Result<SystemIssued, StoreFault> {
        let mut tables = self.tables()?;
        let alive = tables.system.values().filter(|(client, ..)| *client == command.client).count();
        if alive >= command.limit as usize {
            return Ok(SystemIssued::AtLimit { free_at: command.now.plus(7) });
        }
        tables.system.insert(command.token, (command.client, command.grants, command.expires_at));
        Ok(SystemIssued::Issued)
    }

    fn keep_auth_token(&self, row: &AuthTokenRow, _: &Origin) -> Result<(), StoreFault> {
        self.tables()?.auth.insert(row.token, row.clone());
        Ok(())
    }

    fn redeem(&self, command: &Redeem) -> Result<Exchanged, StoreFault> {
        let mut tables = self.tables()?;
        let row = tables.auth.get(&command.auth).cloned();
        let link = row.as_ref().and_then(|row| {
            let same = |link: &&Link| link.client == row.client && link.customer == row.customer && link.name == row.link_name;
            tables.links.iter().find(same).cloned()
        });
        let remembered = tables.remembered(command.idempotency.as_ref());
        let verdict = judge::redeem(row.as_ref(), link.as_ref(), remembered.as_ref(), command.client, command.proof.as_ref(), command.now);
        let issued = matches!(verdict, judge::Verdict::Issue { .. });
        let renewed = match (&row, issued) {
            (Some(row), true) => Some(Link {
                id: link.as_ref().map_or(row.new_link, |link| link.id),
                client: row.client,
                customer: row.customer.clone(),
                name: row.link_name.clone(),
                family: Family(0),
                generation: Generation::NONE,
                used: Generation::NONE,
                rotated_at: command.now,
                standing: LinkStanding::Active,
                ended_at: None,
                grants: row.grants,
                accounts: row.accounts.clone(),
                consented_at: row.consented_at,
                consent_until: row.consent_until,
            }),
            _ => link,
        };
        if let judge::Verdict::Issue { family, .. } = verdict {
            tables.auth.get_mut(&command.auth).unwrap().spent = Some(family);
        }
        let (tokens, seconds) = ((command.access, command.refresh), (command.access_seconds, command.refresh_seconds));
        Ok(tables.settle(verdict, renewed, command.idempotency.as_ref(), command.now, tokens, seconds))
    }

    fn rotate(&self, command: &Rotate) -> Result<Exchanged, StoreFault> {
        let mut tables = self.tables()?;
        let facts = tables.facts(&command.presented);
        let remembered = tables.remembered(command.idempotency.as_ref());
        let verdict =
            judge::rotate(facts.as_ref(), remembered.as_ref(), command.client, command.refresh_retry, command.retry_seconds, command.now);
        let (tokens, seconds) = ((command.access, command.refresh), (command.access_seconds, command.refresh_seconds));
        let link = facts.map(|facts| facts.link);
        Ok(tables.settle(verdict, link, command.idempotency.as_ref(), command.now, tokens, seconds))
    }

    fn end(&self, command: &End) -> Result<Ended, StoreFault> {
        let mut tables = self.tables()?;
        let facts = tables.facts(&command.presented);
        Ok(match judge::end(facts.as_ref(), None, command.client, command.now) {
            judge::EndVerdict::End => {
                let id = facts.unwrap().link.id;
                tables.end(id, EndReason::RevokedByClient);
                Ended::Ended(id)
            }
            judge::EndVerdict::Nothing => Ended::Nothing,
            judge::EndVerdict::OtherBody => Ended::OtherBody,
            judge::EndVerdict::OtherClient => Ended::OtherClient,
        })
    }

    fn mark_used(&self, link: LinkId, family: Family, generation: Generation) -> Result<(), StoreFault> {
        let mut tables = self.tables()?;
        let living = |known: &&mut Link| known.id == link && known.family == family && known.generation == generation;
        tables.links.iter_mut().filter(living).for_each(|known| known.used = generation);
        Ok(())
    }

    fn end_link(&self, link: LinkId, reason: EndReason, _: UnixSeconds, _: &By) -> Result<bool, StoreFault> {
        self.tables()?.end(link, reason);
        Ok(true)
    }

    fn purge(&self, _: UnixSeconds, _: u32) -> Result<Purged, StoreFault> {
        Ok(Purged::default())
    }

    fn raise_clock(&self, now: UnixSeconds) -> Result<UnixSeconds, StoreFault> {
        Ok(now)
    }
}

impl LinkRegister for FakeStore {
    fn links_of(&self, _: &CustomerId, _: u32) -> Result<Vec<CustomerLink>, StoreFault> {
        Ok(Vec::new())
    }

    fn renew_link(&self, _: LinkId, _: &CustomerId, _: UnixSeconds, _: UnixSeconds, _: &Origin) -> Result<bool, StoreFault> {
        Ok(false)
    }

    fn end_own_link(&self, _: LinkId, _: &CustomerId, _: UnixSeconds, _: &Origin) -> Result<bool, StoreFault> {
        Ok(false)
    }

    fn note_reads(&self, reads: &[(LinkId, LinkRead)]) -> Result<(), StoreFault> {
        self.tables()?.reads.extend_from_slice(reads);
        Ok(())
    }
}

/// No call of FGAPI has a lever.
impl LinkLevers for FakeStore {
    fn count_links(&self, _: &LinkSelection, _: UnixSeconds, _: UnixSeconds) -> Result<Vec<LinkCount>, StoreFault> {
        panic!("FGAPI counts no links")
    }

    fn revoke_links(&self, _: &LinkSelection, _: EndReason, _: UnixSeconds, _: &By, _: u32) -> Result<u64, StoreFault> {
        panic!("FGAPI revokes no links by selection")
    }

    fn trace(&self, _: &TokenDigest) -> Result<Option<TokenTrace>, StoreFault> {
        panic!("FGAPI explains no token")
    }
}
