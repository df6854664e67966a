//! What these screens can be told to say, beside what their templates say by themselves.

use fgapi_look::says;

says! {
    /// Words that Rust chooses.
    pub(crate) enum Say {
        MenuCredentials = "menu.credentials", MenuVault = "menu.vault", MenuServices = "menu.services",

        ToldCredentialsChanged = "told.credentials_changed", ToldCredentialsEnabled = "told.credentials_enabled",
        ToldCredentialsDisabled = "told.credentials_disabled", ToldClientResumed = "told.tenant_client_resumed",
        ToldClientStopped = "told.tenant_client_stopped", ToldVaultShut = "told.vault_shut", ToldVaultOpen = "told.vault_open",
        ToldPasswordSet = "told.service_password_set",

        Missing = "error.missing", TooLong = "error.too_long", ChangedMeanwhile = "error.changed_meanwhile",
        ValueMalformed = "error.value_malformed", SetAndCleared = "error.set_and_cleared", NothingToChange = "error.nothing_to_change",
        LevelMissing = "error.level_missing", HoursOutOfRange = "error.hours_out_of_range",
        RegisteredMeanwhile = "error.registered_meanwhile", SecretShownOnce = "error.secret_shown_once",

        ColumnActions = "column.actions", ColumnTenant = "credentials.tenant", TenantNumber = "credentials.number",
        ColumnSet = "credentials.set", Open = "credentials.open", NamedEnabled = "credentials.named_enabled",
        NamedDisabled = "credentials.named_disabled", NoTenantFound = "credentials.none", ColumnProduct = "credentials.product",
        ColumnStanding = "credentials.standing", ColumnValues = "credentials.values", ColumnChanged = "credentials.changed",
        ServiceCode = "credentials.service_code", NotSet = "credentials.not_set", Enabled = "credentials.enabled",
        Disabled = "credentials.disabled", Set = "credentials.do_set", Change = "credentials.do_change", Enable = "credentials.do_enable",
        Disable = "credentials.do_disable", NamedValueHint = "credentials.named_value_hint", NamedValue = "credentials.named_value",
        DepartmentIs = "credentials.department_is", ItemCodeIs = "credentials.item_code_is",

        ValueHint = "product.value_hint", Value = "product.value", ValueNotSet = "product.value_not_set",
        EnableTitle = "product.enable_title", EnableText = "product.enable_text", DisableTitle = "product.disable_title",
        DisableText = "product.disable_text", ValuesStay = "product.values_stay",

        ClientsTitle = "tenant_client.title", ColumnClient = "tenant_client.name", ClientId = "tenant_client.id",
        ColumnLevel = "tenant_client.level", LevelTenant = "tenant_client.level_tenant", LevelCompany = "tenant_client.level_company",
        LevelTenantHint = "tenant_client.level_tenant_hint", LevelCompanyHint = "tenant_client.level_company_hint",
        SecretBefore = "tenant_client.secret_before", ColumnRegistered = "tenant_client.registered", NoClients = "tenant_client.none",
        ClientEnabled = "tenant_client.enabled", ClientDisabled = "tenant_client.disabled", NewSecret = "tenant_client.new_secret",
        StopClient = "tenant_client.stop", ResumeClient = "tenant_client.resume", StopTitle = "tenant_client.stop_title",
        StopText = "tenant_client.stop_text", ResumeTitle = "tenant_client.resume_title", ResumeText = "tenant_client.resume_text",

        StandingOpen = "vault.open", StandingShut = "vault.shut", StandingKeyless = "vault.keyless", ShutAt = "vault.shut_at",
        ShutBy = "vault.shut_by", ValuesInAll = "vault.values_in_all", MastersTitle = "vault.masters", NoMasters = "vault.no_masters",
        ColumnMaster = "vault.number", Fingerprint = "vault.fingerprint", ColumnKeys = "vault.keys", ColumnSealed = "vault.values",
        ColumnSeals = "vault.seals", SealsOf = "vault.seals_of", Master = "vault.master", MasterNewest = "vault.master_newest",
        MasterMissing = "vault.master_missing", LeftOver = "vault.left", SealTitle = "vault.seal_title", Seal = "vault.seal",
        SealReads = "vault.seal_reads", SealSets = "vault.seal_sets", SealLinked = "vault.seal_linked", SealRest = "vault.seal_rest",
        UnsealTitle = "vault.unseal_title", Unseal = "vault.unseal", UnsealText = "vault.unseal_text",

        VaultIsShut = "trouble.shut", VaultKeyless = "trouble.keyless", VaultWrongKey = "trouble.wrong_key",
        VaultWrongKeys = "trouble.wrong_keys", VaultMissingKey = "trouble.missing_key", VaultExhausted = "trouble.exhausted",

        ColumnService = "services.name", Category = "services.category", ColumnConnection = "services.connection",
        OwnPassword = "services.own_password", ColumnAccounts = "services.accounts", ColumnFailed = "services.failed",
        ServiceNumber = "services.number", Details = "services.details", NoServices = "services.none",
        NoServiceFound = "services.none_found", PasswordSet = "services.password_set", PasswordHint = "services.password_hint", PasswordAt = "services.password_at", PasswordMissing = "services.password_missing",
        ConnectionManual = "services.manual", ConnectionFgapi = "services.fgapi", FailedCount = "services.failed_count",
        ServiceId = "services.id", InstitutionCode = "services.code", OwnApiKey = "services.own_api_key", DaysBack = "services.days_back",
        Days = "services.days", Network = "services.network", NetworkPrivate = "services.network_private",
        NetworkPublic = "services.network_public", Interval = "services.interval", Concurrency = "services.concurrency",
        Patience = "services.patience", Seconds = "services.seconds", FormsTitle = "services.forms", NoForms = "services.no_forms",
        ColumnForm = "services.form", ColumnFormType = "services.form_type", ColumnInput = "services.input",
        InputAlphameric = "services.input_alphameric", InputPassword = "services.input_password", InputText = "services.input_text",
        InputCheckbox = "services.input_checkbox", InputRadio = "services.input_radio", InputTable = "services.input_table",
    }
}

#[cfg(test)]
mod tests {
    use fgapi_lobby::{Item, Screens, Table, Wardrobe, Wing};
    use fgapi_look::{Language, Message, Says as _};

    use super::Say;

    /// The same screens with nothing to ask.
    struct Bare;

    impl Screens for Bare {
        type Desk = ();
        type Say = Say;
        const TABLE: Table = crate::routes::TABLE;
        const MENU: &'static [Item<Say>] = crate::menu::MENU;
        const WARDROBE: Wardrobe = crate::wardrobe::WARDROBE;
    }

    #[test]
    fn everything_that_can_be_said_has_words() {
        let renderer = fgapi_lobby::renderer(&[fgapi_office::wing(), Wing::of::<Bare>(())]).unwrap();
        renderer.read().unwrap();
        for (say, language) in Say::ALL.iter().flat_map(|say| Language::ALL.map(|language| (say, language))) {
            assert!(renderer.say(language, &Message::new(*say)).is_ok(), "{say:?}");
        }
    }
}
