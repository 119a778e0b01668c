//! The rulebook in versions, and what of each governs.

diesel::table! {
    rulebook_drafts (number) {
        number -> Integer,
        file -> Bytea,
        sha256 -> Bytea,
        saved_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    rulebook_versions (version) {
        version -> Integer,
        file -> Bytea,
        sha256 -> Bytea,
        effective_from -> Nullable<Timestamptz>,
        decision -> Uuid,
        act -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    rules (record) {
        record -> BigInt,
        version -> Integer,
        key -> Text,
        value -> Text,
        citation -> Text,
        words -> Text,
        source -> Text,
        counsel -> Bool,
        from_day -> Nullable<Date>,
        until_day -> Nullable<Date>,
        recorded_at -> Timestamptz,
    }
}
