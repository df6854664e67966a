//! `fgapi sandbox`: a demo bank on this machine.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::sandbox::{Directory, Greeting, ready};
use crate::screen::say;
use crate::{house, logging, serving};

/// お試し銀行を手元で動かす / Serve a demo bank to this machine, with curl lines to paste
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi sandbox\n  fgapi sandbox --data bank --port 0 --json\n\n\
                  The first start makes the bank; later starts serve the same data. Other commands reach it with --data DIR,\n\
                  also while it is served. Its settings stand in DIR/fgapi.toml, its throw-away credentials in DIR/sandbox.json.")]
pub(crate) struct Args {
    /// The directory that holds the bank / データを置くディレクトリ
    #[arg(long, value_name = "DIR", default_value = "fgapi-sandbox")]
    data: PathBuf,
    /// Port on the loopback address; 0 = any free one; without it that of DIR/fgapi.toml (8080) / ポート番号
    #[arg(long)]
    port: Option<u16>,
    /// Say everything as one line of JSON, when the port answers / JSON を 1 行で出力する
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let lock = Directory::at(&self.data).lock()?;
        let (mut settings, credentials) = ready(&lock)?;
        if let Some(port) = self.port {
            settings.server.bind.set_port(port);
        }
        logging::begin(&settings);
        let credentials = credentials.with_ids(&house::ids(&settings)?)?;
        let store = house::open_to_serve(&settings)?;
        house::refuse_other_keys(&store, &settings)?;
        serving::serve(&settings, &store, (), |base_url| {
            lock.note_url(base_url)?;
            let greeting = Greeting { base_url, directory: lock.directory(), credentials: &credentials };
            say(&if self.json { greeting.json() } else { greeting.text() })
        })
    }
}
