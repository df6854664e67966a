//! Views without a type of their own.

use serde::Serialize;
use serde_json::Value;

/// What a template shows, by the names under which it does: a view without a type of its own. What cannot be shown is missing there,
/// which rendering tells.
#[macro_export]
macro_rules! view {
    (@ $name:ident) => { $name };
    (@ $name:ident $value:expr) => { $value };
    ($($name:ident $(: $value:expr)?,)*) => {
        std::collections::BTreeMap::from([
            $((stringify!($name), $crate::shown(&$crate::view!(@ $name $($value)?))),)*
        ])
    };
}

/// A value as a template takes it; nothing where it cannot be shown.
pub fn shown(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
