//! `fgapi vault status`, `seal`, `unseal` and `verify`: how the vault stands, shut and opened, and proved.

use fgapi_domain::JstDateTime;
use fgapi_house::failure::vault_failure;
use fgapi_house::{self as house, Entrusted, Failure, KeyPlace, Place, WorkBar, say, say_json};
use fgapi_vault::{Place as VaultPlace, Progress, Standing, Status as VaultStatus};
use serde_json::json;

/// 保管庫の状態を表示する / Show how the vault stands: its keys, and what lies under each
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault status --config fgapi.toml\n  fgapi vault status --config fgapi.toml --json")]
pub(super) struct Status {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// 保管庫を閉じる / Shut the vault on every gateway, at once, until it is unsealed
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault seal --config fgapi.toml\n\n\
                  Nothing in it is read or set from then on: what needs it is answered with 503. Everything else goes on.")]
pub(super) struct Seal {
    #[command(flatten)]
    place: Place,
}

/// 閉じた保管庫を開ける / Open a vault that was sealed
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault unseal --config fgapi.toml")]
pub(super) struct Unseal {
    #[command(flatten)]
    place: Place,
}

/// すべての値が復元できることを検証する / Open every value, tell none, and name those that were altered
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault verify --config fgapi.toml\n\n\
                  1: a value was altered, or moved to another place; the audit log tells of each.")]
pub(super) struct Verify {
    #[command(flatten)]
    place: Place,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Entrusted { vault, keys, .. } = Entrusted::for_command(&self.place)?;
        let status = vault.status().map_err(vault_failure)?;
        let place = match keys.place() {
            KeyPlace::File(file) => file.display().to_string(),
            KeyPlace::Variable => format!("the variable {}", house::KEYS_VARIABLE),
            KeyPlace::Nowhere => "nowhere".to_owned(),
        };
        if self.json { say_json(&as_json(&status, &place)) } else { say(&told(&status, &place)) }
    }
}

fn standing(status: &VaultStatus) -> (&'static str, Option<&str>) {
    match &status.standing {
        Standing::Open => ("open", None),
        Standing::Shut => ("sealed", None),
        Standing::Keyless(why) => ("keyless", Some(why)),
    }
}

fn as_json(status: &VaultStatus, place: &str) -> serde_json::Value {
    let (standing, why) = standing(status);
    let sealed = status.state.sealed.as_ref().map(|(at, by)| json!({ "at": JstDateTime::of(*at).to_string(), "by": by.as_str() }));
    let masters = status.masters.iter().map(|(number, fingerprint)| json!({ "number": number.get(), "fingerprint": fingerprint }));
    let census = status
        .census
        .iter()
        .map(|under| json!({ "number": under.master.get(), "keys": under.keys, "values": under.values, "seals_most": under.seals_most }));
    json!({
        "standing": standing,
        "why": why,
        "sealed": sealed,
        "keys_in": place,
        "master_keys": masters.collect::<Vec<_>>(),
        "under": census.collect::<Vec<_>>(),
        "newest": status.newest().map(fgapi_vault::MasterNumber::get),
        "left": { "values": status.left(), "keys": status.keys_left() },
    })
}

fn told(status: &VaultStatus, place: &str) -> String {
    let mut lines = vec![match standing(status) {
        ("open", _) => "open / 開いています".to_owned(),
        ("sealed", _) => "sealed / 閉じています".to_owned(),
        (_, why) => format!("keyless / 鍵がありません: {}", why.unwrap_or_default()),
    }];
    lines.extend(status.state.sealed.as_ref().map(|(at, by)| format!("sealed by {by} at {}", JstDateTime::of(*at))));
    lines.push(format!("keys in / 鍵の場所: {place}"));
    for (number, fingerprint) in &status.masters {
        let newest = if Some(*number) == status.newest() { "  newest / 最新" } else { "" };
        lines.push(format!("master key {number}  {fingerprint}{newest}"));
    }
    for under in &status.census {
        let there = status.masters.iter().any(|(number, _)| *number == under.master);
        let missing = if there { "" } else { "  which is missing / この鍵がありません" };
        lines.push(format!("under key {}: {} values, {} data keys{missing}", under.master, under.values, under.keys));
    }
    let left = status.left() + status.keys_left();
    if left > 0 && status.newest().is_some() {
        lines.push("something is left under older keys: `fgapi vault rotate` goes on / 古い鍵が残っています".to_owned());
    }
    lines.join("\n")
}

impl Seal {
    pub(super) fn run(self) -> Result<(), Failure> {
        let changed = Entrusted::for_command(&self.place)?.vault.shut(&house::by_command()).map_err(vault_failure)?;
        say(if changed {
            "the vault is sealed / 保管庫を閉じました"
        } else {
            "the vault was sealed already / すでに閉じています"
        })
    }
}

impl Unseal {
    pub(super) fn run(self) -> Result<(), Failure> {
        let changed = Entrusted::for_command(&self.place)?.vault.unshut(&house::by_command()).map_err(vault_failure)?;
        say(if changed {
            "the vault is open / 保管庫を開けました"
        } else {
            "the vault was open already / すでに開いています"
        })
    }
}

impl Verify {
    pub(super) fn run(self) -> Result<(), Failure> {
        let vault = Entrusted::for_command(&self.place)?.vault;
        let mut bar = WorkBar::new();
        let found = vault.verify(&house::by_command(), &mut |at| shown(&mut bar, at));
        bar.clear();
        let found = found.map_err(vault_failure)?;
        if self.json {
            let altered: Vec<String> = found.altered.iter().map(ToString::to_string).collect();
            say_json(&json!({ "sound": found.sound, "altered": altered }))?;
        }
        if !found.altered.is_empty() {
            return Err(altered(&found.altered));
        }
        if self.json { Ok(()) } else { say(&format!("all {} values open / {} 件すべて復元できます", found.sound, found.sound)) }
    }
}

/// Shows how far the vault is.
pub(super) fn shown(bar: &mut WorkBar, at: Progress) {
    match at {
        Progress::Keys { done, total } => bar.show("keys", done, total),
        Progress::Sealing { done, total } => bar.show("sealing", done, total),
        Progress::Proving { done, total } => bar.show("proving", done, total),
    }
}

/// Places that are named in one message.
const NAMED: usize = 20;

/// Values do not open. Places are no secret.
pub(super) fn altered(places: &[VaultPlace]) -> Failure {
    let named: Vec<String> = places.iter().take(NAMED).map(ToString::to_string).collect();
    let more = places.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Failure::broken(
        format!("{} values were altered or moved, and do not open: {}{more}", places.len(), named.join(", ")),
        "find out who writes to the database beside the gateway, then set these values anew or restore them from a copy",
    )
}
