//! Media blocks: images, audio, video and embeds, each with a URL.

use async_graphql::{ID, Object, SimpleObject};
use standfirst_domain::body;

use super::blocks::{BlockLocation, block};
use crate::graphql::{article::Picture, scalars::Url};

block! {
    /// A picture in the text.
    ImageBlock { image: body::Image };

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

block! {
    /// An audio recording in the text.
    AudioBlock { media: body::Media };

    /// The recording.
    async fn media(&self) -> Recording {
        Recording::from(&self.media)
    }
}

block! {
    /// A video in the text.
    VideoBlock { media: body::Media };

    /// The video.
    async fn media(&self) -> Recording {
        Recording::from(&self.media)
    }
}

block! {
/// External content embedded from another site, such as a post, a player or a map. Only its URL and
/// title are stored, never its markup.
    Embed { embed: body::Embed };

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
