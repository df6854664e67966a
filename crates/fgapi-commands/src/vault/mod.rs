//! `fgapi vault`: the vault's keys, what lies in it, and who may read it.

mod client;
mod credentials;
mod init;
mod rotate;
mod standing;

use fgapi_house::Failure;

/// 保管庫 (外部サービス認証情報) の鍵と中身 / The vault: its keys, the credentials in it, and the clients that read them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi vault init --config fgapi.toml\n  fgapi vault status --config fgapi.toml\n  fgapi vault rotate --config fgapi.toml\n\n\
                  Master keys stand in vault.keys_file, or in the variable FGAPI_VAULT_KEYS; the database has none of them. Keep copies apart."
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Init(init::Init),
    Status(standing::Status),
    Rotate(rotate::Rotate),
    Verify(standing::Verify),
    Seal(standing::Seal),
    Unseal(standing::Unseal),
    Set(Box<credentials::Set>),
    List(credentials::List),
    Client(client::Args),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Init(init) => init.run(),
            What::Status(status) => status.run(),
            What::Rotate(rotate) => rotate.run(),
            What::Verify(verify) => verify.run(),
            What::Seal(seal) => seal.run(),
            What::Unseal(unseal) => unseal.run(),
            What::Set(set) => set.run(),
            What::List(list) => list.run(),
            What::Client(client) => client.run(),
        }
    }
}
