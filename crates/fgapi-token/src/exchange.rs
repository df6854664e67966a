//! Doing what the rules say: one text for every store that keeps its tokens in tables.
//!
//! A store implements [`TokenTables`], thirteen small steps on one open transaction, and calls these functions in the methods of
//! [`TokenWriter`](crate::TokenWriter). Each function takes the rows that it judges (another call that wants them waits until this one is durable), asks
//! [`judge`], and changes the rows as the verdict says. The caller wraps it into one transaction.

use crate::judge::{self, EndVerdict, RefreshFacts, Remembered, Verdict};
use crate::told;
use crate::{
    AuthTokenRow, EndReason, Ended, Exchanged, Family, Generation, IdempotencyMark, IssuedPair, Link, LinkId, LinkStanding, Redeem, Rotate,
    StoreFault, TokenDigest,
};
use fgapi_audit::{Act, By, Entry, Origin};
use fgapi_domain::{AccountChoice, CustomerId, GrantSet, UnixSeconds};

/// How long after its time a token is kept, so that whoever presents it is told why it is dead, and a second use of an auth
/// token is recognised for what it is.
pub const KEPT_SECONDS: i64 = 86_400;

/// The rows that an exchange reads and changes. What is *held* nobody else changes before the transaction ends.
///
/// # Errors
/// Every step fails with the store's own fault; the transaction is then undone.
pub trait TokenTables {
    /// The store's own fault.
    type Fault: From<StoreFault>;

    /// Makes another call with the same idempotency key wait.
    fn hold_key(&mut self, key: &[u8; 32]) -> Result<(), Self::Fault>;
    /// The answer kept under a key.
    fn kept(&mut self, key: &[u8; 32]) -> Result<Option<KeptAnswer>, Self::Fault>;
    /// Holds an auth token.
    fn hold_auth(&mut self, digest: &TokenDigest) -> Result<Option<AuthTokenRow>, Self::Fault>;
    /// Holds the link that an auth token makes or renews.
    fn hold_link_of(&mut self, auth: &AuthTokenRow) -> Result<Option<Link>, Self::Fault>;
    /// Holds the link of a refresh token.
    fn hold_refresh(&mut self, digest: &TokenDigest) -> Result<Option<RefreshFacts>, Self::Fault>;
    /// Holds a link.
    fn hold_link(&mut self, id: LinkId) -> Result<Option<Link>, Self::Fault>;
    /// Makes a link, unless somebody made it meanwhile.
    fn make_link(&mut self, link: &Link) -> Result<(), Self::Fault>;
    /// Writes what may change of a held link.
    fn put_link(&mut self, link: &Link) -> Result<(), Self::Fault>;
    /// Notes for which family a held auth token was exchanged.
    fn spend(&mut self, auth: &TokenDigest, family: Family) -> Result<(), Self::Fault>;
    /// Adds two tokens of a held link's family and generation.
    fn add_pair(&mut self, access: &TokenDigest, refresh: &TokenDigest, link: &Link, pair: &IssuedPair) -> Result<(), Self::Fault>;
    /// Forgets all answers kept for a link.
    fn forget(&mut self, link: LinkId) -> Result<(), Self::Fault>;
    /// Tells the audit log.
    fn tell(&mut self, entry: &Entry) -> Result<(), Self::Fault>;
    /// Keeps an answer, in place of an older one under its key.
    fn keep(&mut self, answer: &KeptAnswer) -> Result<(), Self::Fault>;
}

/// An answer kept under an idempotency key.
#[derive(Clone, Debug)]
pub struct KeptAnswer {
    /// What the caller marked it with.
    pub mark: IdempotencyMark,
    /// The pair that was given; `None` for an end.
    pub given: Option<GivenPair>,
}

/// A pair that was given.
#[derive(Clone, Debug)]
pub struct GivenPair {
    /// What was told of it.
    pub pair: IssuedPair,
    /// The link's family then.
    pub family: Family,
    /// The link's generation then.
    pub generation: Generation,
}

/// The answer kept under `mark`, and how it bears on this call.
struct Earlier {
    answer: Option<KeptAnswer>,
    remembered: Option<Remembered>,
}

fn earlier<T: TokenTables>(tables: &mut T, mark: Option<&IdempotencyMark>) -> Result<Earlier, T::Fault> {
    let Some(mark) = mark else {
        return Ok(Earlier { answer: None, remembered: None });
    };
    let answer = tables.kept(&mark.key)?;
    let remembered = answer.as_ref().map(|kept| Remembered {
        same_body: kept.mark.body == mark.body,
        family: kept.given.as_ref().map_or(Family(0), |given| given.family),
        generation: kept.given.as_ref().map_or(Generation::NONE, |given| given.generation),
        expires_at: kept.mark.expires_at,
    });
    Ok(Earlier { answer, remembered })
}

/// /auth/token@POST.
pub fn redeem<T: TokenTables>(tables: &mut T, command: &Redeem) -> Result<Exchanged, T::Fault> {
    let mark = command.idempotency.as_ref();
    if let Some(mark) = mark {
        tables.hold_key(&mark.key)?;
    }
    let row = tables.hold_auth(&command.auth)?;
    let mut link = row.as_ref().map(|row| tables.hold_link_of(row)).transpose()?.flatten();
    let earlier = earlier(tables, mark)?;
    let judge = |link: Option<&Link>| {
        judge::redeem(row.as_ref(), link, earlier.remembered.as_ref(), command.client, command.proof.as_ref(), command.now)
    };
    let mut verdict = judge(link.as_ref());
    if let (Verdict::Issue { .. }, Some(row), None) = (verdict, &row, &link) {
        // Two logins may make the same link at once: whoever comes second waits here, and finds the other's.
        tables.make_link(&unborn_link(row))?;
        link = tables.hold_link_of(row)?;
        verdict = judge(link.as_ref());
    }
    let Verdict::Issue { family, .. } = verdict else {
        return without_pair(tables, verdict, link, earlier.answer, &command.by, command.now);
    };
    let (Some(row), Some(mut link)) = (row, link) else { return Err(no_facts().into()) };
    tables.spend(&row.token, family)?;
    tables.tell(&told::redeemed(command, &row, link.id, family))?;
    link.standing = LinkStanding::Active;
    link.ended_at = None;
    link.grants = row.grants;
    link.accounts = row.accounts;
    link.consented_at = row.consented_at;
    link.consent_until = row.consent_until;
    let pair = told_pair(&link, command.now, command.access_seconds, command.refresh_seconds);
    issue(tables, verdict, link, pair, (&command.access, &command.refresh), mark)
}

/// /auth/token@PUT.
pub fn rotate<T: TokenTables>(tables: &mut T, command: &Rotate) -> Result<Exchanged, T::Fault> {
    let mark = command.idempotency.as_ref();
    if let Some(mark) = mark {
        tables.hold_key(&mark.key)?;
    }
    let facts = tables.hold_refresh(&command.presented)?;
    let earlier = earlier(tables, mark)?;
    let verdict = judge::rotate(
        facts.as_ref(),
        earlier.remembered.as_ref(),
        command.client,
        command.refresh_retry,
        command.retry_seconds,
        command.now,
    );
    let link = facts.map(|facts| facts.link);
    let Verdict::Issue { generation, .. } = verdict else {
        return without_pair(tables, verdict, link, earlier.answer, &command.by, command.now);
    };
    let link = link.ok_or_else(|| T::Fault::from(no_facts()))?;
    tables.tell(&told::rotated(command, link.id, generation))?;
    let pair = told_pair(&link, command.now, command.access_seconds, command.refresh_seconds);
    issue(tables, verdict, link, pair, (&command.access, &command.refresh), mark)
}

/// /auth/token@DELETE.
pub fn end<T: TokenTables>(tables: &mut T, command: &crate::End) -> Result<Ended, T::Fault> {
    let mark = command.idempotency.as_ref();
    if let Some(mark) = mark {
        tables.hold_key(&mark.key)?;
    }
    let facts = tables.hold_refresh(&command.presented)?;
    let earlier = earlier(tables, mark)?;
    let verdict = judge::end(facts.as_ref(), earlier.remembered.as_ref(), command.client, command.now);
    let outcome = match verdict {
        EndVerdict::OtherBody => return Ok(Ended::OtherBody),
        EndVerdict::OtherClient => return Ok(Ended::OtherClient),
        EndVerdict::Nothing => Ended::Nothing,
        EndVerdict::End => {
            let link = facts.ok_or_else(|| T::Fault::from(no_facts()))?.link;
            let id = link.id;
            end_held(tables, link, EndReason::RevokedByClient, command.now)?;
            tables.tell(&told::ended(&command.by, Act::TokenEnd, id, EndReason::RevokedByClient, command.now))?;
            Ended::Ended(id)
        }
    };
    let known = earlier.remembered.is_some_and(|kept| command.now < kept.expires_at);
    if let (Some(mark), false) = (mark, known) {
        tables.keep(&KeptAnswer { mark: mark.clone(), given: None })?;
    }
    Ok(outcome)
}

/// Ends a link for a reason of the bank or the end user; `false` when it was not alive.
pub fn end_link<T: TokenTables>(tables: &mut T, id: LinkId, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, T::Fault> {
    end_as(tables, id, Act::LinkEnd, reason, now, by)
}

/// The bank ends a link by its levers; `false` when it was not alive.
pub fn revoke_link<T: TokenTables>(tables: &mut T, id: LinkId, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, T::Fault> {
    end_as(tables, id, Act::LinkRevoke, reason, now, by)
}

fn end_as<T: TokenTables>(tables: &mut T, id: LinkId, act: Act, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, T::Fault> {
    match tables.hold_link(id)? {
        Some(link) if link.standing == LinkStanding::Active => {
            end_held(tables, link, reason, now)?;
            tables.tell(&told::ended(by, act, id, reason, now)).map(|()| true)
        }
        _ => Ok(false),
    }
}

/// The customer ends a link of theirs; `false` when it is not alive, or not theirs.
pub fn end_own_link<T: TokenTables>(
    tables: &mut T,
    id: LinkId,
    customer: &CustomerId,
    now: UnixSeconds,
    origin: &Origin,
) -> Result<bool, T::Fault> {
    match tables.hold_link(id)? {
        Some(link) if link.standing == LinkStanding::Active && link.customer == *customer => {
            end_held(tables, link, EndReason::RevokedByUser, now)?;
            let by = By::new(told::customer(customer), origin.clone());
            tables.tell(&told::ended(&by, Act::LinkEnd, id, EndReason::RevokedByUser, now)).map(|()| true)
        }
        _ => Ok(false),
    }
}

/// The customer consents anew until `until`; `false` when the link is not alive, or not theirs.
pub fn renew_link<T: TokenTables>(
    tables: &mut T,
    id: LinkId,
    customer: &CustomerId,
    now: UnixSeconds,
    until: UnixSeconds,
    origin: &Origin,
) -> Result<bool, T::Fault> {
    match tables.hold_link(id)? {
        Some(mut link) if link.standing == LinkStanding::Active && link.customer == *customer && now < link.consent_until => {
            link.consented_at = now;
            link.consent_until = until;
            tables.put_link(&link)?;
            let by = By::new(told::customer(customer), origin.clone());
            tables.tell(&told::renewed(&by, id, now, until)).map(|()| true)
        }
        _ => Ok(false),
    }
}

/// What is told of a pair that `link` gets at `now`.
pub fn told_pair(link: &Link, now: UnixSeconds, access_seconds: i64, refresh_seconds: i64) -> IssuedPair {
    IssuedPair {
        link: link.id,
        created_at: now,
        access_expires_at: judge::expiry(now, access_seconds, link.consent_until),
        refresh_expires_at: judge::expiry(now, refresh_seconds, link.consent_until),
        consent_until: link.consent_until,
        grants: link.grants,
    }
}

/// A link before its first family, as it stands between its making and the end of the same transaction.
fn unborn_link(row: &AuthTokenRow) -> Link {
    Link {
        id: row.new_link,
        client: row.client,
        customer: row.customer.clone(),
        name: row.link_name.clone(),
        family: Family(0),
        generation: Generation::NONE,
        used: Generation::NONE,
        rotated_at: row.consented_at,
        standing: LinkStanding::Active,
        ended_at: None,
        grants: GrantSet::EMPTY,
        accounts: AccountChoice::All,
        consented_at: row.consented_at,
        consent_until: row.consent_until,
    }
}

fn issue<T: TokenTables>(
    tables: &mut T,
    verdict: Verdict,
    mut link: Link,
    pair: IssuedPair,
    (access, refresh): (&TokenDigest, &TokenDigest),
    mark: Option<&IdempotencyMark>,
) -> Result<Exchanged, T::Fault> {
    let Verdict::Issue { family, generation, used, rotated_at } = verdict else { return Err(no_facts().into()) };
    link.family = family;
    link.generation = generation;
    link.used = used;
    link.rotated_at = rotated_at;
    tables.put_link(&link)?;
    tables.add_pair(access, refresh, &link, &pair)?;
    // Whatever was kept for this link belongs to a pair that is dead now.
    tables.forget(link.id)?;
    if let Some(mark) = mark {
        tables.keep(&KeptAnswer { mark: mark.clone(), given: Some(GivenPair { pair: pair.clone(), family, generation }) })?;
    }
    Ok(Exchanged::Issued(pair))
}

/// Every verdict that gives no new pair.
fn without_pair<T: TokenTables>(
    tables: &mut T,
    verdict: Verdict,
    link: Option<Link>,
    kept: Option<KeptAnswer>,
    by: &By,
    now: UnixSeconds,
) -> Result<Exchanged, T::Fault> {
    match verdict {
        Verdict::Issue { .. } => Err(no_facts().into()),
        Verdict::OtherBody => Ok(Exchanged::OtherBody),
        Verdict::Refuse(why) => Ok(Exchanged::Refused { why, ended_link: false }),
        Verdict::RefuseAndEnd(why) => {
            let link = link.ok_or_else(|| T::Fault::from(no_facts()))?;
            let id = link.id;
            end_held(tables, link, EndReason::Reused, now)?;
            tables.tell(&told::ended(by, Act::LinkEnd, id, EndReason::Reused, now))?;
            Ok(Exchanged::Refused { why, ended_link: true })
        }
        Verdict::Replay => {
            let kept = kept.ok_or_else(|| T::Fault::from(no_facts()))?;
            let given = kept.given.ok_or_else(|| T::Fault::from(no_facts()))?;
            Ok(Exchanged::Replayed { pair: given.pair, sealed: kept.mark.sealed })
        }
    }
}

fn end_held<T: TokenTables>(tables: &mut T, mut link: Link, reason: EndReason, now: UnixSeconds) -> Result<(), T::Fault> {
    link.standing = LinkStanding::Ended(reason);
    link.ended_at = Some(now);
    tables.put_link(&link)?;
    tables.forget(link.id)
}

/// The rules gave a verdict on rows that are not there.
fn no_facts() -> StoreFault {
    StoreFault::Corrupt("a verdict on a token or link that is not there".into())
}
