//! The bank's levers on links, and what became of a token.

use fgapi_audit::{Act, By};
use fgapi_domain::Secret;
use fgapi_token::{EndReason, Explained, LinkCount, LinkSelection, TokenDigest, TokenKind};

use crate::{AdminDesk, ApiTokenFacts, OfficeFault, Operation, SignedIn};

/// How many links are revoked in one commit.
const AT_ONCE: u32 = 500;

/// What revoking would end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkPreview {
    /// Links that are alive, all clients together.
    pub alive: u64,
    /// The same, client by client.
    pub by_client: Vec<LinkCount>,
}

impl AdminDesk {
    /// What revoking this selection would end now. Nothing is changed.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn preview_links(&self, who: &SignedIn, selection: &LinkSelection) -> Result<LinkPreview, OfficeFault> {
        self.allow(who, Operation::SeeLinks)?;
        let by_client = self.tokens.count_links(selection, 0)?;
        Ok(LinkPreview { alive: by_client.iter().map(|count| count.alive).sum(), by_client })
    }

    /// Ends all links of a selection; how many. No token of theirs works from then on, on any node. An empty selection is refused by
    /// [`OfficeFault::Unknown`]: a slip must not end everything.
    ///
    /// # Errors
    /// [`OfficeFault`]; what was ended until then stays ended.
    pub fn revoke_links(&self, who: &SignedIn, selection: &LinkSelection) -> Result<u64, OfficeFault> {
        self.allow(who, Operation::RevokeLinks)?;
        if selection.is_everything() {
            return Err(OfficeFault::Unknown("selection"));
        }
        let mut ended = 0;
        loop {
            let now = self.tokens.revoke_links(selection, EndReason::RevokedByBank, &who.by(), AT_ONCE)?;
            ended += now;
            if now < u64::from(AT_ONCE) {
                return Ok(ended);
            }
        }
    }

    /// What a token was, and why it died; `None` when it was never given out, or was purged.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn explain(&self, who: &SignedIn, token: &Secret) -> Result<Option<Explained>, OfficeFault> {
        self.allow(who, Operation::SeeLinks)?;
        if !is_api_token(token) {
            self.tell_explained(token, &who.by())?;
        }
        Ok(self.tokens.explain(token)?)
    }

    /// Writes down that somebody asked what a token was, before they are told. Of the token itself only its fingerprint stands there.
    ///
    /// # Errors
    /// [`OfficeFault::Audit`].
    fn tell_explained(&self, token: &Secret, by: &By) -> Result<(), OfficeFault> {
        let fingerprint = TokenDigest::of(token.reveal()).fingerprint();
        Ok(self.audit.append(&[self.note(by, Act::TokenExplain, format!("token:{fingerprint}"))])?)
    }

    /// The same of an API token.
    ///
    /// # Errors
    /// [`OfficeFault`].
    pub fn explain_api_token(&self, who: &SignedIn, token: &Secret) -> Result<Option<ApiTokenFacts>, OfficeFault> {
        self.allow(who, Operation::SeeLinks)?;
        if is_api_token(token) {
            self.tell_explained(token, &who.by())?;
        }
        Ok(self.api_token_facts(token)?)
    }

    /// The same for whoever runs the machine.
    ///
    /// # Errors
    /// [`fgapi_token::StoreFault`].
    pub fn api_token_facts(&self, token: &Secret) -> Result<Option<ApiTokenFacts>, fgapi_token::StoreFault> {
        self.office.api_token(&TokenDigest::of(token.reveal()))
    }
}

/// Which of the two tells of it: whoever does not know what a token is asks both.
fn is_api_token(token: &Secret) -> bool {
    token.reveal().starts_with(TokenKind::Api.prefix())
}
