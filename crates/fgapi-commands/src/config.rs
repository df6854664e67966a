//! `fgapi config`: the settings checked and explained.

use fgapi_house::{CustomerCertificates, Failure, Place, VaultKeys, branded, linked_authorities, mailer, pem, say};
use fgapi_settings::manual;

/// 設定の確認と説明 / Check settings, or explain them
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi config check --config fgapi.toml\n  fgapi config reference")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// 設定ファイルと環境変数を確認する / Check a settings file and the environment, without starting anything
    #[command(after_help = "Example / 例:\n  fgapi config check --config fgapi.toml\n  FGAPI__BANK__CODE=9999 fgapi config check")]
    Check(Place),
    /// すべての設定の説明を Markdown で出力する / Print the manual of all settings, in Markdown
    #[command(after_help = "Example / 例:\n  fgapi config reference | less")]
    Reference,
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Check(place) => {
                let settings = place.settings()?;
                pem::tls(&settings)?;
                CustomerCertificates::read(&settings)?;
                branded(&settings, "")?;
                mailer(&settings)?;
                linked_authorities(&settings)?;
                VaultKeys::of(&settings).refuse_unusable()?;
                let (bank, bind, store) = (settings.bank.code, settings.server.bind, &settings.store.url);
                say(&format!("the settings are good: bank {bank} on {bind}, data in {store} / 設定に問題はありません"))
            }
            What::Reference => say(manual().trim_end()),
        }
    }
}
