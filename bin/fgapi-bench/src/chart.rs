//! Small charts as SVG: costs as lines over a number, both axes logarithmic. The same figures give the same bytes.

use plotters::coord::combinators::IntoLogRange as _;
use plotters::prelude::{
    ChartBuilder, Circle, IntoDrawingArea as _, LineSeries, PathElement, RGBColor, SVGBackend, SeriesLabelPosition, WHITE,
};
use plotters::style::Color as _;
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::fault::Told as _;

/// A chart: what it shows, and its lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The file's name without its ending.
    pub name: String,
    /// The title.
    pub title: String,
    /// What runs along the bottom.
    pub x: String,
    /// What is read at the side.
    pub y: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What it is of.
    pub name: String,
    /// Its points; both numbers are above 0.
    pub points: Vec<(f64, f64)>,
}

const SIZE: (u32, u32) = (640, 360);
const COLOURS: [RGBColor; 6] = [
    RGBColor(11, 92, 171),
    RGBColor(120, 120, 120),
    RGBColor(200, 80, 20),
    RGBColor(30, 130, 76),
    RGBColor(140, 70, 160),
    RGBColor(180, 140, 0),
];
const NEXT: &str = "report this";

/// A chart as SVG.
///
/// # Errors
/// When it has no point, or one that no logarithm has a place for.
pub fn svg(chart: &Chart) -> Outcome<String> {
    let points = || chart.lines.iter().flat_map(|line| line.points.iter().copied());
    if points().next().is_none() || points().any(|(x, y)| !(x > 0.0 && y > 0.0)) {
        return Err(crate::BenchFault::new(format!("chart {}: no point, or one at 0 or below", chart.name), "measure again"));
    }
    let span = |of: &dyn Fn((f64, f64)) -> f64| {
        let (low, high) = points().map(of).fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        (10_f64.powf(low.log10().floor()), 10_f64.powf(high.log10().ceil().max(low.log10().floor() + 1.0)))
    };
    let (x, y) = (span(&|point| point.0), span(&|point| point.1));
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        area.fill(&WHITE).told(&chart.name, NEXT)?;
        let mut drawn = ChartBuilder::on(&area)
            .caption(&chart.title, ("sans-serif", 16))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(56)
            .build_cartesian_2d((x.0..x.1).log_scale(), (y.0..y.1).log_scale())
            .told(&chart.name, NEXT)?;
        drawn
            .configure_mesh()
            .x_desc(&chart.x)
            .y_desc(&chart.y)
            .x_label_formatter(&|at| whole(*at))
            .y_label_formatter(&|at| whole(*at))
            .light_line_style(WHITE.mix(0.0))
            .draw()
            .told(&chart.name, NEXT)?;
        for (line, colour) in chart.lines.iter().zip(COLOURS.iter().cycle()) {
            let colour = *colour;
            let series = LineSeries::new(line.points.iter().copied(), colour.stroke_width(2));
            let shown = drawn.draw_series(series).told(&chart.name, NEXT)?;
            shown.label(&line.name).legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
            let dots = line.points.iter().map(|point| Circle::new(*point, 3, colour.filled()));
            drawn.draw_series(dots).told(&chart.name, NEXT)?;
        }
        let labels = drawn.configure_series_labels().position(SeriesLabelPosition::UpperLeft).background_style(WHITE.mix(0.8)).draw();
        labels.told(&chart.name, NEXT)?;
        area.present().told(&chart.name, NEXT)?;
    }
    Ok(text)
}

/// A whole number with its thousands apart; small ones as they are.
fn whole(number: f64) -> String {
    if number < 1.0 {
        return format!("{number}");
    }
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([1.0, 999.0, 1_000.0, 1_234_567.0, 0.1].map(whole), ["1", "999", "1,000", "1,234,567", "0.1"]);
    }
}
