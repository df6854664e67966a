//! The cases: each call of FGAPI beside its yardsticks.

use std::cell::RefCell;

use super::arm::{Arm, Case, Supply};
use super::setting::{Floor, MANY, Page, Setting};
use crate::data::{Bank, DEEP, PERIOD};
use crate::load::{Chain, Traffic, request};
use crate::process::Serving;
use crate::{Counted, Outcome};

/// Numbers of connections of the published figures.
const CONNECTIONS: [usize; 2] = [32, MANY];
/// Log-ins hash passwords on few threads; more callers than this would only measure the queue.
const LOGINS: usize = 8;

/// What an arm is called in which each call is a page's first reading.
pub const FIRST_READING: &str = "not kept";
/// What the floor is called whose commits wait for the disk, where it is not the first one.
pub const DURABLE_FLOOR: &str = "floor, FULL";

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
        self.arm("floor", &self.floor.serving, self.database, supply)
    }

    /// The floor, and the one as durable as the gateway where that is another: what each is called, and itself.
    fn both_floors(&self) -> impl Iterator<Item = (&'static str, &Floor)> {
        [("floor", &self.floor)].into_iter().chain(self.durable_floor.as_ref().map(|floor| (DURABLE_FLOOR, floor)))
    }

    fn fixed<'a>(&self, bytes: usize) -> Arm<'a> {
        let (floor, head) = (&self.floor.serving, format!("GET /fixed/{bytes}"));
        self.arm("fixed body", floor, None, Supply::same(request(floor.address, &head, None), MANY))
    }

    /// A page of a gateway that keeps it while it is true.
    pub(super) fn kept<'a>(&self, page: &Page) -> Arm<'a> {
        self.gateways(Supply::same(request(self.gateway.address, &page.head, None), MANY))
    }

    /// A page of a gateway that keeps none: each call of it is a page's first reading.
    fn unkept<'a>(&self, name: &str, serving: &Serving, page: &Page) -> Arm<'a> {
        self.arm(name, serving, self.database, Supply::same(request(serving.address, &page.head, None), MANY))
    }

    /// A page beside its first reading, its rows through bare driver and serde, and a fixed body of its size.
    pub(super) fn page<'a>(&self, page: &Page, unkept: &Serving) -> Case<'a> {
        let floor = request(self.floor.serving.address, &format!("GET /page/{}", page.name), None);
        Case {
            name: format!("/transactions {}", page.title),
            connections: if page.for_chart { vec![32] } else { CONNECTIONS.to_vec() },
            arms: vec![
                self.kept(page),
                self.unkept(FIRST_READING, unkept, page),
                self.floors(Supply::same(floor, MANY)),
                self.fixed(page.bytes),
            ],
        }
    }

    /// A page's first reading beside the same one of a gateway that does not escape: kept pages are escaped already.
    pub(super) fn unescaped<'a>(&self, page: &Page, unkept: &Serving, plain: &Serving) -> Case<'a> {
        let arms = vec![self.unkept(FIRST_READING, unkept, page), self.unkept("unescaped", plain, page)];
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
        let floor = |(name, floor): (&str, &Floor)| {
            let bytes = request(floor.serving.address, "POST /issue", Some("api_key=floor&password=floor-password"));
            self.arm(name, &floor.serving, self.database, Supply::same(bytes, MANY))
        };
        let arms = core::iter::once(self.gateways(Supply::same(gateway, MANY))).chain(self.both_floors().map(floor));
        Case { name: "POST /auth/system_token".to_owned(), connections: CONNECTIONS.to_vec(), arms: arms.collect() }
    }

    fn bearer(&self, method: &str) -> String {
        format!("{method} /auth/token\nauthorization: Bearer {}", self.links.system_token())
    }

    /// Refreshes, each connection along its own chain, beside one statement.
    pub(super) fn refresh<'a>(&self) -> Outcome<Case<'a>> {
        let chain = |of: &Serving, head: &str, start: &str, token: &String| {
            Traffic::Chain(Chain::new(of.address, head.into(), start.into(), "refresh_token", token.clone()))
        };
        let (head, start) = (self.bearer("PUT"), format!("api_key={}&refresh_token=", self.client.api_key));
        let gateway = self.pairs.iter().map(|pair| chain(&self.gateway, &head, &start, &pair.refresh)).collect();
        let mut arms = vec![self.gateways(Supply::Kept(gateway))];
        for (name, floor) in self.both_floors() {
            let first = floor.first()?;
            let chains = first.iter().map(|token| chain(&floor.serving, "PUT /token", "token=", token)).collect();
            arms.push(self.arm(name, &floor.serving, self.database, Supply::Kept(chains)));
        }
        Ok(Case { name: "PUT /auth/token".to_owned(), connections: vec![32, 64, MANY], arms })
    }

    /// What is redeemed and ended after: auth tokens of the floor that its chains do not need.
    pub(super) fn pots(&self) -> Pots {
        Pots { floor_auth: RefCell::new(self.floor.auth.iter().skip(MANY).cloned().collect()), ..Pots::default() }
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
            Ok(left
                .drain(from..)
                .map(|token| request(self.floor.serving.address, "POST /token", Some(&format!("token={token}"))))
                .collect())
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
        let floor = taken(&pots.floor, move |token| request(self.floor.serving.address, "DELETE /token", Some(&format!("token={token}"))));
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

impl Floor {
    /// Redeems one of its auth tokens for each connection.
    fn first(&self) -> Outcome<Vec<String>> {
        let address = self.serving.address;
        let redeem = |auth: &String| {
            let bytes = request(address, "POST /token", Some(&format!("token={auth}")));
            let answer: serde_json::Value = serde_json::from_slice(&super::setting::body(address, &bytes)?).unwrap_or_default();
            Ok(answer["refresh_token"].as_str().unwrap_or_default().to_owned())
        };
        self.auth.iter().take(MANY).map(redeem).collect()
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
