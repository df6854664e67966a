//! What surrounds every screen.

use serde::Serialize;

use super::{AssetLinks, BrandView, LanguageLinks, Notice};

/// Head, progress, notice and way home of a screen.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// Whose page it is.
    pub brand: BrandView,
    /// The style sheets, the script, the icon.
    pub assets: AssetLinks,
    /// The same page in either language; without it there is no switch.
    pub languages: Option<LanguageLinks>,
    /// How far the journey has come; steps that do not apply are left out.
    pub steps: Vec<StepItem>,
    /// Who asks.
    pub client: Option<ClientView>,
    /// What every form's address begins with (`/auth/login/{journey}`, `/links/{journey}`); `/login`, `/end` and so on follow.
    pub action: String,
    /// The hidden `csrf` of every form.
    pub csrf: String,
    /// Something to say above everything else.
    pub notice: Option<Notice>,
    /// Where the form 「アプリに戻る」 goes (or 「許可しない」 on the consent screen); without it there is none.
    pub cancel: Option<String>,
    /// Where the form 「ログアウト」 of the customer's own page goes; without it there is none.
    pub sign_out: Option<String>,
}

impl Frame {
    /// A frame with nothing but a head.
    pub const fn bare(brand: BrandView, assets: AssetLinks) -> Self {
        Self {
            brand,
            assets,
            languages: None,
            steps: Vec::new(),
            client: None,
            action: String::new(),
            csrf: String::new(),
            notice: None,
            cancel: None,
            sign_out: None,
        }
    }
}

/// Which part of the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Logging in.
    Login,
    /// The additional question.
    Question,
    /// Services and accounts.
    Scopes,
    /// Inquiry PINs, entered and confirmed.
    Pins,
    /// Allowing access.
    Consent,
}

/// A part of the journey, seen from where it stands.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StepItem {
    /// Which part.
    pub key: Step,
    /// Whether it lies behind.
    pub state: StepState,
}

/// Where a step lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Current,
    /// Ahead.
    Ahead,
}

impl StepItem {
    /// The steps of a journey that stands at `current`: those before it are done.
    pub fn all(steps: &[Step], current: Step) -> Vec<Self> {
        let here = steps.iter().position(|step| *step == current).unwrap_or(0);
        let state = |at: usize| match at.cmp(&here) {
            core::cmp::Ordering::Less => StepState::Done,
            core::cmp::Ordering::Equal => StepState::Current,
            core::cmp::Ordering::Greater => StepState::Ahead,
        };
        steps.iter().enumerate().map(|(at, key)| Self { key: *key, state: state(at) }).collect()
    }
}

/// The fintech's app.
#[derive(Clone, Debug, Serialize)]
pub struct ClientView {
    /// The app's name (API連携先サービス名).
    pub name: String,
    /// Who provides it (提供会社名); may be empty.
    pub company: String,
}
