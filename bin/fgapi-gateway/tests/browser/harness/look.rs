//! Pictures of screens, for people to look at.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Browser;
use super::options::Screen;

impl Browser {
    /// Gives it this screen.
    #[track_caller]
    pub(super) fn lay_out(&self, screen: Screen) {
        let density = if screen.phone { 2 } else { 1 };
        let metrics = json!({ "width": screen.width, "height": screen.height, "deviceScaleFactor": density, "mobile": screen.phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": screen.phone }));
    }

    /// Pictures of the present screen at its own width and at a phone's, which it must fit.
    #[track_caller]
    pub(crate) fn shots(&self, name: &str) {
        self.fits_its_width();
        self.shot(name);
        self.lay_out(Screen::PHONE);
        self.fits_its_width();
        self.shot(&format!("{name}-phone"));
        self.lay_out(self.screen);
    }

    /// The present screen fits its own width and a phone's.
    #[track_caller]
    pub(crate) fn fits_desk_and_phone(&self) {
        self.fits_its_width();
        self.lay_out(Screen::PHONE);
        self.fits_its_width();
        self.lay_out(self.screen);
    }

    /// A picture of the whole screen, below the build directory: `target/screens/NAME.png`.
    #[track_caller]
    pub(crate) fn shot(&self, name: &str) -> PathBuf {
        let picture = json!({ "format": "png", "optimizeForSpeed": true, "captureBeyondViewport": true, "clip": self.area() });
        let taken = self.devtools("Page.captureScreenshot", picture);
        keep(name, &STANDARD.decode(taken["data"].as_str().unwrap()).unwrap())
    }

    /// Fails the test unless the screen fits its width, so that nobody has to scroll sideways to read.
    #[track_caller]
    pub(crate) fn fits_its_width(&self) {
        let excess = self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(excess, json!(0), "pixels that stick out at {}", self.url());
    }

    /// From the top to the end of the content.
    #[track_caller]
    fn area(&self) -> serde_json::Value {
        let layout = self.devtools("Page.getLayoutMetrics", json!({}));
        let size = &layout["cssContentSize"];
        json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 })
    }
}

/// Puts a picture to the others.
pub(super) fn keep(name: &str, png: &[u8]) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screens");
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join(format!("{name}.png"));
    std::fs::write(&file, png).unwrap();
    file
}
