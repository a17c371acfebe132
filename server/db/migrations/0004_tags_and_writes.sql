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

-- How many live records of the session's tenant carry the tag whose folded name is `tag_key`. Runs as the role finder,
-- for whom `@>` may be an index condition (see 0003), and keeps to the session's tenant by itself.
CREATE FUNCTION tags_usage_count(tag_key text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
BEGIN
  RETURN (SELECT count(*) FROM brands b
          WHERE b.tenant_id = tenant AND b.deleted_at IS NULL AND b.tags_keys @> ARRAY[tag_key])
       + (SELECT count(*) FROM insights i
          WHERE i.tenant_id = tenant AND i.deleted_at IS NULL AND i.tags_keys @> ARRAY[tag_key]);
END $$;
REVOKE ALL ON FUNCTION tags_usage_count FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tags_usage_count TO dossier_app;
GRANT CREATE ON SCHEMA public TO dossier_finder;
ALTER FUNCTION tags_usage_count OWNER TO dossier_finder;
REVOKE CREATE ON SCHEMA public FROM dossier_finder;

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
