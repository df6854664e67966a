//! Figures as text, JSON and charts: the same figures give the same bytes.

use fgapi_bench::chart::{Chart, Line, svg};
use fgapi_bench::docs::{markdown, replaced};
use fgapi_bench::measure::{ArmFigures, CaseFigures, DURABLE_FLOOR, FIRST_READING, Report};
use fgapi_bench::{table, targets};

fn arm(name: &str, application: f64, database: Option<f64>) -> ArmFigures {
    ArmFigures {
        name: name.to_owned(),
        application_us: Some(application),
        database_us: database,
        per_second: 12_345.6,
        p50_ms: 1.25,
        p99_ms: 9.5,
        resident_mib: Some(31.4),
        body_bytes: 28_000,
        answers: 99,
    }
}

fn report(store: &str) -> Report {
    let case = |name: &str, connections, gateway, floor| CaseFigures {
        name: name.to_owned(),
        connections,
        arms: vec![arm("gateway", gateway, None), arm("floor", floor, None)],
    };
    let mut token = case("POST /auth/system_token", 32, 90.0, 30.0);
    token.arms.push(arm(DURABLE_FLOOR, 100.0, None));
    let mut report = Report { store: store.to_owned(), size: "full".to_owned(), ..Report::default() };
    report.cases = vec![
        case("/transactions page 1", 32, 120.0, 100.0),
        case("/transactions deep page 5000", 32, 150.0, 100.0),
        case("PUT /auth/token", 64, 100.0, 90.0),
        token,
    ];
    report.cases[0].arms.push(arm(FIRST_READING, 160.0, None));
    report.cases[1].arms.push(arm(FIRST_READING, 200.0, None));
    report.facts.insert("first_answer_ms".to_owned(), 42.0);
    report.about.insert("machine".to_owned(), "two cores".to_owned());
    report.charts = vec![chart()];
    report
}

fn chart() -> Chart {
    let line =
        |name: &str, by: f64| Line { name: name.to_owned(), points: vec![(1.0, 70.0), (50.0, 70.0 * by), (5_000.0, 70.0 * by * by)] };
    Chart {
        name: "page-number".to_owned(),
        title: "Cost of a page against its number".to_owned(),
        x: "page".to_owned(),
        y: "CPU µs".to_owned(),
        lines: vec![line("gateway", 1.0), line("OFFSET", 20.0)],
    }
}

#[test]
fn a_line_compares_each_arm_with_the_first() {
    let case = &report("sqlite").cases[0];
    let lines = table::lines(case);
    let lines: Vec<Vec<&str>> = lines.lines().map(|line| line.split_ascii_whitespace().collect()).collect();
    assert_eq!(lines[0][3..], ["32", "gateway", "120.0", "-", "120.0", "-", "12346", "1.25", "9.50", "31", "28000"]);
    assert_eq!(lines[1][3..], ["32", "floor", "100.0", "-", "100.0", "1.20", "12346", "1.25", "9.50", "31", "28000"]);
    let head = table::head();
    assert!(head.contains("ratio") && head.contains("p99 ms"), "{head}");
}

#[test]
fn processor_time_is_the_applications_and_the_databases() {
    assert_eq!(arm("gateway", 100.0, Some(80.0)).cpu_us(), Some(180.0));
    assert_eq!(ArmFigures { application_us: None, ..arm("peer", 1.0, Some(2.0)) }.cpu_us(), None);
}

#[test]
fn json_says_what_was_measured() {
    let first = report("sqlite");
    let text = serde_json::to_string(&first).unwrap();
    let again: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    assert_eq!(again.case("PUT /auth/token", 64).unwrap().arms[0].cpu_us(), Some(100.0));
}

#[test]
fn targets_are_met_not_met_or_not_measured() {
    let lines: Vec<String> = targets::verdicts(&report("sqlite")).iter().map(ToString::to_string).collect();
    let line = |part: &str| lines.iter().find(|line| line.contains(part)).unwrap_or_else(|| panic!("{part}: {lines:#?}"));
    assert!(line("a kept page's CPU to its floor's").contains("NOT MET") && line("a kept page's").contains("1.50× (≤ 1.3×)"));
    assert!(line("any kept page's CPU to page 1's").contains("NOT MET"));
    assert!(line("a page's first reading to its floor's").contains("2.00× (≤ 1.3×)"), "{lines:#?}");
    assert!(line("any page's first reading to page 1's").contains("1.25× (≤ 1.2×)"));
    assert!(line("system_token's CPU to its floor's").contains("NOT MET") && line("of a floor as durable").contains("0.90× (≤ 1.15×)"));
    assert!(line("durable refreshes").starts_with("target 3: met") && line("durable refreshes").contains("12345.60 (≥ 1500)"));
    assert!(line("first answer").starts_with("target 4: met"));
    assert!(line("Fastify").contains("not measured"));
    assert!(!lines.iter().any(|line| line.contains("rotation")), "SQLite has no floor of rotation to keep to");
    let postgres = targets::verdicts(&report("postgres"));
    assert!(postgres.iter().any(|verdict| verdict.asks.contains("rotation") && verdict.is_met().is_none()));
}

#[test]
fn charts_and_pages_are_the_same_for_the_same_figures() {
    let text = svg(&chart()).unwrap();
    assert_eq!(svg(&chart()).unwrap(), text);
    assert!(text.starts_with("<svg ") && text.contains("Cost of a page") && text.contains("OFFSET"), "{text}");
    let page = markdown(&report("sqlite"));
    assert_eq!(markdown(&report("sqlite")), page);
    assert!(page.contains("- machine: two cores") && page.contains("| **not met** |"), "{page}");
    assert!(page.contains("](images/page-number-sqlite.svg)"), "{page}");
    let empty = Chart { lines: Vec::new(), ..chart() };
    assert!(svg(&empty).is_err());
}

#[test]
fn only_what_stands_between_the_marks_is_replaced() {
    let text = "a\n<!-- begin sqlite -->\nold\n<!-- end sqlite -->\nb\n";
    let new = replaced(text, "sqlite", "new\n").unwrap();
    assert_eq!(new, "a\n<!-- begin sqlite -->\n\nnew\n\n<!-- end sqlite -->\nb\n");
    assert_eq!(replaced(&new, "sqlite", "new").unwrap(), new);
    let refused = replaced(text, "postgres", "new").unwrap_err().to_string();
    assert!(refused.contains("<!-- begin postgres -->") && refused.contains("\nnext: "), "{refused}");
}
