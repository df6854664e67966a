//! What only the customer and the bank know besides the password: answers to additional questions, inquiry PINs.
//!
//! Both are folded before anybody looks at them, so that full-width and half-width letters, and a space too many, are no
//! difference that a customer would have to know of.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{Malformed, Secret};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The answer to an additional question (追加認証), folded: NFKC, lower case, words with one space between them.
///
/// ```
/// use fgapi_banking::Answer;
/// let typed = Answer::fold("　Ｐｏｃｈｉ  the\tDog ").map(|answer| answer.reveal().to_owned());
/// assert_eq!(typed.as_deref(), Some("pochi the dog"));
/// assert!(Answer::fold(" \u{3000}").is_none());
/// ```
#[derive(Clone)]
pub struct Answer(Secret);

impl Answer {
    /// The most characters of a folded answer.
    pub const MAX_CHARS: usize = 200;
    /// The most bytes that are looked at: folding takes time, and more spaces than that are no answer.
    const MAX_BYTES: usize = 8_192;

    /// The answer that a text gives; `None` when nothing is left of it, or more than [`MAX_CHARS`](Self::MAX_CHARS).
    pub fn fold(text: &str) -> Option<Self> {
        if text.len() > Self::MAX_BYTES {
            return None;
        }
        // Letters in lower case may have to be composed anew.
        let lower: Zeroizing<String> = Zeroizing::new(text.nfkc().flat_map(char::to_lowercase).collect());
        let lower: Zeroizing<String> = Zeroizing::new(lower.nfkc().collect());
        let mut folded = Zeroizing::new(String::with_capacity(lower.len()));
        for word in lower.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
        let fits = (1..=Self::MAX_CHARS).contains(&folded.chars().count());
        fits.then(|| Self(Secret::new(folded.as_str())))
    }

    /// The folded text. Each use of this word is a place to look at with care.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// Silent.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(…)")
    }
}

/// The PIN by which an account may be inquired of (照会用暗証番号): 4 to 12 digits, of either width.
///
/// ```
/// use fgapi_banking::InquiryPin;
/// let pin: InquiryPin = "１２３4".parse()?;
/// assert_eq!(pin.reveal(), "1234");
/// assert_eq!(format!("{pin:?}"), "InquiryPin(…)");
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone)]
pub struct InquiryPin(Secret);

impl InquiryPin {
    /// The digits. Each use of this word is a place to look at with care.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl FromStr for InquiryPin {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        // One more than the most: a longer text is refused without being read to its end.
        let digits: Zeroizing<String> = Zeroizing::new(text.nfkc().take(13).collect());
        if (4..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(Secret::new(digits.as_str())))
        } else {
            Err(Malformed::new("inquiry PIN", "4 to 12 digits"))
        }
    }
}

/// Silent.
impl fmt::Debug for InquiryPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InquiryPin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Option<String> {
        Answer::fold(text).map(|answer| answer.reveal().to_owned())
    }

    #[test]
    fn answers_that_look_alike_are_one() {
        for (typed, meant) in [("ｻｸﾗ", "サクラ"), ("ガ", "ガ"), ("ＴＯＫＹＯ", "tokyo"), ("  a \u{3000} b ", "a b"), ("㍿", "株式会社")]
        {
            assert_eq!(folded(typed).as_deref(), Some(meant), "{typed}");
        }
        assert_ne!(folded("さくら"), folded("サクラ"), "one alphabet is not written for another");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["İstanbul", "ﾊﾟﾝ ﾀﾞ", "Straße ſ", "K Å"] {
            let once = folded(text).unwrap();
            assert_eq!(folded(&once).as_deref(), Some(once.as_str()), "{text}");
        }
    }

    #[test]
    fn nothing_and_too_much_are_no_answers() {
        assert_eq!(folded("\t\u{3000}\r\n"), None);
        assert!(folded(&"あ".repeat(200)).is_some());
        assert_eq!(folded(&"あ".repeat(201)), None);
        assert_eq!(folded(&"あ".repeat(1 << 20)), None);
    }

    #[test]
    fn pins_are_digits() {
        for good in ["0000", "123456789012", "０１２３"] {
            assert!(good.parse::<InquiryPin>().is_ok(), "{good}");
        }
        for bad in ["", "123", "1234567890123", "12a4", "12 34", "-1234", "一二三四", "٤٤٤٤"] {
            let refusal = bad.parse::<InquiryPin>().unwrap_err().to_string();
            assert_eq!(refusal, "inquiry PIN must be 4 to 12 digits");
        }
    }
}
