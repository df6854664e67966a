//! Tables of the bank.

diesel::table! {
    banks (code) { code -> Text, name -> Text, }
}

diesel::table! {
    branches (bank_code, branch_code) {
        bank_code -> Text,
        branch_code -> Text,
        name -> Text,
        kana -> Text,
        address_code -> Nullable<Text>,
        tel -> Nullable<Text>,
        position -> Nullable<BigInt>,
        gone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    accounts (seq) {
        seq -> BigInt,
        bank_code -> Text,
        branch_code -> Text,
        kind -> Text,
        number -> Text,
        owner_type -> Text,
        type2 -> Nullable<Text>,
        opening -> Nullable<BigInt>,
        as_of_day -> Nullable<BigInt>,
        imported_at -> Nullable<BigInt>,
        revision -> BigInt,
        inquiry_pin -> Nullable<Text>,
        pin_failures -> BigInt,
        pin_locked_until -> BigInt,
        opening_day -> Nullable<BigInt>,
    }
}

diesel::table! {
    customers (seq) {
        seq -> BigInt,
        id -> Text,
        login_id -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        failures -> BigInt,
        locked_until -> BigInt,
        answer_failures -> BigInt,
        answers_locked_until -> BigInt,
    }
}

diesel::table! {
    customer_certificates (fingerprint) { fingerprint -> Binary, customer -> BigInt, }
}

diesel::table! {
    customer_questions (customer, number) { customer -> BigInt, number -> BigInt, text -> Text, answer_hash -> Text, }
}

diesel::table! {
    customer_accounts (customer, account) {
        customer -> BigInt,
        account -> BigInt,
        bank_code -> Text,
        position -> BigInt,
        memo -> Nullable<Text>,
    }
}

diesel::table! {
    transactions (account, day, position) {
        account -> BigInt,
        day -> BigInt,
        position -> BigInt,
        ordinal -> BigInt,
        second -> BigInt,
        amount -> BigInt,
        running -> BigInt,
        description -> Text,
        reference -> Nullable<Text>,
        correction -> Bool,
    }
}

diesel::table! {
    provisional_transactions (account, day, ordinal) { account -> BigInt, day -> BigInt, ordinal -> BigInt, }
}

diesel::table! {
    transaction_days (account, day) {
        account -> BigInt,
        day -> BigInt,
        month -> BigInt,
        live -> BigInt,
        net -> BigInt,
        book -> BigInt,
        last_ordinal -> BigInt,
    }
}

diesel::table! {
    transaction_months (account, month) {
        account -> BigInt,
        month -> BigInt,
        live -> BigInt,
        days -> BigInt,
        net -> BigInt,
        book -> BigInt,
    }
}

diesel::table! {
    transaction_years (account, year) {
        account -> BigInt,
        year -> BigInt,
        live -> BigInt,
        days -> BigInt,
        net -> BigInt,
        book -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(customers, customer_accounts, customer_questions, accounts, branches);
diesel::joinable!(customer_accounts -> customers (customer));
diesel::joinable!(customer_accounts -> accounts (account));
diesel::joinable!(customer_questions -> customers (customer));
