//! The vault's master keys: in the file that `vault.keys_file` names, or in a variable of the environment, never in both.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use fgapi_domain::Secret;
use fgapi_settings::Settings;
use fgapi_vault::{KeyFault, KeyRing, KeySource, MasterKey, MasterNumber};
use zeroize::Zeroizing;

use crate::failure::{Failure, on_file};
use crate::private::{private_file, settle};

/// The variable that holds the keys where there is no file: as a file has them, parted by `;`.
pub const KEYS_VARIABLE: &str = "FGAPI_VAULT_KEYS";

/// No file of keys is longer: room for a thousand keys.
const LONGEST: u64 = 1 << 16;

/// What a new file says of itself.
const WORDS: &str = "\
# Master keys of an FGAPI gateway's vault, one a line; the highest number is the newest.
# Keep a copy apart from the database's copies: without these keys nothing in the vault opens.
# 保管庫のマスター鍵。データベースの控えとは別に控えを保管してください。鍵がなければ保管庫の中身は復元できません。
";

/// Where master keys are read, and where a new one goes.
#[derive(Clone)]
pub struct VaultKeys {
    file: Option<PathBuf>,
    variable: Option<Secret>,
}

/// Where keys stand now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In this file, or they could: it need not be there yet.
    File(PathBuf),
    /// In the variable of the environment.
    Variable,
    /// Nowhere: the settings name no file, and there is no variable.
    Nowhere,
}

impl VaultKeys {
    /// Those of the settings and of this process's environment.
    pub fn of(settings: &Settings) -> Self {
        let variable = std::env::var(KEYS_VARIABLE).ok().map(Zeroizing::new).filter(|keys| !keys.trim().is_empty());
        Self { file: settings.vault.keys_file.clone(), variable: variable.map(|keys| Secret::new(keys.as_str())) }
    }

    /// Where they stand.
    pub fn place(&self) -> KeyPlace {
        match (&self.variable, &self.file) {
            (Some(_), _) => KeyPlace::Variable,
            (None, Some(file)) => KeyPlace::File(file.clone()),
            (None, None) => KeyPlace::Nowhere,
        }
    }

    /// Refuses keys that are there and cannot be used; there need be none.
    ///
    /// # Errors
    /// A [`Failure`] that says what is wrong with them.
    pub fn refuse_unusable(&self) -> Result<(), Failure> {
        match self.keys() {
            Ok(_) | Err(KeyFault::Absent(_)) => Ok(()),
            Err(fault) => Err(key_failure(fault)),
        }
    }

    /// Refuses to go on where there are keys already, or something that is none.
    ///
    /// # Errors
    /// A [`Failure`] that says what is there.
    pub fn refuse_any(&self) -> Result<(), Failure> {
        match self.keys() {
            Err(KeyFault::Absent(_)) => Ok(()),
            Err(fault) => Err(key_failure(fault)),
            Ok(_) => Err(Failure::bad_input(
                "there are master keys already",
                "look at them with `fgapi vault status`; to change keys, run `fgapi vault rotate`",
            )),
        }
    }

    /// Writes a file with the first key.
    ///
    /// # Errors
    /// A [`Failure`] when keys stand anywhere already, or the file cannot be written.
    pub fn begin(&self, first: impl FnOnce() -> Result<MasterKey, Failure>) -> Result<PathBuf, Failure> {
        let file = self.file_to_write()?;
        let _alone = Alone::with(file)?;
        // A file that is no ring of keys is somebody's all the same.
        if file.symlink_metadata().is_ok() {
            return Err(Failure::bad_input(
                format!("{} is there already", file.display()),
                "look at it with `fgapi vault status`; to change keys, run `fgapi vault rotate`",
            ));
        }
        let ring = KeyRing::new([first()?]).map_err(key_failure)?;
        write(file, &text_of(WORDS, &ring))?;
        Ok(file.to_owned())
    }

    /// Adds a key to those of the file. It is on the disk when this answers.
    ///
    /// # Errors
    /// A [`Failure`] when the keys do not stand in a file, or the file cannot be written.
    pub fn add(&self, next: impl FnOnce() -> Result<MasterKey, Failure>) -> Result<MasterNumber, Failure> {
        let mut number = None;
        self.change(|keys| {
            let key = next()?;
            number = Some(key.number());
            keys.push(key);
            Ok(())
        })?;
        number.ok_or_else(|| Failure::broken("no key was made", "run the same command again"))
    }

    /// Takes keys out of the file, but never the newest.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn forget(&self, numbers: &[MasterNumber]) -> Result<(), Failure> {
        self.change(|keys| {
            let newest = keys.last().map(MasterKey::number);
            keys.retain(|key| Some(key.number()) == newest || !numbers.contains(&key.number()));
            Ok(())
        })
    }

    /// One process at a time reads the file and writes it anew, with its words.
    fn change(&self, change: impl FnOnce(&mut Vec<MasterKey>) -> Result<(), Failure>) -> Result<(), Failure> {
        let file = self.file_to_write()?;
        let _alone = Alone::with(file)?;
        let text = read(file).map_err(key_failure)?;
        let mut keys = KeyRing::parse(&text).map_err(key_failure)?.keys().to_vec();
        change(&mut keys)?;
        let words: String = text.lines().filter(|line| line.trim_start().starts_with('#')).map(|line| format!("{line}\n")).collect();
        write(file, &text_of(&words, &KeyRing::new(keys).map_err(key_failure)?))
    }

    fn file_to_write(&self) -> Result<&Path, Failure> {
        let refused = |problem: &str, next: &str| Failure::bad_input(problem, next);
        match (&self.file, &self.variable) {
            (Some(file), None) => Ok(file),
            (_, Some(_)) => Err(refused(
                "the vault's keys stand in the environment variable FGAPI_VAULT_KEYS, which no command can change",
                "change the variable yourself, or take it away and use vault.keys_file",
            )),
            (None, None) => Err(refused(
                "vault.keys_file is empty, so there is no file for the vault's keys",
                "set vault.keys_file, or put the line of `fgapi vault init --print` into the variable FGAPI_VAULT_KEYS",
            )),
        }
    }
}

/// Shows no key.
impl std::fmt::Debug for VaultKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VaultKeys").field("place", &self.place()).finish_non_exhaustive()
    }
}

impl KeySource for VaultKeys {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        // Where it cannot be looked, reading it says why.
        let there = self.file.as_ref().filter(|file| file.try_exists().unwrap_or(true));
        match (there, &self.variable) {
            (Some(file), Some(_)) => {
                Err(KeyFault::Unsafe(format!("{} is there, and so is the variable {KEYS_VARIABLE}: take one of them away", file.display())))
            }
            (None, Some(variable)) => KeyRing::parse(variable.reveal()),
            (Some(file), None) => KeyRing::parse(&read(file)?),
            (None, None) => Err(KeyFault::Absent(match &self.file {
                Some(file) => format!("{} is not there (`fgapi vault init` makes it)", file.display()),
                None => format!("vault.keys_file is empty, and there is no variable {KEYS_VARIABLE}"),
            })),
        }
    }
}

/// A key's fault, as a command tells it.
pub(crate) fn key_failure(fault: KeyFault) -> Failure {
    let next = match &fault {
        KeyFault::Absent(_) => "make the first key with `fgapi vault init`, or put the keys' file back from its copy",
        KeyFault::Malformed => "put vault.keys_file or FGAPI_VAULT_KEYS back as it was, from its copy",
        KeyFault::Unsafe(_) => "do as it says, then run the same command again",
    };
    Failure::bad_input(fault.to_string(), next)
}

fn text_of(words: &str, ring: &KeyRing) -> Zeroizing<String> {
    Zeroizing::new([words, ring.to_text().reveal()].concat())
}

/// Reads the file, if it is for nobody but its owner.
fn read(file: &Path) -> Result<Zeroizing<String>, KeyFault> {
    let refused = |problem: &str| KeyFault::Unsafe(format!("{}: {problem}", file.display()));
    let on = |error: std::io::Error| refused(&error.to_string());
    let known = fs::metadata(file).map_err(on)?;
    // Opening anything else could wait for ever.
    if !known.is_file() {
        return Err(refused("this is no file"));
    }
    let opened = File::open(file).map_err(on)?;
    refuse_open_rights(file, &opened.metadata().map_err(on)?)?;
    let mut text = Zeroizing::new(String::new());
    let length = opened.take(LONGEST + 1).read_to_string(&mut text).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => KeyFault::Malformed,
        _ => on(error),
    })?;
    if length as u64 > LONGEST { Err(KeyFault::Malformed) } else { Ok(text) }
}

#[cfg(unix)]
fn refuse_open_rights(file: &Path, known: &fs::Metadata) -> Result<(), KeyFault> {
    let rights = std::os::unix::fs::MetadataExt::mode(known) & 0o777;
    if rights & 0o077 == 0 {
        return Ok(());
    }
    let file = file.display();
    Err(KeyFault::Unsafe(format!("others than its owner may use {file} (its rights are {rights:o}): run `chmod 600 '{file}'`")))
}

/// Other systems have no such rights to look at.
#[cfg(not(unix))]
fn refuse_open_rights(_: &Path, _: &fs::Metadata) -> Result<(), KeyFault> {
    Ok(())
}

/// Puts `text` in place of the file, whole or not at all; it is on the disk when this answers.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    // What is behind a link is replaced, and not the link.
    let file = &fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let new = beside(file, "new");
    let written = private_file(OpenOptions::new().write(true).create(true).truncate(true)).open(&new).and_then(|mut opened| {
        keep_owner(file, &new)?;
        opened.write_all(text.as_bytes())?;
        opened.sync_all()
    });
    written.map_err(on_file(&new))?;
    fs::rename(&new, file).and_then(|()| settle(directory_of(file))).map_err(on_file(file))
}

/// Whoever runs the command, the gateway's user goes on reading the file.
#[cfg(unix)]
fn keep_owner(file: &Path, new: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    // What a command that was cut off has left keeps its rights.
    fs::set_permissions(new, fs::Permissions::from_mode(0o600))?;
    let (Ok(before), now) = (fs::metadata(file), fs::metadata(new)?) else { return Ok(()) };
    if before.uid() == now.uid() { Ok(()) } else { chown(new, Some(before.uid()), Some(before.gid())) }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// While it lives, no other command on this machine changes the file.
struct Alone(File);

impl Alone {
    fn with(file: &Path) -> Result<Self, Failure> {
        let path = beside(file, "lock");
        let opened = private_file(OpenOptions::new().write(true).create(true).truncate(false)).open(&path).map_err(on_file(&path))?;
        opened.lock().map_err(on_file(&path))?;
        Ok(Self(opened))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // The operating system lets go of it with the file anyway.
        drop(self.0.unlock());
    }
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;

    use super::*;

    fn keys(file: Option<PathBuf>, variable: Option<&str>) -> VaultKeys {
        VaultKeys { file, variable: variable.map(Secret::new) }
    }

    fn key(number: u32) -> Result<MasterKey, Failure> {
        MasterKey::generate(number, &SystemEntropy::new()).map_err(|fault| Failure::broken(fault.to_string(), ""))
    }

    fn numbers(keys: &VaultKeys) -> Vec<u32> {
        keys.keys().unwrap().keys().iter().map(|key| key.number().get()).collect()
    }

    #[test]
    fn keys_are_made_added_and_forgotten_in_one_file_with_its_words() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("vault.keys");
        let all = keys(Some(file.clone()), None);
        assert!(matches!(all.keys(), Err(KeyFault::Absent(_))) && all.add(|| key(2)).is_err());
        assert_eq!(all.begin(|| key(1)).unwrap(), file);
        assert!(all.begin(|| key(1)).unwrap_err().to_string().contains("there already"));
        fs::write(&file, format!("# ours\n{}", fs::read_to_string(&file).unwrap())).unwrap();
        let before = all.keys().unwrap();
        assert_eq!(all.add(|| key(2)).unwrap().get(), 2);
        assert!(all.add(|| key(2)).is_err(), "a number comes once");
        assert_eq!(numbers(&all), [1, 2]);
        assert_eq!(all.keys().unwrap().keys()[0].fingerprint(), before.newest().fingerprint());
        let every: Vec<MasterNumber> = all.keys().unwrap().keys().iter().map(MasterKey::number).collect();
        all.forget(&every).unwrap();
        assert_eq!(numbers(&all), [2], "the newest stays, whatever is said");
        assert!(fs::read_to_string(&file).unwrap().starts_with("# ours\n# Master keys"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_use_is_refused_with_the_fix() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("vault.keys");
        let all = keys(Some(file.clone()), None);
        all.begin(|| key(1)).unwrap();
        let rights = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(rights(), 0o600);
        for open in [0o640, 0o604, 0o620] {
            fs::set_permissions(&file, fs::Permissions::from_mode(open)).unwrap();
            let Err(KeyFault::Unsafe(told)) = all.keys() else { panic!("{open:o} is taken") };
            assert!(told.contains(&format!("{open:o}")) && told.contains("chmod 600"), "{told}");
            assert!(all.add(|| key(2)).is_err());
        }
        fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
        all.add(|| key(2)).unwrap();
        assert_eq!((rights(), numbers(&all)), (0o600, vec![1, 2]));
        fs::write(&file, "1:hush\n").unwrap();
        assert_eq!(all.keys().unwrap_err(), KeyFault::Malformed);
        let is_directory = keys(Some(directory.path().to_owned()), None).keys();
        assert!(matches!(is_directory, Err(KeyFault::Unsafe(_))));
    }

    #[cfg(unix)]
    #[test]
    fn behind_a_link_the_file_is_replaced_and_not_the_link() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("real"), directory.path().join("link"));
        keys(Some(file.clone()), None).begin(|| key(1)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        keys(Some(link.clone()), None).add(|| key(2)).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(numbers(&keys(Some(file), None)), [1, 2]);
    }

    #[test]
    fn the_variable_stands_for_a_file_and_never_beside_one() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("vault.keys");
        let both = [key(1).unwrap(), key(2).unwrap()].map(|key| key.to_text().reveal().to_owned()).join(";");
        let all = keys(Some(file.clone()), Some(&both));
        assert_eq!((numbers(&all), all.place()), (vec![1, 2], KeyPlace::Variable));
        for refused in [all.begin(|| key(1)).map(drop), all.add(|| key(3)).map(drop)] {
            assert!(refused.unwrap_err().to_string().contains(KEYS_VARIABLE));
        }
        keys(Some(file.clone()), None).begin(|| key(1)).unwrap();
        assert!(all.keys().unwrap_err().to_string().contains("take one of them away"));
        assert!(!format!("{all:?}").contains(&both));
        assert_eq!(keys(None, None).place(), KeyPlace::Nowhere);
        assert_eq!(keys(None, Some("1:hush")).keys().unwrap_err(), KeyFault::Malformed);
    }

    #[test]
    fn two_commands_at_once_add_two_keys() {
        let directory = tempfile::tempdir().unwrap();
        let all = keys(Some(directory.path().join("vault.keys")), None);
        all.begin(|| key(1)).unwrap();
        let next = || key(all.keys().map_err(key_failure)?.newest().number().get() + 1);
        std::thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(|| all.add(next).unwrap()))));
        assert_eq!(numbers(&all), (1..=9).collect::<Vec<_>>());
    }
}
