//! Another institution that follows a script.

use std::collections::VecDeque;
use std::sync::Mutex;

use fgapi_domain::{LongText, Secret, UnixSeconds, Yen};
use fgapi_linked::{AggregationError, Harvest, HarvestedAccount, HarvestedTransaction, Period, Target, TokenPair, Upstream, UpstreamFault};

use crate::house::NOON;

type Script<T> = Mutex<VecDeque<Result<T, UpstreamFault>>>;

/// What is not in the script goes well: there are tokens for a day, and nothing to bring home.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) login_url: Script<String>,
    pub(crate) redeem: Script<TokenPair>,
    pub(crate) harvest: Script<Harvest>,
    /// What was asked, each by its name and what tells it apart.
    pub(crate) asked: Mutex<Vec<String>>,
}

fn next<T>(script: &Script<T>, otherwise: T) -> Result<T, UpstreamFault> {
    script.lock().unwrap().pop_front().unwrap_or(Ok(otherwise))
}

pub(crate) fn fault(error: AggregationError) -> UpstreamFault {
    UpstreamFault { error, retry_after: None, access_over: false, why: "as the script says".to_owned() }
}

/// Tokens whose consent lasts for so many days.
pub(crate) fn pair(days: i64) -> TokenPair {
    TokenPair {
        access: Secret::new("access"),
        refresh: Secret::new("refresh"),
        expires_at: NOON.plus(86_400),
        consent_until: Some(NOON.plus(days * 86_400)),
    }
}

/// Two accounts with bookings.
pub(crate) fn plenty() -> Harvest {
    let booking = |far_id: &str, at: i64, amount, description: &str| HarvestedTransaction {
        far_id: far_id.to_owned(),
        booked_at: NOON.plus(at),
        amount: Yen(amount),
        balance: Yen(1_000_000 + amount),
        description: LongText::new(description).unwrap(),
    };
    let first = HarvestedAccount {
        far_id: "one".to_owned(),
        branch_name: Some("本店営業部".parse().unwrap()),
        number: Some("0999999".parse().unwrap()),
        kind: "普通".parse().unwrap(),
        balance: Yen(234_567),
        transactions: vec![booking("1", -60, 284_300, "給与"), booking("2", -86_400, -8_412, "電気料金")],
    };
    let many = (0..30).map(|number| booking(&number.to_string(), -100_000 - number, -1, "手数料")).collect();
    let second = HarvestedAccount {
        far_id: "two".to_owned(),
        branch_name: None,
        number: None,
        kind: "定期".parse().unwrap(),
        balance: Yen(1_000_000),
        transactions: many,
    };
    Harvest { accounts: vec![first, second] }
}

impl Upstream for Scripted {
    fn login_url(&self, target: &Target<'_>, redirect_uri: &str, state: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        assert_eq!(target.password.reveal(), "our password");
        let back = redirect_uri.replace(':', "%3A").replace('/', "%2F");
        let url = format!("{}/auth/login?api_key=fgk_us&redirect_uri={back}&state={}", target.connection.base_url, state.reveal());
        next(&self.login_url, url)
    }

    fn redeem(&self, _: &Target<'_>, query: &str, state: &Secret, _: &Secret, _: &str) -> Result<TokenPair, UpstreamFault> {
        assert!(query.contains(state.reveal()));
        self.asked.lock().unwrap().push(format!("redeem {query}"));
        if query.contains("error=") {
            return Err(fault(AggregationError::Login));
        }
        next(&self.redeem, pair(90))
    }

    fn refresh(&self, _: &Target<'_>, pair: &TokenPair, _: &str) -> Result<TokenPair, UpstreamFault> {
        Ok(TokenPair { expires_at: UnixSeconds(i64::MAX), ..pair.clone() })
    }

    fn harvest(&self, _: &Target<'_>, _: &Secret, _: Period) -> Result<Harvest, UpstreamFault> {
        next(&self.harvest, Harvest::default())
    }

    fn revoke(&self, _: &Target<'_>, pair: &TokenPair) -> Result<(), UpstreamFault> {
        self.asked.lock().unwrap().push(format!("revoke {}", pair.refresh.reveal()));
        Ok(())
    }
}
