//! Entries of the audit log of changes that are made together, column by column.

use fgapi_audit::Line;

/// One column each.
#[derive(Default)]
pub(super) struct Told<'q> {
    pub(super) actors: Vec<&'q str>,
    pub(super) acts: Vec<&'q str>,
    pub(super) targets: Vec<&'q str>,
    pub(super) details: Vec<&'q str>,
    pub(super) addresses: Vec<Option<&'q str>>,
    pub(super) request_ids: Vec<Option<&'q str>>,
    pub(super) outcomes: Vec<&'q str>,
}

impl<'q> FromIterator<&'q Line> for Told<'q> {
    fn from_iter<I: IntoIterator<Item = &'q Line>>(lines: I) -> Self {
        let mut told = Self::default();
        for line in lines {
            told.actors.push(&line.actor);
            told.acts.push(&line.act);
            told.targets.push(&line.target);
            told.details.push(&line.detail);
            told.addresses.push(line.address.as_deref());
            told.request_ids.push(line.request_id.as_deref());
            told.outcomes.push(&line.outcome);
        }
        told
    }
}
