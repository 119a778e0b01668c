//! Accounts, their ways in, their sessions, changes of their addresses.

diesel::table! {
    accounts (id) {
        id -> Uuid,
        person -> Uuid,
        address -> Text,
        address_key -> Text,
        locale -> Text,
        locale_chosen -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    passwords (account) {
        account -> Uuid,
        phc -> Text,
        set_at -> Timestamptz,
    }
}

diesel::table! {
    sign_in_links (token_hash) {
        token_hash -> Bytea,
        account -> Uuid,
        next_path -> Text,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        spent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        account -> Uuid,
        way -> Text,
        device -> Text,
        opened_at -> Timestamptz,
        seen_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    session_tokens (token_hash) {
        token_hash -> Bytea,
        session -> Uuid,
        issued_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    address_changes (id) {
        id -> Uuid,
        account -> Uuid,
        old_address -> Text,
        new_address -> Text,
        reason -> Text,
        proposed_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    address_change_approvals (change) {
        change -> Uuid,
        approved_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    address_change_first_approvals (change) {
        change -> Uuid,
        approved_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    address_change_renewals (change) {
        change -> Uuid,
        stopped -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    address_change_stops (change) {
        change -> Uuid,
        stopped_by -> Nullable<Uuid>,
        reason -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::joinable!(passwords -> accounts (account));
diesel::joinable!(sessions -> accounts (account));
diesel::joinable!(session_tokens -> sessions (session));
diesel::allow_tables_to_appear_in_same_query!(accounts, passwords, sessions, session_tokens);
