//! Tables whose queries are put together at each call; those of the others are texts. The columns' meaning stands in `migrations/`.

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

diesel::table! {
    portal_users (id) {
        id -> Binary,
        login -> Text,
        login_digest -> Binary,
        name -> Text,
        mail -> Text,
        tenant -> BigInt,
        role -> Text,
        suspended -> Bool,
        password -> Nullable<Text>,
        created_at -> BigInt,
        folded -> Text,
    }
}

diesel::table! {
    portal_attempts (digest) {
        digest -> Binary,
    }
}

diesel::table! {
    portal_sessions (digest) {
        digest -> Binary,
        user_id -> Binary,
    }
}

diesel::table! {
    portal_factors (user_id) {
        user_id -> Binary,
    }
}

diesel::table! {
    recovery_codes (user_id, digest) {
        user_id -> Binary,
        digest -> Binary,
    }
}

diesel::table! {
    invitations (id) {
        id -> Binary,
        user_id -> Binary,
        until -> BigInt,
    }
}

diesel::table! {
    handovers (id) {
        id -> Binary,
        user_id -> Binary,
        login -> Text,
        name -> Text,
        tenant -> BigInt,
        client -> Nullable<Text>,
        level -> Nullable<Text>,
        grants -> Nullable<Text>,
        days -> Nullable<BigInt>,
        overlap_seconds -> Nullable<BigInt>,
        state -> Text,
        issued_at -> BigInt,
        issued_by -> Text,
        pickup_until -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
        over_at -> Nullable<BigInt>,
        folded -> Text,
    }
}

diesel::table! {
    mails (id) {
        id -> Binary,
        kind -> Text,
        address -> Text,
        subject -> Text,
        body -> Text,
        invitation -> Nullable<Binary>,
        created_at -> BigInt,
        state -> Text,
        attempts -> BigInt,
        next_at -> BigInt,
        waiting_since -> BigInt,
        folded -> Text,
    }
}
