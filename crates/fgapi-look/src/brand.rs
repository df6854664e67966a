//! Whose screens these are: a name, a colour, perhaps a logo.

use crate::assets::{Assets, LOGO};
use crate::colour::{Colour, NotAColour};
use crate::views::BrandView;
use fgapi_caller::Language;

/// The largest logo that is taken, in bytes.
const LOGO_BYTES: usize = 262_144;

/// The bank, as its customers know it.
#[derive(Clone, Debug)]
pub struct Brand {
    japanese: String,
    english: Option<String>,
    site: Option<String>,
    colour: Colour,
    logo: Option<(LogoKind, Vec<u8>)>,
}

/// What kind of picture a logo is. Never SVG: that is a program, not a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

/// Why a brand is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrandFault {
    /// There is no name.
    #[error("the brand needs a name")]
    NoName,
    /// The colour is none.
    #[error(transparent)]
    Colour(#[from] NotAColour),
    /// The logo is none of the pictures that are taken.
    #[error("the logo must be a PNG, JPEG or WebP picture: save it as one of these")]
    NotAPicture,
    /// The logo is too large.
    #[error("the logo has more than {LOGO_BYTES} bytes: save it smaller")]
    LogoTooLarge,
}

impl Brand {
    /// A brand of a Japanese name, an English one where there is one, a colour (`#rrggbb`) and the bytes of a logo.
    ///
    /// # Errors
    /// [`BrandFault`] when the name is blank, the colour is none, or the logo is no PNG, JPEG or WebP picture of a decent size.
    pub fn new(japanese: &str, english: Option<&str>, colour: &str, logo: Option<Vec<u8>>) -> Result<Self, BrandFault> {
        let japanese = japanese.trim();
        if japanese.is_empty() {
            return Err(BrandFault::NoName);
        }
        let english = english.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let logo = logo.map(checked).transpose()?;
        Ok(Self { japanese: japanese.to_owned(), english, site: None, colour: colour.parse()?, logo })
    }

    /// The same brand with the address of its public site, to which its name then leads.
    #[must_use]
    pub fn with_site(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// The name in a language; the Japanese one where there is no other.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.japanese,
            Language::English => self.english.as_deref().unwrap_or(&self.japanese),
        }
    }

    /// What the head of every screen shows. `base` is the common prefix of all paths, or nothing.
    pub fn view(&self, language: Language, assets: &Assets, base: &str) -> BrandView {
        BrandView { name: self.name(language).to_owned(), logo: assets.url(base, LOGO), site: self.site.clone() }
    }

    pub(crate) fn logo(&self) -> Option<(LogoKind, &[u8])> {
        self.logo.as_ref().map(|(kind, bytes)| (*kind, bytes.as_slice()))
    }

    pub(crate) const fn colour(&self) -> Colour {
        self.colour
    }

    /// The style sheet that brings the colour in: as the ground of buttons, and as ink that can be read, by day and by night.
    ///
    /// The grounds here are those of `portal.css`.
    pub(crate) fn style(&self) -> String {
        const DAY: Colour = Colour::WHITE;
        const NIGHT: Colour = Colour::new(0x1a, 0x20, 0x29);
        let rules = |ground: Colour, end: Colour, button: Colour| {
            let (on, ink) = (button.on(), self.colour.readable_on(ground, end, 5.5));
            // Away from the text on it, so that pointing at a button never costs contrast.
            let away = if on == Colour::WHITE { Colour::BLACK } else { Colour::WHITE };
            let (soft, hover) = (ground.mixed(self.colour, 0.08), button.mixed(away, 0.18));
            format!("--brand:{button};--on-brand:{on};--brand-hover:{hover};--brand-ink:{ink};--brand-soft:{soft}")
        };
        let day = rules(DAY, Colour::BLACK, self.colour);
        let night = rules(NIGHT, Colour::WHITE, self.colour.readable_on(NIGHT, Colour::WHITE, 5.5));
        format!(":root{{{day}}}\n@media (prefers-color-scheme:dark){{:root{{{night}}}}}\n")
    }
}

impl LogoKind {
    /// The kind that the first bytes tell, whatever a file is called.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// Its media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

fn checked(bytes: Vec<u8>) -> Result<(LogoKind, Vec<u8>), BrandFault> {
    if bytes.len() > LOGO_BYTES {
        return Err(BrandFault::LogoTooLarge);
    }
    let kind = LogoKind::of(&bytes).ok_or(BrandFault::NotAPicture)?;
    Ok((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";

    fn brand(colour: &str) -> Brand {
        Brand::new("青葉信用組合", Some("Aoba"), colour, None).unwrap()
    }

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(LogoKind::of(PNG), Some(LogoKind::Png));
        assert_eq!(LogoKind::of(b"\xff\xd8\xff\xe0...."), Some(LogoKind::Jpeg));
        assert_eq!(LogoKind::of(b"RIFF\x10\0\0\0WEBPVP8 "), Some(LogoKind::WebP));
    }

    #[test]
    fn a_program_is_no_logo() {
        for bytes in
            [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"<?xml version='1.0'?><svg/>", b"GIF89a", b"RIFF\0\0\0\0WAVE", b""]
        {
            assert_eq!(Brand::new("b", None, "#000000", Some(bytes.to_vec())).unwrap_err(), BrandFault::NotAPicture);
        }
        let large = [PNG, &[0; LOGO_BYTES]].concat();
        assert_eq!(Brand::new("b", None, "#000000", Some(large)).unwrap_err(), BrandFault::LogoTooLarge);
    }

    #[test]
    fn a_brand_needs_a_name_and_a_colour() {
        assert_eq!(Brand::new(" \u{3000}", None, "#000000", None).unwrap_err(), BrandFault::NoName);
        assert_eq!(Brand::new("b", None, "red;}", None).unwrap_err(), BrandFault::Colour(NotAColour));
    }

    #[test]
    fn the_english_name_falls_back_to_the_japanese_one() {
        assert_eq!(brand("#000000").name(Language::English), "Aoba");
        assert_eq!(Brand::new("青葉", Some(" "), "#000000", None).unwrap().name(Language::English), "青葉");
    }

    #[test]
    fn every_colour_gives_text_that_can_be_read() {
        let find = |style: &str, name: &str, nth: usize| {
            let value = style.match_indices(&format!("--{name}:")).nth(nth).unwrap();
            style[value.0 + value.1.len()..][..7].parse::<Colour>().unwrap()
        };
        for colour in ["#0b5cab", "#ffd400", "#ffffff", "#000000", "#7a7a7a", "#e60012", "#00a040", "#123456", "#ff8fb1"] {
            let style = brand(colour).style();
            for (nth, ground) in [Colour::WHITE, Colour::new(0x1a, 0x20, 0x29)].into_iter().enumerate() {
                let (button, text) = (find(&style, "brand", nth), find(&style, "on-brand", nth));
                assert!(button.contrast(text) >= 4.5, "{colour}: text on a button, {nth}");
                assert!(find(&style, "brand-hover", nth).contrast(text) >= 4.5, "{colour}: text on a pointed button, {nth}");
                let (ink, soft) = (find(&style, "brand-ink", nth), find(&style, "brand-soft", nth));
                assert!(ink.contrast(ground) >= 4.5 && ink.contrast(soft) >= 4.5, "{colour}: ink, {nth}");
            }
        }
    }
}
