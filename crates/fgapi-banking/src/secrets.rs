//! What customers know and banks compare: answers to questions, inquiry PINs.

use core::str::FromStr;

use fgapi_domain::{Malformed, Secret};
use unicode_normalization::UnicodeNormalization as _;

/// An answer to an additional question, folded: 「ﾎﾟﾁ 」 and 「ポチ」 are the same. NFKC, lower case, no white space at the
/// ends and single spaces within.
///
/// ```
/// use fgapi_banking::Answer;
/// let folded = |text| Answer::fold(text).map(|answer| answer.reveal().to_owned());
/// assert_eq!(folded(" ﾎﾟﾁ　Ｊｒ "), Some("ポチ jr".to_owned()));
/// assert_eq!(folded("　"), None);
/// ```
#[derive(Clone, Debug)]
pub struct Answer(Secret);

impl Answer {
    /// The most characters that one may have.
    pub const MAX_CHARS: usize = 200;

    /// Folds what was typed; `None` when nothing is left of it, or too much.
    pub fn fold(text: &str) -> Option<Self> {
        if text.chars().count() > Self::MAX_CHARS {
            return None;
        }
        let wide: String = text.nfkc().collect::<String>().to_lowercase();
        let folded = wide.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = !folded.is_empty() && folded.chars().count() <= Self::MAX_CHARS && !folded.chars().any(char::is_control);
        fits.then(|| Self(Secret::new(folded)))
    }

    /// The folded text, to be hashed or compared.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// 照会用暗証番号: 4 to 12 digits. Full-width digits are taken as well.
///
/// ```
/// use fgapi_banking::InquiryPin;
/// assert_eq!("１２３４".parse::<InquiryPin>().map(|pin| pin.reveal().to_owned()), Ok("1234".to_owned()));
/// assert!("123".parse::<InquiryPin>().is_err() && "12a4".parse::<InquiryPin>().is_err());
/// ```
#[derive(Clone, Debug)]
pub struct InquiryPin(Secret);

impl InquiryPin {
    /// The digits.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl FromStr for InquiryPin {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("inquiry PIN", "4 to 12 digits");
        if text.len() > 64 {
            return Err(REFUSED);
        }
        let digits: String = text.nfkc().collect();
        let digits = digits.trim();
        if (4..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(Secret::new(digits)))
        } else {
            Err(REFUSED)
        }
    }
}
