//! The table of the log. The columns' meaning stands in `migrations/`.

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        actor -> Text,
        act -> Text,
        target -> Text,
        detail -> Text,
        address -> Nullable<Text>,
        request_id -> Nullable<Text>,
        outcome -> Text,
        seq -> Nullable<BigInt>,
        hash -> Nullable<Binary>,
    }
}

diesel::table! {
    audit_told (id) {
        id -> BigInt,
        at -> BigInt,
        actor -> Text,
        act -> Text,
        target -> Text,
        detail -> Text,
        address -> Nullable<Text>,
        request_id -> Nullable<Text>,
        outcome -> Text,
    }
}
