//! Links in a body: their targets, and the replacement of targets.

use std::{collections::HashSet, hash::Hash};

use super::{
    blocks::{Block, BlockKind, Body, Heading, List, Quote, Table},
    inline::{Inline, LinkTarget, MAX_DEPTH},
};
use crate::ids::{ArticleId, TagId};

impl Body {
    /// Articles that the body links to, in order, each once.
    pub fn linked_articles(&self) -> Vec<ArticleId> {
        self.linked_ids(|target| match target {
            LinkTarget::Article { id, .. } => Some(*id),
            _ => None,
        })
    }

    /// Tags that the body links to, in order, each once.
    pub fn linked_tags(&self) -> Vec<TagId> {
        self.linked_ids(|target| match target {
            LinkTarget::Tag(id) => Some(*id),
            _ => None,
        })
    }

    /// Replaces the target of every link for which `f` returns another one.
    pub fn map_links(&mut self, f: &mut dyn FnMut(&LinkTarget) -> Option<LinkTarget>) {
        for block in &mut self.blocks {
            for runs in block.texts_mut() {
                map_targets(runs, f, 0);
            }
        }
    }

    fn linked_ids<T: Copy + Eq + Hash>(&self, pick: impl Fn(&LinkTarget) -> Option<T>) -> Vec<T> {
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        for block in &self.blocks {
            for runs in block.texts() {
                visit_targets(runs, 0, &mut |target| {
                    if let Some(picked) = pick(target)
                        && seen.insert(picked)
                    {
                        found.push(picked);
                    }
                });
            }
        }
        found
    }
}

impl Block {
    /// All inline texts of the block, in reading order.
    fn texts(&self) -> Vec<&Vec<Inline>> {
        match &self.kind {
            BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => vec![text],
            BlockKind::Quote(Quote { paragraphs, .. }) => paragraphs.iter().collect(),
            BlockKind::List(list) => {
                let mut texts = Vec::new();
                collect_list_texts(list, 0, &mut texts);
                texts
            }
            BlockKind::Table(Table { header, rows, .. }) => {
                header.iter().chain(rows.iter().flatten()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn texts_mut(&mut self) -> Vec<&mut Vec<Inline>> {
        match &mut self.kind {
            BlockKind::Paragraph(text) | BlockKind::Heading(Heading { text, .. }) => vec![text],
            BlockKind::Quote(Quote { paragraphs, .. }) => paragraphs.iter_mut().collect(),
            BlockKind::List(list) => {
                let mut texts = Vec::new();
                collect_list_texts_mut(list, 0, &mut texts);
                texts
            }
            BlockKind::Table(Table { header, rows, .. }) => {
                header.iter_mut().chain(rows.iter_mut().flatten()).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn collect_list_texts<'a>(list: &'a List, depth: usize, texts: &mut Vec<&'a Vec<Inline>>) {
    if depth >= MAX_DEPTH {
        return;
    }
    for item in &list.items {
        texts.push(&item.text);
        for nested in &item.lists {
            collect_list_texts(nested, depth + 1, texts);
        }
    }
}

fn collect_list_texts_mut<'a>(
    list: &'a mut List,
    depth: usize,
    texts: &mut Vec<&'a mut Vec<Inline>>,
) {
    if depth >= MAX_DEPTH {
        return;
    }
    for item in &mut list.items {
        texts.push(&mut item.text);
        for nested in &mut item.lists {
            collect_list_texts_mut(nested, depth + 1, texts);
        }
    }
}

fn visit_targets(runs: &[Inline], depth: usize, f: &mut dyn FnMut(&LinkTarget)) {
    if depth >= MAX_DEPTH {
        return;
    }
    for run in runs {
        match run {
            Inline::Link(link) => {
                f(&link.target);
                visit_targets(&link.text, depth + 1, f);
            }
            Inline::Quotation(quotation) => visit_targets(&quotation.text, depth + 1, f),
            Inline::Text(_) | Inline::LineBreak => {}
        }
    }
}

fn map_targets(
    runs: &mut [Inline],
    f: &mut dyn FnMut(&LinkTarget) -> Option<LinkTarget>,
    depth: usize,
) {
    if depth >= MAX_DEPTH {
        return;
    }
    for run in runs {
        match run {
            Inline::Link(link) => {
                if let Some(target) = f(&link.target) {
                    link.target = target;
                }
                map_targets(&mut link.text, f, depth + 1);
            }
            Inline::Quotation(quotation) => map_targets(&mut quotation.text, f, depth + 1),
            Inline::Text(_) | Inline::LineBreak => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Href, LinkRun, ListItem, QuotationRun, TextRun};

    fn link(target: LinkTarget) -> Inline {
        Inline::Link(LinkRun {
            target,
            text: vec![Inline::Text(TextRun::plain("the ferry"))],
        })
    }

    fn article(number: u128) -> LinkTarget {
        LinkTarget::Article {
            id: ArticleId::from_uuid(uuid::Uuid::from_u128(number)),
            url: None,
        }
    }

    #[test]
    fn links_are_found_everywhere_and_replaced_in_place() {
        let outside = LinkTarget::Url(Href::parse("https://example.org/a").unwrap());
        let quotation = Inline::Quotation(QuotationRun {
            text: vec![link(article(2)), link(outside.clone())],
            attribution: None,
        });
        let nested = List {
            start: None,
            items: vec![ListItem {
                text: vec![link(article(1))],
                lists: vec![],
            }],
        };
        let mut body = Body::from_blocks([
            BlockKind::Paragraph(vec![quotation]),
            BlockKind::List(List {
                start: None,
                items: vec![ListItem {
                    text: vec![link(article(2))],
                    lists: vec![nested],
                }],
            }),
        ]);
        let numbers = |body: &Body| {
            body.linked_articles()
                .into_iter()
                .map(|id| id.as_uuid().as_u128())
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers(&body), [2, 1]);
        body.map_links(&mut |target| (*target == outside).then(|| article(3)));
        assert_eq!(numbers(&body), [2, 3, 1]);
        assert!(body.linked_tags().is_empty());
    }
}
