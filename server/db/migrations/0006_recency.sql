-- When a record was last changed moves with every change. With an index on it, no update of a record could stay within
-- its heap page (HOT): each wrote an entry into every index of its table, whatever it changed, and that was most of
-- what a change cost. So this one order stands in a table of its own, which has two indexes only, and whoever lists by
-- `updated_at` walks that:
--   <resource>_recency  one row a record, softly deleted ones too, kept by triggers on the record's table

CREATE PROCEDURE keep_recency(resource text) LANGUAGE plpgsql AS $make$
DECLARE
  recency text := resource || '_recency';
  old_index text;
BEGIN
  EXECUTE format($text$
    CREATE TABLE %1$I (
      tenant_id  uuid NOT NULL,
      id         uuid NOT NULL,
      updated_at timestamptz NOT NULL,
      deleted    boolean NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )$text$, recency);
  -- The walls bind the owner, too; not while it copies every tenant's rows.
  EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', resource);
  EXECUTE format('INSERT INTO %I (tenant_id, id, updated_at, deleted) '
                 'SELECT tenant_id, id, updated_at, deleted_at IS NOT NULL FROM %I', recency, resource);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', resource);
  EXECUTE format('CREATE INDEX %I ON %I (tenant_id, deleted, updated_at, id)', recency || '_order', recency);
  EXECUTE format('CALL protect_table(%L)', recency);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO dossier_app', recency);

  EXECUTE format($text$
    CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
    BEGIN
      INSERT INTO %2$I (tenant_id, id, updated_at, deleted)
        SELECT tenant_id, id, updated_at, deleted_at IS NOT NULL FROM made;
      RETURN NULL;
    END $body$ $text$, recency || '_of_made', recency);
  EXECUTE format('CREATE TRIGGER keep_recency_of_made AFTER INSERT ON %I REFERENCING NEW TABLE AS made '
                 'FOR EACH STATEMENT EXECUTE FUNCTION %I()', resource, recency || '_of_made');
  EXECUTE format($text$
    CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
    BEGIN
      UPDATE %2$I SET updated_at = new.updated_at, deleted = new.deleted_at IS NOT NULL
        WHERE tenant_id = new.tenant_id AND id = new.id;
      RETURN NULL;
    END $body$ $text$, recency || '_of_changed', recency);
  EXECUTE format('CREATE TRIGGER keep_recency_of_changed AFTER UPDATE OF updated_at, deleted_at ON %I '
                 'FOR EACH ROW EXECUTE FUNCTION %I()', resource, recency || '_of_changed');
  EXECUTE format('REVOKE ALL ON FUNCTION %I, %I FROM PUBLIC', recency || '_of_made', recency || '_of_changed');

  FOREACH old_index IN ARRAY ARRAY['_by_updated', '_deleted_by_updated'] LOOP
    EXECUTE format('DROP INDEX IF EXISTS %I', resource || old_index);
  END LOOP;
  -- Room in each page for the new version of a row.
  EXECUTE format('ALTER TABLE %I SET (fillfactor = 85)', resource);
END $make$;
REVOKE ALL ON PROCEDURE keep_recency FROM PUBLIC;

CALL keep_recency('brands');
CALL keep_recency('insights');
CALL keep_recency('tags');
