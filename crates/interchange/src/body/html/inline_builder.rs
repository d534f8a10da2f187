//! Running text while it is being read.
//!
//! White space collapses as on a rendered page. Each run keeps the links and quotations around it,
//! so a paragraph can be broken anywhere and the link or quotation goes on after the break.

use std::rc::Rc;

use standfirst_domain::{
    body::{Attribution, Inline, LinkRun, LinkTarget, MAX_DEPTH, Mark, QuotationRun, TextRun},
    text::forbidden_character,
};

/// Link or quotation around some text.
pub(super) enum Wrapper {
    Link(LinkTarget),
    Quotation(Option<Attribution>),
}

/// A wrapper with the wrappers around it. Shared, so that runs of one element are recognised.
pub(super) struct Enclosure {
    wrapper: Wrapper,
    outer: Option<Rc<Enclosure>>,
    depth: usize,
}

/// Style of text at one place of the document.
#[derive(Clone, Default)]
pub(super) struct InlineStyle {
    /// Marks, sorted, each once.
    marks: Vec<Mark>,
    enclosure: Option<Rc<Enclosure>>,
    /// Number of lists that are open around the text.
    pub(super) open_lists: usize,
}

impl InlineStyle {
    pub(super) fn with_mark(&self, mark: Mark) -> Self {
        let mut style = self.clone();
        if let Err(at) = style.marks.binary_search(&mark) {
            style.marks.insert(at, mark);
        }
        style
    }

    /// Style inside a link or quotation. It stays the same beyond the largest depth, and for a link
    /// inside a link.
    pub(super) fn inside(&self, wrapper: Wrapper) -> Self {
        let depth = self.enclosure.as_ref().map_or(0, |outer| outer.depth) + 1;
        let is_link_in_link = matches!(wrapper, Wrapper::Link(_))
            && self
                .enclosures()
                .any(|outer| matches!(outer.wrapper, Wrapper::Link(_)));
        if depth >= MAX_DEPTH || is_link_in_link {
            return self.clone();
        }
        let enclosure = Some(Rc::new(Enclosure {
            wrapper,
            outer: self.enclosure.clone(),
            depth,
        }));
        Self {
            marks: self.marks.clone(),
            enclosure,
            open_lists: self.open_lists,
        }
    }

    /// The enclosures, innermost first.
    fn enclosures(&self) -> impl Iterator<Item = &Rc<Enclosure>> {
        std::iter::successors(self.enclosure.as_ref(), |enclosure| {
            enclosure.outer.as_ref()
        })
    }

    fn is_same(&self, other: &Self) -> bool {
        // By pointer: two links to one address that follow each other stay two links.
        let same_enclosure = match (&self.enclosure, &other.enclosure) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two),
            (None, None) => true,
            _ => false,
        };
        same_enclosure && self.marks == other.marks
    }
}

struct Run {
    /// Text; `None` for a line break.
    text: Option<String>,
    style: InlineStyle,
}

/// A paragraph of running text under construction.
#[derive(Default)]
pub(super) struct InlineBuilder {
    runs: Vec<Run>,
}

impl InlineBuilder {
    /// Adds text with collapsed white space, without characters that no feed can carry.
    pub(super) fn push_text(&mut self, text: &str, style: &InlineStyle) {
        let mut collapsed = String::with_capacity(text.len());
        // A space at the start of a paragraph, or after another one, is dropped.
        let mut after_space = self.ends_in_space();
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if !after_space {
                    collapsed.push(' ');
                }
                after_space = true;
            } else if c > '\u{1f}' && !matches!(c, '\u{fffe}' | '\u{ffff}') {
                collapsed.push(c);
                after_space = false;
            }
        }
        debug_assert!(forbidden_character(&collapsed).is_none());
        if collapsed.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(Run {
                text: Some(before),
                style: last,
            }) if last.is_same(style) => before.push_str(&collapsed),
            _ => self.runs.push(Run {
                text: Some(collapsed),
                style: style.clone(),
            }),
        }
    }

    /// Returns `true` if anything in the paragraph can be seen.
    pub(super) fn is_visible(&self) -> bool {
        self.runs.iter().any(Run::is_visible)
    }

    fn ends_in_space(&self) -> bool {
        self.runs
            .last()
            .is_none_or(|run| run.text.as_ref().is_none_or(|text| text.ends_with(' ')))
    }

    /// Adds a line break. Returns `false` if the paragraph already ends in one, so that this one
    /// would leave an empty line.
    pub(super) fn push_line_break(&mut self, style: &InlineStyle) -> bool {
        self.trim_end();
        match self.runs.last() {
            None => true,
            Some(Run { text: None, .. }) => false,
            Some(_) => {
                self.runs.push(Run {
                    text: None,
                    style: style.clone(),
                });
                true
            }
        }
    }

    /// Removes spaces at the end, and runs that consist of spaces.
    fn trim_end(&mut self) {
        while let Some(Run {
            text: Some(text), ..
        }) = self.runs.last_mut()
        {
            text.truncate(text.trim_end_matches(' ').len());
            if !text.is_empty() {
                return;
            }
            self.runs.pop();
        }
    }

    /// Takes the paragraph as runs of the body's tree; empty if nothing in it can be seen.
    pub(super) fn take(&mut self) -> Vec<Inline> {
        // Line breaks and spaces may alternate at the end.
        loop {
            self.trim_end();
            if self.runs.pop_if(|run| run.text.is_none()).is_none() {
                break;
            }
        }
        let mut runs = std::mem::take(&mut self.runs);
        if !runs.iter().any(Run::is_visible) {
            return Vec::new();
        }
        unwrap_invisible_runs(&mut runs);
        let enclosures: Vec<Vec<Rc<Enclosure>>> = runs.iter().map(Run::enclosures).collect();
        let runs: Vec<EnclosedRun> = runs.into_iter().zip(enclosures).collect();
        nest(&runs, 0)
    }
}

impl Run {
    fn is_visible(&self) -> bool {
        self.text
            .as_ref()
            .is_some_and(|text| text.chars().any(|c| !c.is_whitespace()))
    }

    /// The enclosures, outermost first.
    fn enclosures(&self) -> Vec<Rc<Enclosure>> {
        let mut enclosures: Vec<_> = self.style.enclosures().cloned().collect();
        enclosures.reverse();
        enclosures
    }
}

/// Removes links and quotations that enclose nothing visible, and joins runs that now have the same
/// style.
fn unwrap_invisible_runs(runs: &mut Vec<Run>) {
    // Sorted pointers make the search below logarithmic; a paragraph may have many links.
    let mut visible: Vec<*const Enclosure> = runs
        .iter()
        .filter(|run| run.is_visible())
        .flat_map(|run| run.style.enclosures().map(Rc::as_ptr))
        .collect();
    visible.sort_unstable();
    visible.dedup();
    for run in runs.iter_mut().filter(|run| !run.is_visible()) {
        while let Some(enclosure) = run.style.enclosure.clone()
            && visible.binary_search(&Rc::as_ptr(&enclosure)).is_err()
        {
            run.style.enclosure = enclosure.outer.clone();
        }
    }
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.drain(..) {
        match (joined.last_mut(), &run.text) {
            (
                Some(Run {
                    text: Some(before),
                    style,
                }),
                Some(text),
            ) if style.is_same(&run.style) => before.push_str(text),
            _ => joined.push(run),
        }
    }
    *runs = joined;
}

/// A run with its enclosures, outermost first.
type EnclosedRun = (Run, Vec<Rc<Enclosure>>);

/// Nests runs in their enclosures from this level inwards.
fn nest(runs: &[EnclosedRun], level: usize) -> Vec<Inline> {
    let mut inlines = Vec::with_capacity(runs.len());
    let same = |one: &EnclosedRun, two: &EnclosedRun| match (one.1.get(level), two.1.get(level)) {
        (Some(one), Some(two)) => Rc::ptr_eq(one, two),
        (None, None) => true,
        _ => false,
    };
    // Neighbouring runs of one enclosure become one link or quotation.
    for group in runs.chunk_by(same) {
        match group
            .first()
            .and_then(|(_, enclosures)| enclosures.get(level))
        {
            None => inlines.extend(group.iter().map(|(run, _)| match &run.text {
                None => Inline::LineBreak,
                Some(text) => Inline::Text(TextRun {
                    text: text.clone(),
                    marks: run.style.marks.clone(),
                }),
            })),
            Some(enclosure) => {
                let text = nest(group, level + 1);
                inlines.push(match &enclosure.wrapper {
                    Wrapper::Link(target) => Inline::Link(LinkRun {
                        target: target.clone(),
                        text,
                    }),
                    Wrapper::Quotation(by) => Inline::Quotation(QuotationRun {
                        text,
                        attribution: by.clone(),
                    }),
                });
            }
        }
    }
    inlines
}
