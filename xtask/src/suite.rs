//! `test`: everything that has to hold, in one command that brings what it needs.
//!
//! A step that fails does not hide the next one: the laws may be broken and the tests still tell
//! something. Only the tests themselves wait for their database, their data and their browser.

mod branch_data;
mod browser;
mod cluster;
mod description_tools;
mod packages;
mod postgres;
mod programs;
mod steps;
mod tests_run;

pub(crate) use cluster::Cluster;
pub(crate) use programs::Programs;

use steps::Steps;
use tests_run::Counts;

use crate::shell::Outcome;
use crate::workspace::Workspace;
use crate::{codegen, pack, tidy};

/// Runs the suite; `args` are handed to `cargo test`.
pub(crate) fn test(workspace: &Workspace, args: &[&str]) -> Outcome {
    let mut steps = Steps::new();
    steps.take("tidy", || tidy::tidy(workspace));
    let database = steps.take("postgresql", || postgres::provide(workspace));
    let branches = steps.take("branch data", || branch_data::provide(workspace));
    let browser = steps.take("browser", || browser::provide(workspace));
    let tools = steps.take("description tools", || description_tools::provide(workspace));
    if let (Some(database), Some(branches), Some(browser), Some(tools)) = (&database, &branches, &browser, &tools) {
        let url = database.url();
        let mut env = vec![(postgres::URL_VARIABLE, url.as_os_str()), ("FGAPI_TEST_ZENGIN_CODE", branches.as_os_str())];
        env.push((description_tools::VARIABLE, tools.as_os_str()));
        env.extend(browser.env());
        let mut counts = Counts::default();
        steps.take("tests", || {
            counts = tests_run::run(workspace, args, &env)?;
            counts.trouble().map_or(Ok(()), Err)
        });
        steps.count(counts);
    } else {
        steps.skip("tests", "what they need is missing");
    }
    steps.take("generated pages", || codegen::check(workspace));
    if args.is_empty() {
        steps.take("packages", || pack::quick(workspace));
    }
    drop(database);
    steps.finish()
}
