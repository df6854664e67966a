//! Somebody of the bank's staff before a screen of the office: signs in with password and second factor, sends forms.

use serde_json::Value;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::process::Serving;
use super::site::Site;
use super::visitor::{Shown, Visitor};

pub(crate) const STAFF_PASSWORD: &str = "ao-sora-no-kumo";

/// Whoever is signed in.
pub(crate) struct Staff {
    pub(crate) visitor: Visitor,
    /// What their authenticator app holds; `None` for who has no second factor.
    app: Option<String>,
}

/// The code of an authenticator app at this moment.
pub(crate) fn code_of(typed: &str) -> String {
    let secret = Secret::try_from_base32(typed.replace(' ', "")).unwrap();
    let totp: Totp = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_secret(secret).build().unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    totp.generate(now).to_string()
}

impl Staff {
    /// Makes the first administrator, and signs them in.
    pub(crate) fn administrator(site: &Site, serving: &Serving) -> Self {
        let told = site.run(&["admin", "init", "--login", "admin1", "--name", "山田 花子", "--mail", "admin1@bank.example", "--json"]);
        Self::welcomed(serving, "admin1", &link_of(&told))
    }

    /// Creates a user with this role and signs them in, second factor and all.
    pub(crate) fn with_role(&mut self, site: &Site, serving: &Serving, login: &str, role: &str) -> Self {
        self.creates(login, role);
        let told = site.run(&["admin", "recover", login, "--json"]);
        Self::welcomed(serving, login, &link_of(&told))
    }

    /// Creates a user, who is invited by mail.
    pub(crate) fn creates(&mut self, login: &str, role: &str) {
        let form = self.visitor.get("/office/users/new").text;
        let tenant = found(&form, "<option value=\"([0-9]{19})\"");
        let mail = format!("{login}@kakei.example");
        let fields = [("login", login), ("name", "見本 太郎"), ("mail", mail.as_str()), ("role", role), ("tenant", tenant.as_str())];
        self.sends("/office/users/new", "/office/users/new", &fields).leads();
    }

    /// Sets the password by a link, signs in, and enrols a second factor where one is asked for.
    pub(crate) fn welcomed(serving: &Serving, login: &str, link: &str) -> Self {
        let mut staff = Self { visitor: Visitor::at(&serving.base_url), app: None };
        let path = &link[link.find("/office/").unwrap()..];
        staff.sends(path, path, &[("password", STAFF_PASSWORD), ("again", STAFF_PASSWORD)]);
        let next = staff.sends("/office/sign-in", "/office/sign-in", &[("login", login), ("password", STAFF_PASSWORD)]).leads();
        if next.ends_with("/office/enrol") {
            let shown = staff.visitor.get("/office/enrol").text;
            let (typed, sealed) = (typed_secret(&shown), found(&shown, "name=\"sealed\" value=\"([^\"]*)\""));
            let csrf = csrf_of(&shown);
            let code = code_of(&typed);
            let done = staff.visitor.post("/office/enrol", &[("csrf", &csrf), ("code", &code), ("sealed", &sealed)]);
            assert!(done.status == 200 || done.status == 303, "{done:?}");
            staff.app = Some(typed);
        }
        staff
    }

    /// Sends a form with the token of the screen that it stands on.
    pub(crate) fn sends(&mut self, screen: &str, action: &str, fields: &[(&str, &str)]) -> Shown {
        let csrf = self.visitor.get(screen).csrf();
        self.visitor.post(action, &[&[("csrf", csrf.as_str())], fields].concat())
    }

    /// Whether a second factor is enrolled.
    pub(crate) const fn has_app(&self) -> bool {
        self.app.is_some()
    }
}

/// The link that a command tells in JSON.
pub(crate) fn link_of(told: &str) -> String {
    let told: Value = serde_json::from_str(told).unwrap();
    told["link"].as_str().unwrap().to_owned()
}

fn csrf_of(text: &str) -> String {
    found(text, "name=\"csrf\" value=\"([^\"]*)\"")
}

/// The secret that somebody types into their app: groups of four letters and digits.
fn typed_secret(text: &str) -> String {
    found(text, ">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})<")
}

#[track_caller]
fn found(text: &str, pattern: &str) -> String {
    let found = regex::Regex::new(pattern).unwrap().captures(text).map(|found| found[1].to_owned());
    found.unwrap_or_else(|| panic!("no {pattern} in {text}"))
}
