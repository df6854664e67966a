//! A square of dark and light, which a telephone reads.

use core::fmt::Write as _;

use serde::Serialize;

/// The white rim that the standard (ISO/IEC 18004) asks for, in modules.
const RIM: usize = 4;

/// A QR code, ready to be drawn: whoever made its modules knows what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Qr {
    /// How many modules it measures, its white rim included.
    size: usize,
    /// The dark ones, as an SVG path.
    path: String,
}

/// The modules make no square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the modules of a QR code make a square")]
pub struct NotASquare;

impl Qr {
    /// From its modules, row by row; dark ones are `true`.
    ///
    /// # Errors
    /// [`NotASquare`] when `dark` is empty or not `width` rows of `width`.
    pub fn new(width: usize, dark: &[bool]) -> Result<Self, NotASquare> {
        if width == 0 || width.checked_mul(width) != Some(dark.len()) {
            return Err(NotASquare);
        }
        let mut path = String::new();
        for (y, row) in dark.chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|dark| **dark).count();
                if run > 0 {
                    // Writing into a String does not fail.
                    let _written = write!(path, "M{} {}h{run}v1h-{run}z", x + RIM, y + RIM);
                }
                x += run.max(1);
            }
        }
        Ok(Self { size: width + 2 * RIM, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_boxes_inside_a_rim() {
        let dark = [true, true, false, false, false, false, true, false, true];
        let qr = Qr::new(3, &dark).unwrap();
        assert_eq!((qr.size, qr.path.as_str()), (11, "M4 4h2v1h-2zM4 6h1v1h-1zM6 6h1v1h-1z"));
    }

    #[test]
    fn what_is_no_square_is_refused() {
        for (width, dark) in [(0, &[][..]), (2, &[true; 3]), (1, &[true; 2])] {
            assert_eq!(Qr::new(width, dark), Err(NotASquare), "{width}");
        }
    }
}
