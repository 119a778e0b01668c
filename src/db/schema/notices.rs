//! Notices, to whom each is due, and what became of it.

diesel::table! {
    notice_drafts (id, revision) {
        id -> Uuid,
        revision -> Integer,
        form -> Jsonb,
        saved_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    notices (id) {
        id -> Uuid,
        number -> Integer,
        draft -> Uuid,
        kind -> Text,
        audience -> Text,
        poll -> Nullable<Integer>,
        title -> Jsonb,
        words -> Jsonb,
        event_at -> Nullable<Timestamptz>,
        statutory -> Bool,
        rules -> Jsonb,
        defect -> Nullable<Text>,
        content -> Bytea,
        sha256 -> Bytea,
        given_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    notice_recipients (notice, line) {
        notice -> Uuid,
        line -> Integer,
        membership -> Nullable<Uuid>,
        party -> Uuid,
        person -> Nullable<Uuid>,
        account -> Nullable<Uuid>,
        capacity -> Text,
        channel -> Text,
        masked_address -> Text,
        letter -> Nullable<Uuid>,
    }
}

diesel::table! {
    notice_addresses (notice, line) {
        notice -> Uuid,
        line -> Integer,
        address -> Text,
    }
}

diesel::table! {
    notice_steps (id) {
        id -> Uuid,
        notice -> Uuid,
        line -> Integer,
        step -> Text,
        at -> Timestamptz,
        evidence -> Text,
        recorded_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    notice_certificates (id) {
        id -> Uuid,
        notice -> Uuid,
        number -> Integer,
        sha256 -> Bytea,
        recipients -> Integer,
        reached -> Integer,
        made_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(notices, notice_recipients);
