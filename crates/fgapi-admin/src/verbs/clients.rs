//! Clients in the office: registered with a contact who picks up the credentials, changed, disabled, given another password.

use fgapi_audit::Act;
use fgapi_domain::{GrantSet, LoginId, ShortText, UnixSeconds};
use fgapi_token::{
    ApiKey, Client, ClientError, ClientScreens, ClientStanding, NewClient, RedirectDomain, RedirectUri, RefreshRetry, StoreFault,
};
use ipnet::IpNet;

use super::handovers::target;
use crate::{
    AdminDesk, Handover, HandoverKind, HandoverQuery, Listed, MailKind, NewMail, OfficeFault, Operation, PortalUser, SignedIn, Slice,
    moment,
};

const DAY: i64 = 86_400;

/// What somebody types to register or change a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEdit {
    /// The app's name.
    pub name: ShortText,
    /// The company's name.
    pub company: ShortText,
    /// What it may ask for at most.
    pub grants: GrantSet,
    /// 認証サーバのドメイン名.
    pub redirect_domains: Vec<RedirectDomain>,
    /// Exact URIs; when there are any, nothing else is taken.
    pub redirect_uris: Vec<RedirectUri>,
    /// What its customers see.
    pub screens: ClientScreens,
    /// From where its servers call; empty = anywhere.
    pub networks: Vec<IpNet>,
    /// What a lost answer to a refresh means.
    pub refresh_retry: RefreshRetry,
}

/// A client that was registered, and what was issued for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its API key.
    pub api_key: ApiKey,
    /// Until when its contact can pick up the credentials.
    pub pickup_until: UnixSeconds,
}

/// A client was not registered or changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientRefused {
    /// There is no portal user with the contact's login id.
    #[error("there is no such contact")]
    NoContact,
    /// The contact is suspended.
    #[error("the contact is suspended")]
    ContactSuspended,
    /// Something else.
    #[error(transparent)]
    Office(#[from] OfficeFault),
}

impl From<StoreFault> for ClientRefused {
    fn from(fault: StoreFault) -> Self {
        Self::Office(fault.into())
    }
}

impl From<ClientError> for ClientRefused {
    fn from(error: ClientError) -> Self {
        Self::Office(error.into())
    }
}

impl From<ClientError> for OfficeFault {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Unknown => Self::Unknown("client"),
            ClientError::Store(fault) => fault.into(),
            ClientError::Entropy(fault) => fault.into(),
        }
    }
}

impl AdminDesk {
    /// All clients, in the order of their API keys.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn clients(&self, who: &SignedIn) -> Result<Vec<Client>, OfficeFault> {
        self.allow(who, Operation::SeeClients)?;
        Ok(self.tokens.clients()?)
    }

    /// One client.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn client(&self, who: &SignedIn, api_key: &ApiKey) -> Result<Client, OfficeFault> {
        self.allow(who, Operation::SeeClients)?;
        self.tokens.client(api_key)?.ok_or(OfficeFault::Unknown("client"))
    }

    /// What was issued for a client, newest first; the first of it names the contact.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn client_handovers(&self, who: &SignedIn, api_key: &ApiKey) -> Result<Listed<Handover>, OfficeFault> {
        self.allow(who, Operation::SeeClients)?;
        let query = HandoverQuery { text: api_key.to_string(), api_tokens: Some(false), ..HandoverQuery::default() };
        Ok(self.office.handovers(&query, Slice { skip: 0, take: 20 })?)
    }

    /// Registers a client. Nobody knows a password of it before its contact picks the credentials up.
    ///
    /// # Errors
    /// [`ClientRefused`].
    pub fn register_client(&self, who: &SignedIn, edit: ClientEdit, contact: &LoginId) -> Result<Registered, ClientRefused> {
        self.allow(who, Operation::ManageClients)?;
        let contact = self.contact(contact)?;
        let (client, _nobody_knows) = self.tokens.draft(edit.into())?;
        let api_key = client.known.api_key.clone();
        let (handover, mail) = self.credentials(who, &client, &contact, 0)?;
        let detail = format!("contact={}", contact.profile.login);
        let notes = [
            self.note(&who.by(), Act::ClientRegister, format!("client:{api_key}")),
            self.note(&who.by(), Act::ClientHandoverIssue, target(&handover)).with(format!("client={api_key} {detail}")),
        ];
        match self.office.register_client(&client, &handover, &mail, &notes)? {
            Ok(true) => Ok(Registered { api_key, pickup_until: handover.pickup_until }),
            // 128 random bits came twice: the randomness is broken.
            Ok(false) => Err(OfficeFault::Entropy(fgapi_domain::EntropyFault).into()),
            Err(_) => Err(ClientRefused::ContactSuspended),
        }
    }

    fn contact(&self, login: &LoginId) -> Result<PortalUser, ClientRefused> {
        let contact = self.office.user_named(login)?.ok_or(ClientRefused::NoContact)?;
        if contact.profile.suspended { Err(ClientRefused::ContactSuspended) } else { Ok(contact) }
    }

    fn credentials(
        &self,
        who: &SignedIn,
        client: &Client,
        contact: &PortalUser,
        overlap_seconds: u32,
    ) -> Result<(Handover, NewMail), OfficeFault> {
        let parameters = self.office.parameters()?;
        let kind = HandoverKind::ClientCredentials { client: client.known.api_key.clone(), overlap_seconds };
        let pickup_until = self.now().plus(i64::from(parameters.pickup_days) * DAY);
        let handover = self.new_handover(who, contact, kind, pickup_until)?;
        let (until, url) = (moment(pickup_until), self.pickup_url());
        let values = [
            ("name", contact.profile.name.as_str()),
            ("login", contact.profile.login.as_str()),
            ("client", client.name.as_str()),
            ("url", &url),
            ("until", &until),
        ];
        let mail = self.mail(MailKind::ClientCredentialsIssued, &contact.profile.mail, &values)?;
        Ok((handover, mail))
    }

    /// Changes what is registered of a client.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn change_client(&self, who: &SignedIn, api_key: &ApiKey, edit: ClientEdit) -> Result<(), OfficeFault> {
        self.allow(who, Operation::ManageClients)?;
        let before = self.tokens.client(api_key)?.ok_or(OfficeFault::Unknown("client"))?;
        let ClientEdit { name, company, grants, redirect_domains, redirect_uris, screens, networks, refresh_retry } = edit;
        let mut after = Client { name, company, redirect_domains, redirect_uris, screens, ..before.clone() };
        after.known.grants = grants;
        after.known.networks = networks;
        after.known.refresh_retry = refresh_retry;
        let note = self.note(&who.by(), Act::ClientChange, format!("client:{api_key}")).with(difference(&before, &after));
        if self.office.change_client(&after, &note)? { Ok(()) } else { Err(OfficeFault::Unknown("client")) }
    }

    /// Issues another password for a client to its contact; the one before stays good for the parameter's hours after the new one is
    /// picked up. Until when it can be picked up.
    ///
    /// # Errors
    /// [`ClientRefused`].
    pub fn issue_client_password(&self, who: &SignedIn, api_key: &ApiKey, contact: &LoginId) -> Result<UnixSeconds, ClientRefused> {
        self.allow(who, Operation::ManageClients)?;
        let client = self.tokens.client(api_key)?.ok_or(OfficeFault::Unknown("client"))?;
        let contact = self.contact(contact)?;
        let overlap = self.office.parameters()?.overlap_hours.saturating_mul(3_600);
        let (handover, mail) = self.credentials(who, &client, &contact, overlap)?;
        let note = self.note(&who.by(), Act::ClientHandoverIssue, target(&handover));
        let note = note.with(format!("client={api_key} contact={}", contact.profile.login));
        let pickup_until = handover.pickup_until;
        let issued = self.office.issue(&[handover], &[mail], &[note])?;
        issued.map(|()| pickup_until).map_err(|_| ClientRefused::ContactSuspended)
    }

    /// Enables or disables a client. A disabled client's tokens are dead from then on, on every node (B9).
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn set_client_standing(&self, who: &SignedIn, api_key: &ApiKey, standing: ClientStanding) -> Result<(), OfficeFault> {
        self.allow(who, Operation::ManageClients)?;
        Ok(self.tokens.set_standing(api_key, standing, &who.by())?)
    }
}

impl From<ClientEdit> for NewClient {
    fn from(edit: ClientEdit) -> Self {
        let ClientEdit { name, company, grants, redirect_domains, redirect_uris, screens, networks, refresh_retry } = edit;
        Self { name, company, grants, redirect_domains, redirect_uris, screens, networks, refresh_retry }
    }
}

/// Which parts differ.
fn difference(before: &Client, after: &Client) -> String {
    let parts = [
        ("name", before.name != after.name),
        ("company", before.company != after.company),
        ("grants", before.known.grants != after.known.grants),
        ("redirect_domains", before.redirect_domains != after.redirect_domains),
        ("redirect_uris", before.redirect_uris != after.redirect_uris),
        ("screens", before.screens != after.screens),
        ("networks", before.known.networks != after.known.networks),
        ("refresh_retry", before.known.refresh_retry != after.known.refresh_retry),
    ];
    let changed: Vec<&str> = parts.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    format!("changed={}", changed.join(","))
}
