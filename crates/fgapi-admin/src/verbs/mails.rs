//! Mails as the staff see them.

use fgapi_audit::Act;

use crate::{AdminDesk, Listed, Mail, MailId, MailQuery, OfficeFault, Operation, SignedIn, Slice};

impl AdminDesk {
    /// Part of the mails that `query` finds, newest first.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn mails(&self, who: &SignedIn, query: &MailQuery, slice: Slice) -> Result<Listed<Mail>, OfficeFault> {
        self.allow(who, Operation::SeeMails)?;
        Ok(self.office.mails(query, slice)?)
    }

    /// One mail. An invitation's link is not in it: it is put in when the mail is sent.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn mail_of(&self, who: &SignedIn, id: MailId) -> Result<Mail, OfficeFault> {
        self.allow(who, Operation::SeeMails)?;
        self.office.mail(id)?.ok_or(OfficeFault::Unknown("mail"))
    }

    /// Sends a mail again that was sent or given up; `false`: it waits already.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn resend(&self, who: &SignedIn, id: MailId) -> Result<bool, OfficeFault> {
        self.allow(who, Operation::ResendMails)?;
        let mail = self.office.mail(id)?.ok_or(OfficeFault::Unknown("mail"))?;
        let note = self.note(&who.by(), Act::MailResend, format!("mail:{id}")).with(format!("kind={}", mail.new.kind));
        Ok(self.office.resend(id, self.now(), &note)?)
    }
}
