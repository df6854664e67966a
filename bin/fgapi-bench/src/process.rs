//! Servers that the bench starts itself: the gateway and the floor.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::data::{Bank, without_settings};
use crate::fault::Told as _;
use crate::{BaseUrl, BenchFault, Counted, Outcome};

/// A server, until this is dropped.
#[derive(Debug)]
pub(crate) struct Serving {
    child: Child,
    /// Where it answers.
    pub(crate) address: BaseUrl,
    /// Its first line.
    pub(crate) told: Value,
}

impl Serving {
    /// The gateway over `bank`. What it logs goes to `log`, or nowhere: it writes its lines either way.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) fn gateway(bank: &Bank, log: Option<&Path>) -> Outcome<Self> {
        Self::start(Self::command(bank), log)
    }

    /// The same with other settings, by the names of their variables.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) fn gateway_with(bank: &Bank, settings: &[(&str, &str)]) -> Outcome<Self> {
        let mut command = Self::command(bank);
        command.envs(settings.iter().copied());
        Self::start(command, None)
    }

    fn command(bank: &Bank) -> Command {
        let mut command = Command::new(bank.gateway());
        command.args(["serve", "--json", "--config"]).arg(bank.config());
        without_settings(&mut command);
        command
    }

    /// The floor, by a file that holds its plan.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) fn floor(plan: &Path) -> Outcome<Self> {
        let program = std::env::current_exe().told("this program", "run it again")?;
        let mut command = Command::new(program);
        command.arg("floor").arg(plan);
        Self::start(command, None)
    }

    /// Its process.
    pub(crate) fn counted(&self) -> Counted {
        Counted::Process(self.child.id())
    }

    fn start(mut command: Command, log: Option<&Path>) -> Outcome<Self> {
        let shown = format!("{:?}", command.get_program());
        let next = "run the same command by hand, or name a file with --server-log";
        let errors = match log {
            Some(path) => File::create(path).told(path.display(), "name another file")?.into(),
            None => Stdio::null(),
        };
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).spawn().told(&shown, next)?;
        let mut first = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut first).told(&shown, next)?;
        }
        let told = serde_json::from_str::<Value>(&first).ok();
        let address = told.as_ref().and_then(|told| told["base_url"].as_str()?.parse().ok());
        match (told, address) {
            (Some(told), Some(address)) => Ok(Self { child, address, told }),
            _ => {
                // It is no use to anybody; that it has ended already is no trouble.
                let _ = child.kill();
                let _ = child.wait();
                Err(BenchFault::new(format!("{shown} does not serve; its first line was {first:?}"), next))
            }
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
