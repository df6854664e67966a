//! Tables about ids.

diesel::table! {
    id_keys (id) {
        id -> Text,
        fingerprint -> Text,
        first_used_at -> BigInt,
    }
}
