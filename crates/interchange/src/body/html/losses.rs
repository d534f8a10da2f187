//! The search for losses: a second walk over the parsed document. The first walk recorded the block
//! that each element became a part of.
//!
//! The first walk keeps what a body can hold and ignores the rest, as an import needs it. This one
//! keeps nothing and visits every element, whichever method of the first walk handled it.

use scraper::{ElementRef, Html, Node};
use standfirst_domain::{body::MAX_DEPTH, text::forbidden_character};
use url::{ParseError, Url};

use super::{
    balance::{REMOVED_MARKER, TOO_DEEP},
    element_blocks::ElementBlocks,
    options::ReadOptions,
    provider::known_provider,
    tag::contains_word,
};
use crate::body::loss::{AddressProblem, Loss, LossKind, MAX_LOSSES};

/// Largest number of characters of the author's text that a loss repeats.
const MAX_QUOTED_CHARACTERS: usize = 100;
const UNSUPPORTED: &str =
    "form input select textarea button option datalist optgroup base meta link applet frame";
const FORM_FIELDS: &str = "input select textarea button option datalist optgroup";
const LISTS: &str = "ul ol menu dir";

/// Losses in the order of the text.
pub(super) fn find_losses(
    document: &Html,
    element_blocks: &ElementBlocks,
    options: &ReadOptions<'_>,
) -> Vec<Loss> {
    let mut finder = LossFinder {
        options,
        block: 0,
        losses: Vec::new(),
    };
    for node in document.root_element().descendants() {
        if finder.losses.len() >= MAX_LOSSES {
            break;
        }
        if let Node::Text(text) = node.value() {
            finder.text(text);
        } else if let Some(element) = ElementRef::wrap(node) {
            finder.block = element_blocks.block_of(element).unwrap_or(finder.block);
            finder.element(element);
        }
    }
    finder.losses
}

struct LossFinder<'a> {
    options: &'a ReadOptions<'a>,
    block: usize,
    losses: Vec<Loss>,
}

impl LossFinder<'_> {
    fn report(&mut self, kind: LossKind) {
        let block = self.block;
        self.losses.push(Loss { block, kind });
    }

    fn text(&mut self, text: &str) {
        if let Some(c) = forbidden_character(text) {
            self.report(LossKind::Control(u32::from(c)));
        }
    }

    fn element(&mut self, element: ElementRef<'_>) {
        for (_, value) in element.value().attrs() {
            self.text(value);
        }
        match element.value().name() {
            REMOVED_MARKER => self.removed(element),
            "a" => self.href(element),
            "img" | "image" => self.image(element),
            "audio" | "video" => self.media(element),
            "iframe" => self.embed(element, &["src", "data-src", "data-lazy-src"]),
            "embed" => self.embed(element, &["src"]),
            // Any other content of an object is its fallback, which the body keeps.
            "object" if element.child_elements().all(is_parameter) => {
                self.embed(element, &["data"])
            }
            "blockquote" => self.optional_address(element, "cite"),
            "q" => {
                self.optional_address(element, "cite");
                // Links count too: both enclose runs.
                self.depth(element, "q a", MAX_DEPTH - 1);
            }
            name if contains_word(LISTS, name) => self.depth(element, LISTS, MAX_DEPTH),
            // The form around the field is reported already.
            name if contains_word(FORM_FIELDS, name) && has_ancestor(element, "form") => {}
            name if contains_word(UNSUPPORTED, name) => {
                self.report(LossKind::Element(name.to_owned()))
            }
            _ => {}
        }
    }

    fn removed(&mut self, element: ElementRef<'_>) {
        match element.attr("data-element").unwrap_or_default() {
            TOO_DEEP => self.report(LossKind::Depth),
            name => self.report(LossKind::Element(clip(name))),
        }
    }

    fn href(&mut self, element: ElementRef<'_>) {
        if let Some(href) = non_empty(element, "href")
            && self.options.link_target(href).is_none()
        {
            self.report(address_loss(href));
        }
    }

    /// Checks an address that may be missing.
    fn optional_address(&mut self, element: ElementRef<'_>, attribute: &str) {
        if let Some(address) = non_empty(element, attribute)
            && self.options.web_url(address).is_none()
        {
            self.report(address_loss(address));
        }
    }

    /// Checks an address that must be present under one of these names.
    fn required_address<'e>(&mut self, element: ElementRef<'e>, attributes: &[&str]) {
        let mut given = attributes
            .iter()
            .filter_map(|name| non_empty(element, name));
        let first: Option<&'e str> = given.next();
        let Some(first) = first else {
            return self.report(LossKind::NoAddress(element.value().name().to_owned()));
        };
        let is_usable = |address: &str| self.options.web_url(address).is_some();
        if !is_usable(first) && !given.any(is_usable) {
            self.report(address_loss(first));
        }
    }

    fn image(&mut self, element: ElementRef<'_>) {
        // Emoji become text, and pictures of one pixel only track readers: neither is a loss.
        let is_emoji = element
            .value()
            .classes()
            .any(|class| matches!(class, "wp-smiley" | "emoji"));
        let is_pixel = ["width", "height"]
            .iter()
            .all(|name| element.attr(name) == Some("1"));
        if !is_emoji && !is_pixel {
            self.required_address(
                element,
                &[
                    "src",
                    "data-src",
                    "data-lazy-src",
                    "data-original",
                    "data-orig-file",
                ],
            );
        }
    }

    fn media(&mut self, element: ElementRef<'_>) {
        let source = element
            .child_elements()
            .find(|child| child.value().name() == "source" && child.attr("src").is_some());
        let with_address = match element.attr("src") {
            Some(_) => element,
            None => source.unwrap_or(element),
        };
        self.required_address(with_address, &["src"]);
        self.optional_address(element, "poster");
    }

    fn embed(&mut self, element: ElementRef<'_>, attributes: &[&str]) {
        let found = attributes
            .iter()
            .find_map(|name| self.options.web_url(element.attr(name)?));
        match found {
            None => self.required_address(element, attributes),
            Some(url) if known_provider(&url).is_none() => {
                self.report(LossKind::Provider(clip(url.host())))
            }
            Some(_) => {}
        }
    }

    /// Reports an element that has as many of these ancestors as may be nested.
    fn depth(&mut self, element: ElementRef<'_>, ancestors: &str, max: usize) {
        let above = element.ancestors().filter_map(ElementRef::wrap);
        if above
            .filter(|outer| contains_word(ancestors, outer.value().name()))
            .count()
            >= max
        {
            self.report(LossKind::Depth);
        }
    }
}

/// Value of an attribute, unless it is empty.
fn non_empty<'e>(element: ElementRef<'e>, attribute: &str) -> Option<&'e str> {
    element
        .value()
        .attr(attribute)
        .filter(|text| !text.trim().is_empty())
}

fn has_ancestor(element: ElementRef<'_>, name: &str) -> bool {
    let mut above = element.ancestors().filter_map(ElementRef::wrap);
    above.any(|outer| outer.value().name() == name)
}

fn is_parameter(element: ElementRef<'_>) -> bool {
    element.value().name() == "param"
}

fn address_loss(address: &str) -> LossKind {
    let text = address.trim();
    let problem = match Url::parse(text) {
        _ if text.starts_with('#') => AddressProblem::Fragment,
        Ok(url) if !matches!(url.scheme(), "http" | "https" | "mailto" | "tel") => {
            AddressProblem::Scheme(clip(url.scheme()))
        }
        Err(ParseError::RelativeUrlWithoutBase) => AddressProblem::Relative,
        Ok(_) | Err(_) => AddressProblem::Invalid,
    };
    LossKind::Address(clip(text), problem)
}

fn clip(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(MAX_QUOTED_CHARACTERS)
        .collect()
}
