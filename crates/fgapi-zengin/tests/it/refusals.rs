//! Every refusal names the record, the columns and the field, and nothing that stood there.

use crate::support::{Rec, end, file, header, read, refusal, refused_at, row, sample, trailer};

/// The sample with `bytes` at `column` of `record`, both from 1.
fn spoilt(record: usize, column: usize, bytes: &str) -> Vec<Rec> {
    let mut records = sample();
    records[record - 1] = records[record - 1].clone().put(column, bytes);
    records
}

#[test]
fn the_message_names_the_place_the_need_and_the_next_step() {
    let said = refusal(&file(&spoilt(2, 25, "00000000050X"), b"")).to_string();
    assert_eq!(said, "record 2, columns 25-36 (取引金額): 12 digits expected; ask the bank for the file again");
}

#[test]
fn each_field_is_checked_where_it_stands() {
    for (record, column, bytes, at) in [
        (1, 2, "99", (1, 2, 3)),
        (1, 4, "1", (1, 4, 4)),
        (1, 4, "2", (1, 4, 4)),
        (1, 23, "99 9", (1, 23, 26)),
        (1, 42, "   ", (1, 42, 44)),
        (1, 63, "3", (1, 63, 63)),
        (1, 64, "          ", (1, 64, 73)),
        (1, 80, "\u{7}", (1, 80, 80)),
        (1, 114, "3", (1, 114, 114)),
        (1, 114, " ", (1, 114, 114)),
        (1, 116, "0000000000100-", (1, 116, 129)),
        (1, 150, "\u{1}", (1, 150, 150)),
        (2, 2, "0000000A", (2, 2, 9)),
        (2, 16, "080230", (2, 16, 21)),
        (2, 22, "3", (2, 22, 22)),
        (2, 22, " ", (2, 22, 22)),
        (2, 25, "            ", (2, 25, 36)),
        (2, 37, "           1", (2, 37, 48)),
        (2, 49, "A", (2, 49, 54)),
        (2, 72, "A", (2, 72, 81)),
        (2, 129, "\t", (2, 129, 129)),
        (2, 200, "\u{7f}", (2, 200, 200)),
        (3, 2, "000002", (3, 2, 7)),
        (3, 8, "0000000000501", (3, 8, 20)),
        (3, 21, "000001", (3, 21, 26)),
        (3, 27, "0000000000001", (3, 27, 39)),
        (3, 41, "00000000001501", (3, 41, 54)),
        (3, 40, "2", (3, 41, 54)),
        (3, 55, "0000002", (3, 55, 61)),
        (3, 62, "\u{2}", (3, 62, 62)),
        (4, 2, "0000000005", (4, 2, 11)),
        (4, 12, "00002", (4, 12, 16)),
        (4, 17, "\u{2}", (4, 17, 17)),
    ] {
        assert_eq!(refused_at(&spoilt(record, column, bytes)), at, "{bytes:?} at {column} of {record}");
    }
}

#[test]
fn records_come_in_their_order() {
    for (records, record) in [
        (vec![header(), header()], 2),
        (vec![header(), end()], 2),
        (vec![header(), row(), header()], 3),
        (vec![header(), row(), trailer(), row()], 4),
        (vec![header(), row(), trailer(), trailer()], 4),
        (vec![header(), row(), trailer(), header().put(1, "3")], 4),
        (vec![row()], 1),
        (vec![end()], 1),
    ] {
        let at = refused_at(&records);
        assert_eq!(at.0, record);
        assert!(at.1 == 1, "the first byte is at fault");
    }
}

#[test]
fn a_double_byte_text_is_refused_at_its_byte() {
    let mut records = sample();
    records[1] = row().put(163, [0x8E, 0x52]);
    let refused = refusal(&file(&records, b"\r\n"));
    assert_eq!((refused.record, refused.columns.from, refused.columns.to, refused.field), (2, 163, 163, "摘要"));
}

#[test]
fn other_files_are_told_what_they_are() {
    for (bytes, what) in [
        (&b""[..], "empty"),
        (b"\x1A", "empty"),
        (b"\xEF\xBB\xBF\"a\",\"b\"\r\n", "byte order mark"),
        (b"\xFF\xFEa\0", "UTF-16"),
        (b"PK\x03\x04\x14\0", "zip"),
        (b"\x1F\x8B\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"<?xml version=\"1.0\"?>", "XML"),
        (b"\"acct\",\"no\"\r\n", "CSV"),
        (b"1,2,3\r\n", "CSV"),
        (b"2026-01-01,500,abc\r\n", "header record"),
        (b"\xF1\xF0\xF3\xF1", "EBCDIC"),
        (b"hello", "not a 全銀 file"),
    ] {
        let refused = refusal(bytes);
        assert!(refused.record == 1 && refused.problem.contains(what), "{what}: {refused}");
    }
    for (code, what) in [("01", "振込入金通知"), ("04", "残高通知"), ("21", "総合振込"), ("55", "入出金取引明細")] {
        let said = refusal(&file(&spoilt(1, 2, code), b"")).to_string();
        assert!(said.contains(what), "{said}");
    }
}

#[test]
fn nothing_of_the_file_is_repeated() {
    let secret = "7654321";
    let base = vec![header().put(67, secret), row().put(160, secret).put(30, secret), trailer(), end()];
    for record in 0..4 {
        for column in 1..=200 {
            for byte in *b"\x01?9 " {
                let mut records = base.clone();
                records[record] = records[record].clone().put(column, [byte]);
                if let Err(fault) = read(&file(&records, b"")) {
                    assert!(!format!("{fault} {fault:?}").contains("54321"), "{fault}");
                }
            }
        }
    }
}
