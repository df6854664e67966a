//! Files of another sort, told apart by their first bytes, so that the refusal says what they are.

use crate::fault::{ASK_JIS, FileFault};
use crate::layout::FILE;

const EXPORT_AGAIN: &str = "export 入出金取引明細 in 全銀 format (200-byte records, JIS) and import that file";

/// Refuses `start`, the first bytes of a file, when they do not begin a 全銀 file.
pub(crate) fn refuse(start: &[u8]) -> Result<(), FileFault> {
    let problem = match start {
        [] => return Err(FileFault::refused(1, FILE, "the file is empty", "check that the transfer from the bank was complete")),
        // データ区分 1, and the two digits of 種別コード.
        [b'1', tens, ones, ..] if tens.is_ascii_digit() && ones.is_ascii_digit() => return Ok(()),
        [0xEF, 0xBB, 0xBF, ..] => "this is UTF-8 text with a byte order mark, not a 全銀 file",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "this is UTF-16 text, not a 全銀 file",
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "this is a zip archive (or an office document), not a 全銀 file",
        [0x1F, 0x8B, ..] => "this is a gzip archive, not a 全銀 file",
        [b'%', b'P', b'D', b'F', ..] => "this is a PDF document, not a 全銀 file",
        [0xF1, 0xF0, 0xF0..=0xF9, ..] => {
            return Err(FileFault::refused(1, FILE, "this file is in EBCDIC", ASK_JIS));
        }
        [b'<', ..] => "this is XML, not a 全銀 file of fixed-length records",
        [b'"', ..] => "this looks like CSV (as ANSER services give it), not a 全銀 file",
        [b'2' | b'8' | b'9', ..] => "the file does not begin with a header record (1)",
        _ if start.contains(&b',') => "this looks like CSV, not a 全銀 file",
        _ => "this is not a 全銀 file: it does not begin with a header record (1) and a 種別コード",
    };
    Err(FileFault::refused(1, FILE, problem, EXPORT_AGAIN))
}

/// What a 種別コード other than 03 stands for.
pub(crate) fn business(code: u64) -> &'static str {
    match code {
        1 => "this is 振込入金通知 (種別 01), not 入出金取引明細 (03)",
        4 => "this is 残高通知 (種別 04), not 入出金取引明細 (03)",
        11 | 71 => "this is 給与振込 (種別 11, 71), not 入出金取引明細 (03)",
        12 | 72 => "this is 賞与振込 (種別 12, 72), not 入出金取引明細 (03)",
        21 => "this is 総合振込 (種別 21), not 入出金取引明細 (03)",
        91 => "this is 預金口座振替 (種別 91), not 入出金取引明細 (03)",
        _ => "this is not 入出金取引明細 (種別 03)",
    }
}
