//! Mails on their way: taken from the queue, given to the mail server, tried again.

use fgapi_domain::Secret;

use crate::{AdminDesk, Mail, MailAddress, MailId, OfficeFault, SECRET_LINK};

/// For how long a gateway that took a mail may try to send it before another one takes it over.
const LEASE_SECONDS: i64 = 300;
/// Seconds before a mail is tried again, by the number of attempts; the last goes on.
const BACK_OFF: [i64; 7] = [5, 15, 60, 300, 900, 3_600, 7_200];
/// After how many attempts a mail is given up: with the pauses above, more than two days.
const ATTEMPTS: u32 = 36;

/// A mail as it goes out.
#[derive(Debug)]
pub struct OutgoingMail {
    /// Its number, for the Message-ID: the same however often it is sent.
    pub id: MailId,
    /// To whom.
    pub to: MailAddress,
    /// One line.
    pub subject: String,
    /// The text; an invitation's link is in it, so it is not to be kept or logged.
    pub body: Secret,
}

/// The mail server did not take a mail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct MailTrouble {
    /// It never will: nobody has this address, for example.
    pub for_good: bool,
    /// What it said; one line.
    pub why: String,
}

/// Gives mails to a mail server. When it answers `Ok`, the server has taken the mail.
pub trait Mailer: Send + Sync {
    /// Sends one mail.
    ///
    /// # Errors
    /// [`MailTrouble`].
    fn send(&self, mail: &OutgoingMail) -> Result<(), MailTrouble>;
}

/// What came of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Mails that the server took.
    pub sent: u32,
    /// Mails that it did not take: they wait again, or were given up.
    pub failed: u32,
}

impl AdminDesk {
    /// Sends up to `limit` mails whose time has come. Each belongs to one gateway while it is tried; one whose gateway died is taken over
    /// after five minutes. A mail that waits behind a server that is down is tried again after 5 seconds, then ever later.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn send_mails(&self, mailer: &dyn Mailer, limit: u32) -> Result<Sent, OfficeFault> {
        let now = self.now();
        let mut round = Sent::default();
        for mail in self.office.take_mails(now, now.plus(LEASE_SECONDS), limit)? {
            let id = mail.new.id;
            match mailer.send(&self.outgoing(&mail)) {
                Ok(()) => {
                    self.office.mail_sent(id, self.now())?;
                    round.sent += 1;
                }
                Err(trouble) => {
                    let attempts = mail.attempts + 1;
                    let pause = BACK_OFF[(attempts as usize - 1).min(BACK_OFF.len() - 1)];
                    let next_at = (!trouble.for_good && attempts < ATTEMPTS).then(|| self.now().plus(pause));
                    let why = crate::mail_text::one_line(&trouble.why).chars().take(500).collect::<String>();
                    self.office.mail_failed(id, &why, next_at)?;
                    round.failed += 1;
                }
            }
        }
        Ok(round)
    }

    fn outgoing(&self, mail: &Mail) -> OutgoingMail {
        let body = match mail.new.invitation {
            Some(invitation) => mail.new.body.replace(SECRET_LINK, self.invitation_url(invitation).reveal()),
            None => mail.new.body.clone(),
        };
        OutgoingMail { id: mail.new.id, to: mail.new.to.clone(), subject: mail.new.subject.clone(), body: Secret::new(body) }
    }

    /// A mail as its addressee reads it, for a sandbox that shows mails instead of sending them.
    pub fn as_sent(&self, mail: &Mail) -> OutgoingMail {
        self.outgoing(mail)
    }

    /// The newest mails, for a sandbox that shows them.
    ///
    /// # Errors
    /// [`OfficeFault::Store`].
    pub fn newest_mails(&self, limit: u32) -> Result<Vec<Mail>, OfficeFault> {
        Ok(self.office.mails(&crate::MailQuery::default(), crate::Slice { skip: 0, take: limit })?.rows)
    }
}
