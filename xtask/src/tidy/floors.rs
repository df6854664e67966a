//! The floors table of `docs/architecture.md`, which is the plan that the crates are held to.

use crate::shell::Outcome;

const HEADER: [&str; 4] = ["floor", "crate", "what it keeps", "may use"];

/// The whole plan.
#[derive(Debug)]
pub(super) struct Floors {
    rows: Vec<Row>,
}

/// One crate in the plan.
#[derive(Debug)]
pub(super) struct Row {
    /// The crate's name.
    pub(super) name: String,
    /// Its floor, or nothing for a crate that stands apart.
    pub(super) floor: Option<u8>,
    /// The fenced dependencies that it may use; `actix-*` stands for a family.
    pub(super) may_use: Vec<String>,
}

impl Floors {
    /// Finds and reads the table in a Markdown text.
    pub(super) fn parse(text: &str) -> Outcome<Self> {
        let mut lines = text.lines().enumerate().skip_while(|(_, line)| cells(line).is_none_or(|c| c != HEADER)).skip(1);
        let ruled = lines.next().is_some_and(|(_, line)| line.starts_with("|--"));
        if !ruled {
            return Err(format!("docs/architecture.md has no table with the columns {}", HEADER.join(" | ")));
        }
        let rows = lines.map_while(|(n, line)| Some(row(n + 1, &cells(line)?))).collect::<Outcome<_>>()?;
        Ok(Self { rows })
    }

    /// All rows, in their order.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of a crate.
    pub(super) fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// Whether a dependency stands behind a fence at all: some row names it.
    pub(super) fn fenced(&self, dependency: &str) -> bool {
        self.rows.iter().any(|row| row.admits(dependency))
    }

    /// Whether a crate may contain `async`: exactly those that may use tokio.
    pub(super) fn may_wait(&self, name: &str) -> bool {
        self.row(name).is_some_and(|row| row.admits("tokio"))
    }
}

impl Row {
    /// Whether this crate may use a fenced dependency.
    pub(super) fn admits(&self, dependency: &str) -> bool {
        self.may_use.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(family) => dependency.starts_with(family),
            None => pattern == dependency,
        })
    }
}

fn row(line: usize, cells: &[&str]) -> Outcome<Row> {
    let wrong = |what: &str| format!("docs/architecture.md:{line}: {what}");
    let &[floor, name, _, may_use] = cells else { return Err(wrong("a row of the floors table has four cells")) };
    let floor = match floor {
        "–" => None,
        digits => Some(digits.parse().map_err(|_| wrong("a floor is a number, or – for a crate that stands apart"))?),
    };
    let name = quoted(name).next().ok_or_else(|| wrong("the crate's name stands in backticks"))?.to_owned();
    Ok(Row { name, floor, may_use: quoted(may_use).map(str::to_owned).collect() })
}

/// The trimmed cells of a table line, or nothing for any other line.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// The words that stand in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "words\n\n| floor | crate | what it keeps | may use |\n|---|---|---|---|\n\
        | 1 | `a` | words | |\n| 4 | `b` | a door | `actix-*`, `tokio` |\n| – | `x` | tools | |\n\n| other | table |\n";

    #[test]
    fn the_table_is_read_to_its_end() {
        let floors = Floors::parse(PLAN).unwrap();
        let rows: Vec<_> = floors.rows().iter().map(|r| (r.name.as_str(), r.floor)).collect();
        assert_eq!(rows, [("a", Some(1)), ("b", Some(4)), ("x", None)]);
    }

    #[test]
    fn fences_and_waiting_follow_the_last_column() {
        let floors = Floors::parse(PLAN).unwrap();
        assert!(floors.fenced("actix-web") && floors.fenced("tokio") && !floors.fenced("serde"));
        assert!(floors.may_wait("b") && !floors.may_wait("a"));
    }

    #[test]
    fn a_table_that_is_missing_or_odd_is_refused_with_its_line() {
        assert!(Floors::parse("nothing").unwrap_err().contains("no table"));
        assert!(Floors::parse(&PLAN.replace("| 4 |", "| four |")).unwrap_err().contains(":6:"));
        assert!(Floors::parse(&PLAN.replace("`a`", "a")).unwrap_err().contains(":5:"));
    }
}
