CREATE INDEX audit_unsealed ON audit (id) WHERE seq IS NULL;

DROP TRIGGER audit_sealed_in_turn ON audit;
DROP FUNCTION audit_refuse_ahead();
CREATE FUNCTION audit_refuse_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq > (SELECT seq FROM audit_head WHERE id = 1) THEN
        RAISE EXCEPTION 'an audit entry is sealed in its turn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_sealed_in_turn BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.seq IS NOT NULL)
    EXECUTE FUNCTION audit_refuse_ahead();

DROP TRIGGER audit_told_kept ON audit_told;
DROP FUNCTION audit_refuse_unsealed();
CREATE FUNCTION audit_refuse_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM audit WHERE id = OLD.id) THEN
        RAISE EXCEPTION 'an audit entry is not removed before it is sealed';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER audit_told_kept BEFORE DELETE ON audit_told FOR EACH ROW EXECUTE FUNCTION audit_refuse_unsealed();
