//! Where a command finds its store: a settings file, or a sandbox's directory.

use std::path::PathBuf;

use fgapi_demo::sandbox::Directory;
use fgapi_settings::Settings;
use fgapi_store::StoreAddress;

use crate::failure::Failure;

/// `--config` and `--data`, which every command has that touches a store.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// Settings file; without it `fgapi.toml` here, when there is one / 設定ファイル
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    config: Option<PathBuf>,
    /// A sandbox's directory / サンドボックスのディレクトリ
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The settings file that is taken when none is named.
const USUAL_FILE: &str = "fgapi.toml";

impl Place {
    /// The settings that hold there.
    ///
    /// # Errors
    /// A [`Failure`] when there are none, or they are refused.
    pub fn settings(&self) -> Result<Settings, Failure> {
        if let Some(directory) = &self.data {
            return settings_of_sandbox(&Directory::finished(directory)?);
        }
        let usual = PathBuf::from(USUAL_FILE);
        let file = self.config.clone().or_else(|| usual.exists().then_some(usual));
        Ok(Settings::load(file.as_deref())?)
    }

    /// How browsers reach the gateway there: scheme, host and port. A sandbox that serves knows it; otherwise the settings say it.
    pub fn origin(&self, settings: &Settings) -> String {
        let served = self.data.as_deref().and_then(|data| Directory::at(data).served_at().ok());
        if let Some(base) = served {
            return base.strip_suffix(settings.server.prefix.as_str()).map(str::to_owned).unwrap_or(base);
        }
        match &settings.server.public_url {
            Some(url) => url.to_string(),
            None if settings.tls.certificate.is_some() => format!("https://{}", settings.server.bind),
            None => format!("http://{}", settings.server.bind),
        }
    }
}

/// A sandbox's settings: its file and the environment.
///
/// # Errors
/// A [`Failure`] when they are refused, or would lead out of the sandbox.
pub fn settings_of_sandbox(directory: &Directory) -> Result<Settings, Failure> {
    let file = directory.settings_file();
    let settings = Settings::load_of_sandbox(&file)?;
    let own = StoreAddress::Sqlite(directory.database());
    if settings.store.url == own {
        return Ok(settings);
    }
    let problem = format!("store.url is not the sandbox's own database, {own}");
    Err(Failure::bad_input(problem, format!("take FGAPI__STORE__URL out of the environment, and store.url out of {}", file.display())))
}
