//! The walk over a parsed document that builds blocks in reading order.

use scraper::{ElementRef, Node};
use standfirst_domain::{
    body::{Attribution, BlockKind, Code, CorrectionNote, Heading, MAX_DEPTH, Mark},
    moment::Moment,
};

use super::{
    elements::{CLOSES_PARAGRAPH, MEDIA},
    inline_builder::{InlineBuilder, InlineStyle, Wrapper},
    options::ReadOptions,
    tag::contains_word,
    text::{normalize_line, preformatted_text, split_text_blocks, text_on_one_line},
};

/// Treatment of an element without a method of its own.
enum Treatment {
    /// It is left out with its content.
    LeaveOut,
    /// Its text gets a mark.
    Mark(Mark),
    /// Its content forms paragraphs of its own.
    Container,
    /// Only its content counts.
    Transparent,
}

/// Builds the blocks of a document or of a part of it.
pub(super) struct BlockBuilder<'a> {
    pub(super) options: &'a ReadOptions<'a>,
    pub(super) blocks: Vec<BlockKind>,
    /// Paragraph that is being read.
    pub(super) paragraph: InlineBuilder,
    /// Element that another method reads: the caption of a figure, the speaker of a quote.
    pub(super) skipped: Option<ElementRef<'a>>,
    /// Index in the whole document of the block that is being built; `None` while the whole
    /// document is walked.
    pub(super) containing_block: Option<usize>,
}

impl<'a> BlockBuilder<'a> {
    pub(super) fn new(options: &'a ReadOptions<'a>) -> Self {
        Self {
            options,
            blocks: Vec::new(),
            paragraph: InlineBuilder::default(),
            skipped: None,
            containing_block: None,
        }
    }

    /// A builder for a part of the next block.
    pub(super) fn nested(&self) -> Self {
        Self {
            containing_block: Some(self.block_index(true)),
            ..Self::new(self.options)
        }
    }

    /// Index in the whole document that a block would have if it came now. For an element that
    /// does not end the paragraph, that is the index of the paragraph.
    fn block_index(&self, ends_paragraph: bool) -> usize {
        self.containing_block.unwrap_or_else(|| {
            self.blocks.len() + usize::from(ends_paragraph && self.paragraph.is_visible())
        })
    }

    /// Reads the content of an element, without `skipped`, into blocks.
    pub(super) fn read_nested(
        &self,
        element: ElementRef<'a>,
        skipped: Option<ElementRef<'a>>,
        style: &InlineStyle,
    ) -> Vec<BlockKind> {
        let mut builder = BlockBuilder {
            skipped,
            ..self.nested()
        };
        builder.read_children(element, style);
        builder.finish()
    }

    pub(super) fn finish(mut self) -> Vec<BlockKind> {
        self.end_paragraph();
        self.blocks
    }

    pub(super) fn end_paragraph(&mut self) {
        let text = self.paragraph.take();
        if !text.is_empty() {
            self.blocks.push(BlockKind::Paragraph(text));
        }
    }

    /// Ends the paragraph and adds blocks after it.
    pub(super) fn push(&mut self, blocks: impl IntoIterator<Item = BlockKind>) {
        self.end_paragraph();
        self.blocks.extend(blocks);
    }

    pub(super) fn read_children(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.paragraph.push_text(text, style),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.read_element(element, style);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn read_element(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        if self.skipped == Some(element) {
            return;
        }
        if let Some(element_blocks) = self.options.element_blocks {
            let name = element.value().name();
            let ends_paragraph =
                contains_word(CLOSES_PARAGRAPH, name) || contains_word(MEDIA, name);
            element_blocks.record(element, self.block_index(ends_paragraph));
        }
        match element.value().name() {
            "a" => self.link(element, style),
            "q" => self.read_children(
                element,
                &style.inside(Wrapper::Quotation(self.speaker(element))),
            ),
            "br" => {
                // A second line break in a row begins a new paragraph.
                if !self.paragraph.push_line_break(style) {
                    self.end_paragraph();
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element, style),
            "blockquote" => self.quote(element, style),
            "ul" | "ol" | "menu" | "dir" if style.open_lists < MAX_DEPTH => {
                self.list(element, style)
            }
            "dt" | "summary" => self.container(element, &style.with_mark(Mark::Strong)),
            "img" | "image" => self.image(element, style),
            "figure" => self.figure(element, style),
            "div" if is_captioned_picture(element) => self.figure(element, style),
            "audio" | "video" => self.media(element),
            "iframe" | "embed" => self.embed(element, "src"),
            "object" => self.object(element, style),
            "table" => self.table(element, style),
            "pre" | "listing" => self.code(element),
            "hr" => self.push([BlockKind::Divider]),
            "aside" if element.attr("data-block") == Some("correction") => self.correction(element),
            name => match treatment_of(name) {
                Treatment::LeaveOut => {}
                Treatment::Mark(mark) => self.read_children(element, &style.with_mark(mark)),
                Treatment::Container => self.container(element, style),
                Treatment::Transparent => self.read_children(element, style),
            },
        }
    }

    fn container(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        self.end_paragraph();
        self.read_children(element, style);
        self.end_paragraph();
    }

    fn speaker(&self, element: ElementRef<'_>) -> Option<Attribution> {
        let attribute = |name: &str| {
            element
                .attr(name)
                .map(normalize_line)
                .filter(|text| !text.is_empty())
        };
        let url = element
            .attr("cite")
            .and_then(|cite| self.options.web_url(cite));
        // An attribution needs a name; the host of the source stands in for it.
        let name =
            attribute("data-speaker").or_else(|| url.as_ref().map(|url| url.host().to_owned()))?;
        Some(Attribution {
            name,
            role: attribute("data-role"),
            url,
        })
    }

    fn heading(&mut self, element: ElementRef<'a>, style: &InlineStyle) {
        let level = element
            .value()
            .name()
            .bytes()
            .last()
            .map_or(2, |digit| digit.saturating_sub(b'0'))
            .clamp(2, 6);
        // A heading holds text only; a picture inside it follows as a block of its own.
        let (text, others) = split_text_blocks(self.read_nested(element, None, style));
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
        let text = preformatted_text(element);
        let text = text.trim_end_matches(['\n', ' ']);
        if text.trim().is_empty() {
            return;
        }
        // `<pre class=...>` or `<pre><code class=...>`.
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

fn treatment_of(name: &str) -> Treatment {
    match name {
        "strong" | "b" => Treatment::Mark(Mark::Strong),
        "em" | "i" | "cite" | "dfn" | "var" => Treatment::Mark(Mark::Emphasis),
        "code" | "kbd" | "samp" | "tt" => Treatment::Mark(Mark::Code),
        "s" | "del" | "strike" => Treatment::Mark(Mark::Strikethrough),
        "sup" => Treatment::Mark(Mark::Superscript),
        "sub" => Treatment::Mark(Mark::Subscript),
        "script" | "style" | "template" | "noscript" | "svg" | "math" | "input" | "select"
        | "textarea" | "button" | "option" | "datalist" | "optgroup" | "area" | "param"
        | "source" | "track" | "title" | "head" | "meta" | "link" | "base" => Treatment::LeaveOut,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside"
        | "address" | "center" | "details" | "dialog" | "dl" | "dd" | "fieldset" | "legend"
        | "figcaption" | "form" | "hgroup" | "li" | "ul" | "ol" | "menu" | "dir" | "search"
        | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => Treatment::Container,
        _ => Treatment::Transparent,
    }
}

/// Returns `true` for a picture with a caption in the form that WordPress wrote before HTML had
/// `figure`.
fn is_captioned_picture(element: ElementRef<'_>) -> bool {
    element.value().classes().any(|class| class == "wp-caption")
}

/// Name of the programming language, from the class that highlighters use.
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
