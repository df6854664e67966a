//! The certificate that a proxy hands on in a header.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::fault::CertificateFault;

/// The longest header value that is looked at, in bytes.
pub const FORWARDED_BYTES_MAX: usize = 16 << 10;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The chain, each certificate as DER, that a proxy hands on in a header with these `lines`. The proxy must be trusted, and
/// must have had the proof that the caller has the key; whoever asks sees to both.
///
/// There are three forms: `:BASE64:`, as RFC 9440 writes `Client-Cert`; PEM, percent-encoded, as nginx writes
/// `$ssl_client_escaped_cert` (several certificates behind each other are a chain); and the base64 of the DER alone. No line, or an
/// empty one, is a caller without a certificate. Anything else is refused, and so is a second line: a proxy writes one, so
/// another is the caller's own.
///
/// # Errors
/// [`CertificateFault::None`] and [`CertificateFault::Unreadable`]. Whether the bytes are a certificate is judged later.
pub fn forwarded_chain<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Vec<Vec<u8>>, CertificateFault> {
    let mut lines = lines.into_iter();
    let line = lines.next().map(|line| line.trim_matches([' ', '\t'])).ok_or(CertificateFault::None)?;
    if lines.next().is_some() || line.len() > FORWARDED_BYTES_MAX {
        return Err(CertificateFault::Unreadable);
    }
    if line.is_empty() {
        return Err(CertificateFault::None);
    }
    let chain = if let Some(rest) = line.strip_prefix(':') {
        rest.strip_suffix(':').and_then(der).map(|der| vec![der])
    } else if line.starts_with("-----") {
        escaped_pem(line)
    } else {
        der(line).map(|der| vec![der])
    };
    chain.ok_or(CertificateFault::Unreadable)
}

fn der(base64: &str) -> Option<Vec<u8>> {
    STANDARD.decode(base64).ok().filter(|der| !der.is_empty())
}

fn escaped_pem(line: &str) -> Option<Vec<Vec<u8>>> {
    let pem = unescape(line)?;
    let mut rest = pem.trim_ascii();
    let mut chain = Vec::new();
    while !rest.is_empty() {
        let (base64, behind) = rest.strip_prefix(BEGIN)?.split_once(END)?;
        let base64: String = base64.chars().filter(|character| !character.is_ascii_whitespace()).collect();
        chain.push(der(&base64)?);
        rest = behind.trim_ascii_start();
    }
    Some(chain)
}

/// Percent-decoding. A plus stays one: base64 has it, and not every proxy escapes it.
fn unescape(line: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut rest = line.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit()? << 4 | digit()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNREADABLE: Result<Vec<Vec<u8>>, CertificateFault> = Err(CertificateFault::Unreadable);

    fn read(line: &str) -> Result<Vec<Vec<u8>>, CertificateFault> {
        forwarded_chain([line])
    }

    fn pem(base64: &str) -> String {
        format!("-----BEGIN%20CERTIFICATE-----%0A{base64}%0A-----END%20CERTIFICATE-----%0A")
    }

    #[test]
    fn three_forms_are_read() {
        // 0xfb 0xff has a plus and a slash in base64.
        let der = vec![vec![0xfb, 0xff, 0xbf, 1]];
        for line in [":+/+/AQ==:", "+/+/AQ==", " +/+/AQ==\t", &pem("%2B%2F%2B%2FAQ%3D%3D"), &pem("%2b/%2b%2fAQ=="), &pem("+/+/%0D%0AAQ==")]
        {
            assert_eq!(read(line), Ok(der.clone()), "{line}");
        }
        assert_eq!(read(&(pem("AQ==") + &pem("Ag=="))), Ok(vec![vec![1], vec![2]]), "a chain");
        assert_eq!(read("-----BEGIN CERTIFICATE-----%0AAQ==%0A-----END CERTIFICATE-----"), Ok(vec![vec![1]]));
    }

    #[test]
    fn no_line_and_an_empty_one_are_no_certificate() {
        assert_eq!(forwarded_chain([]), Err(CertificateFault::None));
        assert_eq!(read(""), Err(CertificateFault::None));
        assert_eq!(read(" "), Err(CertificateFault::None));
    }

    #[test]
    fn every_other_form_is_refused() {
        assert_eq!(forwarded_chain(["AQ==", "AQ=="]), UNREADABLE, "one line is the proxy's, the other the caller's");
        assert_eq!(forwarded_chain(["", "AQ=="]), UNREADABLE);
        let key = pem("AQ==").replace("CERTIFICATE", "PRIVATE%20KEY");
        for line in [
            ":",
            "::",
            ":AQ==",
            "AQ==:",
            ":AQ==:;a=1",
            ":AQ==:, :Ag==:",
            ":AQ:",
            "AQ",
            "AR==",
            "A",
            "AQ==,Ag==",
            "-_-_",
            "Hash=ab;Cert=\"AQ==\"",
            "(null)",
            "-",
            "-----",
            "-----BEGIN%20CERTIFICATE-----",
            "%3AAQ==%3A",
            "AQ%3D%3D",
            "é",
            &key,
            &pem(""),
            &pem("A"),
            &pem("AQ==%"),
            &pem("AQ==%4"),
            &pem("AQ==%zz"),
            &pem("AQ==%FF"),
            &(pem("AQ==") + "x"),
            &("x".to_owned() + &pem("AQ==")),
            &pem("AQ%2520=="),
        ] {
            assert_eq!(read(line), UNREADABLE, "{line}");
        }
    }

    #[test]
    fn a_long_line_is_not_looked_at() {
        let longest = "A".repeat(FORWARDED_BYTES_MAX);
        assert_eq!(read(&longest).map(|chain| chain[0].len()), Ok(FORWARDED_BYTES_MAX / 4 * 3));
        assert_eq!(read(&(longest + "AAAA")), UNREADABLE);
    }
}
