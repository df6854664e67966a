//! What this door brings to the house's look: its templates and its words.

use fgapi_lobby::Wardrobe;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// Templates and words of the office.
pub(crate) const WARDROBE: Wardrobe = Wardrobe {
    templates: templates![
        "enrol_parts.html",
        "rules_parts.html",
        "sign_in.html",
        "sign_in_factor.html",
        "sign_in_enrol.html",
        "sign_in_codes.html",
        "welcome.html",
        "welcome_over.html",
        "own_handovers.html",
        "own_handover.html",
        "own_handover_secret.html",
        "own_password.html",
        "own_factor.html",
        "own_factor_new.html",
        "own_sessions.html",
        "users.html",
        "users_form.html",
        "users_issue.html",
        "users_import.html",
        "handovers.html",
        "dashboard.html",
        "clients.html",
        "clients_one.html",
        "clients_form.html",
        "clients_password.html",
        "links.html",
        "links_token.html",
        "mails.html",
        "mails_one.html",
        "parameters.html",
        "templates.html",
        "templates_one.html",
        "tenants.html",
        "tenants_one.html",
        "audit.html",
        "audit_one.html",
    ],
    japanese: include_str!("../locales/ja.toml"),
    english: include_str!("../locales/en.toml"),
};

#[cfg(test)]
mod tests {
    use fgapi_look::{Language, Message, Says as _};

    use crate::say::Say;

    #[test]
    fn everything_that_can_be_said_has_words() {
        let renderer = fgapi_lobby::renderer(&[crate::wing()]).unwrap();
        renderer.read().unwrap();
        for (say, language) in Say::ALL.iter().flat_map(|say| Language::ALL.map(|language| (say, language))) {
            assert!(renderer.say(language, &Message::new(*say)).is_ok(), "{say:?}");
        }
    }
}
