//! What is written reads back the same.

use fgapi_domain::{AccountKey, JstDate, Yen};
use fgapi_zengin::{
    AccountStart, Calendar, Category, Entry, Event, ReadOptions, Separator, StatementReader, StatementWriter, WriteFault, WriteOptions,
};
use proptest::prelude::*;

use crate::support::day;

/// The last day that the rows of these tests are booked on.
const LAST: &str = "2026-01-31";

pub(crate) fn text(longest: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("([A-Z0-9ｦ-ﾟ()/.,'+:?¥｢｣-]([A-Z0-9ｦ-ﾟ -]{{0,{}}}[A-Z0-9ｦ-ﾟ])?)?", longest - 2)).unwrap()
}

fn key() -> impl Strategy<Value = AccountKey> {
    (0..10_000_u32, 0..1_000_u32, prop::sample::select(vec![1, 2, 4, 5, 6, 7]), prop_oneof!["[0-9]{7}", "[1-9][0-9]{9}"])
        .prop_map(|(bank, branch, kind, number)| format!("{bank:04}-{branch:03}-{kind}-{number}").parse().unwrap())
}

fn booked() -> impl Strategy<Value = JstDate> {
    // 1,000 days cover both sides of no era's end; days.rs has those.
    (0_i64..1_000).prop_map(|days| day(LAST).plus_days(-days).unwrap())
}

fn entry() -> impl Strategy<Value = Entry> {
    let amount = prop_oneof![-999_999_999_999_i64..=999_999_999_999, -1_000_i64..=1_000];
    let reference = prop::option::of(1_u32..100_000_000);
    (reference, booked(), prop::option::of(booked()), amount, prop::sample::select(Category::ALL.to_vec()), text(48), text(20)).prop_map(
        |(reference, day, value_day, amount, category, payer, note)| Entry {
            reference,
            day,
            value_day,
            amount: Yen(amount),
            category,
            payer,
            note,
        },
    )
}

fn account() -> impl Strategy<Value = (AccountStart, Vec<Entry>)> {
    let names = (text(15), text(15), text(40));
    let opening = prop::option::of(-9_999_999_999_999_i64..=9_999_999_999_999);
    (key(), names, prop::option::of(0_u8..=9), opening, prop::collection::vec(entry(), 0..8)).prop_map(
        |(account, (bank_name, branch_name, holder), passbook, opening, mut entries)| {
            let deposit = matches!(account.kind.digit(), '5'..='7');
            for entry in entries.iter_mut().filter(|entry| deposit || entry.amount < Yen(0)) {
                entry.payer.clear();
            }
            let (from, to) = (day(LAST).plus_days(-1_000).unwrap(), day(LAST));
            (AccountStart { account, from, to, bank_name, branch_name, holder, passbook, opening: opening.map(Yen) }, entries)
        },
    )
}

pub(crate) type Plan = Vec<(AccountStart, Vec<Entry>)>;

pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    prop::collection::vec(account(), 1..5)
}

pub(crate) fn separator() -> impl Strategy<Value = Separator> {
    prop::sample::select(vec![Separator::None, Separator::CrLf])
}

pub(crate) fn write(plan: &Plan, separator: Separator) -> Result<Vec<u8>, WriteFault> {
    let mut writer = StatementWriter::new(Vec::new(), WriteOptions { separator, created: day(LAST) });
    for (start, entries) in plan {
        writer.begin_account(start)?;
        entries.iter().try_for_each(|entry| writer.row(entry))?;
        writer.end_account()?;
    }
    writer.finish()
}

fn described(entry: &Entry) -> String {
    match (entry.payer.as_str(), entry.note.as_str()) {
        ("", "") => entry.category.label().to_owned(),
        ("", text) | (text, "") => text.to_owned(),
        (payer, note) if payer == note => payer.to_owned(),
        (payer, note) => format!("{payer} {note}"),
    }
}

fn check(plan: &Plan, file: &[u8]) {
    let options = ReadOptions { today: day(LAST), calendar: Calendar::Checked };
    let mut events = StatementReader::new(file, options).map(Result::unwrap);
    for (start, entries) in plan {
        let Some(Event::Header(header)) = events.next() else { panic!("header expected") };
        assert_eq!((&header.account, header.from, header.to), (&start.account, Some(start.from), Some(start.to)));
        assert_eq!((header.created, header.opening, header.passbook), (day(LAST), start.opening, start.passbook));
        let names = (header.bank_name.as_str(), header.branch_name.as_str(), header.holder.as_str());
        assert_eq!(names, (start.bank_name.as_str(), start.branch_name.as_str(), start.holder.as_str()));
        for entry in entries {
            let Some(Event::Row(row)) = events.next() else { panic!("row expected") };
            assert_eq!((row.reference, row.day, row.value_day), (entry.reference, entry.day, entry.value_day));
            assert_eq!((row.amount, row.category, row.description.as_str()), (entry.amount, entry.category, described(entry).as_str()));
        }
        let Some(Event::Trailer(trailer)) = events.next() else { panic!("trailer expected") };
        let net: i64 = entries.iter().map(|entry| entry.amount.0).sum();
        assert_eq!((trailer.rows, trailer.net), (entries.len() as u64, Yen(net)));
        assert_eq!(trailer.closing, start.opening.map(|opening| Yen(opening.0 + net)));
    }
    let Some(Event::End(end)) = events.next() else { panic!("end expected") };
    let rows: usize = plan.iter().map(|(_, entries)| entries.len()).sum();
    assert_eq!((end.accounts, end.rows), (plan.len() as u64, rows as u64));
    assert!(events.next().is_none());
}

proptest! {
    #[test]
    fn written_files_read_back(plan in plan(), separator in separator()) {
        let file = write(&plan, separator).unwrap();
        let width = if separator == Separator::CrLf { 202 } else { 200 };
        prop_assert_eq!(file.len() % width, 0);
        check(&plan, &file);
    }
}

fn start() -> AccountStart {
    AccountStart {
        account: "9999-101-1-0001234".parse().unwrap(),
        from: day("2026-01-01"),
        to: day(LAST),
        bank_name: "ﾃｽﾄ".into(),
        branch_name: "ﾎﾝﾃﾝ".into(),
        holder: "ﾔﾏﾀﾞ".into(),
        passbook: Some(1),
        opening: Some(Yen(1_000)),
    }
}

fn plain() -> Entry {
    let (payer, note) = (String::new(), "ﾌﾘｺﾐ".into());
    let day = day("2026-01-15");
    Entry { reference: Some(1), day, value_day: Some(day), amount: Yen(500), category: Category::Transfer, payer, note }
}

#[test]
fn the_written_file_is_the_one_put_together_by_hand() {
    let expected = crate::support::file(&crate::support::sample(), b"");
    assert_eq!(write(&vec![(start(), vec![plain()])], Separator::None).unwrap(), expected);
}

fn field(result: Result<Vec<u8>, WriteFault>) -> &'static str {
    match result {
        Err(WriteFault::Refused { field, .. }) => field,
        other => panic!("a refused field expected, got {other:?}"),
    }
}

#[test]
fn what_has_no_place_in_the_format_is_refused() {
    let row = |entry| field(write(&vec![(start(), vec![entry])], Separator::None));
    assert_eq!(row(Entry { amount: Yen(1_000_000_000_000), ..plain() }), "取引金額");
    assert_eq!(row(Entry { amount: Yen(i64::MIN), ..plain() }), "取引金額");
    assert_eq!(row(Entry { reference: Some(100_000_000), ..plain() }), "照会番号");
    assert_eq!(row(Entry { day: day("2026-02-01"), ..plain() }), "勘定日");
    assert_eq!(row(Entry { value_day: Some(day("1990-01-01")), ..plain() }), "預入・払出日");
    for note in ["フリコミ", "振込", "abc", "\\500", " ﾌﾘｺﾐ", "ﾌﾘｺﾐ ", "A\r\nB", "ABCDEFGHIJKLMNOPQRSTU", "é", "😀"]
    {
        assert_eq!(row(Entry { note: note.into(), ..plain() }), "摘要", "{note}");
    }
    assert_eq!(row(Entry { amount: Yen(-1), payer: "A".into(), ..plain() }), "振込依頼人名または契約者番号");
    let begun = |start| field(write(&vec![(start, vec![])], Separator::None));
    assert_eq!(begun(AccountStart { account: "9999-101-3-0001234".parse().unwrap(), ..start() }), "預金種目");
    assert_eq!(begun(AccountStart { account: "9999-101-1-123".parse().unwrap(), ..start() }), "口座番号");
    assert_eq!(begun(AccountStart { from: day("2026-02-01"), ..start() }), "勘定日(至)");
    assert_eq!(begun(AccountStart { opening: Some(Yen(100_000_000_000_000)), ..start() }), "取引前残高");
}

#[test]
fn calls_out_of_order_make_no_file() {
    let writer = || StatementWriter::new(Vec::new(), WriteOptions { separator: Separator::None, created: day(LAST) });
    assert!(matches!(writer().finish(), Err(WriteFault::Order(_))));
    assert!(matches!(writer().row(&plain()), Err(WriteFault::Order(_))));
    assert!(matches!(writer().end_account(), Err(WriteFault::Order(_))));
    let mut open = writer();
    open.begin_account(&start()).unwrap();
    assert!(matches!(open.begin_account(&start()), Err(WriteFault::Order(_))));
    assert!(matches!(open.finish(), Err(WriteFault::Order(_))));
}
