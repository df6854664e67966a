//! The operator's office: the people who run the gateway for a bank, and what they hand over to its partners.
//!
//! * nouns: [`PortalUser`], [`Role`], [`Handover`] (an API token or a client's credentials, picked up once), [`Mail`], [`Parameters`]
//! * verbs: the methods of [`AdminDesk`], one subject a file; each asks [`rights`] first
//! * rules: [`rights`] says which role may do what, [`PasswordPolicy`] how passwords must be
//! * ports: [`OfficeStore`] keeps the records, each method one whole atomic transition with its entry of the audit log;
//!   [`PasswordHasher`] hashes, [`Mailer`] gives mails to a mail server
//!
//! This room never speaks HTTP, HTML or SMTP, and never stores a secret that opens anything: passwords are hashes, sessions and tokens
//! digests, second factors sealed, invitations proofs that are made anew when they are needed.
//!
//! ```
//! use fgapi_admin::{Operation, Role, allows};
//! assert!(allows(Role::Auditor, Operation::ReadAudit));
//! assert!(!allows(Role::UserAdministrator, Operation::ReadAudit));
//! ```

mod activity;
mod desk;
mod handover;
mod invitation;
mod key;
mod mail;
mod mail_address;
mod mail_text;
mod parameters;
mod policy;
mod port;
pub mod rights;
mod rights_page;
mod role;
mod second_factor;
mod session;
mod tenant;
mod user;
mod verbs;

pub use activity::{Activity, Counted, Hour};
pub use desk::{AdminDesk, AdminParts, OfficeFault};
pub use fgapi_domain::{Level, TenantId};
pub use handover::{
    ApiTokenFacts, Handover, HandoverId, HandoverKind, HandoverQuery, HandoverStanding, HandoverState, PickUp, PickedSecret, ReminderDue,
};
pub use invitation::{Invitation, InvitationId};
pub use key::OfficeKey;
pub use mail::{Mail, MailCounts, MailId, MailKind, MailQuery, MailState, NewMail, SECRET_LINK};
pub use mail_address::MailAddress;
pub use mail_text::TemplateRefused;
pub use parameters::{Parameters, Template};
pub use policy::{LockRule, OfficePolicy, PASSWORD_MOST, PasswordPolicy, WeakPassword};
pub use port::{
    Attempted, HandoverStore, HashFault, MailStore, NewUser, OfficeRecords, OfficeStore, PasswordHasher, SessionStore, StoredFactor,
    TenantDeleted, UserRefused, UserStore, Which,
};
pub use rights::{Operation, allows};
pub use rights_page::rights_page;
pub use role::Role;
pub use session::{OpenSession, Session, Stage};
pub use tenant::Tenant;
pub use user::{Listed, PortalUser, Profile, Slice, UserId, UserQuery, UserSort};
pub use verbs::{
    ApiTokenBearer, ApiTokenRefused, Began, ClientEdit, ClientRefused, ClientShare, Dashboard, Enrolment, FactorRefused, HourCount,
    ImportFlaw, ImportProblem, ImportRefused, InitRefused, IssuePreview, IssueRefused, Issued, LeftOut, LinkPreview, MailTrouble, Mailer,
    NewAdministrator, NewPortalUser, Open, OutgoingMail, PasswordRefused, PickUpRefused, PickedUp, RecordRefused, Registered, Sent,
    SignInRefused, SignedIn, UserError,
};

/// A moment as mails tell it: `2026-01-31 09:05:00`, in Japan's time.
pub(crate) fn moment(at: fgapi_domain::UnixSeconds) -> String {
    let text = fgapi_domain::JstDateTime::of(at).to_string();
    text.replace('T', " ").replace("+09:00", "")
}
