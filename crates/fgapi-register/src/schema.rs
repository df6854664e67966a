//! Tables whose queries are put together at each call; those of the others are texts. The columns' meaning stands in `migrations/`.

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
    links (id) {
        id -> Binary,
        end_reason -> Nullable<Text>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    idempotency (key) {
        key -> Binary,
        link -> Nullable<Binary>,
    }
}
