//! Settings: one typed table, read from a TOML file and from `FGAPI__SECTION__KEY` variables, which win.
//!
//! An unknown key is refused and so is every value of a wrong form, all of them in one message. Nothing here ever
//! repeats a value, because it may hold a password. Relative paths in a file are seen from that file's directory.
//!
//! This room never decides what a setting does: the roof hands each to the room that it is for.
//!
//! ```
//! let manual = fgapi_settings::manual();
//! assert!(manual.contains("### `server.bind`"));
//! ```

mod given;
mod laws;
mod mail_words;
mod manual;
mod nearest;
mod row;
mod table;
mod value;
mod words;

use std::path::Path;

use config::Environment;

use given::Given;

pub use mail_words::ServerName;
pub use manual::manual;
pub use row::Row;
pub use table::{
    Audit, BankSection, BrandSection, Consent, Ids, Limits, LinkedSection, Log, Login, Mail, MetricsSection, Office, Openapi, Response,
    Server, Settings, Store, Tls, Tokens, VaultSection, rows, sections,
};
pub use value::{
    HeaderName, IdForm, LogForm, MailTlsForm, MaskForm, Prefix, PublicUrl, RequestIdForm, RiskForm, ThrottleStatus, Value, Whole, network,
};
pub use words::HexColour;

/// Settings that are refused: everything that is wrong with them, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong, one message each; no message holds a value, which may be a password.
    pub faults: Vec<String>,
    /// What to do next.
    pub next: String,
}

impl Refused {
    fn of(faults: Vec<String>) -> Self {
        Self { faults, next: "correct it, then run `fgapi config check`; `fgapi config reference` explains every setting".into() }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.faults.as_slice() {
            [one] => f.write_str(one),
            many => write!(f, "{} settings are refused:\n  {}", many.len(), many.join("\n  ")),
        }
    }
}

impl std::error::Error for Refused {}

impl Settings {
    /// Reads `file` (when there is one) and the environment.
    ///
    /// # Errors
    /// [`Refused`], which lists everything that is wrong.
    pub fn load(file: Option<&Path>) -> Result<Self, Refused> {
        Self::read(file, environment()).map_err(Refused::of)
    }

    /// Reads a sandbox's `file` and the environment; a sandbox serves this machine only, whatever stands before it, lets customers go
    /// back to apps on it, looks each second for accounts to fetch, and shows its APIs, unless that is said otherwise: files of older versions say nothing.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_of_sandbox(file: &Path) -> Result<Self, Refused> {
        let own = [
            ("consent.loopback_redirects", "true"),
            ("linked.poll_seconds", "1"),
            ("linked.acquire_gap_seconds", "5"),
            ("openapi.page", "true"),
        ];
        let settings = Self::typed(Some(file), environment(), &own).map_err(Refused::of)?;
        let binds = [
            ("server.bind", "FGAPI__SERVER__BIND", Some(settings.server.bind)),
            ("tls.client_bind", "FGAPI__TLS__CLIENT_BIND", settings.tls.client_bind),
            ("metrics.bind", "FGAPI__METRICS__BIND", settings.metrics.bind),
        ];
        for (name, variable, bind) in binds {
            let Some(bind) = bind.filter(|bind| !bind.ip().is_loopback()) else { continue };
            return Err(Refused {
                faults: vec![format!("{name} is {bind}: a sandbox serves this machine only (127.0.0.1 or [::1])")],
                next: format!("take {name} out of {} and {variable} out of the environment, or use `fgapi serve`", file.display()),
            });
        }
        let mut settings = settings.lawful().map_err(Refused::of)?;
        // Browsers would remember it for every other program behind the name localhost.
        settings.server.hsts_seconds = settings.server.hsts_seconds.or_else(|| Whole::parse("0"));
        Ok(settings)
    }

    fn read(file: Option<&Path>, environment: Environment) -> Result<Self, Vec<String>> {
        Self::typed(file, environment, &[])?.lawful()
    }

    /// `own` are values that stand where neither file nor environment gives one.
    fn typed(file: Option<&Path>, environment: Environment, own: &[(&str, &str)]) -> Result<Self, Vec<String>> {
        let mut given = Given::read(file, environment, &table::rows()).map_err(|fault| vec![fault])?;
        own.iter().for_each(|(name, text)| given.otherwise(name, text));
        let settings = Self::take(&mut given);
        settings.filter(|_| given.faults.is_empty()).ok_or(given.faults)
    }

    fn lawful(self) -> Result<Self, Vec<String>> {
        let faults = laws::broken(&self);
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

fn environment() -> Environment {
    Environment::with_prefix("FGAPI").separator("__")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Environment {
        let pairs: HashMap<String, String> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Environment::with_prefix("FGAPI").separator("__").source(Some(pairs))
    }

    fn read(text: &str, pairs: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("fgapi.toml");
        std::fs::write(&file, text).unwrap();
        Settings::read(Some(&file), variables(pairs))
    }

    fn faults(text: &str, pairs: &[(&str, &str)]) -> String {
        read(text, pairs).unwrap_err().join("\n")
    }

    const BANK: &str = "[bank]\ncode = \"9999\"\n";

    #[test]
    fn every_default_has_the_form_of_its_setting() {
        let settings = read(BANK, &[]).unwrap();
        assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8080");
        assert!(!settings.login.post && settings.response.ascii_escape);
    }

    #[test]
    fn paths_are_seen_from_their_file_also_when_they_are_defaults() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("fgapi.toml");
        std::fs::write(&file, BANK).unwrap();
        let at = |pairs| Settings::read(Some(&file), variables(pairs)).unwrap().store.url.to_string();
        assert_eq!(at(&[]), format!("sqlite:{}", directory.path().join("fgapi.db").display()));
        assert_eq!(at(&[("FGAPI__STORE__URL", "other.db")]), "sqlite:other.db");
        let keys = |pairs| Settings::read(Some(&file), variables(pairs)).unwrap().vault.keys_file;
        assert_eq!([keys(&[]), keys(&[("FGAPI__VAULT__KEYS_FILE", "")])], [Some(directory.path().join("vault.keys")), None]);
    }

    #[test]
    fn a_file_is_read_and_the_environment_wins() {
        let text = format!("{BANK}[server]\nprefix = \"/api/v1\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n[login]\npost = true\n");
        let settings = read(&text, &[("FGAPI__SERVER__PREFIX", "/v2"), ("FGAPI__TOKENS__AUTH_SECONDS", "90")]).unwrap();
        assert_eq!(settings.server.prefix.as_str(), "/v2");
        assert_eq!(settings.server.trusted_proxies.len(), 2);
        assert_eq!(settings.tokens.auth_seconds.get(), 90);
        assert!(settings.login.post);
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest_one_and_their_place() {
        let told = faults(&format!("{BANK}[server]\nbnd = \"127.0.0.1:1\"\n"), &[("FGAPI__STORE__URI", "x")]);
        assert!(told.contains("fgapi.toml: there is no setting `server.bnd`; did you mean `server.bind`?"), "{told}");
        assert!(told.contains("the environment: there is no setting `store.uri`; did you mean `store.url`?"), "{told}");
        let told = faults(&format!("bind = 1\n{BANK}"), &[]);
        assert!(told.contains("`bind` stands outside of a section; did you mean `server.bind`?"), "{told}");
    }

    #[test]
    fn every_refusal_is_told_at_once_and_no_value_with_it() {
        let told = faults("[store]\nurl = \"mysql://u:hush@h/d\"\n[tokens]\nauth_seconds = 181\n[log]\nlevel = { a = 1 }\n", &[]);
        for expected in [
            "store.url must be",
            "tokens.auth_seconds must be a whole number from 10 to 180",
            "log.level must be",
            "bank.code must be given",
        ] {
            assert!(told.contains(expected), "{told}");
        }
        assert!(!told.contains("hush"), "{told}");
    }

    #[test]
    fn a_broken_file_is_told_by_its_line_only() {
        let told = faults("[store]\nurl = \"postgres://u:hush@h/d\n", &[]);
        assert!(told.contains("line 2") && told.contains("not TOML") && !told.contains("hush"), "{told}");
        assert!(Settings::read(Some(Path::new("no/such.toml")), variables(&[])).unwrap_err()[0].contains("no/such.toml"));
    }

    #[test]
    fn plain_http_for_other_machines_needs_a_proxy() {
        let told = faults(&format!("{BANK}[server]\nbind = \"0.0.0.0:80\"\n"), &[]);
        assert!(told.contains("behind_proxy"), "{told}");
        assert!(read(&format!("{BANK}[server]\nbind = \"0.0.0.0:80\"\nbehind_proxy = true\n"), &[]).is_ok());
    }

    #[test]
    fn tls_needs_both_files_and_serves_other_machines() {
        let tls = |lines: &str| read(&format!("{BANK}[server]\nbind = \"0.0.0.0:443\"\n[tls]\n{lines}\n"), &[]);
        let told = |lines: &str| tls(lines).unwrap_err().join("\n");
        assert!(told("certificate = \"a.pem\"").starts_with("tls.key must"));
        assert!(told("key = \"a.pem\"").starts_with("tls.certificate must"));
        assert!(told("").contains("tls.certificate and tls.key"));
        let settings = tls("certificate = \"a.pem\"\nkey = \"a.key\"").unwrap();
        assert!(settings.tls.key.as_ref().is_some_and(|key| key.is_absolute()), "seen from the file's directory");
    }

    #[test]
    fn customers_with_certificates_have_an_address_and_issuers_of_their_own() {
        let tls = |lines: &str| read(&format!("{BANK}[tls]\n{lines}\n"), &[]);
        let told = |lines: &str| tls(lines).unwrap_err().join("\n");
        const OWN: &str = "certificate = \"a.pem\"\nkey = \"a.key\"\n";
        assert!(told("client_bind = \"127.0.0.1:8443\"\nclient_ca = \"ca.pem\"").starts_with("tls.client_bind needs tls.certificate"));
        assert!(told(&format!("{OWN}client_bind = \"127.0.0.1:8443\"")).contains("tls.client_ca"));
        assert!(told(&format!("{OWN}client_ca = \"ca.pem\"\nclient_bind = \"127.0.0.1:8080\"")).contains("both 127.0.0.1:8080"));
        assert!(told("client_revocations = \"crl.pem\"").starts_with("tls.client_ca must name"));
        let all = format!("{OWN}client_bind = \"127.0.0.1:8443\"\nclient_ca = \"ca.pem\"\nclient_revocations = \"crl.pem\"");
        assert!(tls(&all).unwrap().tls.client_revocations.is_some_and(|file| file.is_absolute()));
    }

    #[test]
    fn a_certificate_header_is_believed_from_proxies_only() {
        let header = "[login]\ncertificate_header = \"X-Client-Cert\"\n";
        assert!(faults(&format!("{BANK}{header}"), &[]).contains("server.trusted_proxies"));
        let proxy = format!("{BANK}{header}[server]\ntrusted_proxies = [\"10.0.0.1\"]\n");
        assert!(faults(&proxy, &[]).contains("tls.client_ca"), "what a proxy hands on is judged here too");
        assert!(read(&format!("{proxy}[tls]\nclient_ca = \"issuers.pem\"\n"), &[]).is_ok());
        assert!(faults(BANK, &[("FGAPI__LOGIN__CERTIFICATE_HEADER", "X Cert")]).contains("login.certificate_header must be"));
    }

    #[test]
    fn browsers_reach_the_gateway_over_tls_or_on_this_machine() {
        let url = |url: &str| read(&format!("{BANK}[server]\npublic_url = \"{url}\"\n"), &[]);
        assert!(url("http://bank.example").unwrap_err()[0].starts_with("server.public_url must begin with https://"));
        assert!(url("https://bank.example/path").unwrap_err()[0].contains("server.public_url must be"));
        assert!(url("https://bank.example").is_ok() && url("http://localhost:8080").is_ok());
    }

    #[test]
    fn a_mail_server_needs_a_sender_and_tls_or_this_machine() {
        let mail = |lines: &str| read(&format!("{BANK}[mail]\n{lines}\n"), &[]);
        let told = |lines: &str| mail(lines).unwrap_err().join("\n");
        const SERVER: &str = "server = \"mail.bank.example\"\n";
        const FROM: &str = "from = \"no-reply@bank.example\"\n";
        assert!(told(SERVER).starts_with("mail.from must"));
        assert!(told(&format!("{SERVER}{FROM}tls = \"none\"")).starts_with("mail.tls is none"));
        assert!(mail(&format!("server = \"127.0.0.1\"\n{FROM}tls = \"none\"")).is_ok());
        assert!(told(&format!("{SERVER}{FROM}username = \"fgapi\"")).starts_with("mail.password_file must"));
        assert!(told(&format!("{SERVER}{FROM}password_file = \"p\"")).starts_with("mail.username must"));
        assert!(told(&format!("server = \"::1\"\n{FROM}tls = \"none\"\nca_file = \"ca.pem\"")).starts_with("mail.ca_file"));
        assert!(told(&format!("{FROM}password = \"hush\"")).contains("there is no setting `mail.password`"));
        assert!(!told(&format!("{FROM}password = \"hush\"")).contains("hush"));
        let proxied = read(&format!("{BANK}[server]\nbehind_proxy = true\n[mail]\n{SERVER}{FROM}"), &[]).unwrap_err();
        assert!(proxied[0].starts_with("server.public_url must say"), "{proxied:?}");
        let good = mail(&format!("{SERVER}{FROM}username = \"fgapi\"\npassword_file = \"mail.password\"")).unwrap().mail;
        assert!(good.password_file.is_some_and(|file| file.is_absolute()));
        assert!(mail("").unwrap().mail.server.is_none(), "mails wait where there is no server");
    }

    #[test]
    fn metrics_are_for_this_machine_unless_that_is_said() {
        let metrics = |lines: &str| read(&format!("{BANK}[metrics]\n{lines}\n"), &[]);
        assert!(metrics("").unwrap().metrics.bind.is_none(), "nobody listens unasked");
        assert!(metrics("bind = \"127.0.0.1:9464\"").is_ok() && metrics("bind = \"[::1]:9464\"").is_ok());
        let told = metrics("bind = \"10.0.0.5:9464\"").unwrap_err().join("\n");
        assert!(told.starts_with("metrics.bind is 10.0.0.5:9464") && told.contains("metrics.open_to_network"), "{told}");
        assert!(metrics("bind = \"10.0.0.5:9464\"\nopen_to_network = true").is_ok());
        let told = metrics("bind = \"127.0.0.1:8080\"").unwrap_err().join("\n");
        assert!(told.contains("metrics.bind and server.bind are both 127.0.0.1:8080"), "{told}");
        assert!(read(&format!("{BANK}[server]\nbind = \"127.0.0.1:0\"\n[metrics]\nbind = \"127.0.0.1:0\"\n"), &[]).is_ok());
    }

    #[test]
    fn veiled_ids_need_keys() {
        assert!(faults(&format!("{BANK}[ids]\nform = \"veiled\"\n"), &[]).contains("fgapi ids new-key"));
        assert!(read(&format!("{BANK}[ids]\nform = \"veiled\"\nkey_files = [\"a.key\"]\n"), &[]).is_ok());
        assert!(faults(&format!("{BANK}[ids]\nfirst_key = \"abc\"\n"), &[]).contains("ids.first_key is given, but ids.form is composed"));
    }

    #[test]
    fn debug_shows_no_password() {
        let settings = read(&format!("{BANK}[store]\nurl = \"postgres://u:hush@127.0.0.1/d\"\n"), &[]).unwrap();
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
