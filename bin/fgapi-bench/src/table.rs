//! Figures as lines of text.

use std::fmt::Write as _;

use crate::measure::{ArmFigures, CaseFigures};

/// The first line.
pub fn head() -> String {
    format!(
        "{:<34} {:>5} {:<11} {:>8} {:>8} {:>8} {:>7} {:>9} {:>8} {:>8} {:>6} {:>7}",
        "call", "conns", "", "app us", "db us", "cpu us", "ratio", "per s", "p50 ms", "p99 ms", "MiB", "bytes"
    )
}

/// A case's lines, one an arm. The ratio is the first arm's processor time by the line's own.
pub fn lines(case: &CaseFigures) -> String {
    let mut text = String::new();
    for arm in &case.arms {
        let ratio = case.ratio(&arm.name).filter(|_| case.arms.first().is_some_and(|first| first.name != arm.name));
        // Writing into a String never fails.
        let _ = writeln!(text, "{:<34} {:>5} {}", case.name, case.connections, line(arm, ratio));
    }
    text
}

fn line(arm: &ArmFigures, ratio: Option<f64>) -> String {
    let shown = |figure: Option<f64>, digits: usize| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.digits$}"));
    format!(
        "{:<11} {:>8} {:>8} {:>8} {:>7} {:>9.0} {:>8.2} {:>8.2} {:>6} {:>7}",
        arm.name,
        shown(arm.application_us, 1),
        shown(arm.database_us, 1),
        shown(arm.cpu_us(), 1),
        shown(ratio, 2),
        arm.per_second,
        arm.p50_ms,
        arm.p99_ms,
        shown(arm.resident_mib, 0),
        arm.body_bytes,
    )
}
