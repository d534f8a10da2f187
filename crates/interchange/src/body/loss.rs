//! Losses: parts of a text in HTML or Markdown that no body keeps. An import reads leniently; an
//! author who writes here is told.

use std::fmt;

/// Largest number of losses that are reported of one text.
pub(crate) const MAX_LOSSES: usize = 100;

/// Part of a text that a body does not keep as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Index, from 0, of the block that the part belongs to. For a part between two blocks, index
    /// of the following one.
    pub block: usize,
    /// Kind of the loss.
    pub kind: LossKind,
}

/// Kind of a loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LossKind {
    /// Element that a body cannot hold, by its name, such as `script` or `form`.
    Element(String),
    /// Embedded frame of an unknown provider, by the name of its host.
    Provider(String),
    /// Unusable address.
    Address(String, AddressProblem),
    /// Missing address of an element that shows nothing without one, by the element's name.
    NoAddress(String),
    /// Nesting beyond the depth of a body.
    Depth,
    /// Control character, by its code point.
    Control(u32),
}

/// Problem of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressProblem {
    /// The scheme is not allowed, such as `javascript` or `data`.
    Scheme(String),
    /// The address is relative, and there is no base address.
    Relative,
    /// The address is an anchor in the same text.
    Fragment,
    /// The address is malformed, contains a password, or is too long.
    Invalid,
}

impl fmt::Display for LossKind {
    /// Writes the loss as a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(name) => write!(f, "A body cannot hold the element {name}."),
            Self::Provider(host) => write!(
                f,
                "The embedded content is from {host}, which is no known provider."
            ),
            Self::Address(text, AddressProblem::Scheme(scheme)) => {
                write!(
                    f,
                    "The scheme {scheme} of this address is not allowed: {text}."
                )
            }
            Self::Address(text, AddressProblem::Relative) => {
                write!(
                    f,
                    "This address is relative, and there is no base address: {text}."
                )
            }
            Self::Address(text, AddressProblem::Fragment) => {
                write!(f, "This link leads to an anchor in the same text: {text}.")
            }
            Self::Address(text, AddressProblem::Invalid) => {
                write!(f, "This address is not valid: {text}.")
            }
            Self::NoAddress(name) => write!(f, "The element {name} has no address."),
            Self::Depth => f.write_str("The text is nested deeper than a body allows."),
            Self::Control(code) => {
                write!(f, "The text contains the control character U+{code:04X}.")
            }
        }
    }
}

impl LossKind {
    /// Advice on how to avoid the loss.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Element(_) => "Remove the element, or use a block that a body can hold.",
            Self::Provider(_) => {
                "Link to the content, or send the body as blocks with an embed that names its provider."
            }
            Self::Address(_, AddressProblem::Fragment) => "Remove the link and keep its words.",
            Self::Address(..) => {
                "Write an absolute address with https or http, or with mailto or tel in a link."
            }
            Self::NoAddress(_) => "Add an address, or remove the element.",
            Self::Depth => "Nest lists and quotations at most 16 deep.",
            Self::Control(_) => "Remove the character.",
        }
    }
}
