//! Persons, organisations, who votes for whom.

diesel::table! {
    parties (id) {
        id -> Uuid,
        kind -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    party_records (record) {
        record -> BigInt,
        party -> Uuid,
        name -> Text,
        country -> Text,
        disclosed -> Bool,
        corrects -> Nullable<BigInt>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    representations (record) {
        record -> BigInt,
        organisation -> Uuid,
        person -> Nullable<Uuid>,
        starts_on -> Date,
        corrects -> Nullable<BigInt>,
        recorded_by -> Uuid,
        change -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(parties, party_records, representations);
