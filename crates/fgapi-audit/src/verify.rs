//! Whether the log is as it was written.

use crate::{AuditFault, AuditStore, ChainHead, Sealed, Seq};

/// The first thing that is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A line is missing.
    #[error("entry {0} is missing")]
    Gap(Seq),
    /// A line, or its hash, is not what was written.
    #[error("entry {0} was changed")]
    Changed(Seq),
    /// The lines end elsewhere than the log's own head says.
    #[error("the log ends with entry {0}, and its head says otherwise")]
    Head(Seq),
    /// The head that was noted elsewhere names another hash: the log was written anew, at this line or before.
    #[error("entry {0} has another hash than was noted: the log was written anew, here or before")]
    Noted(Seq),
    /// The head that was noted elsewhere is not among the lines.
    #[error("entry {0} was noted, and the log does not have it")]
    NotedMissing(Seq),
}

impl Flaw {
    /// The entry that it is about.
    pub const fn seq(self) -> Seq {
        match self {
            Self::Gap(seq) | Self::Changed(seq) | Self::Head(seq) | Self::Noted(seq) | Self::NotedMissing(seq) => seq,
        }
    }
}

/// Walks lines one by one, oldest first.
#[derive(Clone, Debug)]
pub struct Verifier {
    head: ChainHead,
    noted: Option<ChainHead>,
}

impl Verifier {
    /// For the lines behind `base`; `noted` is a head that somebody noted elsewhere.
    ///
    /// # Errors
    /// [`Flaw`] when the base itself is what was noted, and differs.
    pub fn new(base: ChainHead, noted: Option<ChainHead>) -> Result<Self, Flaw> {
        let verifier = Self { head: base, noted };
        verifier.as_noted().map(|()| verifier)
    }

    /// Takes the next line.
    ///
    /// # Errors
    /// [`Flaw`] when something is wrong with it.
    pub fn feed(&mut self, sealed: &Sealed) -> Result<(), Flaw> {
        let next = self.head.then(&sealed.line);
        if sealed.seq != next.seq {
            return Err(Flaw::Gap(next.seq));
        }
        if sealed.hash != next.hash {
            return Err(Flaw::Changed(next.seq));
        }
        self.head = next;
        self.as_noted()
    }

    /// The last line that was taken.
    pub const fn head(&self) -> ChainHead {
        self.head
    }

    /// No line is left, and the log itself says that `head` is the last.
    ///
    /// # Errors
    /// [`Flaw`] when it is not, or the noted head was not met.
    pub fn finish(self, head: ChainHead) -> Result<ChainHead, Flaw> {
        if self.head.seq < head.seq {
            return Err(Flaw::Gap(self.head.seq.next()));
        }
        if self.head != head {
            return Err(Flaw::Head(self.head.seq));
        }
        // What was noted before the oldest line that is kept cannot be compared any more.
        match self.noted {
            Some(noted) if self.head.seq < noted.seq => Err(Flaw::NotedMissing(noted.seq)),
            _ => Ok(self.head),
        }
    }

    fn as_noted(&self) -> Result<(), Flaw> {
        match self.noted {
            Some(noted) if noted.seq == self.head.seq && noted.hash != self.head.hash => Err(Flaw::Noted(noted.seq)),
            _ => Ok(()),
        }
    }
}

/// Lines that are read at once.
const STEP: u32 = 1_000;

/// Walks the whole log; its head, or the first flaw. `noted` is a head that somebody noted elsewhere.
///
/// # Errors
/// [`AuditFault`] when the log cannot be read.
pub fn verify(store: &dyn AuditStore, noted: Option<ChainHead>) -> Result<Result<ChainHead, Flaw>, AuditFault> {
    loop {
        let base = store.base()?;
        let outcome = walk(store, base, noted)?;
        // Lines that were pruned meanwhile are no gap.
        if outcome.is_ok() || store.base()? == base {
            return Ok(outcome);
        }
    }
}

fn walk(store: &dyn AuditStore, base: ChainHead, noted: Option<ChainHead>) -> Result<Result<ChainHead, Flaw>, AuditFault> {
    // What is added from now on is walked too, but need not be the end.
    let head = store.head()?;
    let mut verifier = match Verifier::new(base, noted) {
        Ok(verifier) => verifier,
        Err(flaw) => return Ok(Err(flaw)),
    };
    loop {
        let lines = store.after(verifier.head().seq, STEP)?;
        for sealed in &lines {
            let right = verifier.feed(sealed).and_then(|()| {
                let met = verifier.head();
                if met.seq == head.seq && met != head { Err(Flaw::Head(met.seq)) } else { Ok(()) }
            });
            if let Err(flaw) = right {
                return Ok(Err(flaw));
            }
        }
        if lines.len() < STEP as usize {
            break;
        }
    }
    let (walked, end) = (verifier.head(), store.head()?);
    // A log that grew since the last line was read ends further on.
    let end = if walked.seq >= head.seq && end.seq > walked.seq { walked } else { end };
    Ok(verifier.finish(end))
}
