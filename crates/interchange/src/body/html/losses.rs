//! What a text loses when it becomes a body: a second walk over the parsed document, which knows from the first in which block each element went.
//!
//! The first walk keeps what a body can hold and passes over the rest in silence, as an import wants it. This one keeps nothing and looks at
//! every element, whichever road the first took through it.

use std::{cell::RefCell, collections::HashMap};

use scraper::{ElementRef, Html, Node};
use standfirst_domain::{body::MAX_DEPTH, text::forbidden_character};
use url::{ParseError, Url};

use super::{
    address::Addresses,
    balance::{GAP, TOO_DEEP},
    provider::known_provider,
    tag::contains,
};
use crate::body::loss::{AddressFault, Loss, Lost};

/// More than so many are not told.
pub(super) const MOST_LOSSES: usize = 100;
/// The most characters of the author's that a loss says again.
const MOST_CHARACTERS: usize = 100;
const NOT_HELD: &str =
    "form input select textarea button option datalist optgroup base meta link applet frame";
const FIELDS: &str = "input select textarea button option datalist optgroup";
const LISTS: &str = "ul ol menu dir";

/// The block in which each element of a document went.
#[derive(Default)]
pub(super) struct Places(RefCell<HashMap<*const (), usize>>);

impl Places {
    pub(super) fn note(&self, element: ElementRef<'_>, place: usize) {
        self.0.borrow_mut().insert(key(element), place);
    }

    fn of(&self, element: ElementRef<'_>) -> Option<usize> {
        self.0.borrow().get(&key(element)).copied()
    }
}

/// An element by where it lies in its document, which stays as it is.
fn key(element: ElementRef<'_>) -> *const () {
    std::ptr::from_ref(element.value()).cast()
}

/// What is lost, in the order of the text.
pub(super) fn told(document: &Html, places: &Places, addresses: &Addresses<'_>) -> Vec<Loss> {
    let mut examiner = Examiner {
        addresses,
        block: 0,
        losses: Vec::new(),
    };
    for node in document.root_element().descendants() {
        if examiner.losses.len() >= MOST_LOSSES {
            break;
        }
        if let Node::Text(text) = node.value() {
            examiner.text(text);
        } else if let Some(element) = ElementRef::wrap(node) {
            examiner.block = places.of(element).unwrap_or(examiner.block);
            examiner.element(element);
        }
    }
    examiner.losses
}

struct Examiner<'a> {
    addresses: &'a Addresses<'a>,
    block: usize,
    losses: Vec<Loss>,
}

impl Examiner<'_> {
    fn lose(&mut self, what: Lost) {
        let block = self.block;
        self.losses.push(Loss { block, what });
    }

    fn text(&mut self, text: &str) {
        if let Some(c) = forbidden_character(text) {
            self.lose(Lost::Control(u32::from(c)));
        }
    }

    fn element(&mut self, element: ElementRef<'_>) {
        for (_, value) in element.value().attrs() {
            self.text(value);
        }
        match element.value().name() {
            GAP => self.gap(element),
            "a" => self.href(element),
            "img" | "image" => self.image(element),
            "audio" | "video" => self.media(element),
            "iframe" => self.embed(element, &["src", "data-src", "data-lazy-src"]),
            "embed" => self.embed(element, &["src"]),
            "object" if element.child_elements().all(is_parameter) => {
                self.embed(element, &["data"])
            }
            "blockquote" => self.named(element, "cite"),
            "q" => {
                self.named(element, "cite");
                self.depth(element, "q a", MAX_DEPTH - 1);
            }
            name if contains(LISTS, name) => self.depth(element, LISTS, MAX_DEPTH),
            name if contains(FIELDS, name) && has_above(element, "form") => {}
            name if contains(NOT_HELD, name) => self.lose(Lost::Element(name.to_owned())),
            _ => {}
        }
    }

    fn gap(&mut self, element: ElementRef<'_>) {
        match element.attr("data-element").unwrap_or_default() {
            TOO_DEEP => self.lose(Lost::Depth),
            name => self.lose(Lost::Element(clip(name))),
        }
    }

    fn href(&mut self, element: ElementRef<'_>) {
        if let Some(href) = written(element, "href")
            && self.addresses.href(href).is_none()
        {
            self.lose(unkept(href));
        }
    }

    /// An address on the web that may be left out.
    fn named(&mut self, element: ElementRef<'_>, attribute: &str) {
        if let Some(address) = written(element, attribute)
            && self.addresses.web(address).is_none()
        {
            self.lose(unkept(address));
        }
    }

    /// An address that must be there, under one of these names.
    fn needed<'e>(&mut self, element: ElementRef<'e>, attributes: &[&str]) {
        let mut given = attributes.iter().filter_map(|name| written(element, name));
        let first: Option<&'e str> = given.next();
        let Some(first) = first else {
            return self.lose(Lost::NoAddress(element.value().name().to_owned()));
        };
        let kept = |address: &str| self.addresses.web(address).is_some();
        if !kept(first) && !given.any(kept) {
            self.lose(unkept(first));
        }
    }

    fn image(&mut self, element: ElementRef<'_>) {
        let is_letter = element
            .value()
            .classes()
            .any(|class| matches!(class, "wp-smiley" | "emoji"));
        let is_pixel = ["width", "height"]
            .iter()
            .all(|name| element.attr(name) == Some("1"));
        if !is_letter && !is_pixel {
            self.needed(
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
        let carrier = match element.attr("src") {
            Some(_) => element,
            None => source.unwrap_or(element),
        };
        self.needed(carrier, &["src"]);
        self.named(element, "poster");
    }

    fn embed(&mut self, element: ElementRef<'_>, attributes: &[&str]) {
        let found = attributes
            .iter()
            .find_map(|name| self.addresses.web(element.attr(name)?));
        match found {
            None => self.needed(element, attributes),
            Some(url) if known_provider(&url).is_none() => {
                self.lose(Lost::Provider(clip(url.host())))
            }
            Some(_) => {}
        }
    }

    /// Refuses what has as many of these around it as may stand inside each other.
    fn depth(&mut self, element: ElementRef<'_>, around: &str, most: usize) {
        let above = element.ancestors().filter_map(ElementRef::wrap);
        if above
            .filter(|outer| contains(around, outer.value().name()))
            .count()
            >= most
        {
            self.lose(Lost::Depth);
        }
    }
}

/// An attribute that says something.
fn written<'e>(element: ElementRef<'e>, attribute: &str) -> Option<&'e str> {
    element
        .value()
        .attr(attribute)
        .filter(|text| !text.trim().is_empty())
}

fn has_above(element: ElementRef<'_>, name: &str) -> bool {
    let mut above = element.ancestors().filter_map(ElementRef::wrap);
    above.any(|outer| outer.value().name() == name)
}

fn is_parameter(element: ElementRef<'_>) -> bool {
    element.value().name() == "param"
}

fn unkept(address: &str) -> Lost {
    let text = address.trim();
    let fault = match Url::parse(text) {
        _ if text.starts_with('#') => AddressFault::Place,
        Ok(url) if !matches!(url.scheme(), "http" | "https" | "mailto" | "tel") => {
            AddressFault::Scheme(clip(url.scheme()))
        }
        Err(ParseError::RelativeUrlWithoutBase) => AddressFault::Relative,
        Ok(_) | Err(_) => AddressFault::Unusable,
    };
    Lost::Address(clip(text), fault)
}

fn clip(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(MOST_CHARACTERS)
        .collect()
}
