//! What these screens bring to the house's look: their templates and their words.

use fgapi_lobby::Wardrobe;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// Templates and words.
pub(crate) const WARDROBE: Wardrobe = Wardrobe {
    templates: templates![
        "credentials.html",
        "credentials_tenant.html",
        "credentials_product.html",
        "tenant_client_new.html",
        "tenant_client_renew.html",
        "tenant_client_secret.html",
        "vault.html",
        "services.html",
        "services_one.html",
        "services_password.html",
    ],
    japanese: include_str!("../locales/ja.toml"),
    english: include_str!("../locales/en.toml"),
};
