//! Lists. An item holds text and nested lists. Another block in it, such as a picture or code,
//! splits the list, which goes on after it.

use scraper::ElementRef;
use standfirst_domain::body::{BlockKind, Heading, List, ListItem};

use super::{block_builder::BlockBuilder, inline_builder::InlineStyle, text::append_line};

/// Largest number of an item, which is the largest `Int` of GraphQL.
const MAX_NUMBER: u32 = i32::MAX.unsigned_abs();

impl<'a> BlockBuilder<'a> {
    pub(super) fn list(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        let mut style = style.clone();
        style.open_lists += 1;
        let numbered = element.value().name() == "ol";
        let first = element
            .attr("start")
            .and_then(|start| start.trim().parse().ok())
            .filter(|start| *start <= MAX_NUMBER)
            .unwrap_or(1);
        let mut splitter = ListSplitter {
            start: numbered.then_some(first),
            items: Vec::new(),
            blocks: Vec::new(),
            next: first,
        };
        for child in element.children() {
            // Text and elements between items are not valid HTML, but pages have them.
            let Some(item) = ElementRef::wrap(child) else {
                if let Some(text) = child.value().as_text() {
                    let mut loose = self.nested();
                    loose.paragraph.push_text(text, &style);
                    splitter.add_loose(loose.finish());
                }
                continue;
            };
            match item.value().name() {
                "li" => splitter.add_item(self.read_nested(item, None, &style)),
                _ => {
                    let mut loose = self.nested();
                    loose.read_element(item, &style);
                    splitter.add_loose(loose.finish());
                }
            }
        }
        self.push(splitter.finish());
    }
}

/// A list under construction, which other blocks split into several.
struct ListSplitter {
    start: Option<u32>,
    items: Vec<ListItem>,
    blocks: Vec<BlockKind>,
    next: u32,
}

impl ListSplitter {
    fn add_item(&mut self, content: Vec<BlockKind>) {
        let mut item = ListItem {
            text: Vec::new(),
            lists: Vec::new(),
        };
        let mut content = content.into_iter().peekable();
        while let Some(block) = content.next_if(is_item_text) {
            add_to_item(&mut item, block);
        }
        if !item.text.is_empty() || !item.lists.is_empty() {
            self.items.push(item);
            self.next = self.next.saturating_add(1).min(MAX_NUMBER);
        }
        // From the first block that an item cannot hold, the rest of the item leaves the list.
        let others: Vec<_> = content.collect();
        if !others.is_empty() {
            self.end_list();
            self.blocks.extend(others);
        }
    }

    /// Adds content between items: a list belongs to the item before it, and text is an item of its
    /// own.
    fn add_loose(&mut self, content: Vec<BlockKind>) {
        for block in content {
            match (block, self.items.last_mut()) {
                (BlockKind::List(list), Some(item)) => item.lists.push(list),
                (block, _) => self.add_item(vec![block]),
            }
        }
    }

    /// Ends the present part of the list.
    fn end_list(&mut self) {
        if !self.items.is_empty() {
            self.blocks.push(BlockKind::List(List {
                start: self.start,
                items: std::mem::take(&mut self.items),
            }));
        }
        // The part of the list after the split goes on counting.
        self.start = self.start.map(|_| self.next);
    }

    fn finish(mut self) -> Vec<BlockKind> {
        self.end_list();
        self.blocks
    }
}

fn is_item_text(block: &BlockKind) -> bool {
    matches!(
        block,
        BlockKind::Paragraph(_) | BlockKind::Heading(_) | BlockKind::List(_)
    )
}

fn add_to_item(item: &mut ListItem, block: BlockKind) {
    match block {
        BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => {
            append_line(&mut item.text, text)
        }
        BlockKind::List(list) => item.lists.push(list),
        _ => {}
    }
}
