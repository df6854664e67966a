//! An institution's texts and numbers, taken as words of the house or not at all.

use fgapi_client::PairAnswer;
use fgapi_domain::{Booked, LongText, Secret, ShortText, UnixSeconds};
use fgapi_linked::{TokenPair, UpstreamFault};

use crate::fault::{Call, odd};

/// The longest token, in bytes.
const LONGEST_TOKEN: usize = 4_096;
/// The longest id, in characters.
const LONGEST_ID: usize = 255;
/// Longer than any token or consent lives: a hundred years.
const LONGEST_LIFE: i64 = 36_525 * 86_400;

/// A token: visible ASCII. It travels in headers, and is sealed in one line.
pub(crate) fn token(call: Call, text: &str) -> Result<Secret, UpstreamFault> {
    let fits = (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(Secret::new(text)) } else { Err(odd(call, "a token is not 1 to 4096 visible characters")) }
}

/// How long something lives, out of two times of the institution's own clock, which may go otherwise than ours.
pub(crate) fn life(call: Call, created_at: i64, expired_at: i64) -> Result<i64, UpstreamFault> {
    let life = expired_at.checked_sub(created_at).filter(|life| (1..=LONGEST_LIFE).contains(life));
    life.ok_or_else(|| odd(call, "a token's end does not follow on its beginning"))
}

/// A pair whose life begins `now`.
pub(crate) fn pair(answer: &PairAnswer<'_>, now: UnixSeconds) -> Result<TokenPair, UpstreamFault> {
    let call = Call::Token;
    let consent_until = match answer.consent_expired_at {
        Some(at) if (1..=now.plus(LONGEST_LIFE).0).contains(&at) => Some(UnixSeconds(at)),
        Some(_) => return Err(odd(call, "the consent's end is no time")),
        None => None,
    };
    Ok(TokenPair {
        access: token(call, &answer.access_token)?,
        refresh: token(call, &answer.refresh_token)?,
        expires_at: now.plus(life(call, answer.created_at, answer.expired_at)?),
        consent_until,
    })
}

/// An id: what it is made of is the institution's business.
pub(crate) fn id(call: Call, text: &str) -> Result<String, UpstreamFault> {
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_ID && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(odd(call, "an id is not 1 to 255 characters without control characters")) }
}

/// A name of something.
pub(crate) fn short(call: Call, text: &str) -> Result<ShortText, UpstreamFault> {
    ShortText::new(text).map_err(|_| odd(call, "a name is longer than 100 characters, or has a control character"))
}

/// A name of something; the empty text is none.
pub(crate) fn short_or_none(call: Call, text: &str) -> Result<Option<ShortText>, UpstreamFault> {
    if text.is_empty() { Ok(None) } else { short(call, text).map(Some) }
}

/// What a booking was.
pub(crate) fn long(call: Call, text: &str) -> Result<LongText, UpstreamFault> {
    LongText::new(text).map_err(|_| odd(call, "a description is longer than 400 characters, or has a control character"))
}

/// When something was booked, in Japan.
pub(crate) fn booked(call: Call, text: &str) -> Result<UnixSeconds, UpstreamFault> {
    let booked: Booked = text.parse().map_err(|_| odd(call, "a date is none"))?;
    Ok(booked.day().begins_at().plus(booked.second().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_one_visible_word() {
        for good in ["a", "fga_0-._~+/=", &"x".repeat(LONGEST_TOKEN)] {
            assert_eq!(token(Call::Token, good).unwrap().reveal(), good);
        }
        for bad in ["", "a b", "a\nb", "a\r", "\0", "é", &"x".repeat(LONGEST_TOKEN + 1)] {
            assert_eq!(token(Call::Token, bad).unwrap_err().error.id(), 1, "{bad:?}");
        }
    }

    #[test]
    fn a_pairs_life_is_counted_by_our_own_clock() {
        let answer = |created_at, expired_at, consent_expired_at| PairAnswer {
            access_token: "a".into(),
            created_at,
            expired_at,
            refresh_token: "r".into(),
            refresh_token_expired_at: None,
            consent_expired_at,
            grants: None,
        };
        let read = |created_at, expired_at, consent| pair(&answer(created_at, expired_at, consent), UnixSeconds(1_000_000));
        let good = read(5, 3_605, Some(2_000_000)).unwrap();
        assert_eq!((good.expires_at, good.consent_until), (UnixSeconds(1_003_600), Some(UnixSeconds(2_000_000))));
        for (created_at, expired_at, consent) in
            [(5, 5, None), (5, 4, None), (i64::MIN, i64::MAX, None), (0, i64::MAX, None), (0, 1, Some(0)), (0, 1, Some(i64::MAX))]
        {
            assert!(read(created_at, expired_at, consent).is_err(), "{created_at} {expired_at} {consent:?}");
        }
    }

    #[test]
    fn texts_and_dates_are_taken_exactly_or_not_at_all() {
        assert_eq!(booked(Call::Accounts, "2026-02-01T00:00:01+09:00").unwrap(), UnixSeconds(1_769_871_601));
        for bad in ["", "2026-02-30", "2026-02-01T24:00:00+09:00", "2026-02-01T00:00:01Z", "2026-02-01 00:00:01", "0"] {
            assert!(booked(Call::Accounts, bad).is_err(), "{bad}");
        }
        for bad in ["\u{1}", "a\n", &"普".repeat(101)] {
            assert!(short(Call::Accounts, bad).is_err());
        }
        assert!(short(Call::Accounts, &"普".repeat(100)).is_ok() && short_or_none(Call::Accounts, "").unwrap().is_none());
        assert!(long(Call::Accounts, &"普".repeat(400)).is_ok() && long(Call::Accounts, &"普".repeat(401)).is_err());
        assert!(id(Call::Accounts, &"普".repeat(255)).is_ok());
        for bad in ["", "a\0", &"普".repeat(256)] {
            assert!(id(Call::Accounts, bad).is_err());
        }
    }
}
