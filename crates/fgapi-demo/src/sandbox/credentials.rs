//! The sandbox's throw-away credentials: made at first start, kept beside the data, the same for ever after.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{AccountKey, Entropy, EntropyFault, IdScheme, Malformed, Secret};
use serde::{Deserialize, Serialize};

use super::SandboxFault;
use super::fault::{not_credentials, on_file};

/// Everything that a program needs to drive the sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The last day that the data tells of, `YYYY-MM-DD`.
    pub made_on: String,
    /// API clients.
    pub clients: Vec<SandboxClient>,
    /// End users.
    pub users: Vec<SandboxUser>,
    /// A tenant whose credentials of outside services lie in the vault; sandboxes of older versions have none before their next start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<SandboxTenant>,
    /// The sandbox bank as a client of its own, for accounts that customers link there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<SandboxClient>,
    /// Whether its first user was linked there once.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub linked: bool,
}

/// A tenant, and its program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxTenant {
    /// `tenantId`.
    pub tenant: String,
    /// 企業ID.
    pub client_id: String,
    /// 企業キー.
    pub client_secret: String,
}

/// An API client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxClient {
    /// API キー.
    pub api_key: String,
    /// パスワード.
    pub password: String,
    /// What it may.
    pub grants: Vec<String>,
}

/// An end user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxUser {
    /// ログイン ID.
    pub id: String,
    /// ログインパスワード.
    pub password: String,
    /// Composed ids of the accounts that they hold, in the order of /accounts.
    pub accounts: Vec<String>,
    /// What the bank may ask them beside the password (追加認証); sandboxes of older versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<AnsweredQuestion>,
    /// Their 照会用暗証番号, as they are filed with the bank.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<FiledPin>,
}

/// An additional question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredQuestion {
    /// The question.
    pub text: String,
    /// The answer.
    pub answer: String,
}

/// An account's 照会用暗証番号.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledPin {
    /// Composed id of the account.
    pub account: String,
    /// The PIN.
    pub pin: String,
}

impl Credentials {
    /// Reads what a first start has kept.
    ///
    /// # Errors
    /// [`SandboxFault`] when the file cannot be read, or was changed by hand.
    pub fn read(file: &Path) -> Result<Self, SandboxFault> {
        let text = std::fs::read(file).map_err(on_file(file))?;
        serde_json::from_slice(&text).map_err(|_| SandboxFault::NotCredentials(file.to_path_buf()))
    }

    /// The same with account ids as the gateway gives them out now.
    ///
    /// # Errors
    /// [`SandboxFault`] when `file`, from which they were read, was changed by hand.
    pub fn with_ids(mut self, ids: &IdScheme, file: &Path) -> Result<Self, SandboxFault> {
        let of_user = |user: &mut SandboxUser| {
            let pins = user.pins.iter_mut().map(|pin| &mut pin.account);
            user.accounts.iter_mut().chain(pins).try_for_each(|account| {
                let key: AccountKey = account.parse()?;
                *account = ids.account_id(&key).into_string();
                Ok::<(), Malformed>(())
            })
        };
        self.users.iter_mut().try_for_each(of_user).map_err(not_credentials(file))?;
        Ok(self)
    }

    /// As the file holds them.
    pub fn to_text(&self) -> String {
        // Texts and lists of texts always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// A password for a customer: 96 random bits, which nobody has to remember.
///
/// # Errors
/// [`EntropyFault`] when there is no randomness.
pub fn new_password(entropy: &dyn Entropy) -> Result<Secret, EntropyFault> {
    let mut random = [0; 12];
    entropy.fill(&mut random)?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(random)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back() {
        let kept = Credentials {
            made_on: "2026-01-31".into(),
            clients: vec![SandboxClient { api_key: "k".into(), password: "p".into(), grants: vec!["accounts".into()] }],
            users: vec![SandboxUser {
                id: "u".into(),
                password: "q".into(),
                accounts: vec!["9999-001-1-0000001".into()],
                question: None,
                pins: Vec::new(),
            }],
            tenant: Some(SandboxTenant { tenant: "1".into(), client_id: "c".into(), client_secret: "s".into() }),
            own: None,
            linked: true,
        };
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("sandbox.json");
        std::fs::write(&file, kept.to_text()).unwrap();
        assert_eq!(Credentials::read(&file).unwrap(), kept);
        let older = r#"{"made_on":"2026-01-31","clients":[],"users":[{"id":"u","password":"q","accounts":[]}]}"#;
        std::fs::write(&file, older).unwrap();
        let read = Credentials::read(&file).unwrap();
        assert_eq!((&read.users[0].question, read.tenant, read.linked), (&None, None, false));
        std::fs::write(&file, "{}").unwrap();
        assert!(Credentials::read(&file).is_err());
    }
}
