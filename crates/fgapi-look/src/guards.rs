//! What a browser is told with every page, so that the page keeps to itself. Names and values only: doors set the headers.

use std::borrow::Cow;

/// Headers of every answer with a page or a redirect. Chromium holds the redirect after a form to `form-action` too, so every origin
/// to which one may lead stands in `form_targets`.
///
/// ```
/// let headers = fgapi_look::guards(&["https://app.example".to_owned()]);
/// assert!(headers.iter().any(|(name, value)| *name == "content-security-policy" && value.contains("https://app.example")));
/// ```
pub fn guards(form_targets: &[String]) -> [(&'static str, Cow<'static, str>); 6] {
    let targets = form_targets.join(" ");
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self' {targets}; frame-ancestors 'none'; \
         base-uri 'none'"
    );
    [
        ("cache-control", "no-store".into()),
        ("content-security-policy", policy.into()),
        ("referrer-policy", "no-referrer".into()),
        ("cross-origin-opener-policy", "same-origin".into()),
        ("cross-origin-resource-policy", "same-origin".into()),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()".into()),
    ]
}
