//! Numbers as digits at the end of a text, for what is written hundreds of times a page: `format!` takes several times as long.

/// The last digit of a number.
fn digit(number: u32) -> char {
    char::from(b'0' + (number % 10) as u8)
}

/// Two digits, 00 to 99.
pub(crate) fn push_two(text: &mut String, number: u32) {
    text.push(digit(number / 10));
    text.push(digit(number));
}

/// Four digits, 0000 to 9999.
pub(crate) fn push_four(text: &mut String, number: u32) {
    push_two(text, number / 100);
    push_two(text, number % 100);
}

/// As many digits as the number has.
pub(crate) fn push_number(text: &mut String, number: u32) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(digit(number));
}
