//! Files that a bank, a tool on the way or somebody hostile could hand in: `tests/corpus/*.bin`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::support::{amounts, read, refusal};

/// Files that are good, and the amounts of their rows.
const ACCEPTED: [(&str, &[i64]); 8] = [
    ("accept-blank-controls", &[500]),
    ("accept-cr", &[500]),
    ("accept-crlf", &[500]),
    ("accept-lf-eof-mark", &[500]),
    ("accept-packed", &[500]),
    ("accept-three-accounts", &[3_000, -700, 700, 150]),
    ("accept-trimmed-lines", &[500]),
    ("accept-wide-lines", &[500]),
];

/// Files that are not, and the record and columns at fault.
const REFUSED: [(&str, u64, usize, usize); 41] = [
    ("refuse-account-total", 4, 12, 16),
    ("refuse-after-eof-mark", 5, 1, 200),
    ("refuse-ansi-csv", 1, 1, 200),
    ("refuse-balance", 3, 41, 54),
    ("refuse-count", 3, 2, 7),
    ("refuse-cut-in-row", 2, 1, 200),
    ("refuse-cut-line", 2, 1, 200),
    ("refuse-digits", 1, 2, 3),
    ("refuse-direction", 2, 22, 22),
    ("refuse-ebcdic-bytes", 1, 1, 200),
    ("refuse-ebcdic-code", 1, 4, 4),
    ("refuse-empty", 1, 1, 200),
    ("refuse-eof-mark-inside", 3, 1, 200),
    ("refuse-escape-in-name", 1, 74, 74),
    ("refuse-fullwidth-digits", 2, 25, 36),
    ("refuse-future-file", 1, 5, 10),
    ("refuse-high-bytes", 1, 1, 200),
    ("refuse-kanji-note", 2, 160, 160),
    ("refuse-long-line", 2, 1, 200),
    ("refuse-negative-amount", 2, 25, 36),
    ("refuse-newline-in-row", 2, 1, 200),
    ("refuse-newlines", 1, 1, 200),
    ("refuse-no-end", 4, 1, 200),
    ("refuse-no-header", 1, 1, 200),
    ("refuse-no-such-day", 2, 10, 15),
    ("refuse-no-trailer", 3, 1, 1),
    ("refuse-nul-bytes", 1, 1, 200),
    ("refuse-outside-period", 2, 10, 15),
    ("refuse-record-total", 4, 2, 11),
    ("refuse-row-lost", 2, 2, 7),
    ("refuse-row-twice", 4, 2, 7),
    ("refuse-seireki", 1, 5, 10),
    ("refuse-short-amount", 2, 25, 36),
    ("refuse-sign", 3, 41, 54),
    ("refuse-spaces", 1, 1, 200),
    ("refuse-sum", 3, 8, 20),
    ("refuse-transfer-notice", 1, 2, 3),
    ("refuse-two-files", 5, 1, 200),
    ("refuse-unknown-category", 2, 23, 24),
    ("refuse-utf8-csv", 1, 1, 200),
    ("refuse-zip", 1, 1, 200),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name).with_extension("bin")).unwrap()
}

#[test]
fn good_files_are_taken() {
    for (name, expected) in ACCEPTED {
        let found: Vec<i64> = amounts(&read(&bytes(name)).unwrap()).iter().map(|amount| amount.0).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn bad_files_are_refused_where_they_are_bad() {
    for (name, record, from, to) in REFUSED {
        let refusal = refusal(&bytes(name));
        assert_eq!((refusal.record, refusal.columns.from, refusal.columns.to), (record, from, to), "{name}: {refusal}");
    }
}

#[test]
fn every_file_of_the_corpus_is_judged() {
    let judged: BTreeSet<String> =
        ACCEPTED.iter().map(|(name, _)| *name).chain(REFUSED.iter().map(|refused| refused.0)).map(|name| format!("{name}.bin")).collect();
    let found = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.filter(|name| name.ends_with(".bin")).collect::<BTreeSet<_>>(), judged);
}
