//! The cases: each call of FGAPI beside its yardsticks.

use std::cell::RefCell;
use std::sync::Arc;

use super::arm::{Arm, Case, Supply};
use super::setting::{MANY, Page, Setting};
use crate::data::{Bank, DEEP, PERIOD};
use crate::load::{Chain, Traffic, request};
use crate::process::Serving;
use crate::{Counted, Outcome};

/// Numbers of connections of the published figures.
const CONNECTIONS: [usize; 2] = [32, MANY];
/// Log-ins hash passwords on few threads; more callers than this would only measure the queue.
const LOGINS: usize = 8;

/// Tokens that are made by one case and used by the next.
#[derive(Default)]
pub(super) struct Pots {
    gateway: RefCell<Vec<String>>,
    floor: RefCell<Vec<String>>,
    floor_auth: RefCell<Vec<String>>,
    made: RefCell<u32>,
}

impl Setting {
    fn arm<'a>(&self, name: &str, serving: &Serving, database: Option<Counted>, supply: Supply<'a>) -> Arm<'a> {
        let (address, application) = (serving.address, Some(serving.counted()));
        Arm { name: name.to_owned(), address, application, database, supply, expected: 200 }
    }

    fn gateways<'a>(&self, supply: Supply<'a>) -> Arm<'a> {
        self.arm("gateway", &self.gateway, self.database, supply)
    }

    fn floors<'a>(&self, supply: Supply<'a>) -> Arm<'a> {
        self.arm("floor", &self.floor, self.database, supply)
    }

    fn fixed<'a>(&self, bytes: usize) -> Arm<'a> {
        let head = format!("GET /fixed/{bytes}");
        self.arm("fixed body", &self.floor, None, Supply::same(request(self.floor.address, &head, None), MANY))
    }

    /// A page beside its rows through bare driver and serde, and a fixed body of its size.
    pub(super) fn page<'a>(&self, page: &Page) -> Case<'a> {
        let floor = format!("GET /page/{}", page.name);
        Case {
            name: format!("/transactions {}", page.title),
            connections: if page.for_chart { vec![32] } else { CONNECTIONS.to_vec() },
            arms: vec![
                self.gateways(Supply::same(request(self.gateway.address, &page.head, None), MANY)),
                self.floors(Supply::same(request(self.floor.address, &floor, None), MANY)),
                self.fixed(page.bytes),
            ],
        }
    }

    /// A page beside the same one of a gateway that does not escape.
    pub(super) fn unescaped<'a>(&self, page: &Page, plain: &Serving) -> Case<'a> {
        let bare = self.arm("unescaped", plain, self.database, Supply::same(request(plain.address, &page.head, None), MANY));
        let arms = vec![self.gateways(Supply::same(request(self.gateway.address, &page.head, None), MANY)), bare];
        Case { name: format!("escaping of {}", page.title), connections: vec![32], arms }
    }

    /// A read beside a fixed body of its size.
    pub(super) fn read<'a>(&self, name: &str, path: &str, bearer: &str) -> Outcome<Case<'a>> {
        let bytes = request(self.gateway.address, &format!("GET {path}\nauthorization: Bearer {bearer}"), None);
        let length = super::setting::body(self.gateway.address, &bytes)?.len();
        let arms = vec![self.gateways(Supply::same(bytes, MANY)), self.fixed(length)];
        Ok(Case { name: name.to_owned(), connections: CONNECTIONS.to_vec(), arms })
    }

    /// Branches, accounts and balances.
    pub(super) fn reads<'a>(&self) -> Outcome<Vec<Case<'a>>> {
        let (start, end) = PERIOD;
        let balances = format!("/balances?account_id={}&start_date={start}&end_date={end}&page=1", Bank::account(DEEP));
        Ok(vec![
            self.read("/branches", "/branches", self.links.system_token())?,
            self.read("/accounts", "/accounts", &self.access)?,
            self.read("/balances", &balances, &self.access)?,
        ])
    }

    /// Issue of a system token beside one insert.
    pub(super) fn system_token<'a>(&self) -> Case<'a> {
        let body = format!("api_key={}&password={}", self.client.api_key, self.client.password);
        let gateway = request(self.gateway.address, "POST /auth/system_token", Some(&body));
        let floor = request(self.floor.address, "POST /issue", Some("api_key=floor&password=floor-password"));
        Case {
            name: "POST /auth/system_token".to_owned(),
            connections: CONNECTIONS.to_vec(),
            arms: vec![self.gateways(Supply::same(gateway, MANY)), self.floors(Supply::same(floor, MANY))],
        }
    }

    fn bearer(&self, method: &str) -> Arc<str> {
        format!("{method} /auth/token\nauthorization: Bearer {}", self.links.system_token()).into()
    }

    /// Refreshes, each connection along its own chain, beside one statement.
    pub(super) fn refresh<'a>(&self) -> Outcome<Case<'a>> {
        let (head, start): (Arc<str>, Arc<str>) = (self.bearer("PUT"), format!("api_key={}&refresh_token=", self.client.api_key).into());
        let chain = |token: &String| {
            Traffic::Chain(Chain::new(self.gateway.address, Arc::clone(&head), Arc::clone(&start), "refresh_token", token.clone()))
        };
        let gateway = self.pairs.iter().map(|pair| chain(&pair.refresh)).collect();
        let (floor_head, floor_start): (Arc<str>, Arc<str>) = ("PUT /token".into(), "token=".into());
        let floor_chain = |token: &String| {
            Traffic::Chain(Chain::new(
                self.floor.address,
                Arc::clone(&floor_head),
                Arc::clone(&floor_start),
                "refresh_token",
                token.clone(),
            ))
        };
        let first = self.floor_first()?;
        let floor = first.iter().map(floor_chain).collect();
        Ok(Case {
            name: "PUT /auth/token".to_owned(),
            connections: vec![32, 64, MANY],
            arms: vec![self.gateways(Supply::Kept(gateway)), self.floors(Supply::Kept(floor))],
        })
    }

    /// Redeems one of the floor's auth tokens for each connection.
    fn floor_first(&self) -> Outcome<Vec<String>> {
        let redeem = |auth: &String| {
            let bytes = request(self.floor.address, "POST /token", Some(&format!("token={auth}")));
            let answer = super::setting::body(self.floor.address, &bytes)?;
            let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap_or_default();
            Ok(answer["refresh_token"].as_str().unwrap_or_default().to_owned())
        };
        self.floor_auth.iter().take(MANY).map(redeem).collect()
    }

    /// What is redeemed and ended after: auth tokens of the floor that its chains do not need.
    pub(super) fn pots(&self) -> Pots {
        Pots { floor_auth: RefCell::new(self.floor_auth.iter().skip(MANY).cloned().collect()), ..Pots::default() }
    }

    /// Exchange of auth tokens. The pairs are kept for [`Setting::end`].
    pub(super) fn redeem<'a>(&'a self, pots: &'a Pots, number: usize) -> Case<'a> {
        let head = self.bearer("POST");
        let start = format!("api_key={}&password={}&auth_token=", self.client.api_key, self.client.password);
        let make = move |number: usize| {
            let series = pots.made.replace_with(|made| *made + 1);
            let tokens = self.links.auth_tokens(&format!("{}x{series}", self.run), u32::try_from(number).unwrap_or(u32::MAX))?;
            Ok(tokens.iter().map(|token| request(self.gateway.address, &head, Some(&format!("{start}{token}")))).collect())
        };
        let floor_make = move |number: usize| {
            let mut left = pots.floor_auth.borrow_mut();
            let from = left.len().saturating_sub(number);
            Ok(left.drain(from..).map(|token| request(self.floor.address, "POST /token", Some(&format!("token={token}")))).collect())
        };
        let supply = |make, kept| Supply::Made { number, make, keep: Some("refresh_token"), kept };
        let gateway = supply(Box::new(make) as Box<dyn FnMut(usize) -> Outcome<Vec<Vec<u8>>>>, keep(&pots.gateway));
        let floor = supply(Box::new(floor_make), keep(&pots.floor));
        Case {
            name: "POST /auth/token".to_owned(),
            connections: CONNECTIONS.to_vec(),
            arms: vec![self.gateways(gateway), self.floors(floor)],
        }
    }

    /// The end of links that [`Setting::redeem`] made.
    pub(super) fn end<'a>(&'a self, pots: &'a Pots, number: usize) -> Case<'a> {
        let (head, start) = (self.bearer("DELETE"), format!("api_key={}&refresh_token=", self.client.api_key));
        let supply = |make| Supply::Made { number, make, keep: None, kept: Box::new(drop) };
        let gateway = taken(&pots.gateway, move |token| request(self.gateway.address, &head, Some(&format!("{start}{token}"))));
        let floor = taken(&pots.floor, move |token| request(self.floor.address, "DELETE /token", Some(&format!("token={token}"))));
        Case {
            name: "DELETE /auth/token".to_owned(),
            connections: CONNECTIONS.to_vec(),
            arms: vec![self.gateways(supply(gateway)), self.floors(supply(floor))],
        }
    }

    /// Log-in by password.
    pub(super) fn log_in<'a>(&self) -> Case<'a> {
        let bytes = request(self.gateway.address, "POST /auth/login", Some(&Bank::log_in(&self.client)));
        Case { name: "POST /auth/login".to_owned(), connections: vec![LOGINS], arms: vec![self.gateways(Supply::same(bytes, LOGINS))] }
    }
}

type Make<'a> = Box<dyn FnMut(usize) -> Outcome<Vec<Vec<u8>>> + 'a>;

fn keep(pot: &RefCell<Vec<String>>) -> Box<dyn FnMut(Vec<String>) + '_> {
    Box::new(|heard| pot.borrow_mut().extend(heard))
}

fn taken<'a>(pot: &'a RefCell<Vec<String>>, bytes: impl Fn(&String) -> Vec<u8> + 'a) -> Make<'a> {
    Box::new(move |number| {
        let mut pot = pot.borrow_mut();
        let from = pot.len().saturating_sub(number);
        Ok(pot.drain(from..).map(|token| bytes(&token)).collect())
    })
}
