//! The growth as a drawing: items to the right and cost upwards, both by powers of ten, so that what grows as the size does is as steep as the dashed
//! line.

use std::fmt::Write;

use super::growth::Point;
use crate::house::Engine;

/// A panel's place, and the frame within it.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 380.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 256.0;
/// What each engine is drawn in.
const COLOURS: [(Engine, &str); 2] = [(Engine::Sqlite, "#0b6e99"), (Engine::Postgres, "#c2410c")];

/// What a panel shows.
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

/// From and to which power of ten a panel goes, to the right and upwards.
struct Scale {
    right: (f64, f64),
    up: (f64, f64),
}

impl Scale {
    fn of(points: &[Point], cost: fn(&Point) -> f64) -> Self {
        let costs = points.iter().map(cost);
        Self {
            right: powers(points.iter().map(|point| point.size as f64)),
            up: powers(costs),
        }
    }

    fn place(&self, size: f64, cost: f64) -> (f64, f64) {
        let share = |value: f64, (from, to): (f64, f64)| (value.log10() - from) / (to - from);
        (
            LEFT + share(size, self.right) * (RIGHT - LEFT),
            BOTTOM - share(cost, self.up) * (BOTTOM - TOP),
        )
    }
}

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
    for (place, panel) in PANELS.iter().enumerate() {
        let right = WIDTH * place as f64;
        let drawn = panel.draw(points);
        let _ = writeln!(svg, "<g transform=\"translate({right} 0)\">\n{drawn}</g>");
    }
    svg.push_str("</svg>\n");
    svg
}

impl Panel {
    fn draw(&self, points: &[Point]) -> String {
        let scale = Scale::of(points, self.cost);
        let mut svg = format!(
            "<text x=\"{LEFT}\" y=\"20\" font-weight=\"bold\">{}</text>\n<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"black\"/>\n",
            self.title
        );
        svg.push_str(&ticks(&scale));
        svg.push_str(&self.linear(points, &scale));
        for (line, (engine, colour)) in COLOURS.iter().enumerate() {
            let of = points.iter().filter(|point| point.engine == *engine);
            let places: Vec<(f64, f64)> = of
                .map(|point| scale.place(point.size as f64, (self.cost)(point)))
                .collect();
            if !places.is_empty() {
                let y = TOP + 14.0 * (line as f64 + 1.0);
                svg.push_str(&series(&places, colour));
                let x = LEFT + 10.0;
                let _ = writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{engine}</text>"
                );
            }
        }
        svg
    }

    /// As steep as what grows as the size does, from the first point.
    fn linear(&self, points: &[Point], scale: &Scale) -> String {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return String::new();
        };
        let (size, cost) = (first.size as f64, (self.cost)(first));
        let ceiling = 10_f64.powf(scale.up.1);
        let until = (last.size as f64).min(size * ceiling / cost);
        let (x1, y1) = scale.place(size, cost);
        let (x2, y2) = scale.place(until, cost * until / size);
        format!(
            "<path d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\" stroke=\"grey\" stroke-dasharray=\"4\"/>\n"
        )
    }
}

fn series(places: &[(f64, f64)], colour: &str) -> String {
    let mut line = Vec::new();
    let mut svg = String::new();
    for (x, y) in places {
        line.push(format!("{x:.1},{y:.1}"));
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"
        );
    }
    let line = line.join(" ");
    format!("<polyline points=\"{line}\" fill=\"none\" stroke=\"{colour}\"/>\n{svg}")
}

/// The powers of ten, with their names.
fn ticks(scale: &Scale) -> String {
    let mut svg = String::new();
    for power in scale.right.0 as i32..=scale.right.1 as i32 {
        let (x, _) = scale.place(10_f64.powi(power), 1.0);
        let name = thousands(10_usize.pow(power.unsigned_abs()));
        let y = BOTTOM + 16.0;
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{name}</text>"
        );
    }
    for power in scale.up.0 as i32..=scale.up.1 as i32 {
        let (_, y) = scale.place(1.0, 10_f64.powi(power));
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

/// A number as it is read.
pub fn thousands(number: usize) -> String {
    match number / 1_000 {
        0 => number.to_string(),
        thousand => format!("{},{:03}", thousands(thousand), number % 1_000),
    }
}
