//! Bars beside names, of which a part stands out: requests, and the errors among them.

use serde::Serialize;

use super::super::chart::percent;
use super::Series;
use crate::say::Message;

/// A table with a picture in every row: the longest bar fills its cell.
#[derive(Clone, Debug, Serialize)]
pub struct Bars {
    /// What the ids on its page begin with.
    pub id: &'static str,
    /// What it shows.
    pub title: Message,
    /// What the names are (クライアント).
    pub of: Message,
    /// What is counted.
    pub all: Series,
    /// What stands out among it.
    pub part: Series,
    /// What is shown instead of no bars.
    pub empty: Message,
    bars: Vec<Drawn>,
}

/// What is counted of one thing.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// The screen about it.
    pub href: Option<String>,
    /// How many.
    pub all: u64,
    /// How many of these stand out.
    pub part: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Drawn {
    name: String,
    href: Option<String>,
    all: u64,
    part: u64,
    /// How long the rest is, in percent of the cell.
    rest_width: f64,
    /// How long the part is, which begins where the rest ends.
    part_width: f64,
}

/// The shortest bar that is still seen, in percent of the cell.
const SEEN: f64 = 0.6;

impl Bars {
    /// Lays out bars: what is counted, and what stands out among it.
    pub fn new(
        id: &'static str,
        title: impl Into<Message>,
        of: impl Into<Message>,
        [all, part]: [Series; 2],
        empty: impl Into<Message>,
        bars: Vec<Bar>,
    ) -> Self {
        let most = bars.iter().map(|bar| bar.all.max(bar.part)).max().unwrap_or(0).max(1);
        let length = |value: u64| if value == 0 { 0.0 } else { (100.0 * value as f64 / most as f64).max(SEEN) };
        let drawn = |bar: Bar| {
            let (whole, part) = (length(bar.all.max(bar.part)), length(bar.part));
            let (rest_width, part_width) = (percent(whole - part), percent(part));
            Drawn { name: bar.name, href: bar.href, all: bar.all, part: bar.part, rest_width, part_width }
        };
        Self { id, title: title.into(), of: of.into(), all, part, empty: empty.into(), bars: bars.into_iter().map(drawn).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_its_cell_and_the_shortest_is_seen() {
        let text = || Series::new(Message::text(""));
        let bar = |all, part| Bar { name: String::new(), href: None, all, part };
        let counted = vec![bar(200, 50), bar(100, 0), bar(1_000_000, 1), bar(0, 0), bar(12, 12)];
        let bars = Bars::new("b", Message::text(""), Message::text(""), [text(), text()], Message::text(""), counted);
        let widths: Vec<_> = bars.bars.iter().map(|bar| (bar.rest_width, bar.part_width)).collect();
        assert_eq!(widths, [(0.0, 0.6), (0.6, 0.0), (99.4, 0.6), (0.0, 0.0), (0.0, 0.6)]);
    }
}
