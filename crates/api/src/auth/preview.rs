//! Preview tokens: signed links to one article.
//!
//! Their media type and audience are their own, so that a preview token is never accepted as an
//! access token nor the other way round. A token alone opens nothing, because it names a row that
//! can be revoked.

use jsonwebtoken::{Algorithm, Validation};
use serde::{Deserialize, Serialize};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, PreviewId},
    moment::Moment,
    ports::Desk,
    preview::Preview,
};
use uuid::Uuid;

use super::{access_token::OURSELVES, service::Auth, token_part::TokenHeader};

/// Media type in the header of a preview token.
const PREVIEW_TOKEN: &str = "preview+jwt";
/// Audience of preview tokens.
const AUDIENCE: &str = "standfirst-preview";
/// Most bytes of a token.
const MAX_BYTES: usize = 1_024;

/// Claims of a preview token.
#[derive(Serialize, Deserialize)]
struct PreviewClaims {
    iss: String,
    aud: String,
    /// Id of the article.
    sub: String,
    /// Id of the preview link.
    jti: String,
    iat: i64,
    exp: i64,
}

impl Auth {
    /// Makes the token of a preview link. It is the same token while the same key signs.
    pub fn preview_token(&self, preview: &Preview, now: Moment) -> Option<String> {
        let seconds = |moment: Moment| moment.as_millis().div_euclid(1_000);
        let claims = PreviewClaims {
            iss: OURSELVES.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: preview.article.as_uuid().simple().to_string(),
            jti: preview.id.as_uuid().simple().to_string(),
            iat: seconds(preview.created_at),
            // Rounded up, so that the token never ends before its row does.
            exp: seconds(preview.expires_at).saturating_add(1),
        };
        self.keyring().sign_as(PREVIEW_TOKEN, &claims, now)
    }

    /// Article that a preview token opens at a moment; `None` of an invalid token.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn previewed_article(
        &self,
        token: &str,
        desk: &dyn Desk,
        now: Moment,
    ) -> Result<Option<ArticleId>, Error> {
        let Some((id, article)) = self.verify_preview(token, now) else {
            return Ok(None);
        };
        let stored = desk.preview(id).await?;
        let valid = stored.filter(|stored| stored.article == article && stored.is_valid(now));
        Ok(valid.map(|stored| stored.article))
    }

    fn verify_preview(&self, token: &str, now: Moment) -> Option<(PreviewId, ArticleId)> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let header = TokenHeader::decode(token.split('.').next()?)?;
        if header.typ != PREVIEW_TOKEN || header.alg != "EdDSA" {
            return None;
        }
        let keyring = self.keyring();
        let key = keyring.verifying_previews(&header.kid, now)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[OURSELVES]);
        validation.set_audience(&[AUDIENCE]);
        // The expiry is compared with the newsroom's clock below.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<PreviewClaims>(token, key, &validation)
            .ok()?
            .claims;
        let is_in_time = now.as_millis().div_euclid(1_000) < claims.exp;
        let id = Uuid::parse_str(&claims.jti).ok()?;
        let article = Uuid::parse_str(&claims.sub).ok()?;
        is_in_time.then_some((PreviewId::from_uuid(id), ArticleId::from_uuid(article)))
    }
}
