//! A journey as the databases read and write it.

use fgapi_consent::{Certificate, Journey, JourneyId, LinkRequest, Purpose, Step};
use fgapi_domain::{CertificateFingerprint, UnixSeconds};
use fgapi_token::{CodeChallenge, TokenDigest};
use uuid::Uuid;

use crate::StoreFault;

/// A row of `journeys`.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset)]
#[diesel(table_name = crate::schema::journeys, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct JourneyRecord {
    id: Vec<u8>,
    browser: Vec<u8>,
    api_key: Option<String>,
    redirect: Option<String>,
    state: Option<String>,
    challenge: Option<Vec<u8>>,
    link_name: Option<String>,
    offered: Option<String>,
    refused: Option<String>,
    step: String,
    question: i64,
    wrong: i64,
    customer: Option<String>,
    certificate: Option<Vec<u8>>,
    certificate_subject: Option<String>,
    certificate_issuer: Option<String>,
    certificate_until: Option<i64>,
    grants: String,
    accounts: String,
    staged: Option<Vec<u8>>,
    created_at: i64,
    expires_at: i64,
    revision: i64,
}

impl From<&Journey> for JourneyRecord {
    fn from(journey: &Journey) -> Self {
        let Journey { id, browser, step, customer, certificate, grants, accounts, staged, .. } = journey;
        let (request, certificate) = (journey.request(), certificate.as_ref());
        let (question, wrong) = if let Step::Question { number, wrong } = *step { (number, wrong) } else { (0, 0) };
        Self {
            id: id.0.as_bytes().to_vec(),
            browser: browser.as_bytes().to_vec(),
            api_key: request.map(|request| request.api_key.to_string()),
            redirect: request.map(|request| request.redirect.to_string()),
            state: request.and_then(|request| request.state.as_ref()).map(|state| state.as_str().to_owned()),
            challenge: request.and_then(|request| request.challenge).map(|challenge| challenge.as_bytes().to_vec()),
            link_name: request.map(|request| request.link_name.to_string()),
            offered: request.map(|request| request.offered.to_string()),
            refused: request.map(|request| request.refused.to_string()),
            step: step.as_str().to_owned(),
            question: question.into(),
            wrong: wrong.into(),
            customer: customer.as_ref().map(|customer| customer.as_str().to_owned()),
            certificate: certificate.map(|certificate| certificate.fingerprint.0.to_vec()),
            certificate_subject: certificate.map(|certificate| certificate.subject.as_str().to_owned()),
            certificate_issuer: certificate.map(|certificate| certificate.issuer.as_str().to_owned()),
            certificate_until: certificate.map(|certificate| certificate.until.0),
            grants: grants.to_string(),
            accounts: accounts.to_string(),
            staged: staged.clone(),
            created_at: journey.created_at.0,
            expires_at: journey.expires_at.0,
            revision: journey.revision,
        }
    }
}

impl TryFrom<JourneyRecord> for Journey {
    type Error = StoreFault;

    fn try_from(mut record: JourneyRecord) -> Result<Self, StoreFault> {
        let (purpose, certificate) = (record.purpose()?, record.certificate()?);
        let count = |number| u16::try_from(number).map_err(|_| StoreFault::corrupt("a number of a question"));
        Ok(Self {
            id: JourneyId(Uuid::from_slice(&record.id).map_err(|_| StoreFault::corrupt("an id is not 16 bytes long"))?),
            browser: TokenDigest::from_bytes(digest(record.browser)?),
            purpose,
            step: Step::from_parts(&record.step, count(record.question)?, count(record.wrong)?)?,
            customer: record.customer.map(|customer| customer.parse()).transpose()?,
            certificate,
            grants: record.grants.parse()?,
            accounts: record.accounts.parse()?,
            staged: record.staged,
            created_at: UnixSeconds(record.created_at),
            expires_at: UnixSeconds(record.expires_at),
            revision: record.revision,
        })
    }
}

impl JourneyRecord {
    fn purpose(&mut self) -> Result<Purpose, StoreFault> {
        let Some(api_key) = &self.api_key else { return Ok(Purpose::OwnPage) };
        let text = |column: &Option<String>| column.clone().unwrap_or_default();
        Ok(Purpose::Link(Box::new(LinkRequest {
            api_key: api_key.parse()?,
            redirect: text(&self.redirect).parse()?,
            state: self.state.take().map(|state| state.parse()).transpose()?,
            challenge: self.challenge.take().map(digest).transpose()?.map(CodeChallenge::from_bytes),
            link_name: text(&self.link_name).parse()?,
            offered: text(&self.offered).parse()?,
            refused: text(&self.refused).parse()?,
        })))
    }

    fn certificate(&mut self) -> Result<Option<Certificate>, StoreFault> {
        let Some(fingerprint) = self.certificate.take() else { return Ok(None) };
        Ok(Some(Certificate {
            fingerprint: CertificateFingerprint(digest(fingerprint)?),
            subject: self.certificate_subject.take().unwrap_or_default().parse()?,
            issuer: self.certificate_issuer.take().unwrap_or_default().parse()?,
            until: UnixSeconds(self.certificate_until.unwrap_or_default()),
        }))
    }
}

fn digest(bytes: Vec<u8>) -> Result<[u8; 32], StoreFault> {
    bytes.try_into().map_err(|_| StoreFault::corrupt("a digest is not 32 bytes long"))
}
