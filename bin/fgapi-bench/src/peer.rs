//! Peers: other people's servers on this machine, asked in the same run. A file says what.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use serde::Deserialize;

use crate::load::request;
use crate::measure::{Arm, Supply};
use crate::{BaseUrl, BenchFault, Counted, Outcome};

/// A peer's name and where it answers: `NAME=http://127.0.0.1:PORT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// What it is called in tables.
    pub name: String,
    /// Where it answers.
    pub address: BaseUrl,
}

impl FromStr for Peer {
    type Err = BenchFault;

    fn from_str(text: &str) -> Result<Self, BenchFault> {
        let next = "write NAME=http://127.0.0.1:PORT, for example fastify=http://127.0.0.1:3000";
        let (name, url) = text.split_once('=').ok_or_else(|| BenchFault::new(format!("--peer {text}: no name stands before ="), next))?;
        let is_word = !name.is_empty() && name.len() <= 11 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_word || ["gateway", "floor"].contains(&name) {
            return Err(BenchFault::new(
                format!("--peer {text}: a name has 1 to 11 letters, digits or -, and is neither gateway nor floor"),
                next,
            ));
        }
        Ok(Self { name: name.to_owned(), address: url.parse()? })
    }
}

/// What a peer is asked, as its file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// The peer's process, when its processor time is to be read.
    pub pid: Option<u32>,
    /// The database's process above all others, when it has one on this machine.
    pub database_pid: Option<u32>,
    /// The requests.
    pub requests: Vec<Entry>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The case beside which it is measured, as tables name it.
    pub name: String,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Header lines, `name: value`.
    pub headers: Vec<String>,
    /// The body.
    pub body: Option<String>,
    /// The status that has to come back.
    pub status: u16,
}

/// As it stands in TOML or JSON: everything may be missing, so that the refusal can name what is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    pid: Option<u32>,
    database_pid: Option<u32>,
    #[serde(default)]
    request: Vec<WrittenEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    name: Option<String>,
    method: Option<String>,
    path: Option<String>,
    #[serde(default)]
    headers: Vec<String>,
    body: Option<String>,
    status: Option<u16>,
}

const NEXT: &str = "docs/examples/bench-peer.toml shows such a file";

impl Requests {
    /// Reads a file; a name that ends in `.json` is JSON, every other is TOML.
    ///
    /// # Errors
    /// A file that cannot be read, or is wrong: the entry and its field are named.
    pub fn read(path: &Path) -> Outcome<Self> {
        let refused = |why: String| BenchFault::new(format!("{}: {why}", path.display()), NEXT);
        let text = fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
        let written: Written = if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?
        } else {
            toml::from_str(&text).map_err(|error| refused(error.to_string().trim_end().to_owned()))?
        };
        if written.request.is_empty() {
            return Err(refused("no request stands in it".to_owned()));
        }
        let entry = |(at, entry): (usize, WrittenEntry)| {
            entry.checked().map_err(|(field, why)| refused(format!("request {}, field {field}: {why}", at + 1)))
        };
        let requests = written.request.into_iter().enumerate().map(entry).collect::<Outcome<_>>()?;
        Ok(Self { pid: written.pid, database_pid: written.database_pid, requests })
    }

    /// The arm beside a case, where the file has a request for it. `words` are put where their names stand in braces: a peer over the
    /// gateway's own database can be asked with a token of this run.
    pub fn arm<'a>(&self, peer: &Peer, case: &str, words: &[(&str, &str)], connections: usize) -> Option<Arm<'a>> {
        let entry = self.requests.iter().find(|entry| entry.name == case)?;
        Some(Arm {
            name: peer.name.clone(),
            address: peer.address,
            application: self.pid.map(Counted::Process),
            database: self.database_pid.map(Counted::Family),
            supply: Supply::same(entry.bytes(peer.address, words), connections),
            expected: entry.status,
        })
    }
}

impl Entry {
    fn bytes(&self, address: BaseUrl, words: &[(&str, &str)]) -> Vec<u8> {
        let filled = |text: &str| words.iter().fold(text.to_owned(), |text, (name, word)| text.replace(&format!("{{{name}}}"), word));
        let head = filled(&format!("{} {}\n{}", self.method, self.path, self.headers.join("\n")));
        request(address, &head, self.body.as_deref().map(filled).as_deref())
    }
}

impl WrittenEntry {
    /// The entry, or the field that is wrong and why.
    fn checked(self) -> Result<Entry, (&'static str, String)> {
        let one_line = |text: &str| !text.is_empty() && text.bytes().all(|b| (0x20..0x7f).contains(&b));
        let name = self.name.filter(|name| one_line(name)).ok_or(("name", "write the case, for example \"/branches\"".to_owned()))?;
        let method = self.method.unwrap_or_else(|| "GET".to_owned());
        if !method.bytes().all(|b| b.is_ascii_uppercase()) || method.is_empty() {
            return Err(("method", "write it in capital letters, for example GET".to_owned()));
        }
        let path = self.path.filter(|path| path.starts_with('/') && one_line(path) && !path.contains(' '));
        let path = path.ok_or(("path", "write path and query, beginning with /".to_owned()))?;
        if let Some(header) = self.headers.iter().find(|header| !one_line(header) || !header.contains(": ")) {
            return Err(("headers", format!("{header:?} is not written as \"name: value\"")));
        }
        let status = self.status.unwrap_or(200);
        if !(100..=599).contains(&status) {
            return Err(("status", "a status is a number from 100 to 599".to_owned()));
        }
        Ok(Entry { name, method, path, headers: self.headers, body: self.body, status })
    }
}
