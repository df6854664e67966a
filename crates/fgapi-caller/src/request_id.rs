//! The name that a caller gives to a call of its own.

/// The most characters that it may have.
const LONGEST: usize = 128;

/// The request id that a caller gave, when it can stand anywhere: 1 to 128 letters, digits and `-._:/+=@` of ASCII, so that it can break
/// out of no line, quote or query, and once, because nobody knows which of two was meant. `lines` are those of `X-Request-ID`.
///
/// It is the caller's word: two calls may bear the same one, so it stands beside an id of the gateway's own, never in its place.
///
/// ```
/// use fgapi_caller::given_request_id;
/// assert_eq!(given_request_id(["4bf92f35-77b3".as_bytes()].into_iter()), Some("4bf92f35-77b3"));
/// assert_eq!(given_request_id(["a b".as_bytes()].into_iter()), None);
/// ```
pub fn given_request_id<'a>(mut lines: impl Iterator<Item = &'a [u8]>) -> Option<&'a str> {
    let (Some(only), None) = (lines.next(), lines.next()) else { return None };
    let is_safe = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._:/+=@".contains(byte);
    let is_taken = (1..=LONGEST).contains(&only.len()) && only.iter().all(is_safe);
    core::str::from_utf8(only).ok().filter(|_| is_taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(lines: &[&'a str]) -> Option<&'a str> {
        given_request_id(lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn what_can_stand_anywhere_is_taken() {
        let longest = "x".repeat(LONGEST);
        for good in ["a", "01936f6e-7f3c-7cc0-b5c5-2f5c8d8d0d4f", "Root=1-67891233-abcdef012345678912345678", "aGVsbG8+/w==", &longest] {
            assert_eq!(of(&[good]), Some(good));
        }
    }

    #[test]
    fn nothing_else_is() {
        let too_long = "x".repeat(LONGEST + 1);
        for bad in ["", " a", "a b", "a\"b", "a\nb", "a\tb", "a,b", "a;b", "<b>", "a\\", "番号", "a%0ab", "{a}", "\u{1b}[2J", &too_long] {
            assert_eq!(of(&[bad]), None, "{bad:?}");
        }
        assert_eq!(given_request_id([b"a\xffb".as_slice()].into_iter()), None);
        assert_eq!(of(&["a", "a"]), None, "nobody knows which of two was meant");
        assert_eq!(of(&[]), None);
    }
}
