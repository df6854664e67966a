//! A record that is being filled in.

use fgapi_domain::{JstDate, Yen};

use crate::era::{self, SixDigits};
use crate::fault::Field;
use crate::layout::RECORD;
use crate::writer::{WriteFault, refused};
use crate::{Calendar, halfwidth};

/// 200 bytes, spaces at first.
pub(crate) struct Blank([u8; RECORD]);

impl Blank {
    /// A record of this データ区分.
    pub(crate) fn new(kind: u8) -> Self {
        let mut bytes = [b' '; RECORD];
        if let Some(first) = bytes.first_mut() {
            *first = kind;
        }
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; RECORD] {
        &self.0
    }

    /// Digits, filled with zeros on the left.
    pub(crate) fn number(&mut self, field: Field, number: u64) -> Result<(), WriteFault> {
        let width = field.width();
        let digits = format!("{number:0width$}");
        if digits.len() > width {
            return Err(refused(field, "more digits than the format has room for"));
        }
        self.put(field, digits.as_bytes());
        Ok(())
    }

    /// A half-width text, filled with spaces on the right.
    pub(crate) fn text(&mut self, field: Field, text: &str) -> Result<(), WriteFault> {
        let bytes = halfwidth::encode(text)
            .ok_or(refused(field, "only half-width kana, capital letters, digits, space and ( ) - / . , ' + : ? ¥ ｢ ｣"))?;
        if bytes.len() > field.width() {
            return Err(refused(field, "longer than the format has room for"));
        }
        if text.starts_with(' ') || text.ends_with(' ') {
            return Err(refused(field, "no space at its ends, where the format could not keep it"));
        }
        self.put(field, &bytes);
        Ok(())
    }

    /// A day in 和暦 that a reader who knows `anchor` takes for the same day.
    pub(crate) fn day(&mut self, field: Field, day: JstDate, anchor: JstDate) -> Result<(), WriteFault> {
        const REFUSED: &str = "a day of 昭和 or later that is nearer to its anchor than the same digits in another era";
        let digits = era::write_wareki(day).ok_or(refused(field, REFUSED))?;
        let read = digits.parse().ok().and_then(SixDigits::new).and_then(|six| six.nearest(anchor, Calendar::Wareki));
        if read != Some(day) {
            return Err(refused(field, REFUSED));
        }
        self.put(field, digits.as_bytes());
        Ok(())
    }

    /// A balance and its 貸越区分; spaces when left out.
    pub(crate) fn balance(&mut self, sign: Field, amount: Field, balance: Option<Yen>) -> Result<(), WriteFault> {
        let Some(Yen(balance)) = balance else {
            return Ok(());
        };
        self.number(sign, if balance < 0 { 2 } else { 1 })?;
        self.number(amount, balance.unsigned_abs())
    }

    fn put(&mut self, field: Field, bytes: &[u8]) {
        for (to, from) in self.0.iter_mut().skip(field.columns.from - 1).zip(bytes) {
            *to = *from;
        }
    }
}
