//! Preview tokens: links to one article, signed by the house. Their type and their audience are their own, so that none is ever taken for an access token
//! and no access token for one. A token alone opens nothing: it names a row that can be revoked.

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

use super::{
    Auth,
    token::{Head, OURSELVES, part},
};

/// The media type that a preview token's header has to name.
const PREVIEW_TOKEN: &str = "preview+jwt";
/// For whom preview tokens are.
const AUDIENCE: &str = "standfirst-preview";
/// The most bytes of a token.
const MOST_BYTES: usize = 1_024;

/// What a preview token says.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The article.
    sub: String,
    /// The link.
    jti: String,
    iat: i64,
    exp: i64,
}

impl Auth {
    /// The token of a link. The same link has the same token while the same key signs.
    pub fn preview_token(&self, preview: &Preview, now: Moment) -> Option<String> {
        let seconds = |moment: Moment| moment.as_millis().div_euclid(1_000);
        let claims = Claims {
            iss: OURSELVES.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: preview.article.as_uuid().simple().to_string(),
            jti: preview.id.as_uuid().simple().to_string(),
            iat: seconds(preview.created_at),
            exp: seconds(preview.expires_at).saturating_add(1),
        };
        self.keyring().sign_as(PREVIEW_TOKEN, &claims, now)
    }

    /// The article that a token opens at this moment; `None` when it is not good.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn opened_by(
        &self,
        token: &str,
        desk: &dyn Desk,
        now: Moment,
    ) -> Result<Option<ArticleId>, Error> {
        let Some((id, article)) = self.believe_preview(token, now) else {
            return Ok(None);
        };
        let kept = desk.preview(id).await?;
        let good = kept.filter(|kept| kept.article == article && kept.is_valid(now));
        Ok(good.map(|kept| kept.article))
    }

    fn believe_preview(&self, token: &str, now: Moment) -> Option<(PreviewId, ArticleId)> {
        if token.len() > MOST_BYTES {
            return None;
        }
        let head = token.split('.').next()?;
        let head: Head = part(head, |fields| !fields.contains_key("crit"))?;
        if head.typ != PREVIEW_TOKEN || head.alg != "EdDSA" {
            return None;
        }
        let keyring = self.keyring();
        let key = keyring.verifying_previews(&head.kid, now)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[OURSELVES]);
        validation.set_audience(&[AUDIENCE]);
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &validation)
            .ok()?
            .claims;
        let is_in_time = now.as_millis().div_euclid(1_000) < claims.exp;
        let id = Uuid::parse_str(&claims.jti).ok()?;
        let article = Uuid::parse_str(&claims.sub).ok()?;
        is_in_time.then_some((PreviewId::from_uuid(id), ArticleId::from_uuid(article)))
    }
}
