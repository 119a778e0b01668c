//! The rules as dated data.

diesel::table! {
    rules (record) {
        record -> BigInt,
        key -> Text,
        value -> Nullable<Text>,
        citation -> Text,
        effective_from -> Nullable<Timestamptz>,
        decision -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}
