//! The body of an article as typed blocks. A block owns its part of the tree, and objects within a
//! block borrow from it.
//!
//! A client shows the words of a block that it does not know by the interface's `plainText`. Links
//! are resolved by loaders, so that all links of all bodies in a document are one read.

mod blocks;
pub mod input;
mod links;
mod lists;
mod media;
mod runs;

use std::sync::Arc;

use async_graphql::Interface;
use standfirst_domain::{
    body::{Block, BlockKind, Body},
    ids::ArticleId,
};

use blocks::{BlockLocation, Code, CorrectionNote, Divider, Heading, Paragraph, Quote};
use lists::{List, Table};
use media::{AudioBlock, Embed, ImageBlock, VideoBlock};

use super::read_context::ReadContext;

/// One block of a text, such as a paragraph, a picture or a table.
#[derive(Interface)]
#[graphql(
    field(
        name = "id",
        ty = "async_graphql::ID",
        desc = "Identifier of the block, globally unique. It stays the same while the block exists."
    ),
    field(
        name = "plain_text",
        ty = "String",
        desc = "Text of the block without markup. Show it for block types that the client does not know."
    )
)]
pub enum BodyBlock {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A heading inside the article.
    Heading(Heading),
    /// A block quotation.
    Quote(Quote),
    /// A list.
    List(List),
    /// A picture.
    Image(ImageBlock),
    /// An audio recording.
    Audio(AudioBlock),
    /// A video.
    Video(VideoBlock),
    /// External content embedded from another site.
    Embed(Embed),
    /// A table.
    Table(Table),
    /// Preformatted text, such as program code.
    Code(Code),
    /// A thematic break between parts of the text.
    Divider(Divider),
    /// A public correction within the text.
    CorrectionNote(CorrectionNote),
}

/// Blocks of an article's body.
pub fn blocks(
    article: ArticleId,
    body: &Arc<Body>,
    read_context: &Arc<ReadContext>,
) -> Vec<BodyBlock> {
    body.blocks
        .iter()
        .enumerate()
        .map(|(index, block)| {
            typed_block(
                BlockLocation::new(article, body, index, read_context),
                block,
            )
        })
        .collect()
}

/// One block of an article's body.
pub fn block(
    article: ArticleId,
    body: &Arc<Body>,
    index: usize,
    read_context: &Arc<ReadContext>,
) -> Option<BodyBlock> {
    let block = body.blocks.get(index)?;
    Some(typed_block(
        BlockLocation::new(article, body, index, read_context),
        block,
    ))
}

fn typed_block(location: BlockLocation, block: &Block) -> BodyBlock {
    match block.kind.clone() {
        BlockKind::Paragraph(runs) => BodyBlock::Paragraph(Paragraph { location, runs }),
        BlockKind::Heading(heading) => BodyBlock::Heading(Heading { location, heading }),
        BlockKind::Quote(quote) => BodyBlock::Quote(Quote { location, quote }),
        BlockKind::List(list) => BodyBlock::List(List { location, list }),
        BlockKind::Image(image) => BodyBlock::Image(ImageBlock { location, image }),
        BlockKind::Audio(media) => BodyBlock::Audio(AudioBlock { location, media }),
        BlockKind::Video(media) => BodyBlock::Video(VideoBlock { location, media }),
        BlockKind::Embed(embed) => BodyBlock::Embed(Embed { location, embed }),
        BlockKind::Table(table) => BodyBlock::Table(Table { location, table }),
        BlockKind::Code(code) => BodyBlock::Code(Code { location, code }),
        BlockKind::Divider => BodyBlock::Divider(Divider { location }),
        BlockKind::CorrectionNote(note) => {
            BodyBlock::CorrectionNote(CorrectionNote { location, note })
        }
    }
}
