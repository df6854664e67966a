//! `fgapi migrate`: brings the tables up to date.

use fgapi_house::failure::store_failure;
use fgapi_house::{Failure, ForRooms as _, Place, say};
use fgapi_store::Store;

/// データベースの表を最新にする / Bring the tables up to date
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi migrate --plan --config fgapi.toml\n  fgapi migrate --config fgapi.toml\n\n\
                  Gateways of this version and the one before go on serving meanwhile.")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Only say what would be done / 実行する内容だけを表示する
    #[arg(long)]
    plan: bool,
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        let settings = self.place.settings()?;
        if self.plan && is_missing_file(&settings.store.url) {
            return say(&format!("{} is not there: `fgapi migrate` makes it / まだありません", settings.store.url));
        }
        let store = Store::connect(&settings.store.url, settings.store_for_command()).map_err(store_failure)?;
        let names = store.pending_migrations().map_err(store_failure)?;
        if !self.plan {
            store.migrate().map_err(store_failure)?;
        }
        let (what, done) =
            if self.plan { ("to run / 実行予定", "nothing to run") } else { ("done / 実行済み", "nothing was missing") };
        if names.is_empty() {
            return say(&format!("{done}: the tables are up to date / 表は最新です"));
        }
        names.iter().try_for_each(|name| say(&format!("{what}: {name}")))
    }
}

/// To plan is to look only: a SQLite file is not made for it.
fn is_missing_file(address: &fgapi_store::StoreAddress) -> bool {
    matches!(address, fgapi_store::StoreAddress::Sqlite(path) if !path.exists())
}
