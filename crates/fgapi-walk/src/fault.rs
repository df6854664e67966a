//! Why a walk ends before the app has its customer back.

/// Why a walk ends early.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WalkFault {
    /// An address is none.
    #[error("this is no address of a web page")]
    NotAUrl,
    /// TLS could not be set up.
    #[error("TLS could not be set up: {0}")]
    Tls(String),
    /// No answer came.
    #[error("the bank did not answer: {0}")]
    Unanswered(String),
    /// What came is no page that can be read.
    #[error("the bank answered with status {status}, and with no page")]
    NoPage {
        /// The HTTP status.
        status: u16,
    },
    /// A redirect leads to neither the bank nor the app.
    #[error("the bank sends the customer away, to {0}")]
    Away(String),
    /// A screen wants something that was not given, or that a walk cannot give.
    #[error("the screen \u{201c}{screen}\u{201d} asks for {field}")]
    Unanswerable {
        /// Its title.
        screen: String,
        /// What it asks for: a field's name, or `no form`.
        field: String,
    },
    /// A screen refuses what it was given.
    #[error("the screen \u{201c}{screen}\u{201d} says (status {status}): {says}")]
    Refused {
        /// Its title.
        screen: String,
        /// The HTTP status.
        status: u16,
        /// What it says.
        says: String,
    },
    /// The screens lead in a circle.
    #[error("the screens have no end")]
    Endless,
}
