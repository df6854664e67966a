//! What acts of the audit log are called.

use fgapi_audit::Act;
use fgapi_look::Says;

/// An act in words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActWord(pub(crate) Act);

macro_rules! words {
    ($($name:ident = $key:literal,)*) => {
        impl Says for ActWord {
            const ALL: &'static [Self] = &[$(Self(Act::$name),)*];

            fn key(self) -> &'static str {
                match self.0 {
                    $(Act::$name => $key,)*
                }
            }
        }
    };
}

words! {
    TokenIssueSystem = "act.token_issue_system", TokenRedeem = "act.token_redeem", TokenRotate = "act.token_rotate",
    TokenEnd = "act.token_end", TokenExplain = "act.token_explain", LinkEnd = "act.link_end", LinkRenew = "act.link_renew", ConsentGive = "act.consent_give",
    DataRead = "act.data_read", ClientRegister = "act.client_register", ClientEnable = "act.client_enable",
    ClientDisable = "act.client_disable", ClientRotatePassword = "act.client_rotate_password", ClientChange = "act.client_change",
    OfficeSignIn = "act.office_sign_in", OfficeSignOut = "act.office_sign_out", OfficeSecondFactor = "act.office_second_factor",
    OfficeEnroll = "act.office_enroll", OfficeRecoveryCode = "act.office_recovery_code", OfficePasswordSet = "act.office_password_set",
    OfficeSessionEnd = "act.office_session_end", OfficeAdminInit = "act.office_admin_init", UserCreate = "act.user_create",
    UserChange = "act.user_change", UserDelete = "act.user_delete", UserSuspend = "act.user_suspend",
    UserUnlock = "act.user_unlock", UserInvite = "act.user_invite", UserResetFactor = "act.user_reset_factor",
    UserImport = "act.user_import", UserExport = "act.user_export", TenantCreate = "act.tenant_create",
    TenantChange = "act.tenant_change", ParameterChange = "act.parameter_change", TemplateChange = "act.template_change",
    TokenHandoverIssue = "act.token_handover_issue", TokenHandoverPickUp = "act.token_handover_pick_up",
    TokenHandoverRevoke = "act.token_handover_revoke", ClientHandoverIssue = "act.client_handover_issue",
    ClientHandoverPickUp = "act.client_handover_pick_up", ClientHandoverRevoke = "act.client_handover_revoke",
    LinkRevoke = "act.link_revoke", MailResend = "act.mail_resend", AuditView = "act.audit_view", AuditExport = "act.audit_export",
    VaultKeyMake = "act.vault_key_make", VaultRotate = "act.vault_rotate", VaultSeal = "act.vault_seal",
    VaultUnseal = "act.vault_unseal", VaultVerify = "act.vault_verify", VaultAltered = "act.vault_altered",
    CredentialRead = "act.credential_read", CredentialChange = "act.credential_change", TenantClientAdd = "act.tenant_client_add",
    TenantClientChange = "act.tenant_client_change", TenantTokenIssue = "act.tenant_token_issue", TenantDelete = "act.tenant_delete",
    ServiceImport = "act.service_import", ServiceCredentials = "act.service_credentials", LinkedAccountAdd = "act.linked_account_add",
    LinkedAccountChange = "act.linked_account_change", LinkedAccountAnswer = "act.linked_account_answer", LinkedAccountTake = "act.linked_account_take",
    LinkedAccountRemove = "act.linked_account_remove",
    AuditPrune = "act.audit_prune", OfficeDenied = "act.office_denied",
}
