//! Where a command finds its store: a settings file, or a sandbox's directory.

use std::path::PathBuf;

use fgapi_demo::sandbox::Directory;

use crate::failure::Failure;
use crate::sandbox::settings_of;
use crate::settings::Settings;

/// `--config` and `--data`, which every command has that touches a store.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
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
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        if let Some(directory) = &self.data {
            return settings_of(&Directory::finished(directory)?);
        }
        let usual = PathBuf::from(USUAL_FILE);
        let file = self.config.clone().or_else(|| usual.exists().then_some(usual));
        Ok(Settings::load(file.as_deref())?)
    }

    /// How browsers reach the gateway there: scheme, host and port. A sandbox that serves knows it; otherwise the settings say it.
    pub(crate) fn origin(&self, settings: &Settings) -> String {
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
