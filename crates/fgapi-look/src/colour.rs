//! A colour, and how well two of them can be told apart (WCAG 2.2).

use core::fmt;
use core::str::FromStr;

/// A colour of the screen, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// The text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as # and six hexadecimal digits, such as #0b5cab")]
pub struct NotAColour;

impl Colour {
    /// White.
    pub const WHITE: Self = Self::new(255, 255, 255);
    /// Black.
    pub const BLACK: Self = Self::new(0, 0, 0);

    /// A colour by its parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// How far apart the two are in light, from 1 (same) to 21 (black and white).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// White or black, whichever is read better on this colour: never less than 4.58 to 1, where WCAG asks for 4.5.
    pub fn on(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// This colour, moved towards `end` only as far as it takes to be read on `ground`.
    pub fn readable_on(self, ground: Self, end: Self, contrast: f64) -> Self {
        let steps = (0..=50u8).map(|step| self.mixed(end, f64::from(step) / 50.0));
        steps.into_iter().find(|colour| colour.contrast(ground) >= contrast).unwrap_or(end)
    }

    /// This colour with a `share` (0 to 1) of another.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let part = |a: u8, b: u8| {
            let mixed = f64::from(a) + (f64::from(b) - f64::from(a)) * share.clamp(0.0, 1.0);
            // A mean of two bytes is a byte.
            mixed.round() as u8
        };
        Self::new(part(self.red, other.red), part(self.green, other.green), part(self.blue, other.blue))
    }

    fn luminance(self) -> f64 {
        let light = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * light(self.red) + 0.7152 * light(self.green) + 0.0722 * light(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(NotAColour)?;
        let value = u32::from_str_radix(digits, 16).map_err(|_| NotAColour)?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_as_it_is_written() {
        for text in ["#0b5cab", "#000000", "#ffffff"] {
            assert_eq!(text.parse::<Colour>().unwrap().to_string(), text);
        }
        assert_eq!("#FFD400".parse::<Colour>().unwrap().to_string(), "#ffd400");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "#", "0b5cab", "#0b5ca", "#0b5cabc", "#0b5cag", "#+b5cab", "#0b5cab;}", "blue", "#あ345"] {
            assert_eq!(text.parse::<Colour>(), Err(NotAColour), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let black = Colour::BLACK;
        assert!((black.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert!((Colour::new(0x76, 0x76, 0x76).contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        assert!((black.contrast(black) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn text_on_any_colour_can_be_read() {
        for (ground, text) in
            [("#0b5cab", Colour::WHITE), ("#ffd400", Colour::BLACK), ("#ffffff", Colour::BLACK), ("#000000", Colour::WHITE)]
        {
            assert_eq!(ground.parse::<Colour>().unwrap().on(), text, "{ground}");
        }
        for grey in 0..=255 {
            let ground = Colour::new(grey, grey, grey);
            assert!(ground.contrast(ground.on()) >= 4.5, "{ground}");
        }
    }

    #[test]
    fn a_colour_is_moved_until_it_can_be_read_and_no_further() {
        let blue = Colour::new(0x0b, 0x5c, 0xab);
        assert_eq!(blue.readable_on(Colour::WHITE, Colour::BLACK, 4.5), blue);
        for yellow in [Colour::new(0xff, 0xd4, 0), Colour::WHITE] {
            let ink = yellow.readable_on(Colour::WHITE, Colour::BLACK, 4.5);
            assert!(ink.contrast(Colour::WHITE) >= 4.5 && ink.contrast(Colour::WHITE) < 6.0, "{ink}");
        }
    }
}
