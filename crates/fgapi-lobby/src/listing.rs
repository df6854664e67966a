//! Tables, said briefly.

use fgapi_look::views::{Cell, Column, ColumnKind, Row, Table};
use fgapi_look::{Message, Says};

/// A table without boxes; its rows are called by the first column.
pub fn table<S: Says, const N: usize>(
    id: &'static str,
    caption: impl Into<Message>,
    columns: [S; N],
    rows: Vec<Row>,
    empty: impl Into<Message>,
) -> Table {
    let column = |(at, label)| if at == 0 { Column::name(label) } else { Column::text(label) };
    let columns = columns.into_iter().enumerate().map(column).collect();
    Table { id, caption: caption.into(), columns, rows, pick: None, whole: None, empty: empty.into() }
}

/// The same table, the last column of which is what can be done with a row: shown to whoever may do anything of it.
pub fn acting(mut table: Table, may: bool) -> Table {
    if may {
        if let Some(last) = table.columns.last_mut() {
            last.kind = ColumnKind::Actions;
        }
    } else {
        table.columns.pop();
        for row in &mut table.rows {
            row.cells.pop();
        }
    }
    table
}

/// A row without a box.
pub fn row(name: impl Into<String>, cells: Vec<Cell>) -> Row {
    Row { id: None, name: name.into(), picked: false, cells }
}
