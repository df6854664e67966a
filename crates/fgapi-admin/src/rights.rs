//! The one table of rights: which role may do which operation (F2). The office's door asks it before every use case; the documents
//! print it.

use crate::Role;

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $($role:ident)|+;)*) => {
        /// Something that can be done in the office.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $($(#[$doc])* $name,)*
        }

        impl Operation {
            /// All operations, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The operation's name in the documents, in logs and in the audit log.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The roles that may do it.
            pub const fn roles(self) -> &'static [Role] {
                match self {
                    $(Self::$name => &[$(Role::$role),+],)*
                }
            }
        }
    };
}

rights! {
    /// Looking at one's own password, second factor and sessions, and changing them.
    OwnSettings = "own_settings": SystemAdministrator | UserAdministrator | Auditor | Member;
    /// Picking up what was issued to oneself, and seeing until when it is good.
    OwnHandovers = "own_handovers": SystemAdministrator | UserAdministrator | Auditor | Member;
    /// The dashboard.
    SeeDashboard = "see_dashboard": SystemAdministrator | UserAdministrator | Auditor;
    /// Searching portal users.
    SeeUsers = "see_users": SystemAdministrator | UserAdministrator | Auditor;
    /// Creating, changing and deleting portal users, unlocking them, ending their sessions, importing and exporting them. A user
    /// administrator touches no system administrator and makes none.
    ManageUsers = "manage_users": SystemAdministrator | UserAdministrator;
    /// Seeing what was issued to whom.
    SeeHandovers = "see_handovers": SystemAdministrator | UserAdministrator | Auditor;
    /// Issuing API tokens.
    IssueApiTokens = "issue_api_tokens": SystemAdministrator | UserAdministrator;
    /// Revoking what was issued.
    RevokeHandovers = "revoke_handovers": SystemAdministrator | UserAdministrator;
    /// Seeing clients.
    SeeClients = "see_clients": SystemAdministrator | UserAdministrator | Auditor;
    /// Registering, changing, enabling and disabling clients, and issuing their passwords.
    ManageClients = "manage_clients": SystemAdministrator;
    /// Counting links and asking what a token was.
    SeeLinks = "see_links": SystemAdministrator | UserAdministrator | Auditor;
    /// Revoking links.
    RevokeLinks = "revoke_links": SystemAdministrator;
    /// Seeing the mails that wait, were sent or failed.
    SeeMails = "see_mails": SystemAdministrator | UserAdministrator | Auditor;
    /// Sending a mail again.
    ResendMails = "resend_mails": SystemAdministrator | UserAdministrator;
    /// Seeing parameters, mail templates and tenants.
    SeeParameters = "see_parameters": SystemAdministrator | UserAdministrator | Auditor;
    /// Changing parameters and mail templates.
    ChangeParameters = "change_parameters": SystemAdministrator;
    /// Creating and renaming tenants.
    ManageTenants = "manage_tenants": SystemAdministrator;
    /// Seeing which credentials of outside services tenants have, without their values, and tenants' clients.
    SeeCredentials = "see_credentials": SystemAdministrator | UserAdministrator | Auditor;
    /// Setting, replacing, enabling and disabling those credentials; registering tenants' clients and giving them secrets.
    ManageCredentials = "manage_credentials": SystemAdministrator;
    /// Seeing how the vault stands.
    SeeVault = "see_vault": SystemAdministrator | UserAdministrator | Auditor;
    /// Shutting the vault, and opening it again.
    ManageVault = "manage_vault": SystemAdministrator;
    /// Seeing the catalogue of services that customers link, and how many accounts each has.
    SeeServices = "see_services": SystemAdministrator | UserAdministrator | Auditor;
    /// Setting the gateway's own password at a service.
    ManageServices = "manage_services": SystemAdministrator;
    /// Reading and exporting the audit log.
    ReadAudit = "read_audit": SystemAdministrator | Auditor;
}

/// Whether `role` may do `operation`.
pub fn allows(role: Role, operation: Operation) -> bool {
    operation.roles().contains(&role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_may_only_what_is_their_own() {
        let theirs: Vec<_> = Operation::ALL.iter().filter(|operation| allows(Role::Member, **operation)).collect();
        assert_eq!(theirs, [&Operation::OwnSettings, &Operation::OwnHandovers]);
    }

    #[test]
    fn an_auditor_changes_nothing() {
        let changes = ["manage_", "issue_", "revoke_", "resend_", "change_"];
        let theirs = Operation::ALL.iter().filter(|operation| allows(Role::Auditor, **operation));
        assert!(theirs.map(|operation| operation.as_str()).all(|name| !changes.iter().any(|change| name.starts_with(change))));
    }
}
