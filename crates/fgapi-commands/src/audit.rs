//! `fgapi audit`: the audit log verified, written to a file, and shortened as the settings say.

use std::io::{ErrorKind, Write as _};
use std::sync::Arc;

use fgapi_audit::{Act, Actor, AuditStore, ChainHead, Entry, EntryTime, Filter, NotAuditWord, Sealed, Seq, verify};
use fgapi_domain::{Clock as _, JstDate, JstDateTime, UnixSeconds};
use fgapi_house::failure::audit_failure;
use fgapi_house::{self as house, Failure, Place, say, say_json};
use fgapi_settings::Settings;
use serde_json::json;

/// 監査ログの検証と書き出し / Verify the audit log, or write it to a file
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi audit verify --config fgapi.toml\n  fgapi audit export --config fgapi.toml --from 2026-01-01 --until 2026-01-31 > january.jsonl"
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Verify(Verify),
    Export(Export),
    Prune(Prune),
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Verify(verify) => verify.run(),
            What::Export(export) => export.run(),
            What::Prune(prune) => prune.run(),
        }
    }
}

/// 改ざんや欠落がないかを検証し、先頭値 (HEAD) を表示する / Walk the whole log: is any entry changed or missing? Tells its head
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi audit verify --config fgapi.toml\n  fgapi audit verify --config fgapi.toml --head 1200:4f0c…\n\n\
                  Note the head elsewhere, on paper or on another machine: whoever owns the database could write the whole log anew, and\n\
                  only a head that was noted before shows that. 1: it was changed; the first wrong entry is named."
)]
struct Verify {
    #[command(flatten)]
    place: Place,
    /// A head that was noted before / 以前に控えた先頭値
    #[arg(long, value_name = "SEQ:HASH", value_parser = word::<ChainHead>)]
    head: Option<ChainHead>,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// JSON Lines で標準出力に書き出す / Write entries to stdout as JSON Lines, the oldest first; the log tells of it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example / 例:\n  fgapi audit export --config fgapi.toml > audit.jsonl\n  fgapi audit export --config fgapi.toml --actor staff:hanako --act client.disable"
)]
struct Export {
    #[command(flatten)]
    place: Place,
    /// Only entries of this day or later, in Japan's time / この日以降
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<JstDate>,
    /// Only entries of this day or earlier / この日まで
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<JstDate>,
    /// Only what this actor did, such as staff:hanako, client:fgk_…, command:root, gateway / 行為者
    #[arg(long, value_parser = word::<Actor>)]
    actor: Option<Actor>,
    /// Only this act, such as client.disable / 行為
    #[arg(long, value_parser = word::<Act>)]
    act: Option<Act>,
}

/// audit.keep_days を過ぎた記録を削除する / Remove entries that are older than audit.keep_days; a gateway that serves does so by itself
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi audit prune --config fgapi.toml")]
struct Prune {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

fn word<W: std::str::FromStr<Err = NotAuditWord>>(text: &str) -> Result<W, String> {
    text.parse().map_err(|refusal: NotAuditWord| refusal.to_string())
}

/// The log, and the time by which its store goes.
fn log_of(place: &Place) -> Result<(Settings, Arc<dyn AuditStore>, UnixSeconds), Failure> {
    let settings = place.settings()?;
    let store = house::open(&settings)?;
    Ok((settings, store.audit(), house::clock_of_command(&store)?.now()))
}

impl Verify {
    fn run(self) -> Result<(), Failure> {
        let (_, log, _) = log_of(&self.place)?;
        match verify(&*log, self.head).map_err(|fault| audit_failure(&fault))? {
            Ok(head) if self.json => say_json(&json!({ "whole": true, "head": head.to_string() })),
            Ok(head) => say(&format!("the audit log is whole / 監査ログに改ざんはありません\nhead: {head}")),
            Err(flaw) => {
                if self.json {
                    say_json(&json!({ "whole": false, "seq": flaw.seq().0, "why": flaw.to_string() }))?;
                }
                Err(Failure::broken(
                    format!("the audit log was tampered with: {flaw}"),
                    "keep the database as it is, with its backups, and find out who can write to it; `fgapi audit export` shows what stands there",
                ))
            }
        }
    }
}

/// Entries that are read at once.
const STEP: u32 = 1_000;
const DAY: i64 = 86_400;

impl Export {
    fn run(self) -> Result<(), Failure> {
        let (_, log, now) = log_of(&self.place)?;
        let time = |day: JstDate, plus: i64| EntryTime(day.begins_at().0 + plus);
        let filter = Filter {
            actor: self.actor.map(|actor| actor.to_string().into()),
            act: self.act,
            target: None,
            from: self.from.map(|day| time(day, 0)),
            until: self.until.map(|day| time(day, DAY)),
            outcome: None,
        };
        // That it was read stands in the log before the first entry leaves.
        let note = Entry::done(EntryTime(now.0), &house::by_command(), Act::AuditExport, "audit");
        log.append(&[note]).map_err(|fault| audit_failure(&fault))?;
        let last = log.head().map_err(|fault| audit_failure(&fault))?.seq;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut after = log.base().map_err(|fault| audit_failure(&fault))?.seq;
        loop {
            let part = log.after(after, STEP).map_err(|fault| audit_failure(&fault))?;
            let written =
                part.iter().filter(|one| one.seq <= last && filter.wants(&one.line)).try_for_each(|one| writeln!(out, "{}", told(one)));
            after = part.last().map_or(Seq(i64::MAX), |one| one.seq);
            match written.and_then(|()| if after >= last { out.flush() } else { Ok(()) }) {
                // A reader who has left is no failure.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                Err(error) => return Err(Failure::broken(format!("stdout: {error}"), "check where the output goes")),
                Ok(()) if after >= last => return Ok(()),
                Ok(()) => {}
            }
        }
    }
}

fn told(one: &Sealed) -> serde_json::Value {
    let line = &one.line;
    json!({
        "seq": one.seq.0,
        "at": JstDateTime::of(UnixSeconds(line.at.0)).to_string(),
        "actor": *line.actor,
        "act": *line.act,
        "target": *line.target,
        "detail": *line.detail,
        "address": line.address.as_deref(),
        "request_id": line.request_id.as_deref(),
        "outcome": *line.outcome,
        "hash": one.hash.to_string(),
    })
}

impl Prune {
    fn run(self) -> Result<(), Failure> {
        let (settings, log, now) = log_of(&self.place)?;
        let days = settings.audit.keep_days.signed();
        if days == 0 {
            return Err(Failure::bad_input(
                "audit.keep_days is 0: the audit log is kept for ever",
                "set audit.keep_days to the days that it has to be kept",
            ));
        }
        let before = EntryTime(now.0 - days * DAY);
        let mut removed = 0;
        loop {
            let more = log.prune(before, STEP).map_err(|fault| audit_failure(&fault))?;
            removed += u64::from(more);
            if more < STEP {
                break;
            }
        }
        if removed > 0 {
            let note = Entry::done(EntryTime(now.0), &house::by_command(), Act::AuditPrune, "audit").with(format!("rows={removed}"));
            log.append(&[note]).map_err(|fault| audit_failure(&fault))?;
        }
        let base = log.base().map_err(|fault| audit_failure(&fault))?;
        if self.json {
            return say_json(&json!({ "removed": removed, "base": base.to_string() }));
        }
        say(&format!("{removed} entries removed; the log begins behind {base} / {removed} 件を削除しました"))
    }
}
