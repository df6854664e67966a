//! The fields of header and data records, turned into words of the house.

use fgapi_domain::{AccountKey, AccountKind, AccountNumber, BankCode, BranchCode, JstDate, LongText, Malformed, Yen};

use crate::era::{NoDay, SixDigits};
use crate::fault::{ASK_JIS, Field, FileFault};
use crate::layout::{data, deposit, header as head, liquid, notice};
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

/// What begins the headers of 入出金取引明細 and 振込入金通知 alike: 作成日 and 勘定日 自 to 至.
pub(crate) struct Span {
    created: JstDate,
    from: Option<JstDate>,
    to: Option<JstDate>,
}

impl Span {
    /// Of an account's header.
    pub(crate) const fn of(header: &AccountHeader) -> Self {
        Self { created: header.created, from: header.from, to: header.to }
    }

    fn read(record: &Record, options: ReadOptions) -> Result<Self, FileFault> {
        coding(record, head::CODING)?;
        let created = created(record, head::CREATED, options)?;
        let from = record.day(head::FROM, created, options.calendar)?;
        let to = record.day(head::TO, created, options.calendar)?;
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(record.fault(head::TO, "a day on or after 勘定日(自) expected"));
        }
        Ok(Self { created, from, to })
    }
}

/// Reads a header record of 入出金取引明細.
pub(crate) fn header(record: &Record, options: ReadOptions) -> Result<AccountHeader, FileFault> {
    let code = record.required(head::BUSINESS)?;
    if code != 3 {
        return Err(record.fault_next(head::BUSINESS, foreign::business(code), "export 入出金取引明細 (種別 03) and import that file"));
    }
    let span = Span::read(record, options)?;
    record.check_text(head::DUMMY)?;
    record.check_text(head::REST)?;
    let account = account(record, bank(record, head::BANK)?, head::BRANCH, head::ACCOUNT_KIND, head::NUMBER)?;
    let (passbook, opening) = (record.digits(head::PASSBOOK)?, record.balance(head::SIGN, head::OPENING)?);
    account_header(record, span, account, head::HOLDER, passbook.and_then(|digit| u8::try_from(digit).ok()), opening)
}

/// Reads a header record of 振込入金通知, which tells no balance.
pub(crate) fn notice_header(record: &Record, options: ReadOptions) -> Result<AccountHeader, FileFault> {
    if record.required(head::BUSINESS)? != 1 {
        return Err(record.fault(head::BUSINESS, "振込入金通知 (種別 01) expected, as in the file's first header"));
    }
    let span = Span::read(record, options)?;
    record.check_text(notice::HEADER_REST)?;
    let account = account(record, bank(record, head::BANK)?, head::BRANCH, notice::ACCOUNT_KIND, notice::NUMBER)?;
    account_header(record, span, account, notice::HOLDER, None, None)
}

fn account_header(
    record: &Record,
    Span { created, from, to }: Span,
    account: AccountKey,
    holder: Field,
    passbook: Option<u8>,
    opening: Option<Yen>,
) -> Result<AccountHeader, FileFault> {
    Ok(AccountHeader {
        record: record.number(),
        account,
        created,
        from,
        to,
        bank_name: record.name(head::BANK_NAME)?,
        branch_name: record.name(head::BRANCH_NAME)?,
        holder: record.name(holder)?,
        passbook,
        opening,
    })
}

/// コード区分: nothing but JIS is read here.
pub(crate) fn coding(record: &Record, field: Field) -> Result<(), FileFault> {
    match record.digits(field)? {
        Some(0) | None => Ok(()),
        Some(1) => Err(record.fault_next(field, "1 (EBCDIC) is not read here", ASK_JIS)),
        Some(_) => Err(record.fault(field, "0 (JIS) expected")),
    }
}

/// 作成日.
pub(crate) fn created(record: &Record, field: Field, options: ReadOptions) -> Result<JstDate, FileFault> {
    let digits = SixDigits::new(record.required(field)?);
    let read = digits.ok_or(NoDay::None).and_then(|digits| digits.until(options.today, options.calendar));
    read.map_err(|no_day| match no_day {
        NoDay::None => record.fault_next(
            field,
            "a real day expected that is not after today, written YYMMDD in the file's calendar",
            "check this machine's date, and whether the file carries 和暦 or 西暦",
        ),
        NoDay::Ambiguous => record.fault_next(
            field,
            "the day is long past in 和暦, but may also be meant as a day near today",
            "check this machine's date, and say whether the file carries 和暦 or 西暦",
        ),
    })
}

/// 銀行コード.
pub(crate) fn bank(record: &Record, field: Field) -> Result<BankCode, FileFault> {
    record.digit_text(field)?.parse().map_err(|refused: Malformed| record.fault(field, refused.expected))
}

/// The account of `bank` that a record names.
pub(crate) fn account(record: &Record, bank: BankCode, branch: Field, kind: Field, number: Field) -> Result<AccountKey, FileFault> {
    let refuse = |field: Field| move |refused: Malformed| record.fault(field, refused.expected);
    let digits = record.digit_text(number)?;
    Ok(AccountKey {
        bank,
        branch: record.digit_text(branch)?.parse::<BranchCode>().map_err(refuse(branch))?,
        kind: match record.digits(kind)? {
            Some(1) => AccountKind::Ordinary,
            Some(2) => AccountKind::Current,
            Some(4) => AccountKind::Savings,
            Some(5) => AccountKind::Notice,
            Some(6) => AccountKind::Time,
            Some(7) => AccountKind::Instalment,
            _ => return Err(record.fault(kind, "1 普通, 2 当座, 4 貯蓄, 5 通知, 6 定期 or 7 積立定期 expected")),
        },
        number: seven_of(digits).parse::<AccountNumber>().map_err(refuse(number))?,
    })
}

/// Of ten digits that begin with 000, the last seven.
fn seven_of(digits: &str) -> &str {
    if digits.len() == 10 { digits.strip_prefix("000").unwrap_or(digits) } else { digits }
}

/// Reads a data record of the account that `header` began.
pub(crate) fn row(record: &Record, variant: Variant, header: &AccountHeader, options: ReadOptions) -> Result<(Row, Direction), FileFault> {
    let reference = record.digits(data::REFERENCE)?.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
    let day = booked_day(record, data::DAY, &Span::of(header), options)?;
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

/// 勘定日 of a row.
fn booked_day(record: &Record, field: Field, span: &Span, options: ReadOptions) -> Result<JstDate, FileFault> {
    let day = record.day(field, span.created, options.calendar)?.ok_or_else(|| record.fault(field, "6 digits expected"))?;
    if span.from.is_some_and(|from| day < from) || span.to.is_some_and(|to| day > to) {
        return Err(record.fault(field, "a day within the header's period expected (勘定日 自 to 至)"));
    }
    if span.to.is_none() && day > span.created {
        return Err(record.fault(field, "a day on or before the header's 作成日 expected"));
    }
    if day > options.today {
        let next = "check this machine's date, or import the file on that day";
        return Err(record.fault_next(field, "a day that is not after today expected", next));
    }
    Ok(day)
}

/// Reads a data record of 振込入金通知, format A or B. Of a 取消 the amount is negative.
pub(crate) fn transfer(record: &Record, header: &AccountHeader, options: ReadOptions) -> Result<Row, FileFault> {
    let reference = record.digits(notice::REFERENCE)?.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
    let day = booked_day(record, notice::DAY, &Span::of(header), options)?;
    let value_day = record.day(notice::VALUE_DAY, day, options.calendar)?;
    record.digits(notice::PAYER_CODE)?;
    [notice::FROM_BANK, notice::FROM_BRANCH].iter().try_for_each(|field| record.check_text(*field))?;
    let cancelled = match record.digits(notice::CANCELLED)? {
        None | Some(0) => false,
        Some(1) => true,
        Some(_) => return Err(record.fault(notice::CANCELLED, "1 (取消) or nothing expected")),
    };
    let amount = transferred(record)?;
    let payer = record.text(notice::PAYER)?;
    let (category, sign) = if cancelled { (Category::Correction, -1) } else { (Category::Transfer, 1) };
    let text = if payer.is_empty() { category.label().to_owned() } else { payer };
    let description = LongText::new(text).map_err(|refused| record.fault(notice::PAYER, refused.expected))?;
    Ok(Row { record: record.number(), reference, day, value_day, amount: Yen(amount * sign), category, description })
}

/// 金額, or 金額(2) of format B, which has digits where format A has EDI情報.
fn transferred(record: &Record) -> Result<i64, FileFault> {
    let narrow = record.digits(notice::AMOUNT)?.unwrap_or(0);
    record.digits(notice::CHEQUES)?;
    let wide = if record.is_digits(notice::WIDE) {
        record.digits(notice::WIDE_CHEQUES)?;
        record.check_text(notice::REST_B)?;
        record.required(notice::WIDE_AMOUNT)?
    } else {
        record.check_text(notice::REST_A)?;
        0
    };
    let (field, amount) = match (narrow, wide) {
        (0, 0) => return Err(record.fault(notice::AMOUNT, "an amount expected here or in 金額(2)")),
        (narrow, 0) => (notice::AMOUNT, narrow),
        (0, wide) => (notice::WIDE_AMOUNT, wide),
        (narrow, wide) if narrow == wide => (notice::AMOUNT, narrow),
        _ => return Err(record.fault(notice::WIDE_AMOUNT, "zeros expected here or in 金額: only one of them tells the amount")),
    };
    i64::try_from(amount).map_err(|_| record.fault(field, "12 digits expected"))
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
