//! Tables whose queries are put together at each call; those of the others are texts. The columns' meaning stands in `migrations/`.

diesel::table! {
    linked_services (id) {
        id -> BigInt,
        text -> Text,
        automatic -> Bool,
        concurrency -> BigInt,
        timeout_seconds -> BigInt,
    }
}

diesel::table! {
    linked_accounts (id) {
        id -> Binary,
        customer -> Text,
        service -> BigInt,
        uid_hidden -> Text,
        disp_name -> Nullable<Text>,
        memo -> Nullable<Text>,
        message -> Nullable<Text>,
        msg_flag -> Bool,
        msg_time -> Nullable<BigInt>,
        created_at -> BigInt,
        suspended -> Bool,
        automatic -> Bool,
        error -> Nullable<BigInt>,
        last_aggregated_at -> Nullable<BigInt>,
        last_succeeded_at -> Nullable<BigInt>,
        next_aggregate_at -> Nullable<BigInt>,
        asset_sum -> BigInt,
        failures -> BigInt,
        fence -> BigInt,
        lease_until -> Nullable<BigInt>,
        consent_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    linked_sub_accounts (account, ordinal) {
        account -> Binary,
        ordinal -> BigInt,
        far_id -> Text,
        branch_name -> Nullable<Text>,
        number -> Nullable<Text>,
        kind -> Text,
        balance -> BigInt,
    }
}

diesel::table! {
    linked_requests (id) {
        id -> Binary,
        account -> Binary,
        ordinal -> BigInt,
        field -> Text,
        message -> Text,
        question -> Text,
    }
}

diesel::table! {
    linked_answers (account, field) {
        account -> Binary,
        field -> Text,
        until -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(linked_requests, linked_answers);
