//! `fgapi explain`: what a token was, and why it died.

use std::io::Read as _;

use fgapi_admin::{ApiTokenFacts, HandoverKind, HandoverStanding};
use fgapi_audit::{Act, Entry, EntryTime};
use fgapi_domain::{Clock as _, JstDateTime, Secret, SystemClock, UnixSeconds};
use fgapi_house::failure::token_failure;
use fgapi_house::{self as house, Failure, Place, office, say, say_json};
use fgapi_token::{Dead, Explained, LinkStanding, TokenDigest, TokenKind};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

/// トークンが何で、いつなぜ使えなくなったかを調べる / Tell what a token was, whether it is alive, and when and why it died
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi explain --config fgapi.toml < token.txt\n  fgapi explain --data fgapi-sandbox fga_…\n\n\
                  Better by stdin: what stands on a command line can be read by everybody on this machine while it runs, and stays in the\n\
                  shell's history.\n標準入力を推奨: コマンドラインの引数は同じ機械の利用者から見え、シェルの履歴にも残ります。")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The token; without it, it is read from stdin / トークン。省略すると標準入力から読む
    #[arg(hide_short_help = false)]
    token: Option<String>,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// No token is longer.
const LONGEST: u64 = 256;

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        let token = match self.token.map(Zeroizing::new) {
            Some(token) => Secret::new(token.trim()),
            None => read()?,
        };
        let store = house::open(&self.place.settings()?)?;
        let fingerprint = TokenDigest::of(token.reveal()).fingerprint();
        let note = Entry::done(EntryTime(SystemClock.now().0), &house::by_command(), Act::TokenExplain, format!("token:{fingerprint}"));
        store.audit().append(&[note]).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
        let told = if token.reveal().starts_with(TokenKind::Api.prefix()) {
            let desk = office::for_command(&self.place)?.desk;
            let facts = desk.api_token_facts(&token).map_err(|fault| token_failure(&fault))?;
            facts.map(|facts| of_api_token(&facts, desk.now()))
        } else {
            let settings = self.place.settings()?;
            let desk = house::desk(&house::open(&settings)?, &settings)?;
            desk.explain(&token).map_err(|fault| token_failure(&fault))?.map(|explained| of_token(&explained))
        };
        let Some(told) = told else {
            let unknown = "no such token: it was never given out, or its row was purged after its end";
            return if self.json {
                say_json(&json!({ "known": false }))
            } else {
                say(&format!("{unknown} / このトークンの記録はありません"))
            };
        };
        if self.json {
            let mut all = Map::from_iter([("known".to_owned(), Value::Bool(true))]);
            all.extend(told.into_iter().map(|(name, value)| (name.to_owned(), value)));
            return say_json(&Value::Object(all));
        }
        told.iter().filter(|(_, value)| !value.is_null()).try_for_each(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            say(&format!("{:<12} {text}", format!("{name}:")))
        })
    }
}

fn read() -> Result<Secret, Failure> {
    let mut text = Zeroizing::new(String::new());
    let read = std::io::stdin().take(LONGEST + 1).read_to_string(&mut text);
    match (read, text.trim()) {
        (Ok(length), token) if length as u64 <= LONGEST && !token.is_empty() && !token.contains(char::is_whitespace) => {
            Ok(Secret::new(token))
        }
        _ => Err(Failure::bad_input("stdin: no token stands there", "give one token, on one line")),
    }
}

type Told = Vec<(&'static str, Value)>;

fn at(at: UnixSeconds) -> Value {
    JstDateTime::of(at).to_string().into()
}

fn of_token(explained: &Explained) -> Told {
    let Explained { trace, dead } = explained;
    let link = trace.link.as_ref();
    let kind = match trace.kind {
        TokenKind::System => "system access token",
        TokenKind::Auth => "auth token",
        TokenKind::Access => "user access token",
        TokenKind::Refresh => "refresh token",
        TokenKind::Password | TokenKind::Api | TokenKind::Tenant | TokenKind::Browser => "other",
    };
    let grants = link.map_or(trace.grants, |link| link.grants);
    let (why, when) = match dead {
        None => (Value::Null, Value::Null),
        Some(dead) => (why(*dead).into(), died(explained, *dead).map_or(Value::Null, at)),
    };
    vec![
        ("kind", kind.into()),
        ("client", trace.client.api_key.as_str().into()),
        ("customer", link.map(|link| link.customer.as_str()).into()),
        ("link", link.map(|link| link.id.0.to_string()).into()),
        ("link_name", link.map(|link| link.name.as_str()).into()),
        ("grants", grants.to_string().into()),
        ("created_at", trace.created_at.map_or(Value::Null, at)),
        ("expires_at", at(trace.expires_at)),
        ("alive", dead.is_none().into()),
        ("why", why),
        ("since", when),
    ]
}

fn why(dead: Dead) -> String {
    match dead {
        Dead::Unknown => "it was never given out".into(),
        Dead::OtherClient => "it belongs to another client".into(),
        Dead::Expired => "its time is over".into(),
        Dead::Rotated => "a refresh put another in its place".into(),
        Dead::Superseded => "the customer linked anew, which put another in its place".into(),
        Dead::Spent => "it was exchanged".into(),
        Dead::Unproven => "its code_verifier was not the right one".into(),
        Dead::Ended(reason) => format!("its link has ended: {}", reason.as_str()),
        Dead::ClientSuspended => "its client is disabled".into(),
        Dead::NotAdmitted => "its client called from where it may not".into(),
    }
}

/// When it died, where its rows tell.
fn died(explained: &Explained, dead: Dead) -> Option<UnixSeconds> {
    let link = explained.trace.link.as_ref();
    match dead {
        Dead::Expired => Some(explained.trace.expires_at),
        Dead::Ended(_) => link.filter(|link| link.standing != LinkStanding::Active).and_then(|link| link.ended_at),
        // Only of the latest of a link is it kept when it was put in its place.
        Dead::Rotated => {
            let latest = |link: &&fgapi_token::Link| {
                explained.trace.family == Some(link.family) && explained.trace.generation.is_some_and(|own| own.next() == link.generation)
            };
            link.filter(latest).map(|link| link.rotated_at)
        }
        _ => None,
    }
}

fn of_api_token(facts: &ApiTokenFacts, now: UnixSeconds) -> Told {
    let handover = &facts.handover;
    let (level, grants) = match &handover.kind {
        HandoverKind::ApiToken { level, grants, .. } => (Value::from(level.as_str()), Value::from(grants.to_string())),
        HandoverKind::ClientCredentials { .. } => (Value::Null, Value::Null),
    };
    let standing = handover.standing(now);
    let (why, since) = match standing {
        HandoverStanding::Good if facts.suspended => ("its user is suspended", None),
        HandoverStanding::Good => ("", None),
        HandoverStanding::Expired => ("its time is over", handover.expires_at),
        HandoverStanding::Revoked => ("it was revoked", handover.ended_at),
        HandoverStanding::Waiting | HandoverStanding::Missed | HandoverStanding::Voided => ("it was not picked up", handover.ended_at),
    };
    let alive = why.is_empty();
    vec![
        ("kind", "API token".into()),
        ("user", handover.login.as_str().into()),
        ("handover", handover.id.to_string().into()),
        ("level", level),
        ("grants", grants),
        ("created_at", handover.picked_up_at.map_or(Value::Null, at)),
        ("expires_at", handover.expires_at.map_or(Value::Null, at)),
        ("alive", alive.into()),
        ("why", if alive { Value::Null } else { why.into() }),
        ("since", since.map_or(Value::Null, at)),
        ("by", handover.ended_by.as_ref().map(fgapi_domain::LoginId::as_str).into()),
    ]
}
