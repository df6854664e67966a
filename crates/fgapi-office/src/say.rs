//! What the screens can be told to say. Everything else they say stands in their templates.

use fgapi_admin::{HandoverStanding, Level, Role, WeakPassword};
use fgapi_domain::{Grant, JstDateTime, UnixSeconds};
use fgapi_look::views::{Cell, ChipKind};
use fgapi_look::{Message, says};

says! {
    /// Words of the office.
    pub(crate) enum Say {
        /// The menu.
        MenuOverview = "menu.overview",
        /// Its lines.
        MenuDashboard = "menu.dashboard",
        /// 設定.
        MenuSettings = "menu.settings",
        /// 設定 › APIトークン.
        MenuOwnHandovers = "menu.own_handovers",
        /// 設定 › パスワード.
        MenuPassword = "menu.password",
        /// 設定 › 多要素認証.
        MenuFactor = "menu.factor",
        /// 設定 › ログイン中の端末.
        MenuSessions = "menu.sessions",
        /// アカウント設定.
        MenuUsersGroup = "menu.users_group",
        /// アカウント設定 › アカウント管理.
        MenuUsers = "menu.users",
        /// アカウント設定 › テナント.
        MenuTenants = "menu.tenants",
        /// システム設定.
        MenuSystem = "menu.system",
        /// システム設定 › パラメータ.
        MenuParameters = "menu.parameters",
        /// システム設定 › メールテンプレート設定.
        MenuTemplates = "menu.templates",
        /// システム設定 › APIトークン管理.
        MenuHandovers = "menu.handovers",
        /// システム設定 › メール.
        MenuMails = "menu.mails",
        /// 接続.
        MenuConnections = "menu.connections",
        /// 接続 › クライアント.
        MenuClients = "menu.clients",
        /// 接続 › 連携.
        MenuLinks = "menu.links",
        /// 監査.
        MenuAuditGroup = "menu.audit_group",
        /// 監査 › 監査ログ.
        MenuAudit = "menu.audit",

        /// Roles.
        SystemAdministrator = "role.system_administrator",
        /// ユーザ管理者.
        UserAdministrator = "role.user_administrator",
        /// 監査者.
        Auditor = "role.auditor",
        /// 一般ユーザ.
        Member = "role.member",

        /// What a refusal is called, and what it says.
        MalformedTitle = "refused.malformed_title",
        /// A field is known.
        MalformedField = "refused.malformed_field",
        /// None is.
        MalformedText = "refused.malformed_text",
        /// An old form.
        StaleTitle = "refused.stale_title",
        /// The same.
        StaleText = "refused.stale_text",
        /// A session that is over.
        TimedOutTitle = "refused.timed_out_title",
        /// The same.
        TimedOutText = "refused.timed_out_text",
        /// A missing right.
        DeniedTitle = "refused.denied_title",
        /// The same.
        DeniedText = "refused.denied_text",
        /// No such page.
        NothingTitle = "refused.nothing_title",
        /// The same.
        NothingText = "refused.nothing_text",
        /// Too much at once.
        BusyTitle = "refused.busy_title",
        /// The same.
        BusyText = "refused.busy_text",
        /// Broken.
        BrokenTitle = "refused.broken_title",
        /// The same.
        BrokenText = "refused.broken_text",
        /// Steps out of it.
        SignInAgain = "refused.sign_in_again",
        /// Open the page again.
        OpenAgain = "refused.open_again",
        /// To the first page.
        ToStart = "refused.to_start",

        /// What was just done.
        ToldSignedOut = "told.signed_out",
        /// A password was set by a link.
        ToldPasswordSet = "told.password_set",
        /// One's own was changed.
        ToldPasswordChanged = "told.password_changed",
        /// Other sessions are over.
        ToldSessionsEnded = "told.sessions_ended",
        /// A user was created.
        ToldUserCreated = "told.user_created",
        /// A user was changed.
        ToldUserChanged = "told.user_changed",
        /// A user was unlocked.
        ToldUserUnlocked = "told.user_unlocked",
        /// A user's factor was reset.
        ToldFactorReset = "told.factor_reset",
        /// A user's sessions are over.
        ToldUserSessionsEnded = "told.user_sessions_ended",
        /// Users were deleted.
        ToldUsersDeleted = "told.users_deleted",
        /// Users were invited.
        ToldUsersInvited = "told.users_invited",
        /// Tokens were issued.
        ToldIssued = "told.issued",
        /// Users were imported.
        ToldImported = "told.imported",
        /// Handovers were revoked.
        ToldRevoked = "told.revoked",

        /// A field is empty.
        Missing = "error.missing",
        /// Login id and password do not belong together.
        SignInWrong = "error.sign_in_wrong",
        /// Locked until.
        Locked = "error.locked",
        /// A wrong code.
        CodeWrong = "error.code_wrong",
        /// An enrolment that is not known.
        EnrolAgain = "error.enrol_again",
        /// The second typing of a password differs.
        NotAgain = "error.not_again",
        /// The present password is wrong.
        PresentWrong = "error.present_wrong",
        /// Weak passwords.
        WeakShort = "error.weak_short",
        /// Too long.
        WeakLong = "error.weak_long",
        /// Too few classes.
        WeakPlain = "error.weak_plain",
        /// Holds the login id.
        WeakLikeLogin = "error.weak_like_login",
        /// Control characters.
        WeakOdd = "error.weak_odd",
        /// Everybody's.
        WeakCommon = "error.weak_common",
        /// No login id.
        LoginMalformed = "error.login_malformed",
        /// No name.
        NameMalformed = "error.name_malformed",
        /// No mail address.
        MailMalformed = "error.mail_malformed",
        /// No role.
        RoleMalformed = "error.role_malformed",
        /// Somebody has it.
        LoginTaken = "error.login_taken",
        /// No such tenant.
        TenantUnknown = "error.tenant_unknown",
        /// Nobody would be left.
        LastAdministrator = "error.last_administrator",
        /// Above oneself.
        Above = "error.above",
        /// Oneself.
        Oneself = "error.oneself",
        /// Nothing is ticked.
        NothingPicked = "error.nothing_picked",
        /// The selection is another one now.
        SelectionChanged = "error.selection_changed",
        /// Nobody would get one.
        NobodyLeft = "error.nobody_left",
        /// No level.
        LevelMalformed = "error.level_malformed",
        /// No grant.
        GrantsMissing = "error.grants_missing",

        /// How a handover stands.
        Waiting = "standing.waiting",
        /// Missed.
        Missed = "standing.missed",
        /// Good.
        Good = "standing.good",
        /// Expired.
        Expired = "standing.expired",
        /// Revoked.
        Revoked = "standing.revoked",
        /// Voided.
        Voided = "standing.voided",
        /// Levels.
        LevelTenant = "level.tenant",
        /// 企業権限.
        LevelCompany = "level.company",
        /// More about it.
        LevelTenantHint = "level.tenant_hint",
        /// The same.
        LevelCompanyHint = "level.company_hint",
        /// Grants.
        GrantBranches = "grant.branches",
        /// 口座.
        GrantAccounts = "grant.accounts",
        /// 入出金明細.
        GrantTransactions = "grant.transactions",
        /// 残高.
        GrantBalances = "grant.balances",
        /// Kinds of handover.
        KindApiToken = "kind.api_token",
        /// Client credentials.
        KindCredentials = "kind.credentials",
        /// Choices.
        Any = "choice.any",
        /// Yes.
        Yes = "choice.yes",
        /// No.
        No = "choice.no",

        /// `column.this_session`.
        ThisSession = "column.this_session",
        /// `column.other_session`.
        OtherSession = "column.other_session",
        /// `column.half_session`.
        HalfSession = "column.half_session",
        /// `column.from`.
        ColumnFrom = "column.from",
        /// `column.standing`.
        ColumnStanding = "column.standing",
        /// `column.began`.
        ColumnBegan = "column.began",
        /// `column.seen`.
        ColumnSeen = "column.seen",
        /// `column.nobody`.
        Nobody = "column.nobody",
        /// `column.what`.
        ColumnWhat = "column.what",
        /// `column.issued`.
        ColumnIssued = "column.issued",
        /// `column.until`.
        ColumnUntil = "column.until",
        /// `column.actions`.
        ColumnActions = "column.actions",
        /// `own_handovers.nothing`.
        NothingIssued = "own_handovers.nothing",
        /// `handover.pick_up_until`.
        PickUpUntil = "handover.pick_up_until",
        /// `handover.missed_at`.
        MissedAt = "handover.missed_at",
        /// `handover.good_until`.
        GoodUntil = "handover.good_until",
        /// `handover.expired_at`.
        ExpiredAt = "handover.expired_at",
        /// `handover.revoked_at`.
        RevokedAt = "handover.revoked_at",
        /// `handover.voided_at`.
        VoidedAt = "handover.voided_at",
        /// `own_handovers.pick_up_token`.
        PickUpToken = "own_handovers.pick_up_token",
        /// `own_handovers.pick_up_credentials`.
        PickUpCredentials = "own_handovers.pick_up_credentials",
        /// `own_handovers.shown_once`.
        ShownOnce = "own_handovers.shown_once",
        /// `column.login`.
        ColumnLogin = "column.login",
        /// `column.name`.
        ColumnName = "column.name",
        /// `column.mail`.
        ColumnMail = "column.mail",
        /// `column.role`.
        ColumnRole = "column.role",
        /// `column.tenant`.
        ColumnTenant = "column.tenant",
        /// `column.locked_until`.
        ColumnLockedUntil = "column.locked_until",
        /// `column.signed_in`.
        ColumnSignedIn = "column.signed_in",
        /// `column.created`.
        ColumnCreated = "column.created",
        /// `column.line`.
        ColumnLine = "column.line",
        /// `column.problem`.
        ColumnProblem = "column.problem",
        /// `column.whom`.
        ColumnWhom = "column.whom",
        /// `column.picked_up`.
        ColumnPickedUp = "column.picked_up",
        /// `users.nobody_found`.
        NobodyFound = "users.nobody_found",
        /// `users.update`.
        Update = "users.update",
        /// `users.look`.
        Look = "users.look",
        /// `users.suspended`.
        ChipSuspended = "users.suspended",
        /// `users.locked`.
        ChipLocked = "users.locked",
        /// `users.invited`.
        ChipInvited = "users.invited",
        /// `users.active`.
        ChipActive = "users.active",
        /// `own_factor.enrolled`.
        FactorEnrolled = "own_factor.enrolled",
        /// `own_factor.none`.
        FactorNone = "own_factor.none",
        /// `user.unlock_title`.
        UnlockTitle = "user.unlock_title",
        /// `user.unlock_text`.
        UnlockText = "user.unlock_text",
        /// `user.unlock_submit`.
        UnlockSubmit = "user.unlock_submit",
        /// `user.reset_title`.
        ResetTitle = "user.reset_title",
        /// `user.reset_text`.
        ResetText = "user.reset_text",
        /// `user.reset_submit`.
        ResetSubmit = "user.reset_submit",
        /// `user.end_title`.
        EndTitle = "user.end_title",
        /// `user.end_text`.
        EndText = "user.end_text",
        /// `user.end_submit`.
        EndSubmit = "user.end_submit",
        /// `bulk.delete_title`.
        DeleteTitle = "bulk.delete_title",
        /// `bulk.delete_text`.
        DeleteText = "bulk.delete_text",
        /// `bulk.delete_tokens`.
        DeleteTokens = "bulk.delete_tokens",
        /// `bulk.delete_submit`.
        DeleteSubmit = "bulk.delete_submit",
        /// `bulk.invite_title`.
        InviteTitle = "bulk.invite_title",
        /// `bulk.invite_mail`.
        InviteMail = "bulk.invite_mail",
        /// `bulk.invite_text`.
        InviteText = "bulk.invite_text",
        /// `bulk.invite_submit`.
        InviteSubmit = "bulk.invite_submit",
        /// `bulk.left_out_suspended`.
        LeftOutSuspended = "bulk.left_out_suspended",
        /// `bulk.issue_count`.
        IssueCount = "bulk.issue_count",
        /// `bulk.issue_days`.
        IssueDays = "bulk.issue_days",
        /// `bulk.issue_days_text`.
        IssueDaysText = "bulk.issue_days_text",
        /// `import.flaws`.
        ImportFlaws = "import.flaws",
        /// `import.problem_fields`.
        ProblemFields = "import.problem_fields",
        /// `import.problem_malformed`.
        ProblemMalformed = "import.problem_malformed",
        /// `import.problem_repeated`.
        ProblemRepeated = "import.problem_repeated",
        /// `import.problem_formula`.
        ProblemFormula = "import.problem_formula",
        /// `import.file_missing`.
        FileMissing = "import.file_missing",
        /// `import.file_size`.
        FileSize = "import.file_size",
        /// `import.file_encoding`.
        FileEncoding = "import.file_encoding",
        /// `import.file_columns`.
        FileColumns = "import.file_columns",
        /// `import.file_rows`.
        FileRows = "import.file_rows",
        /// `handovers.nothing`.
        NothingFound = "handovers.nothing",
        /// `handovers.by`.
        By = "handovers.by",
        /// `handovers.fingerprint`.
        Fingerprint = "handovers.fingerprint",
        /// `handovers.not_revocable`.
        NotRevocable = "handovers.not_revocable",
        /// `handovers.revoke_title`.
        RevokeTitle = "handovers.revoke_title",
        /// `handovers.revoke_text`.
        RevokeText = "handovers.revoke_text",
        /// `handovers.revoke_for_good`.
        RevokeForGood = "handovers.revoke_for_good",
        /// `handovers.revoke_submit`.
        RevokeSubmit = "handovers.revoke_submit",

        // What follows is named by its key.
        TileLinks = "dashboard.links", TileSoon = "dashboard.soon", TileSoonNote = "dashboard.soon_note",
        TileHandovers = "dashboard.handovers", TileWaiting = "dashboard.waiting", TileWaitingNote = "dashboard.waiting_note",
        TileFailed = "dashboard.failed", TileFailedNote = "dashboard.failed_note", IssuedTitle = "dashboard.issued_title",
        IssuedSummary = "dashboard.issued_summary", SeriesIssued = "dashboard.issued", SeriesRefused = "dashboard.refused",
        RequestsTitle = "dashboard.requests_title", SeriesCalls = "dashboard.calls", SeriesErrors = "dashboard.errors",
        NoCalls = "dashboard.no_calls", NobodyKnown = "dashboard.nobody", ColumnHour = "column.hour", ColumnClient = "column.client",
        ColumnRegistered = "column.registered", ColumnSubject = "column.subject", ColumnMailTo = "column.mail_to",
        ColumnAttempts = "column.attempts", ColumnWritten = "column.written", ColumnNext = "column.next", Enabled = "clients.enabled",
        Disabled = "clients.disabled", NoClients = "clients.none", NoClientFound = "clients.none_found", ApiKey = "clients.api_key",
        Grants = "clients.grants", Details = "clients.details", RedirectDomains = "clients.redirect_domains",
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
        DeadSpent = "token.dead_spent", DeadClient = "token.dead_client", DeadUnknown = "token.dead_unknown",
        DeadUser = "token.dead_user", EndedByUser = "token.ended_by_user", EndedByClient = "token.ended_by_client",
        EndedByBank = "token.ended_by_bank", EndedReused = "token.ended_reused", EndedPassword = "token.ended_password",
        EndedConsent = "token.ended_consent", MailWaiting = "mails.waiting", MailSent = "mails.sent", MailFailed = "mails.failed",
        MailTokenIssued = "mails.token_issued", MailTokenEnding = "mails.token_ending", MailCredentials = "mails.credentials",
        MailInvitation = "mails.invitation", NoMails = "mails.none", NextTry = "mails.next_try", Trouble = "mails.trouble",
        MessageId = "mails.message_id", ResendTitle = "mails.resend_title", ResendText = "mails.resend_text",
        ResendTwice = "mails.resend_twice", ResendSubmit = "mails.resend_submit", ApiTokenDays = "parameters.api_token_days",
        PickupDays = "parameters.pickup_days", OverlapHours = "parameters.overlap_hours", Days = "parameters.days",
        Hours = "parameters.hours", OutOfRange = "error.out_of_range", ChangedMeanwhile = "error.changed_meanwhile",
        TemplateOwn = "templates.own", TemplateDefault = "templates.default", SubjectMalformed = "error.subject_malformed",
        BodyMalformed = "error.body_malformed", VariableUnknown = "error.variable_unknown", NoLinkInBody = "error.no_link",
        DefaultTitle = "templates.default_title", DefaultText = "templates.default_text", DefaultSubmit = "templates.default_submit",
        Rename = "tenants.rename", TenantNumber = "tenants.number", NoTenants = "tenants.none", TenantTaken = "error.tenant_taken",
        EntryNumber = "audit.number", EntryAt = "audit.at", EntryActor = "audit.actor", EntryAct = "audit.act",
        EntryTarget = "audit.target", EntryDetail = "audit.detail", EntryOutcome = "audit.outcome", EntryFrom = "audit.address",
        EntryRequest = "audit.request", EntryHash = "audit.hash", EntryDone = "audit.done", EntryRefused = "audit.refused",
        NoEntries = "audit.none",
    }
}

/// A role in words.
pub(crate) const fn role(role: Role) -> Say {
    match role {
        Role::SystemAdministrator => Say::SystemAdministrator,
        Role::UserAdministrator => Say::UserAdministrator,
        Role::Auditor => Say::Auditor,
        Role::Member => Say::Member,
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

/// A moment, as screens take it.
pub(crate) fn iso(at: UnixSeconds) -> String {
    JstDateTime::of(at).to_string()
}

/// A moment in a cell; nothing where there is none.
pub(crate) fn moment(at: Option<UnixSeconds>) -> Cell {
    Cell::maybe(at.map(|at| Cell::moment(iso(at))))
}
