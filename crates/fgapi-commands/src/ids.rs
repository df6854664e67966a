//! `fgapi ids`: keys of veiled ids, and what an id names.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fgapi_domain::SystemEntropy;
use fgapi_house::failure::on_file;
use fgapi_house::{self as house, Failure, Place, key_file, private_file, say};

/// ID の鍵と ID の中身 / Keys of veiled ids, and what an id names
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi ids new-key --out ids.key\n  fgapi ids show --data fgapi-sandbox 9999-001-1-0000001")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// 中身を見せない ID のための鍵を作る / Make a key for veiled ids
    #[command(
        after_help = "Example / 例:\n  fgapi ids new-key --out ids.key\n\nThen name the file in the settings: [ids] form = \"veiled\", key_files = [\"ids.key\"].\n\
                      Keep a copy: ids that were given out open with their key only."
    )]
    NewKey {
        /// The file to make; it must not exist / 作成するファイル
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// ID が指すものを表示する / Show what an id names
    #[command(after_help = "Example / 例:\n  fgapi ids show --data fgapi-sandbox 9999-001-1-0000001")]
    Show {
        #[command(flatten)]
        place: Place,
        /// The id of a branch, an account or a transaction / 支店・口座・取引明細の ID
        id: String,
    },
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        match self.what {
            What::NewKey { out } => new_key(&out),
            What::Show { place, id } => show(&place, &id),
        }
    }
}

fn new_key(out: &Path) -> Result<(), Failure> {
    let (id, text) = key_file::new_key(&SystemEntropy::new()).map_err(|fault| Failure::broken(fault.to_string(), "try again"))?;
    let mut file = private_file(OpenOptions::new().write(true).create_new(true)).open(out).map_err(on_file(out))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(on_file(out))?;
    say(&format!("key {id} is in {}; keep a copy of it / 鍵 {id} を作成しました。必ず控えを保管してください", out.display()))
}

fn show(place: &Place, id: &str) -> Result<(), Failure> {
    let ids = house::ids(&place.settings()?)?;
    if let Ok(key) = ids.transaction_key(id) {
        let (account, day, ordinal) = (&key.account, key.day, key.ordinal.get());
        return say(&format!("transaction / 取引明細\n{}\nday     {day}\nordinal {ordinal}", account_lines(account)));
    }
    if let Ok(key) = ids.account_key(id) {
        return say(&format!("account / 口座\n{}", account_lines(&key)));
    }
    if let Ok(key) = ids.branch_key(id) {
        return say(&format!("branch / 支店\nbank    {}\nbranch  {}", key.bank, key.branch));
    }
    Err(Failure::bad_input(
        "id: it names nothing that this gateway could have given out",
        "check that the id is whole, and that ids.form and ids.key_files are those of the gateway that gave it out",
    ))
}

fn account_lines(key: &fgapi_domain::AccountKey) -> String {
    format!("bank    {}\nbranch  {}\nkind    {} {}\nnumber  {}", key.bank, key.branch, key.kind, key.kind.label(), key.number)
}
