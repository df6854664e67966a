//! The log in this process's memory: the plainest store that keeps every law.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{AuditFault, AuditStore, ChainHead, Entry, EntryTime, Filter, Line, Sealed, Seq};

/// The log, gone when the process ends.
#[derive(Debug, Default)]
pub struct MemoryAudit(Mutex<Log>);

#[derive(Debug, Default)]
struct Log {
    base: ChainHead,
    head: ChainHead,
    sealed: VecDeque<Sealed>,
    unsealed: VecDeque<Line>,
}

impl MemoryAudit {
    /// Adds an entry: memory never fails.
    pub fn note(&self, entry: &Entry) {
        self.log().unsealed.push_back(entry.into());
    }

    /// A caller that broke off changed nothing by halves.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all_sealed(&self) -> MutexGuard<'_, Log> {
        let mut log = self.log();
        log.seal(usize::MAX);
        log
    }
}

impl Log {
    fn seal(&mut self, limit: usize) -> usize {
        let count = limit.min(self.unsealed.len());
        for line in self.unsealed.drain(..count) {
            self.head = self.head.then(&line);
            self.sealed.push_back(Sealed { seq: self.head.seq, hash: self.head.hash, line });
        }
        count
    }
}

impl AuditStore for MemoryAudit {
    fn append(&self, entries: &[Entry]) -> Result<(), AuditFault> {
        self.log().unsealed.extend(entries.iter().map(Line::from));
        Ok(())
    }

    fn seal(&self, limit: u32) -> Result<u32, AuditFault> {
        Ok(u32::try_from(self.log().seal(limit as usize)).unwrap_or(limit))
    }

    fn page(&self, filter: &Filter, before: Option<Seq>, limit: u32) -> Result<Vec<Sealed>, AuditFault> {
        let log = self.all_sealed();
        let wanted = |sealed: &&Sealed| before.is_none_or(|before| sealed.seq < before) && filter.wants(&sealed.line);
        Ok(log.sealed.iter().rev().filter(wanted).take(limit as usize).cloned().collect())
    }

    fn after(&self, seq: Seq, limit: u32) -> Result<Vec<Sealed>, AuditFault> {
        Ok(self.all_sealed().sealed.iter().filter(|sealed| sealed.seq > seq).take(limit as usize).cloned().collect())
    }

    fn head(&self) -> Result<ChainHead, AuditFault> {
        Ok(self.all_sealed().head)
    }

    fn base(&self) -> Result<ChainHead, AuditFault> {
        Ok(self.log().base)
    }

    fn prune(&self, before: EntryTime, limit: u32) -> Result<u32, AuditFault> {
        let mut log = self.all_sealed();
        let count = log.sealed.iter().take(limit as usize).take_while(|sealed| sealed.line.at < before).count();
        let last = log.sealed.drain(..count).next_back();
        log.base = last.map_or(log.base, |last| last.head());
        Ok(u32::try_from(count).unwrap_or(limit))
    }
}
