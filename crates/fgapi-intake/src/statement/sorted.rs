//! A file whose rows stand in another order than an account's days: held in memory and sorted.

use std::collections::HashMap;
use std::collections::VecDeque;

use super::source::{Begin, Close, Entry, Outline, Source, Step};
use crate::fault::ImportFault;

struct Section {
    begin: Begin,
    entries: Vec<Entry>,
    close: Close,
}

/// A sorted source.
pub(super) struct Sorted {
    steps: VecDeque<Step>,
}

impl Sorted {
    /// Reads `source` whole. Rows of one day and time keep their order. With it comes its own outline.
    pub(super) fn read(source: &mut dyn Source) -> Result<(Self, Outline), ImportFault> {
        let join = source.one_section_an_account();
        let mut sections: Vec<Section> = Vec::new();
        let mut places = HashMap::new();
        let (mut open, mut entries) = (None, Vec::new());
        while let Some(step) = source.next()? {
            match step {
                Step::Begin(begin) => open = Some(begin),
                Step::Row(entry) => entries.push(entry),
                Step::Close(close) => {
                    let Some(begin) = open.take() else { continue };
                    let fresh = sections.len();
                    let at = if join { *places.entry(begin.account.clone()).or_insert(fresh) } else { fresh };
                    match sections.get_mut(at) {
                        Some(section) => {
                            section.entries.append(&mut entries);
                            section.close.as_of = section.close.as_of.max(close.as_of);
                        }
                        None => sections.push(Section { begin, entries: std::mem::take(&mut entries), close }),
                    }
                }
            }
        }
        let mut steps = VecDeque::new();
        for mut section in sections {
            turn(&mut section.entries);
            section.entries.sort_by_key(|entry| entry.booked);
            steps.push_back(Step::Begin(section.begin));
            steps.extend(section.entries.into_iter().map(Step::Row));
            steps.push_back(Step::Close(section.close));
        }
        let mut outline = Outline::new(false, source.balance_column());
        steps.iter().try_for_each(|step| outline.note(step))?;
        Ok((Self { steps }, outline))
    }
}

/// Some files begin with the newest row, within a day too: they are turned round where only that makes the balances follow.
fn turn(entries: &mut [Entry]) {
    let newest_first = entries.windows(2).all(|pair| matches!(pair, [one, other] if one.booked >= other.booked));
    if newest_first && !follows(entries.iter()) && follows(entries.iter().rev()) {
        entries.reverse();
    }
}

/// Whether each balance that is told is the one before and the amounts since.
fn follows<'e>(entries: impl Iterator<Item = &'e Entry>) -> bool {
    let mut balance: Option<i128> = None;
    let mut told = false;
    let even = entries.into_iter().all(|entry| {
        balance = balance.map(|balance| balance + i128::from(entry.amount));
        let Some(stated) = entry.balance.map(i128::from) else { return true };
        told = true;
        *balance.get_or_insert(stated) == stated
    });
    told && even
}

impl Source for Sorted {
    fn next(&mut self) -> Result<Option<Step>, ImportFault> {
        Ok(self.steps.pop_front())
    }

    fn one_section_an_account(&self) -> bool {
        false
    }
}
