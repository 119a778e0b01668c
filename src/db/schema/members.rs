//! Member classes, memberships, imports.

diesel::table! {
    member_classes (id) {
        id -> Text,
        name -> Text,
        position -> Integer,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    class_votes (record) {
        record -> BigInt,
        class -> Text,
        votes -> BigInt,
        citation -> Text,
        starts_on -> Nullable<Date>,
        decision -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    membership_imports (id) {
        id -> Uuid,
        file_sha256 -> Bytea,
        file_rows -> Integer,
        imported_by -> Uuid,
        confirmed_by -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    membership_import_drafts (file_sha256) {
        file_sha256 -> Bytea,
        file -> Bytea,
        uploaded_by -> Uuid,
        uploaded_at -> Timestamptz,
    }
}

diesel::table! {
    memberships (id) {
        id -> Uuid,
        number -> BigInt,
        party -> Uuid,
        class -> Text,
        member_since -> Date,
        import -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    membership_terms (record) {
        record -> BigInt,
        membership -> Uuid,
        starts_on -> Date,
        ends_on -> Date,
        import -> Nullable<Uuid>,
        corrects -> Nullable<BigInt>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    membership_ends (membership) {
        membership -> Uuid,
        ends_on -> Date,
        reason -> Text,
        decision -> Nullable<Uuid>,
        evidence -> Nullable<Text>,
        recorded_by -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    affiliations (record) {
        record -> BigInt,
        person -> Uuid,
        employer -> Nullable<Text>,
        starts_on -> Nullable<Date>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (person) {
        person -> Uuid,
        invited_by -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}
