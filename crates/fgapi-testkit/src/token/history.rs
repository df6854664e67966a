//! Long random histories: two stores that are told the same answer the same.

use fgapi_audit::{By, Origin};
use fgapi_domain::{AccountChoice, CustomerId, GrantSet, UnixSeconds, new_uuid};
use fgapi_token::{
    AuthTokenRow, Client, ClientId, ClientStanding, CodeChallenge, End, EndReason, Exchanged, Family, Generation, IdempotencyMark,
    IssueSystem, KnownClient, LinkId, LinkRead, PasswordDigest, Redeem, RefreshRetry, Rotate, StoredPassword, TokenDigest, TokenStore,
};

use super::stage::{START, new_client};
use crate::SeededEntropy;

/// How many calls a history has.
const CALLS: usize = 400;

/// Tells `store` and `model` the same random history; every answer has to be the same. Both begin empty.
pub fn two_stores_answer_alike(model: &dyn TokenStore, store: &dyn TokenStore, seed: u64) {
    let mut history = History { random: SeededEntropy::new(seed), now: START, ..History::default() };
    for number in 0..2 {
        let client = history.client(number);
        assert!(
            model.add_client(&client, &By::GATEWAY).expect("the model answers")
                && store.add_client(&client, &By::GATEWAY).expect("the store answers")
        );
        history.clients.push(client);
    }
    for at in 0..CALLS {
        let call = history.call();
        let (due, told) = (history.tell(&call, model), history.tell(&call, store));
        assert_eq!(told, due, "history {seed}, call {at}: {call:?}");
        history.learn(&call, &due);
        for digest in history.some_tokens() {
            let due = model.access_token(&digest).expect("the model answers");
            assert_eq!(store.access_token(&digest).expect("the store answers"), due, "history {seed}, after call {at}: {call:?}");
        }
        let (who, limit) = (history.a_customer(), 1 + history.random.below(3) as u32);
        let due = model.links_of(&who, limit).expect("the model answers");
        assert_eq!(store.links_of(&who, limit).expect("the store answers"), due, "history {seed}, after call {at}: {call:?}");
    }
    for digest in history.access.iter().chain(&history.system) {
        assert_eq!(store.access_token(digest).expect("the store answers"), model.access_token(digest).expect("the model answers"));
        assert_eq!(store.system_token(digest).expect("the store answers"), model.system_token(digest).expect("the model answers"));
    }
}

#[derive(Debug)]
enum Call {
    Login(AuthTokenRow),
    Redeem(Redeem),
    Rotate(Rotate),
    End(End),
    Use(LinkId, Family, Generation),
    EndLink(LinkId, EndReason),
    EndOwn(LinkId, CustomerId),
    Renew(LinkId, CustomerId),
    Read(LinkId, LinkRead),
    System(IssueSystem),
    Standing(usize, ClientStanding),
    Purge,
    Clock,
}

/// An answer, so that all are compared alike.
#[derive(Debug, PartialEq)]
enum Answer {
    Nothing,
    Yes(bool),
    Exchanged(Exchanged),
    Ended(fgapi_token::Ended),
    System(fgapi_token::SystemIssued),
    Rows(u64),
    Time(UnixSeconds),
}

struct History {
    random: SeededEntropy,
    now: UnixSeconds,
    clients: Vec<Client>,
    auth: Vec<TokenDigest>,
    access: Vec<TokenDigest>,
    refresh: Vec<TokenDigest>,
    system: Vec<TokenDigest>,
    links: Vec<LinkId>,
}

impl Default for History {
    fn default() -> Self {
        let none = Vec::new;
        Self {
            random: SeededEntropy::new(0),
            now: START,
            clients: Vec::new(),
            auth: none(),
            access: none(),
            refresh: none(),
            system: none(),
            links: Vec::new(),
        }
    }
}

impl History {
    fn client(&self, number: usize) -> Client {
        let new = new_client();
        let digest = PasswordDigest(self.digest());
        Client {
            known: KnownClient {
                id: ClientId(new_uuid(&self.random, self.now).expect("randomness")),
                api_key: format!("fgk_{number}").parse().expect("an API key"),
                grants: GrantSet::all(),
                networks: Vec::new(),
                standing: ClientStanding::Enabled,
                refresh_retry: RefreshRetry::Never,
                passwords: vec![StoredPassword { digest, until: None }],
            },
            name: new.name,
            company: new.company,
            redirect_domains: Vec::new(),
            redirect_uris: Vec::new(),
            screens: new.screens,
            created_at: self.now,
        }
    }

    fn digest(&self) -> TokenDigest {
        TokenDigest::of(&self.random.next().to_string())
    }

    /// One of the list, mostly a late one; something unknown when there is none.
    fn pick(&self, from: &[TokenDigest]) -> TokenDigest {
        if from.is_empty() || self.random.below(20) == 0 {
            return self.digest();
        }
        let back = if self.random.below(3) == 0 { self.random.below(from.len()) } else { self.random.below(from.len().min(3)) };
        from[from.len() - 1 - back]
    }

    fn some_tokens(&self) -> [TokenDigest; 2] {
        [self.pick(&self.access), self.pick(&self.access)]
    }

    fn a_client(&self) -> ClientId {
        self.clients[usize::from(self.random.below(8) == 0)].known.id
    }

    fn a_link(&self) -> LinkId {
        match self.links.len() {
            0 => LinkId(new_uuid(&self.random, self.now).expect("randomness")),
            some => self.links[self.random.below(some)],
        }
    }

    fn mark(&self) -> Option<IdempotencyMark> {
        (self.random.below(2) == 0).then(|| IdempotencyMark {
            key: *TokenDigest::of(&format!("key {}", self.random.below(6))).as_bytes(),
            body: *TokenDigest::of(&format!("body {}", self.random.below(2))).as_bytes(),
            sealed: self.digest().as_bytes().to_vec(),
            expires_at: self.now.plus(600),
        })
    }

    fn call(&mut self) -> Call {
        self.now = self.now.plus([0, 0, 1, 20, 60, 119, 700][self.random.below(7)]);
        match self.random.below(23) {
            0..4 => Call::Login(self.login()),
            4..8 => Call::Redeem(self.redeem()),
            8..14 => Call::Rotate(self.rotate()),
            14 => Call::End(End {
                by: By::GATEWAY,
                presented: self.pick(&self.refresh),
                client: self.a_client(),
                now: self.now,
                idempotency: self.mark(),
            }),
            15 => {
                let number = |bound| i64::try_from(self.random.below(bound)).unwrap_or_default() + 1;
                Call::Use(self.a_link(), Family(number(4)), Generation(number(3)))
            }
            16 => Call::EndLink(self.a_link(), EndReason::ALL[self.random.below(6)]),
            17 => Call::System(self.system()),
            18 => {
                let standing = if self.random.below(3) == 0 { ClientStanding::Disabled } else { ClientStanding::Enabled };
                Call::Standing(self.random.below(2), standing)
            }
            19 => Call::EndOwn(self.a_link(), self.a_customer()),
            20 => Call::Renew(self.a_link(), self.a_customer()),
            21 => {
                let grant = fgapi_domain::Grant::ALL[self.random.below(4)];
                let at = self.now.plus(-i64::try_from(self.random.below(100)).unwrap_or_default());
                Call::Read(self.a_link(), LinkRead { at, grant, rows: self.random.below(300) as u64 })
            }
            _ if self.random.below(2) == 0 => Call::Clock,
            _ => Call::Purge,
        }
    }

    fn login(&self) -> AuthTokenRow {
        AuthTokenRow {
            token: self.digest(),
            client: self.a_client(),
            customer: self.a_customer(),
            link_name: format!("l{}", self.random.below(2)).parse().expect("a link id"),
            new_link: LinkId(new_uuid(&self.random, self.now).expect("randomness")),
            grants: fgapi_domain::Grant::ALL.into_iter().filter(|_| self.random.below(2) == 0).collect(),
            accounts: self.accounts(),
            challenge: self.challenge(),
            consented_at: self.now,
            consent_until: self.now.plus(5_000),
            expires_at: self.now.plus(180),
            spent: None,
        }
    }

    fn a_customer(&self) -> CustomerId {
        format!("c{}", self.random.below(2)).parse().expect("a customer id")
    }

    fn accounts(&self) -> AccountChoice {
        let account = |number: usize| format!("9999-101-1-{number:07}").parse().expect("an account");
        if self.random.below(2) == 0 { AccountChoice::All } else { AccountChoice::only((0..self.random.below(3)).map(account)) }
    }

    /// Mostly nothing, so that most exchanges are proven.
    fn challenge(&self) -> Option<CodeChallenge> {
        (self.random.below(6) == 0).then(|| CodeChallenge::from_bytes([7; 32]))
    }

    fn redeem(&self) -> Redeem {
        Redeem {
            by: By::GATEWAY,
            auth: self.pick(&self.auth),
            client: self.a_client(),
            proof: self.challenge(),
            access: self.digest(),
            refresh: self.digest(),
            now: self.now,
            access_seconds: 1_000,
            refresh_seconds: 3_000,
            idempotency: self.mark(),
        }
    }

    fn rotate(&self) -> Rotate {
        let lenient = self.random.below(2) == 0;
        Rotate {
            by: By::GATEWAY,
            presented: self.pick(&self.refresh),
            client: self.a_client(),
            refresh_retry: if lenient { RefreshRetry::UntilSuccessorUsed } else { RefreshRetry::Never },
            access: self.digest(),
            refresh: self.digest(),
            now: self.now,
            access_seconds: 1_000,
            refresh_seconds: 3_000,
            retry_seconds: 120,
            idempotency: self.mark(),
        }
    }

    fn system(&self) -> IssueSystem {
        IssueSystem {
            by: By::GATEWAY,
            token: self.digest(),
            client: self.a_client(),
            grants: GrantSet::all(),
            now: self.now,
            expires_at: self.now.plus(3_600),
            limit: 3,
        }
    }

    fn tell(&self, call: &Call, store: &dyn TokenStore) -> Answer {
        let outcome = match call {
            Call::Login(row) => store.keep_auth_token(row, &Origin::NONE).map(|()| Answer::Nothing),
            Call::Redeem(redeem) => store.redeem(redeem).map(Answer::Exchanged),
            Call::Rotate(rotate) => store.rotate(rotate).map(Answer::Exchanged),
            Call::End(end) => store.end(end).map(Answer::Ended),
            Call::Use(link, family, generation) => store.mark_used(*link, *family, *generation).map(|()| Answer::Nothing),
            Call::EndLink(link, reason) => store.end_link(*link, *reason, self.now, &By::GATEWAY).map(Answer::Yes),
            Call::EndOwn(link, customer) => store.end_own_link(*link, customer, self.now, &Origin::NONE).map(Answer::Yes),
            Call::Renew(link, customer) => {
                store.renew_link(*link, customer, self.now, self.now.plus(5_000), &Origin::NONE).map(Answer::Yes)
            }
            Call::Read(link, read) => store.note_reads(&[(*link, *read)]).map(|()| Answer::Nothing),
            Call::System(issue) => store.issue_system(issue).map(Answer::System),
            Call::Standing(client, standing) => {
                store.set_client_standing(&self.clients[*client].known.api_key, *standing, self.now, &By::GATEWAY).map(Answer::Yes)
            }
            // All of it at once: which rows a smaller bite takes is each store's own affair.
            Call::Purge => store.purge(self.now, 100_000).map(|purged| Answer::Rows(purged.rows)),
            Call::Clock => store.raise_clock(self.now).map(Answer::Time),
        };
        outcome.expect("the store answers")
    }

    fn learn(&mut self, call: &Call, answer: &Answer) {
        match (call, answer) {
            (Call::Login(row), _) => self.auth.push(row.token),
            (Call::Redeem(redeem), Answer::Exchanged(Exchanged::Issued(pair))) => {
                self.access.push(redeem.access);
                self.refresh.push(redeem.refresh);
                self.links.push(pair.link);
            }
            (Call::Rotate(rotate), Answer::Exchanged(Exchanged::Issued(_))) => {
                self.access.push(rotate.access);
                self.refresh.push(rotate.refresh);
            }
            (Call::System(issue), _) => self.system.push(issue.token),
            _ => {}
        }
    }
}
