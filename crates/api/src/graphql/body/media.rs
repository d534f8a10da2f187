//! Blocks that show something that is not text: pictures, recordings, films, and what lives elsewhere. Each by its address.

use async_graphql::{ID, Object, SimpleObject};
use standfirst_domain::body;

use super::blocks::Place;
use crate::graphql::{article::Picture, scalars::Url};

/// A picture in the text.
pub struct ImageBlock {
    pub place: Place,
    pub image: body::Image,
}

/// A picture in the text.
#[Object]
impl ImageBlock {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The picture.
    async fn image(&self) -> Picture {
        Picture::from(&self.image)
    }
}

/// A recording or a film by its address.
#[derive(SimpleObject)]
#[graphql(name = "Media")]
pub struct Recording {
    /// Where it is.
    url: Url,
    /// The text under it.
    caption: Option<String>,
    /// The picture shown before it plays.
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

/// A recording in the text.
pub struct AudioBlock {
    pub place: Place,
    pub media: body::Media,
}

/// A recording in the text.
#[Object]
impl AudioBlock {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The recording.
    async fn media(&self) -> Recording {
        Recording::from(&self.media)
    }
}

/// A film in the text.
pub struct VideoBlock {
    pub place: Place,
    pub media: body::Media,
}

/// A film in the text.
#[Object]
impl VideoBlock {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// The film.
    async fn media(&self) -> Recording {
        Recording::from(&self.media)
    }
}

/// Something that lives elsewhere: a post, a player, a map. Never markup of theirs, only where it is and what to say of it.
pub struct Embed {
    pub place: Place,
    pub embed: body::Embed,
}

/// Something that lives elsewhere: a post, a player, a map. Never markup of theirs, only where it is and what to say of it.
#[Object]
impl Embed {
    /// Names the block, among the blocks of all articles, while it is there.
    pub async fn id(&self) -> ID {
        self.place.id()
    }

    /// The words of the block without any markup.
    pub async fn plain_text(&self) -> String {
        self.place.plain_text()
    }

    /// Its address.
    async fn url(&self) -> Url {
        Url::from(&self.embed.url)
    }

    /// Who serves it: youtube, vimeo, or the name of the host.
    async fn provider(&self) -> &str {
        &self.embed.provider
    }

    /// Its title, or a text to show in its place.
    async fn title(&self) -> Option<&str> {
        self.embed.title.as_deref()
    }
}
