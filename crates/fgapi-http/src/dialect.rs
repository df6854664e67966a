//! In whose words a refusal is told: most APIs share ours, some follow a document or an RFC of their own.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use fgapi_caller::Language;
use fgapi_domain::JstDateTime;
use fgapi_wire::{ErrorAnswer, MessageAnswer, OAuthErrorAnswer, UnauthorizedAnswer, to_json};

use crate::catalogue::ErrorCode;
use crate::context::Context;
use crate::status::Refused;

/// Whose words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// FGAPI's (reading R8).
    #[default]
    Fgapi,
    /// Those of SaaS製品認証情報取得 (section 4 of the readings).
    ExternalService,
    /// Those of RFC 6749 5.2, with what the same publisher puts beside them.
    OAuth,
}

/// What SaaS製品認証情報取得 itself calls a refusal: `errorCode` and `message`.
pub const PUBLISHED: [(ErrorCode, &str, &str); 2] = [
    (ErrorCode::TenantRight, "120001", "テナントの権限がありません"),
    (ErrorCode::ServiceCode, "spd.32741.012", "対応外の請求書受領サービスです"),
];

impl Dialect {
    /// The body of a refusal. It holds nothing but texts and numbers, which JSON can always hold.
    pub(crate) fn body(self, refused: &Refused, status: StatusCode, context: &Context, ascii_escape: bool) -> Vec<u8> {
        let body = match self {
            Self::Fgapi => to_json(&fgapi(refused, context), ascii_escape),
            Self::ExternalService if status == StatusCode::UNAUTHORIZED => to_json(&unauthorized(refused, status, context), ascii_escape),
            Self::ExternalService => to_json(&message(refused, context), ascii_escape),
            Self::OAuth => to_json(&oauth(refused, status, context), ascii_escape),
        };
        body.unwrap_or_default()
    }
}

fn fgapi<'a>(refused: &Refused, context: &'a Context) -> ErrorAnswer<'a> {
    let entry = refused.code.entry();
    ErrorAnswer {
        error: entry.error.into(),
        error_description: description(refused, context.caller.language).into(),
        error_code: entry.code.into(),
        request_id: context.caller.request_id.as_str().into(),
        reason: refused.reason.map(Cow::from),
        field: refused.field.map(Cow::from),
    }
}

fn message<'a>(refused: &Refused, context: &'a Context) -> MessageAnswer<'a> {
    let (entry, language) = (refused.code.entry(), context.caller.language);
    let published = PUBLISHED.into_iter().find(|(code, ..)| *code == refused.code).map(|(_, code, message)| (code, message));
    let ours = match language {
        Language::Japanese => (entry.code, entry.ja),
        Language::English => (entry.code, entry.en),
    };
    let (error_code, message) = published.unwrap_or(ours);
    MessageAnswer {
        message: message.into(),
        error_code: error_code.into(),
        error_description: description(refused, language).into(),
        field: refused.field.map(Cow::from),
        request_id: context.caller.request_id.as_str().into(),
    }
}

fn unauthorized<'a>(refused: &Refused, status: StatusCode, context: &'a Context) -> UnauthorizedAnswer<'a> {
    UnauthorizedAnswer {
        timestamp: JstDateTime::of(context.at).to_string().into(),
        status: status.as_u16(),
        error: "Unauthorized".into(),
        message: description(refused, context.caller.language).into(),
        reason: refused.reason.map(Cow::from),
        request_id: context.caller.request_id.as_str().into(),
    }
}

fn oauth<'a>(refused: &Refused, status: StatusCode, context: &'a Context) -> OAuthErrorAnswer<'a> {
    OAuthErrorAnswer {
        error: refused.code.entry().error.into(),
        error_description: description(refused, Language::English).into(),
        timestamp: JstDateTime::of(context.at).to_string().into(),
        status: status.as_u16(),
        message: description(refused, context.caller.language).into(),
        field: refused.field.map(Cow::from),
        request_id: context.caller.request_id.as_str().into(),
    }
}

/// What happened, and the next step.
fn description(refused: &Refused, language: Language) -> String {
    let entry = refused.code.entry();
    let (what, space, next) = match language {
        Language::Japanese => (entry.ja, "", entry.ja_next),
        Language::English => (entry.en, " ", entry.en_next),
    };
    let text = format!("{what}{space}{next}");
    match refused.limit {
        Some(limit) => text.replace("{limit}", &limit.to_string()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_in_english_has_the_characters_that_oauth_allows() {
        for code in ErrorCode::ALL {
            let text = description(&Refused::new(*code), Language::English);
            let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            assert!(text.bytes().all(allowed), "{text}");
        }
    }
}
