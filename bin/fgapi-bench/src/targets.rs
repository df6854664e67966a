//! The six targets, and whether a run's figures meet them.

use std::fmt;

use crate::measure::{CaseFigures, DURABLE_FLOOR, FIRST_READING, Report};

/// How a target stands after a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Its number in `docs/performance.md`.
    pub number: u8,
    /// What it asks for.
    pub asks: String,
    /// The figure; absent where the run did not measure it.
    pub figure: Option<f64>,
    /// The most (or the least) that meets it.
    pub bound: f64,
    /// Whether more is better.
    pub at_least: bool,
    /// What the figure is counted in.
    pub unit: &'static str,
}

impl Verdict {
    /// Whether it is met; `None` where it was not measured.
    pub fn is_met(&self) -> Option<bool> {
        self.figure.map(|figure| if self.at_least { figure >= self.bound } else { figure <= self.bound })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, asks, bound, unit, .. } = self;
        let sign = if self.at_least { '≥' } else { '≤' };
        let stands = match self.is_met() {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "not measured",
        };
        let figure = self.figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.2}{unit}"));
        write!(f, "target {number}: {stands:<12} {asks}: {figure} ({sign} {bound}{unit})")
    }
}

/// Every target of the store that was measured.
pub fn verdicts(report: &Report) -> Vec<Verdict> {
    let postgres = report.store == "postgres";
    let most = |number, asks: &str, figure, bound, unit| Verdict { number, asks: asks.to_owned(), figure, bound, at_least: false, unit };
    let least = |number, asks: &str, figure, bound, unit| Verdict { number, asks: asks.to_owned(), figure, bound, at_least: true, unit };
    let case = |name: &str, connections| report.case(name, connections);
    let fact = |name: &str| report.facts.get(name).copied();
    let pages = || report.cases.iter().filter(|case| case.name.starts_with("/transactions") && case.connections == 32);
    let worst = |figures: &mut dyn Iterator<Item = f64>| figures.reduce(f64::max);
    let over_floor = worst(&mut pages().filter_map(|case| case.ratio("floor")));
    let first_readings = || pages().filter_map(|case| Some((case.arm(FIRST_READING)?.cpu_us()?, case.arm("floor")?.cpu_us()?)));
    let read_over_floor = worst(&mut first_readings().map(|(read, floor)| read / floor));
    let read_over_first = first_readings().next().and_then(|(first, _)| worst(&mut first_readings().map(|(read, _)| read / first)));
    let page_bound = if postgres { 1.1 } else { 1.3 };
    let own = |case: &CaseFigures| case.arms.first().and_then(super::measure::ArmFigures::cpu_us);
    let first = case("/transactions page 1", 32).and_then(own);
    let over_first = first.and_then(|first| worst(&mut pages().filter_map(own).map(|cpu| cpu / first)));
    let ratio = |name: &str, of: &str| case(name, 32).and_then(|case| case.ratio(of));
    let refresh = case("PUT /auth/token", 64).and_then(|case| case.arms.first());
    let many = case("/transactions page 1", 256).and_then(|case| case.arms.first());
    let peer = case("/transactions page 1", 256)
        .and_then(|case| Some(case.arms.first()?.p99_ms / case.arms.iter().find(|arm| arm.name == "fastify")?.p99_ms));
    let mut all = vec![
        most(1, "a kept page's CPU to its floor's, the worst", over_floor, page_bound, "×"),
        most(1, "any kept page's CPU to page 1's, the worst", over_first, 1.2, "×"),
        most(1, "a page's first reading to its floor's, the worst", read_over_floor, page_bound, "×"),
        most(1, "any page's first reading to page 1's, the worst", read_over_first, 1.2, "×"),
        most(2, "system_token's CPU to its floor's", ratio("POST /auth/system_token", "floor"), 1.15, "×"),
    ];
    if postgres {
        all.push(most(2, "rotation's CPU to its floor's", ratio("PUT /auth/token", "floor"), 1.2, "×"));
    } else {
        let durable = ratio("POST /auth/system_token", DURABLE_FLOOR);
        all.push(most(2, "system_token's CPU to that of a floor as durable", durable, 1.15, "×"));
    }
    let refreshes = if postgres { 1_000.0 } else { 1_500.0 };
    all.extend([
        least(3, "durable refreshes a second, 64 connections", refresh.map(|arm| arm.per_second), refreshes, ""),
        most(3, "their p99", refresh.map(|arm| arm.p99_ms), 60.0, " ms"),
        most(4, "memory when idle", fact("idle_mib"), 40.0, " MiB"),
        most(4, "memory at 256 connections", fact("connections_256_mib").or(many.and_then(|arm| arm.resident_mib)), 110.0, " MiB"),
        most(4, "more memory for 1,000,000 live tokens", fact("million_tokens_more_mib"), 64.0, " MiB"),
        most(4, "first answer after exec", fact("first_answer_ms"), 60.0, " ms"),
        most(5, "p99 at 256 connections to Fastify's", peer, 0.7, "×"),
        most(6, "escaping a page", fact("escaping_us"), 10.0, " µs"),
    ]);
    all
}
