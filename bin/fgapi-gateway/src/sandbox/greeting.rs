//! What a sandbox says when it answers: where it is, who may use it, and three lines to paste.

use std::fmt::Write as _;

use serde::Serialize;

use super::credentials::{SandboxClient, SandboxUser};
use super::{Credentials, Directory};

/// What a sandbox says.
#[derive(Debug)]
pub(crate) struct Greeting<'a> {
    /// Where it answers.
    pub(crate) base_url: &'a str,
    /// Where its data lies.
    pub(crate) directory: &'a Directory,
    /// Who may use it.
    pub(crate) credentials: &'a Credentials,
}

#[derive(Serialize)]
struct Told<'a> {
    base_url: &'a str,
    clients: &'a [SandboxClient],
    users: &'a [SandboxUser],
}

/// Takes one text field out of a JSON answer, in any POSIX shell.
fn field(name: &str) -> String {
    format!(r#"sed 's/.*"{name}": *"\([^"]*\)".*/\1/'"#)
}

impl Greeting<'_> {
    /// For programs: one line.
    pub(crate) fn json(&self) -> String {
        let told = Told { base_url: self.base_url, clients: &self.credentials.clients, users: &self.credentials.users };
        // Texts and lists of texts always serialise.
        serde_json::to_string(&told).unwrap_or_default()
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("FGAPI sandbox / サンドボックス: {}\ndata / データ: {}\n", self.base_url, self.directory.path().display());
        text.push_str("\nclients / クライアント\n");
        // Writing into a String never fails.
        for client in &self.credentials.clients {
            let _ = writeln!(text, "  api_key {}  password {}  ({})", client.api_key, client.password, client.grants.join(","));
        }
        text.push_str("\ncustomers / 顧客\n");
        for user in &self.credentials.users {
            let _ = writeln!(text, "  id {:<8} password {}  ({} accounts / 口座)", user.id, user.password, user.accounts.len());
        }
        for (title, line) in TITLES.iter().zip(self.curl_lines()) {
            let _ = write!(text, "\n# {title}\n{line}\n");
        }
        text.push_str("\nCtrl-C ends it; the data stays. / Ctrl-C で終了。データは残ります。");
        text
    }

    /// Three commands; each works by itself.
    pub(crate) fn curl_lines(&self) -> [String; 3] {
        let (Some(client), Some(user)) = (self.credentials.clients.first(), self.credentials.users.first()) else {
            return Default::default();
        };
        let url = self.base_url;
        let of_client = format!("-d api_key={} -d password={}", client.api_key, client.password);
        let system = format!("curl -s {url}/auth/system_token {of_client}");
        let system_token = format!("$({system} | {})", field("access_token"));
        let login = format!("curl -s {url}/auth/login -d api_key={} -d id={} -d password={}", client.api_key, user.id, user.password);
        let auth_token = format!("$({login} | {})", field("auth_token"));
        let pair =
            format!(r#"curl -s {url}/auth/token -H "Authorization: Bearer {system_token}" {of_client} -d "auth_token={auth_token}""#);
        let access_token = format!("$({pair} | {})", field("access_token"));
        let account = user.accounts.first().map_or("", String::as_str);
        let day = &self.credentials.made_on;
        let query = format!("account_id={account}&start_date={day}&end_date={day}");
        [system, pair, format!(r#"curl -s "{url}/transactions?{query}" -H "Authorization: Bearer {access_token}""#)]
    }
}

const TITLES: [&str; 3] = [
    "1. a system token / システム認証のアクセストークン",
    "2. a customer's tokens / 顧客のアクセストークンとリフレッシュトークン",
    "3. a day of transactions / 一日分の取引明細",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_by_themselves_and_json_has_the_promised_fields() {
        let credentials = Credentials {
            made_on: "2026-01-31".into(),
            clients: vec![SandboxClient { api_key: "fgk_a".into(), password: "fgp_b".into(), grants: vec!["accounts".into()] }],
            users: vec![SandboxUser { id: "u".into(), password: "q".into(), accounts: vec!["9999-001-1-0000001".into()] }],
        };
        let directory = Directory::at("d".as_ref());
        let greeting = Greeting { base_url: "http://127.0.0.1:1", directory: &directory, credentials: &credentials };
        for line in greeting.curl_lines() {
            assert!(line.starts_with("curl ") && !line.contains('\n'));
            assert!(greeting.text().lines().any(|shown| shown == line));
        }
        let told: serde_json::Value = serde_json::from_str(&greeting.json()).unwrap();
        assert_eq!(told["clients"][0]["api_key"], "fgk_a");
        assert_eq!(told["users"][0]["accounts"][0], "9999-001-1-0000001");
        assert_eq!(told["base_url"], "http://127.0.0.1:1");
    }
}
