//! The audit log as 監査者 read it. Reading it is an act, too.

use fgapi_audit::{Act, Filter, Sealed, Seq};

use crate::{AdminDesk, OfficeFault, Operation, SignedIn};

/// The most entries of one part of an export.
const PART: u32 = 1_000;

impl AdminDesk {
    /// Entries that `filter` finds, newest first, from the one before `before` on.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn audit_page(&self, who: &SignedIn, filter: &Filter, before: Option<Seq>, limit: u32) -> Result<Vec<Sealed>, OfficeFault> {
        self.allow(who, Operation::ReadAudit)?;
        let page = self.audit.page(filter, before, limit)?;
        self.audit.append(&[self.note(&who.by(), Act::AuditView, "audit").with(format!("rows={}", page.len()))])?;
        Ok(page)
    }

    /// Begins an export: that it was made stands in the log before the first entry leaves. Its parts come from
    /// [`audit_part`](Self::audit_part).
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn begin_audit_export(&self, who: &SignedIn) -> Result<(), OfficeFault> {
        self.allow(who, Operation::ReadAudit)?;
        Ok(self.audit.append(&[self.note(&who.by(), Act::AuditExport, "audit")])?)
    }

    /// The next entries of an export, oldest first; empty at its end.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn audit_part(&self, who: &SignedIn, after: Seq) -> Result<Vec<Sealed>, OfficeFault> {
        self.allow(who, Operation::ReadAudit)?;
        Ok(self.audit.after(after, PART)?)
    }
}
