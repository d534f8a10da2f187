//! Inputs of blocks with parts of their own: lists with items, and tables with rows.

use async_graphql::{ID, InputObject};
use standfirst_domain::body::{self, BlockKind, Inline, MAX_DEPTH};

use super::{
    input_reader::{BodyInputReader, InputPath},
    runs::{self, RunInput},
};

/// A list.
#[derive(InputObject)]
pub struct ListInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// True for a numbered list. Defaults to true if `start` is given.
    pub ordered: Option<bool>,
    /// Number of the first item of a numbered list (default 1).
    pub start: Option<i32>,
    /// Items in order (at least one).
    pub items: Vec<ListItemInput>,
}

/// A list inside an item of another list.
#[derive(InputObject)]
pub struct NestedListInput {
    /// True for a numbered list. Defaults to true if `start` is given.
    pub ordered: Option<bool>,
    /// Number of the first item of a numbered list (default 1).
    pub start: Option<i32>,
    /// Items in order (at least one).
    pub items: Vec<ListItemInput>,
}

/// An item of a list.
#[derive(InputObject)]
pub struct ListItemInput {
    /// Runs of text in order.
    pub runs: Vec<RunInput>,
    /// Lists inside this item. Lists nest at most 16 levels deep, the outermost included.
    #[graphql(default)]
    pub lists: Vec<NestedListInput>,
}

impl ListInput {
    pub(super) fn read(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<BlockKind> {
        let list = NestedListInput {
            ordered: self.ordered,
            start: self.start,
            items: self.items,
        };
        list.read(0, at, input_reader).map(BlockKind::List)
    }
}

impl NestedListInput {
    fn read(
        self,
        depth: usize,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<body::List> {
        if depth >= MAX_DEPTH {
            let message = "Lists are nested too deep.";
            let hint = format!("Nest them at most {MAX_DEPTH} levels deep.");
            input_reader.add_error(at, message, &hint);
            return None;
        }
        let start = self.first(at, input_reader);
        let place = at.field("items");
        if self.items.is_empty() {
            let hint = "Add an item, or remove the list.";
            input_reader.add_error(&place, "The list has no items.", hint);
        }
        let items = self.items.into_iter().enumerate();
        let items = items
            .map(|(index, item)| item.read(depth, &place.entry(index), input_reader))
            .collect();
        Some(body::List { start, items })
    }

    /// Number of the first item of a numbered list.
    fn first(&self, at: &InputPath<'_>, input_reader: &mut BodyInputReader) -> Option<u32> {
        let at = at.field("start");
        match (self.ordered, self.start) {
            (Some(true), None) => Some(1),
            (Some(false), Some(_)) => {
                let hint = "Omit `start`, or set `ordered` to true.";
                input_reader.add_error(&at, "A list without numbers cannot have `start`.", hint);
                None
            }
            (_, start) => {
                let first = start.map(u32::try_from)?.ok();
                if first.is_none() {
                    let hint = "Use a number of at least 0.";
                    input_reader.add_error(&at, "`start` is negative.", hint);
                }
                first
            }
        }
    }
}

impl ListItemInput {
    fn read(
        self,
        depth: usize,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> body::ListItem {
        let text = runs::read(self.runs, &at.field("runs"), input_reader);
        let place = at.field("lists");
        let lists = self.lists.into_iter().enumerate();
        let lists = lists
            .filter_map(|(index, list)| list.read(depth + 1, &place.entry(index), input_reader))
            .collect();
        body::ListItem { text, lists }
    }
}

/// A table. Each row has one cell for each column.
#[derive(InputObject)]
pub struct TableInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// Caption shown above the table.
    pub caption: Option<String>,
    /// Header cells of the columns. Empty for a table without a header row.
    #[graphql(default)]
    pub header: Vec<TableCellInput>,
    /// Rows in order.
    pub rows: Vec<TableRowInput>,
}

/// A row of a table.
#[derive(InputObject)]
pub struct TableRowInput {
    /// Cells in order.
    pub cells: Vec<TableCellInput>,
}

/// A cell of a table.
#[derive(InputObject)]
pub struct TableCellInput {
    /// Runs of text in order.
    pub runs: Vec<RunInput>,
}

impl TableInput {
    pub(super) fn read(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<BlockKind> {
        let caption = input_reader.optional_line(&at.field("caption"), self.caption);
        let columns = match self.header.len() {
            0 => self.rows.first().map_or(0, |row| row.cells.len()),
            columns => columns,
        };
        if columns == 0 {
            let hint = "Add a row with at least one cell, or remove the table.";
            input_reader.add_error(at, "The table has no cells.", hint);
        }
        let header = cells(self.header, &at.field("header"), input_reader);
        let place = at.field("rows");
        let mut rows = Vec::with_capacity(self.rows.len());
        for (index, row) in self.rows.into_iter().enumerate() {
            let place = place.entry(index);
            let place = place.field("cells");
            if row.cells.len() != columns {
                let message = format!(
                    "The row has {} cells, but the table has {columns} columns.",
                    row.cells.len()
                );
                let hint =
                    "Use the same number of cells in every row; a cell without runs is empty.";
                input_reader.add_error(&place, message, hint);
            }
            rows.push(cells(row.cells, &place, input_reader));
        }
        Some(BlockKind::Table(body::Table {
            caption,
            header,
            rows,
        }))
    }
}

fn cells(
    cells: Vec<TableCellInput>,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Vec<Vec<Inline>> {
    let cells = cells.into_iter().enumerate();
    cells
        .map(|(index, cell)| runs::read(cell.runs, &at.entry(index).field("runs"), input_reader))
        .collect()
}
