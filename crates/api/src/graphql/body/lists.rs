//! Blocks with parts of their own: lists with their items, tables with their rows.

use std::sync::Arc;

use async_graphql::{ID, Object};
use standfirst_domain::body;

use super::{
    blocks::Place,
    runs::{InlineRun, runs},
};
use crate::graphql::read_context::ReadContext;

/// A list.
pub struct List {
    pub place: Place,
    pub list: body::List,
}

/// A list.
#[Object]
impl List {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// Whether its items are numbered.
    async fn ordered(&self) -> bool {
        self.list.start.is_some()
    }

    /// The number of the first item of a numbered list.
    async fn start(&self) -> Option<u32> {
        self.list.start
    }

    /// The items, in order.
    async fn items(&self) -> Vec<ListItem<'_>> {
        let read_context = &self.place.read_context;
        let items = self.list.items.iter();
        items.map(|item| ListItem(item, read_context)).collect()
    }
}

/// A list under an item of another.
pub struct NestedList<'a>(&'a body::List, &'a Arc<ReadContext>);

/// A list under an item of another.
#[Object]
impl NestedList<'_> {
    /// Whether its items are numbered.
    async fn ordered(&self) -> bool {
        self.0.start.is_some()
    }

    /// The number of the first item of a numbered list.
    async fn start(&self) -> Option<u32> {
        self.0.start
    }

    /// The items, in order.
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
    /// The runs of text, in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(&self.0.text, self.1)
    }

    /// The words of the item without any markup, without those of the lists under it.
    async fn plain_text(&self) -> String {
        body::text_of(&self.0.text)
    }

    /// Lists under this item.
    async fn lists(&self) -> Vec<NestedList<'_>> {
        let lists = self.0.lists.iter();
        lists.map(|list| NestedList(list, self.1)).collect()
    }
}

/// A table.
pub struct Table {
    pub place: Place,
    pub table: body::Table,
}

/// A table.
#[Object]
impl Table {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The text above it.
    async fn caption(&self) -> Option<&str> {
        self.table.caption.as_deref()
    }

    /// The cells that head the columns; empty when none do.
    async fn header(&self) -> Vec<TableCell<'_>> {
        self.table
            .header
            .iter()
            .map(|cell| TableCell(cell, &self.place.read_context))
            .collect()
    }

    /// The rows, in order.
    async fn rows(&self) -> Vec<TableRow<'_>> {
        let rows = self.table.rows.iter();
        rows.map(|row| TableRow(row, &self.place.read_context))
            .collect()
    }
}

/// A row of a table.
pub struct TableRow<'a>(&'a [Vec<body::Inline>], &'a Arc<ReadContext>);

/// A row of a table.
#[Object]
impl TableRow<'_> {
    /// The cells, in order.
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
    /// The runs of text, in order.
    async fn runs(&self) -> Vec<InlineRun<'_>> {
        runs(self.0, self.1)
    }

    /// The words of the cell without any markup.
    async fn plain_text(&self) -> String {
        body::text_of(self.0)
    }
}
