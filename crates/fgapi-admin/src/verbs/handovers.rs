//! APIトークン発行（一括）and what follows: who gets one, picking up once, revoking, being reminded (F3 to F8, F12).

use fgapi_audit::{Act, Entry};
use fgapi_domain::{GrantSet, UnixSeconds, new_uuid};
use fgapi_token::{ApiKey, PasswordDigest, PlainToken, TokenKind};

use super::users::distinct;
use crate::{
    AdminDesk, Handover, HandoverId, HandoverKind, HandoverQuery, HandoverState, Level, Listed, MailKind, NewMail, OfficeFault, Operation,
    PickUp, PickedSecret, PortalUser, SignedIn, Slice, UserId, moment,
};

const DAY: i64 = 86_400;
/// On which days before its end a token's user is reminded.
const REMINDERS: [u32; 3] = [14, 7, 1];

/// Why a selected user gets no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// 一時利用禁止.
    Suspended,
}

/// Who would get a token, and on which terms.
#[derive(Clone, Debug)]
pub struct IssuePreview {
    /// Who gets one.
    pub receive: Vec<PortalUser>,
    /// Who does not, and why.
    pub left_out: Vec<(PortalUser, LeftOut)>,
    /// How many of those who get one have one that waits to be picked up: it will be void.
    pub replaced: u64,
    /// For how many days a token is good, from being picked up on.
    pub days: u32,
    /// Until when it can be picked up.
    pub pickup_until: UnixSeconds,
}

/// What was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// How many.
    pub count: usize,
    /// Until when they can be picked up.
    pub pickup_until: UnixSeconds,
}

/// Nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueRefused {
    /// Nobody is left who could get one.
    #[error("nobody would get a token")]
    Nobody,
    /// Somebody was suspended or deleted meanwhile.
    #[error("the selection has changed meanwhile")]
    Changed,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

/// A secret in clear, for the one screen that shows it.
#[derive(Debug)]
pub enum PickedUp {
    /// An API token.
    ApiToken {
        /// In clear.
        token: PlainToken,
        /// When its time is over.
        expires_at: UnixSeconds,
    },
    /// FGAPI's credentials of a client.
    ClientCredentials {
        /// The key.
        api_key: ApiKey,
        /// In clear.
        password: PlainToken,
        /// Until when the password before is taken; `None` for a new client.
        overlap_until: Option<UnixSeconds>,
    },
}

/// Nothing was picked up.
#[derive(Debug, thiserror::Error)]
pub enum PickUpRefused {
    /// It was picked up before, is revoked or void, or its time is over.
    #[error("it cannot be picked up any more")]
    Over,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<fgapi_token::StoreFault> for PickUpRefused {
    fn from(fault: fgapi_token::StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl AdminDesk {
    /// Who of these users would get a token now, and on which terms. Nothing is changed.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn preview_api_tokens(&self, who: &SignedIn, ids: &[UserId]) -> Result<IssuePreview, OfficeFault> {
        self.allow(who, Operation::IssueApiTokens)?;
        let mut named = self.all_named(ids)?;
        named.sort_by(|one, other| one.profile.login.as_str().cmp(other.profile.login.as_str()));
        let (left_out, receive): (Vec<_>, Vec<_>) = named.into_iter().partition(|user| user.profile.suspended);
        let mut replaced = 0;
        for user in &receive {
            let waiting = HandoverQuery {
                user: Some(user.id),
                state: Some(HandoverState::Issued),
                over: Some((false, self.now())),
                api_tokens: Some(true),
                ..HandoverQuery::default()
            };
            replaced += self.office.handovers(&waiting, Slice { skip: 0, take: 1 })?.total.min(1);
        }
        let parameters = self.office.parameters()?;
        Ok(IssuePreview {
            receive,
            left_out: left_out.into_iter().map(|user| (user, LeftOut::Suspended)).collect(),
            replaced,
            days: parameters.api_token_days,
            pickup_until: self.now().plus(i64::from(parameters.pickup_days) * DAY),
        })
    }

    /// Issues a token to each of these users, or to none, with a mail each; who is suspended is left out, as the preview says.
    ///
    /// # Errors
    /// [`IssueRefused`].
    pub fn issue_api_tokens(&self, who: &SignedIn, ids: &[UserId], level: Level, grants: GrantSet) -> Result<Issued, IssueRefused> {
        let preview = self.preview_api_tokens(who, ids)?;
        if preview.receive.is_empty() {
            return Err(IssueRefused::Nobody);
        }
        let (mut handovers, mut mails, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for user in &preview.receive {
            let kind = HandoverKind::ApiToken { level, grants, days: preview.days };
            let handover = self.new_handover(who, user, kind, preview.pickup_until)?;
            let (days, until) = (preview.days.to_string(), moment(handover.pickup_until));
            let url = self.pickup_url();
            let values = [
                ("name", user.profile.name.as_str()),
                ("login", user.profile.login.as_str()),
                ("days", &days),
                ("url", &url),
                ("until", &until),
            ];
            mails.push(self.mail(MailKind::ApiTokenIssued, &user.profile.mail, &values)?);
            let detail = format!("user={} days={} until={until}", user.profile.login, preview.days);
            notes.push(self.note(&who.by(), Act::TokenHandoverIssue, target(&handover)).with(detail));
            handovers.push(handover);
        }
        let issued = self.office.issue(&handovers, &mails, &notes).map_err(OfficeFault::from)?;
        issued.map_err(|_| IssueRefused::Changed)?;
        Ok(Issued { count: handovers.len(), pickup_until: preview.pickup_until })
    }

    /// Where a handover is picked up. Nothing of it is in the address: whoever comes has to sign in.
    pub(crate) fn pickup_url(&self) -> String {
        format!("{}/settings/handovers", self.policy.url)
    }

    pub(crate) fn new_handover(
        &self,
        who: &SignedIn,
        user: &PortalUser,
        kind: HandoverKind,
        pickup_until: UnixSeconds,
    ) -> Result<Handover, OfficeFault> {
        let now = self.now();
        Ok(Handover {
            id: HandoverId(new_uuid(&*self.entropy, now)?),
            user: user.id,
            login: user.profile.login.clone(),
            name: user.profile.name.clone(),
            tenant: user.profile.tenant,
            kind,
            state: HandoverState::Issued,
            issued_at: now,
            issued_by: who.user.profile.login.clone(),
            pickup_until,
            picked_up_at: None,
            picked_up_from: None,
            expires_at: None,
            fingerprint: None,
            ended_at: None,
            ended_by: None,
        })
    }

    /// What was issued to oneself, newest first.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn own_handovers(&self, who: &SignedIn, slice: Slice) -> Result<Listed<Handover>, OfficeFault> {
        self.allow(who, Operation::OwnHandovers)?;
        Ok(self.office.handovers(&HandoverQuery { user: Some(who.user.id), ..HandoverQuery::default() }, slice)?)
    }

    /// One of one's own.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn own_handover(&self, who: &SignedIn, id: HandoverId) -> Result<Handover, OfficeFault> {
        self.allow(who, Operation::OwnHandovers)?;
        let handover = self.office.handover(id)?.filter(|handover| handover.user == who.user.id);
        handover.ok_or(OfficeFault::Unknown("handover"))
    }

    /// 「はい」: picks up what was issued to oneself. Of any number of calls at once exactly one gets the secret (race 16).
    ///
    /// # Errors
    /// [`PickUpRefused`].
    pub fn pick_up(&self, who: &SignedIn, id: HandoverId) -> Result<PickedUp, PickUpRefused> {
        let handover = self.own_handover(who, id)?;
        let now = self.now();
        let kind = match handover.kind {
            HandoverKind::ApiToken { .. } => TokenKind::Api,
            HandoverKind::ClientCredentials { .. } => TokenKind::Password,
        };
        let plain = PlainToken::generate(kind, &*self.entropy).map_err(OfficeFault::from)?;
        let (secret, picked, act) = match &handover.kind {
            HandoverKind::ApiToken { days, .. } => {
                let expires_at = now.plus(i64::from(*days) * DAY);
                let secret = PickedSecret::ApiToken { digest: plain.digest(), expires_at };
                (secret, PickedUp::ApiToken { token: plain.clone(), expires_at }, Act::TokenHandoverPickUp)
            }
            HandoverKind::ClientCredentials { client, overlap_seconds } => {
                let overlap_until = now.plus(i64::from(*overlap_seconds));
                let digest = PasswordDigest(plain.digest());
                let secret = PickedSecret::Password { client: client.clone(), digest, overlap_until };
                let overlap_until = Some(overlap_until).filter(|_| *overlap_seconds > 0);
                let picked = PickedUp::ClientCredentials { api_key: client.clone(), password: plain.clone(), overlap_until };
                (secret, picked, Act::ClientHandoverPickUp)
            }
        };
        let fingerprint = plain.digest().fingerprint();
        let note = self.note(&who.by(), act, target(&handover)).with(format!("fingerprint={fingerprint}"));
        let from = who.origin.address.map(|address| address.to_string()).unwrap_or_default();
        if self.office.pick_up(&PickUp { id, user: who.user.id, now, from, fingerprint, secret }, &note)? {
            return Ok(picked);
        }
        self.audit.append(&[note.with("").refused("over")]).map_err(OfficeFault::from)?;
        Err(PickUpRefused::Over)
    }

    /// APIトークン管理: part of what `query` finds, newest first.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn handovers(&self, who: &SignedIn, query: &HandoverQuery, slice: Slice) -> Result<Listed<Handover>, OfficeFault> {
        self.allow(who, Operation::SeeHandovers)?;
        Ok(self.office.handovers(query, slice)?)
    }

    /// One handover.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn handover(&self, who: &SignedIn, id: HandoverId) -> Result<Handover, OfficeFault> {
        self.allow(who, Operation::SeeHandovers)?;
        self.office.handover(id)?.ok_or(OfficeFault::Unknown("handover"))
    }

    /// Revokes what is issued or picked up; how many. A picked-up token is dead from then on, on every node; a client's password that
    /// was picked up stays, because the client is disabled instead.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn revoke_handovers(&self, who: &SignedIn, ids: &[HandoverId]) -> Result<u64, OfficeFault> {
        self.allow(who, Operation::RevokeHandovers)?;
        let mut notes: Vec<Entry> = Vec::with_capacity(ids.len());
        let ids = &distinct(ids);
        for id in ids {
            let handover = self.office.handover(*id)?.ok_or(OfficeFault::Unknown("handover"))?;
            let act = match handover.kind {
                HandoverKind::ApiToken { .. } => Act::TokenHandoverRevoke,
                HandoverKind::ClientCredentials { .. } => Act::ClientHandoverRevoke,
            };
            notes.push(self.note(&who.by(), act, target(&handover)).with(format!("user={}", handover.login)));
        }
        Ok(self.office.revoke(ids, self.now(), &who.user.profile.login, &notes)?)
    }

    /// Writes up to `limit` reminders that are due: 14, 7 and 1 days before a token's end, each once; how many were written.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn remind(&self, limit: u32) -> Result<usize, OfficeFault> {
        let due = self.office.reminders_due(self.now(), &REMINDERS, limit)?;
        let mut written = 0;
        for due in due {
            let handover = &due.handover;
            let Some(expires_at) = handover.expires_at else { continue };
            let left = ((expires_at.0 - self.now().0 + DAY - 1) / DAY).max(0).to_string();
            let (until, url) = (moment(expires_at), self.pickup_url());
            let values =
                [("name", handover.name.as_str()), ("login", handover.login.as_str()), ("left", &left), ("url", &url), ("until", &until)];
            let mail: NewMail = self.mail(MailKind::ApiTokenEnding, &due.mail, &values)?;
            written += usize::from(self.office.remind(handover.id, due.days_before, &mail)?);
        }
        Ok(written)
    }
}

/// How a handover is told in the audit log.
pub(crate) fn target(handover: &Handover) -> String {
    format!("handover:{}", handover.id)
}
