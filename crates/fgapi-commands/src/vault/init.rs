//! `fgapi vault init`: the first master key.

use fgapi_house::failure::vault_failure;
use fgapi_house::{self as house, Entrusted, Failure, KEYS_VARIABLE, Place, say, say_json};
use fgapi_vault::MasterKey;
use serde_json::json;

/// 最初のマスター鍵を作る / Make the first master key, in the file that vault.keys_file names
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault init --config fgapi.toml\n  fgapi vault init --config fgapi.toml --print\n\n\
                  It is refused where anything is sealed already or a key is there: a new key would open none of it.\n\
                  Keep a copy of the key apart from the database's copies. Copy it to every gateway of the bank.")]
pub(super) struct Init {
    #[command(flatten)]
    place: Place,
    /// Write no file: print the line for the environment variable FGAPI_VAULT_KEYS / ファイルを作らず、環境変数に設定する行を表示する
    #[arg(long)]
    print: bool,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

impl Init {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Entrusted { vault, keys, .. } = Entrusted::for_command(&self.place)?;
        let mut made: Option<MasterKey> = None;
        let mut first = || {
            let key = vault.first_master_key().map_err(vault_failure)?;
            // What stands in the log and was not written is harmless; the other way round it would be a key that nobody knows of.
            vault.tell_made(&key, &house::by_command()).map_err(vault_failure)?;
            made = Some(key.clone());
            Ok(key)
        };
        if self.print {
            keys.refuse_any()?;
            let key = first()?;
            return printed(&key, self.json);
        }
        let file = keys.begin(first)?;
        let fingerprint = made.map(|key| key.fingerprint()).unwrap_or_default();
        if self.json {
            return say_json(&json!({ "number": 1, "fingerprint": fingerprint, "file": file.display().to_string() }));
        }
        say(&format!(
            "master key 1 ({fingerprint}) is in {}\n\
             Keep a copy of it apart from the database's copies: without it nothing in the vault opens.\n\
             Gateways that serve take it at once; those on other machines need the same file.\n\
             データベースの控えとは別に控えを保管してください。鍵がなければ保管庫の中身は復元できません。",
            file.display()
        ))
    }
}

/// The line for the environment. The key itself stands on stdout: that is what was asked for.
pub(super) fn printed(key: &MasterKey, json: bool) -> Result<(), Failure> {
    let text = key.to_text();
    if json {
        return say_json(&json!({ "number": key.number().get(), "fingerprint": key.fingerprint(), "key": text.reveal() }));
    }
    match key.number().get() {
        1 => say(&format!("{KEYS_VARIABLE}={}", text.reveal())),
        _ => say(&format!("{KEYS_VARIABLE}=…;{}", text.reveal())),
    }
}
