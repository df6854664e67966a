//! The crates as they are against the floors as they are planned: arrows point down, and a heavy
//! dependency stays behind its fence.

use std::path::Path;

use super::finding::Finding;
use super::floors::{Floors, Row};
use crate::workspace::Package;

const PLAN: &str = "docs/architecture.md";

/// Compares what cargo knows with the plan.
pub(super) fn check(floors: &Floors, packages: &[Package]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |package: &str, message: String| found.push(Finding::at(Path::new(package), 0, message));
    for row in floors.rows().iter().filter(|row| packages.iter().all(|p| p.name != row.name)) {
        say(PLAN, format!("the floors table lists {}, which the workspace does not have: remove its row", row.name));
    }
    for package in packages {
        let Some(own) = floors.row(&package.name) else {
            say(PLAN, format!("the floors table lacks {}: give it a row", package.name));
            continue;
        };
        // Tests may look across: a port's contract suite stands above the port that it proves.
        for dependency in package.dependencies.iter().filter(|d| !d.dev) {
            if let Some(message) = refusal(floors, own, &dependency.name) {
                say(&package.name, message);
            }
        }
    }
    found
}

/// Why `own` may not depend on `name`, if so.
fn refusal(floors: &Floors, own: &Row, name: &str) -> Option<String> {
    if let Some(other) = floors.row(name) {
        let shown = |floor: Option<u8>| floor.map_or("apart".to_owned(), |n| format!("floor {n}"));
        let down = matches!((own.floor, other.floor), (Some(own), Some(other)) if other < own);
        return (!down).then(|| {
            let (from, to) = (shown(own.floor), shown(other.floor));
            format!("depends on {name} ({to}) from {from}: a crate depends on lower floors only; move the shared part down")
        });
    }
    (floors.fenced(name) && !own.admits(name)).then(|| {
        let inside: Vec<_> = floors.rows().iter().filter(|row| row.admits(name)).map(|row| row.name.as_str()).collect();
        format!("uses {name}, which is fenced into {}: ask that crate instead", inside.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{About, Dependency};

    fn floors() -> Floors {
        Floors::parse(
            "| floor | crate | what it keeps | may use |\n|---|---|---|---|\n| 1 | `words` | | `ring` |\n| 1 | `page` | | |\n\
             | 4 | `store` | | `diesel*` |\n| 4 | `http` | | |\n| – | `xtask` | | |\n",
        )
        .unwrap()
    }

    fn package(name: &str, dependencies: &[(&str, bool)]) -> Package {
        let dependencies = dependencies.iter().map(|&(name, dev)| Dependency { name: name.to_owned(), dev }).collect();
        Package { name: name.to_owned(), version: "0.1.0".to_owned(), dir: name.into(), dependencies, about: About::default() }
    }

    fn found(changed: Package) -> String {
        let mut all: Vec<_> = ["words", "page", "store", "http", "xtask"].map(|name| package(name, &[])).into();
        all.retain(|p| p.name != changed.name);
        all.push(changed);
        check(&floors(), &all).iter().map(|f| format!("{f}\n")).collect()
    }

    #[test]
    fn what_points_down_and_stays_inside_its_fence_is_silent() {
        assert_eq!(found(package("store", &[("words", false), ("diesel", false), ("diesel_migrations", false), ("csv", false)])), "");
    }

    #[test]
    fn sideways_and_upwards_are_refused() {
        assert!(found(package("http", &[("store", false)])).contains("depends on store (floor 4) from floor 4"));
        assert!(found(package("words", &[("store", false)])).contains("from floor 1"));
        assert!(found(package("xtask", &[("words", false)])).contains("from apart"));
        assert!(found(package("store", &[("xtask", false)])).contains("xtask (apart)"));
    }

    #[test]
    fn tests_may_look_across() {
        assert_eq!(found(package("words", &[("store", true), ("diesel", true)])), "");
    }

    #[test]
    fn a_heavy_dependency_stays_behind_its_fence() {
        assert!(found(package("http", &[("ring", false)])).contains("fenced into words"));
        assert!(found(package("page", &[("diesel_migrations", false)])).contains("fenced into store"));
    }

    #[test]
    fn plan_and_workspace_list_the_same_crates() {
        assert!(found(package("cellar", &[])).contains("lacks cellar"));
        assert!(check(&floors(), &[]).iter().any(|f| f.to_string().contains("lists words")));
    }
}
