//! `fgapi sandbox`: a demo bank on this machine.

use std::path::PathBuf;
use std::sync::Arc;

use fgapi_demo::sandbox::{Certified, Directory, Greeting};
use fgapi_domain::{SystemClock, SystemEntropy};
use fgapi_house::{self as house, Failure, logging};
use fgapi_settings::PublicUrl;

use crate::sandbox::{Apps, certified, ready, told};
use crate::serving;

/// お試し銀行を手元で動かす / Serve a demo bank to this machine, with an app to try in a browser and curl lines to paste
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi sandbox\n  fgapi sandbox --data bank --port 0 --json\n  fgapi sandbox --tls\n\n\
                  The first start makes the bank; later starts serve the same data. Other commands reach it with --data DIR,\n\
                  also while it is served. Its settings stand in DIR/fgapi.toml, its throw-away credentials in DIR/sandbox.json,\n\
                  its certificates in DIR/tls: they are renewed by a start in their last month.")]
pub(crate) struct Args {
    /// The directory that holds the bank / データを置くディレクトリ
    #[arg(long, value_name = "DIR", default_value = "fgapi-sandbox")]
    data: PathBuf,
    /// Port on the loopback address; 0 = any free one; without it that of DIR/fgapi.toml (8080) / ポート番号
    #[arg(long)]
    port: Option<u16>,
    /// Serve HTTPS on localhost from now on, with certificates of the sandbox's own, and a customer who logs in by certificate / HTTPS で提供し、電子証明書の顧客を加える
    #[arg(long)]
    tls: bool,
    /// Say everything as one line of JSON, when the port answers / JSON を 1 行で出力する
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Does it.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let lock = Arc::new(Directory::at(&self.data).lock()?);
        let (settings, credentials) = ready(&lock)?;
        let (mut settings, certified) = certified(&lock, settings, self.tls, &SystemClock, &SystemEntropy::new())?;
        if let Some(port) = self.port {
            settings.server.bind.set_port(port);
            // The next one, as in the file; any free one where any is asked for.
            if let (Some(bind), Some(next)) = (&mut settings.tls.client_bind, port.checked_add(u16::from(port != 0))) {
                bind.set_port(next);
            }
        }
        let authority = certified.as_ref().map(Certified::authority);
        if let Some(authority) = &authority {
            // Its certificate is for this name, at whatever port.
            settings.server.public_url = PublicUrl::read("https://localhost");
            // The sandbox is an institution of its own catalogue.
            settings.linked.ca_file.get_or_insert_with(|| authority.clone());
        }
        logging::begin(&settings);
        let credentials = house::entrust_demo(&lock, &settings, credentials)?;
        let credentials = credentials.with_ids(&house::ids(&settings)?, &lock.directory().credentials_file())?;
        let store = house::open_to_serve(&settings)?;
        house::refuse_other_keys(&store, &settings)?;
        let apps = Apps::of(&credentials, certified.as_ref());
        serving::serve(&settings, &store, apps, |at| {
            let base_url = at.base_url;
            lock.note_url(base_url)?;
            let office = at.office.map(|desk| told(desk, &store, base_url)).transpose()?;
            let (certified, office) = (certified.as_ref(), office.as_ref());
            let greeting = Greeting { base_url, directory: lock.directory().path(), credentials: &credentials, certified, office };
            let greeting = if self.json { greeting.json() } else { greeting.text() };
            house::greet(base_url, at.entrusted, &lock, &credentials, authority, greeting)
        })
    }
}
