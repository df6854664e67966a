//! `fgapi serve`: the gateway on a bank's real data.

use fgapi_house::{self as house, Failure, Place, logging, say_json};

use crate::serving;

/// ゲートウェイを起動する / Serve FGAPI
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi migrate --config fgapi.toml && fgapi serve --config fgapi.toml\n\n\
                  SIGTERM lets calls in flight end, a second one ends at once. The settings are explained by `fgapi config reference`.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,
    /// Say the base URL as one line of JSON, when the port answers / 接続先を JSON 1 行で出力する
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let settings = self.place.settings()?;
        logging::begin(&settings);
        let store = house::open_to_serve(&settings)?;
        house::refuse_other_keys(&store, &settings)?;
        serving::serve(&settings, &store, (), |at| match (self.json, at.metrics_url) {
            (false, _) => Ok(()),
            (true, None) => say_json(&serde_json::json!({ "base_url": at.base_url })),
            (true, Some(url)) => say_json(&serde_json::json!({ "base_url": at.base_url, "metrics_url": url })),
        })
    }
}
