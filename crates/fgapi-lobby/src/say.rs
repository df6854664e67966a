//! What the lobby itself says: roles, and why something is not answered as it was asked.

use fgapi_admin::Role;
use fgapi_look::{Message, says};

says! {
    /// Words of the lobby.
    pub(crate) enum Say {
        SystemAdministrator = "role.system_administrator", UserAdministrator = "role.user_administrator", Auditor = "role.auditor",
        Member = "role.member", MalformedTitle = "refused.malformed_title", MalformedField = "refused.malformed_field",
        MalformedText = "refused.malformed_text", StaleTitle = "refused.stale_title", StaleText = "refused.stale_text",
        TimedOutTitle = "refused.timed_out_title", TimedOutText = "refused.timed_out_text", DeniedTitle = "refused.denied_title",
        DeniedText = "refused.denied_text", NothingTitle = "refused.nothing_title", NothingText = "refused.nothing_text",
        BusyTitle = "refused.busy_title", BusyText = "refused.busy_text", BrokenTitle = "refused.broken_title",
        BrokenText = "refused.broken_text", SignInAgain = "refused.sign_in_again", OpenAgain = "refused.open_again",
        ToStart = "refused.to_start", Yes = "choice.yes",
    }
}

/// A role in words.
pub fn role(role: Role) -> Message {
    match role {
        Role::SystemAdministrator => Say::SystemAdministrator.into(),
        Role::UserAdministrator => Say::UserAdministrator.into(),
        Role::Auditor => Say::Auditor.into(),
        Role::Member => Say::Member.into(),
    }
}
