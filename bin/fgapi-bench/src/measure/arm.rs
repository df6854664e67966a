//! Who is asked what.

use std::collections::VecDeque;

use crate::load::Traffic;
use crate::{BaseUrl, BenchFault, Counted, Outcome};

/// Where an arm's requests come from.
pub enum Supply<'a> {
    /// As many entries as there are connections at most; each goes on where it was.
    Kept(Vec<Traffic>),
    /// Made for each phase: so many requests altogether, each asked once, spread over so many connections.
    Made {
        /// How many a phase has.
        number: usize,
        /// Makes them.
        make: Box<dyn FnMut(usize) -> Outcome<Vec<Vec<u8>>> + 'a>,
        /// Which text of the answers is kept for later.
        keep: Option<&'static str>,
        /// Takes what was kept.
        kept: Box<dyn FnMut(Vec<String>) + 'a>,
    },
}

/// One server's part in a case.
pub struct Arm<'a> {
    /// What it is called in tables: `gateway`, `floor`, a peer's name.
    pub name: String,
    /// Whom it asks.
    pub address: BaseUrl,
    /// Whose processor time is the application's; `None` for a peer that tells no process.
    pub application: Option<Counted>,
    /// Whose is the database's; `None` for a database within the application.
    pub database: Option<Counted>,
    /// What is asked.
    pub supply: Supply<'a>,
    /// The status that has to come back.
    pub expected: u16,
}

/// Something that is asked of several servers in turns.
pub struct Case<'a> {
    /// What it is called in tables.
    pub name: String,
    /// The numbers of connections with which it is measured.
    pub connections: Vec<usize>,
    /// Who is asked; the first is what the others are compared with.
    pub arms: Vec<Arm<'a>>,
}

impl Supply<'_> {
    /// The same request on every connection.
    pub fn same(request: Vec<u8>, connections: usize) -> Self {
        let bytes: std::sync::Arc<[u8]> = request.into();
        Self::Kept(vec![Traffic::Same(bytes); connections])
    }

    /// Traffic for a phase.
    pub(super) fn take(&mut self, connections: usize) -> Outcome<Vec<Traffic>> {
        match self {
            Self::Kept(kept) if kept.len() >= connections => Ok(kept.drain(..connections).collect()),
            Self::Kept(kept) => Err(BenchFault::new(format!("{} entries for {connections} connections", kept.len()), "report this")),
            Self::Made { number, make, keep, .. } => {
                let mut shares: Vec<VecDeque<Vec<u8>>> = vec![VecDeque::new(); connections];
                for (at, request) in make(*number)?.into_iter().enumerate() {
                    shares[at % connections].push_back(request);
                }
                Ok(shares.into_iter().map(|requests| Traffic::Once { requests, keep: *keep }).collect())
            }
        }
    }

    /// Whether traffic ends by itself.
    pub(super) const fn ends(&self) -> bool {
        matches!(self, Self::Made { .. })
    }

    /// Puts back what a phase left.
    pub(super) fn put_back(&mut self, traffic: Vec<Traffic>, heard: Vec<String>) {
        match self {
            Self::Kept(kept) => kept.extend(traffic),
            Self::Made { kept, .. } => kept(heard),
        }
    }
}
