//! The rules of a token's life, as pure functions. A store gathers the facts while it holds the link's row,
//! asks, and does what the verdict says in the same database transaction. So every store rules alike.

use fgapi_domain::UnixSeconds;

use crate::{
    AccessFacts, AuthTokenRow, ClientStanding, CodeChallenge, Dead, EndReason, Family, Generation, Link, LinkStanding, RefreshRetry,
    SystemFacts,
};

/// An answer that was kept under an `idempotency_key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The body that came with the key, as [`IdempotencyMark::body`](crate::IdempotencyMark::body).
    pub same_body: bool,
    /// The family of the pair that was given.
    pub family: Family,
    /// The generation of the pair that was given.
    pub generation: Generation,
    /// Until when the answer is kept.
    pub expires_at: UnixSeconds,
}

/// What is known of a presented refresh token.
#[derive(Clone, Debug)]
pub struct RefreshFacts {
    /// Its link, as it is now.
    pub link: Link,
    /// Its family.
    pub family: Family,
    /// Its generation.
    pub generation: Generation,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}

/// What a store does with an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Give a new pair: of this family and generation.
    Issue {
        /// The link's family from now on.
        family: Family,
        /// The link's generation from now on.
        generation: Generation,
        /// The latest used generation from now on.
        used: Generation,
        /// `rotated_at` from now on.
        rotated_at: UnixSeconds,
    },
    /// Give the kept answer again.
    Replay,
    /// Refuse with "other body"; change nothing.
    OtherBody,
    /// Refuse; change nothing.
    Refuse(Dead),
    /// Refuse, and end the link as [`EndReason::Reused`].
    RefuseAndEnd(Dead),
}

fn ended(link: &Link) -> Option<Dead> {
    match link.standing {
        LinkStanding::Active => None,
        LinkStanding::Ended(reason) => Some(Dead::Ended(reason)),
    }
}

/// A key that came with another body is refused, whatever else is to be said.
fn of_another_body(remembered: Option<&Remembered>, now: UnixSeconds) -> bool {
    remembered.is_some_and(|kept| !kept.same_body && now < kept.expires_at)
}

/// A kept answer to the same body counts only while the pair that it gave is the living one and unused.
fn replay(remembered: Option<&Remembered>, link: Option<&Link>, now: UnixSeconds) -> Option<Verdict> {
    let remembered = remembered.filter(|kept| now < kept.expires_at)?;
    let link = link.filter(|link| ended(link).is_none() && now < link.consent_until)?;
    let living = link.family == remembered.family && link.generation == remembered.generation;
    (living && link.used < remembered.generation).then_some(Verdict::Replay)
}

/// /auth/token@POST: rules on an auth token presented by `client` (readings R20, R21, R22).
///
/// `link` is the link that the auth token makes or renews, where there is one.
pub fn redeem(
    row: Option<&AuthTokenRow>,
    link: Option<&Link>,
    remembered: Option<&Remembered>,
    client: crate::ClientId,
    proof: Option<&CodeChallenge>,
    now: UnixSeconds,
) -> Verdict {
    if of_another_body(remembered, now) {
        return Verdict::OtherBody;
    }
    let Some(row) = row else {
        return Verdict::Refuse(Dead::Unknown);
    };
    if row.client != client {
        return Verdict::Refuse(Dead::OtherClient);
    }
    // Before anything else that could end a link: whoever cannot prove that they began the login has no say in it.
    if row.challenge.as_ref() != proof {
        return Verdict::Refuse(Dead::Unproven);
    }
    if let Some(spent) = row.spent {
        if let Some(verdict) = replay(remembered, link, now) {
            return verdict;
        }
        let its_pair_lives = link.is_some_and(|link| link.family == spent && ended(link).is_none());
        return if its_pair_lives { Verdict::RefuseAndEnd(Dead::Spent) } else { Verdict::Refuse(Dead::Spent) };
    }
    if row.expires_at <= now || row.consent_until <= now {
        return Verdict::Refuse(Dead::Expired);
    }
    // What happened to the link after this consent counts: its end is not undone, a newer consent not replaced.
    if let Some(link) = link
        && link.ended_at.is_some_and(|ended| ended > row.consented_at)
    {
        return Verdict::Refuse(ended(link).unwrap_or(Dead::Superseded));
    }
    if link.is_some_and(|link| link.consented_at > row.consented_at) {
        return Verdict::Refuse(Dead::Superseded);
    }
    let family = Family(link.map_or(0, |link| link.family.0).saturating_add(1));
    Verdict::Issue { family, generation: Generation::FIRST, used: Generation::NONE, rotated_at: now }
}

/// /auth/token@PUT: rules on a refresh token presented by `client` (readings R20, R21).
pub fn rotate(
    facts: Option<&RefreshFacts>,
    remembered: Option<&Remembered>,
    client: crate::ClientId,
    retry: RefreshRetry,
    retry_seconds: i64,
    now: UnixSeconds,
) -> Verdict {
    if of_another_body(remembered, now) {
        return Verdict::OtherBody;
    }
    let Some(facts) = facts else {
        return Verdict::Refuse(Dead::Unknown);
    };
    let link = &facts.link;
    if link.client != client {
        return Verdict::Refuse(Dead::OtherClient);
    }
    if let Some(dead) = ended(link) {
        return Verdict::Refuse(dead);
    }
    if link.consent_until <= now {
        return Verdict::Refuse(Dead::Ended(EndReason::ConsentEnded));
    }
    if facts.expires_at <= now {
        return Verdict::Refuse(Dead::Expired);
    }
    if facts.family != link.family {
        return Verdict::Refuse(Dead::Superseded);
    }
    if facts.generation == link.generation {
        return Verdict::Issue { family: link.family, generation: link.generation.next(), used: facts.generation, rotated_at: now };
    }
    if let Some(verdict) = replay(remembered, Some(link), now) {
        return verdict;
    }
    // A spent token again. While nothing newer was used and the window is open, an answer was most likely lost.
    let answer_lost = link.used <= facts.generation && now < link.rotated_at.plus(retry_seconds);
    if !answer_lost {
        return Verdict::RefuseAndEnd(Dead::Rotated);
    }
    if retry == RefreshRetry::UntilSuccessorUsed && facts.generation == link.used && facts.generation.next() == link.generation {
        // The unused successors die, and the window stays where it was. This happens once: `used` stays behind, so neither this
        // token nor one of its unused successors is ever honoured like this again.
        return Verdict::Issue { family: link.family, generation: link.generation.next(), used: link.used, rotated_at: link.rotated_at };
    }
    Verdict::Refuse(Dead::Rotated)
}

/// What a store does with the end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndVerdict {
    /// End it as [`EndReason::RevokedByClient`].
    End,
    /// Nothing alive: change nothing, answer as after an end.
    Nothing,
    /// Refuse with "other body"; change nothing.
    OtherBody,
    /// Another client's token: refuse, change nothing.
    OtherClient,
}

/// /auth/token@DELETE: rules on a refresh token presented by `client` (reading R23).
///
/// A spent token of the living family ends the link too: a refresh that ran beside this call may have
/// replaced the token a moment ago, and after a 200 nothing of the link may work.
pub fn end(facts: Option<&RefreshFacts>, remembered: Option<&Remembered>, client: crate::ClientId, now: UnixSeconds) -> EndVerdict {
    if of_another_body(remembered, now) {
        return EndVerdict::OtherBody;
    }
    match facts {
        None => EndVerdict::Nothing,
        Some(facts) if facts.link.client != client => EndVerdict::OtherClient,
        Some(facts) if ended(&facts.link).is_some() || facts.family != facts.link.family => EndVerdict::Nothing,
        Some(_) => EndVerdict::End,
    }
}

/// Why an access token is dead at `now`; `None` when it is alive.
pub fn access(facts: &AccessFacts, now: UnixSeconds) -> Option<Dead> {
    let link = &facts.link;
    if facts.client.standing == ClientStanding::Disabled {
        return Some(Dead::ClientSuspended);
    }
    if let Some(dead) = ended(link) {
        return Some(dead);
    }
    if facts.family != link.family {
        return Some(Dead::Superseded);
    }
    if facts.generation != link.generation {
        return Some(Dead::Rotated);
    }
    if link.consent_until <= now {
        return Some(Dead::Ended(EndReason::ConsentEnded));
    }
    (facts.expires_at <= now).then_some(Dead::Expired)
}

/// Why a system token is dead at `now`; `None` when it is alive.
pub fn system(facts: &SystemFacts, now: UnixSeconds) -> Option<Dead> {
    if facts.client.standing == ClientStanding::Disabled {
        return Some(Dead::ClientSuspended);
    }
    (facts.expires_at <= now).then_some(Dead::Expired)
}

/// When a new token's time is over: after its lifetime, and never later than the consent.
pub fn expiry(now: UnixSeconds, seconds: i64, consent_until: UnixSeconds) -> UnixSeconds {
    now.plus(seconds).min(consent_until)
}
