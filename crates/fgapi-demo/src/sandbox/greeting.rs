//! What a sandbox says when it answers: where it is, who may use it, and what to paste.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use url::Url;

use super::{Certified, CertifiedTold, Credentials, SandboxClient, SandboxTenant, SandboxUser};
use crate::{APPS, App};

/// What a sandbox says.
#[derive(Debug)]
pub struct Greeting<'a> {
    /// Where it answers.
    pub base_url: &'a str,
    /// Where its data lies.
    pub directory: &'a Path,
    /// Who may use it.
    pub credentials: &'a Credentials,
    /// Its certificates, when it serves its own.
    pub certified: Option<&'a Certified>,
    /// Its office, when it has one.
    pub office: Option<&'a OfficeTold>,
}

/// What a sandbox says of its office.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeTold {
    /// Where it is.
    pub url: String,
    /// Its administrator.
    pub login: String,
    /// The link by which the administrator sets a password; until then nobody signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Where its mails are shown.
    pub mails: String,
}

#[derive(Serialize)]
struct Told<'a> {
    base_url: &'a str,
    app: String,
    clients: &'a [SandboxClient],
    users: &'a [SandboxUser],
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'a SandboxTenant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<CertifiedTold<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<&'a OfficeTold>,
}

/// Where `app` is, on the sandbox with `base_url`: at the name localhost, which every sandbox's clients have registered, and which
/// is another site than the bank's 127.0.0.1, as an app's is.
pub fn app_url(base_url: &str, app: &App) -> String {
    match Url::parse(base_url).and_then(|mut url| url.set_host(Some("localhost")).map(|()| url)) {
        Ok(url) => format!("{}{}", url.as_str().trim_end_matches('/'), app.path),
        Err(_) => format!("{base_url}{}", app.path),
    }
}

/// Takes one text field out of a JSON answer, in any POSIX shell.
fn field(name: &str) -> String {
    format!(r#"sed 's/.*"{name}": *"\([^"]*\)".*/\1/'"#)
}

impl Greeting<'_> {
    /// For programs: one line.
    pub fn json(&self) -> String {
        let tls = self.certified.map(Certified::told);
        let (clients, users) = (self.credentials.clients.as_slice(), self.credentials.users.as_slice());
        let (app, tenant) = (app_url(self.base_url, &APPS[0]), self.credentials.tenant.as_ref());
        let told = Told { base_url: self.base_url, app, clients, users, tenant, tls, office: self.office };
        // Texts and lists of texts always serialise.
        serde_json::to_string(&told).unwrap_or_default()
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("FGAPI sandbox / サンドボックス: {}\ndata / データ: {}\n", self.base_url, self.directory.display());
        text.push_str("\nTry it in a browser: an app that links an account / ブラウザで試す: 口座を連携するアプリ\n");
        let [first, second] = APPS.each_ref().map(|app| app_url(self.base_url, app));
        // Writing into a String never fails.
        let _ = writeln!(text, "  {first}\n  {second}  (lets customers choose accounts / 口座を選べる)");
        text.push_str("\ncustomers / 顧客\n");
        for user in &self.credentials.users {
            text.push_str(&customer(user));
        }
        if let Some(told) = self.certified.map(Certified::told) {
            text.push_str(&certificates(&told));
        }
        text.push_str("\nclients / クライアント\n");
        for client in &self.credentials.clients {
            let _ = writeln!(text, "  api_key {}  password {}  ({})", client.api_key, client.password, client.grants.join(","));
        }
        if let Some(SandboxTenant { tenant, client_id, client_secret }) = &self.credentials.tenant {
            let _ = writeln!(text, "\ntenant / テナント\n  {tenant}  client_id {client_id}  client_secret {client_secret}");
        }
        if let Some(office) = self.office {
            text.push_str(&of_office(office));
        }
        for (title, line) in TITLES.iter().zip(self.curl_lines().into_iter().chain(self.vault_lines())) {
            let _ = write!(text, "\n# {title}\n{line}\n");
        }
        text.push_str("\nCtrl-C ends it; the data stays. / Ctrl-C で終了。データは残ります。");
        text
    }

    /// How curl is called, believing what the sandbox shows.
    fn curl(&self) -> String {
        match self.certified {
            None => "curl -s".to_owned(),
            // As one word in any shell, whatever the path has in it.
            Some(certified) => format!("curl -s --cacert '{}'", certified.authority().display().to_string().replace('\'', r"'\''")),
        }
    }

    /// Three commands more for a sandbox with a vault: a tenant's token, the credentials that it opens, and linked accounts.
    pub fn vault_lines(&self) -> Vec<String> {
        let Some(SandboxTenant { client_id, client_secret, .. }) = &self.credentials.tenant else { return Vec::new() };
        let (url, curl, [_, pair, _]) = (self.base_url, self.curl(), self.curl_lines());
        let token = format!("{curl} {url}/oauth/token -u {client_id}:{client_secret} -d grant_type=client_credentials");
        let read = |path: &str, from: &str| {
            let bearer = format!("$({from} | {})", field("access_token"));
            format!(r#"{curl} {url}{path} -H "Authorization: Bearer {bearer}""#)
        };
        let credentials = read("/api/openapi/externalService/authenticationInfo", &token);
        let linked = read("/api/v1/accounts", &pair);
        vec![token, credentials, linked]
    }

    /// Three commands; each works by itself.
    pub fn curl_lines(&self) -> [String; 3] {
        let (Some(client), Some(user)) = (self.credentials.clients.first(), self.credentials.users.first()) else {
            return Default::default();
        };
        let url = self.base_url;
        let curl = self.curl();
        let of_client = format!("-d api_key={} -d password={}", client.api_key, client.password);
        let system = format!("{curl} {url}/auth/system_token {of_client}");
        let system_token = format!("$({system} | {})", field("access_token"));
        let login = format!("{curl} {url}/auth/login -d api_key={} -d id={} -d password={}", client.api_key, user.id, user.password);
        let auth_token = format!("$({login} | {})", field("auth_token"));
        let pair = format!(r#"{curl} {url}/auth/token -H "Authorization: Bearer {system_token}" {of_client} -d "auth_token={auth_token}""#);
        let access_token = format!("$({pair} | {})", field("access_token"));
        let account = user.accounts.first().map_or("", String::as_str);
        let day = &self.credentials.made_on;
        let query = format!("account_id={account}&start_date={day}&end_date={day}");
        [system, pair, format!(r#"{curl} "{url}/transactions?{query}" -H "Authorization: Bearer {access_token}""#)]
    }
}

/// A customer, and what linking them shows.
fn customer(user: &SandboxUser) -> String {
    let mut text = format!("  id {:<8} password {}  ({} accounts / 口座)\n", user.id, user.password, user.accounts.len());
    if let Some(question) = &user.question {
        let _ = writeln!(text, "              is asked / 追加認証: {}  answer / 回答: {}", question.text, question.answer);
    }
    for filed in &user.pins {
        let _ = writeln!(text, "              inquiry PIN / 照会用暗証番号: {}  ({})", filed.pin, filed.account);
    }
    text
}

/// The office, for people.
fn of_office(told: &OfficeTold) -> String {
    let OfficeTold { url, login, link, mails } = told;
    let link =
        link.as_ref().map_or_else(String::new, |link| format!("  set a password, once / 最初に一度だけパスワードを設定:\n    {link}\n"));
    format!("\noffice / 管理画面\n  {url}  login {login}\n{link}  its mails / メール  {mails}\n")
}

/// Files of certificates, for people.
fn certificates(told: &CertifiedTold<'_>) -> String {
    let CertifiedTold { ca, id, password, p12, revoked_p12, p12_password, revocations } = told;
    format!(
        "  id {id:<8} password {password}  by certificate only / 電子証明書のみ\n\
         \ncertificates, for the browser's settings / 電子証明書 (ブラウザに読み込む)\n  trust / 信頼する認証局  {}\n  \
         of {id} / {id} の証明書  {}  password {p12_password}\n  a revoked one / 失効済み  {}  (CRL {})\n",
        ca.display(),
        p12.display(),
        revoked_p12.display(),
        revocations.display(),
    )
}

const TITLES: [&str; 6] = [
    "1. a system token / システム認証のアクセストークン",
    "2. a customer's tokens / 顧客のアクセストークンとリフレッシュトークン",
    "3. a day of transactions / 一日分の取引明細",
    "4. a tenant's token / テナントのアクセストークン",
    "5. credentials of outside services / 外部サービス認証情報",
    "6. a customer's linked accounts / 顧客の連携口座",
];

#[cfg(test)]
mod tests {
    use super::super::{AnsweredQuestion, FiledPin};
    use super::*;

    fn credentials() -> Credentials {
        Credentials {
            made_on: "2026-01-31".into(),
            clients: vec![SandboxClient { api_key: "fgk_a".into(), password: "fgp_b".into(), grants: vec!["accounts".into()] }],
            users: vec![SandboxUser {
                id: "u".into(),
                password: "q".into(),
                accounts: vec!["9999-001-1-0000001".into()],
                question: Some(AnsweredQuestion { text: "犬?".into(), answer: "ポチ".into() }),
                pins: vec![FiledPin { account: "9999-001-1-0000001".into(), pin: "2718".into() }],
            }],
            tenant: Some(SandboxTenant { tenant: "1".into(), client_id: "id".into(), client_secret: "fgp_s".into() }),
            own: None,
            linked: false,
        }
    }

    #[test]
    fn lines_stand_by_themselves_and_json_has_the_promised_fields() {
        let credentials = credentials();
        let greeting =
            Greeting { base_url: "http://127.0.0.1:1", directory: "d".as_ref(), credentials: &credentials, certified: None, office: None };
        assert_eq!(greeting.vault_lines().len(), 3);
        for line in greeting.curl_lines().into_iter().chain(greeting.vault_lines()) {
            assert!(line.starts_with("curl ") && !line.contains('\n'));
            assert!(greeting.text().lines().any(|shown| shown == line));
        }
        let told: serde_json::Value = serde_json::from_str(&greeting.json()).unwrap();
        assert_eq!(told["clients"][0]["api_key"], "fgk_a");
        assert_eq!(told["users"][0]["accounts"][0], "9999-001-1-0000001");
        assert_eq!(told["tenant"]["client_id"], "id");
        let older = Credentials { tenant: None, ..credentials.clone() };
        let older = Greeting { credentials: &older, ..greeting };
        assert!(older.vault_lines().is_empty() && !older.json().contains("tenant") && !older.text().contains("oauth"));
        assert_eq!((&told["base_url"], &told["app"]), (&"http://127.0.0.1:1".into(), &"http://localhost:1/sandbox/app".into()));
    }

    #[test]
    fn the_link_to_the_office_is_told_until_it_was_used() {
        let credentials = credentials();
        let mut office =
            OfficeTold { url: "u/office".into(), login: "admin".into(), link: Some("u/welcome/x".into()), mails: "u/mail".into() };
        let told = |office: &OfficeTold| {
            let office = Some(office);
            let greeting = Greeting { base_url: "u", directory: "d".as_ref(), credentials: &credentials, certified: None, office };
            (greeting.text(), greeting.json())
        };
        let (text, json) = told(&office);
        assert!(text.contains("    u/welcome/x\n") && json.contains(r#""link":"u/welcome/x""#), "{text}{json}");
        office.link = None;
        let (text, json) = told(&office);
        assert!(text.contains("login admin") && !text.contains("welcome") && !json.contains("link"), "{text}{json}");
    }

    #[test]
    fn whoever_reads_it_can_answer_every_screen() {
        let credentials = credentials();
        let text = Greeting {
            base_url: "https://localhost:8080/api",
            directory: "d".as_ref(),
            credentials: &credentials,
            certified: None,
            office: None,
        }
        .text();
        for expected in ["https://localhost:8080/api/sandbox/app\n", "id u ", "password q", "犬?", "ポチ", "2718"] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }
}
