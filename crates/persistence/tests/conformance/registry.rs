//! The registry: accounts, sessions with refresh tokens that are valid once, and API keys.

use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash, Role},
    command_context::{ActorScope, CommandContext, IdempotencyKey, IdempotentRequest},
    credential::{KeyId, KeyScope},
    error::{Error, ErrorCode},
    ids::{AccountId, ContributorId, SectionId, SessionId},
    moment::Moment,
    page::{End, Page},
    permission::Action,
    ports::{AccountStore, ApiKeyStore, SessionStore},
    registry::{ApiKey, Digest, NewSession, Rotation},
    text::Name,
    visibility::Grants,
};

use crate::support::{Newsroom, START, at, both};

fn new_account(login: &str, role: Role) -> NewAccount {
    NewAccount {
        id: AccountId::new(START, rand::random()),
        login: Login::email(login).unwrap(),
        name: Name::parse("Ada").unwrap(),
        role,
        contributor: None,
        password: Some(PasswordHash("kept".to_owned())),
        created_at: at(0),
    }
}

/// The command context of the system at this many seconds after the start.
fn by_system(action: Action, second: i64) -> CommandContext {
    CommandContext::for_system(action, at(second))
}

fn is_absent<T>(outcome: Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Invalid(reasons)) if reasons.iter().all(|reason| reason.code == ErrorCode::NotFound))
}

async fn account(newsroom: &Newsroom, login: &str) -> Account {
    newsroom
        .store
        .add_account(
            by_system(Action::AccountCreate, 0),
            new_account(login, Role::Editor),
        )
        .await
        .unwrap()
}

async fn session(newsroom: &Newsroom, account: &Account, token: u8) -> SessionId {
    let id = SessionId::new(START, rand::random());
    let session = NewSession {
        id,
        account: account.id,
        token_version: account.token_version,
        token: Digest([token; 32]),
        opened_at: at(0),
        token_until: at(1_000),
    };
    assert!(newsroom.store.open_session(session).await.unwrap());
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
    async fn an_account_is_read_as_it_was_created_and_its_login_is_unique(newsroom: &Newsroom) {
        let made = account(newsroom, "Ada@paper.example").await;
        assert_eq!(newsroom.store.account(made.id).await.unwrap(), Some(made.clone()));
        let (found, password) = newsroom.store.account_by_login(Login::email("ADA@paper.example").unwrap()).await.unwrap().unwrap();
        assert_eq!((found, password), (made, Some(PasswordHash("kept".to_owned()))));
        let Err(Error::Invalid(reasons)) = newsroom.store.add_account(by_system(Action::AccountCreate, 0), new_account("ada@PAPER.example", Role::Admin)).await else { panic!("one login, one account") };
        assert_eq!(reasons[0].code, ErrorCode::Conflict);
        assert_eq!(newsroom.store.admin_count().await.unwrap(), 0);
    }

    async fn every_change_raises_the_token_version_and_ends_the_sessions(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        let changes = [AccountChange::Role(Role::Admin), AccountChange::Password(PasswordHash("new".to_owned())), AccountChange::Suspend, AccountChange::Readmit, AccountChange::SignOutEverywhere];
        for (number, change) in (1_u8..).zip(changes) {
            let as_it_is = newsroom.store.account(made.id).await.unwrap().unwrap();
            if as_it_is.suspended_at.is_none() {
                session(newsroom, &as_it_is, number).await;
            }
            let changed = newsroom.store.change_account(by_system(Action::AccountSuspend, number.into()), made.id, change.clone()).await.unwrap();
            assert_eq!((changed.token_version, changed.tokens_since), (u32::from(number) + 1, at(i64::from(number))), "{change:?}");
            assert_eq!(changed.suspended_at.is_some(), change == AccountChange::Suspend);
            assert_eq!(rotate(newsroom, number, number + 100, at(5)).await, Rotation::Rejected, "{change:?}");
        }
        assert_eq!(newsroom.store.admin_count().await.unwrap(), 1);
        let unknown = AccountId::new(START, rand::random());
        assert!(is_absent(newsroom.store.change_account(by_system(Action::AccountSuspend, 1), unknown, AccountChange::Suspend).await));
    }

    async fn a_refresh_token_is_valid_once_and_a_second_use_ends_the_session(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        let id = session(newsroom, &made, 1).await;
        assert_eq!(rotate(newsroom, 9, 10, at(1)).await, Rotation::Rejected, "never issued");
        assert_eq!(rotate(newsroom, 1, 2, at(1)).await, Rotation::Rotated(made.clone()));
        assert_eq!(rotate(newsroom, 2, 3, at(2)).await, Rotation::Rotated(made.clone()));
        assert_eq!(rotate(newsroom, 1, 4, at(3)).await, Rotation::Reused(id));
        assert_eq!(rotate(newsroom, 3, 5, at(4)).await, Rotation::Rejected, "the newest token is revoked too");
        session(newsroom, &made, 20).await;
        assert_eq!(rotate(newsroom, 20, 21, at(1_000)).await, Rotation::Rejected, "too late");
        session(newsroom, &made, 30).await;
        assert!(newsroom.store.close_session(Digest([30; 32]), at(1)).await.unwrap());
        assert!(!newsroom.store.close_session(Digest([30; 32]), at(1)).await.unwrap());
        assert_eq!(rotate(newsroom, 30, 31, at(2)).await, Rotation::Rejected);
    }

    async fn one_of_twenty_rotations_at_once_succeeds(newsroom: &Newsroom) {
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
            assert_eq!(rotate(newsroom, number, 200, at(2)).await, Rotation::Rejected, "the session ended");
        }
    }

    async fn a_key_is_read_as_it_was_created_until_it_is_revoked(newsroom: &Newsroom) {
        let made = account(newsroom, "change_log@agency.example").await;
        let sections = Some([SectionId::new(START, [1; 10])].into());
        let key = ApiKey {
            id: KeyId::parse("abcd2345").unwrap(),
            digest: Digest([7; 32]),
            account: made.id,
            name: Name::parse("Overnight feed").unwrap(),
            scope: KeyScope::Read,
            grants: Grants { embargo: true, sections },
            created_at: at(0),
            expires_at: Some(at(100)),
            revoked_at: None,
            last_used_at: None,
        };
        newsroom.store.add_key(by_system(Action::ApiKeyCreate, 0), key.clone()).await.unwrap();
        assert!(matches!(newsroom.store.add_key(by_system(Action::ApiKeyCreate, 0), key.clone()).await, Err(Error::Invalid(_))));
        assert_eq!(newsroom.store.key(key.id.clone()).await.unwrap(), Some((key.clone(), made)));
        for second in [10, 5, 400] {
            newsroom.store.record_key_use(key.id.clone(), at(second)).await.unwrap();
            let (found, _) = newsroom.store.key(key.id.clone()).await.unwrap().unwrap();
            assert_eq!(found.last_used_at, Some(at(if second == 5 { 10 } else { second })), "the latest use counts");
            assert!(!found.needs_use_recorded(at(second + 300 - if second == 5 { 0 } else { 1 })) && found.needs_use_recorded(at(second + 306)), "recorded once in five minutes");
        }
        assert!(key.is_valid(at(99)) && !key.is_valid(at(100)));
        let revoked = newsroom.store.revoke_key(by_system(Action::ApiKeyRevoke, 50), key.id.clone()).await.unwrap();
        assert!(!revoked.is_valid(at(60)));
        assert_eq!(newsroom.store.revoke_key(by_system(Action::ApiKeyRevoke, 70), key.id.clone()).await.unwrap().revoked_at, Some(at(50)));
        assert!(is_absent(newsroom.store.revoke_key(by_system(Action::ApiKeyRevoke, 70), KeyId::parse("00000000").unwrap()).await));
    }

    async fn a_session_is_not_opened_by_a_password_that_was_changed_meanwhile(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        let opening = |token: u8, account: &Account| NewSession {
            id: SessionId::new(START, rand::random()),
            account: account.id,
            token_version: account.token_version,
            token: Digest([token; 32]),
            opened_at: at(0),
            token_until: at(1_000),
        };
        let changed = newsroom.store.change_account(by_system(Action::AccountChangePassword, 1), made.id, AccountChange::Password(PasswordHash("new".to_owned()))).await.unwrap();
        assert!(!newsroom.store.open_session(opening(1, &made)).await.unwrap(), "the old password was checked before");
        assert_eq!(rotate(newsroom, 1, 2, at(2)).await, Rotation::Rejected);
        assert!(newsroom.store.open_session(opening(3, &changed)).await.unwrap());
        let suspended = newsroom.store.change_account(by_system(Action::AccountSuspend, 2), made.id, AccountChange::Suspend).await.unwrap();
        assert!(!newsroom.store.open_session(opening(4, &suspended)).await.unwrap(), "nor for a suspended account");
    }

    async fn a_rotation_at_the_same_time_does_not_outlive_the_end_of_its_session(newsroom: &Newsroom) {
        let made = account(newsroom, "ada@paper.example").await;
        for round in 0..30_u8 {
            let before = newsroom.store.account(made.id).await.unwrap().unwrap();
            session(newsroom, &before, round).await;
            let (rotating, ending) = (newsroom.store.clone(), newsroom.store.clone());
            let rotating = tokio::spawn(async move { rotating.rotate(Digest([round; 32]), Digest([100 + round; 32]), at(1), at(100)).await.unwrap() });
            let ending = tokio::spawn(async move { ending.change_account(by_system(Action::SessionCloseAll, 1), made.id, AccountChange::SignOutEverywhere).await.unwrap() });
            if let Rotation::Rotated(account) = rotating.await.unwrap() {
                assert_eq!(account.token_version, before.token_version, "round {round}: the rotation came before the end");
            }
            ending.await.unwrap();
            assert_eq!(rotate(newsroom, 100 + round, 200, at(2)).await, Rotation::Rejected, "round {round}");
        }
    }

    async fn an_account_of_an_unknown_contributor_is_refused(newsroom: &Newsroom) {
        let mut new = new_account("ada@paper.example", Role::Author);
        new.contributor = Some(ContributorId::new(START, [1; 10]));
        let Err(Error::Invalid(reasons)) = newsroom.store.add_account(by_system(Action::AccountCreate, 0), new).await else { panic!("no contributor has this id") };
        assert_eq!((reasons[0].code, reasons[0].field.as_deref()), (ErrorCode::NotFound, Some("contributorId")));
    }

    async fn every_command_is_in_the_audit_log_and_a_repeated_one_runs_once(newsroom: &Newsroom) {
        let ada = account(newsroom, "ada@paper.example").await;
        let bea = account(newsroom, "bea@paper.example").await;
        let by_ada = |action: Action, scope: ActorScope, key: &str| CommandContext {
            actor: Some(ada.id),
            scope,
            action,
            at: at(10),
            idempotency: Some(IdempotentRequest { key: IdempotencyKey::parse(key).unwrap(), request_digest: [1; 32] }),
        };
        let mut eve = new_account("eve@paper.example", Role::Reader);
        let first = newsroom.store.add_account(by_ada(Action::AccountCreate, ActorScope::All, "a"), eve.clone()).await.unwrap();
        eve.id = AccountId::new(START, rand::random());
        assert_eq!(newsroom.store.add_account(by_ada(Action::AccountCreate, ActorScope::All, "a"), eve).await.unwrap(), first, "the same request again");
        for _ in 0..2 {
            let changed = newsroom.store.change_account(by_ada(Action::AccountSuspend, ActorScope::All, "b"), bea.id, AccountChange::Suspend).await.unwrap();
            assert_eq!(changed.token_version, bea.token_version + 1, "once");
        }
        let (mine, theirs) = (key_of(&ada, "aaaa0000", at(1)), key_of(&bea, "bbbb0000", at(1)));
        newsroom.store.add_key(by_system(Action::ApiKeyCreate, 1), theirs.clone()).await.unwrap();
        assert_eq!(newsroom.store.add_key(by_ada(Action::ApiKeyCreate, ActorScope::Own, "c"), mine.clone()).await.unwrap(), mine);
        let again = key_of(&ada, "aaaa0001", at(1));
        assert_eq!(newsroom.store.add_key(by_ada(Action::ApiKeyCreate, ActorScope::Own, "c"), again.clone()).await.unwrap(), mine, "the key of the first request");
        assert_eq!(newsroom.store.key(again.id).await.unwrap(), None);
        for _ in 0..2 {
            assert!(is_absent(newsroom.store.revoke_key(by_ada(Action::ApiKeyRevoke, ActorScope::Own, "d"), theirs.id.clone()).await), "the key of another account, also when the request is repeated");
            assert!(is_absent(newsroom.store.change_account(by_ada(Action::AccountChangePassword, ActorScope::Own, "e"), bea.id, AccountChange::Suspend).await));
        }
        assert!(newsroom.store.key(theirs.id.clone()).await.unwrap().unwrap().0.revoked_at.is_none());
        newsroom.store.revoke_key(by_ada(Action::ApiKeyRevoke, ActorScope::Own, "f"), mine.id.clone()).await.unwrap();
        let simple = |account: &Account| account.id.as_uuid().simple().to_string();
        let rows = audit_rows(newsroom).await;
        let expected: [(&str, &str, String, bool); 7] = [
            ("accountCreate", "account", simple(&ada), false),
            ("accountCreate", "account", simple(&bea), false),
            ("apiKeyCreate", "api_key", "bbbb0000".to_owned(), false),
            ("accountCreate", "account", simple(&first), true),
            ("accountSuspend", "account", simple(&bea), true),
            ("apiKeyCreate", "api_key", "aaaa0000".to_owned(), true),
            ("apiKeyRevoke", "api_key", "aaaa0000".to_owned(), true),
        ];
        assert_eq!(rows.len(), expected.len(), "{rows:?}");
        for (act, subject, key, by_ada) in expected {
            let row = (act.to_owned(), subject.to_owned(), key, by_ada.then(|| ada.id.as_uuid()));
            assert!(rows.contains(&row), "{row:?} in {rows:?}");
        }
    }

    async fn accounts_are_listed_by_login_and_keys_with_the_valid_ones_first(newsroom: &Newsroom) {
        for name in ["cy", "ada", "bea", "dan"] {
            account(newsroom, &format!("{name}@paper.example")).await;
        }
        assert_eq!(newsroom.store.account_count().await.unwrap(), 4);
        let logins = |slice: &standfirst_domain::page::Slice<Account>| slice.items.iter().map(|placed| placed.item.login.as_str()[..1].to_owned()).collect::<String>();
        let first = newsroom.store.accounts(Page::first(3)).await.unwrap();
        assert_eq!((logins(&first).as_str(), first.has_next), ("abc", true));
        let rest = Page { after: Some(first.items[2].position.clone()), ..Page::first(3) };
        let rest = newsroom.store.accounts(rest).await.unwrap();
        assert_eq!((logins(&rest).as_str(), rest.has_next), ("d", false));
        let last = Page { end: End::Last, before: Some(rest.items[0].position.clone()), ..Page::first(2) };
        assert_eq!(logins(&newsroom.store.accounts(last).await.unwrap()), "bc");
        let (ada, bea) = (first.items[0].item.clone(), first.items[1].item.clone());
        for (account, id, second) in [(&ada, "aaaa0001", 1), (&ada, "aaaa0002", 2), (&ada, "aaaa0003", 3), (&bea, "bbbb0001", 1)] {
            newsroom.store.add_key(by_system(Action::ApiKeyCreate, second), key_of(account, id, at(second))).await.unwrap();
        }
        newsroom.store.revoke_key(by_system(Action::ApiKeyRevoke, 4), KeyId::parse("aaaa0003").unwrap()).await.unwrap();
        let ids = |keys: &[ApiKey]| keys.iter().map(|key| key.id.as_str().to_owned()).collect::<Vec<_>>();
        let found = newsroom.store.keys_of([ada.id, bea.id, first.items[2].item.id].into()).await.unwrap();
        assert_eq!(ids(&found[&ada.id]), ["aaaa0002", "aaaa0001", "aaaa0003"]);
        assert_eq!((ids(&found[&bea.id]), found.len()), (vec!["bbbb0001".to_owned()], 2));
    }

    async fn an_account_has_no_more_valid_keys_than_can_be_listed(newsroom: &Newsroom) {
        let made = account(newsroom, "change_log@agency.example").await;
        for number in 0..ApiKey::MOST_OF_ONE {
            newsroom.store.add_key(by_system(Action::ApiKeyCreate, 1), key_of(&made, &format!("{number:08}"), at(1))).await.unwrap();
        }
        let one_more = key_of(&made, "zzzz0000", at(1));
        let Err(Error::Invalid(reasons)) = newsroom.store.add_key(by_system(Action::ApiKeyCreate, 1), one_more.clone()).await else { panic!("the account has the most keys already") };
        assert_eq!(reasons[0].code, ErrorCode::InvalidState);
        newsroom.store.revoke_key(by_system(Action::ApiKeyRevoke, 2), KeyId::parse("00000000").unwrap()).await.unwrap();
        newsroom.store.add_key(by_system(Action::ApiKeyCreate, 2), one_more).await.unwrap();
        let of_unknown = ApiKey { account: AccountId::new(START, rand::random()), ..key_of(&made, "zzzz0001", at(1)) };
        assert!(is_absent(newsroom.store.add_key(by_system(Action::ApiKeyCreate, 2), of_unknown).await));
    }
}

fn key_of(account: &Account, id: &str, created_at: Moment) -> ApiKey {
    ApiKey {
        id: KeyId::parse(id).unwrap(),
        digest: Digest([7; 32]),
        account: account.id,
        name: Name::parse("Overnight feed").unwrap(),
        scope: KeyScope::Read,
        grants: Grants::default(),
        created_at,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    }
}

type AuditRow = (String, String, String, Option<uuid::Uuid>);

/// Reads the command, subject, key of the subject and actor of every row of the audit log.
async fn audit_rows(newsroom: &Newsroom) -> Vec<AuditRow> {
    use sea_orm::{ConnectionTrait, Statement};
    let connection = sea_orm::Database::connect(&newsroom.url).await.unwrap();
    let sql = "SELECT act, subject, subject_key, actor FROM audit ORDER BY recorded_at, id";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let audit = rows.iter().map(|row| {
        (
            row.try_get("", "act").unwrap(),
            row.try_get("", "subject").unwrap(),
            row.try_get("", "subject_key").unwrap(),
            row.try_get("", "actor").unwrap(),
        )
    });
    audit.collect()
}
