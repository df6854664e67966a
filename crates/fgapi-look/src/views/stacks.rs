//! Columns over time, each made of pieces that lie on each other.

use serde::Serialize;

use super::super::chart::{HEIGHT, percent, pixels, scale};
use crate::say::Message;

/// How many names below the columns a wide page has room for, and how many a narrow one.
const NAMES: [usize; 2] = [10, 4];

/// A picture of columns, ready to be drawn: along by percent of the width, down by pixels.
#[derive(Clone, Debug, Serialize)]
pub struct Stacks {
    /// What the ids on its page begin with.
    pub id: &'static str,
    /// What it shows.
    pub title: Message,
    /// What it says, in a sentence, for whoever does not see it.
    pub summary: Message,
    /// What the columns stand for (日), as head of the table.
    pub over: Message,
    /// What the pieces stand for, from the bottom.
    pub series: Vec<Series>,
    stacks: Vec<Stack>,
    ticks: Vec<Tick>,
    gutter: u32,
    height: u32,
}

/// What one piece of every column stands for. Its colour is that of its place: the first blue, the second orange, the third green.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Its name.
    pub label: Message,
}

impl Series {
    /// One that is called `label`.
    pub fn new(label: impl Into<Message>) -> Self {
        Self { label: label.into() }
    }
}

/// What is counted at one day or hour.
#[derive(Clone, Debug)]
pub struct Point {
    /// The day (`2026-01-31`) or any other short text.
    pub at: String,
    /// How many, in the order of the series; what lacks is none.
    pub values: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Stack {
    at: String,
    values: Vec<u64>,
    x: f64,
    width: f64,
    middle: f64,
    pieces: Vec<Piece>,
    /// Whether its name is shown on a wide page.
    named: bool,
    /// And on a narrow one.
    named_narrow: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Piece {
    series: usize,
    y: f64,
    height: f64,
}

/// A line across, with its number.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Tick {
    value: u64,
    y: f64,
}

impl Stacks {
    /// Lays out the columns of `points`.
    pub fn new(
        id: &'static str,
        title: impl Into<Message>,
        summary: impl Into<Message>,
        over: impl Into<Message>,
        series: Vec<Series>,
        points: Vec<Point>,
    ) -> Self {
        let most = points.iter().map(|point| sum(&point.values)).max().unwrap_or(0);
        let scale = scale(most);
        let ticks: Vec<_> = scale.ticks().map(|value| Tick { value, y: pixels(HEIGHT - scale.length(value)) }).collect();
        let count = points.len();
        let stack = |(at, point): (usize, Point)| {
            let mut values = point.values;
            values.resize(series.len(), 0);
            let mut below = 0;
            let mut piece = |(series, value): (usize, &u64)| {
                let (bottom, top) = (scale.length(below), scale.length(below.saturating_add(*value)));
                below = below.saturating_add(*value);
                (*value > 0).then(|| Piece { series, y: pixels(HEIGHT - top), height: pixels(top - bottom) })
            };
            let pieces = values.iter().enumerate().filter_map(&mut piece).collect();
            let slot = 100.0 / count as f64;
            let left = slot * at as f64;
            let named = |names: usize| (count - 1 - at).is_multiple_of(count.div_ceil(names));
            Stack {
                at: point.at,
                x: percent(left + slot * 0.16),
                width: percent(slot * 0.68),
                middle: percent(left + slot / 2.0),
                pieces,
                values,
                named: named(NAMES[0]),
                named_narrow: named(NAMES[1]),
            }
        };
        let stacks = points.into_iter().enumerate().map(stack).collect();
        Self {
            id,
            title: title.into(),
            summary: summary.into(),
            over: over.into(),
            stacks,
            ticks,
            gutter: scale.gutter(),
            height: HEIGHT as u32,
            series,
        }
    }
}

fn sum(values: &[u64]) -> u64 {
    values.iter().fold(0, |all, value| all.saturating_add(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stacks(columns: &[&[u64]]) -> Stacks {
        let points = columns.iter().map(|values| Point { at: "2026-10-05".to_owned(), values: values.to_vec() }).collect();
        let series = vec![Series::new(Message::text("a")), Series::new(Message::text("b"))];
        Stacks::new("s", Message::text("t"), Message::text("d"), Message::text("o"), series, points)
    }

    #[test]
    fn pieces_lie_on_each_other() {
        let drawn = stacks(&[&[150, 50], &[0, 100], &[]]);
        let pieces: Vec<Vec<_>> =
            drawn.stacks.iter().map(|stack| stack.pieces.iter().map(|piece| (piece.series, piece.y, piece.height)).collect()).collect();
        assert_eq!(pieces, [vec![(0, 50.0, 150.0), (1, 0.0, 50.0)], vec![(1, 100.0, 100.0)], vec![]]);
        assert_eq!(drawn.stacks[2].values, [0, 0]);
        assert_eq!((drawn.ticks.len(), drawn.ticks[0].y, drawn.ticks[4].y), (5, 200.0, 0.0));
    }

    #[test]
    fn columns_share_the_width() {
        let drawn = stacks(&[&[1], &[2], &[3], &[4]]);
        let places: Vec<_> = drawn.stacks.iter().map(|stack| (stack.x, stack.width, stack.middle)).collect();
        assert_eq!(places, [(4.0, 17.0, 12.5), (29.0, 17.0, 37.5), (54.0, 17.0, 62.5), (79.0, 17.0, 87.5)]);
    }

    #[test]
    fn the_last_column_is_named_and_few_others() {
        let drawn = stacks(&[&[1][..]; 30]);
        let named = |narrow: bool| drawn.stacks.iter().filter(|stack| if narrow { stack.named_narrow } else { stack.named }).count();
        assert_eq!((named(false), named(true)), (10, 4));
        assert!(drawn.stacks[29].named && drawn.stacks[29].named_narrow);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(stacks(&[]).stacks.is_empty() && stacks(&[&[0, 0]]).stacks[0].pieces.is_empty());
    }
}
