//! Tokens only, without HTTP and without a bank, in a SQLite file of your own: your tables stay as they are, and those of the
//! gateway come beside them. `cargo run -p fgapi-store --example own_database FILE`

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::Text;
use fgapi_audit::By;
use fgapi_domain::{AccountChoice, CustomerId, Grant, GrantRequest, GrantSet, Secret, SystemClock, SystemEntropy};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_token::{Authorization, NewClient, PresentedClient, TokenDesk, TokenPolicy, TokenStore};

/// Where the caller of your own door calls from.
const CALLER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Your own table, with your own customers.
const MEMBERS: &str = "CREATE TABLE IF NOT EXISTS members (id TEXT PRIMARY KEY, name TEXT NOT NULL)";

#[derive(QueryableByName)]
struct Member {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Your database, as your program opens it.
fn own(file: &Path) -> Result<SqliteConnection, Box<dyn Error>> {
    let mut conn = SqliteConnection::establish(file.to_str().ok_or("the path is not UTF-8")?)?;
    // The gateway writes to the file, too, and tidies it up when it ends: whoever shares a file with others has to wait for them.
    diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut conn)?;
    diesel::sql_query(MEMBERS).execute(&mut conn)?;
    diesel::sql_query("INSERT OR IGNORE INTO members VALUES ('M-7', '花子')").execute(&mut conn)?;
    Ok(conn)
}

/// The gateway's tables in your file, and the store of tokens over them. Migrations of your own in the same file are left alone;
/// on PostgreSQL, a schema of its own keeps names of tables apart.
pub(crate) fn tokens_in(file: &Path) -> Result<Arc<dyn TokenStore>, Box<dyn Error>> {
    let address = StoreAddress::Sqlite(file.to_owned());
    Store::connect(&address, StoreSettings::default())?.migrate()?;
    Ok(Store::open(&address, StoreSettings::default())?.tokens())
}

/// An app is registered, linked by a member, used, renewed and cut off: what your own door would call. The story, line by line.
pub(crate) fn story(file: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut told = Vec::new();
    let mut conn = own(file)?;
    let desk = TokenDesk::new(tokens_in(file)?, Arc::new(SystemClock), Arc::new(SystemEntropy::new()), TokenPolicy::default());

    // Once, by your staff.
    let app = desk.register(NewClient::new("家計簿アプリ".parse()?, "株式会社かけい".parse()?, GrantSet::all()), &By::GATEWAY)?;
    let client = desk.clients()?.into_iter().find(|client| client.known.api_key == app.api_key).ok_or("it was registered")?;

    // Hourly, by the app.
    let password = Secret::new(app.password.reveal());
    let system = desk.issue_system(app.api_key.as_str(), &password, GrantRequest::Allowed, CALLER)?;
    let system = desk.check_system(system.token.reveal(), None, CALLER)?;
    let presented = || PresentedClient { api_key: app.api_key.as_str(), password: Some(&password) };

    // When a member of yours has consented, on screens of yours.
    let member: Member = diesel::sql_query("SELECT id, name FROM members LIMIT 1").get_result(&mut conn)?;
    let customer: CustomerId = member.id.parse()?;
    let consent = Authorization {
        client: client.known.id,
        customer: customer.clone(),
        link_name: "default".parse()?,
        grants: "accounts,balances".parse()?,
        accounts: AccountChoice::All,
        challenge: None,
    };
    let auth = desk.open(consent, CALLER)?;
    let pair = desk.redeem(&system, presented(), &Secret::new(auth.token.reveal()), None, None)?;

    // At each call of the app.
    let bearer = desk.check_user(pair.access.reveal(), Grant::Balances, CALLER)?;
    told.push(format!("{} lets {} read", member.name, client.name));
    assert_eq!(bearer.customer, customer);
    told.push(desk.check_user(pair.access.reveal(), Grant::Transactions, CALLER).map_or_else(|no| no.to_string(), |_| "?".into()));

    // A new pair kills the old one in the same commit.
    let next = desk.rotate(&system, presented(), &pair.refresh, None)?;
    told.push(desk.check_user(pair.access.reveal(), Grant::Balances, CALLER).map_or_else(|dead| dead.to_string(), |_| "?".into()));

    // The member ends it, on a page of yours.
    for link in desk.links_of(&customer, 10)? {
        desk.end_own_link(link.link.id, &customer, CALLER)?;
    }
    told.push(desk.check_user(next.access.reveal(), Grant::Balances, CALLER).map_or_else(|dead| dead.to_string(), |_| "?".into()));
    Ok(told)
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).ok_or("name a file: it is made when it is not there")?;
    story(Path::new(&file))?.iter().for_each(|line| println!("{line}"));
    Ok(())
}
