//! What is done: a closed list, each with its text.

use core::fmt;
use core::str::FromStr;

use crate::NotAuditWord;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What is done. Its text stands in stores, filters and files, and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act {
            $($(#[$doc])* $name,)*
        }

        impl Act {
            /// All acts.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

acts! {
    /// A client got a system token.
    TokenIssueSystem = "token.issue_system",
    /// A client exchanged an auth token for the first pair of a link.
    TokenRedeem = "token.redeem",
    /// A client exchanged a refresh token for the next pair.
    TokenRotate = "token.rotate",
    /// A client gave its tokens back.
    TokenEnd = "token.end",
    /// Somebody of the bank asked what a token was.
    TokenExplain = "token.explain",
    /// A link was ended, by whoever did it, or because a token came twice.
    LinkEnd = "link.end",
    /// A customer consented anew.
    LinkRenew = "link.renew",
    /// A customer let a client read.
    ConsentGive = "consent.give",
    /// A client read a customer's data; several reads in one entry.
    DataRead = "data.read",
    /// A client was registered.
    ClientRegister = "client.register",
    /// A client may call again.
    ClientEnable = "client.enable",
    /// A client may not call any more.
    ClientDisable = "client.disable",
    /// A client got a new password.
    ClientRotatePassword = "client.rotate_password",
    /// What is registered of a client was changed.
    ClientChange = "client.change",
    /// Somebody signed in to the office.
    OfficeSignIn = "office.sign_in",
    /// Somebody signed out.
    OfficeSignOut = "office.sign_out",
    /// Somebody showed their second factor.
    OfficeSecondFactor = "office.second_factor",
    /// Somebody set up their second factor.
    OfficeEnroll = "office.enroll",
    /// Somebody used a recovery code.
    OfficeRecoveryCode = "office.recovery_code",
    /// Somebody set their password.
    OfficePasswordSet = "office.password_set",
    /// A session was ended by somebody.
    OfficeSessionEnd = "office.session_end",
    /// The first administrator was made.
    OfficeAdminInit = "office.admin_init",
    /// A portal user was created.
    UserCreate = "user.create",
    /// A portal user was changed.
    UserChange = "user.change",
    /// A portal user was deleted.
    UserDelete = "user.delete",
    /// A portal user may not sign in any more.
    UserSuspend = "user.suspend",
    /// A portal user may sign in again before their lock is over.
    UserUnlock = "user.unlock",
    /// A portal user was invited to set a password.
    UserInvite = "user.invite",
    /// Somebody's second factor was taken away, to be set up anew.
    UserResetFactor = "user.reset_factor",
    /// Portal users were read from a file.
    UserImport = "user.import",
    /// Portal users were written to a file.
    UserExport = "user.export",
    /// A tenant was made.
    TenantCreate = "tenant.create",
    /// A tenant was changed.
    TenantChange = "tenant.change",
    /// A parameter was changed.
    ParameterChange = "parameter.change",
    /// A template of mails was changed.
    TemplateChange = "template.change",
    /// An API token was issued, to be picked up.
    TokenHandoverIssue = "token_handover.issue",
    /// It was picked up.
    TokenHandoverPickUp = "token_handover.pick_up",
    /// It was taken back.
    TokenHandoverRevoke = "token_handover.revoke",
    /// A client's credentials were made to be picked up.
    ClientHandoverIssue = "client_handover.issue",
    /// They were picked up.
    ClientHandoverPickUp = "client_handover.pick_up",
    /// They were taken back.
    ClientHandoverRevoke = "client_handover.revoke",
    /// The bank ended a link.
    LinkRevoke = "link.revoke",
    /// A mail was sent again.
    MailResend = "mail.resend",
    /// Somebody looked into the audit log.
    AuditView = "audit.view",
    /// Somebody wrote the audit log to a file.
    AuditExport = "audit.export",
    /// Old entries were removed.
    AuditPrune = "audit.prune",
    /// A master key of the vault was made.
    VaultKeyMake = "vault.key_make",
    /// Everything in the vault was sealed anew under another master key.
    VaultRotate = "vault.rotate",
    /// The vault was shut.
    VaultSeal = "vault.seal",
    /// The vault was opened again.
    VaultUnseal = "vault.unseal",
    /// Every sealed value was opened once, to prove that each does.
    VaultVerify = "vault.verify",
    /// A sealed value did not open: it was altered or moved in the database.
    VaultAltered = "vault.altered",
    /// A tenant's credentials of outside services were read.
    CredentialRead = "credential.read",
    /// Credentials of an outside service were set, replaced, enabled or disabled.
    CredentialChange = "credential.change",
    /// A tenant's client of the OpenAPI was registered.
    TenantClientAdd = "tenant_client.add",
    /// A tenant's client was enabled, disabled, or got a new secret.
    TenantClientChange = "tenant_client.change",
    /// A tenant's client got an access token.
    TenantTokenIssue = "tenant_token.issue",
    /// A tenant was deleted, with all that was sealed for it.
    TenantDelete = "tenant.delete",
    /// The catalogue of services that customers link was read from a file.
    ServiceImport = "service.import",
    /// The gateway's own credentials at a service were set.
    ServiceCredentials = "service.credentials",
    /// A customer linked an account of another institution.
    LinkedAccountAdd = "linked_account.add",
    /// What is kept of a linked account was changed: its names, its consent, whether it is fetched.
    LinkedAccountChange = "linked_account.change",
    /// Answers were given to what an institution asks.
    LinkedAccountAnswer = "linked_account.answer",
    /// Answers were handed to the program that fetches.
    LinkedAccountTake = "linked_account.take",
    /// A linked account was removed.
    LinkedAccountRemove = "linked_account.remove",
    /// Somebody wanted what they have no right to.
    OfficeDenied = "office.denied",
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Act {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        Self::ALL.iter().copied().find(|act| act.as_str() == text).ok_or(NotAuditWord("an act that this version knows"))
    }
}
