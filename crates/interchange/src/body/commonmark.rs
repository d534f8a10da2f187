//! The Markdown dialect: extensions of CommonMark that are read.

use pulldown_cmark::Options;

/// Extensions of CommonMark that are read: tables, strikethrough, footnotes and heading attributes.
pub(super) const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);
