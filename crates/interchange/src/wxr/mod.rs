//! WordPress exports (WXR: RSS with WordPress's own elements).
//!
//! [`read_export`] reads a file whole, and [`convert`] makes an article of each of its items. Only items of type `post` are articles; pages,
//! attachments, menus, revisions, styles and types of plugins are left out, each with its reason. Comments and other metadata are not read.
//!
//! - *Source*: the system is `wordpress:` and the address of the blog without its scheme (of a hosted blog, not that of the host, since numbers
//!   repeat between its blogs), the id the post's number, or its GUID when it has none.
//! - *Life*: `publish` and `future` are published at their date, `pending` is in review, `trash` is deleted. `draft`, `private`, anything unheard-of and
//!   whatever has a password stays a draft, so that it never becomes public.
//! - *Dates*: `post_date_gmt`; else `pubDate`, which carries its offset; else `post_date` read as UTC, which is noted. A published
//!   post without any is published at the moment of the import, which is noted too.
//! - *Shelves*: the first category is the section, further ones are tags before the post's own. Categories of an old export without a domain count when
//!   there are no others. Co-authors are the byline, else the creator by the display name.
//! - *Text*: block comments are passed over save for embeds, which become typed ones; classic text gets its paragraphs from empty lines. The
//!   shortcodes `caption`, `gallery`, `embed`, `audio`, `video` and those of film services are read, others stay as text.
//! - A post without a title gets its first words, since WordPress shows such posts too.
//!
//! A file must say which version of the form it has, as the importer of WordPress demands. Bare ampersands and HTML's entities, which some
//! exporters write, are taken for what they mean.

mod article;
mod content;
mod dates;
mod export;
mod item;
mod names;
mod paragraphs;
mod reader;
mod shortcodes;

pub use article::{Converted, convert};
pub use export::{Attachment, Export, InvalidExport, WxrSite};
pub use item::Item;
pub use reader::read_export;

#[cfg(test)]
mod tests;
