//! `fgapi reference`: the manual's generated pages, printed by the program that they describe.

use std::fmt::Write as _;

use clap::{Command, CommandFactory as _, ValueEnum};
use fgapi_house::{Failure, say};
use fgapi_settings::manual;

use crate::cli::Cli;

/// リファレンスを Markdown で出力する / Print a page of the reference, in Markdown
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi reference errors > errors.md")]
pub(crate) struct Args {
    /// Which page / どのページか
    page: Page,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// Every setting / すべての設定
    Settings,
    /// Every error that a call can get / すべてのエラー
    Errors,
    /// The API of outside services' credentials / 外部サービス認証情報 API
    ExternalServices,
    /// Every command / すべてのコマンド
    Commands,
    /// Who may do what in the office / 管理画面の権限
    Rights,
    /// The API of linked accounts / 連携口座 API
    LinkedAccounts,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let page = match self.page {
            Page::Settings => manual(),
            Page::Errors => fgapi_http::catalogue::markdown(),
            Page::ExternalServices => fgapi_http::external_services::markdown(),
            Page::Commands => commands(),
            Page::Rights => fgapi_admin::rights_page(),
            Page::LinkedAccounts => crate::linked_page::page(),
        };
        say(page.trim_end())
    }
}

/// Columns of the help texts in the manual, whatever the terminal has.
const WIDTH: usize = 100;

fn commands() -> String {
    let mut page = String::from(
        "# Commands / コマンド\n\n<!-- Made by `fgapi reference commands`; change the commands in the program, not this page. -->\n\n\
         Exit codes / 終了コード: 0 done, 1 failed, 2 bad usage or bad input. Errors stand on stderr as `error: …` and `next: …`.\n",
    );
    let mut whole = Cli::command().term_width(WIDTH).max_term_width(WIDTH);
    whole.build();
    entry(&mut page, &mut whole, "");
    page
}

fn entry(page: &mut String, command: &mut Command, path: &str) {
    let path = format!("{path} {}", command.get_name());
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    // Writing into a String never fails.
    let _ = write!(page, "\n## `{}`\n\n```text\n{}\n```\n", path.trim_start(), help.join("\n").trim_end());
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        entry(page, sub, &path);
    }
}
