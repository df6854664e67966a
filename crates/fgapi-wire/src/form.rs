//! Queries and form bodies (`application/x-www-form-urlencoded`), read strictly.

/// A field as it was sent: name and value, each `None` when it has a broken escape or is not UTF-8.
pub type FormPair = (Option<String>, Option<String>);

/// The fields of a query or form body, in their order; empty ones between two `&` are passed over. A field without `=` is empty.
///
/// ```
/// use fgapi_wire::form_pairs;
/// let fields: Vec<_> = form_pairs(b"name=%E6%99%AE+a&&broken=%ff").collect();
/// assert_eq!(fields, [(Some("name".into()), Some("普 a".into())), (Some("broken".into()), None)]);
/// ```
pub fn form_pairs(text: &[u8]) -> impl Iterator<Item = FormPair> + '_ {
    text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        (form_text(name), form_text(value))
    })
}

/// One name or value, percent-decoded strictly: `None` for a broken escape or for what is not UTF-8.
pub fn form_text(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(*rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}
