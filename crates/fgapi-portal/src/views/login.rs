//! Logging in, and the additional question.

use serde::Serialize;

use super::FieldError;

/// Logging in. Posts `login_id`, `password` to `/login`; with a certificate, `password` to `/certificate`.
#[derive(Clone, Debug, Serialize)]
pub struct LoginView {
    /// Which ways this bank offers.
    pub way: LoginWay,
    /// The certificate that the connection presented: then only the password is asked.
    pub certificate: Option<CertificateView>,
    /// Where the browser presents a certificate (「電子証明書ログイン」).
    pub certificate_url: Option<String>,
    /// What was typed before.
    pub login_id: String,
    /// Beside `login_id`, `password`.
    pub errors: Vec<FieldError>,
    /// Logging in is locked for now.
    pub locked: Option<Locked>,
    /// The customer's own page instead of a journey: other words above the form.
    pub own_page: bool,
}

/// How a bank's customers log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginWay {
    /// Some this way, some that way.
    Both,
    /// ID and password (ID・パスワード方式).
    Password,
    /// Certificate and password (電子証明書方式).
    Certificate,
}

/// A certificate as its owner knows it.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateView {
    /// Whose it is.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its last day.
    pub until: String,
}

/// For how long logging in is locked.
#[derive(Clone, Debug, Serialize)]
pub struct Locked {
    /// Seconds from now.
    pub seconds: u64,
    /// The moment at which it ends.
    pub until: String,
}

/// The additional question. Posts `answer` to `/question`.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// The bank's question.
    pub text: String,
    /// How often one may still try.
    pub tries_left: u32,
    /// Beside `answer`.
    pub errors: Vec<FieldError>,
}
