//! Tables of consent journeys.

diesel::table! {
    journeys (id) {
        id -> Binary,
        browser -> Binary,
        api_key -> Nullable<Text>,
        redirect -> Nullable<Text>,
        state -> Nullable<Text>,
        challenge -> Nullable<Binary>,
        link_name -> Nullable<Text>,
        offered -> Nullable<Text>,
        refused -> Nullable<Text>,
        step -> Text,
        question -> BigInt,
        wrong -> BigInt,
        customer -> Nullable<Text>,
        certificate -> Nullable<Binary>,
        certificate_subject -> Nullable<Text>,
        certificate_issuer -> Nullable<Text>,
        certificate_until -> Nullable<BigInt>,
        grants -> Text,
        accounts -> Text,
        staged -> Nullable<Binary>,
        created_at -> BigInt,
        expires_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    visits (customer, device, network) { customer -> Text, device -> Binary, network -> Text, last_at -> BigInt, }
}

diesel::table! {
    registered_pins (customer, account) { customer -> Text, account -> Text, registered_at -> BigInt, }
}
