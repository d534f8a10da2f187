//! What a text in HTML or Markdown holds that no body keeps, for an author who would rather know than be read leniently.

use std::fmt;

/// One thing that a body does not keep as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The place, from 0, of the block that it stands in, or that comes next where it stands between two.
    pub block: usize,
    /// What is lost.
    pub what: Lost,
}

/// What is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// An element that no body holds, by its name: `script`, `form`.
    Element(String),
    /// A frame of something whose owner is not known here, by the name of its host.
    Provider(String),
    /// An address that no reader is sent to.
    Address(String, AddressFault),
    /// The address of an element that shows nothing without one, by the element's name.
    NoAddress(String),
    /// What is nested deeper than a body nests.
    Depth,
    /// A control character.
    Control(u32),
}

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressFault {
    /// It is of a scheme that is not kept: `javascript`, `data`.
    Scheme(String),
    /// It is relative, and there is nothing to join it to.
    Relative,
    /// It leads to a place in the same text.
    Place,
    /// It is not an address, has a password in it, or is too long.
    Unusable,
}

impl fmt::Display for Lost {
    /// What is wrong, in a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(name) => write!(f, "A body does not hold the element {name}."),
            Self::Provider(host) => {
                write!(
                    f,
                    "What is embedded from {host} is of no provider that is known here."
                )
            }
            Self::Address(text, AddressFault::Scheme(scheme)) => {
                write!(f, "An address of the scheme {scheme} is not kept: {text}.")
            }
            Self::Address(text, AddressFault::Relative) => {
                write!(f, "A relative address leads nowhere: {text}.")
            }
            Self::Address(text, AddressFault::Place) => {
                write!(f, "A link to a place in the same text is not kept: {text}.")
            }
            Self::Address(text, AddressFault::Unusable) => {
                write!(f, "This is not an address that is kept: {text}.")
            }
            Self::NoAddress(name) => write!(f, "The element {name} has no address."),
            Self::Depth => f.write_str("The text is nested deeper than a body nests."),
            Self::Control(code) => {
                write!(f, "The text holds the control character U+{code:04X}.")
            }
        }
    }
}

impl Lost {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Element(_) => "Leave it out, or say the same in a block that a body holds.",
            Self::Provider(_) => {
                "Link to it, or send the body as blocks with an embed that names its provider."
            }
            Self::Address(_, AddressFault::Place) => "Leave the link out and keep its words.",
            Self::Address(..) => {
                "Write an absolute address with https or http, or with mailto or tel in a link."
            }
            Self::NoAddress(_) => "Say where it is, or leave it out.",
            Self::Depth => "Nest lists and quotations at most 16 deep.",
            Self::Control(_) => "Leave it out.",
        }
    }
}
