//! What the screens can be told to say. Everything else they say stands in their templates.

use fgapi_admin::{HandoverStanding, Level, UserError, WeakPassword};
use fgapi_domain::Grant;
use fgapi_lobby::Fault;
use fgapi_look::views::{Cell, ChipKind};
use fgapi_look::{Message, says};

says! {
    /// Words of the office.
    pub(crate) enum Say {
        MenuDashboard = "menu.dashboard", MenuOwnHandovers = "menu.own_handovers", MenuPassword = "menu.password",
        MenuFactor = "menu.factor", MenuSessions = "menu.sessions", MenuUsers = "menu.users", MenuTenants = "menu.tenants",
        MenuParameters = "menu.parameters", MenuTemplates = "menu.templates", MenuHandovers = "menu.handovers", MenuMails = "menu.mails",
        MenuClients = "menu.clients", MenuLinks = "menu.links", MenuAudit = "menu.audit", ToldSignedOut = "told.signed_out",
        ToldPasswordSet = "told.password_set", ToldPasswordChanged = "told.password_changed", ToldSessionsEnded = "told.sessions_ended",
        ToldUserCreated = "told.user_created", ToldUserChanged = "told.user_changed", ToldUserUnlocked = "told.user_unlocked",
        ToldFactorReset = "told.factor_reset", ToldUserSessionsEnded = "told.user_sessions_ended", ToldUsersDeleted = "told.users_deleted",
        ToldUsersInvited = "told.users_invited", ToldIssued = "told.issued", ToldImported = "told.imported", ToldRevoked = "told.revoked",
        Missing = "error.missing", SignInWrong = "error.sign_in_wrong", Locked = "error.locked", CodeWrong = "error.code_wrong",
        EnrolAgain = "error.enrol_again", NotAgain = "error.not_again", PresentWrong = "error.present_wrong",
        WeakShort = "error.weak_short", WeakLong = "error.weak_long", WeakPlain = "error.weak_plain",
        WeakLikeLogin = "error.weak_like_login", WeakOdd = "error.weak_odd", WeakCommon = "error.weak_common",
        LoginMalformed = "error.login_malformed", NameMalformed = "error.name_malformed", MailMalformed = "error.mail_malformed",
        RoleMalformed = "error.role_malformed", LoginTaken = "error.login_taken", TenantUnknown = "error.tenant_unknown",
        LastAdministrator = "error.last_administrator", Above = "error.above", Oneself = "error.oneself",
        NothingPicked = "error.nothing_picked", SelectionChanged = "error.selection_changed", NobodyLeft = "error.nobody_left",
        LevelMalformed = "error.level_malformed", GrantsMissing = "error.grants_missing", Waiting = "standing.waiting",
        Missed = "standing.missed", Good = "standing.good", Expired = "standing.expired", Revoked = "standing.revoked",
        Voided = "standing.voided", LevelTenant = "level.tenant", LevelCompany = "level.company", LevelTenantHint = "level.tenant_hint",
        LevelCompanyHint = "level.company_hint", GrantBranches = "grant.branches", GrantAccounts = "grant.accounts",
        GrantTransactions = "grant.transactions", GrantBalances = "grant.balances", KindApiToken = "kind.api_token",
        KindCredentials = "kind.credentials", Any = "choice.any", Yes = "choice.yes", No = "choice.no",
        ThisSession = "column.this_session", OtherSession = "column.other_session", HalfSession = "column.half_session",
        ColumnFrom = "column.from", ColumnStanding = "column.standing", ColumnBegan = "column.began", ColumnSeen = "column.seen",
        Nobody = "column.nobody", ColumnWhat = "column.what", ColumnIssued = "column.issued", ColumnUntil = "column.until",
        ColumnActions = "column.actions", NothingIssued = "own_handovers.nothing", PickUpUntil = "handover.pick_up_until",
        MissedAt = "handover.missed_at", GoodUntil = "handover.good_until", ExpiredAt = "handover.expired_at",
        RevokedAt = "handover.revoked_at", VoidedAt = "handover.voided_at", PickUpToken = "own_handovers.pick_up_token",
        PickUpCredentials = "own_handovers.pick_up_credentials", ShownOnce = "own_handovers.shown_once", ColumnLogin = "column.login",
        ColumnName = "column.name", ColumnMail = "column.mail", ColumnRole = "column.role", ColumnTenant = "column.tenant",
        ColumnLockedUntil = "column.locked_until", ColumnSignedIn = "column.signed_in", ColumnCreated = "column.created",
        ColumnLine = "column.line", ColumnProblem = "column.problem", ColumnWhom = "column.whom", ColumnPickedUp = "column.picked_up",
        NobodyFound = "users.nobody_found", Update = "users.update", Look = "users.look", ChipSuspended = "users.suspended",
        ChipLocked = "users.locked", ChipInvited = "users.invited", ChipActive = "users.active", FactorEnrolled = "own_factor.enrolled",
        FactorNone = "own_factor.none", UnlockTitle = "user.unlock_title", UnlockText = "user.unlock_text",
        UnlockSubmit = "user.unlock_submit", ResetTitle = "user.reset_title", ResetText = "user.reset_text",
        ResetSubmit = "user.reset_submit", EndTitle = "user.end_title", EndText = "user.end_text", EndSubmit = "user.end_submit",
        DeleteTitle = "bulk.delete_title", DeleteText = "bulk.delete_text", DeleteTokens = "bulk.delete_tokens",
        DeleteSubmit = "bulk.delete_submit", InviteTitle = "bulk.invite_title", InviteMail = "bulk.invite_mail",
        InviteText = "bulk.invite_text", InviteSubmit = "bulk.invite_submit", LeftOutSuspended = "bulk.left_out_suspended",
        IssueCount = "bulk.issue_count", IssueDays = "bulk.issue_days", IssueDaysText = "bulk.issue_days_text",
        ImportFlaws = "import.flaws", ProblemFields = "import.problem_fields", ProblemMalformed = "import.problem_malformed",
        ProblemRepeated = "import.problem_repeated", ProblemFormula = "import.problem_formula", FileMissing = "import.file_missing",
        FileSize = "import.file_size", FileEncoding = "import.file_encoding", FileColumns = "import.file_columns",
        FileRows = "import.file_rows", NothingFound = "handovers.nothing", By = "handovers.by", Fingerprint = "handovers.fingerprint",
        NotRevocable = "handovers.not_revocable", RevokeTitle = "handovers.revoke_title", RevokeText = "handovers.revoke_text",
        RevokeForGood = "handovers.revoke_for_good", RevokeSubmit = "handovers.revoke_submit", TileLinks = "dashboard.links",
        TileSoon = "dashboard.soon", TileHandovers = "dashboard.handovers", TileWaiting = "dashboard.waiting",
        TileWaitingNote = "dashboard.waiting_note", TileFailed = "dashboard.failed", TileFailedNote = "dashboard.failed_note",
        IssuedTitle = "dashboard.issued_title", IssuedSummary = "dashboard.issued_summary", SeriesIssued = "dashboard.issued",
        SeriesRefused = "dashboard.refused", RequestsTitle = "dashboard.requests_title", SeriesCalls = "dashboard.calls",
        SeriesErrors = "dashboard.errors", NoCalls = "dashboard.no_calls", NobodyKnown = "dashboard.nobody", ColumnHour = "column.hour",
        ColumnClient = "column.client", ColumnRegistered = "column.registered", ColumnSubject = "column.subject",
        ColumnMailTo = "column.mail_to", ColumnAttempts = "column.attempts", ColumnWritten = "column.written", ColumnNext = "column.next",
        Enabled = "clients.enabled", Disabled = "clients.disabled", NoClients = "clients.none", NoClientFound = "clients.none_found",
        ApiKey = "clients.api_key", Grants = "clients.grants", Details = "clients.details", RedirectDomains = "clients.redirect_domains",
        RedirectUris = "clients.redirect_uris", Networks = "clients.networks", Never = "clients.domains_none",
        UrisNone = "clients.uris_none", NetworksNone = "clients.networks_none", Retry = "clients.retry",
        RetryNever = "clients.retry_never", RetryNeverHint = "clients.retry_never_hint", RetryOnce = "clients.retry_once",
        RetryOnceHint = "clients.retry_once_hint", PasswordBefore = "clients.password_before", ScopeChoice = "clients.scope_choice",
        AccountChoice = "clients.account_choice", InquiryPins = "clients.inquiry_pins", Site = "clients.site", Terms = "clients.terms",
        Privacy = "clients.privacy", NoCredentials = "clients.no_credentials", DisableTitle = "client.disable_title",
        DisableLinks = "client.disable_links", DisableDead = "client.disable_dead", DisableBack = "client.disable_back",
        DisableSubmit = "client.disable_submit", EnableTitle = "client.enable_title", EnableText = "client.enable_text",
        EnableSubmit = "client.enable_submit", ContactUnknown = "error.contact_unknown", ContactSuspended = "error.contact_suspended",
        TooLong = "error.too_long", PageMalformed = "error.page_malformed", DomainMalformed = "error.domain_malformed",
        UriMalformed = "error.uri_malformed", NetworkMalformed = "error.network_malformed",
        ToldClientRegistered = "told.client_registered", ToldClientChanged = "told.client_changed",
        ToldClientDisabled = "told.client_disabled", ToldClientEnabled = "told.client_enabled",
        ToldPasswordIssued = "told.password_issued", ToldLinksRevoked = "told.links_revoked", ToldMailQueued = "told.mail_queued",
        ToldParametersChanged = "told.parameters_changed", ToldTemplateChanged = "told.template_changed",
        ToldTemplateDefault = "told.template_default", ToldTenantCreated = "told.tenant_created",
        ToldTenantRenamed = "told.tenant_renamed", CustomerMalformed = "error.customer_malformed", DayMalformed = "error.day_malformed",
        SelectionEmpty = "error.selection_empty", CountsTitle = "links.counts", NoLinks = "links.none",
        RevokeLinksTitle = "links.revoke_title", RevokeLinksDead = "links.revoke_dead", RevokeLinksAnew = "links.revoke_anew",
        RevokeLinksOver = "links.revoke_over", KindSystem = "kind.system", KindAuth = "kind.auth", KindAccess = "kind.access",
        KindRefresh = "kind.refresh", Expires = "token.expires", LinkAlive = "token.link_alive", LinkOver = "token.link_over",
        Customer = "token.customer", LinkName = "token.link_name", LinkStanding = "token.link_standing",
        ConsentedAt = "token.consented_at", ConsentUntil = "token.consent_until", EndedAt = "token.ended_at",
        DeadExpired = "token.dead_expired", DeadRotated = "token.dead_rotated", DeadSuperseded = "token.dead_superseded",
        DeadSpent = "token.dead_spent", DeadClient = "token.dead_client", DeadUnknown = "token.dead_unknown", DeadUser = "token.dead_user",
        EndedByUser = "token.ended_by_user", EndedByClient = "token.ended_by_client", EndedByBank = "token.ended_by_bank",
        EndedReused = "token.ended_reused", EndedPassword = "token.ended_password", EndedConsent = "token.ended_consent",
        MailWaiting = "mails.waiting", MailSent = "mails.sent", MailFailed = "mails.failed", MailTokenIssued = "mails.token_issued",
        MailTokenEnding = "mails.token_ending", MailCredentials = "mails.credentials", MailInvitation = "mails.invitation",
        NoMails = "mails.none", NextTry = "mails.next_try", Trouble = "mails.trouble", MessageId = "mails.message_id",
        ResendTitle = "mails.resend_title", ResendText = "mails.resend_text", ResendTwice = "mails.resend_twice",
        ResendSubmit = "mails.resend_submit", ApiTokenDays = "parameters.api_token_days", PickupDays = "parameters.pickup_days",
        OverlapHours = "parameters.overlap_hours", Days = "parameters.days", Hours = "parameters.hours", OutOfRange = "error.out_of_range",
        ChangedMeanwhile = "error.changed_meanwhile", TemplateOwn = "templates.own", TemplateDefault = "templates.default",
        SubjectMalformed = "error.subject_malformed", BodyMalformed = "error.body_malformed", VariableUnknown = "error.variable_unknown",
        NoLinkInBody = "error.no_link", DefaultTitle = "templates.default_title", DefaultText = "templates.default_text",
        DefaultSubmit = "templates.default_submit", Rename = "tenants.rename", TenantNumber = "tenants.number", NoTenants = "tenants.none",
        Credentials = "tenants.credentials", Delete = "tenants.delete", TenantDeleteTitle = "tenants.delete_title",
        TenantDeleteCredentials = "tenants.delete_credentials", TenantDeleteClients = "tenants.delete_clients",
        TenantDeleteForever = "tenants.delete_forever", TenantInUse = "error.tenant_in_use", ToldTenantDeleted = "told.tenant_deleted",
        TenantTaken = "error.tenant_taken", EntryAt = "audit.at", EntryActor = "audit.actor", EntryAct = "audit.act",
        EntryTarget = "audit.target", EntryDetail = "audit.detail", EntryOutcome = "audit.outcome", EntryFrom = "audit.address",
        EntryRequest = "audit.request", EntryHash = "audit.hash", EntryDone = "audit.done", EntryRefused = "audit.refused",
        NoEntries = "audit.none",
    }
}

/// A level in words.
pub(crate) const fn level(level: Level) -> Say {
    match level {
        Level::Tenant => Say::LevelTenant,
        Level::Company => Say::LevelCompany,
    }
}

/// A grant in words.
pub(crate) const fn grant(grant: Grant) -> Say {
    match grant {
        Grant::Branches => Say::GrantBranches,
        Grant::Accounts => Say::GrantAccounts,
        Grant::Transactions => Say::GrantTransactions,
        Grant::Balances => Say::GrantBalances,
    }
}

/// How a handover stands, in a word.
pub(crate) fn standing(standing: HandoverStanding) -> Cell {
    match standing {
        HandoverStanding::Waiting => Cell::chip(ChipKind::Soon, Say::Waiting),
        HandoverStanding::Missed => Cell::chip(ChipKind::Off, Say::Missed),
        HandoverStanding::Good => Cell::chip(ChipKind::On, Say::Good),
        HandoverStanding::Expired => Cell::chip(ChipKind::Off, Say::Expired),
        HandoverStanding::Revoked => Cell::chip(ChipKind::Bad, Say::Revoked),
        HandoverStanding::Voided => Cell::chip(ChipKind::Off, Say::Voided),
    }
}

/// Why a password is not taken.
pub(crate) fn weak(weak: WeakPassword, policy: &fgapi_admin::PasswordPolicy) -> Message {
    match weak {
        WeakPassword::Short => Message::new(Say::WeakShort).with_number("least", policy.least),
        WeakPassword::Long => Message::new(Say::WeakLong).with("most", fgapi_admin::PASSWORD_MOST),
        WeakPassword::Plain => Message::new(Say::WeakPlain).with_number("classes", policy.classes),
        WeakPassword::LikeLogin => Say::WeakLikeLogin.into(),
        WeakPassword::Odd => Say::WeakOdd.into(),
        WeakPassword::Common => Say::WeakCommon.into(),
    }
}

/// What a screen says of a refusal that has words of its own; everything else is a fault.
pub(crate) fn user_error(error: UserError) -> Result<Say, Fault> {
    match error {
        UserError::LoginTaken(_) => Ok(Say::LoginTaken),
        UserError::Tenant => Ok(Say::TenantUnknown),
        UserError::LastAdministrator => Ok(Say::LastAdministrator),
        UserError::Above => Ok(Say::Above),
        UserError::Oneself => Ok(Say::Oneself),
        UserError::Office(fault) => Err(fault.into()),
    }
}
