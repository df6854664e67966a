//! What a bank decided about its office.

use fgapi_domain::{Secret, UnixSeconds};

/// The office's rules, from the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficePolicy {
    /// How passwords must be.
    pub passwords: PasswordPolicy,
    /// Wrong passwords in a row after which signing in is locked; default 5.
    pub attempts: u32,
    /// For how many seconds; default 900.
    pub lock_seconds: i64,
    /// After how many seconds without a request a session is over; default 1,800.
    pub idle_seconds: i64,
    /// After how many seconds a session is over, whatever happens; default 43,200.
    pub session_seconds: i64,
    /// For how many seconds an invitation can be used; default 259,200 (3 days).
    pub invitation_seconds: i64,
    /// How the office is reached, without a `/` at its end: `https://bank.example/office`.
    pub url: String,
    /// The bank's name, for mails.
    pub bank: String,
    /// What the service calls itself in mails, for example 見本銀行API; default the bank's name.
    pub service: String,
}

/// How portal users' passwords must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The fewest characters; default 12.
    pub least: u32,
    /// How many of the four classes (small letters, capital letters, digits, others) it must have; default 1.
    pub classes: u32,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { least: 12, classes: 1 }
    }
}

/// The most characters that a password may have.
pub const PASSWORD_MOST: usize = 128;

/// A password that may not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPassword {
    /// It has fewer characters than the policy asks.
    Short,
    /// It has more than [`PASSWORD_MOST`].
    Long,
    /// It has too few classes of characters.
    Plain,
    /// It is the login id, or holds it.
    LikeLogin,
    /// It has a control character.
    Odd,
    /// It is one of the passwords that everybody tries first, or one character again and again.
    Common,
}

/// What everybody tries first, where it is long enough to pass as long.
const COMMON: [&str; 12] = [
    "password",
    "passw0rd",
    "123456789",
    "1234567890",
    "qwertyuiop",
    "administrator",
    "letmein",
    "iloveyou",
    "welcome",
    "changeme",
    "himitsu",
    "sakura",
];

impl PasswordPolicy {
    /// Judges a password for somebody with this login id.
    ///
    /// # Errors
    /// [`WeakPassword`].
    pub fn judge(&self, password: &Secret, login: &str) -> Result<(), WeakPassword> {
        let text = password.reveal();
        let count = text.chars().count();
        if text.chars().any(char::is_control) {
            return Err(WeakPassword::Odd);
        }
        if count < self.least as usize {
            return Err(WeakPassword::Short);
        }
        if count > PASSWORD_MOST {
            return Err(WeakPassword::Long);
        }
        let folded = text.to_lowercase();
        if folded.contains(&login.to_lowercase()) {
            return Err(WeakPassword::LikeLogin);
        }
        // What is left when a common word and what people put around it are taken away.
        let bare = folded.trim_matches(|c: char| !c.is_alphabetic());
        let mut all = folded.chars();
        let first = all.next();
        if COMMON.contains(&folded.as_str()) || COMMON.contains(&bare) || all.all(|c| Some(c) == first) || bare.is_empty() && count < 16 {
            return Err(WeakPassword::Common);
        }
        let classes: [fn(char) -> bool; 3] = [char::is_lowercase, char::is_uppercase, |c| c.is_ascii_digit()];
        let other = text.chars().any(|c| !classes.iter().any(|class| class(c)));
        let has = classes.iter().filter(|class| text.chars().any(*class)).count() + usize::from(other);
        if has < self.classes as usize { Err(WeakPassword::Plain) } else { Ok(()) }
    }
}

/// How wrong passwords are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockRule {
    /// How many in a row lock.
    pub most: u32,
    /// Until when it is locked then.
    pub locked_until: UnixSeconds,
    /// Now.
    pub now: UnixSeconds,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_told_apart() {
        let policy = PasswordPolicy { least: 12, classes: 2 };
        let judge = |text: &str| policy.judge(&Secret::new(text), "hanako");
        assert_eq!(judge("ao-sora-no-kumo"), Ok(()));
        assert_eq!(judge("みどりの山と白い雲の上"), Err(WeakPassword::Short));
        assert_eq!(judge("short-one"), Err(WeakPassword::Short));
        assert_eq!(judge("thisisallsmall"), Err(WeakPassword::Plain));
        assert_eq!(judge("xx-Hanako-2026"), Err(WeakPassword::LikeLogin));
        assert_eq!(judge("password123456"), Err(WeakPassword::Common));
        assert_eq!(judge("aaaaaaaaaaaaaa"), Err(WeakPassword::Common));
        assert_eq!(judge("123456789012"), Err(WeakPassword::Common));
        assert_eq!(judge("tab\there-and-there"), Err(WeakPassword::Odd));
        assert_eq!(judge(&"Ab".repeat(65)), Err(WeakPassword::Long));
    }
}
