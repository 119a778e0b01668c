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
        body -> Nullable<Text>,
        entry -> Nullable<Uuid>,
        confirmed_by -> Nullable<Uuid>,
        adopted -> Bool,
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

diesel::table! {
    body_charters (record) {
        record -> BigInt,
        body -> Text,
        name -> Text,
        charter -> Text,
        citation -> Text,
        min_size -> Nullable<Integer>,
        max_size -> Nullable<Integer>,
        odd -> Bool,
        directors_min -> Nullable<Integer>,
        directors_max -> Nullable<Integer>,
        powers -> Array<Text>,
        withheld -> Array<Text>,
        decision -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    seats (id) {
        id -> Uuid,
        body -> Text,
        cohort -> Text,
        name -> Text,
        decision -> Nullable<Uuid>,
        poll -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    seat_incumbencies (id) {
        id -> Uuid,
        seat -> Uuid,
        person -> Uuid,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        basis -> Text,
        affiliation -> Text,
        decision -> Nullable<Uuid>,
        poll -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    incumbency_ends (incumbency) {
        incumbency -> Uuid,
        ends_at -> Timestamptz,
        reason -> Text,
        decision -> Nullable<Uuid>,
        poll -> Nullable<Uuid>,
        event -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    suspensions (id) {
        id -> Uuid,
        body -> Text,
        person -> Uuid,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        reason -> Text,
        decision -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_entries (id) {
        id -> Uuid,
        number -> BigInt,
        body -> Text,
        decided_on -> Date,
        title -> Text,
        decision -> Text,
        citation -> Text,
        matter -> Text,
        adopted -> Bool,
        effect -> Nullable<Text>,
        entered_by -> Uuid,
        recorded_at -> Timestamptz,
        question -> Nullable<Uuid>,
        in_writing -> Bool,
    }
}

diesel::table! {
    suspension_ends (suspension) {
        suspension -> Uuid,
        ends_at -> Timestamptz,
        reason -> Text,
        decision -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_confirmations (entry, confirmed_by) {
        entry -> Uuid,
        confirmed_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_withdrawals (entry) {
        entry -> Uuid,
        withdrawn_by -> Uuid,
        reason -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_documents (entry) {
        entry -> Uuid,
        name -> Text,
        document -> Bytea,
        sha256 -> Bytea,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_numbers (entry) {
        entry -> Uuid,
        members_entitled -> Integer,
        members_present -> Integer,
        votes_entitled -> BigInt,
        votes_present -> BigInt,
        votes_yes -> BigInt,
        votes_no -> BigInt,
        votes_abstain -> BigInt,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_votes (record) {
        record -> BigInt,
        entry -> Uuid,
        seat -> Nullable<Uuid>,
        person -> Nullable<Uuid>,
        vote -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    decision_rules (entry, key) {
        entry -> Uuid,
        key -> Text,
        value -> Text,
        citation -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::joinable!(incumbency_ends -> seat_incumbencies (incumbency));
diesel::joinable!(office_ends -> office_terms (term));
diesel::joinable!(suspension_ends -> suspensions (suspension));

diesel::allow_tables_to_appear_in_same_query!(
    foundations,
    recorded_decisions,
    office_terms,
    office_ends,
    body_charters,
    seats,
    seat_incumbencies,
    incumbency_ends,
    suspensions,
    suspension_ends,
    decision_entries,
    decision_documents,
    decision_numbers,
    decision_votes,
    decision_rules,
    decision_confirmations,
    decision_withdrawals,
);
