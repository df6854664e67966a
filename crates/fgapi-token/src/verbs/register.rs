//! Registering clients, and changing their passwords (API 使用の準備).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_audit::By;
use fgapi_domain::{EntropyFault, GrantSet, ShortText, new_uuid};
use ipnet::IpNet;

use crate::{
    ApiKey, Client, ClientId, ClientScreens, ClientStanding, IssuedCredentials, KnownClient, PasswordDigest, PlainToken, RedirectDomain,
    RedirectUri, RefreshRetry, StoreFault, StoredPassword, TokenDesk, TokenKind,
};

/// What a fintech tells the bank before it can call.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// The app's name.
    pub name: ShortText,
    /// The company's name.
    pub company: ShortText,
    /// What it may ask for at most.
    pub grants: GrantSet,
    /// 認証サーバのドメイン名.
    pub redirect_domains: Vec<RedirectDomain>,
    /// Exact URIs for `redirect_uri`; when there are any, nothing else is taken.
    pub redirect_uris: Vec<RedirectUri>,
    /// What its customers see.
    pub screens: ClientScreens,
    /// API 呼び出し元サーバの IP アドレス; empty = anywhere.
    pub networks: Vec<IpNet>,
    /// What a lost answer to a refresh means.
    pub refresh_retry: RefreshRetry,
}

impl NewClient {
    /// A client that may call from anywhere, follows the letter of the document, and has yet to say where its customers come back to.
    pub fn new(name: ShortText, company: ShortText, grants: GrantSet) -> Self {
        Self {
            name,
            company,
            grants,
            redirect_domains: Vec::new(),
            redirect_uris: Vec::new(),
            screens: ClientScreens::default(),
            networks: Vec::new(),
            refresh_retry: RefreshRetry::Never,
        }
    }
}

/// A client was not registered or changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// There is no client with this API key.
    #[error("no client has this api_key; `fgapi client list` shows them all")]
    Unknown,
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
}

impl TokenDesk {
    /// Registers a client and makes its API key and password, which are told once. `by` does it.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn register(&self, new: NewClient, by: &By) -> Result<IssuedCredentials, ClientError> {
        let (client, password) = self.draft(new)?;
        if self.store.add_client(&client, by)? {
            Ok(IssuedCredentials { api_key: client.known.api_key, password })
        } else {
            // 128 random bits came twice: the randomness is broken.
            Err(ClientError::Entropy(EntropyFault))
        }
    }

    /// A client and its password, to be kept by whoever keeps the rest of it in the same commit.
    ///
    /// # Errors
    /// [`ClientError::Entropy`].
    pub fn draft(&self, new: NewClient) -> Result<(Client, PlainToken), ClientError> {
        let now = self.now();
        let password = PlainToken::generate(TokenKind::Password, &*self.entropy)?;
        let client = Client {
            known: KnownClient {
                id: ClientId(new_uuid(&*self.entropy, now)?),
                api_key: self.new_api_key()?,
                grants: new.grants,
                networks: new.networks,
                standing: ClientStanding::Enabled,
                refresh_retry: new.refresh_retry,
                passwords: vec![StoredPassword { digest: PasswordDigest(password.digest()), until: None }],
            },
            name: new.name,
            company: new.company,
            redirect_domains: new.redirect_domains,
            redirect_uris: new.redirect_uris,
            screens: new.screens,
            created_at: now,
        };
        Ok((client, password))
    }

    /// Gives a client a new password; the present one stays valid for `overlap_seconds`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn rotate_password(&self, api_key: &ApiKey, overlap_seconds: i64, by: &By) -> Result<PlainToken, ClientError> {
        let password = PlainToken::generate(TokenKind::Password, &*self.entropy)?;
        let now = self.now();
        let until = now.plus(overlap_seconds);
        if self.store.rotate_password(api_key, &PasswordDigest(password.digest()), now, until, by)? {
            Ok(password)
        } else {
            Err(ClientError::Unknown)
        }
    }

    /// Enables or disables a client. A disabled client's tokens are refused from now on, on every node.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn set_standing(&self, api_key: &ApiKey, standing: ClientStanding, by: &By) -> Result<(), ClientError> {
        if self.store.set_client_standing(api_key, standing, self.now(), by)? { Ok(()) } else { Err(ClientError::Unknown) }
    }

    /// All clients, in the order of their API keys.
    ///
    /// # Errors
    /// [`ClientError::Store`].
    pub fn clients(&self) -> Result<Vec<Client>, ClientError> {
        const STEP: u32 = 500;
        let mut all: Vec<Client> = Vec::new();
        loop {
            let more = self.store.clients(all.last().map(|client| &client.known.api_key), STEP)?;
            let last = more.len() < STEP as usize;
            all.extend(more);
            if last {
                return Ok(all);
            }
        }
    }

    fn new_api_key(&self) -> Result<ApiKey, EntropyFault> {
        let mut random = [0; 16];
        self.entropy.fill(&mut random)?;
        format!("fgk_{}", URL_SAFE_NO_PAD.encode(random)).parse().map_err(|_| EntropyFault)
    }
}
