DROP TABLE letter_texts;
