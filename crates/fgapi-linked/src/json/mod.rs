//! What programs of the bank's say as JSON: answers to forms, and what they found. Read strictly, field by field: what is wrong is told by
//! its name, never with what stands there, because it may be secret.

mod answers;
mod fields;
mod report;

/// A text that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// It is no JSON, or none of the form that is told.
    #[error("line {line} column {column}: this is not {expected}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What it must be.
        expected: &'static str,
    },
    /// A field is missing, or is something else.
    #[error("{field} must be {expected}")]
    Field {
        /// The field, with those around it: `harvest.accounts[0].kind`.
        field: String,
        /// What it must be.
        expected: &'static str,
    },
    /// There is no such field.
    #[error("there is no field {0}")]
    Unknown(String),
}
