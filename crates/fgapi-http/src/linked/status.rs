//! The one place that turns refusals and faults into what a caller of this API sees.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use fgapi_audit::AuditFault;
use fgapi_caller::Language;
use fgapi_linked::{AnswerError, LinkedFault};
use fgapi_token::{ApiKey, CheckError, StoreFault};
use fgapi_vault::VaultFault;
use fgapi_wire::{LinkedErrorAnswer, to_json};

use super::errors::{ErrorNumber, Expected};
use crate::answer::{JSON, Reply, Told, answered, warn};
use crate::catalogue::ErrorCode;
use crate::context::Context;
use crate::settings::{HttpSettings, ThrottleStatus};
use crate::status::{Event, Refused};

/// Seconds after which a vault without its keys may have them again: somebody has to do something first.
const KEYS_WAIT: u64 = 60;

/// A call that is not answered with 200.
#[derive(Debug)]
pub(crate) struct LinkedRefused {
    error: ErrorNumber,
    /// The field that is wrong, and what to send there.
    field: Cow<'static, str>,
    expected: Option<Expected>,
    retry_after: Option<u64>,
    event: Option<Event>,
    /// What went wrong inside, for the log only.
    cause: Option<String>,
    /// Whether a token was presented that is not valid.
    dead: bool,
    /// Whether the rest of the body was not read.
    closes: bool,
}

impl LinkedRefused {
    pub(crate) const fn new(error: ErrorNumber) -> Self {
        let field = Cow::Borrowed("");
        Self { error, field, expected: None, retry_after: None, event: None, cause: None, dead: false, closes: false }
    }

    /// A parameter that is missing or wrong.
    pub(crate) fn parameter(field: impl Into<Cow<'static, str>>, expected: Expected) -> Self {
        Self { field: field.into(), expected: Some(expected), ..Self::new(ErrorNumber::Parameter) }
    }

    /// Answers that were not taken: `field` is where they stand, `gone` what it means that there is nothing to answer.
    pub(crate) fn answers(error: AnswerError, field: &'static str, gone: Self) -> Self {
        let form = |form: u32| format!("{field} (id {form})");
        match error {
            AnswerError::Gone => gone,
            AnswerError::NotByForms => Self::new(ErrorNumber::ByScreens),
            AnswerError::NoForm(id) => Self::parameter(form(id), Expected::Form),
            AnswerError::Missing(id) => Self::parameter(form(id), Expected::AllForms),
            AnswerError::Format(id) => Self { field: form(id).into(), ..Self::new(ErrorNumber::Answer) },
            AnswerError::Text => Self { field: field.into(), ..Self::new(ErrorNumber::Answer) },
            AnswerError::Fault(fault) => fault.into(),
        }
    }

    fn fault(error: ErrorNumber, retry_after: Option<u64>, cause: &impl ToString) -> Self {
        Self { retry_after, cause: Some(cause.to_string()), ..Self::new(error) }
    }

    /// The status that it has, and its `error_code`.
    fn status(&self, settings: &HttpSettings) -> (StatusCode, u32) {
        let text = self.error.text();
        let status = match (self.error, settings.throttle.status) {
            (ErrorNumber::Throttled, ThrottleStatus::TooManyRequests) => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::from_u16(text.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        };
        (status, u32::from(status.as_u16()) * 100 + u32::from(text.number))
    }

    fn sentence(&self, language: Language, settings: &HttpSettings) -> String {
        let text = self.error.text();
        let sentence = match language {
            Language::Japanese => text.ja,
            Language::English => text.en,
        };
        let expected = self.expected.map_or("", |expected| expected.text(language));
        let limit = settings.body_bytes_max.to_string();
        sentence.replace("{field}", &self.field).replace("{expected}", expected).replace("{limit}", &limit)
    }

    /// RFC 6750 3: an error is named only when a token was presented.
    fn challenge(&self) -> Option<&'static str> {
        match self.error.text().status {
            401 if self.dead => Some(r#"Bearer realm="fgapi", error="invalid_token""#),
            401 => Some(r#"Bearer realm="fgapi""#),
            403 => Some(r#"Bearer realm="fgapi", error="insufficient_scope", scope="accounts""#),
            _ => None,
        }
    }

    fn respond(&self, code: u32, status: StatusCode, context: &Context, settings: &HttpSettings) -> HttpResponse {
        let mut response = HttpResponse::build(status);
        if let Some(challenge) = self.challenge() {
            response.insert_header((WWW_AUTHENTICATE, challenge));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if self.closes {
            response.force_close();
        }
        let body = LinkedErrorAnswer { error_code: code, errors: vec![self.sentence(context.caller.language, settings).into()] };
        // The answer holds nothing but texts and a number, which JSON can always hold.
        response.insert_header((CONTENT_TYPE, JSON)).body(to_json(&body, settings.ascii_escape).unwrap_or_default())
    }
}

/// The answer to a call of this API.
pub(super) fn answer(
    outcome: Result<Reply, LinkedRefused>,
    client: Option<ApiKey>,
    context: &Context,
    settings: &HttpSettings,
) -> HttpResponse {
    let (mut response, code) = match outcome {
        Ok(reply) => (answered(reply), None),
        Err(refused) => {
            let (status, code) = refused.status(settings);
            let told = code.to_string();
            warn(&told, refused.event.as_ref(), refused.cause.as_deref(), client.as_ref(), context);
            (refused.respond(code, status, context, settings), Some(told.into()))
        }
    };
    response.extensions_mut().insert(Told { client, code });
    response
}

/// What the rest of the door refuses, in the numbers of this API.
impl From<Refused> for LinkedRefused {
    fn from(refused: Refused) -> Self {
        let error = match (refused.code, refused.code.entry().status) {
            (ErrorCode::BearerMalformed, _) => ErrorNumber::BearerMalformed,
            (ErrorCode::Address, _) => ErrorNumber::Address,
            (ErrorCode::Throttled, _) => ErrorNumber::Throttled,
            (_, 400) => ErrorNumber::Body,
            (_, 401) => ErrorNumber::Bearer,
            (_, 403) => ErrorNumber::Grant,
            (_, 404) => ErrorNumber::Absent,
            (_, 503) => ErrorNumber::Busy,
            (_, 504) => ErrorNumber::Late,
            _ => ErrorNumber::Internal,
        };
        Self {
            retry_after: refused.retry_after,
            event: refused.event,
            dead: refused.code == ErrorCode::BearerDead,
            closes: matches!(refused.code, ErrorCode::BodyTooLong | ErrorCode::BodyIncomplete),
            cause: refused.cause,
            ..Self::new(error)
        }
    }
}

impl From<ErrorCode> for LinkedRefused {
    fn from(code: ErrorCode) -> Self {
        Refused::new(code).into()
    }
}

impl From<CheckError> for LinkedRefused {
    fn from(error: CheckError) -> Self {
        Refused::from(error).into()
    }
}

impl From<StoreFault> for LinkedRefused {
    fn from(fault: StoreFault) -> Self {
        Refused::from(fault).into()
    }
}

impl From<serde_json::Error> for LinkedRefused {
    fn from(fault: serde_json::Error) -> Self {
        Refused::from(fault).into()
    }
}

impl From<LinkedFault> for LinkedRefused {
    fn from(fault: LinkedFault) -> Self {
        match fault {
            LinkedFault::Store(fault) => fault.into(),
            LinkedFault::Vault(fault) => fault.into(),
            LinkedFault::Entropy(fault) => Refused::from(fault).into(),
            LinkedFault::Word(fault) => Self::fault(ErrorNumber::Internal, None, &fault),
        }
    }
}

impl From<VaultFault> for LinkedRefused {
    fn from(fault: VaultFault) -> Self {
        match fault {
            // The staff know that they shut it.
            VaultFault::Sealed => Self { retry_after: Some(KEYS_WAIT), ..Self::new(ErrorNumber::Busy) },
            VaultFault::Key(_) | VaultFault::WrongKey(_) | VaultFault::MissingKey(_) | VaultFault::Exhausted => {
                Self::fault(ErrorNumber::Busy, Some(KEYS_WAIT), &fault)
            }
            VaultFault::Contended | VaultFault::Audit(AuditFault::Busy | AuditFault::Unavailable(_)) => {
                Self::fault(ErrorNumber::Busy, Some(1), &fault)
            }
            VaultFault::Altered(_) | VaultFault::NoOwner | VaultFault::NotEmpty | VaultFault::Audit(AuditFault::Corrupt(_)) => {
                Self::fault(ErrorNumber::Internal, None, &fault)
            }
            VaultFault::Entropy(fault) => Refused::from(fault).into(),
            VaultFault::Store(fault) => fault.into(),
        }
    }
}
