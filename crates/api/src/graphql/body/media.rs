//! Media blocks: images, audio, video and embeds, each with a URL.

use async_graphql::{ID, Object, SimpleObject};
use standfirst_domain::body;

use super::blocks::BlockLocation;
use crate::graphql::{article::Picture, scalars::Url};

/// A picture in the text.
pub struct ImageBlock {
    pub location: BlockLocation,
    pub image: body::Image,
}

/// A picture in the text.
#[Object]
impl ImageBlock {
    /// Identifier of the block, globally unique. It stays the same while the block exists.
    pub async fn id(&self) -> ID {
        self.location.id()
    }

    /// Text of the block without markup.
    pub async fn plain_text(&self) -> String {
        self.location.plain_text()
    }

    /// The picture.
    async fn image(&self) -> Picture {
        Picture::from(&self.image)
    }
}

/// An audio recording or a video, referenced by its URL.
#[derive(SimpleObject)]
#[graphql(name = "Media")]
pub struct Recording {
    /// URL of the media file.
    url: Url,
    /// Caption shown under the player.
    caption: Option<String>,
    /// URL of the picture shown before playback.
    poster: Option<Url>,
}

impl From<&body::Media> for Recording {
    fn from(media: &body::Media) -> Self {
        Self {
            url: Url::from(&media.url),
            caption: media.caption.clone(),
            poster: media.poster.as_ref().map(Url::from),
        }
    }
}

/// An audio recording in the text.
pub struct AudioBlock {
    pub location: BlockLocation,
    pub media: body::Media,
}

/// An audio recording in the text.
#[Object]
impl AudioBlock {
    /// Identifier of the block, globally unique. It stays the same while the block exists.
    pub async fn id(&self) -> ID {
        self.location.id()
    }

    /// Text of the block without markup.
    pub async fn plain_text(&self) -> String {
        self.location.plain_text()
    }

    /// The recording.
    async fn media(&self) -> Recording {
        Recording::from(&self.media)
    }
}

/// A video in the text.
pub struct VideoBlock {
    pub location: BlockLocation,
    pub media: body::Media,
}

/// A video in the text.
#[Object]
impl VideoBlock {
    /// Identifier of the block, globally unique. It stays the same while the block exists.
    pub async fn id(&self) -> ID {
        self.location.id()
    }

    /// Text of the block without markup.
    pub async fn plain_text(&self) -> String {
        self.location.plain_text()
    }

    /// The video.
    async fn media(&self) -> Recording {
        Recording::from(&self.media)
    }
}

/// External content embedded from another site, such as a post, a player or a map. Only its URL and
/// title are stored, never its markup.
pub struct Embed {
    pub location: BlockLocation,
    pub embed: body::Embed,
}

/// External content embedded from another site, such as a post, a player or a map. Only its URL and
/// title are stored, never its markup.
#[Object]
impl Embed {
    /// Identifier of the block, globally unique. It stays the same while the block exists.
    pub async fn id(&self) -> ID {
        self.location.id()
    }

    /// Text of the block without markup.
    pub async fn plain_text(&self) -> String {
        self.location.plain_text()
    }

    /// URL of the content.
    async fn url(&self) -> Url {
        Url::from(&self.embed.url)
    }

    /// Name of the service, such as youtube or vimeo, or the host name.
    async fn provider(&self) -> &str {
        &self.embed.provider
    }

    /// Title, or text to show in place of the content.
    async fn title(&self) -> Option<&str> {
        self.embed.title.as_deref()
    }
}
