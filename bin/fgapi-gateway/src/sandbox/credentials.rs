//! The sandbox's throw-away credentials: made at first start, kept beside the data, the same for ever after.

use std::path::Path;

use fgapi_domain::{AccountKey, IdScheme};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, on_file};

/// Everything that a program needs to drive the sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// The last day that the data tells of, `YYYY-MM-DD`.
    pub(crate) made_on: String,
    /// API clients.
    pub(crate) clients: Vec<SandboxClient>,
    /// End users.
    pub(crate) users: Vec<SandboxUser>,
}

/// An API client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SandboxClient {
    /// API キー.
    pub(crate) api_key: String,
    /// パスワード.
    pub(crate) password: String,
    /// What it may.
    pub(crate) grants: Vec<String>,
}

/// An end user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SandboxUser {
    /// ログイン ID.
    pub(crate) id: String,
    /// ログインパスワード.
    pub(crate) password: String,
    /// Composed ids of the accounts that they hold, in the order of /accounts.
    pub(crate) accounts: Vec<String>,
}

impl Credentials {
    /// Reads what a first start has kept.
    ///
    /// # Errors
    /// A [`Failure`] when the file cannot be read, or was changed by hand.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read(file).map_err(on_file(file))?;
        serde_json::from_slice(&text).map_err(|_| {
            Failure::broken(
                format!("{}: these are not a sandbox's credentials", file.display()),
                "put the file back as it was, or make a new sandbox with --data DIR",
            )
        })
    }

    /// The same with account ids as the gateway gives them out now.
    ///
    /// # Errors
    /// A [`Failure`] when the file was changed by hand.
    pub(crate) fn with_ids(mut self, ids: &IdScheme) -> Result<Self, Failure> {
        for account in self.users.iter_mut().flat_map(|user| &mut user.accounts) {
            let key: AccountKey = account.parse().map_err(|refusal: fgapi_domain::Malformed| {
                Failure::broken(format!("sandbox.json: {refusal}"), "put the file back as it was, or make a new sandbox with --data DIR")
            })?;
            *account = ids.account_id(&key).into_string();
        }
        Ok(self)
    }

    /// As the file holds them.
    pub(crate) fn to_text(&self) -> String {
        // Texts and lists of texts always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back() {
        let kept = Credentials {
            made_on: "2026-01-31".into(),
            clients: vec![SandboxClient { api_key: "k".into(), password: "p".into(), grants: vec!["accounts".into()] }],
            users: vec![SandboxUser { id: "u".into(), password: "q".into(), accounts: vec!["9999-001-1-0000001".into()] }],
        };
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("sandbox.json");
        std::fs::write(&file, kept.to_text()).unwrap();
        assert_eq!(Credentials::read(&file).unwrap(), kept);
        std::fs::write(&file, "{}").unwrap();
        assert!(Credentials::read(&file).is_err());
    }
}
