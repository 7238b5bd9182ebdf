//! What was measured, as a page of Markdown with the bars first.

use std::fmt::Write as _;
use std::time::Duration;

/// The page being made.
#[derive(Default)]
pub struct Report {
    bars: Vec<[String; 4]>,
    sections: String,
}

impl Report {
    /// A heading and what it says below.
    pub fn section(&mut self, title: &str, text: &str) {
        self.add(&format!("\n## {title}\n\n{text}\n"));
    }

    /// A paragraph.
    pub fn note(&mut self, text: &str) {
        self.add(&format!("\n{text}\n"));
    }

    /// A table below what it shows.
    pub fn table<const N: usize>(&mut self, title: &str, head: [&str; N], rows: &[[String; N]]) {
        if !title.is_empty() {
            self.note(title);
        }
        self.add(&format!("\n{}", table(head, rows)));
    }

    /// What must hold: it was measured, and it does or does not.
    pub fn bar(&mut self, what: impl Into<String>, bar: &str, measured: String, holds: bool) {
        self.bars.push([what.into(), bar.to_owned(), measured, if holds { "yes" } else { "**no**" }.to_owned()]);
    }

    /// The page below its introduction.
    pub fn page(&self) -> String {
        let bars = table(["", "bar", "measured", "holds"], &self.bars);
        format!("\n## Bars\n\n{bars}{}", self.sections)
    }

    fn add(&mut self, text: &str) {
        self.sections.push_str(text);
    }
}

fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).chain([head[column].chars().count(), 3]).max().unwrap_or(3)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    let mut line = |cells: [&str; N]| {
        let first = widths[0];
        // Writing to a String cannot fail.
        let _ = write!(text, "| {:first$} |", cells[0]);
        for (cell, width) in cells.iter().zip(widths).skip(1) {
            let _ = write!(text, " {cell:>width$} |");
        }
        text.push('\n');
    };
    line(head);
    let rules: [String; N] = std::array::from_fn(|column| match column {
        0 => "-".repeat(widths[0]),
        _ => format!("{}:", "-".repeat(widths[column] - 1)),
    });
    line(std::array::from_fn(|column| rules[column].as_str()));
    for row in rows {
        line(std::array::from_fn(|column| row[column].as_str()));
    }
    text
}

/// `1.234 s`.
pub fn seconds(time: Duration) -> String {
    format!("{}.{:03} s", time.as_secs(), time.subsec_millis())
}

/// `1.2 ms`.
pub fn milliseconds(time: Duration) -> String {
    format!("{}.{} ms", time.as_millis(), time.subsec_micros() % 1_000 / 100)
}

pub fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// How many in a second.
pub fn per_second(count: u64, time: Duration) -> u128 {
    u128::from(count) * 1_000_000 / time.as_micros().max(1)
}

/// Megabytes in a second.
pub fn speed(bytes: u64, time: Duration) -> String {
    format!("{} MB/s", u128::from(bytes) / time.as_micros().max(1))
}

/// How many times the second goes in the first, in hundredths.
pub fn hundredths(large: u128, small: u128) -> u128 {
    large * 100 / small.max(1)
}

/// `1.23`, of hundredths.
pub fn ratio(hundredths: u128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
