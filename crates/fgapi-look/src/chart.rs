//! The measures of pictures: what is drawn is numbers, and made here.

/// How tall the columns can be, in pixels.
pub(crate) const HEIGHT: f64 = 200.0;
/// The most lines across, the ground not counted.
const LINES: u64 = 4;

/// What a height stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    step: u64,
    top: u64,
}

/// A scale for numbers up to `most`: its lines stand at 1, 2 or 5 of some power of ten, and there are four of them at most.
pub(crate) fn scale(most: u64) -> Scale {
    let mut power: u64 = 1;
    loop {
        for digit in [1, 2, 5] {
            let step = power.saturating_mul(digit);
            let lines = most.div_ceil(step).max(1);
            if lines <= LINES {
                return Scale { step, top: step.saturating_mul(lines) };
            }
        }
        power = power.saturating_mul(10);
    }
}

impl Scale {
    /// What the lines stand for, from the ground.
    pub(crate) fn ticks(self) -> impl Iterator<Item = u64> {
        (0..=self.top / self.step).map(move |line| line * self.step)
    }

    /// How tall a number is.
    pub(crate) fn length(self, value: u64) -> f64 {
        HEIGHT * value.min(self.top) as f64 / self.top as f64
    }

    /// How many pixels the longest number beside a line takes.
    pub(crate) fn gutter(self) -> u32 {
        let digits = self.top.checked_ilog10().unwrap_or(0) + 1;
        // A digit is about eight pixels wide at this size, a comma four; twelve keep it away from the columns.
        digits * 8 + (digits - 1) / 3 * 4 + 12
    }
}

/// A share of a width, short enough to be read in the page.
pub(crate) fn percent(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The same for heights.
pub(crate) fn pixels(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_numbers() {
        let lines = |most| scale(most).ticks().collect::<Vec<_>>();
        assert_eq!(lines(0), [0, 1]);
        assert_eq!(lines(1), [0, 1]);
        assert_eq!(lines(4), [0, 1, 2, 3, 4]);
        assert_eq!(lines(5), [0, 2, 4, 6]);
        assert_eq!(lines(137), [0, 50, 100, 150]);
        assert_eq!(lines(200), [0, 50, 100, 150, 200]);
        assert_eq!(lines(12_345), [0, 5_000, 10_000, 15_000]);
    }

    #[test]
    fn no_number_is_too_large() {
        for most in [u64::MAX, u64::MAX - 1, 10_000_000_000_000_000_000] {
            let scale = scale(most);
            assert!(scale.ticks().count() <= 5 && scale.length(most) <= HEIGHT, "{most}");
        }
    }

    #[test]
    fn heights_follow_the_numbers() {
        let scale = scale(137);
        assert_eq!((scale.length(0), scale.length(75), scale.length(150)), (0.0, 100.0, 200.0));
    }

    #[test]
    fn longer_numbers_get_more_room() {
        let rooms = [9, 99, 9_999, 9_999_999].map(|most| scale(most).gutter());
        assert!(rooms.is_sorted() && rooms[0] == 28, "{rooms:?}");
    }
}
