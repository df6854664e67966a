//! What a PostgreSQL URL may look like: a part of what libpq takes, chosen so that libpq and this program read it alike, and so
//! that libpq never has to complain about it, for its complaints repeat the URL, password and all.

use std::net::Ipv6Addr;

/// Whether the URL is `postgres://[USER[:PASSWORD]@]HOST[:PORT][,...][/DATABASE][?name=value&...]`, with whatever else these
/// parts hold written as `%XX`.
pub(crate) fn is_well_formed(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) else { return false };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    let (user, hosts) = authority.split_once('@').unwrap_or(("", authority));
    is_escaped(rest)
        && !user.contains(['[', ']'])
        && hosts.split(',').all(is_host)
        && (query.is_empty() || query.split('&').all(|pair| pair.split_once('=').is_some_and(|(name, value)| is_parameter(name, value))))
}

/// Nothing that has to be escaped, and each `%` begins an escape of something but NUL.
fn is_escaped(text: &str) -> bool {
    let is_escape = |code: &str| code.bytes().take_while(u8::is_ascii_hexdigit).take(2).count() == 2 && !code.starts_with("00");
    !text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '#') && text.split('%').skip(1).all(is_escape)
}

fn is_host(host: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|digit| digit.is_ascii_digit());
    match host.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']').is_some_and(|(address, after)| {
            address.parse::<Ipv6Addr>().is_ok() && (after.is_empty() || after.strip_prefix(':').is_some_and(is_port))
        }),
        None => !host.contains(['@', '[', ']']) && host.split_once(':').is_none_or(|(_, port)| is_port(port)),
    }
}

/// Names are never escaped, so that none can hide.
fn is_parameter(name: &str, value: &str) -> bool {
    !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_') && !value.contains(['=', '@', '?'])
}
