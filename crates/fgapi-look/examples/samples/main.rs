//! Writes a page of every shared part, in both languages, with what it loads: `cargo run -p fgapi-look --example samples -- DIRECTORY`.
//! For whoever changes how screens look, and wants to see it.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use fgapi_look::{Assets, Language, Renderer};

mod pages;

fn main() -> Result<(), Box<dyn Error>> {
    let to = PathBuf::from(std::env::args().nth(1).ok_or("name a directory to write to")?);
    fs::create_dir_all(to.join("assets"))?;
    let assets = Assets::new(&pages::brand()?);
    for name in ["portal.css", "portal.js", "office.css", "office.js", "brand.css", "favicon.svg"] {
        fs::write(to.join("assets").join(name), &assets.get(name).ok_or("an asset is missing")?.bytes)?;
    }
    let renderer = Renderer::new(&pages::DOOR)?;
    for language in Language::ALL {
        for page in pages::all(language, str::to_owned)? {
            let html = renderer.render(language, page.template, &page.frame, &page.screen)?;
            // So that a browser finds them beside the page.
            let html = html.replace("\"/assets/", "\"assets/");
            fs::write(to.join(format!("{}.{}.html", page.name, language.as_str())), html)?;
        }
    }
    Ok(())
}
