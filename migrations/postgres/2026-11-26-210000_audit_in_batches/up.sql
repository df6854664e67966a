-- Entries are sealed many at a time, so what guards the log looks at them together: a trigger for each row cost an entry a third of what its
-- sealing costs.

DROP TRIGGER audit_sealed_in_turn ON audit;
DROP FUNCTION audit_refuse_ahead();
CREATE FUNCTION audit_refuse_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT MAX(seq) FROM added) > (SELECT seq FROM audit_head WHERE id = 1) THEN
        RAISE EXCEPTION 'an audit entry is sealed in its turn';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_sealed_in_turn AFTER INSERT ON audit REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_ahead();

DROP TRIGGER audit_told_kept ON audit_told;
DROP FUNCTION audit_refuse_unsealed();
-- Each entry is looked for by its id: a join of another kind would read the whole log.
CREATE FUNCTION audit_refuse_unsealed() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM taken WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.id = taken.id)) THEN
        RAISE EXCEPTION 'an audit entry is not removed before it is sealed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_told_kept AFTER DELETE ON audit_told REFERENCING OLD TABLE AS taken
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_unsealed();

-- Nothing in the log is unsealed any more.
DROP INDEX audit_unsealed;
