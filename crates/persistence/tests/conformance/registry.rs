//! The registry: accounts, sessions whose tokens are good once, and keys.

use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash, Role},
    credential::{KeyId, KeyScope},
    error::{Error, ErrorCode},
    ids::{AccountId, SectionId, SessionId},
    moment::Moment,
    registry::{ApiKey, Digest, NewSession, Registry, Rotation},
    sight::Grants,
    text::Name,
};

use crate::support::{Newsroom, START, at, both};

fn new_account(login: &str, role: Role) -> NewAccount {
    NewAccount {
        id: AccountId::mint(START, rand::random()),
        login: Login::email(login).unwrap(),
        name: Name::parse("Ada").unwrap(),
        role,
        contributor: None,
        password: Some(PasswordHash("kept".to_owned())),
        made_at: at(0),
    }
}

async fn account(newsroom: &Newsroom, login: &str) -> Account {
    newsroom
        .store
        .add_account(new_account(login, Role::Editor))
        .await
        .unwrap()
}

async fn session(newsroom: &Newsroom, account: &Account, token: u8) -> SessionId {
    let id = SessionId::mint(START, rand::random());
    let session = NewSession {
        id,
        account: account.id,
        token: Digest([token; 32]),
        opened_at: at(0),
        token_until: at(1_000),
    };
    newsroom.store.open_session(session).await.unwrap();
    id
}

async fn rotate(newsroom: &Newsroom, presented: u8, next: u8, now: Moment) -> Rotation {
    newsroom
        .store
        .rotate(
            Digest([presented; 32]),
            Digest([next; 32]),
            now,
            now.plus_millis(1_000_000),
        )
        .await
        .unwrap()
}

both! {
    async fn an_account_comes_back_as_it_was_made_and_its_login_is_its_own(newsroom: &Newsroom) {
        let made = account(newsroom, "Ada@paper.example").await;
        assert_eq!(newsroom.store.account(made.id).await.unwrap(), Some(made.clone()));
        let (found, password) = newsroom.store.account_by_login(Login::email("ADA@paper.example").unwrap()).await.unwrap().unwrap();
        assert_eq!((found, password), (made, Some(PasswordHash("kept".to_owned()))));
        let Err(Error::Refused(reasons)) = newsroom.store.add_account(new_account("ada@PAPER.example", Role::Admin)).await else { panic!("one login, one account") };
        assert_eq!(reasons[0].code, ErrorCode::Conflict);
        assert_eq!(newsroom.store.admin_count().await.unwrap(), 0);
    }

    async fn every_change_raises_the_token_version_and_ends_the_sessions(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        let changes = [AccountChange::Role(Role::Admin), AccountChange::Password(PasswordHash("new".to_owned())), AccountChange::Suspend, AccountChange::Readmit, AccountChange::SignOutEverywhere];
        for (number, change) in (1_u8..).zip(changes) {
            session(newsroom, &made, number).await;
            let changed = newsroom.store.change_account(made.id, change.clone(), at(i64::from(number))).await.unwrap().unwrap();
            assert_eq!((changed.token_version, changed.tokens_since), (u32::from(number) + 1, at(i64::from(number))), "{change:?}");
            assert_eq!(changed.suspended_at.is_some(), change == AccountChange::Suspend);
            assert_eq!(rotate(newsroom, number, number + 100, at(5)).await, Rotation::Refused, "{change:?}");
        }
        assert_eq!(newsroom.store.admin_count().await.unwrap(), 1);
        let nobody = AccountId::mint(START, rand::random());
        assert_eq!(newsroom.store.change_account(nobody, AccountChange::Suspend, at(1)).await.unwrap(), None);
    }

    async fn a_refresh_token_is_good_once_and_a_second_use_ends_the_session(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        let id = session(newsroom, &made, 1).await;
        assert_eq!(rotate(newsroom, 9, 10, at(1)).await, Rotation::Refused, "never handed out");
        assert_eq!(rotate(newsroom, 1, 2, at(1)).await, Rotation::Rotated(made.clone()));
        assert_eq!(rotate(newsroom, 2, 3, at(2)).await, Rotation::Rotated(made.clone()));
        assert_eq!(rotate(newsroom, 1, 4, at(3)).await, Rotation::Reused(id));
        assert_eq!(rotate(newsroom, 3, 5, at(4)).await, Rotation::Refused, "the newest is dead too");
        session(newsroom, &made, 20).await;
        assert_eq!(rotate(newsroom, 20, 21, at(1_000)).await, Rotation::Refused, "too late");
        session(newsroom, &made, 30).await;
        assert!(newsroom.store.close_session(Digest([30; 32]), at(1)).await.unwrap());
        assert!(!newsroom.store.close_session(Digest([30; 32]), at(1)).await.unwrap());
        assert_eq!(rotate(newsroom, 30, 31, at(2)).await, Rotation::Refused);
    }

    async fn of_twenty_uses_at_once_one_wins(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        session(newsroom, &made, 1).await;
        let tries: Vec<_> = (0..20_u8)
            .map(|number| {
                let store = newsroom.store.clone();
                tokio::spawn(async move { store.rotate(Digest([1; 32]), Digest([100 + number; 32]), at(1), at(100)).await.unwrap() })
            })
            .collect();
        let mut winners = 0;
        for attempt in tries {
            winners += u32::from(matches!(attempt.await.unwrap(), Rotation::Rotated(_)));
        }
        assert_eq!(winners, 1);
        for number in 100..120 {
            assert_eq!(rotate(newsroom, number, 200, at(2)).await, Rotation::Refused, "the session ended");
        }
    }

    async fn a_key_comes_back_as_it_was_made_until_it_is_revoked(newsroom: &Newsroom) {
        let made = account(newsroom, "wire@agency.example").await;
        let sections = Some([SectionId::mint(START, [1; 10])].into());
        let key = ApiKey {
            id: KeyId::parse("abcd2345").unwrap(),
            digest: Digest([7; 32]),
            account: made.id,
            name: Name::parse("Overnight feed").unwrap(),
            scope: KeyScope::Read,
            grants: Grants { embargo: true, sections },
            made_at: at(0),
            expires_at: Some(at(100)),
            revoked_at: None,
            last_used_at: None,
        };
        newsroom.store.add_key(key.clone()).await.unwrap();
        assert!(matches!(newsroom.store.add_key(key.clone()).await, Err(Error::Refused(_))));
        assert_eq!(newsroom.store.key(key.id.clone()).await.unwrap(), Some((key.clone(), made)));
        for second in [10, 20, 400] {
            newsroom.store.note_key_use(key.id.clone(), at(second)).await.unwrap();
            let (found, _) = newsroom.store.key(key.id.clone()).await.unwrap().unwrap();
            assert_eq!(found.last_used_at, Some(at(if second == 20 { 10 } else { second })), "noted coarsely");
        }
        assert!(key.is_good(at(99)) && !key.is_good(at(100)));
        let revoked = newsroom.store.revoke_key(key.id.clone(), at(50)).await.unwrap().unwrap();
        assert!(!revoked.is_good(at(60)));
        assert_eq!(newsroom.store.revoke_key(key.id.clone(), at(70)).await.unwrap().unwrap().revoked_at, Some(at(50)));
        assert_eq!(newsroom.store.revoke_key(KeyId::parse("00000000").unwrap(), at(70)).await.unwrap(), None);
    }
}
