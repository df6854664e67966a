-- Entries of the audit log stand here from the act that they tell of until they are sealed, which is about a second: so that an act does
-- not pay for the log's indexes, checks and triggers, which PostgreSQL makes ready for every row that is added.

CREATE TABLE audit_told (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- As in the log.
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT,
    request_id TEXT,
    outcome TEXT NOT NULL
);

-- An id stays with its entry, and none comes twice.
SELECT setval(pg_get_serial_sequence('audit_told', 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM audit));

DROP TRIGGER audit_kept ON audit;
INSERT INTO audit_told (id, at, actor, act, target, detail, address, request_id, outcome) OVERRIDING SYSTEM VALUE
    SELECT id, at, actor, act, target, detail, address, request_id, outcome FROM audit WHERE seq IS NULL ORDER BY id;
DELETE FROM audit WHERE seq IS NULL;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse_early();

-- Sealed entries are added in their turn: the head knows them already.
CREATE FUNCTION audit_refuse_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq > (SELECT seq FROM audit_head WHERE id = 1) THEN
        RAISE EXCEPTION 'an audit entry is sealed in its turn';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM audit WHERE id = OLD.id) THEN
        RAISE EXCEPTION 'an audit entry is not removed before it is sealed';
    END IF;
    RETURN OLD;
END $$;

DROP TRIGGER audit_told_unsealed ON audit;
CREATE TRIGGER audit_sealed_in_turn BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.seq IS NOT NULL)
    EXECUTE FUNCTION audit_refuse_ahead();

CREATE TRIGGER audit_told_not_changed BEFORE UPDATE ON audit_told FOR EACH ROW
    EXECUTE FUNCTION audit_refuse('an audit entry is not changed');

CREATE TRIGGER audit_told_kept BEFORE DELETE ON audit_told FOR EACH ROW EXECUTE FUNCTION audit_refuse_unsealed();

CREATE TRIGGER audit_told_not_emptied BEFORE TRUNCATE ON audit_told FOR EACH STATEMENT
    EXECUTE FUNCTION audit_refuse('the audit log is not emptied');
