//! The foundation, its recorded decisions, its offices.

diesel::table! {
    foundations (version) {
        version -> BigInt,
        name -> Text,
        time_zone -> Text,
        public_origin -> Text,
        log_origin -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    setup_invitations (token_hash) {
        token_hash -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    recorded_decisions (id) {
        id -> Uuid,
        number -> BigInt,
        title -> Text,
        decision -> Text,
        decided_by -> Text,
        decided_on -> Date,
        citation -> Text,
        recorded_by -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    office_terms (id) {
        id -> Uuid,
        person -> Uuid,
        office -> Text,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        decision -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    office_ends (term) {
        term -> Uuid,
        ends_at -> Timestamptz,
        decision -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::joinable!(office_ends -> office_terms (term));

diesel::allow_tables_to_appear_in_same_query!(
    foundations,
    recorded_decisions,
    office_terms,
    office_ends,
);
