//! What a file says, field by field.

use fgapi_domain::Yen;
use fgapi_zengin::{Category, Event};

use crate::support::{Rec, day, end, file, header, read, row, rows, sample, trailer};

fn kana(text: &str) -> Vec<u8> {
    // Half-width kana are U+FF61 to U+FF9F, and 0xA1 to 0xDF in the file.
    text.chars().map(|c| u8::try_from(if c as u32 >= 0xFF61 { c as u32 - 0xFF61 + 0xA1 } else { c as u32 }).unwrap()).collect()
}

/// Description of `row` in an otherwise good file of kind `kind`, 500 yen out when `out`.
fn described(row: Rec, kind: &str, out: bool) -> String {
    let trailer = if out {
        trailer()
            .put(1, "8000000")
            .put(8, "0000000000000")
            .put(21, "000001")
            .put(27, "0000000000500")
            .put(40, "1")
            .put(41, "00000000000500")
    } else {
        trailer()
    };
    let events = read(&file(&[header().put(63, kind), row, trailer, end()], b"")).unwrap();
    rows(&events)[0].description.as_str().to_owned()
}

#[test]
fn a_whole_file_says_what_its_columns_say() {
    let events = read(&file(&sample(), b"")).unwrap();
    let [Event::Header(header), Event::Row(row), Event::Trailer(trailer), Event::End(end)] = events.as_slice() else {
        panic!("four events expected");
    };
    assert_eq!(header.account.to_string(), "9999-101-1-0001234");
    assert_eq!((header.created, header.from, header.to), (day("2026-01-31"), Some(day("2026-01-01")), Some(day("2026-01-31"))));
    assert_eq!((header.bank_name.as_str(), header.branch_name.as_str(), header.holder.as_str()), ("ﾃｽﾄ", "ﾎﾝﾃﾝ", "ﾔﾏﾀﾞ"));
    assert_eq!((header.passbook, header.opening), (Some(1), Some(Yen(1_000))));
    assert_eq!((row.record, row.reference, row.day, row.value_day), (2, Some(1), day("2026-01-15"), Some(day("2026-01-15"))));
    assert_eq!((row.amount, row.category, row.is_correction()), (Yen(500), Category::Transfer, false));
    assert_eq!((trailer.record, trailer.rows, trailer.net, trailer.closing), (3, 1, Yen(500), Some(Yen(1_500))));
    assert_eq!((end.record, end.accounts, end.rows), (4, 1, 1));
}

#[test]
fn the_description_is_what_the_end_user_understands() {
    let payer = row().put(82, kana("ｽｽﾞｷ ｼﾖｳｼﾞ"));
    assert_eq!(described(row(), "1", false), "ﾌﾘｺﾐ");
    assert_eq!(described(payer.clone(), "1", false), "ｽｽﾞｷ ｼﾖｳｼﾞ ﾌﾘｺﾐ");
    assert_eq!(described(payer.clone().put(160, " ".repeat(20)), "1", false), "ｽｽﾞｷ ｼﾖｳｼﾞ");
    assert_eq!(described(row().put(82, kana("ﾌﾘｺﾐ")), "1", false), "ﾌﾘｺﾐ");
    assert_eq!(described(row().put(160, " ".repeat(20)), "1", false), "振込");
    // A contract number describes nothing.
    assert_eq!(described(row().put(22, "2").put(82, "12345678901234567890"), "1", true), "ﾌﾘｺﾐ");
    // 0x5C is the yen sign.
    assert_eq!(described(row().put(160, b"\\500"), "1", false), "¥500");
}

#[test]
fn time_deposits_have_columns_of_their_own() {
    for kind in ["5", "6", "7"] {
        let row = row()
            .put(72, "080115000500090115")
            .put(90, " ".repeat(7))
            .put(97, "0".repeat(17))
            .put(160, "0".repeat(11))
            .put(171, kana("ﾃｲｷ"));
        assert_eq!(described(row, kind, false), "ﾃｲｷ");
    }
}

#[test]
fn each_category_has_a_name_and_unknown_ones_are_refused() {
    for category in Category::ALL {
        let row = row().put(23, category.code().to_string()).put(160, " ".repeat(20));
        assert_eq!(described(row, "1", false), category.label());
    }
    let refused = crate::support::refused_at(&[header(), row().put(23, "16"), trailer(), end()]);
    assert_eq!(refused, (2, 23, 24));
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let header = header().put(11, " ".repeat(12)).put(114, " ".repeat(16));
    let row = row().put(2, " ".repeat(8)).put(16, "000000").put(37, " ".repeat(45));
    let trailer = trailer().put(2, " ".repeat(60));
    let end = end().put(2, " ".repeat(15));
    let events = read(&file(&[header, row, trailer, end], b"")).unwrap();
    let [Event::Header(header), Event::Row(row), Event::Trailer(trailer), Event::End(_)] = events.as_slice() else {
        panic!("four events expected");
    };
    assert_eq!((header.from, header.to, header.passbook, header.opening), (None, None, None, None));
    assert_eq!((row.reference, row.value_day, row.amount), (None, None, Yen(500)));
    assert_eq!((trailer.rows, trailer.net, trailer.closing), (1, Yen(500), None));
}

#[test]
fn an_overdrawn_balance_is_negative() {
    let records = [header().put(63, "2").put(114, "2"), row(), trailer().put(40, "2").put(41, "00000000000500"), end()];
    let events = read(&file(&records, b"")).unwrap();
    assert!(matches!(&events[0], Event::Header(header) if header.opening == Some(Yen(-1_000))));
    assert!(matches!(&events[2], Event::Trailer(trailer) if trailer.closing == Some(Yen(-500))));
}

#[test]
fn a_number_of_ten_digits_is_kept_whole() {
    let records = [header().put(64, "0012345678"), row(), trailer(), end()];
    let events = read(&file(&records, b"")).unwrap();
    assert!(matches!(&events[0], Event::Header(header) if header.account.number.as_str() == "0012345678"));
}

#[test]
fn the_end_record_may_leave_itself_out_of_its_count() {
    assert!(read(&file(&[header(), row(), trailer(), end().put(2, "0000000003")], b"")).is_ok());
}
