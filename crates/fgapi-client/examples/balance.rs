//! Prints the newest balance of each account: `FGAPI_URL=… … cargo run -p fgapi-client --example balance -- 2026-01-01 2026-01-31`
use std::env::{args, var};

use fgapi_client::{Fgapi, FileStorage, Link, LinkError, LogIn, Redeem, StatementQuery};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bank = Fgapi::new(&var("FGAPI_URL")?, var("FGAPI_API_KEY")?, var("FGAPI_PASSWORD")?)?;
    let storage = FileStorage::new("customer.json"); // one a customer
    let link = match Link::open(&bank, storage.clone()).await {
        Err(LinkError::NotLinked) => {
            // An app with screens sends its customer to `bank.login_url(…)` instead.
            let (id, password) = (var("FGAPI_USER")?, var("FGAPI_USER_PASSWORD")?);
            let auth = bank.log_in(&LogIn { id: &id, password: &password, ..LogIn::default() }).await?;
            Link::redeem(&bank, storage, &Redeem::of(&auth.auth_token)).await?
        }
        link => link?,
    };
    let (from, until) = (args().nth(1).ok_or("give a first day")?, args().nth(2).ok_or("give a last day")?);
    let mut accounts = link.accounts();
    while let Some(account) = accounts.next().await.transpose()? {
        let balances = link.balances(&StatementQuery::of(&account.id, &from, &until)).all().await?;
        let newest = balances.last().map_or("nothing booked".to_owned(), |day| format!("{} yen", day.balance));
        println!("{} {}: {newest}", account.branch_name, account.account_number);
    }
    Ok(())
}
