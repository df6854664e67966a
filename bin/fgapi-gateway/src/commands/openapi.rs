//! `fgapi openapi`: the APIs, described by the program that answers them.

use clap::ValueEnum;
use fgapi_caller::Language;
use fgapi_house::{Failure, say};
use fgapi_openapi::{Document, json};

/// API を OpenAPI 3.1 (JSON) で出力する / Print an API as OpenAPI 3.1, in JSON
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi openapi fgapi --language en --server https://bank.example > fgapi.json\n\n\
                  A running gateway shows all of them at /openapi/ (setting openapi.page).")]
pub(crate) struct Args {
    /// Which API / どの API か
    document: Which,
    /// Language of the descriptions / 説明の言語
    #[arg(long, value_enum, default_value = "ja")]
    language: InLanguage,
    /// Base URL of the gateway / ゲートウェイの URL
    #[arg(long, value_name = "URL", default_value = "/")]
    server: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    /// FGAPI rev 0.5
    Fgapi,
    /// Credentials of outside services, OAuth, API tokens / 外部サービス認証情報
    ExternalServices,
    /// Linked accounts / 連携口座
    LinkedAccounts,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum InLanguage {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let document = match self.document {
            Which::Fgapi => Document::Fgapi,
            Which::ExternalServices => Document::ExternalServices,
            Which::LinkedAccounts => Document::LinkedAccounts,
        };
        let language = match self.language {
            InLanguage::Ja => Language::Japanese,
            InLanguage::En => Language::English,
        };
        let text = json(document, language, &self.server);
        let text = text.map_err(|error| Failure::broken(error.to_string(), "tell who made the program"))?;
        say(text.trim_end())
    }
}
