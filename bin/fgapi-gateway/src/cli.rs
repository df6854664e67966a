//! The command line: which commands there are. What each takes and does stands in its own file under `commands`.

use clap::{Parser, Subcommand};
use fgapi_commands::{
    admin, audit, client, config, customer, doctor, explain, export, ids, import, linked, mail, migrate, revoke, service, tenant, vault,
};
use fgapi_house::Failure;

use crate::commands::{openapi, reference, sandbox, serve, try_flows};

/// FGAPI (銀行共通 API) のゲートウェイ / A gateway that serves FGAPI, the common API of Japanese banks
#[derive(Debug, Parser)]
#[command(
    name = "fgapi",
    version,
    arg_required_else_help = true,
    propagate_version = true,
    after_help = "Example / 例:\n  fgapi sandbox            a demo bank on this machine, with curl lines to paste\n  fgapi serve --config fgapi.toml\n\n\
                  Exit codes / 終了コード: 0 done, 1 failed, 2 bad usage or bad input"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Sandbox(sandbox::Args),
    Serve(serve::Args),
    Config(config::Args),
    Migrate(migrate::Args),
    Admin(admin::Args),
    Client(client::Args),
    Customer(customer::Args),
    Import(import::Args),
    Export(export::Args),
    Doctor(doctor::Args),
    Revoke(revoke::Args),
    Explain(explain::Args),
    Audit(audit::Args),
    Mail(mail::Args),
    Ids(ids::Args),
    Tenant(tenant::Args),
    Vault(vault::Args),
    Service(service::Args),
    Linked(linked::Args),
    Try(try_flows::Args),
    Openapi(openapi::Args),
    Reference(reference::Args),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Sandbox(args) => args.run(),
            Self::Serve(args) => args.run(),
            Self::Config(args) => args.run(),
            Self::Migrate(args) => args.run(),
            Self::Admin(args) => args.run(),
            Self::Client(args) => args.run(),
            Self::Customer(args) => args.run(),
            Self::Import(args) => args.run(),
            Self::Export(args) => args.run(),
            Self::Doctor(args) => args.run(),
            Self::Revoke(args) => args.run(),
            Self::Explain(args) => args.run(),
            Self::Audit(args) => args.run(),
            Self::Mail(args) => args.run(),
            Self::Ids(args) => args.run(),
            Self::Tenant(args) => args.run(),
            Self::Vault(args) => args.run(),
            Self::Service(args) => args.run(),
            Self::Linked(args) => args.run(),
            Self::Try(args) => args.run(),
            Self::Openapi(args) => args.run(),
            Self::Reference(args) => args.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_speaks_both_languages_and_shows_an_example() {
        fn look(command: &clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(about.contains(" / ") && !about.is_ascii() && about.chars().any(|c| c.is_ascii_alphabetic()), "{path}: {about:?}");
            let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(example.contains("Example / 例:") && example.contains("fgapi "), "{path} shows no example");
            command.get_subcommands().for_each(|sub| look(sub, &path));
        }
        look(&Cli::command(), "");
    }
}
