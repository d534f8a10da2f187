//! Lists. An item holds text and further lists; where it holds a picture or a program, the list is parted around it and goes on after it.

use scraper::ElementRef;
use standfirst_domain::body::{BlockKind, Heading, List, ListItem};

use super::{composer::Composer, line::Setting, words::join};

/// The highest number of an item, that of GraphQL's `Int`.
const HIGHEST: u32 = i32::MAX.unsigned_abs();

impl<'a> Composer<'a> {
    pub(super) fn list(&mut self, element: ElementRef<'a>, setting: &Setting) {
        let mut setting = setting.clone();
        setting.lists += 1;
        let numbered = element.value().name() == "ol";
        let first = element
            .attr("start")
            .and_then(|start| start.trim().parse().ok())
            .filter(|start| *start <= HIGHEST)
            .unwrap_or(1);
        let mut parts = Parts {
            start: numbered.then_some(first),
            items: Vec::new(),
            blocks: Vec::new(),
            next: first,
        };
        for child in element.children() {
            let Some(item) = ElementRef::wrap(child) else {
                if let Some(text) = child.value().as_text() {
                    let mut loose = self.within();
                    loose.line.text(text, &setting);
                    parts.loose(loose.finish());
                }
                continue;
            };
            match item.value().name() {
                "li" => parts.item(self.inside(item, None, &setting)),
                _ => {
                    let mut loose = self.within();
                    loose.element(item, &setting);
                    parts.loose(loose.finish());
                }
            }
        }
        self.push(parts.finish());
    }
}

struct Parts {
    start: Option<u32>,
    items: Vec<ListItem>,
    blocks: Vec<BlockKind>,
    next: u32,
}

impl Parts {
    fn item(&mut self, content: Vec<BlockKind>) {
        let mut item = ListItem {
            text: Vec::new(),
            lists: Vec::new(),
        };
        let mut content = content.into_iter().peekable();
        while let Some(block) = content.next_if(is_item_text) {
            add(&mut item, block);
        }
        if !item.text.is_empty() || !item.lists.is_empty() {
            self.items.push(item);
            self.next = self.next.saturating_add(1).min(HIGHEST);
        }
        let others: Vec<_> = content.collect();
        if !others.is_empty() {
            self.part();
            self.blocks.extend(others);
        }
    }

    /// What stands between items: a list belongs to the item before it, text is an item of its own.
    fn loose(&mut self, content: Vec<BlockKind>) {
        for block in content {
            match (block, self.items.last_mut()) {
                (BlockKind::List(list), Some(item)) => item.lists.push(list),
                (block, _) => self.item(vec![block]),
            }
        }
    }

    fn part(&mut self) {
        if !self.items.is_empty() {
            self.blocks.push(BlockKind::List(List {
                start: self.start,
                items: std::mem::take(&mut self.items),
            }));
        }
        self.start = self.start.map(|_| self.next);
    }

    fn finish(mut self) -> Vec<BlockKind> {
        self.part();
        self.blocks
    }
}

fn is_item_text(block: &BlockKind) -> bool {
    matches!(
        block,
        BlockKind::Paragraph(_) | BlockKind::Heading(_) | BlockKind::List(_)
    )
}

fn add(item: &mut ListItem, block: BlockKind) {
    match block {
        BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => {
            join(&mut item.text, text)
        }
        BlockKind::List(list) => item.lists.push(list),
        _ => {}
    }
}
