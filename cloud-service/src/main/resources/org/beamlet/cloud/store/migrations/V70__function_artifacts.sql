-- The object that a function's code names, such as its JAR: it stays as long as the function.
ALTER TABLE functions ADD COLUMN artifact VARCHAR(64);
CREATE INDEX functions_artifact ON functions (artifact);
