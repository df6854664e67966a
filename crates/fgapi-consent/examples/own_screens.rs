//! Screens of your own over `fgapi-consent`, without `fgapi-portal`: a bank's app would draw these in its own way; here they are
//! lines of text, and a customer who always says yes.
//!
//! `cargo run -p fgapi-consent --example own_screens`

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use fgapi_audit::By;
use fgapi_banking::{
    Accounts, BalanceFill, Balances, BankFault, Branches, Customers, Held, InquiryPins, LogIn, LogInOutcome, Questions, RefusedLogIn,
    Statement, Transactions,
};
use fgapi_consent::{
    ConsentDesk, ConsentKey, ConsentParts, ConsentPolicy, Decision, JourneyId, LogInForm, Outcome, Parameter, Parameters, Screen, Shown,
    StandardRisk, Visitor,
};
use fgapi_domain::{
    Account, AccountKey, Bank, Branch, CustomerId, DailyBalance, LoginId, Period, Secret, SystemClock, SystemEntropy, Transaction,
    UnixSeconds,
};
use fgapi_page::{Page, PageNumber};
use fgapi_store::Store;
use fgapi_token::{ClientScreens, NewClient, RefreshRetry, TokenDesk, TokenPolicy};

/// Your core: one customer, who has no accounts, questions or PINs.
struct Core;

impl LogIn for Core {
    fn log_in(&self, login: &LoginId, password: &Secret, _: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        // Your core counts attempts before it compares, and compares hashes.
        if login.as_str() == "hanako" && password.reveal() == "himitsu" {
            let customer = "C1".parse().map_err(|_| BankFault::Wrong("a customer id".into()))?;
            return Ok(LogInOutcome::Known { customer, failures: 0 });
        }
        Ok(LogInOutcome::Refused(RefusedLogIn::NoMatch))
    }
}

impl Questions for Core {}
impl InquiryPins for Core {}
impl Customers for Core {}

impl Branches for Core {
    fn bank(&self) -> Result<Bank, BankFault> {
        Err(BankFault::Unavailable("not part of this example".into()))
    }
    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        Ok(Page::empty(page))
    }
}

impl Accounts for Core {
    fn accounts(&self, _: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        Ok(Page::empty(page))
    }
}

impl Transactions for Core {
    fn transactions(&self, _: &CustomerId, _: &AccountKey, _: Period, _: PageNumber) -> Result<Held<Statement<Transaction>>, BankFault> {
        Ok(Held::No)
    }
}

impl Balances for Core {
    fn balances(
        &self,
        _: &CustomerId,
        _: &AccountKey,
        _: Period,
        _: BalanceFill,
        _: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        Ok(Held::No)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let store = Store::memory();
    let entropy = Arc::new(SystemEntropy::new());
    let tokens = TokenDesk::new(store.tokens(), Arc::new(SystemClock), entropy.clone(), TokenPolicy::default());
    let app = tokens.register(
        NewClient {
            name: "家計簿アプリ".parse()?,
            company: "株式会社かけい".parse()?,
            grants: "accounts,transactions".parse()?,
            redirect_domains: vec!["app.example.com".parse()?],
            redirect_uris: Vec::new(),
            screens: ClientScreens::default(),
            networks: Vec::new(),
            refresh_retry: RefreshRetry::Never,
        },
        &By::GATEWAY,
    )?;
    let desk = ConsentDesk::new(ConsentParts {
        journeys: store.journeys(),
        bank: Arc::new(Core),
        tokens,
        risk: Arc::new(StandardRisk::default()),
        key: ConsentKey::generate(&*entropy)?,
        entropy,
        policy: ConsentPolicy::default(),
    });

    // The app sends the customer to you with these.
    let asked = Parameters {
        api_key: Parameter::Given(app.api_key.to_string()),
        redirect_uri: Parameter::Given("https://app.example.com/callback".into()),
        state: Parameter::Given("af0ifjsldkj".into()),
        ..Parameters::default()
    };
    let begun = desk.begin_link(&asked).map_err(|why| format!("no journey: {why:?}"))?;
    println!("{}", walk(&desk, begun.journey, Secret::new(begun.browser.reveal()))?);
    Ok(())
}

/// Goes from screen to screen until the journey is over; the URI to which the customer goes back.
fn walk(desk: &ConsentDesk, journey: JourneyId, mut browser: Secret) -> Result<String, Box<dyn Error>> {
    let mut device: Option<Secret> = None;
    loop {
        let here = browser.clone();
        let visitor =
            Visitor { browser: Some(&here), device: device.as_ref().map(Secret::reveal), address: IpAddr::V4(Ipv4Addr::LOCALHOST) };
        let mut outcome = desk.look(journey, visitor)?;
        if let Outcome::Show(shown) = &outcome {
            outcome = answer(desk, journey, visitor, shown)?;
        }
        match outcome {
            // Keep the new secret where only this browser has it, and the device where it stays.
            Outcome::Next { browser: next, device: seen, .. } => {
                if let Some(next) = next {
                    browser = Secret::new(next.reveal());
                }
                device = seen.or(device);
            }
            Outcome::Home { uri, .. } => return Ok(uri),
            other => return Err(format!("the journey ended here: {other:?}").into()),
        }
    }
}

/// Draws a screen, and presses its first button.
fn answer(desk: &ConsentDesk, journey: JourneyId, visitor: Visitor<'_>, shown: &Shown) -> Result<Outcome, Box<dyn Error>> {
    let form = shown.form_token.reveal();
    Ok(match &shown.screen {
        Screen::LogIn { .. } => {
            println!("ログイン");
            desk.log_in(journey, visitor, form, LogInForm { login: "hanako", password: &Secret::new("himitsu") })?
        }
        Screen::Scopes { offered, .. } => {
            println!("利用業務を選択: {offered}");
            desk.choose_scopes(journey, visitor, form, *offered, &[])?
        }
        Screen::Consent { grants, until, .. } => {
            println!("情報アクセス許可: {grants} ({until} まで)");
            desk.decide(journey, visitor, form, Decision::Allow { ticked: true })?
        }
        other => return Err(format!("a screen that this customer never sees: {other:?}").into()),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {
        super::main().unwrap();
    }
}
