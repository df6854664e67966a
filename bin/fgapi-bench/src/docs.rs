//! Puts a run's tables and charts into `docs/performance.md`, between the marks that stand there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::fault::Told as _;
use crate::measure::{CaseFigures, Report};
use crate::{BenchFault, Outcome, chart, targets};

/// Replaces what stands between the marks of the report's store, and writes its charts below `docs/images`.
///
/// # Errors
/// When the page has no such marks, or files cannot be written.
pub fn write(root: &Path, report: &Report) -> Outcome {
    let page = root.join("docs/performance.md");
    let text = fs::read_to_string(&page).told(page.display(), "run it in the repository")?;
    let images = root.join("docs/images");
    fs::create_dir_all(&images).told(images.display(), "run it in the repository")?;
    for chart in &report.charts {
        let file = images.join(format!("{}-{}.svg", chart.name, report.store));
        fs::write(&file, chart::svg(chart)?).told(file.display(), "run it in the repository")?;
    }
    let text = replaced(&text, &report.store, &markdown(report))?;
    fs::write(&page, text).told(page.display(), "run it in the repository")
}

/// `text` with `new` between the marks called `name`.
///
/// # Errors
/// When a mark is missing.
pub fn replaced(text: &str, name: &str, new: &str) -> Outcome<String> {
    let (begin, end) = (format!("<!-- begin {name} -->"), format!("<!-- end {name} -->"));
    let next = "put the marks back where the tables belong";
    let missing = |mark: &str| BenchFault::new(format!("docs/performance.md has no {mark}"), next);
    let (before, rest) = text.split_once(begin.as_str()).ok_or_else(|| missing(&begin))?;
    let (_, after) = rest.split_once(end.as_str()).ok_or_else(|| missing(&end))?;
    Ok(format!("{before}{begin}\n\n{}\n\n{end}{after}", new.trim()))
}

/// A report as Markdown: what was measured where, every case, single figures, targets, charts.
pub fn markdown(report: &Report) -> String {
    let mut text = String::new();
    // Writing into a String never fails, here and below.
    for (name, what) in &report.about {
        let _ = writeln!(text, "- {name}: {what}");
    }
    text.push_str(
        "\n| call | connections | | app µs | db µs | CPU µs | gateway to it | per s | p50 ms | p99 ms | MiB | bytes |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    report.cases.iter().for_each(|case| rows(&mut text, case));
    text.push_str("\n| single figure | |\n|---|---|\n");
    for (name, figure) in &report.facts {
        let _ = writeln!(text, "| {name} | {figure:.2} |");
    }
    text.push_str("\n| target | asks | figure | bound | |\n|---|---|---|---|---|\n");
    for verdict in targets::verdicts(report) {
        let stands = match verdict.is_met() {
            Some(true) => "met",
            Some(false) => "**not met**",
            None => "not measured",
        };
        let figure = verdict.figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}{}", verdict.unit));
        let sign = if verdict.at_least { '≥' } else { '≤' };
        let _ =
            writeln!(text, "| {} | {} | {figure} | {sign} {}{} | {stands} |", verdict.number, verdict.asks, verdict.bound, verdict.unit);
    }
    for chart in &report.charts {
        let _ = writeln!(text, "\n![{}](images/{}-{}.svg)", chart.title, chart.name, report.store);
    }
    text
}

fn rows(text: &mut String, case: &CaseFigures) {
    let shown = |figure: Option<f64>, digits: usize| figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.digits$}"));
    for (at, arm) in case.arms.iter().enumerate() {
        let ratio = case.ratio(&arm.name).filter(|_| at > 0);
        let ratio = shown(ratio, 2) + if ratio.is_some() { "×" } else { "" };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {:.0} | {:.2} | {:.2} | {} | {} |",
            case.name,
            case.connections,
            arm.name,
            shown(arm.application_us, 1),
            shown(arm.database_us, 1),
            shown(arm.cpu_us(), 1),
            ratio,
            arm.per_second,
            arm.p50_ms,
            arm.p99_ms,
            shown(arm.resident_mib, 0),
            arm.body_bytes,
        );
    }
}
