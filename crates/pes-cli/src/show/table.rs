//! Tables and labelled lines: the same on every terminal, whatever its width.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

/// Longest text of a cell.
const MAX_CELL: usize = 40;

/// A rule under the header, nothing else.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A column: its title, and the side that its cells lean on.
pub struct Column {
    title: &'static str,
    alignment: CellAlignment,
    /// Longest text of its cells.
    most: usize,
}

/// A column of text.
pub fn left(title: &'static str) -> Column {
    Column { title, alignment: CellAlignment::Left, most: MAX_CELL }
}

/// A column of names, which are shown whole.
pub fn whole(title: &'static str) -> Column {
    Column { most: usize::MAX, ..left(title) }
}

/// A column of numbers.
pub fn right(title: &'static str) -> Column {
    Column { title, alignment: CellAlignment::Right, most: MAX_CELL }
}

/// Lays out a table, without the columns that hold nothing.
pub fn table<const N: usize>(indent: &str, columns: [Column; N], rows: &[[String; N]]) -> String {
    let kept: Vec<usize> = (0..N).filter(|&index| rows.iter().any(|row| !row[index].is_empty())).collect();
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(kept.iter().map(|&index| columns[index].title));
    for row in rows {
        table.add_row(kept.iter().map(|&index| cut(&row[index], columns[index].most)));
    }
    for (column, &index) in table.column_iter_mut().zip(&kept) {
        column.set_padding((0, 2));
        column.set_cell_alignment(columns[index].alignment);
    }
    let mut out = String::new();
    for line in table.lines() {
        push_line(&mut out, indent, &line);
    }
    out
}

/// Lays out labels and their values, without those that have none.
pub fn labelled(indent: &str, rows: &[(&str, String)]) -> String {
    let kept = || rows.iter().filter(|(_, value)| !value.is_empty());
    let width = kept().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for (label, value) in kept() {
        push_line(&mut out, indent, &format!("{label:width$}  {value}"));
    }
    out
}

fn push_line(out: &mut String, indent: &str, line: &str) {
    out.push_str(indent);
    out.push_str(line.trim_end());
    out.push('\n');
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}
