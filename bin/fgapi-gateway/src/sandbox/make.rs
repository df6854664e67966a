//! The first start: files are generated, taken over by the importers, clients and customers get their passwords.

use std::path::Path;

use fgapi_commands::client::grant_names;
use fgapi_demo::sandbox::{AnsweredQuestion, Credentials, FiledPin, Lock, SandboxClient, SandboxUser, new_password};
use fgapi_demo::{APPS, App, Customer, Files, REDIRECT_DOMAINS, customers};
use fgapi_domain::{Clock as _, GrantSet, JstDate, Malformed, SystemClock, SystemEntropy};
use fgapi_house::failure::{client_failure, import_failure, store_failure};
use fgapi_house::{self as house, Bar, Failure, ForRooms as _, LoginKey, settings_of_sandbox};
use fgapi_settings::Settings;
use fgapi_store::{ImportFault, NewCustomer, StatementOptions, Store};
use fgapi_token::{ClientScreens, NewClient, RefreshRetry};
use fgapi_zengin::Calendar;

/// The sandbox's settings and credentials; at first start everything is made before.
///
/// # Errors
/// A [`Failure`]; what was made until then is made anew by the next start.
pub(crate) fn ready(lock: &Lock) -> Result<(Settings, Credentials), Failure> {
    let directory = lock.directory();
    if directory.is_finished() {
        let settings = settings_of_sandbox(directory)?;
        directory.refuse_missing_database()?;
        // A newer program may know newer tables.
        connected(&settings)?;
        return Ok((settings, Credentials::read(&directory.credentials_file())?));
    }
    lock.begin_anew()?;
    let settings = settings_of_sandbox(directory)?;
    eprintln!("making a demo bank in {} / お試し銀行を作成しています", directory.path().display());
    let mut store = connected(&settings)?;
    if let Some(key) = LoginKey::ready(&settings, &store)? {
        // Inquiry PINs are hashed under it.
        store = store.with_pin_key(key.pins());
    }
    let (customers, today) = (customers(), JstDate::of(SystemClock.now()));
    let files = fgapi_demo::write(&directory.files(), &customers, today).map_err(made_wrong)?;
    let entropy = SystemEntropy::new();
    let clients = register(&store, &settings)?;
    let users = customers.iter().map(|customer| add(&store, customer, &entropy)).collect::<Result<_, _>>()?;
    import(&store, &files, &entropy)?;
    let credentials = Credentials { made_on: today.to_string(), clients, users, ..Credentials::default() };
    lock.finish(&credentials)?;
    Ok((settings, credentials))
}

fn connected(settings: &Settings) -> Result<Store, Failure> {
    let store = Store::connect(&settings.store.url, settings.store_for_command()).map_err(store_failure)?;
    store.migrate().map_err(store_failure)?;
    Ok(store)
}

fn register(store: &Store, settings: &Settings) -> Result<Vec<SandboxClient>, Failure> {
    let desk = house::desk(store, settings)?;
    let of = |app: &App| {
        let new = NewClient {
            name: app.name.parse().map_err(word)?,
            company: app.company.parse().map_err(word)?,
            grants: GrantSet::all(),
            redirect_domains: REDIRECT_DOMAINS.iter().map(|name| name.parse().map_err(word)).collect::<Result<_, _>>()?,
            redirect_uris: Vec::new(),
            screens: ClientScreens { account_choice: app.account_choice, ..ClientScreens::default() },
            networks: Vec::new(),
            refresh_retry: RefreshRetry::Never,
        };
        let issued = desk.register(new, &house::by_command()).map_err(client_failure)?;
        let grants = grant_names(GrantSet::all()).into_iter().map(str::to_owned).collect();
        Ok(SandboxClient { api_key: issued.api_key.to_string(), password: issued.password.reveal().to_owned(), grants })
    };
    APPS.iter().map(of).collect()
}

fn add(store: &Store, customer: &Customer, entropy: &SystemEntropy) -> Result<SandboxUser, Failure> {
    let password = new_password(entropy).map_err(|fault| Failure::broken(fault.to_string(), "start again"))?;
    let new = NewCustomer {
        id: customer.id.parse().map_err(word)?,
        login: customer.login.parse().map_err(word)?,
        name: customer.name.parse().map_err(word)?,
        password: Some(password.clone()),
        // The accounts' file says who holds them.
        accounts: Vec::new(),
        certificates: None,
    };
    store.add_customer(&new, entropy).map_err(|fault| import_failure(Path::new("the sandbox's customers"), fault))?;
    let accounts = customer.accounts.iter().map(|account| account.id.clone()).collect();
    let question = customer.question.map(|(text, answer)| AnsweredQuestion { text: text.to_owned(), answer: answer.to_owned() });
    let filed = customer.accounts.iter().filter_map(|one| Some(FiledPin { account: one.id.clone(), pin: one.pin?.to_owned() }));
    Ok(SandboxUser { id: customer.login.to_owned(), password: password.reveal().to_owned(), accounts, question, pins: filed.collect() })
}

fn import(store: &Store, files: &Files, entropy: &SystemEntropy) -> Result<(), Failure> {
    let now = SystemClock.now();
    each(&files.branches, |file, bar| store.import_branches_csv(file, now, &mut |at| bar.show(at)).map(drop))?;
    each(&files.questions, |file, bar| store.import_customers(file, entropy, &mut |at| bar.show(at)).map(drop))?;
    each(&files.accounts, |file, bar| store.import_accounts(file, entropy, &mut |at| bar.show(at)).map(drop))?;
    let options = StatementOptions { now, calendar: Calendar::Wareki, provisional: false };
    for file in &files.zengin {
        each(file, |file, bar| store.import_zengin(file, options, &mut |at| bar.show(at)).map(drop))?;
    }
    each(&files.csv, |file, bar| store.import_transactions_csv(file, now, &mut |at| bar.show(at)).map(drop))
}

fn each(file: &Path, take: impl FnOnce(&Path, &Bar) -> Result<(), ImportFault>) -> Result<(), Failure> {
    let bar = Bar::new(file);
    let outcome = take(file, &bar);
    bar.clear();
    outcome.map_err(|fault| import_failure(file, fault))
}

fn word(refusal: Malformed) -> Failure {
    made_wrong(refusal)
}

fn made_wrong(fault: impl std::fmt::Display) -> Failure {
    Failure::broken(format!("the demo bank's files: {fault}"), "check that the disk has room, then start again")
}
