//! Letters, where each stands, and every attempt to send one.

diesel::table! {
    outbox_letters (id) {
        id -> Uuid,
        number -> BigInt,
        code -> Text,
        kind -> Text,
        parameters -> Jsonb,
        account -> Nullable<Uuid>,
        address -> Nullable<Text>,
        locale -> Nullable<Text>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    outbox_queue (letter) {
        letter -> Uuid,
        state -> Text,
        attempts -> Integer,
        due_at -> Timestamptz,
        pressing -> Bool,
    }
}

diesel::table! {
    outbox_deliveries (letter, attempt) {
        letter -> Uuid,
        attempt -> Integer,
        outcome -> Text,
        detail -> Text,
        masked_address -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::joinable!(outbox_queue -> outbox_letters (letter));
diesel::joinable!(outbox_deliveries -> outbox_letters (letter));
diesel::allow_tables_to_appear_in_same_query!(outbox_letters, outbox_queue, outbox_deliveries);
