//! Blocks that show something that is not text, each by its address.

use async_graphql::{ID, InputObject};
use standfirst_domain::body::{self, BlockKind};
use standfirst_interchange::body::embed_from_url;

use super::{
    Address,
    examiner::{Examiner, Path},
};
use crate::graphql::form::Form;

/// The most pixels across or down.
const MOST_PIXELS: i32 = 65_535;

/// A picture by its address. Standfirst holds no picture; it says where one is and what to say of it.
#[derive(InputObject)]
#[graphql(name = "ImageInput")]
pub struct PictureInput {
    /// Where it is: https or http.
    pub url: Address,
    /// What it shows, for those who do not see it. Empty only when it is decoration.
    pub alt: String,
    /// The text under it.
    pub caption: Option<String>,
    /// Whom to credit.
    pub credit: Option<String>,
    /// Pixels across, 1 to 65,535.
    pub width: Option<i32>,
    /// Pixels down, 1 to 65,535.
    pub height: Option<i32>,
}

impl PictureInput {
    /// The picture that stands in this field of an input, or nothing and the reasons.
    pub fn read(self, form: &mut Form, field: &str) -> Option<body::Image> {
        let mut examiner = Examiner::default();
        let image = self.examined(&Path::of(field), &mut examiner);
        match examiner.settle(image) {
            Ok(image) => image,
            Err(reasons) => {
                form.reasons.extend(reasons);
                None
            }
        }
    }

    fn examined(self, at: &Path<'_>, examiner: &mut Examiner) -> Option<body::Image> {
        let url = examiner.web(&at.field("url"), self.url);
        let alt = examiner.line(&at.field("alt"), self.alt);
        let caption = examiner.optional_line(&at.field("caption"), self.caption);
        let credit = examiner.optional_line(&at.field("credit"), self.credit);
        let width = pixels(self.width, &at.field("width"), examiner);
        let height = pixels(self.height, &at.field("height"), examiner);
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

fn pixels(number: Option<i32>, at: &Path<'_>, examiner: &mut Examiner) -> Option<u32> {
    let number = number?;
    if !(1..=MOST_PIXELS).contains(&number) {
        let hint = "Give 1 to 65,535 pixels, or leave it out.";
        examiner.refuse(at, "No picture is of this size.", hint);
    }
    u32::try_from(number).ok()
}

/// A picture in the text.
#[derive(InputObject)]
pub struct ImageBlockInput {
    /// The block's id, kept over edits.
    pub id: Option<ID>,
    /// The picture.
    pub image: PictureInput,
}

impl ImageBlockInput {
    pub(super) fn read(self, at: &Path<'_>, examiner: &mut Examiner) -> Option<BlockKind> {
        let image = self.image.examined(&at.field("image"), examiner);
        image.map(BlockKind::Image)
    }
}

/// A recording or a film in the text.
#[derive(InputObject)]
pub struct MediaBlockInput {
    /// The block's id, kept over edits.
    pub id: Option<ID>,
    /// The recording or film.
    pub media: MediaInput,
}

/// A recording or a film by its address.
#[derive(InputObject)]
pub struct MediaInput {
    /// Where it is: https or http.
    pub url: Address,
    /// The text under it.
    pub caption: Option<String>,
    /// The picture shown before it plays.
    pub poster: Option<Address>,
}

impl MediaBlockInput {
    pub(super) fn read(self, at: &Path<'_>, examiner: &mut Examiner) -> Option<body::Media> {
        self.media.read(&at.field("media"), examiner)
    }
}

impl MediaInput {
    fn read(self, at: &Path<'_>, examiner: &mut Examiner) -> Option<body::Media> {
        let url = examiner.web(&at.field("url"), self.url);
        let caption = examiner.optional_line(&at.field("caption"), self.caption);
        let poster = examiner.optional_web(&at.field("poster"), self.poster);
        Some(body::Media {
            url: url?,
            caption,
            poster,
        })
    }
}

/// Something that lives elsewhere: a post, a player, a map.
#[derive(InputObject)]
pub struct EmbedInput {
    /// The block's id, kept over edits.
    pub id: Option<ID>,
    /// Its address: https or http. That of a player becomes that of its page.
    pub url: Address,
    /// Who serves it, such as youtube or vimeo. Read off the address when it is left out.
    pub provider: Option<String>,
    /// Its title, or a text to show in its place.
    pub title: Option<String>,
}

impl EmbedInput {
    pub(super) fn read(self, at: &Path<'_>, examiner: &mut Examiner) -> Option<BlockKind> {
        let url = examiner.web(&at.field("url"), self.url);
        let provider = examiner.optional_line(&at.field("provider"), self.provider);
        let title = examiner.optional_line(&at.field("title"), self.title);
        let embed = embed_from_url(url?, title);
        Some(BlockKind::Embed(body::Embed {
            provider: provider.unwrap_or(embed.provider),
            ..embed
        }))
    }
}
