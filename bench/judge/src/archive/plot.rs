//! Plot of the growth as SVG: items on the x axis, cost on the y axis, both logarithmic. Linear
//! growth is as steep as the dashed line.

use std::fmt::Write;

use super::growth::{Point, thousands};
use crate::instance::Engine;

/// Size of a panel, and the frame of its axes.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 380.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 256.0;
/// Colour of each engine.
const COLOURS: [(Engine, &str); 2] = [(Engine::Sqlite, "#0b6e99"), (Engine::Postgres, "#c2410c")];

/// Panel with the growth of one cost.
struct Panel {
    title: &'static str,
    cost: fn(&Point) -> f64,
}

const PANELS: [Panel; 2] = [
    Panel {
        title: "related rebuild, seconds",
        cost: |point| point.rebuild_seconds,
    },
    Panel {
        title: "one publish, milliseconds",
        cost: |point| point.publish_millis,
    },
];

/// Ranges of the axes of a panel, as powers of ten.
struct Axes {
    x: (f64, f64),
    y: (f64, f64),
}

impl Axes {
    fn new(points: &[Point], cost: fn(&Point) -> f64) -> Self {
        let costs = points.iter().map(cost);
        Self {
            x: powers(points.iter().map(|point| point.size as f64)),
            y: powers(costs),
        }
    }

    /// Coordinates of a point.
    fn coordinates(&self, size: f64, cost: f64) -> (f64, f64) {
        let share = |value: f64, (from, to): (f64, f64)| (value.log10() - from) / (to - from);
        (
            LEFT + share(size, self.x) * (RIGHT - LEFT),
            BOTTOM - share(cost, self.y) * (BOTTOM - TOP),
        )
    }
}

/// Powers of ten that enclose some values.
fn powers(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) = values.fold((f64::MAX, f64::MIN_POSITIVE), |(least, most), value| {
        (least.min(value), most.max(value))
    });
    let from = least.log10().floor();
    (from, most.log10().ceil().max(from + 1.0))
}

/// Draws both panels.
pub fn draw(points: &[Point]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        WIDTH * 2.0
    );
    for (index, panel) in PANELS.iter().enumerate() {
        let right = WIDTH * index as f64;
        let drawn = panel.draw(points);
        let _ = writeln!(svg, "<g transform=\"translate({right} 0)\">\n{drawn}</g>");
    }
    svg.push_str("</svg>\n");
    svg
}

impl Panel {
    fn draw(&self, points: &[Point]) -> String {
        let axes = Axes::new(points, self.cost);
        let mut svg = format!(
            "<text x=\"{LEFT}\" y=\"20\" font-weight=\"bold\">{}</text>\n<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"black\"/>\n",
            self.title
        );
        svg.push_str(&ticks(&axes));
        svg.push_str(&self.linear(points, &axes));
        for (line, (engine, colour)) in COLOURS.iter().enumerate() {
            let points = points.iter().filter(|point| point.engine == *engine);
            let coordinates: Vec<(f64, f64)> = points
                .map(|point| axes.coordinates(point.size as f64, (self.cost)(point)))
                .collect();
            if !coordinates.is_empty() {
                let y = TOP + 14.0 * (line as f64 + 1.0);
                svg.push_str(&series(&coordinates, colour));
                let x = LEFT + 10.0;
                let _ = writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{engine}</text>"
                );
            }
        }
        svg
    }

    /// Dashed line of linear growth from the first point.
    fn linear(&self, points: &[Point], axes: &Axes) -> String {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return String::new();
        };
        let (size, cost) = (first.size as f64, (self.cost)(first));
        let ceiling = 10_f64.powf(axes.y.1);
        let until = (last.size as f64).min(size * ceiling / cost);
        let (x1, y1) = axes.coordinates(size, cost);
        let (x2, y2) = axes.coordinates(until, cost * until / size);
        format!(
            "<path d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\" stroke=\"grey\" stroke-dasharray=\"4\"/>\n"
        )
    }
}

/// Line and dots of one engine.
fn series(coordinates: &[(f64, f64)], colour: &str) -> String {
    let mut line = Vec::new();
    let mut svg = String::new();
    for (x, y) in coordinates {
        line.push(format!("{x:.1},{y:.1}"));
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"
        );
    }
    let line = line.join(" ");
    format!("<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\"/>\n{svg}")
}

/// Labels of the powers of ten.
fn ticks(axes: &Axes) -> String {
    let mut svg = String::new();
    for power in axes.x.0 as i32..=axes.x.1 as i32 {
        let (x, _) = axes.coordinates(10_f64.powi(power), 1.0);
        let name = thousands(10_usize.pow(power.unsigned_abs()));
        let y = BOTTOM + 16.0;
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{name}</text>"
        );
    }
    for power in axes.y.0 as i32..=axes.y.1 as i32 {
        let (_, y) = axes.coordinates(1.0, 10_f64.powi(power));
        let (x, y) = (LEFT - 6.0, y + 4.0);
        let name = 10_f64.powi(power);
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{name}</text>"
        );
    }
    let (x, y) = (RIGHT, BOTTOM + 34.0);
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">items</text>"
    );
    svg
}
