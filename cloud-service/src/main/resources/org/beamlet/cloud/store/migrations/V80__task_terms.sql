-- What a submission asks for its tasks beyond their function's own terms: JSON of TaskTerms.
ALTER TABLE tasks ADD COLUMN terms VARCHAR(500);
