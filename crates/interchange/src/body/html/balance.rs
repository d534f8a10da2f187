//! Balancing of HTML tags before the HTML is parsed.
//!
//! Every tag is closed where a browser would close it, nothing is nested deeper than [`MAX_OPEN`],
//! and what no article consists of (scripts, styles, comments, form fields) is removed with its
//! content.
//!
//! A tree builder that follows the HTML standard walks its stack of open elements at every tag and
//! copies unclosed formatting elements into every new paragraph. A small hostile text can cost it
//! minutes and gigabytes. On balanced markup of bounded depth it takes linear time. Safety does not
//! depend on this step: its output is parsed in full, and only the body's tree is kept.

use std::collections::HashMap;

use super::{
    elements::*,
    tag::{Tag, contains_word, next_tag},
};
use crate::body::loss::MAX_LOSSES;

/// Largest number of elements open inside each other. Tags of deeper elements are removed; their
/// text stays.
const MAX_OPEN: usize = 96;
/// Largest number of attributes of a tag. A tag with more loses all of them.
const MAX_ATTRIBUTES: usize = 64;
/// Largest number of formatting elements that are opened again after they overlapped another one.
const MAX_REOPENED: usize = 4;

/// Element that marks a removed element. Its attribute `data-element` names that element.
pub(super) const REMOVED_MARKER: &str = "standfirst-removed";
/// Value of `data-element` where tags were removed for their depth.
pub(super) const TOO_DEEP: &str = "depth";

/// Balances the tags of a text.
pub(super) fn balance_tags(html: &str) -> String {
    balance(html, 0)
}

/// Balances the tags of a text and writes a [`REMOVED_MARKER`] wherever something is removed, at
/// most [`MAX_LOSSES`] times.
pub(super) fn balance_and_mark(html: &str) -> String {
    balance(html, MAX_LOSSES)
}

fn balance(html: &str, markers_left: usize) -> String {
    let mut balancer = TagBalancer {
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        removed_for_depth: HashMap::new(),
        never_closed: Vec::new(),
        markers_left,
        is_too_deep: false,
    };
    let mut rest = html;
    while let Some((text, tag, after)) = next_tag(rest) {
        balancer.out.push_str(text);
        rest = balancer.tag(tag, after);
    }
    // Elements that are still open need no end tag: the parser closes them.
    balancer.out.push_str(rest);
    balancer.out
}

struct OpenElement<'h> {
    name: String,
    /// Start tag as written; empty if it lost its attributes.
    start_tag: &'h str,
}

struct TagBalancer<'h> {
    out: String,
    open: Vec<OpenElement<'h>>,
    /// Number of removed start tags by name, whose end tags must be removed too.
    removed_for_depth: HashMap<String, usize>,
    /// Elements of which no further end tag follows.
    never_closed: Vec<String>,
    /// Number of markers that may still be written.
    markers_left: usize,
    is_too_deep: bool,
}

impl<'h> TagBalancer<'h> {
    /// Handles a tag and returns the text to read on from.
    fn tag(&mut self, tag: Tag<'h>, after: &'h str) -> &'h str {
        match tag {
            Tag::Ignored => {}
            Tag::Literal => self.out.push_str("&lt;"),
            Tag::End(name) => self.end(&name),
            Tag::Start { name, .. } if contains_word(UNWRAPPED, &name) => {}
            Tag::Start { name, .. } if contains_word(REMOVED, &name) => {
                self.mark_removed(&name);
                return self.skip_content(&name, after);
            }
            Tag::Start {
                name,
                markup,
                attributes,
            } => {
                let drops_attributes = attributes > MAX_ATTRIBUTES;
                self.start(&name, markup, drops_attributes);
                // The content of a frame is a fallback for browsers without frames.
                if name == "iframe" {
                    let rest = self.skip_content(&name, after);
                    self.end(&name);
                    return if rest.is_empty() { after } else { rest };
                }
            }
        }
        after
    }

    /// Text after the end tag of this element. Without an end tag, nothing is left after an element
    /// of raw text, and everything after any other.
    fn skip_content(&mut self, name: &str, after: &'h str) -> &'h str {
        // Remembering a failed search keeps many unclosed elements from costing quadratic time.
        if !self.never_closed.iter().any(|unclosed| unclosed == name) {
            let mut from = 0;
            while let Some(found) = after.get(from..).and_then(|rest| rest.find("</")) {
                let start = from + found + 2;
                let end = start + name.len();
                if after
                    .get(start..end)
                    .is_some_and(|candidate| candidate.eq_ignore_ascii_case(name))
                {
                    let tail = after.get(end..).unwrap_or_default();
                    return tail
                        .find('>')
                        .and_then(|at| tail.get(at + 1..))
                        .unwrap_or_default();
                }
                from = start;
            }
            self.never_closed.push(name.to_owned());
        }
        if contains_word("script style textarea title", name) {
            ""
        } else {
            after
        }
    }

    fn mark_removed(&mut self, name: &str) {
        if self.markers_left > 0 {
            self.markers_left -= 1;
            self.out.extend([
                "<",
                REMOVED_MARKER,
                " data-element=\"",
                name,
                "\"></",
                REMOVED_MARKER,
                ">",
            ]);
        }
    }

    fn start(&mut self, name: &str, markup: &'h str, drops_attributes: bool) {
        if !self.close_implied(name) {
            return;
        }
        let is_void = contains_word(VOID, name);
        if self.open.len() >= MAX_OPEN {
            // One marker stands for all that is too deep.
            if !is_void && !self.is_too_deep {
                self.is_too_deep = true;
                self.mark_removed(TOO_DEEP);
            }
            if is_void {
                self.write_start_tag(name, markup, drops_attributes);
            } else {
                *self.removed_for_depth.entry(name.to_owned()).or_default() += 1;
            }
            return;
        }
        self.write_start_tag(name, markup, drops_attributes);
        if !is_void {
            self.open.push(OpenElement {
                name: name.to_owned(),
                start_tag: if drops_attributes { "" } else { markup },
            });
        }
    }

    fn write_start_tag(&mut self, name: &str, markup: &str, drops_attributes: bool) {
        if drops_attributes || markup.is_empty() {
            self.out.extend(["<", name, ">"]);
        } else {
            self.out.push_str(markup);
        }
    }

    /// Closes the elements that the start tag of this one closes implicitly. Returns `false` if the
    /// element is not allowed here.
    fn close_implied(&mut self, name: &str) -> bool {
        if contains_word(TABLE_PARTS, name) {
            return self.close_implied_in_table(name);
        }
        if contains_word(CLOSES_PARAGRAPH, name) {
            self.close_nearest("p", CELLS);
        }
        match name {
            "li" => self.close_nearest("li", "ul ol menu dir td th caption"),
            "dt" | "dd" => self.close_nearest("dt dd", "dl td th caption"),
            "a" => self.close_nearest("a", CELLS),
            "button" => self.close_nearest("button", CELLS),
            "table" => self.close_nearest("table", CELLS),
            _ if contains_word(HEADINGS, name)
                && self
                    .open
                    .last()
                    .is_some_and(|top| contains_word(HEADINGS, &top.name)) =>
            {
                self.close_down_to(self.open.len() - 1)
            }
            _ => {}
        }
        true
    }

    fn close_implied_in_table(&mut self, name: &str) -> bool {
        let Some(table) = self.open.iter().rposition(|open| open.name == "table") else {
            return false;
        };
        // Keep the enclosing parts, from the table inwards, and close the rest.
        let mut keep = table + 1;
        let enclosing_parts: &[&str] = match name {
            "td" | "th" => &["tbody thead tfoot", "tr"],
            "tr" => &["tbody thead tfoot"],
            "col" => &["colgroup"],
            _ => &[],
        };
        for part in enclosing_parts {
            if self
                .open
                .get(keep)
                .is_some_and(|open| contains_word(part, &open.name))
            {
                keep += 1;
            }
        }
        self.close_down_to(keep);
        true
    }

    fn close_nearest(&mut self, names: &str, boundaries: &str) {
        if let Some(at) = self.nearest(names, boundaries) {
            self.close_down_to(at);
        }
    }

    /// Index of the innermost open element of these names, if no boundary is open inside it.
    fn nearest(&self, names: &str, boundaries: &str) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if contains_word(names, &open.name) {
                return Some(at);
            }
            if contains_word(boundaries, &open.name) {
                return None;
            }
        }
        None
    }

    fn close_down_to(&mut self, length: usize) {
        while self.open.len() > length {
            if let Some(open) = self.open.pop() {
                self.out.extend(["</", &open.name, ">"]);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(count) = self
            .removed_for_depth
            .get_mut(name)
            .filter(|count| **count > 0)
        {
            *count -= 1;
            return;
        }
        // The element that the tag closes, by the scopes of the HTML standard. Formatting elements
        // may overlap others; block elements close what is open inside them.
        let found = match name {
            "li" => self.nearest(name, "ul ol menu dir td th caption table"),
            "table" => self.nearest(name, ""),
            _ if contains_word(TABLE_PARTS, name) => self.nearest(name, "table"),
            _ if contains_word(FORMATTING, name) => self.nearest_across(name, |open| {
                contains_word(FORMATTING, open) || contains_word(TRANSPARENT, open)
            }),
            _ if contains_word(CLOSES_PARAGRAPH, name) => self.nearest(name, "td th caption table"),
            _ => self.nearest_across(name, |open| contains_word(FORMATTING, open)),
        };
        let Some(at) = found else { return };
        // `<b><i></b></i>`: the inner element goes on after the end of the outer one.
        let overlapped: Vec<(String, &'h str)> = self
            .open
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .filter(|open| contains_word(FORMATTING, name) && contains_word(FORMATTING, &open.name))
            .map(|open| (open.name.clone(), open.start_tag))
            .collect();
        self.close_down_to(at);
        for (name, start_tag) in overlapped.into_iter().take(MAX_REOPENED) {
            self.write_start_tag(&name, start_tag, false);
            self.open.push(OpenElement { name, start_tag });
        }
    }

    /// Index of the innermost open element of this name, if only elements that may be crossed are
    /// open inside it.
    fn nearest_across(&self, name: &str, may_be_crossed: impl Fn(&str) -> bool) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.name == name {
                return Some(at);
            }
            if !may_be_crossed(&open.name) {
                return None;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
