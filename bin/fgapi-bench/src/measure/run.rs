//! One run on one store.

use std::path::PathBuf;
use std::time::Duration;

use super::arm::Case;
use super::cases::FIRST_READING;
use super::facts::{self, OFFSET};
use super::figures::{ArmFigures, Report};
use super::rounds::{Pace, measure};
use super::setting::{MANY, NOTHING_KEPT, Setting};
use super::{about, growth, pressure};
use crate::chart::{Chart, Line};
use crate::data::Recipe;
use crate::fault::Told as _;
use crate::peer::{Peer, Requests};
use crate::process::Serving;
use crate::{Outcome, table};

/// What a run is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program `fgapi`.
    pub gateway: PathBuf,
    /// Where data is kept and figures go.
    pub dir: PathBuf,
    /// A PostgreSQL's maintenance database; without it SQLite is measured.
    pub postgres: Option<String>,
    /// Little data and short phases.
    pub quick: bool,
    /// Make the data anew.
    pub fresh: bool,
    /// Cases whose names contain one of these; none: all.
    pub only: Vec<String>,
    /// Where the gateway's log goes; without it nowhere.
    pub server_log: Option<PathBuf>,
    /// Somebody else's server, and what it is asked.
    pub peer: Option<(Peer, Requests)>,
    /// Measure at 10^4, 10^5 and 10^6, too.
    pub growth: bool,
    /// Saturate it, too.
    pub load: bool,
    /// Ask for so long and watch its memory, too.
    pub soak: Option<Duration>,
}

impl Options {
    /// The store's name.
    pub const fn store(&self) -> &'static str {
        if self.postgres.is_some() { "postgres" } else { "sqlite" }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| name.contains(wanted.as_str()))
    }
}

/// Measures everything on one store, and says what it has as soon as it has it.
///
/// # Errors
/// A server that does not answer as it should, or data that cannot be made.
pub fn run(options: &Options) -> Outcome<Report> {
    let (recipe, pace) = if options.quick { (Recipe::QUICK, Pace::QUICK) } else { (Recipe::FULL, Pace::FULL) };
    // Two numbers of connections, and a pair for each chain.
    let setting = Setting::ready(options, &recipe, MANY + 2 * pace.rounds * pace.prepared)?;
    let mut report = Report { store: options.store().to_owned(), size: recipe.name.to_owned(), ..Report::default() };
    report.about = about::about(options, &setting.bank)?;
    report.about.iter().for_each(|(name, text)| println!("{name}: {text}"));
    if options.only.is_empty() {
        let starts = facts::starts(&setting.bank, setting.links.system_token())?;
        let alone = facts::alone(&setting, if options.quick { 300 } else { 2_000 })?;
        report.facts.extend(starts.into_iter().chain(alone));
        report.facts.iter().for_each(|(name, figure)| println!("{name}: {figure:.2}"));
    }
    under_load(options, pace, &setting, &mut report)?;
    if options.load {
        let lasts = Duration::from_secs(if options.quick { 10 } else { 60 });
        report.facts.extend(told(pressure::pressure(&setting, lasts)?));
    }
    if let Some(lasts) = options.soak {
        let (facts, _) = pressure::soak(&setting, lasts)?;
        report.facts.extend(told(facts));
    }
    drop(setting);
    report.charts.extend(by_number(&report));
    if options.growth {
        let (cases, facts, chart) = growth::growth(options, pace)?;
        report.cases.extend(cases);
        report.facts.extend(told(facts));
        report.charts.push(chart);
    }
    Ok(report)
}

fn told(facts: super::Facts) -> super::Facts {
    facts.iter().for_each(|(name, figure)| println!("{name}: {figure:.2}"));
    facts
}

/// All cases that are wanted.
fn under_load(options: &Options, pace: Pace, setting: &Setting, report: &mut Report) -> Outcome {
    println!("\n{}", table::head());
    pages(options, pace, setting, report)?;
    let pots = setting.pots();
    let mut cases = setting.reads()?;
    cases.push(setting.system_token());
    cases.push(setting.refresh()?);
    cases.push(setting.redeem(&pots, pace.prepared));
    cases.push(setting.end(&pots, pace.prepared));
    cases.push(setting.log_in());
    in_turns(cases, options, pace, setting, report)?;
    let escaping = report.cases.iter().find(|case| case.name.starts_with("escaping"));
    // The database has no part in it.
    let both = escaping.and_then(|case| Some((case.arms.first()?.application_us?, case.arm("unescaped")?.application_us?)));
    report.facts.extend(both.map(|(with, without)| ("escaping_us".to_owned(), with - without)));
    let many = report.case("/transactions page 1", MANY).and_then(|case| case.arms.first()?.resident_mib);
    report.facts.extend(many.map(|resident| ("connections_256_mib".to_owned(), resident)));
    Ok(())
}

/// Pages, with two more gateways on the same bank. They end before anything is changed: each would seal what another one's calls told the audit
/// log, and hold SQLite's one write lock while it does.
fn pages(options: &Options, pace: Pace, setting: &Setting, report: &mut Report) -> Outcome {
    let unkept = Serving::gateway_with(&setting.bank, &[NOTHING_KEPT])?;
    let plain = Serving::gateway_with(&setting.bank, &[NOTHING_KEPT, ("FGAPI__RESPONSE__ASCII_ESCAPE", "false")])?;
    let mut cases: Vec<Case<'_>> = setting.pages.iter().map(|page| setting.page(page, &unkept)).collect();
    cases.push(setting.unescaped(setting.pages.first().told("no page", "report this")?, &unkept, &plain));
    in_turns(cases, options, pace, setting, report)
}

fn in_turns(cases: Vec<Case<'_>>, options: &Options, pace: Pace, setting: &Setting, report: &mut Report) -> Outcome {
    for mut case in cases {
        // What is ended has to be redeemed before.
        let wanted = options.wants(&case.name) || (case.name.starts_with("POST /auth/token") && options.wants("DELETE /auth/token"));
        if !wanted {
            continue;
        }
        if let Some((peer, requests)) = &options.peer {
            let words = [("access_token", setting.access.as_str()), ("system_token", setting.links.system_token())];
            case.arms.extend(requests.arm(peer, &case.name, &words, MANY));
        }
        setting.settle()?;
        for figures in measure(&mut case, pace)? {
            print!("{}", table::lines(&figures));
            report.cases.push(figures);
        }
    }
    Ok(())
}

/// The chart of a page's cost against its number.
fn by_number(report: &Report) -> Option<Chart> {
    const DEEP: &str = "/transactions deep page ";
    let pages = || report.cases.iter().filter(|case| case.connections == 32 && case.name.starts_with(DEEP));
    let number = |name: &str| name.rsplit(' ').next()?.parse::<f64>().ok();
    let of = |arm: &str| -> Vec<(f64, f64)> {
        pages().filter_map(|case| Some((number(&case.name)?, case.arm(arm).and_then(ArmFigures::cpu_us)?))).collect()
    };
    let mut by_offset: Vec<(f64, f64)> =
        report.facts.iter().filter_map(|(name, figure)| Some((number(name.strip_prefix(OFFSET)?)?, *figure))).collect();
    by_offset.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lines = [
        ("gateway", of("gateway")),
        ("gateway, not kept", of(FIRST_READING)),
        ("floor: the same rows by key range", of("floor")),
        ("rows by OFFSET, SQL alone", by_offset),
    ];
    let lines: Vec<Line> =
        lines.into_iter().filter(|(_, points)| points.len() > 1).map(|(name, points)| Line { name: name.to_owned(), points }).collect();
    (!lines.is_empty()).then(|| Chart {
        name: "page-number".to_owned(),
        title: "Cost of a page of 200 rows against its number".to_owned(),
        x: "page".to_owned(),
        y: "CPU µs a request".to_owned(),
        lines,
    })
}
