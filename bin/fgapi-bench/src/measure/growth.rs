//! Whether costs grow with what is stored: three banks side by side, ten times as much in each, asked in turns.

use super::arm::{Arm, Case};
use super::facts;
use super::figures::{CaseFigures, Facts};
use super::rounds::{Pace, measure};
use super::run::Options;
use super::setting::{MANY, Setting};
use crate::chart::{Chart, Line};
use crate::data::Recipe;
use crate::fault::Told as _;
use crate::{Outcome, table};

/// What was measured: cases whose arms are the three banks, single figures, and a chart.
pub(super) type Grown = (Vec<CaseFigures>, Facts, Chart);

/// Measures.
///
/// # Errors
/// As [`run`](super::run) has them.
pub(super) fn growth(options: &Options, pace: Pace) -> Outcome<Grown> {
    let recipes: &[Recipe] = if options.quick { &Recipe::GROWTH[..2] } else { &Recipe::GROWTH[1..] };
    let settings = recipes.iter().map(|recipe| Setting::ready(options, recipe, MANY)).collect::<Outcome<Vec<_>>>()?;
    println!("growth: tokens, links and rows of the long account\n{}", table::head());
    let mut cases = Vec::new();
    let mut chart = Chart {
        name: "stored".to_owned(),
        title: "Cost of a call against what is stored".to_owned(),
        x: "stored links and rows".to_owned(),
        y: "CPU µs a request".to_owned(),
        lines: Vec::new(),
    };
    for name in ["/transactions, first page", "/transactions, last page", "POST /auth/system_token", "PUT /auth/token"] {
        let mut case = side_by_side(name, &settings, recipes)?;
        settings.iter().try_for_each(Setting::settle)?;
        for figures in measure(&mut case, pace)? {
            print!("{}", table::lines(&figures));
            let costs = figures.arms.iter().map(|arm| arm.cpu_us().unwrap_or_default());
            let points = recipes.iter().map(|recipe| f64::from(recipe.links)).zip(costs).collect();
            chart.lines.push(Line { name: name.to_owned(), points });
            cases.push(figures);
        }
    }
    let mut facts = Facts::new();
    let mut checks = Vec::new();
    for (setting, recipe) in settings.iter().zip(recipes) {
        let check = facts::check(setting, 2_000)?;
        facts.insert(format!("alone_check_us of {}", recipe.links), check);
        checks.push((f64::from(recipe.links), check));
    }
    chart.lines.push(Line { name: "token check, SQL alone".to_owned(), points: checks });
    let resident = settings.iter().map(|setting| setting.gateway.counted().resident()).collect::<Outcome<Vec<_>>>()?;
    if let (Some(least), Some(most)) = (resident.first(), resident.last()) {
        let more = (*most as f64 - *least as f64) / facts::MIB;
        let name = if options.quick { "more_tokens_more_mib" } else { "million_tokens_more_mib" };
        facts.insert(name.to_owned(), more);
    }
    Ok((cases, facts, chart))
}

/// The arm that others are compared with.
fn gateways(case: Case<'_>) -> Outcome<Arm<'_>> {
    case.arms.into_iter().next().told("no arm", "report this")
}

/// One case in which every bank is an arm.
fn side_by_side<'a>(name: &str, settings: &[Setting], recipes: &[Recipe]) -> Outcome<Case<'a>> {
    let mut arms = Vec::new();
    for (setting, recipe) in settings.iter().zip(recipes) {
        let mut arm = match name {
            "/transactions, first page" => setting.kept(setting.deep(1)?),
            "/transactions, last page" => setting.kept(setting.deep(recipe.deep_page)?),
            "POST /auth/system_token" => gateways(setting.system_token())?,
            _ => gateways(setting.refresh()?)?,
        };
        arm.name = recipe.links.to_string();
        arms.push(arm);
    }
    // A name of its own: targets speak of the full data.
    Ok(Case { name: format!("growth: {name}"), connections: vec![32], arms })
}
