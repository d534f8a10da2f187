//! WordPress exports (WXR: RSS with elements of WordPress).
//!
//! [`read_export`] reads a whole file, and [`convert`] makes an article of each of its items. Only
//! items of the type `post` are articles. Pages, attachments, menus, revisions, styles and the
//! types of plugins are left out, each with its reason. Comments and other metadata are not read.
//!
//! - *Source*: the system is `wordpress:` and the address of the blog without its scheme. For a
//!   hosted blog that is not the address of the host, since its blogs use the same numbers. The id
//!   is the number of the post, or its GUID if it has no number.
//! - *Status*: `publish` and `future` are published at their date, `pending` is in review, `trash`
//!   is deleted. Everything else, and every post with a password, stays a draft, so that it never
//!   becomes public.
//! - *Dates*: `post_date_gmt`; otherwise `pubDate`, which has an offset; otherwise `post_date`,
//!   read as UTC, which is noted. A published post without a date is published at the moment of the
//!   import, which is noted too.
//! - *Section and tags*: the first category is the section, and further categories are tags before
//!   the post's own. In an old export, categories without a domain count if there are no others.
//!   Co-authors form the byline; otherwise the creator does, by display name.
//! - *Text*: block comments are skipped, except embeds. Classic text gets its paragraphs from empty
//!   lines. The shortcodes `caption`, `gallery`, `embed`, `audio`, `video` and those of video
//!   services are read; others stay as text.
//! - *Title*: a post without a title gets its first words, since WordPress shows such posts too.
//!
//! A file must state its WXR version, as WordPress's own importer demands. Bare ampersands and HTML
//! entities, which some exporters write, are read as what they mean.

mod article;
mod content;
mod dates;
mod embed;
mod export;
mod item;
mod paragraphs;
mod reader;
mod shortcodes;
mod terms;
mod text;

pub use article::{Converted, convert};
pub use export::{Attachment, Export, InvalidExport, WxrSite};
pub use item::Item;
pub use reader::read_export;

#[cfg(test)]
mod tests;
