//! `fgapi vault rotate`: another master key, and everything sealed anew under it while gateways serve.

use fgapi_house::failure::vault_failure;
use fgapi_house::{self as house, Entrusted, Failure, KeyPlace, Place, WorkBar, say, say_json};
use fgapi_vault::{MasterNumber, Rotated, Standing, Status};
use serde_json::json;

use super::init::printed;
use super::standing::{altered, shown};

/// マスター鍵を替え、すべての値を新しい鍵で封じ直す / Change the master key: seal everything anew, and prove that nothing is left under the old one
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi vault rotate --config fgapi.toml --dry-run\n  fgapi vault rotate --config fgapi.toml\n\n\
                  With gateways on several machines: `rotate --prepare` adds the next key to the file; copy the file to every gateway; then\n\
                  `rotate` uses it. Without --prepare the others answer 503 on the vault's paths until they have the file.\n\
                  It can be cut off anywhere: the same command goes on where it was. Gateways serve meanwhile.\n\
                  The file keeps old keys, which open old copies of the database; --forget-old takes them out after the proof.\n\
                  Keys in FGAPI_VAULT_KEYS: it prints the key to add and stops; with the key added everywhere, run it again.\n\
                  1: not everything is proved to lie under the newest key.")]
pub(super) struct Rotate {
    #[command(flatten)]
    place: Place,
    /// Only say what would be done / 実行する内容だけを表示する
    #[arg(long)]
    dry_run: bool,
    /// Only add the next key to the file, so that it can be copied to the other gateways first / 次の鍵をファイルに追加するだけにする
    #[arg(long, conflicts_with_all = ["dry_run", "forget_old"])]
    prepare: bool,
    /// Take the old keys out of the file, once nothing is left under them / 証明の後、古い鍵をファイルから取り除く
    #[arg(long)]
    forget_old: bool,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// Whether a key has to be made before anything can be sealed anew: none is newer than those in use.
fn needs_key(status: &Status) -> bool {
    status.census.iter().all(|under| Some(under.master) == status.newest())
}

impl Rotate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let all = Entrusted::for_command(&self.place)?;
        let status = all.vault.status().map_err(vault_failure)?;
        all.vault.has_master_keys().map_err(vault_failure)?;
        if let Standing::Keyless(why) = &status.standing {
            return Err(Failure::broken(why, "put the key back first, from another gateway's file or from its copy: nothing was changed"));
        }
        if self.dry_run {
            return self.told_plan(&status);
        }
        let made = if needs_key(&status) { Some(self.make_key(&all)?) } else { None };
        if self.prepare {
            return self.told_prepared(made, &status);
        }
        if let (Some(number), false) = (made, self.json) {
            say(&format!(
                "master key {number} is in the file; gateways on other machines need the file now / 新しい鍵 {number} を追加しました"
            ))?;
        }
        let mut bar = WorkBar::new();
        let rotated = all.vault.rotate(&house::by_command(), &mut |at| shown(&mut bar, at));
        bar.clear();
        let rotated = rotated.map_err(vault_failure)?;
        let forgotten = if self.forget_old && rotated.is_proved() { self.forget(&all)? } else { Vec::new() };
        self.told(&rotated, &forgotten)
    }

    /// Makes the next key; it is in the file when this answers. Where the keys stand in the environment, it is printed and nothing else
    /// is done.
    fn make_key(&self, all: &Entrusted) -> Result<MasterNumber, Failure> {
        let next = || {
            let key = all.vault.next_master_key().map_err(vault_failure)?;
            all.vault.tell_made(&key, &house::by_command()).map_err(vault_failure)?;
            Ok(key)
        };
        if all.keys.place() != KeyPlace::Variable {
            return all.keys.add(next);
        }
        let key = next()?;
        printed(&key, self.json)?;
        Err(Failure::broken(
            format!("nothing is sealed anew yet: master key {} is not in the variable {}", key.number(), house::KEYS_VARIABLE),
            "add the key to the variable on every gateway, behind those that are there, start them again, then run the same command again",
        ))
    }

    /// Takes the keys out under which nothing is left.
    fn forget(&self, all: &Entrusted) -> Result<Vec<MasterNumber>, Failure> {
        let status = all.vault.status().map_err(vault_failure)?;
        let is_used = |number: &MasterNumber| status.census.iter().any(|under| under.master == *number);
        let numbers = status.masters.iter().map(|(number, _)| *number);
        let old: Vec<MasterNumber> = numbers.filter(|number| Some(*number) != status.newest() && !is_used(number)).collect();
        if old.is_empty() {
            return Ok(old);
        }
        if all.keys.place() == KeyPlace::Variable {
            let problem = format!("the keys stand in the variable {}, which no command can change", house::KEYS_VARIABLE);
            return Err(Failure::broken(problem, format!("everything is sealed anew: take the keys {} out of it", listed(&old))));
        }
        all.keys.forget(&old)?;
        Ok(old)
    }

    fn told_plan(&self, status: &Status) -> Result<(), Failure> {
        let (makes, newest) = (needs_key(status), status.newest().map_or(0, MasterNumber::get));
        let under = |count: fn(&fgapi_vault::MasterCensus) -> u64| status.census.iter().map(count).sum::<u64>();
        let (values, keys) = if makes { (under(|one| one.values), under(|one| one.keys)) } else { (status.left(), status.keys_left()) };
        let to = if makes { newest.saturating_add(1) } else { newest };
        if self.json {
            return say_json(&json!({ "dry_run": true, "makes_key": makes, "to": to, "values": values, "keys": keys }));
        }
        let makes = if makes { " would be made" } else { " is there" };
        say(&format!(
            "master key {to}{makes}; {values} values and {keys} data keys would go under it; nothing was changed\n\
             鍵 {to} の下に {values} 件を封じ直します (変更なし)"
        ))
    }

    fn told_prepared(&self, made: Option<MasterNumber>, status: &Status) -> Result<(), Failure> {
        let number = made.or(status.newest()).map_or(0, MasterNumber::get);
        if self.json {
            return say_json(&json!({ "prepared": number, "made": made.is_some() }));
        }
        let was = if made.is_some() { "is in the file now" } else { "was in the file already" };
        say(&format!(
            "master key {number} {was}: copy the file to every gateway of this store, then run `fgapi vault rotate`\n\
             鍵 {number} を追加しました。すべてのゲートウェイにファイルをコピーしてから fgapi vault rotate を実行してください"
        ))
    }

    fn told(&self, rotated: &Rotated, forgotten: &[MasterNumber]) -> Result<(), Failure> {
        let Rotated { resealed, destroyed, left, sound, altered: places } = rotated;
        if self.json {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            let forgotten: Vec<u32> = forgotten.iter().map(|number| number.get()).collect();
            say_json(&json!({
                "proved": rotated.is_proved(), "resealed": resealed, "destroyed": destroyed, "left": { "values": left.0, "keys": left.1 },
                "sound": sound, "altered": places, "forgotten": forgotten,
            }))?;
        } else {
            say(&format!(
                "{resealed} values sealed anew, {destroyed} old data keys destroyed\n\
                 left under older master keys: {} values, {} data keys; {sound} values open\n\
                 {resealed} 件を封じ直しました。古い鍵の下に残るもの: 値 {} 件、鍵 {} 件",
                left.0, left.1, left.0, left.1
            ))?;
        }
        if !places.is_empty() {
            return Err(altered(places));
        }
        if !rotated.is_proved() {
            let problem = format!("{} values and {} data keys are left under older master keys", left.0, left.1);
            return Err(Failure::broken(problem, "run the same command again: it goes on with what is left"));
        }
        match forgotten {
            [] => Ok(()),
            _ if self.json => Ok(()),
            old => say(&format!("taken out of the file: {} / 古い鍵をファイルから取り除きました", listed(old))),
        }
    }
}

fn listed(numbers: &[MasterNumber]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
