//! The walk over a parsed document, from which blocks come in reading order.

use scraper::{ElementRef, Node};
use standfirst_domain::{
    body::{Attribution, BlockKind, Code, CorrectionNote, Heading, MAX_DEPTH, Mark},
    moment::Moment,
};

use super::{
    address::Addresses,
    elements::{CLOSES_PARAGRAPH, SHOWN},
    line::{Line, Setting, Wrap},
    tag::contains,
    words::{clean_line, text_on_one_line, verbatim, words_and_others},
};

/// What an element is to a body.
enum Part {
    LeftOut,
    Marked(Mark),
    Container,
    Transparent,
}

pub(super) struct Composer<'a> {
    pub(super) addresses: &'a Addresses<'a>,
    pub(super) blocks: Vec<BlockKind>,
    pub(super) line: Line,
    /// An element that is read elsewhere: the caption of a figure, the speaker of a quote.
    pub(super) apart: Option<ElementRef<'a>>,
    /// The block of the whole text that this is a part of; `None` of the text itself.
    pub(super) part_of: Option<usize>,
}

impl<'a> Composer<'a> {
    pub(super) fn new(addresses: &'a Addresses<'a>) -> Self {
        Self {
            addresses,
            blocks: Vec::new(),
            line: Line::default(),
            apart: None,
            part_of: None,
        }
    }

    /// A walk over a part of the block that comes next.
    pub(super) fn within(&self) -> Self {
        Self {
            part_of: Some(self.place(true)),
            ..Self::new(self.addresses)
        }
    }

    /// The place that a block would have in the whole text if it came now, or, of what does not end the line, the place of the line.
    fn place(&self, ends_line: bool) -> usize {
        self.part_of
            .unwrap_or_else(|| self.blocks.len() + usize::from(ends_line && self.line.shows()))
    }

    /// The blocks of an element's content.
    pub(super) fn inside(
        &self,
        element: ElementRef<'a>,
        apart: Option<ElementRef<'a>>,
        setting: &Setting,
    ) -> Vec<BlockKind> {
        let mut composer = Composer {
            apart,
            ..self.within()
        };
        composer.children(element, setting);
        composer.finish()
    }

    pub(super) fn finish(mut self) -> Vec<BlockKind> {
        self.flush();
        self.blocks
    }

    /// Ends the line: what is in it becomes a paragraph.
    pub(super) fn flush(&mut self) {
        let text = self.line.take();
        if !text.is_empty() {
            self.blocks.push(BlockKind::Paragraph(text));
        }
    }

    pub(super) fn push(&mut self, blocks: impl IntoIterator<Item = BlockKind>) {
        self.flush();
        self.blocks.extend(blocks);
    }

    pub(super) fn children(&mut self, element: ElementRef<'a>, setting: &Setting) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.line.text(text, setting),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, setting);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn element(&mut self, element: ElementRef<'a>, setting: &Setting) {
        if self.apart == Some(element) {
            return;
        }
        if let Some(places) = self.addresses.places {
            let name = element.value().name();
            let ends_line = contains(CLOSES_PARAGRAPH, name) || contains(SHOWN, name);
            places.note(element, self.place(ends_line));
        }
        match element.value().name() {
            "a" => self.link(element, setting),
            "q" => self.children(
                element,
                &setting.within(Wrap::Quotation(self.speaker(element))),
            ),
            "br" => {
                if !self.line.line_break(setting) {
                    self.flush();
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, setting),
            "blockquote" => self.quote(element, setting),
            "ul" | "ol" | "menu" | "dir" if setting.lists < MAX_DEPTH => {
                self.list(element, setting)
            }
            "dt" | "summary" => self.container(element, &setting.marked(Mark::Strong)),
            "img" | "image" => self.image(element, setting),
            "figure" => self.figure(element, setting),
            "div" if is_captioned(element) => self.figure(element, setting),
            "audio" | "video" => self.media(element),
            "iframe" | "embed" => self.embed(element, "src"),
            "object" => self.object(element, setting),
            "table" => self.table(element, setting),
            "pre" | "listing" => self.code(element),
            "hr" => self.push([BlockKind::Divider]),
            "aside" if element.attr("data-block") == Some("correction") => self.correction(element),
            name => match part(name) {
                Part::LeftOut => {}
                Part::Marked(mark) => self.children(element, &setting.marked(mark)),
                Part::Container => self.container(element, setting),
                Part::Transparent => self.children(element, setting),
            },
        }
    }

    fn container(&mut self, element: ElementRef<'a>, setting: &Setting) {
        self.flush();
        self.children(element, setting);
        self.flush();
    }

    fn speaker(&self, element: ElementRef<'_>) -> Option<Attribution> {
        let said = |name: &str| {
            element
                .attr(name)
                .map(clean_line)
                .filter(|text| !text.is_empty())
        };
        let url = element
            .attr("cite")
            .and_then(|cite| self.addresses.web(cite));
        let name =
            said("data-speaker").or_else(|| url.as_ref().map(|url| url.host().to_owned()))?;
        Some(Attribution {
            name,
            role: said("data-role"),
            url,
        })
    }

    fn heading(&mut self, element: ElementRef<'a>, setting: &Setting) {
        let level = element
            .value()
            .name()
            .bytes()
            .last()
            .map_or(2, |digit| digit.saturating_sub(b'0'))
            .clamp(2, 6);
        let (text, others) = words_and_others(self.inside(element, None, setting));
        if text.is_empty() {
            return self.push(others);
        }
        let anchor = element.attr("id").unwrap_or_default().to_owned();
        self.push([BlockKind::Heading(Heading {
            level,
            anchor,
            text,
        })]);
        self.push(others);
    }

    fn code(&mut self, element: ElementRef<'a>) {
        let text = verbatim(element);
        let text = text.trim_end_matches(['\n', ' ']);
        if text.trim().is_empty() {
            return;
        }
        let language =
            language_of(element).or_else(|| element.child_elements().find_map(language_of));
        self.push([BlockKind::Code(Code {
            language,
            text: text.to_owned(),
        })]);
    }

    fn correction(&mut self, element: ElementRef<'a>) {
        let text = text_on_one_line(element);
        if !text.is_empty() {
            let at = element
                .attr("data-at")
                .and_then(|at| Moment::parse(at).ok());
            self.push([BlockKind::CorrectionNote(CorrectionNote { at, text })]);
        }
    }
}

fn part(name: &str) -> Part {
    match name {
        "strong" | "b" => Part::Marked(Mark::Strong),
        "em" | "i" | "cite" | "dfn" | "var" => Part::Marked(Mark::Emphasis),
        "code" | "kbd" | "samp" | "tt" => Part::Marked(Mark::Code),
        "s" | "del" | "strike" => Part::Marked(Mark::Strikethrough),
        "sup" => Part::Marked(Mark::Superscript),
        "sub" => Part::Marked(Mark::Subscript),
        "script" | "style" | "template" | "noscript" | "svg" | "math" | "input" | "select"
        | "textarea" | "button" | "option" | "datalist" | "optgroup" | "area" | "param"
        | "source" | "track" | "title" | "head" | "meta" | "link" | "base" => Part::LeftOut,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside"
        | "address" | "center" | "details" | "dialog" | "dl" | "dd" | "fieldset" | "legend"
        | "figcaption" | "form" | "hgroup" | "li" | "ul" | "ol" | "menu" | "dir" | "search"
        | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => Part::Container,
        _ => Part::Transparent,
    }
}

/// A picture with its caption as WordPress and others wrote it before there was an element for it.
fn is_captioned(element: ElementRef<'_>) -> bool {
    element.value().classes().any(|class| class == "wp-caption")
}

fn language_of(element: ElementRef<'_>) -> Option<String> {
    let named = |class: &str| {
        ["language-", "lang-", "highlight-source-"]
            .iter()
            .find_map(|prefix| class.strip_prefix(prefix))
            .and_then(|name| name.split(',').next())
            .map(str::to_owned)
    };
    let is_name = |name: &String| {
        (1..=40).contains(&name.len())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'))
    };
    element.value().classes().find_map(named).filter(is_name)
}
