//! FGAPI in an actix app of your own, over a core of your own: `cargo run -p fgapi-http --example own_app`

use actix_web::{App, HttpServer, web};
use fgapi_banking::*;
use fgapi_domain::{Bank, *};
use fgapi_http::{Door, Gateway, HttpSettings};
use fgapi_page::{Page, PageNumber};
use fgapi_token::MemoryTokens;
use std::{collections::BTreeMap, error::Error, sync::Arc};

/// Your core: who holds which account, and what was booked there.
pub(crate) struct Core(pub(crate) BTreeMap<(CustomerId, AccountKey), Vec<Transaction>>);

impl Branches for Core {
    fn bank(&self) -> Result<Bank, BankFault> {
        Ok(Bank { code: "9999".parse()?, name: "見本銀行".parse()? })
    }
    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        let (key, name, kana) = ("9999-001".parse()?, "本店".parse()?, "ホンテン".parse()?);
        Ok(Page::of(page, [Branch { key, name, kana, address_code: None, tel: None }]))
    }
}
impl Accounts for Core {
    fn accounts(&self, who: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        let (owner, type2, branch_name): (_, ShortText, ShortText) = (OwnerType::Personal, "普通預金".parse()?, "本店".parse()?);
        let of = |key: AccountKey| Account { key, owner, type2: type2.clone(), branch_name: branch_name.clone(), as_of: None };
        Ok(Page::of(page, self.0.keys().filter(|(holder, _)| holder == who).map(|(_, key)| of(key.clone()))))
    }
}
impl Transactions for Core {
    fn transactions(&self, who: &CustomerId, key: &AccountKey, period: Period, page: PageNumber) -> Asked<Transaction> {
        let Some(rows) = self.0.get(&(who.clone(), key.clone())) else { return Ok(Held::No) };
        let page = Page::of(page, rows.iter().filter(|row| period.contains(row.booked.day())).cloned());
        Ok(Held::Yes(Statement { page, as_of: None }))
    }
}
impl Balances for Core {
    fn balances(&self, who: &CustomerId, key: &AccountKey, period: Period, fill: BalanceFill, page: PageNumber) -> Asked<DailyBalance> {
        let Some(rows) = self.0.get(&(who.clone(), key.clone())) else { return Ok(Held::No) };
        Ok(Held::Yes(Statement { page: daily_balances(rows, period, fill, None, page), as_of: None }))
    }
}
impl LogIn for Core {}
impl Questions for Core {}
impl InquiryPins for Core {}
impl Customers for Core {}

/// FGAPI over your core, with tokens in memory: `fgapi-store` keeps them in a database, or a store of yours does.
pub(crate) fn fgapi(core: Core) -> std::io::Result<Door> {
    let gateway = Gateway::new(Arc::new(core), Arc::new(MemoryTokens::default()))?;
    Ok(Door::new(Gateway { settings: HttpSettings { prefix: "/bank".into(), ..HttpSettings::default() }, ..gateway }))
}

#[actix_web::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let door = fgapi(Core(BTreeMap::new()))?;
    let app = move || App::new().route("/", web::get().to(|| async { "a page of your own" })).configure(door.routes());
    Ok(HttpServer::new(app).bind(("127.0.0.1", 8080))?.run().await?)
}
