//! Inputs of media blocks, each with a URL.

use async_graphql::{ID, InputObject};
use standfirst_domain::body::{self, BlockKind};
use standfirst_interchange::body::embed_from_url;

use super::{
    Address,
    input_reader::{BodyInputReader, InputPath},
};
use crate::graphql::input_validator::InputValidator;

/// Maximum width or height in pixels.
const MOST_PIXELS: i32 = 65_535;

/// A picture, referenced by its URL. Standfirst stores no image files.
#[derive(InputObject)]
#[graphql(name = "ImageInput")]
pub struct PictureInput {
    /// URL of the file (https or http).
    pub url: Address,
    /// Alternative text for readers who cannot see the picture. Leave it empty only for a
    /// decorative picture.
    pub alt: String,
    /// Caption shown under the picture or player.
    pub caption: Option<String>,
    /// Photographer, agency or source to be named with the picture.
    pub credit: Option<String>,
    /// Width in pixels (1 to 65,535).
    pub width: Option<i32>,
    /// Height in pixels (1 to 65,535).
    pub height: Option<i32>,
}

impl PictureInput {
    /// Parses the picture in this field of an input; `None` if it is invalid.
    pub fn read(self, validator: &mut InputValidator, field: &str) -> Option<body::Image> {
        let mut input_reader = BodyInputReader::default();
        let image = self.examined(&InputPath::new(field), &mut input_reader);
        match input_reader.finish(image) {
            Ok(image) => image,
            Err(reasons) => {
                validator.errors.extend(reasons);
                None
            }
        }
    }

    fn examined(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<body::Image> {
        let url = input_reader.web(&at.field("url"), self.url);
        let alt = input_reader.line(&at.field("alt"), self.alt);
        let caption = input_reader.optional_line(&at.field("caption"), self.caption);
        let credit = input_reader.optional_line(&at.field("credit"), self.credit);
        let width = pixels(self.width, &at.field("width"), input_reader);
        let height = pixels(self.height, &at.field("height"), input_reader);
        Some(body::Image {
            url: url?,
            alt,
            caption,
            credit,
            width,
            height,
        })
    }
}

fn pixels(
    number: Option<i32>,
    at: &InputPath<'_>,
    input_reader: &mut BodyInputReader,
) -> Option<u32> {
    let number = number?;
    if !(1..=MOST_PIXELS).contains(&number) {
        let hint = "Use 1 to 65,535 pixels, or omit it.";
        input_reader.add_error(at, "The size is out of range.", hint);
    }
    u32::try_from(number).ok()
}

/// A picture in the text.
#[derive(InputObject)]
pub struct ImageBlockInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// The picture.
    pub image: PictureInput,
}

impl ImageBlockInput {
    pub(super) fn read(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<BlockKind> {
        let image = self.image.examined(&at.field("image"), input_reader);
        image.map(BlockKind::Image)
    }
}

/// An audio recording or a video in the text.
#[derive(InputObject)]
pub struct MediaBlockInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// The recording or video.
    pub media: MediaInput,
}

/// An audio recording or a video, referenced by its URL.
#[derive(InputObject)]
pub struct MediaInput {
    /// URL of the file (https or http).
    pub url: Address,
    /// Caption shown under the picture or player.
    pub caption: Option<String>,
    /// URL of the picture shown before playback.
    pub poster: Option<Address>,
}

impl MediaBlockInput {
    pub(super) fn read(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<body::Media> {
        self.media.read(&at.field("media"), input_reader)
    }
}

impl MediaInput {
    fn read(self, at: &InputPath<'_>, input_reader: &mut BodyInputReader) -> Option<body::Media> {
        let url = input_reader.web(&at.field("url"), self.url);
        let caption = input_reader.optional_line(&at.field("caption"), self.caption);
        let poster = input_reader.optional_web(&at.field("poster"), self.poster);
        Some(body::Media {
            url: url?,
            caption,
            poster,
        })
    }
}

/// External content embedded from another site, such as a post, a player or a map.
#[derive(InputObject)]
pub struct EmbedInput {
    /// Id of the existing block. Omit it for a new block.
    pub id: Option<ID>,
    /// URL of the content (https or http). The URL of a known player is replaced by the URL of its
    /// page.
    pub url: Address,
    /// Name of the service, such as youtube or vimeo. Derived from the URL if omitted.
    pub provider: Option<String>,
    /// Title, or text to show in place of the content.
    pub title: Option<String>,
}

impl EmbedInput {
    pub(super) fn read(
        self,
        at: &InputPath<'_>,
        input_reader: &mut BodyInputReader,
    ) -> Option<BlockKind> {
        let url = input_reader.web(&at.field("url"), self.url);
        let provider = input_reader.optional_line(&at.field("provider"), self.provider);
        let title = input_reader.optional_line(&at.field("title"), self.title);
        let embed = embed_from_url(url?, title);
        Some(BlockKind::Embed(body::Embed {
            provider: provider.unwrap_or(embed.provider),
            ..embed
        }))
    }
}
