//! The fields of header and data records, turned into words of the house.

use fgapi_domain::{AccountKey, AccountKind, AccountNumber, BankCode, BranchCode, JstDate, LongText, Malformed, Yen};

use crate::era::{NoDay, SixDigits};
use crate::fault::{ASK_JIS, Field, FileFault};
use crate::layout::{data, deposit, header as head, liquid};
use crate::reader::ReadOptions;
use crate::record::Record;
use crate::statement::{AccountHeader, Row};
use crate::{Category, foreign};

/// Which of the two data records an account has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// 普通, 当座, 貯蓄.
    Liquid,
    /// 通知, 定期, 積立定期.
    Deposit,
}

impl Variant {
    pub(crate) const fn of(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Notice | AccountKind::Time | AccountKind::Instalment => Self::Deposit,
            _ => Self::Liquid,
        }
    }
}

/// 入払区分.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    In,
    Out,
}

/// Reads a header record.
pub(crate) fn header(record: &Record, options: ReadOptions) -> Result<AccountHeader, FileFault> {
    let business = record.required(head::BUSINESS)?;
    if business != 3 {
        return Err(record.fault_next(head::BUSINESS, foreign::business(business), "export 入出金取引明細 (種別 03) and import that file"));
    }
    match record.digits(head::CODING)? {
        Some(0) | None => {}
        Some(1) => return Err(record.fault_next(head::CODING, "1 (EBCDIC) is not read here", ASK_JIS)),
        Some(_) => return Err(record.fault(head::CODING, "0 (JIS) expected")),
    }
    let created = created(record, options)?;
    let from = record.day(head::FROM, created, options.calendar)?;
    let to = record.day(head::TO, created, options.calendar)?;
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(record.fault(head::TO, "a day on or after 勘定日(自) expected"));
    }
    record.check_text(head::DUMMY)?;
    record.check_text(head::REST)?;
    Ok(AccountHeader {
        record: record.number(),
        account: account(record)?,
        created,
        from,
        to,
        bank_name: record.name(head::BANK_NAME)?,
        branch_name: record.name(head::BRANCH_NAME)?,
        holder: record.name(head::HOLDER)?,
        passbook: record.digits(head::PASSBOOK)?.and_then(|digit| u8::try_from(digit).ok()),
        opening: record.balance(head::SIGN, head::OPENING)?,
    })
}

fn created(record: &Record, options: ReadOptions) -> Result<JstDate, FileFault> {
    let digits = SixDigits::new(record.required(head::CREATED)?);
    let read = digits.ok_or(NoDay::None).and_then(|digits| digits.until(options.today, options.calendar));
    read.map_err(|no_day| match no_day {
        NoDay::None => record.fault_next(
            head::CREATED,
            "a real day expected that is not after today, written YYMMDD in the file's calendar",
            "check this machine's date, and whether the file carries 和暦 or 西暦",
        ),
        NoDay::Ambiguous => record.fault_next(
            head::CREATED,
            "the day is long past in 和暦, but may also be meant as a day near today",
            "check this machine's date, and say whether the file carries 和暦 or 西暦",
        ),
    })
}

fn account(record: &Record) -> Result<AccountKey, FileFault> {
    let refuse = |field: Field| move |refused: Malformed| record.fault(field, refused.expected);
    let kind = match record.digits(head::ACCOUNT_KIND)? {
        Some(1) => AccountKind::Ordinary,
        Some(2) => AccountKind::Current,
        Some(4) => AccountKind::Savings,
        Some(5) => AccountKind::Notice,
        Some(6) => AccountKind::Time,
        Some(7) => AccountKind::Instalment,
        _ => return Err(record.fault(head::ACCOUNT_KIND, "1 普通, 2 当座, 4 貯蓄, 5 通知, 6 定期 or 7 積立定期 expected")),
    };
    let ten = record.digit_text(head::NUMBER)?;
    let number = ten.strip_prefix("000").unwrap_or(ten);
    Ok(AccountKey {
        bank: record.digit_text(head::BANK)?.parse::<BankCode>().map_err(refuse(head::BANK))?,
        branch: record.digit_text(head::BRANCH)?.parse::<BranchCode>().map_err(refuse(head::BRANCH))?,
        kind,
        number: number.parse::<AccountNumber>().map_err(refuse(head::NUMBER))?,
    })
}

/// Reads a data record of the account that `header` began.
pub(crate) fn row(record: &Record, variant: Variant, header: &AccountHeader, options: ReadOptions) -> Result<(Row, Direction), FileFault> {
    let reference = record.digits(data::REFERENCE)?.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
    let day = booked_day(record, header, options)?;
    // 起算日 lies near the day of booking, whichever era that is in.
    let value_day = record.day(data::VALUE_DAY, day, options.calendar)?;
    let direction = match record.digits(data::DIRECTION)? {
        Some(1) => Direction::In,
        Some(2) => Direction::Out,
        _ => return Err(record.fault(data::DIRECTION, "1 (入金) or 2 (出金) expected")),
    };
    let category = Category::from_code(record.required(data::CATEGORY)?)
        .ok_or_else(|| record.fault(data::CATEGORY, "one of 10 to 15, 18 or 19 expected"))?;
    let amount = i64::try_from(record.required(data::AMOUNT)?).map_err(|_| record.fault(data::AMOUNT, "12 digits expected"))?;
    data::DIGITS.iter().try_for_each(|field| record.digits(*field).map(drop))?;
    let description = match variant {
        Variant::Liquid => liquid_description(record, direction, category)?,
        Variant::Deposit => deposit_description(record, category)?,
    };
    let amount = Yen(if direction == Direction::In { amount } else { -amount });
    Ok((Row { record: record.number(), reference, day, value_day, amount, category, description }, direction))
}

fn booked_day(record: &Record, header: &AccountHeader, options: ReadOptions) -> Result<JstDate, FileFault> {
    let day = record.day(data::DAY, header.created, options.calendar)?.ok_or_else(|| record.fault(data::DAY, "6 digits expected"))?;
    if header.from.is_some_and(|from| day < from) || header.to.is_some_and(|to| day > to) {
        return Err(record.fault(data::DAY, "a day within the header's period expected (勘定日 自 to 至)"));
    }
    if header.to.is_none() && day > header.created {
        return Err(record.fault(data::DAY, "a day on or before the header's 作成日 expected"));
    }
    if day > options.today {
        let next = "check this machine's date, or import the file on that day";
        return Err(record.fault_next(data::DAY, "a day that is not after today expected", next));
    }
    Ok(day)
}

fn liquid_description(record: &Record, direction: Direction, category: Category) -> Result<LongText, FileFault> {
    liquid::DIGITS.iter().try_for_each(|field| record.digits(*field).map(drop))?;
    liquid::TEXTS.iter().try_for_each(|field| record.check_text(*field))?;
    let payer = record.text(liquid::PAYER)?;
    let note = record.text(liquid::NOTE)?;
    // Of money that went out, the field carries the number of the payer's contract, which tells nobody anything.
    let payer = if direction == Direction::In { payer } else { String::new() };
    let joined = match (payer.is_empty(), note.is_empty()) {
        (true, true) => category.label().to_owned(),
        (true, false) => note,
        (false, true) => payer,
        (false, false) if payer == note => payer,
        (false, false) => format!("{payer} {note}"),
    };
    LongText::new(joined).map_err(|refused| record.fault(liquid::NOTE, refused.expected))
}

fn deposit_description(record: &Record, category: Category) -> Result<LongText, FileFault> {
    deposit::DIGITS.iter().try_for_each(|field| record.digits(*field).map(drop))?;
    deposit::TEXTS.iter().try_for_each(|field| record.check_text(*field))?;
    let note = record.text(deposit::NOTE)?;
    let text = if note.is_empty() { category.label().to_owned() } else { note };
    LongText::new(text).map_err(|refused| record.fault(deposit::NOTE, refused.expected))
}

/// Refuses a stated count that is not `found`; a count that was left out says nothing.
pub(crate) fn same_count(record: &Record, field: Field, found: u64) -> Result<(), FileFault> {
    match record.digits(field)? {
        Some(stated) if stated != found => Err(record.fault(field, format!("{stated} stated, {found} found"))),
        _ => Ok(()),
    }
}

/// Refuses a stated sum that is not `found`; a sum that was left out says nothing.
pub(crate) fn same_sum(record: &Record, field: Field, found: i128) -> Result<(), FileFault> {
    match record.digits(field)? {
        Some(stated) if i128::from(stated) != found => Err(record.fault(field, "the rows do not come to this sum")),
        _ => Ok(()),
    }
}
