//! Tables about keys.

diesel::table! {
    id_keys (id) {
        id -> Text,
        fingerprint -> Text,
        first_used_at -> BigInt,
    }
}

diesel::table! {
    login_keys (id) {
        id -> Text,
        fingerprint -> Text,
        first_used_at -> BigInt,
    }
}
