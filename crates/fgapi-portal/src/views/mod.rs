//! What screens hold: plain data, one struct a screen.
//!
//! Texts from outside (names, memos, what somebody typed) go in as they are: the renderer escapes them. Days and moments go in as ISO
//! text in Japan's time (`2026-01-31`, `2026-01-31T09:05:00+09:00`), grants by their names on the wire (`balances`), and addresses as
//! whole paths; the renderer writes the first two in the reader's language. Escaping makes no address harmless: whoever takes one from
//! the settings checks that it is `https`.

mod consent;
mod demo;
mod frame;
mod linked;
mod links;
mod login;
mod pins;
mod refused;
mod scopes;

use serde::Serialize;

pub use consent::ConsentView;
pub use demo::{
    DemoAccount, DemoDoneView, DemoEnd, DemoExchange, DemoField, DemoLogin, DemoMail, DemoMailPart, DemoMailView, DemoMailsView,
    DemoRefusal, DemoStartView, DemoTransaction,
};
pub use fgapi_look::{AssetLinks, BrandView, FieldError, LanguageLinks, Notice, NoticeKind};
pub use frame::{ClientView, Frame, Step, StepItem, StepState};
pub use linked::{
    FieldKind, LinkedAccountView, LinkedAccountsView, LinkedConsent, LinkedDetailsView, LinkedFailure, LinkedRemoveView, LinkedRequestView,
    LinkedStatus, LinkedTransactionView, ServiceCategoryView, ServiceFormView, ServiceItemView, ServiceView, ServicesView, SubAccountView,
};
pub use links::{EndedReason, LastRead, LinkEndView, LinkRenewView, LinkState, LinkView, LinksView, Paging};
pub use login::{CertificateView, Locked, LoginView, LoginWay, QuestionView};
pub use pins::{PinAccountView, PinResultView, PinState, PinsView};
pub use refused::{EndedView, OwnPageEnd, RefusedView, Trouble};
pub use scopes::{AccountView, ScopeView, ScopesView};

/// One screen.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Screen {
    /// Logging in (手順1-1, 1-2).
    Login(LoginView),
    /// The additional question (手順2).
    Question(QuestionView),
    /// The choice of services and accounts (手順3).
    Scopes(ScopesView),
    /// Entering inquiry PINs (手順4).
    Pins(PinsView),
    /// Which inquiry PINs are entered (手順5).
    PinResult(PinResultView),
    /// Allowing access (手順6).
    Consent(ConsentView),
    /// The customer's own page: all links.
    Links(LinksView),
    /// The question before a link ends.
    LinkEnd(LinkEndView),
    /// The question before a link is renewed.
    LinkRenew(LinkRenewView),
    /// The customer's own page: all accounts at other institutions.
    Linked(LinkedAccountsView),
    /// One of them.
    LinkedDetails(Box<LinkedDetailsView>),
    /// The question before one is removed.
    LinkedRemove(LinkedRemoveView),
    /// The institutions that can be linked.
    Services(ServicesView),
    /// One of them, about to be linked.
    Service(ServiceView),
    /// No journey, and no way home.
    Refused(RefusedView),
    /// The customer's own page is left.
    Ended(EndedView),
    /// The sandbox's fintech, before.
    DemoStart(DemoStartView),
    /// The sandbox's fintech, after.
    DemoDone(DemoDoneView),
    /// The sandbox's mails.
    DemoMails(DemoMailsView),
    /// One of them.
    DemoMail(DemoMailView),
}

impl Screen {
    pub(crate) const fn template(&self) -> &'static str {
        match self {
            Self::Login(_) => "login.html",
            Self::Question(_) => "question.html",
            Self::Scopes(_) => "scopes.html",
            Self::Pins(_) => "pins.html",
            Self::PinResult(_) => "pin_result.html",
            Self::Consent(_) => "consent.html",
            Self::Links(_) => "links.html",
            Self::LinkEnd(_) => "link_end.html",
            Self::LinkRenew(_) => "link_renew.html",
            Self::Linked(_) => "linked.html",
            Self::LinkedDetails(_) => "linked_details.html",
            Self::LinkedRemove(_) => "linked_remove.html",
            Self::Services(_) => "services.html",
            Self::Service(_) => "service.html",
            Self::Refused(_) => "refused.html",
            Self::Ended(_) => "ended.html",
            Self::DemoStart(_) => "demo_start.html",
            Self::DemoDone(_) => "demo_done.html",
            Self::DemoMails(_) => "demo_mails.html",
            Self::DemoMail(_) => "demo_mail.html",
        }
    }
}
