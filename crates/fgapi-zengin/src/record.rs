//! One record, and its fields read as digits, texts, days and balances.

use fgapi_domain::{JstDate, ShortText, Yen};

use crate::Calendar;
use crate::era::SixDigits;
use crate::fault::{ASK_BANK, Field, FileFault};
use crate::halfwidth;
use crate::layout::RECORD;

/// The 200 bytes of a record, and which record of the file it is.
pub(crate) struct Record {
    number: u64,
    bytes: [u8; RECORD],
}

impl Record {
    pub(crate) const fn new(number: u64, bytes: [u8; RECORD]) -> Self {
        Self { number, bytes }
    }

    /// Which record of the file it is, from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// データ区分.
    pub(crate) fn kind(&self) -> u8 {
        let [kind, ..] = self.bytes;
        kind
    }

    /// A refusal of `field`.
    pub(crate) fn fault(&self, field: Field, problem: impl Into<std::borrow::Cow<'static, str>>) -> FileFault {
        FileFault::refused(self.number, field, problem, ASK_BANK)
    }

    /// A refusal of `field` with a next step of its own.
    pub(crate) fn fault_next(&self, field: Field, problem: impl Into<std::borrow::Cow<'static, str>>, next: &'static str) -> FileFault {
        FileFault::refused(self.number, field, problem, next)
    }

    fn raw(&self, field: Field) -> &[u8] {
        self.bytes.get(field.columns.from - 1..field.columns.to).unwrap_or_default()
    }

    /// Whether `field` is digits throughout.
    pub(crate) fn is_digits(&self, field: Field) -> bool {
        self.raw(field).iter().all(u8::is_ascii_digit)
    }

    /// Digits, or `None` for spaces.
    pub(crate) fn digits(&self, field: Field) -> Result<Option<u64>, FileFault> {
        let raw = self.raw(field);
        if raw.iter().all(|byte| *byte == b' ') {
            return Ok(None);
        }
        if !raw.iter().all(u8::is_ascii_digit) {
            return Err(self.expected_digits(field));
        }
        // No field that is read as a number has more than 15 digits.
        Ok(Some(raw.iter().fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'))))
    }

    /// Digits that must be there.
    pub(crate) fn required(&self, field: Field) -> Result<u64, FileFault> {
        self.digits(field)?.ok_or_else(|| self.expected_digits(field))
    }

    /// Digits that must be there, as text with their leading zeros.
    pub(crate) fn digit_text(&self, field: Field) -> Result<&str, FileFault> {
        self.required(field)?;
        core::str::from_utf8(self.raw(field)).map_err(|_| self.expected_digits(field))
    }

    fn expected_digits(&self, field: Field) -> FileFault {
        let width = field.width();
        self.fault(field, if width == 1 { "1 digit expected".to_owned() } else { format!("{width} digits expected") })
    }

    /// Makes sure that every byte of `field` is a half-width character.
    pub(crate) fn check_text(&self, field: Field) -> Result<(), FileFault> {
        match self.raw(field).iter().position(|byte| !halfwidth::is_halfwidth(*byte)) {
            None => Ok(()),
            Some(at) => Err(self.fault_next(
                field.at(field.columns.from + at),
                "a half-width character (JIS X 0201) expected",
                "if the file went through a conversion, import the bank's original file",
            )),
        }
    }

    /// A text without the spaces around it; empty when left out.
    pub(crate) fn text(&self, field: Field) -> Result<String, FileFault> {
        self.check_text(field)?;
        Ok(halfwidth::decode(self.raw(field)))
    }

    /// A name; empty when left out.
    pub(crate) fn name(&self, field: Field) -> Result<ShortText, FileFault> {
        ShortText::new(self.text(field)?).map_err(|refused| self.fault(field, refused.expected))
    }

    /// A day that may be left out (spaces or 000000), in the era that puts it nearest to `anchor`.
    pub(crate) fn day(&self, field: Field, anchor: JstDate, calendar: Calendar) -> Result<Option<JstDate>, FileFault> {
        let Some(number) = self.digits(field)?.filter(|number| *number > 0) else {
            return Ok(None);
        };
        let day = SixDigits::new(number).and_then(|digits| digits.nearest(anchor, calendar));
        day.map(Some).ok_or_else(|| self.fault(field, "a real day expected, written YYMMDD in the file's calendar"))
    }

    /// A balance that may be left out, with the byte that says whether the account is overdrawn.
    pub(crate) fn balance(&self, sign: Field, amount: Field) -> Result<Option<Yen>, FileFault> {
        let sign_given = self.digits(sign)?.filter(|sign| *sign > 0);
        let Some(value) = self.digits(amount)? else {
            return Ok(None);
        };
        let value = i64::try_from(value).map_err(|_| self.expected_digits(amount))?;
        match (sign_given, value) {
            (Some(1), _) => Ok(Some(Yen(value))),
            (Some(2), _) => Ok(Some(Yen(-value))),
            // Zeros without a sign are how some banks fill a balance that they leave out.
            (None, 0) => Ok(None),
            _ => Err(self.fault(sign, "1 (credit) or 2 (overdrawn) expected beside a balance")),
        }
    }
}
