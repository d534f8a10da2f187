//! Markup made even before it is parsed: every tag closed where a browser would close it, nothing nested beyond [`DEEPEST`], and what no article
//! is made of (scripts, styles, comments, form fields) left out with its content.
//!
//! A tree builder that follows the HTML standard walks its stack of open elements at every tag and copies unclosed ones into every new paragraph,
//! so that a small hostile text can cost it minutes and gigabytes. On even markup of bounded depth it is linear. Nothing here is trusted with
//! safety: whatever comes out is parsed in full, and only the body's tree is kept of it.

use std::collections::HashMap;

use super::{
    elements::*,
    losses::MOST_LOSSES,
    tag::{Tag, contains, next_tag},
};

/// How many elements may be open inside each other; the tags of what is deeper are left out, its text stays.
const DEEPEST: usize = 96;
/// How many attributes a tag may have before all of them are left out.
const MOST_ATTRIBUTES: usize = 64;
/// How many marks that cross each other are opened again.
const MOST_REOPENED: usize = 4;

/// The element that stands, in marked markup, where one was left out; its attribute `data-element` names it.
pub(super) const GAP: &str = "standfirst-gap";
/// What the attribute of a [`GAP`] says where tags were left out for their depth.
pub(super) const TOO_DEEP: &str = "depth";

/// The same markup, even and bounded.
pub(super) fn balanced(html: &str) -> String {
    written(html, 0)
}

/// The same markup, even and bounded, with a [`GAP`] wherever something was left out, as often as it is told.
pub(super) fn balanced_and_marked(html: &str) -> String {
    written(html, MOST_LOSSES)
}

fn written(html: &str, gaps: usize) -> String {
    let mut writer = Writer {
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        left_out: HashMap::new(),
        endless: Vec::new(),
        gaps,
        is_too_deep: false,
    };
    let mut rest = html;
    while let Some((text, tag, after)) = next_tag(rest) {
        writer.out.push_str(text);
        rest = writer.tag(tag, after);
    }
    writer.out.push_str(rest);
    writer.out
}

struct Open<'h> {
    name: String,
    markup: &'h str,
}

struct Writer<'h> {
    out: String,
    open: Vec<Open<'h>>,
    /// Open tags that were left out for their depth, whose closing tags must go too.
    left_out: HashMap<String, usize>,
    /// Elements of which no further closing tag follows.
    endless: Vec<String>,
    /// How many gaps may still be written where something is left out.
    gaps: usize,
    /// Whether tags were left out for their depth.
    is_too_deep: bool,
}

impl<'h> Writer<'h> {
    /// Writes a tag and answers where to read on.
    fn tag(&mut self, tag: Tag<'h>, after: &'h str) -> &'h str {
        match tag {
            Tag::None => {}
            Tag::Literal => self.out.push_str("&lt;"),
            Tag::End(name) => self.end(&name),
            Tag::Start { name, .. } if contains(UNWRAPPED, &name) => {}
            Tag::Start { name, .. } if contains(LEFT_OUT, &name) => {
                self.gap(&name);
                return self.past_content(&name, after);
            }
            Tag::Start {
                name,
                markup,
                attributes,
            } => {
                let plain = attributes > MOST_ATTRIBUTES;
                self.start(&name, markup, plain);
                if name == "iframe" {
                    let rest = self.past_content(&name, after);
                    self.end(&name);
                    return if rest.is_empty() { after } else { rest };
                }
            }
        }
        after
    }

    /// What follows the closing tag; without one, nothing of a raw text and everything of an element.
    fn past_content(&mut self, name: &str, after: &'h str) -> &'h str {
        if !self.endless.iter().any(|endless| endless == name) {
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
            self.endless.push(name.to_owned());
        }
        if contains("script style textarea title", name) {
            ""
        } else {
            after
        }
    }

    fn gap(&mut self, name: &str) {
        if self.gaps > 0 {
            self.gaps -= 1;
            self.out
                .extend(["<", GAP, " data-element=\"", name, "\"></", GAP, ">"]);
        }
    }

    fn start(&mut self, name: &str, markup: &'h str, plain: bool) {
        if !self.make_room(name) {
            return;
        }
        let is_void = contains(VOID, name);
        if self.open.len() >= DEEPEST {
            if !is_void && !self.is_too_deep {
                self.is_too_deep = true;
                self.gap(TOO_DEEP);
            }
            if is_void {
                self.write(name, markup, plain);
            } else {
                *self.left_out.entry(name.to_owned()).or_default() += 1;
            }
            return;
        }
        self.write(name, markup, plain);
        if !is_void {
            self.open.push(Open {
                name: name.to_owned(),
                markup: if plain { "" } else { markup },
            });
        }
    }

    fn write(&mut self, name: &str, markup: &str, plain: bool) {
        if plain || markup.is_empty() {
            self.out.extend(["<", name, ">"]);
        } else {
            self.out.push_str(markup);
        }
    }

    /// Closes what the start of this element closes; false when it has no place here.
    fn make_room(&mut self, name: &str) -> bool {
        if contains(TABLE_PARTS, name) {
            return self.make_room_in_table(name);
        }
        if contains(CLOSES_PARAGRAPH, name) {
            self.close_nearest("p", CELLS);
        }
        match name {
            "li" => self.close_nearest("li", "ul ol menu dir td th caption"),
            "dt" | "dd" => self.close_nearest("dt dd", "dl td th caption"),
            "a" => self.close_nearest("a", CELLS),
            "button" => self.close_nearest("button", CELLS),
            "table" => self.close_nearest("table", CELLS),
            _ if contains(HEADINGS, name)
                && self
                    .open
                    .last()
                    .is_some_and(|top| contains(HEADINGS, &top.name)) =>
            {
                self.close_to(self.open.len() - 1)
            }
            _ => {}
        }
        true
    }

    fn make_room_in_table(&mut self, name: &str) -> bool {
        let Some(table) = self.open.iter().rposition(|open| open.name == "table") else {
            return false;
        };
        let mut keep = table + 1;
        let parts: &[&str] = match name {
            "td" | "th" => &["tbody thead tfoot", "tr"],
            "tr" => &["tbody thead tfoot"],
            "col" => &["colgroup"],
            _ => &[],
        };
        for part in parts {
            if self
                .open
                .get(keep)
                .is_some_and(|open| contains(part, &open.name))
            {
                keep += 1;
            }
        }
        self.close_to(keep);
        true
    }

    fn close_nearest(&mut self, names: &str, boundaries: &str) {
        if let Some(at) = self.nearest(names, boundaries) {
            self.close_to(at);
        }
    }

    fn nearest(&self, names: &str, boundaries: &str) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if contains(names, &open.name) {
                return Some(at);
            }
            if contains(boundaries, &open.name) {
                return None;
            }
        }
        None
    }

    fn close_to(&mut self, length: usize) {
        while self.open.len() > length {
            if let Some(open) = self.open.pop() {
                self.out.extend(["</", &open.name, ">"]);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(count) = self.left_out.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        let found = match name {
            "li" => self.nearest(name, "ul ol menu dir td th caption table"),
            "table" => self.nearest(name, ""),
            _ if contains(TABLE_PARTS, name) => self.nearest(name, "table"),
            _ if contains(MARKS, name) => self.crossing(name, |open| {
                contains(MARKS, open) || contains(TRANSPARENT, open)
            }),
            _ if contains(CLOSES_PARAGRAPH, name) => self.nearest(name, "td th caption table"),
            _ => self.crossing(name, |open| contains(MARKS, open)),
        };
        let Some(at) = found else { return };
        let crossed: Vec<(String, &'h str)> = self
            .open
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .filter(|open| contains(MARKS, name) && contains(MARKS, &open.name))
            .map(|open| (open.name.clone(), open.markup))
            .collect();
        self.close_to(at);
        for (name, markup) in crossed.into_iter().take(MOST_REOPENED) {
            self.write(&name, markup, false);
            self.open.push(Open { name, markup });
        }
    }

    /// The nearest such element, if nothing lies between that may not be crossed.
    fn crossing(&self, name: &str, may_be_crossed: impl Fn(&str) -> bool) -> Option<usize> {
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
