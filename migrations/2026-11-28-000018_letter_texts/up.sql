-- Words of letters as the foundation wants them.

CREATE TABLE letter_texts (
    letter text NOT NULL,
    locale text NOT NULL,
    revision integer NOT NULL,
    subject text,
    body text,
    saved_by uuid NOT NULL REFERENCES parties (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT letter_texts_pkey PRIMARY KEY (letter, locale, revision),
    CONSTRAINT letter_texts_letter CHECK (letter ~ '^[a-z_]{1,40}$'),
    CONSTRAINT letter_texts_locale CHECK (locale ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    CONSTRAINT letter_texts_revision CHECK (revision >= 1),
    CONSTRAINT letter_texts_whole CHECK ((subject IS NULL) = (body IS NULL)),
    CONSTRAINT letter_texts_size CHECK (char_length(subject) <= 200 AND char_length(body) <= 10000)
);
COMMENT ON TABLE letter_texts IS
    'Subject and words of a kind of letter in a language, each saving a row; the newest governs, and one without words is the way back to the program''s own.';
CALL keep_as_history('letter_texts');
