//! What a gateway does beside the calls, begun as the settings say.

use std::sync::Arc;
use std::time::Duration;

use fgapi_admin::AdminDesk;
use fgapi_chores::{Housekeeping, OfficeChores, OfficeWork, Purges, Sealer};
use fgapi_domain::{ForwardClock, SystemClock};
use fgapi_http::Gateway;
use fgapi_settings::Settings;
use fgapi_store::Store;

use crate::customer_certificates::CustomerCertificates;
use crate::failure::Failure;
use crate::mailer::mailer;
use crate::timekeeping::keep_time;
use crate::watching::Watch;

const DAY: i64 = 86_400;
/// Rounds of housekeeping between two looks at how fresh the statements are: five minutes.
const STATEMENT_ROUNDS: u32 = 30;

/// Begins the office's work. `shown` says whether mails that nobody sends can be read somewhere: then nobody is warned of them.
///
/// # Errors
/// A [`Failure`] when the mailer cannot be made, or there is no thread to be had.
pub fn office_work(settings: &Settings, store: &Store, desk: &AdminDesk, shown: bool) -> Result<OfficeWork, Failure> {
    let mailer = mailer(settings)?;
    if mailer.is_none() && !shown {
        log::warn!("mail.server is not set: the office's mails wait, and nobody gets them");
    }
    let chores = OfficeChores {
        desk: desk.clone(),
        records: store.office(),
        audit: store.audit(),
        kept_seconds: settings.office.kept_days.signed() * DAY,
        audit_seconds: settings.audit.keep_days.signed() * DAY,
        patience: Duration::from_secs(settings.server.drain_seconds.get().into()),
    };
    OfficeWork::begin(chores, mailer.map(|mailer| Box::new(mailer) as _)).map_err(no_thread)
}

/// Begins the housekeeping. The latest time is written down too, how fresh the statements are is noted, and changed files of customers' certificates are read again.
///
/// # Errors
/// A [`Failure`] when there is no thread to be had.
pub fn housekeeping(
    store: &Store,
    gateway: &Gateway,
    mut certificates: Option<CustomerCertificates>,
    clock: Arc<ForwardClock<SystemClock>>,
    watch: &Watch,
) -> Result<Housekeeping, Failure> {
    let tokens = gateway.desk.clone();
    let (fresh, watching, mut round) = (store.clone(), watch.clone(), 0);
    let more = move || {
        if round % STATEMENT_ROUNDS == 0 {
            watching.note_statements(&fresh);
        }
        round = (round + 1) % STATEMENT_ROUNDS;
        if let Err(problem) = keep_time(&tokens, &clock) {
            log::warn!("{problem}");
        }
        certificates.iter_mut().for_each(CustomerCertificates::follow);
    };
    let purges =
        Purges { tokens: gateway.desk.clone(), journeys: store.journeys(), saas: gateway.saas.clone(), linked: gateway.linked.clone() };
    Housekeeping::begin(purges, Sealer::new(store.audit()), watch.of_chores(), more).map_err(no_thread)
}

fn no_thread(error: std::io::Error) -> Failure {
    Failure::broken(format!("no thread: {error}"), "try again")
}
