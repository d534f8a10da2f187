//! Sessions: signing in with a password, going on with a refresh token, and ending it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use standfirst_domain::{
    account::{Account, Login},
    error::Error,
    ids::{AccountId, SessionId},
    moment::Moment,
    registry::{NewSession, Rotation},
};

use super::{
    Auth, Pause, Peer,
    identify::digest_of_token,
    token::{Audiences, Claims, OURSELVES},
};

/// What a session hands out.
pub struct Tokens {
    /// Whose they are.
    pub account: Account,
    /// The access token.
    pub access: String,
    /// Until when it is good.
    pub access_until: Moment,
    /// The refresh token, good once.
    pub refresh: String,
    /// Until when it is good.
    pub refresh_until: Moment,
}

/// Why nobody was let in.
#[derive(Debug)]
pub enum SignInRefused {
    /// What was presented is not good. It is never said why.
    Bad,
    /// Too many failures in a short time. After the pause another attempt may be made.
    TooOften(Pause),
    /// The registry does not answer.
    Failed(Error),
}

impl From<Error> for SignInRefused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Auth {
    /// Opens a session for whoever knows the password. The work is the same whether or not there is such an account.
    ///
    /// # Errors
    /// A wrong login or password, or too many failures.
    pub async fn sign_in(
        &self,
        login: &Login,
        password: String,
        peer: Peer,
        now: Moment,
    ) -> Result<Tokens, SignInRefused> {
        self.attempts
            .admit(login, peer, now)
            .map_err(SignInRefused::TooOften)?;
        let (account, fits) = match self.known(login, password).await {
            Ok(known) => known,
            Err(error) => {
                self.attempts.withdraw(login, peer);
                return Err(error.into());
            }
        };
        let welcome = account.filter(|account| fits && account.suspended_at.is_none());
        let account = welcome.ok_or(SignInRefused::Bad)?;
        self.attempts.forgive(login, peer);
        let (refresh, refresh_until) = self.new_refresh_token(now);
        let session = NewSession {
            id: SessionId::mint(now, rand::random()),
            account: account.id,
            token_version: account.token_version,
            token: digest_of_token(&refresh),
            opened_at: now,
            token_until: refresh_until,
        };
        if !self.registry.open_session(session).await? {
            return Err(SignInRefused::Bad);
        }
        self.tokens(account, refresh, refresh_until, now)
    }

    /// The account of a login if there is one, and whether the password fits. Both are looked at, whatever comes of either.
    async fn known(
        &self,
        login: &Login,
        password: String,
    ) -> Result<(Option<Account>, bool), Error> {
        let found = self.registry.account_by_login(login.clone()).await?;
        let (account, kept) = found.map_or((None, None), |(account, kept)| (Some(account), kept));
        let fits = self.passwords.verify(password, kept).await?;
        Ok((account, fits))
    }

    /// Checks the password of whoever is in already, as before another takes its place.
    ///
    /// # Errors
    /// A wrong password, or too many failures.
    pub async fn confirm_password(
        &self,
        account: AccountId,
        password: String,
        peer: Peer,
        now: Moment,
    ) -> Result<(), SignInRefused> {
        let account = self
            .registry
            .account(account)
            .await?
            .ok_or(SignInRefused::Bad)?;
        self.attempts
            .admit(&account.login, peer, now)
            .map_err(SignInRefused::TooOften)?;
        match self.known(&account.login, password).await {
            Ok((_, true)) => {
                self.attempts.forgive(&account.login, peer);
                Ok(())
            }
            Ok((_, false)) => Err(SignInRefused::Bad),
            Err(error) => {
                self.attempts.withdraw(&account.login, peer);
                Err(error.into())
            }
        }
    }

    /// Puts a new pair of tokens in the place of a refresh token.
    ///
    /// # Errors
    /// A token that is not good, or that was used before, which ends its session.
    pub async fn refresh(&self, presented: &str, now: Moment) -> Result<Tokens, SignInRefused> {
        let (refresh, until) = self.new_refresh_token(now);
        let (presented, next) = (digest_of_token(presented), digest_of_token(&refresh));
        match self.registry.rotate(presented, next, now, until).await? {
            Rotation::Rotated(account) => self.tokens(account, refresh, until, now),
            Rotation::Reused(session) => {
                tracing::warn!(session.id = %session.as_uuid(), "a refresh token was used twice, so its session was ended");
                Err(SignInRefused::Bad)
            }
            Rotation::Refused => Err(SignInRefused::Bad),
        }
    }

    /// Ends the session of a refresh token, if there is one.
    ///
    /// # Errors
    /// The registry does not answer.
    pub async fn close_session(&self, presented: &str, now: Moment) -> Result<bool, Error> {
        self.registry
            .close_session(digest_of_token(presented), now)
            .await
    }

    /// An access token for an account, good for so many milliseconds.
    ///
    /// # Errors
    /// Signing failed.
    pub fn access_token(
        &self,
        account: &Account,
        millis: i64,
        now: Moment,
    ) -> Result<(String, Moment), Error> {
        let issued = now.as_millis().div_euclid(1_000);
        let expires = now.plus_millis(millis).as_millis().div_euclid(1_000);
        let claims = Claims {
            iss: OURSELVES.to_owned(),
            sub: account.id.as_uuid().to_string(),
            aud: Audiences::One(OURSELVES.to_owned()),
            exp: expires,
            iat: issued,
            nbf: None,
            tv: Some(account.token_version),
        };
        let signed = self.keyring().sign(&claims, now);
        let token = signed.ok_or(Error::NoSigningKey)?;
        Ok((token, Moment::from_millis(expires.saturating_mul(1_000))))
    }

    fn new_refresh_token(&self, now: Moment) -> (String, Moment) {
        let random: [u8; 32] = rand::random();
        let until = now.plus_millis(millis(self.settings.refresh_for));
        (format!("sfr_{}", URL_SAFE_NO_PAD.encode(random)), until)
    }

    fn tokens(
        &self,
        account: Account,
        refresh: String,
        refresh_until: Moment,
        now: Moment,
    ) -> Result<Tokens, SignInRefused> {
        let (access, access_until) =
            self.access_token(&account, millis(self.settings.access_for), now)?;
        Ok(Tokens {
            account,
            access,
            access_until,
            refresh,
            refresh_until,
        })
    }
}

fn millis(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
