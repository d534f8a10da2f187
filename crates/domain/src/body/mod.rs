//! The body of an article: a versioned tree of typed blocks with typed runs of text inside them.
//!
//! The tree is what is stored. HTML, plain text, the outline and the word count are derived from
//! it, so readers get nothing that the tree cannot express. Parsers of other formats live in
//! `interchange`; they produce trees whose depth and addresses are already checked.

mod blocks;
mod html;
mod inline;
mod links;
mod outline;
mod plain_text;

pub use blocks::{
    Block, BlockKind, Body, Code, CorrectionNote, Embed, Heading, Image, List, ListItem, Media,
    Quote, Table,
};
pub use html::{Links, NoLinks};
pub use inline::{
    Attribution, Href, Inline, LinkRun, LinkTarget, MAX_DEPTH, Mark, QuotationRun, TextRun,
};
pub use outline::OutlineEntry;
pub use plain_text::text_of;
