//! A line of running text while it is being read: white space collapses as it does on a page, and the runs keep what encloses them, so that a line
//! can be broken anywhere and a link or quotation goes on after the break.

use std::rc::Rc;

use standfirst_domain::{
    body::{Attribution, Inline, LinkRun, LinkTarget, MAX_DEPTH, Mark, QuotationRun, TextRun},
    text::forbidden_character,
};

/// What encloses some text.
pub(super) enum Wrap {
    Link(LinkTarget),
    Quotation(Option<Attribution>),
}

pub(super) struct Enclosing {
    wrap: Wrap,
    outer: Option<Rc<Enclosing>>,
    depth: usize,
}

/// How text is set at one place of the document.
#[derive(Clone, Default)]
pub(super) struct Setting {
    marks: Vec<Mark>,
    enclosing: Option<Rc<Enclosing>>,
    /// How many lists are open around it.
    pub(super) lists: usize,
}

impl Setting {
    pub(super) fn marked(&self, mark: Mark) -> Self {
        let mut setting = self.clone();
        if let Err(at) = setting.marks.binary_search(&mark) {
            setting.marks.insert(at, mark);
        }
        setting
    }

    /// The setting inside a link or quotation; the same when it is too deep, or a link in a link.
    pub(super) fn within(&self, wrap: Wrap) -> Self {
        let depth = self.enclosing.as_ref().map_or(0, |outer| outer.depth) + 1;
        let is_link_in_link = matches!(wrap, Wrap::Link(_))
            && self
                .chain()
                .any(|outer| matches!(outer.wrap, Wrap::Link(_)));
        if depth >= MAX_DEPTH || is_link_in_link {
            return self.clone();
        }
        let enclosing = Some(Rc::new(Enclosing {
            wrap,
            outer: self.enclosing.clone(),
            depth,
        }));
        Self {
            marks: self.marks.clone(),
            enclosing,
            lists: self.lists,
        }
    }

    fn chain(&self) -> impl Iterator<Item = &Rc<Enclosing>> {
        std::iter::successors(self.enclosing.as_ref(), |enclosing| {
            enclosing.outer.as_ref()
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        let same_enclosing = match (&self.enclosing, &other.enclosing) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two),
            (None, None) => true,
            _ => false,
        };
        same_enclosing && self.marks == other.marks
    }
}

struct Run {
    /// `None` is a line break.
    text: Option<String>,
    setting: Setting,
}

/// The line.
#[derive(Default)]
pub(super) struct Line {
    runs: Vec<Run>,
}

impl Line {
    /// Adds text, its white space collapsed, without the characters that no feed can carry.
    pub(super) fn text(&mut self, text: &str, setting: &Setting) {
        let mut collapsed = String::with_capacity(text.len());
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
                setting: last,
            }) if last.is_like(setting) => before.push_str(&collapsed),
            _ => self.runs.push(Run {
                text: Some(collapsed),
                setting: setting.clone(),
            }),
        }
    }

    /// Whether there is anything in it to be seen.
    pub(super) fn shows(&self) -> bool {
        self.runs.iter().any(Run::shows)
    }

    fn ends_in_space(&self) -> bool {
        self.runs
            .last()
            .is_none_or(|run| run.text.as_ref().is_none_or(|text| text.ends_with(' ')))
    }

    /// Adds a line break; false when there is one already, so that this one would leave an empty line.
    pub(super) fn line_break(&mut self, setting: &Setting) -> bool {
        self.trim_space();
        match self.runs.last() {
            None => true,
            Some(Run { text: None, .. }) => false,
            Some(_) => {
                self.runs.push(Run {
                    text: None,
                    setting: setting.clone(),
                });
                true
            }
        }
    }

    fn trim_space(&mut self) {
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

    /// Takes the line as runs of the tree, empty when it shows nothing.
    pub(super) fn take(&mut self) -> Vec<Inline> {
        loop {
            self.trim_space();
            if self.runs.pop_if(|run| run.text.is_none()).is_none() {
                break;
            }
        }
        let mut runs = std::mem::take(&mut self.runs);
        if !runs.iter().any(Run::shows) {
            return Vec::new();
        }
        lift_blanks(&mut runs);
        let chains: Vec<Vec<Rc<Enclosing>>> = runs.iter().map(Run::enclosings).collect();
        let pairs: Vec<(Run, Vec<Rc<Enclosing>>)> = runs.into_iter().zip(chains).collect();
        grouped(&pairs, 0)
    }
}

impl Run {
    fn shows(&self) -> bool {
        self.text
            .as_ref()
            .is_some_and(|text| text.chars().any(|c| !c.is_whitespace()))
    }

    /// What encloses it, the outermost first.
    fn enclosings(&self) -> Vec<Rc<Enclosing>> {
        let mut chain: Vec<_> = self.setting.chain().cloned().collect();
        chain.reverse();
        chain
    }
}

/// Takes links and quotations away from runs that show nothing when nothing else stands in them, and joins what has become alike.
fn lift_blanks(runs: &mut Vec<Run>) {
    let mut shown: Vec<*const Enclosing> = runs
        .iter()
        .filter(|run| run.shows())
        .flat_map(|run| run.setting.chain().map(Rc::as_ptr))
        .collect();
    shown.sort_unstable();
    shown.dedup();
    for run in runs.iter_mut().filter(|run| !run.shows()) {
        while let Some(enclosing) = run.setting.enclosing.clone()
            && shown.binary_search(&Rc::as_ptr(&enclosing)).is_err()
        {
            run.setting.enclosing = enclosing.outer.clone();
        }
    }
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.drain(..) {
        match (joined.last_mut(), &run.text) {
            (
                Some(Run {
                    text: Some(before),
                    setting,
                }),
                Some(text),
            ) if setting.is_like(&run.setting) => before.push_str(text),
            _ => joined.push(run),
        }
    }
    *runs = joined;
}

fn grouped(runs: &[(Run, Vec<Rc<Enclosing>>)], level: usize) -> Vec<Inline> {
    let mut inlines = Vec::with_capacity(runs.len());
    let same = |one: &(Run, Vec<Rc<Enclosing>>), two: &(Run, Vec<Rc<Enclosing>>)| match (
        one.1.get(level),
        two.1.get(level),
    ) {
        (Some(one), Some(two)) => Rc::ptr_eq(one, two),
        (None, None) => true,
        _ => false,
    };
    for group in runs.chunk_by(same) {
        match group.first().and_then(|(_, chain)| chain.get(level)) {
            None => inlines.extend(group.iter().map(|(run, _)| match &run.text {
                None => Inline::LineBreak,
                Some(text) => Inline::Text(TextRun {
                    text: text.clone(),
                    marks: run.setting.marks.clone(),
                }),
            })),
            Some(enclosing) => {
                let text = grouped(group, level + 1);
                inlines.push(match &enclosing.wrap {
                    Wrap::Link(target) => Inline::Link(LinkRun {
                        target: target.clone(),
                        text,
                    }),
                    Wrap::Quotation(by) => Inline::Quotation(QuotationRun {
                        text,
                        attribution: by.clone(),
                    }),
                });
            }
        }
    }
    inlines
}
