//! The dashboard: what happened in the last day, and what waits.

use std::collections::BTreeMap;

use fgapi_domain::UnixSeconds;
use fgapi_token::{ApiKey, LinkSelection, StoreFault};

use crate::{AdminDesk, Counted, HandoverQuery, HandoverState, Hour, MailCounts, OfficeFault, Operation, SignedIn, Slice};

/// How many hours the dashboard shows.
const HOURS: i64 = 24;
/// From how many seconds before its end on a link is shown as ending soon.
const SOON_SECONDS: i64 = 14 * 86_400;

/// Tokens of one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// When it began.
    pub at: UnixSeconds,
    /// Tokens and pairs that were issued.
    pub issued: u64,
    /// Calls for them that were refused.
    pub refused: u64,
}

/// What one client did in the last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientShare {
    /// Its API key; `None`: calls of nobody who is known.
    pub client: Option<ApiKey>,
    /// Calls that were answered with 200.
    pub answered: u64,
    /// Calls that were refused (4xx).
    pub refused: u64,
    /// Calls that failed (5xx).
    pub failed: u64,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dashboard {
    /// The last 24 hours, the oldest first, without a gap.
    pub hours: Vec<HourCount>,
    /// Clients by the number of their calls, the busiest first.
    pub clients: Vec<ClientShare>,
    /// Links that are alive.
    pub links_alive: u64,
    /// Those of them that end within 14 days.
    pub links_ending_soon: u64,
    /// What was issued and waits to be picked up.
    pub handovers_waiting: u64,
    /// The queue of mails.
    pub mails: MailCounts,
}

impl AdminDesk {
    /// The dashboard as it is now.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn dashboard(&self, who: &SignedIn) -> Result<Dashboard, OfficeFault> {
        self.allow(who, Operation::SeeDashboard)?;
        self.write_counts()?;
        let now = self.now();
        let first = Hour(now.0.div_euclid(3_600) - HOURS + 1);
        let mut hours: Vec<HourCount> =
            (0..HOURS).map(|at| HourCount { at: UnixSeconds((first.0 + at) * 3_600), issued: 0, refused: 0 }).collect();
        let mut shares: BTreeMap<Option<ApiKey>, ClientShare> = BTreeMap::new();
        for activity in self.office.activity(first)? {
            let client = activity.client;
            let share = shares.entry(client.clone()).or_insert(ClientShare { client, answered: 0, refused: 0, failed: 0 });
            let hour = usize::try_from(activity.hour.0 - first.0).ok().and_then(|at| hours.get_mut(at));
            match (activity.what, hour) {
                (Counted::Answered, _) => share.answered += activity.count,
                (Counted::Refused, _) => share.refused += activity.count,
                (Counted::Failed, _) => share.failed += activity.count,
                (Counted::TokenIssued, Some(hour)) => hour.issued += activity.count,
                (Counted::TokenRefused, Some(hour)) => hour.refused += activity.count,
                (Counted::TokenIssued | Counted::TokenRefused, None) => {}
            }
        }
        let mut clients: Vec<ClientShare> = shares.into_values().collect();
        clients.sort_by_key(|share| std::cmp::Reverse(share.answered + share.refused + share.failed));
        let links = self.tokens.count_links(&LinkSelection::default(), SOON_SECONDS)?;
        let waiting = HandoverQuery { state: Some(HandoverState::Issued), over: Some((false, now)), ..HandoverQuery::default() };
        Ok(Dashboard {
            hours,
            clients,
            links_alive: links.iter().map(|count| count.alive).sum(),
            links_ending_soon: links.iter().map(|count| count.ending_soon).sum(),
            handovers_waiting: self.office.handovers(&waiting, Slice { skip: 0, take: 1 })?.total,
            mails: self.office.mail_counts()?,
        })
    }

    /// Counts something that a client did. It is kept in memory and written by [`write_counts`](Self::write_counts).
    pub fn count(&self, client: Option<&ApiKey>, what: Counted) {
        self.counts.add(Hour(self.now().0.div_euclid(3_600)), client, what);
    }

    /// Writes what was counted since the last time.
    ///
    /// # Errors
    /// [`StoreFault`]; it stays counted then.
    pub fn write_counts(&self) -> Result<(), StoreFault> {
        let counted = self.counts.take();
        if counted.is_empty() {
            return Ok(());
        }
        self.office.add_activity(&counted).inspect_err(|_| self.counts.put_back(counted.clone()))
    }
}
