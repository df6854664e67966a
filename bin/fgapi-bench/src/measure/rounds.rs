//! Rounds that take turns: the gateway, its floor, the next; then all again.

use std::time::Duration;

use super::arm::{Arm, Case};
use super::figures::{ArmFigures, CaseFigures, median};
use crate::load::{self, Loaded, Phase};
use crate::{Counted, Outcome};

/// How long everything takes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Before each measurement, not measured.
    pub warm_up: Duration,
    /// Each measurement.
    pub lasts: Duration,
    /// How often everybody has their turn.
    pub rounds: usize,
    /// How many requests a phase has whose requests have to be prepared.
    pub prepared: usize,
}

impl Pace {
    /// What is published.
    pub const FULL: Self = Self { warm_up: Duration::from_millis(300), lasts: Duration::from_secs(2), rounds: 3, prepared: 4_000 };
    /// What shows which way a change points.
    pub const QUICK: Self = Self { warm_up: Duration::from_millis(150), lasts: Duration::from_millis(600), rounds: 3, prepared: 600 };
    /// No traffic that ends by itself is waited for longer.
    const ENDS: Duration = Duration::from_secs(120);
}

/// One arm's one turn.
struct Turn {
    application: Option<Duration>,
    database: Option<Duration>,
    loaded: Loaded,
}

/// Measures a case at each of its numbers of connections.
///
/// # Errors
/// A server that does not answer as it should.
pub fn measure(case: &mut Case<'_>, pace: Pace) -> Outcome<Vec<CaseFigures>> {
    let Case { name, connections, arms } = case;
    let mut figures = Vec::new();
    for connections in connections.iter().copied() {
        let mut turns: Vec<Vec<Turn>> = arms.iter().map(|_| Vec::new()).collect();
        for _ in 0..pace.rounds {
            for (arm, turns) in arms.iter_mut().zip(&mut turns) {
                turns.push(turn(arm, connections, pace)?);
            }
        }
        let arms = arms.iter().zip(turns).map(|(arm, turns)| medians(arm, &turns)).collect::<Outcome<_>>()?;
        figures.push(CaseFigures { name: name.clone(), connections, arms });
    }
    Ok(figures)
}

fn turn(arm: &mut Arm<'_>, connections: usize, pace: Pace) -> Outcome<Turn> {
    let traffic = arm.supply.take(connections)?;
    let (warm_up, lasts) = if arm.supply.ends() { (Duration::ZERO, Pace::ENDS) } else { (pace.warm_up, pace.lasts) };
    let phase = Phase { connections, warm_up, lasts, expected: arm.expected, sheds: false };
    let counted = [arm.application, arm.database];
    let mut edges: Vec<[Option<Duration>; 2]> = Vec::new();
    let at_edges = |_| {
        let cpu = |counted: Option<Counted>| counted.map(Counted::cpu).transpose();
        edges.push([cpu(counted[0])?, cpu(counted[1])?]);
        Ok(())
    };
    let (mut loaded, traffic) = load::run(arm.address, phase, traffic, at_edges)?;
    arm.supply.put_back(traffic, std::mem::take(&mut loaded.kept));
    let spent = |which: usize| {
        let (before, after) = (edges.first()?[which]?, edges.last()?[which]?);
        Some(after.saturating_sub(before))
    };
    Ok(Turn { application: spent(0), database: spent(1), loaded })
}

fn medians(arm: &Arm<'_>, turns: &[Turn]) -> Outcome<ArmFigures> {
    let each = |figure: &dyn Fn(&Turn) -> f64| median(turns.iter().map(figure).collect());
    let micros = |which: &dyn Fn(&Turn) -> Option<Duration>| {
        let known: Option<Vec<f64>> =
            turns.iter().map(|turn| Some(which(turn)?.as_secs_f64() * 1e6 / (turn.loaded.answers.max(1) as f64))).collect();
        known.map(median)
    };
    let resident = arm.application.map(Counted::resident).transpose()?;
    Ok(ArmFigures {
        name: arm.name.clone(),
        application_us: micros(&|turn| turn.application),
        database_us: micros(&|turn| turn.database),
        per_second: each(&|turn| turn.loaded.per_second()),
        p50_ms: each(&|turn| turn.loaded.percentile(50.0)),
        p99_ms: each(&|turn| turn.loaded.percentile(99.0)),
        resident_mib: resident.map(|bytes| bytes as f64 / f64::from(1 << 20)),
        body_bytes: turns.iter().map(|turn| turn.loaded.body_bytes).max().unwrap_or_default(),
        answers: turns.iter().map(|turn| turn.loaded.answers).sum(),
    })
}
