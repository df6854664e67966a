//! What others entrust to a sandbox: a vault with a tenant's credentials, and the sandbox bank as an institution of its own catalogue,
//! at which its first customer is linked, so that something is fetched from the first minute.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use fgapi_client::Callback;
use fgapi_demo::sandbox::{Credentials, Lock, SandboxClient, SandboxTenant, SandboxUser};
use fgapi_demo::{CREDENTIALS, ExampleCredentials, OWN_SERVICE, REDIRECT_DOMAINS, catalogue, customers};
use fgapi_domain::{CustomerId, Grant, GrantSet, Level, Malformed, Secret, TenantId};
use fgapi_linked::{Catalogue, LinkedDesk, Service, ServiceId, Status};
use fgapi_saas::{Change, Field, PlainChange, Product};
use fgapi_settings::Settings;
use fgapi_store::Store;
use fgapi_token::{ClientScreens, NewClient, RefreshRetry};
use fgapi_walk::{Answers, Walk};

use crate::entrusted::Entrusted;
use crate::failure::{Failure, client_failure, linked_failure, token_failure, vault_failure};
use crate::opening::open;
use crate::operator::{by_command, desk};
use crate::tenants::Tenants;
use crate::terminal::say;
use crate::timekeeping::clock_of_command;
use crate::vault_keys::KeyPlace;

/// Makes sure that the sandbox has a vault, unless its settings want none, with what the demo bank keeps in it.
///
/// # Errors
/// A [`Failure`]; the next start goes on with what is missing.
pub fn entrust_demo(lock: &Lock, settings: &Settings, credentials: Credentials) -> Result<Credentials, Failure> {
    if credentials.tenant.is_some() && credentials.own.is_some() {
        return Ok(credentials);
    }
    let store = open(settings)?;
    // Nobody is sent anywhere before it serves.
    let Some(all) = Entrusted::over(settings, &store, clock_of_command(&store)?, "")? else { return Ok(credentials) };
    if all.keys.place() == KeyPlace::Nowhere {
        return Ok(credentials);
    }
    all.keys.refuse_unusable()?;
    if all.vault.has_master_keys().is_err() {
        all.keys.begin(|| {
            let key = all.vault.first_master_key().map_err(vault_failure)?;
            all.vault.tell_made(&key, &by_command()).map_err(vault_failure)?;
            Ok(key)
        })?;
    }
    let made = Credentials { tenant: Some(tenant(&all, &store, settings)?), own: Some(own_client(&store, settings)?), ..credentials };
    lock.finish(&made)?;
    Ok(made)
}

/// The bank's own tenant, with credentials of every service, and its program.
fn tenant(all: &Entrusted, store: &Store, settings: &Settings) -> Result<SandboxTenant, Failure> {
    let tenant = Tenants::of(store)?.first_or(settings.brand.name.clone())?;
    CREDENTIALS.iter().try_for_each(|one| set(all, tenant, one))?;
    let broken = |error: fgapi_saas::ClientError| Failure::broken(error.to_string(), "start again");
    let name = "見本の連携プログラム".parse().map_err(word)?;
    let issued = all.saas.add_client(tenant, name, Level::Tenant, &by_command()).map_err(broken)?;
    Ok(SandboxTenant {
        tenant: tenant.to_string(),
        client_id: issued.client.id.to_string(),
        client_secret: issued.secret.reveal().to_owned(),
    })
}

fn set(all: &Entrusted, tenant: TenantId, one: &ExampleCredentials) -> Result<(), Failure> {
    let product: Product = one.service.parse().map_err(word)?;
    let plain = |text: &str| if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(word) };
    let change = Change {
        plain: PlainChange {
            enabled: Some(true),
            receiving_department: plain(one.receiving_department)?,
            deposit_account_item_code: plain(one.deposit_account_item_code)?,
        },
        values: Field::ALL.into_iter().zip(one.values).map(|(field, value)| (field, Some(Secret::new(*value)))).collect(),
    };
    let broken = |error: fgapi_saas::ChangeError| Failure::broken(error.to_string(), "start again");
    all.saas.change(tenant, product, &change, &by_command()).map_err(broken)
}

/// The sandbox bank as a client of its own.
fn own_client(store: &Store, settings: &Settings) -> Result<SandboxClient, Failure> {
    let grants: GrantSet = [Grant::Accounts, Grant::Transactions, Grant::Balances].into_iter().collect();
    let new = NewClient {
        name: "口座連携".parse().map_err(word)?,
        company: settings.brand.name.clone(),
        grants,
        redirect_domains: REDIRECT_DOMAINS.iter().map(|name| name.parse().map_err(word)).collect::<Result<_, _>>()?,
        redirect_uris: Vec::new(),
        screens: ClientScreens { scope_choice: false, inquiry_pins: false, ..ClientScreens::default() },
        networks: Vec::new(),
        refresh_retry: RefreshRetry::Never,
    };
    let issued = desk(store, settings)?.register(new, &by_command()).map_err(client_failure)?;
    let grants = grants.iter().map(|grant| grant.as_str().to_owned()).collect();
    Ok(SandboxClient { api_key: issued.api_key.to_string(), password: issued.password.reveal().to_owned(), grants })
}

fn word(refusal: Malformed) -> Failure {
    Failure::broken(refusal.to_string(), "build `fgapi` anew, from an unchanged copy")
}

/// Links the first customer to the sandbox bank itself, once, and says `greeting` when there is something to see; later starts say it at
/// once. When the linking fails, the sandbox goes on without: it is told in the log. `authority` is the file of who vouches for the
/// sandbox's certificate.
///
/// # Errors
/// A [`Failure`] when the greeting cannot be said.
pub fn greet(
    base_url: &str,
    entrusted: Option<&Entrusted>,
    lock: &Arc<Lock>,
    credentials: &Credentials,
    authority: Option<PathBuf>,
    greeting: String,
) -> Result<(), Failure> {
    let (Some(all), Some(own)) = (entrusted, &credentials.own) else { return say(&greeting) };
    if let Err(problem) = catalogued(all, own, base_url) {
        log::warn!("the sandbox bank could not be put into its catalogue: {problem}");
        return say(&greeting);
    }
    let visitor = credentials.users.first().and_then(|user| Visitor::of(user, &all.linked, authority));
    let Some(visitor) = visitor.filter(|_| !credentials.linked) else { return say(&greeting) };
    let (lock, by_hand) = (Arc::clone(lock), format!("link an account by hand at {}/links", base_url));
    // The customer goes through screens that are not served before this returns.
    let walking = std::thread::Builder::new().name("link".into()).spawn(move || {
        let outcome = visitor.link().and_then(|()| {
            // As it stands on the disk: the ids of accounts may be told otherwise.
            let kept = Credentials::read(&lock.directory().credentials_file())?;
            Ok(lock.finish(&Credentials { linked: true, ..kept })?)
        });
        if let Err(problem) = outcome {
            log::warn!("the first customer is not linked to the sandbox bank itself: {problem}; {by_hand}");
        }
        if let Err(problem) = say(&greeting) {
            log::warn!("{problem}");
        }
    });
    walking.map(drop).map_err(|error| Failure::broken(format!("no thread: {error}"), "start the sandbox again"))
}

/// Says in the catalogue where the sandbox answers now.
fn catalogued(all: &Entrusted, own: &SandboxClient, base_url: &str) -> Result<(), Failure> {
    let broken = |fault: fgapi_linked::CatalogueFault| Failure::broken(fault.to_string(), "build `fgapi` anew, from an unchanged copy");
    let (id, whole) = (ServiceId(OWN_SERVICE), Catalogue::parse(&catalogue(base_url, &own.api_key)).map_err(broken)?);
    let known = all.holdings.linked.services_named(&[id]).map_err(|fault| token_failure(&fault))?;
    let new = whole.kept().iter().find(|service| service.id == id);
    if known.is_empty() {
        all.linked.import(&whole, &by_command()).map_err(linked_failure)?;
    } else if let Some(new) = new.filter(|new| known.first() != Some(new)) {
        // What else stands in the catalogue is its owner's.
        let moved = Catalogue::parse(&new.text).map_err(broken)?;
        all.linked.import(&moved, &by_command()).map_err(linked_failure)?;
    }
    let place = Service::password_place(id).map_err(word)?;
    if all.holdings.vault.values_at(&[place]).map_err(|fault| token_failure(&fault))?.is_empty() {
        all.linked.set_password(id, &Secret::new(own.password.as_str()), &by_command()).map_err(linked_failure)?;
    }
    Ok(())
}

/// How long the first fetch is waited for: five seconds.
const LOOKS: u32 = 100;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The customer who is linked, on the way through the bank's screens.
struct Visitor {
    customer: CustomerId,
    answers: Answers,
    desk: LinkedDesk,
    authority: Option<PathBuf>,
}

impl Visitor {
    /// `None` for a customer whom a newer demo bank does not know.
    fn of(user: &SandboxUser, desk: &LinkedDesk, authority: Option<PathBuf>) -> Option<Self> {
        let customer = customers().into_iter().find(|customer| customer.login == user.id)?.id.parse().ok()?;
        let answers = Answers {
            login_id: user.id.clone(),
            password: user.password.clone(),
            answer: user.question.as_ref().map(|question| question.answer.clone()),
            pins: Vec::new(),
        };
        Some(Self { customer, answers, desk: desk.clone(), authority })
    }

    fn link(self) -> Result<(), Failure> {
        let lost = |problem: String| Failure::broken(problem, "start the sandbox again");
        let begun = self.desk.begin_link(&self.customer, ServiceId(OWN_SERVICE), None).map_err(|error| lost(error.to_string()))?;
        let authority = self.authority.as_ref().and_then(|file| std::fs::read(file).ok());
        let walk = Walk::new(&begun, &self.desk.policy().redirect_uri, self.answers, authority.as_deref());
        let home = walk.and_then(Walk::to_the_end).map_err(|fault| lost(fault.to_string()))?;
        let state = Callback::of(&home).ok().and_then(|came| came.state().map(Secret::new));
        let (state, query) = state.zip(home.split_once('?').map(|(_, query)| query)).ok_or_else(|| lost("no way back".into()))?;
        let id = self.desk.come_back(&self.customer, query, &state, &by_command()).map_err(|error| lost(error.to_string()))?;
        // What is fetched first is waited for, so that it is there for whoever reads the greeting.
        for _ in 0..LOOKS {
            let known = self.desk.show(&self.customer, id).map_err(linked_failure)?;
            if known.is_none_or(|(account, _)| self.desk.status(&account) != Status::Fetching) {
                break;
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
        Ok(())
    }
}
