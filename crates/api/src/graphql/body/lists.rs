//! Blocks with parts of their own: lists with items, and tables with rows.

use std::sync::Arc;

use async_graphql::{ID, Object};
use standfirst_domain::body;

use super::{
    blocks::{BlockLocation, block},
    runs::{InlineRun, runs},
};
use crate::graphql::read_context::ReadContext;

block! {
    /// A list.
    List { list: body::List };

    /// True for a numbered list.
    async fn ordered(&self) -> bool {
        self.list.start.is_some()
    }

    /// Number of the first item. Null for a list without numbers.
    async fn start(&self) -> Option<u32> {
        self.list.start
    }

    /// Items in order.
    async fn items(&self) -> Vec<ListItem<'_>> {
        let read_context = &self.location.read_context;
        let items = self.list.items.iter();
        items.map(|item| ListItem(item, read_context)).collect()
    }
}

/// A list inside an item of another list.
pub struct NestedList<'a>(&'a body::List, &'a Arc<ReadContext>);

/// A list inside an item of another list.
#[Object]
impl NestedList<'_> {
    /// True for a numbered list.
    async fn ordered(&self) -> bool {
        self.0.start.is_some()
    }

    /// Number of the first item. Null for a list without numbers.
    async fn start(&self) -> Option<u32> {
        self.0.start
    }

    /// Items in order.
    async fn items(&self) -> Vec<ListItem<'_>> {
        let items = self.0.items.iter();
        items.map(|item| ListItem(item, self.1)).collect()
    }
}

/// An item of a list.
pub struct ListItem<'a>(&'a body::ListItem, &'a Arc<ReadContext>);

/// An item of a list.
#[Object]
impl ListItem<'_> {
    /// Runs of text in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.0.text, self.1)
    }

    /// Text of the item without markup and without its nested lists.
    async fn plain_text(&self) -> String {
        body::text_of(&self.0.text)
    }

    /// Lists inside this item.
    async fn lists(&self) -> Vec<NestedList<'_>> {
        let lists = self.0.lists.iter();
        lists.map(|list| NestedList(list, self.1)).collect()
    }
}

block! {
    /// A table.
    Table { table: body::Table };

    /// Caption shown above the table.
    async fn caption(&self) -> Option<&str> {
        self.table.caption.as_deref()
    }

    /// Header cells of the columns. Empty for a table without a header row.
    async fn header(&self) -> Vec<TableCell<'_>> {
        self.table
            .header
            .iter()
            .map(|cell| TableCell(cell, &self.location.read_context))
            .collect()
    }

    /// Rows in order.
    async fn rows(&self) -> Vec<TableRow<'_>> {
        let rows = self.table.rows.iter();
        rows.map(|row| TableRow(row, &self.location.read_context))
            .collect()
    }
}

/// A row of a table.
pub struct TableRow<'a>(&'a [Vec<body::Inline>], &'a Arc<ReadContext>);

/// A row of a table.
#[Object]
impl TableRow<'_> {
    /// Cells in order.
    async fn cells(&self) -> Vec<TableCell<'_>> {
        let cells = self.0.iter();
        cells.map(|cell| TableCell(cell, self.1)).collect()
    }
}

/// A cell of a table.
pub struct TableCell<'a>(&'a [body::Inline], &'a Arc<ReadContext>);

/// A cell of a table.
#[Object]
impl TableCell<'_> {
    /// Runs of text in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(self.0, self.1)
    }

    /// Text of the cell without markup.
    async fn plain_text(&self) -> String {
        body::text_of(self.0)
    }
}
