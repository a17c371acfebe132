-- Tags, and what lets a client repeat a request without repeating its effect.

CREATE TABLE tags (
  tenant_id   uuid NOT NULL REFERENCES tenants,
  id          uuid NOT NULL,
  version     bigint NOT NULL CHECK (version >= 1),
  name        text NOT NULL,
  name_key    text COLLATE "C" NOT NULL,
  color       text CHECK (color IN ('blue', 'orange', 'teal', 'pink', 'yellow', 'gray', 'green', 'red')),
  description text,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  created_by  uuid NOT NULL,
  updated_by  uuid NOT NULL,
  deleted_at  timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX tags_name_unique ON tags (tenant_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX tags_by_name ON tags (tenant_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX tags_by_created ON tags (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tags_by_updated ON tags (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CALL index_key('tags', 'color');
CALL index_key('tags', 'created_by');
CALL index_deleted('tags', 'name_key');
CALL index_deleted('tags', 'created_at');
CALL index_deleted('tags', 'updated_at');
CALL protect_table('tags');
GRANT SELECT, INSERT, UPDATE ON tags TO dossier_app;

-- How often each tag is used, by its folded name: what each write added or took away, to be summed up. Rows are only
-- added, so that no two writes wait for each other, and merged now and then. Counting the records themselves takes
-- 150 ms where a tag stands on a twelfth of a million.
CREATE TABLE tags_uses (
  tenant_id uuid NOT NULL,
  key       text COLLATE "C" NOT NULL,
  uses      bigint NOT NULL
);
CREATE INDEX tags_uses_of_key ON tags_uses (tenant_id, key) INCLUDE (uses);
ALTER TABLE tags_uses SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
                           autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000);
CALL protect_table('tags_uses');
GRANT SELECT, INSERT, DELETE ON tags_uses TO dossier_app;

-- Live records of the session's tenant that carry the tag whose folded name is `tag_key`.
CREATE FUNCTION tags_usage_count(tag_key text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(u.uses), 0)::bigint FROM tags_uses u
  WHERE u.tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid) AND u.key = tag_key
$$;
REVOKE ALL ON FUNCTION tags_usage_count FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tags_usage_count TO dossier_app;

CREATE FUNCTION tags_add_uses() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO tags_uses (tenant_id, key, uses) SELECT NEW.tenant_id, added, 1 FROM unnest(NEW.tags_keys) added;
  RETURN NULL;
END $$;
CREATE FUNCTION tags_change_uses() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO tags_uses (tenant_id, key, uses)
  SELECT NEW.tenant_id, changed.key, sum(changed.uses) FROM (
    SELECT unnest(OLD.tags_keys) AS key, -1 AS uses WHERE OLD.deleted_at IS NULL
    UNION ALL
    SELECT unnest(NEW.tags_keys), 1 WHERE NEW.deleted_at IS NULL
  ) changed GROUP BY changed.key HAVING sum(changed.uses) <> 0;
  RETURN NULL;
END $$;

-- Keeps count of the tags in a table's `tags_keys`. A write that leaves them as they are costs nothing more.
CREATE PROCEDURE keep_tag_uses(table_name regclass) LANGUAGE plpgsql AS $make$
BEGIN
  EXECUTE format($text$
    CREATE TRIGGER tags_added AFTER INSERT ON %s FOR EACH ROW
      WHEN (NEW.deleted_at IS NULL AND NEW.tags_keys <> '{}') EXECUTE FUNCTION tags_add_uses() $text$, table_name);
  EXECUTE format($text$
    CREATE TRIGGER tags_changed AFTER UPDATE ON %s FOR EACH ROW
      WHEN (OLD.tags_keys IS DISTINCT FROM NEW.tags_keys OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
      EXECUTE FUNCTION tags_change_uses() $text$, table_name);
  -- The walls bind the owner, too; not for what is there already.
  EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', table_name);
  ALTER TABLE tags_uses NO FORCE ROW LEVEL SECURITY;
  EXECUTE format($text$
    INSERT INTO tags_uses (tenant_id, key, uses) SELECT r.tenant_id, used, count(*) FROM %s r, unnest(r.tags_keys) used
      WHERE r.deleted_at IS NULL GROUP BY r.tenant_id, used $text$, table_name);
  ALTER TABLE tags_uses FORCE ROW LEVEL SECURITY;
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
END $make$;
REVOKE ALL ON PROCEDURE keep_tag_uses FROM PUBLIC;
CALL keep_tag_uses('brands');
CALL keep_tag_uses('insights');

-- What was answered to requests that carried an Idempotency-Key, written in the transaction of what they did: the
-- unique key decides between two of them, whichever server they reach.
CREATE TABLE idempotency_keys (
  tenant_id  uuid NOT NULL REFERENCES tenants,
  user_id    uuid NOT NULL,
  key        text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  request    text NOT NULL,           -- fingerprint of the request: another one may not use the key
  record_id  uuid,                    -- what was answered: the record, if it was one, …
  tag        text NOT NULL,           -- … its entity tag, …
  body       text NOT NULL,           -- … and the body
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (tenant_id, created_at);
CALL protect_table('idempotency_keys');
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO dossier_app;
